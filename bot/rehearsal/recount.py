"""The figures of the annual report counted once more, from raw rows, by code of its own.

Nothing of `handlers/figures` or `handlers/rules/figures` is used: the meaning of each indicator is
written down here a second time, from the practice (numerator / denominator), so that a slip in one
place is seen in the other.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
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
        if not _is_mine(case, word):
            continue
        on = case.raw.day(word[0]["at"]) if word is not None else None
        d += due < case.today if on is None else on >= case.reported
        n += on is not None and case.reported <= on <= due
    return n, d


def _is_mine(case: Case, word: tuple[Row, bool] | None) -> bool:
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


def compare(figures: Mapping[str, Any], of: list[Case]) -> list[str]:
    """Where a frozen annual report differs from what its rows say; empty: nowhere."""
    wrong = _compared("totals", figures["totals"], of)
    for line in figures["units"]["lines"]:
        units = set(line["units"])
        own = [_of_unit(case) for case in of if case.stood("lead_unit_id") in units]
        wrong += _compared(f"units {sorted(units)}", line, own, _refused_before(of, units))
    wrong += _people(figures["people"], of)
    wrong += _differ("matrix", _as_cells(figures["matrix"]["cells"]), _cells(of))
    wrong += _differ("days", figures["analysis"]["days"], _days(of))
    classes = {letter: _ids(ids) for letter, ids in figures["analysis"]["classes"].items()}
    wrong += _differ("classes", classes, _classes(of))
    if of:
        results = {name: count for name, (count, _) in figures["results"]["kinds"].items()}
        wrong += _differ("results", results, _results(of[0]))
        wrong += _differ("look back", _told_of_look_back(figures["look_back"]), _look_back(of[0]))
    return wrong + _differ("exceptions", _ids(figures["counters"]["exceptions"]), _exceptions(of))


def _of_unit(case: Case, unit_id: int | None = None) -> Case:
    """The same with what one unit asked alone, by default the one that leads."""
    one = case.stood("lead_unit_id") if unit_id is None else unit_id
    return replace(case, units=frozenset({one}))


def _refused_before(of: list[Case], units: set[int]) -> list[Case]:
    """What these units refused and lead no longer: counted for the refusal alone."""
    return [
        _of_unit(case, unit_id)
        for case in of
        for unit_id in units - {case.stood("lead_unit_id")}
        if _of_unit(case, unit_id).refusals
    ]


# What is of whoever gave the reply or kept the promise; the rest is of whoever answers for it.
OF_REPLIES = {
    "on_time",
    "feedback",
    "satisfied",
    "strictly_satisfied",
    "satisfied_of_all",
    "solved",
    "rehandled",
    "second_satisfied",
    "promises_kept",
    "published",
}


def _of_person(person: int, of: list[Case]) -> Counted:
    """What of these suggestions is one person's."""
    found: Counted = {name: (Counter(), Counter()) for name in COUNTS}
    for case in of:
        mine = replace(_of_unit(case), person=person)
        words = [kept(mine, row["data"]["promise_id"]) for row in mine.told("promised")]
        has = mine.answers or mine.replies or any(_is_mine(mine, word) for word in words)
        for name, count in COUNTS.items():
            if not (has if name in OF_REPLIES else mine.answers):
                continue
            for counter, parts in zip(found[name], count(mine), strict=True):
                if parts:
                    counter[case.id] = parts
    return found


