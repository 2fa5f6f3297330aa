"""The figures of the annual report counted once more, from raw rows, by code of its own.

Nothing of `handlers/figures` or `handlers/rules/figures` is used: the meaning of each indicator is
written down here a second time, from the practice (numerator / denominator), so that a slip in one
place is seen in the other.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from bot.rehearsal.raw import Raw
from handlers.rules.profile import Profile
from storage.rawrows import Row
from storage.vocabulary import ReportKind

FACE = {"visit", "study_visit", "symposium", "invited"}
AXES = ("content", "attitude", "effect")
SAID = {"satisfied", "strictly_satisfied", "satisfied_of_all", "second_satisfied"}
Counted = dict[str, tuple[Counter[int], Counter[int]]]  # indicator → what adds to n, and to d


@dataclass
class Case:
    """One suggestion as its rows stood at a moment."""

    raw: Raw
    profile: Profile
    item: Row
    at: datetime
    units: frozenset[int] | None = None  # whose refusals count; None: everybody's
    person: int | None = None  # whose replies and promises count; None: everybody's

    @property
    def id(self) -> int:
        """Its id."""
        return int(self.item["id"])

    @property
    def today(self) -> date:
        """The day of the moment."""
        return self.raw.day(self.at)

    @cached_property
    def reported(self) -> date:
        """The day of the annual report before: from then on it is this year's."""
        rhythm = self.profile.cadence[ReportKind.ANNUAL]
        day = date(self.today.year - 1, rhythm.month, rhythm.day)
        while not self.profile.calendar.is_working_day(day):
            day += timedelta(days=1)
        return day

    def _of(self, table: str) -> list[Row]:
        return self.raw.of(table, "suggestion_id", self.id)

    @cached_property
    def events(self) -> list[Row]:
        """What had happened."""
        return [row for row in self._of("events") if row["at"] <= self.at]

    def told(self, kind: str) -> list[Row]:
        """The events of a kind."""
        return [row for row in self.events if row["kind"] == kind]

    @cached_property
    def closed_on(self) -> date | None:
        """The day on which it was closed, if that was known."""
        closed: datetime | None = self.item["closed_at"]
        return self.raw.day(closed) if closed is not None and closed <= self.at else None

    @cached_property
    def _changes(self) -> list[tuple[datetime, dict[str, Any]]]:
        """How it stood before each thing that has ever happened, in order."""
        return [(row["at"], _before(row)) for row in self._of("events")]

    def stood(self, column: str, at: datetime | None = None) -> Any:
        """What stood in a column: the first thing that has changed it since tells it."""
        for changed_at, before in self._changes:
            if changed_at > (at or self.at) and column in before:
                return before[column]
        return self.item[column]

    def ever_stood(self, column: str) -> set[Any]:
        """All that stood in a column since the day of the last report."""
        moments = [at for at, _ in self._changes if at <= self.at]
        within = [at for at in moments if self.raw.day(at) >= self.reported]
        before = [at for at in moments if self.raw.day(at) < self.reported]
        return {self.stood(column, at) for at in (*before[-1:], *within, self.at)}

    @property
    def answers(self) -> bool:
        """Whether that person answers for it."""
        return self.person in {self.stood("officer_id"), self.stood("leader_id")}

    def is_mine(self, number: int) -> bool:
        """Whether a round is that person's: replied to by them, or still to be."""
        reply = self._replies.get(number)
        if self.person is None or reply is None:
            return self.person is None or self.answers
        led_by = self.stood("leader_id", reply["at"])
        return self.person in {reply["delivered_by_id"], led_by}

    @cached_property
    def is_taken_out(self) -> bool:
        """Whether it was withdrawn, became a letter, or went by paper."""
        return self.stood("stage") in ("withdrawn", "letter", "by_paper")

    @cached_property
    def last_round(self) -> int:
        """The round under way."""
        return max([1, *(int(row["data"]["round"]) for row in self.told("round_opened"))])

    @cached_property
    def _replies(self) -> dict[int, Row]:
        return {row["round"]: row for row in self._of("replies") if row["at"] <= self.at}

    @cached_property
    def replies(self) -> dict[int, Row]:
        """The reply of each round."""
        return {number: row for number, row in self._replies.items() if self.is_mine(number)}

    @property
    def reply(self) -> Row | None:
        """The latest reply."""
        return self.replies[max(self.replies)] if self.replies else None

    @cached_property
    def form(self) -> Row | None:
        """The form that went out last."""
        sent = [row for row in self._of("rating_forms") if row["sent_at"] <= self.at]
        mine = [row for row in (*sent, *self._on_paper) if self.is_mine(row["round"])]
        return max(mine, key=lambda row: row["round"], default=None)

    @property
    def _on_paper(self) -> list[Row]:
        """The rounds in which the lead deputy was asked with a reply on paper, once it is time."""
        days = self.profile.rating.after_working_days
        leads = {row["person_id"] for row in self._of("signatures") if row["is_lead"]}
        return [
            {"round": max([1, *(r["data"]["round"] for r in opened if r["id"] < row["id"])])}
            for opened in [self.told("round_opened")]
            for row in self.told("reply_by_paper")
            if row["person_id"] in leads
            and self.profile.calendar.add(self.raw.day(row["at"]), days) <= self.today
        ]

    @cached_property
    def rating(self) -> Row | None:
        """What was answered to it; a changed answer counts as changed."""
        return self.rated(self.form["round"]) if self.form is not None else None

    def rated(self, number: int) -> Row | None:
        """The answer of a round that counts."""
        rows = [r for r in self._of("ratings") if r["round"] == number and r["at"] <= self.at]
        return max(rows, key=lambda row: row["sequence"], default=None)

    @cached_property
    def contacts(self) -> list[Row]:
        """The contacts that had taken place and been written down; `said`: the deputy's word."""
        return [
            row | {"said": _said(row, self.at), "on": self.raw.day(row["done_at"])}
            for row in self._of("contacts")
            if row["state"] == "done"
            and row["done_at"] is not None
            and row["form"] is not None
            and (row["recorded_at"] or row["done_at"]) <= self.at
        ]

    @property
    def lacks_the_last(self) -> bool:
        """Whether the call after the present round's reply is past its day and was not made."""
        return self.last_round in self._replies and any(
            row["phase"] == "after"
            and row["is_planned"]
            and row["round"] == self.last_round
            and row["due_on"] is not None
            and row["due_on"] < self.today
            and row["state"] not in ("done", "cancelled")
            for row in self._of("contacts")
        )

    @cached_property
    def refusals(self) -> list[Row]:
        """What units had asked to be relieved of it (退办)."""
        return [
            row
            for row in self._of("requests")
            if row["kind"] == "return"
            and row["asked_at"] <= self.at
            and (self.units is None or row["unit_id"] in self.units)
        ]

    @property
    def valid(self) -> list[Row]:
        """Those that the deputy does not call untrue."""
        return [row for row in self.contacts if row["said"] is not False]

    @cached_property
    def _moved_at(self) -> datetime | None:
        """When the unit that leads it got it from another."""
        moves = [row for row in self.events if "lead_unit_id" in _before(row)]
        return moves[-1]["at"] if moves else None

    @property
    def begun_on(self) -> date:
        """The day on which the unit that leads it got it."""
        given: date = self.stood("assigned_on")
        return max(given, self.raw.day(self._moved_at)) if self._moved_at else given

    @property
    def first_contact(self) -> date | None:
        """The day of its own first contact."""
        own = [
            row["on"]
            for row in self.valid
            if not self._moved_at or (row["recorded_at"] or row["done_at"]) >= self._moved_at
        ]
        return min(own, default=None)

    @property
    def face_to_face(self) -> list[Row]:
        """Those face to face that the deputy has confirmed."""
        return [row for row in self.contacts if row["form"] in FACE and row["said"]]

    def due_on(self, number: int) -> date:
        """When the reply of a round was owed, with what had been granted by then."""
        reply = self.replies.get(number)
        if reply is not None and reply["due_on"] is not None:
            right = [
                row["data"]["due_on"]
                for row in self.told("redated")
                if row["data"]["round"] == number and row["at"] > reply["at"]
            ]
            return date.fromisoformat(str(right[-1] if right else reply["due_on"]))
        later = [
            row
            for row in self._of("events")
            if row["kind"] == "extended"
            and row["at"] > self.at
            and row["data"].get("round", 1) == number
        ]
        if later:
            return date.fromisoformat(later[0]["data"]["before"])
        if number == self.item["round"]:
            return date.fromisoformat(str(self.item["due_on"]))
        plans = [
            row["data"]["reply_due_on"]
            for row in self._of("events")
            if row["kind"] == "assigned" and row["data"].get("round") == number
        ]
        return date.fromisoformat(plans[-1])

    @property
    def stage(self) -> str:
        """Where it stood, from what had happened."""
        if self.closed_on is not None:
            return "closed"
        if self.last_round in self.replies:
            return "rated" if self.rated(self.last_round) else "replied"
        phases = {row["phase"] for row in self.contacts if self._is_of_present_unit(row)}
        if self.last_round > 1 or "during" in phases:
            return "in_progress"
        return "pre_contacted" if "before" in phases else "assigned"

    def _is_of_present_unit(self, row: Row) -> bool:
        """Of the round under way, and not of a unit that led before."""
        came_at = self.item["came_at"]
        told_at = row["recorded_at"] or row["done_at"]
        is_its_own = came_at is None or came_at > self.at or told_at >= came_at
        return bool(row["round"] == self.last_round and is_its_own)

    def is_in_hand(self) -> bool:
        """Whether this year's report is about it."""
        return (
            self.item["created_at"] <= self.at
            and not self.is_taken_out
            and self.stood("assigned_on").year <= self.today.year
            and (
                self.closed_on is None
                or self.closed_on >= min(self.reported, date(self.today.year, 1, 1))
            )
        )


