"""The figures of the annual report counted once more, from raw rows, by code of its own.

Nothing of `handlers/figures` or `handlers/rules/figures` is used: the meaning of each indicator is
written down here a second time, from the practice (numerator / denominator), so that a slip in one
place is seen in the other.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from bot.rehearsal.raw import Raw
from handlers.rules.profile import Profile
from storage.rawrows import Row

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

    @property
    def id(self) -> int:
        """Its id."""
        return int(self.item["id"])

    @property
    def today(self) -> date:
        """The day of the moment."""
        return self.raw.day(self.at)

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
    def is_withdrawn(self) -> bool:
        """Whether it was withdrawn."""
        moves = self.told("stage")
        if not moves:
            return bool(self.item["stage"] == "withdrawn")
        return bool(moves[-1]["data"].get("after") == "withdrawn")

    @cached_property
    def last_round(self) -> int:
        """The round under way."""
        return max([1, *(int(row["data"]["round"]) for row in self.told("round_opened"))])

    @cached_property
    def replies(self) -> dict[int, Row]:
        """The reply of each round."""
        return {row["round"]: row for row in self._of("replies") if row["at"] <= self.at}

    @property
    def reply(self) -> Row | None:
        """The latest reply."""
        return self.replies[max(self.replies)] if self.replies else None

    @cached_property
    def form(self) -> Row | None:
        """The form that went out last."""
        sent = [row for row in self._of("rating_forms") if row["sent_at"] <= self.at]
        return max(sent, key=lambda row: row["round"], default=None)

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
    def valid(self) -> list[Row]:
        """Those that the deputy does not call untrue."""
        return [row for row in self.contacts if row["said"] is not False]

    @property
    def face_to_face(self) -> list[Row]:
        """Those face to face that the deputy has confirmed."""
        return [row for row in self.contacts if row["form"] in FACE and row["said"]]

    def due_on(self, number: int) -> date:
        """When the reply of a round was owed, with what had been granted by then."""
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
        if self.is_withdrawn:
            return "withdrawn"
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
            and not self.is_withdrawn
            and self.item["assigned_on"].year <= self.today.year
            and (self.closed_on is None or self.closed_on.year >= self.today.year)
        )


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
    """按时答复率: replied by their date / rounds replied to in the year, or past their date."""
    in_time = counted = 0
    for number in range(1, case.last_round + 1):
        reply, due = case.replies.get(number), case.due_on(number)
        if due < case.today if reply is None else reply["replied_on"].year == case.today.year:
            counted += 1
            in_time += reply is not None and reply["replied_on"] <= due
    return in_time, counted


def _contacted(*phases: str) -> Callable[[Case], Parts]:
    def count(case: Case) -> Parts:
        """沟通率: contacts of the phases / replied."""
        have = {row["phase"] for row in case.valid}
        return int(bool(case.reply) and set(phases) <= have), int(bool(case.reply))

    return count


def _met(case: Case) -> Parts:
    """见面率: confirmed face to face / not exempted."""
    counted = not case.item["waives_meeting"]
    return int(counted and bool(case.face_to_face)), int(counted)


def _first_contact(case: Case) -> Parts:
    """首次联系及时率: first contact within the profile's working days / contacted or late."""
    days = case.profile.contact_plan.before_working_days
    latest = case.profile.calendar.add(case.item["assigned_on"], days)
    first = min((row["on"] for row in case.valid), default=None)
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


def denied(case: Case) -> set[int]:
    """The promises of which the deputy's last word, after the unit's, is another than 已兑现."""
    said: dict[int, str] = {}
    for row in case.events:
        if row["kind"] == "promise_kept":
            said[row["data"]["promise_id"]] = "kept"
        elif row["kind"] == "promise_viewed":
            said[row["data"]["promise_id"]] = row["data"]["view"]
    return {promise_id for promise_id, view in said.items() if view != "kept"}


def _promises(case: Case) -> Parts:
    """承诺兑现率: kept by their date / due or kept."""
    kept = {r["data"]["promise_id"]: case.raw.day(r["at"]) for r in case.told("promise_kept")}
    n = d = 0
    for row in case.told("promised"):
        due = date.fromisoformat(row["data"]["due_on"])
        on = kept.get(row["data"]["promise_id"])
        if on is not None and row["data"]["promise_id"] in denied(case):
            on = None
        d += due <= case.today or on is not None
        n += on is not None and on <= due
    return n, d


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
    """被催办次数: reminders to the staff of units, by themselves or in a list."""
    raw = case.raw

    def is_staff(person_id: int | None) -> bool:
        role = raw.one("people", person_id)["role"] if person_id is not None else None
        return role not in (None, "deputy", "supervisor")

    return sum(is_staff(row["person_id"]) for row in case.told("prompted")), 1