def _compared(
    where: str,
    told: Mapping[str, Any],
    of: list[Case],
    refused: Iterable[Case] = (),
    own: Counted | None = None,
) -> list[str]:
    own = counted(of) if own is None else own
    for case in refused:
        for name in ("refused", "refused_in_vain"):
            for counter, parts in zip(own[name], COUNTS[name](case), strict=True):
                counter[case.id] += parts
                if not parts:
                    del counter[case.id]
    wrong = _differ(f"{where} count", told["count"], len(of))
    for name, (n, d) in own.items():
        figure = told["figures"].get(name)
        if figure is None and name in SAID and not told["shows_satisfaction"]:
            continue
        if figure is None and name == "second_satisfied" and _are_few(d, of):
            continue
        if figure is None:
            wrong.append(f"{where} {name}: missing")
            continue
        wrong += _differ(f"{where} {name}", (figure["n"], figure["d"]), (n.total(), d.total()))
        wrong += _differ(f"{where} {name} having", _ids(figure["has"]), set(n))
        wrong += _differ(f"{where} {name} counted", _ids(figure["of"]), set(d))
    strange = set(told["figures"]) - set(COUNTS)
    return wrong + [f"{where} {name}: nobody counts it a second time" for name in sorted(strange)]


def _are_few(counted_once: Counter[int], of: list[Case]) -> bool:
    """Whether so few have rated a later round that it is not told of a part."""
    return 0 < counted_once.total() < of[0].profile.figures.least_raters


def _differ(what: str, told: object, own: object) -> list[str]:
    return [] if told == own else [f"{what}: {_short(told)}, by the rows {_short(own)}"]


def _short(value: object) -> str:
    return str(value)[:120]


def _ids(spans: str) -> set[int]:
    found: set[int] = set()
    for piece in filter(None, spans.split(",")):
        first, _, last = piece.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found


def _as_cells(cells: list[Any]) -> dict[int, dict[str, int]]:
    return {unit: dict(stages) for unit, stages in cells}


def _cells(of: list[Case]) -> dict[int, dict[str, int]]:
    found: dict[int, Counter[str]] = {}
    for case in of:
        found.setdefault(case.stood("lead_unit_id"), Counter())[case.stage] += 1
    return {unit: dict(stages) for unit, stages in found.items()}


def _standing(one: Case, table: str) -> list[tuple[Case, Row]]:
    """The rows of a table about everything that had not been taken out, over or not."""
    found = []
    for row in one.raw.rows(table):
        item = one.raw.one("suggestions", row["suggestion_id"])
        case = Case(one.raw, one.profile, item, one.at)
        if item["created_at"] <= one.at and not case.is_taken_out:
            found.append((case, row))
    return found


def _results(one: Case) -> dict[str, int]:
    """What came of suggestions since the last report, by kind; not what was corrected since."""
    gone = {row["result_id"] for row in one.raw.rows("result_changes") if row["at"] <= one.at}
    kinds = [
        row["kind"]
        for case, row in _standing(one, "results")
        if row["noted_at"] <= one.at
        and one.raw.day(row["noted_at"]) >= case.reported
        and row["id"] not in gone
    ]
    return dict(Counter(kinds))


def _told_of_look_back(told: Mapping[str, Any]) -> list[int]:
    said = [told["said"][view][0] for view in ("kept", "partly", "not_kept")]
    return [told["asked"], told["unasked"], *said, told["again"], told["rated"]]


def _look_back(one: Case) -> list[int]:
    """Of this year's campaigns: asked, not reached, 已兑现, 部分, 未兑现; results asked about and
    rated anew.
    """
    begun = {row["id"]: row["begun_at"] for row in one.raw.rows("look_backs")}
    views: Counter[str] = Counter()
    for case, row in _standing(one, "look_back_answers"):
        at = begun[row["look_back_id"]]
        if row["promise_id"] is None:
            continue  # the result is asked about by a form of its own
        if at > one.at or one.raw.day(at) < min(case.reported, date(one.today.year, 1, 1)):
            continue
        words = [e for e in case.told("looked_back") if e["data"]["answer_id"] == row["id"]]
        is_asked = bool(words) or row["message_id"] is not None
        views["asked" if is_asked else "unasked"] += 1
        if words:
            views[words[-1]["data"]["view"]] += 1
    rated = {row["form_id"] for row in one.raw.rows("second_ratings") if row["at"] <= one.at}
    for case, row in _standing(one, "second_forms"):
        sent_on = one.raw.day(row["sent_at"])
        if row["sent_at"] <= one.at and sent_on >= min(case.reported, date(one.today.year, 1, 1)):
            views["again"] += 1
            views["rated"] += row["id"] in rated
    names = ("asked", "unasked", "kept", "partly", "not_kept", "again", "rated")
    return [views[name] for name in names]