WISHES = ("meeting_waived", "waiver_revoked", "meeting_wished", "progress_answered")


def _before(row: Row) -> dict[str, Any]:
    """What an event tells of how the suggestion stood until then, by column."""
    kind, data = row["kind"], row["data"]
    found: dict[str, Any] = {}
    if kind == "stage":
        found = {"stage": data["before"]}
    elif kind == "reassigned":
        found = {"lead_unit_id": data["from_unit_id"], **data.get("before", {})}
    elif kind == "officer_changed":
        found = {"officer_id": data["officer_id"], "office": data["office"]}
    elif kind == "leader_named":
        found = {"leader_id": data["before_person_id"]}
    elif kind == "planned":
        found = dict(data.get("before", {}))
    elif kind == "updated":
        found = {**data["before"], **data.get("ids", {})}
    elif kind in WISHES:
        was_waived = {"meeting_waived": False, "waiver_revoked": True}
        found = {"waives_meeting": was_waived.get(kind, data.get("waived", False))}
    if "assigned_on" in found:
        found["assigned_on"] = date.fromisoformat(found["assigned_on"])
    return found


def _said(row: Row, at: datetime) -> bool | None:
    if row["confirmed"] is None or row["confirmed_at"] is None or row["confirmed_at"] > at:
        return None
    return bool(row["confirmed"])