COUNTS: Mapping[str, Callable[[Case], Parts]] = {
    "concluded": _concluded,
    "on_time": _on_time,
    "contacted": _contacted("before", "during", "after"),
    "contacted_before": _contacted("before"),
    "contacted_during": _contacted("during"),
    "contacted_after": _contacted("after"),
    "met": _met,
    "exempted": lambda case: (int(bool(case.item["waives_meeting"])), 1),
    "first_contact": _first_contact,
    "feedback": lambda case: (int(case.rating is not None), int(case.form is not None)),
    "satisfied": _satisfied,
    "strictly_satisfied": lambda case: (_strictly(case), int(case.rating is not None)),
    "satisfied_of_all": lambda case: (_strictly(case), 1),
    "solved": _solved,
    "rehandled": lambda case: (
        int(bool(case.reply) and case.last_round > 1),
        int(bool(case.reply)),
    ),
    "second_satisfied": _second,
    "adopted": _points,
    "promises_kept": _promises,
    "published": _published,
    "refused": lambda case: (int(bool(case.told("refusal_requested"))), 1),
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
        own = [case for case in of if case.item["lead_unit_id"] in units]
        wrong += _compared(f"units {sorted(units)}", line, own)
    wrong += _people(figures["people"], of)
    wrong += _differ("matrix", _as_cells(figures["matrix"]["cells"]), _cells(of))
    wrong += _differ("days", figures["analysis"]["days"], _days(of))
    classes = {letter: _ids(ids) for letter, ids in figures["analysis"]["classes"].items()}
    wrong += _differ("classes", classes, _classes(of))
    return wrong + _differ("exceptions", _ids(figures["counters"]["exceptions"]), _exceptions(of))


def _compared(where: str, told: Mapping[str, Any], of: list[Case]) -> list[str]:
    own = counted(of)
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
        found.setdefault(case.item["lead_unit_id"], Counter())[case.stage] += 1
    return {unit: dict(stages) for unit, stages in found.items()}


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
        first = min((row["on"] for row in case.valid), default=None)
        reply = case.replies.get(1)
        asked = case.replies.get(case.form["round"]) if case.form is not None else None
        rating = case.rating
        for name, begun, ended in (
            ("to_contact", case.item["assigned_on"], first),
            ("to_reply", case.item["assigned_on"], reply and reply["replied_on"]),
            ("to_rating", asked and asked["replied_on"], rating and case.raw.day(rating["at"])),
            ("to_closing", case.item["assigned_on"], case.closed_on),
        ):
            if begun and ended and date(case.today.year, 1, 1) <= ended <= case.today:
                spans[name].append((ended - begun).days)
    return {name: [sum(days), len(days)] for name, days in spans.items()}


def _exceptions(of: list[Case]) -> set[int]:
    return {
        case.id
        for case in of
        for row in case.raw.of("passes", "suggestion_id", case.id)
        if row["is_granted"] and row["decided_at"] is not None and row["decided_at"] <= case.at
    }


def _people(told: list[Mapping[str, Any]], of: list[Case]) -> list[str]:
    """Each person's year: contacts, meetings, replies, key items, and the figures of their own."""
    own: dict[int, Counter[str]] = {}
    handled: dict[int, list[Case]] = {}
    for case in of:
        for person in {case.item["officer_id"], case.item["leader_id"]} - {None}:
            handled.setdefault(person, []).append(case)
            own.setdefault(person, Counter())["key"] += bool(case.item["is_key"])
        for row in case.valid:
            if row["recorded_by_id"] is not None and row["on"].year == case.today.year:
                one = own.setdefault(row["recorded_by_id"], Counter())
                one["contacts"] += 1
                one["meetings"] += row["form"] in FACE and bool(row["said"])
        for row in case.replies.values():
            if row["replied_on"].year == case.today.year:
                own.setdefault(row["delivered_by_id"], Counter())["replies"] += 1
    wrong = []
    for record in told:
        person = record["person"]
        mine = own.get(person, Counter())
        for name in ("contacts", "meetings", "replies", "key"):
            wrong += _differ(f"person {person} {name}", record[name], mine[name])
        wrong += _compared(f"person {person}", record, handled.get(person, []))
    seen = {record["person"] for record in told}
    return wrong + [f"person {one}: has no record" for one in sorted(set(own) - seen)]