def _classes(of: list[Case]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for case in of:
        if case.reply is not None:
            found.setdefault(case.reply["reply_class"], set()).add(case.id)
    return found


def _days(of: list[Case]) -> dict[str, list[int]]:
    """[sum of days, count] of each step that ended this year."""
    spans: dict[str, list[int]] = {
        name: [] for name in ("to_contact", "to_reply", "to_rating", "to_closing")
    }
    for case in of:
        reply = case.replies.get(1)
        asked = case.replies.get(case.form["round"]) if case.form is not None else None
        rating = case.rating
        for name, begun, ended in (
            ("to_contact", case.begun_on, case.first_contact),
            ("to_reply", case.stood("assigned_on"), reply and reply["replied_on"]),
            ("to_rating", asked and asked["replied_on"], rating and case.raw.day(rating["at"])),
            ("to_closing", case.stood("assigned_on"), case.closed_on),
        ):
            if begun and ended and case.reported <= ended <= case.today:
                spans[name].append((ended - begun).days)
    return {name: [sum(days), len(days)] for name, days in spans.items()}


def _exceptions(of: list[Case]) -> set[int]:
    return {
        case.id
        for case in of
        for row in case.raw.of("passes", "suggestion_id", case.id)
        if row["is_granted"] and row["decided_at"] is not None and row["decided_at"] <= case.at
    }


def _meeting(case: Case, contact: Row) -> str:
    """What a contact is counted as: one meeting may be about several suggestions."""
    items = case.raw.of("meeting_items", "contact_id", contact["id"])
    return f"meeting {items[0]['meeting_id']}" if items else f"contact {contact['id']}"


def _has_done(case: Case, person: int) -> bool:
    """Whether somebody replied or kept a promise since the last report, or led it then."""
    mine = replace(case, person=person)
    words = [kept(mine, row["data"]["promise_id"]) for row in mine.told("promised")]
    return any(row["replied_on"] >= case.reported for row in mine.replies.values()) or any(
        word is not None and word[1] and _is_mine(mine, word) for word in words
    )


def _people(told: list[Mapping[str, Any]], of: list[Case]) -> list[str]:
    """Each person's year: contacts, meetings, replies, key items, and the figures of their own."""
    own: dict[int, Counter[str]] = {}
    met: dict[int, set[str]] = {}
    handled: dict[int, list[Case]] = {}
    for case in of:
        for person in (case.ever_stood("officer_id") | case.ever_stood("leader_id")) - {None}:
            handled.setdefault(person, []).append(case)
            own.setdefault(person, Counter())["key"] += bool(case.stood("is_key"))
        for row in case.valid:
            if row["recorded_by_id"] is not None and row["on"] >= case.reported:
                one = own.setdefault(row["recorded_by_id"], Counter())
                one["contacts"] += 1
                if row["form"] in FACE and row["said"]:
                    met.setdefault(row["recorded_by_id"], set()).add(_meeting(case, row))
        for row in case.replies.values():
            if row["replied_on"] >= case.reported:
                own.setdefault(row["delivered_by_id"], Counter())["replies"] += 1
    wrong = []
    for record in told:
        person = record["person"]
        mine = own.get(person, Counter())
        mine["meetings"] = len(met.get(person, ()))
        for name in ("contacts", "meetings", "replies", "key"):
            wrong += _differ(f"person {person} {name}", record[name], mine[name])
        held = handled.get(person, [])
        theirs = [case for case in of if case in held or _has_done(case, person)]
        own_figures = _of_person(person, theirs)
        wrong += _compared(f"person {person}", record, held, own=own_figures)
    seen = {record["person"] for record in told}
    return wrong + [f"person {one}: has no record" for one in sorted(set(own) - seen)]