# What one suggestion adds: (n, d). The docstrings are the practice's own words.

Parts = tuple[int, int]


def _concluded(case: Case) -> Parts:
    """办结率: replied, and talked with before / assigned."""
    reply = case.reply
    talked = reply and any(row["on"] <= reply["replied_on"] for row in case.valid)
    return int(bool(talked)), 1


def _on_time(case: Case) -> Parts:
    """按时答复率: replied by their date / replied to since the last report, or past their date."""
    in_time = counted = 0
    for number in range(1, case.last_round + 1):
        if not case.is_mine(number):
            continue
        reply, due = case.replies.get(number), case.due_on(number)
        if due < case.today if reply is None else reply["replied_on"] >= case.reported:
            counted += 1
            in_time += reply is not None and reply["replied_on"] <= due
    return in_time, counted


def _contacted(*phases: str) -> Callable[[Case], Parts]:
    def count(case: Case) -> Parts:
        """沟通率: contacts of the phases / replied, and the one after that was made or is late."""
        have = {row["phase"] for row in case.valid}
        waits = "after" in phases and "after" not in have and not case.lacks_the_last
        counted = bool(case.reply) and not waits
        return int(counted and set(phases) <= have), int(counted)

    return count


def _met(case: Case) -> Parts:
    """见面率: confirmed face to face / not exempted."""
    counted = not case.stood("waives_meeting")
    return int(counted and bool(case.face_to_face)), int(counted)


def _first_contact(case: Case) -> Parts:
    """首次联系及时率: first contact within the profile's working days / contacted or late."""
    days = case.profile.contact_plan.before_working_days
    latest = case.profile.calendar.add(case.begun_on, days)
    first = case.first_contact
    return int(first is not None and first <= latest), int(first is not None or latest < case.today)


def _grades(case: Case) -> list[str]:
    return [case.rating[axis] for axis in AXES] if case.rating is not None else []


def _satisfied(case: Case) -> Parts:
    """满意率: no 不满意 / returned."""
    grades = _grades(case)
    return int(bool(grades) and "dissatisfied" not in grades), int(bool(grades))


def _strictly(case: Case) -> int:
    return int(set(_grades(case)) == {"satisfied"})


def _solved(case: Case) -> Parts:
    """解决率: of a class that solves / replied."""
    classes = case.profile.figures.solved_classes
    reply = case.reply
    return int(bool(reply and reply["reply_class"] in classes)), int(bool(reply))


def _second(case: Case) -> Parts:
    """二次满意率: not dissatisfied again / later rounds rated."""
    later = case.form is not None and case.form["round"] > 1 and case.rating is not None
    return int(later and "dissatisfied" not in _grades(case)), int(later)


def _points(case: Case) -> Parts:
    """采纳率: demands adopted / demands listed and not struck."""
    listed = {row["data"]["point"] for row in case.told("point_noted")}
    listed -= {row["data"]["point"] for row in case.told("point_struck")}
    last = {row["data"]["point"]: row["data"]["outcome"] for row in case.told("point_answered")}
    return sum(last.get(point) == "adopted" for point in listed), len(listed)


def _published(case: Case) -> Parts:
    """公开率: published / replied."""
    reply = case.reply
    rows = case.raw.of("publications", "suggestion_id", case.item["id"])
    shown = any(
        row["round"] == reply["round"] and row["noted_at"] and row["noted_at"] <= case.at
        for row in rows
        if reply
    )
    return int(shown), int(bool(reply))


def kept(case: Case, promise_id: int) -> tuple[Row, bool] | None:
    """By whose word a promise was kept, the unit's or only the deputy's; None: it was not.

    The last word counts, and the deputy's goes over the unit's.
    """
    words = [
        row
        for row in case.events
        if row["kind"] in ("promise_kept", "promise_viewed")
        and row["data"]["promise_id"] == promise_id
    ]
    if not words or words[-1]["data"].get("view", "kept") != "kept":
        return None
    own = [row for row in words if row["kind"] == "promise_kept"]
    said = [row["data"].get("view", "kept") == "kept" for row in words]
    while not own and words and not all(said):  # what was said before it was last denied
        words, said = words[1:], said[1:]
    return (own[-1], True) if own else (words[0], False)


def _promises(case: Case) -> Parts:
    """承诺兑现率: kept by their date / kept since the last report, or past their date."""
    n = d = 0
    for row in case.told("promised"):
        due = date.fromisoformat(row["data"]["due_on"])
        word = kept(case, row["data"]["promise_id"])
        if not is_mine(case, word):
            continue
        on = case.raw.day(word[0]["at"]) if word is not None else None
        d += due < case.today if on is None else on >= case.reported
        n += on is not None and case.reported <= on <= due
    return n, d


def is_mine(case: Case, word: tuple[Row, bool] | None) -> bool:
    """Whether a promise is that person's: kept by them or under them, or still to be kept."""
    if case.person is None:
        return True
    if word is None or not word[1]:
        return case.answers
    led_by = case.stood("leader_id", word[0]["at"])
    return case.person in {word[0]["actor_id"], led_by}


def _in_vain(case: Case) -> Parts:
    """退办未获同意: refused, and the committee said no / assigned."""
    denied = [
        row
        for row in case.refusals
        if row["is_granted"] == 0 and row["decided_at"] is not None and row["decided_at"] <= case.at
    ]
    return int(bool(denied)), 1


def _opinions(case: Case) -> Parts:
    """会办按时率: opinions given, and each time by their date / due or given."""
    n = d = 0
    for row in case.raw.of("joint_units", "suggestion_id", case.id):
        if row["ended_at"] is None:
            has, of = _opinion(case, row)
            n, d = n + has, d + of
    return n, d


def _opinion(case: Case, row: Row) -> tuple[bool, bool]:
    due, stands, was_late = row["opinion_due_on"], False, False
    for one in case.raw.of("opinions", "suggestion_id", case.id):
        if one["unit_id"] != row["unit_id"]:
            continue
        if one["given_at"] > case.at:
            due = due if stands else one["due_on"]
            break
        due, back = one["due_on"], one["sent_back_at"]
        was_late = was_late or case.raw.day(one["given_at"]) > due
        stands = back is None or back > case.at
        if not stands:
            due = row["opinion_due_on"]
    return stands and not was_late, stands or was_late or due < case.today


def _overdue(case: Case) -> Parts:
    """超期件: open, not replied, past its date / assigned."""
    late = case.last_round not in case.replies and case.due_on(case.last_round) < case.today
    return int(late and case.closed_on is None), 1


def _urged(case: Case) -> Parts:
    """被催办次数: reminders of what was overdue to the staff of the unit that leads."""
    raw = case.raw

    def is_staff(person_id: int | None) -> bool:
        if person_id is None:
            return False
        person = raw.one("people", person_id)
        is_of_unit = person["unit_id"] == case.stood("lead_unit_id")
        return is_of_unit and person["role"] not in ("deputy", "supervisor")

    late = [
        row
        for row in case.told("prompted")
        if row["data"].get("late", True) and row["data"]["about"] != "overdue"
    ]
    return sum(is_staff(row["person_id"]) for row in late), 1


COUNTS: Mapping[str, Callable[[Case], Parts]] = {
    "concluded": _concluded,
    "on_time": _on_time,
    "contacted": _contacted("before", "during", "after"),
    "contacted_before": _contacted("before"),
    "contacted_during": _contacted("during"),
    "contacted_after": _contacted("after"),
    "met": _met,
    "exempted": lambda case: (int(bool(case.stood("waives_meeting"))), 1),
    "first_contact": _first_contact,
    "feedback": lambda case: (int(case.rating is not None), int(case.form is not None)),
    "satisfied": _satisfied,
    "strictly_satisfied": lambda case: (_strictly(case), int(case.rating is not None)),
    "satisfied_of_all": lambda case: (_strictly(case), 1),
    "solved": _solved,
    "rehandled": lambda case: (
        int(any(number < case.last_round for number in case.replies)),
        int(bool(case.reply)),
    ),
    "second_satisfied": _second,
    "adopted": _points,
    "promises_kept": _promises,
    "published": _published,
    "refused": lambda case: (int(bool(case.refusals)), 1),
    "refused_in_vain": _in_vain,
    "opinions_on_time": _opinions,
    "extended": lambda case: (int(bool(case.told("extended"))), 1),
    "overdue": _overdue,
    "urged": _urged,
}


def cases(raw: Raw, profile: Profile, at: datetime) -> list[Case]:
    """Every suggestion that this year's report is about."""
    found = [Case(raw, profile, item, at) for item in raw.rows("suggestions")]
    return [case for case in found if case.is_in_hand()]


def counted(of: Iterable[Case]) -> Counted:
    """Every indicator over these suggestions."""
    found: Counted = {name: (Counter(), Counter()) for name in COUNTS}
    for case in of:
        for name, count in COUNTS.items():
            n, d = count(case)
            if n:
                found[name][0][case.id] = n
            if d:
                found[name][1][case.id] = d
    return found
