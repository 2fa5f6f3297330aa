"""How a suggestion stood at a moment, also where older events tell less of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.figures import changes
from handlers.figures.changes import Names
from handlers.figures.dates import Dates
from handlers.office import Office
from handlers.rules.figures.history import Change, History, State, Stint
from handlers.rules.profiles import load_profile
from storage.facts import Happened
from storage.ledger import RosterEntry, UnitEntry
from storage.replies import Reply
from storage.suggestions import JointUnit, Signature, Suggestion
from storage.vocabulary import Handling, ReplyClass, Role, Stage

PROFILE = load_profile("hunan")
OFFICE = Office(PROFILE, PROFILE.calendar, ZoneInfo(PROFILE.timezone))
DAY = timedelta(days=1)


def noon(*parts: int) -> datetime:
    return datetime(*parts, 4, tzinfo=UTC)


NOW = State(2, 9, date(2026, 5, 11), Stage.IN_PROGRESS, "畜牧处", 21, 22, is_key=True)
MOVED = Change(
    noon(2026, 5, 11),
    {"unit_id": 1, "office": "水处", "officer_id": 11, "leader_id": 12, "assigned_on": None},
)
HANDED_ON = Change(noon(2026, 5, 20), {"officer_id": 20})
HISTORY = History(NOW, (MOVED, HANDED_ON))


def test_what_happened_after_a_moment_is_taken_back() -> None:
    assert HISTORY.at(noon(2026, 6, 1)) == NOW
    assert HISTORY.at(HANDED_ON.at) == NOW
    assert HISTORY.at(HANDED_ON.at - DAY) == replace(NOW, officer_id=20)
    assert HISTORY.at(MOVED.at - DAY).unit_id == 1
    assert HISTORY.at(MOVED.at - DAY).is_key


def test_who_answered_for_it_one_after_the_other() -> None:
    assert HISTORY.stints("officer_id", noon(2026, 6, 1)) == [
        Stint(11, None, MOVED.at),
        Stint(20, MOVED.at, HANDED_ON.at),
        Stint(21, HANDED_ON.at),
    ]
    assert HISTORY.stints("officer_id", HANDED_ON.at - DAY) == [
        Stint(11, None, MOVED.at),
        Stint(20, MOVED.at),
    ]
    unled = History(replace(NOW, leader_id=None), (Change(MOVED.at, {"leader_id": 12}),))
    assert unled.stints("leader_id", noon(2026, 6, 1)) == [Stint(12, None, MOVED.at)]


def test_since_when_a_unit_has_been_leading() -> None:
    assert HISTORY.taken_over_at(noon(2026, 6, 1)) == MOVED.at
    assert HISTORY.taken_over_at(MOVED.at - DAY) is None
    back = History(replace(NOW, unit_id=1), (MOVED, Change(noon(2026, 6, 1), {"unit_id": 2})))
    assert back.taken_over_at(noon(2026, 7, 1)) == noon(2026, 6, 1)


def item(**values: Any) -> Suggestion:
    stands: dict[str, Any] = {
        "id": 1,
        "lead_unit_id": 2,
        "office": None,
        "officer_id": 21,
        "leader_id": None,
        "assigned_on": date(2026, 5, 11),
        "due_on": date(2026, 8, 11),
        "stage": Stage.ASSIGNED,
        "round": 1,
        "is_key": False,
        "waives_meeting": False,
    }
    return Suggestion(**stands | values)


def event(kind: str, at: datetime, **data: Any) -> Happened:
    return Happened(1, kind, data, at)


ASSIGNED = event(
    "assigned", noon(2026, 4, 7), round=1, assigned_on="2026-04-07", reply_due_on="2026-07-07"
)
NAMES = Names(
    [UnitEntry(1, "一厅", None, None), UnitEntry(2, "二厅", None, None)],
    [
        RosterEntry(number, name, role, name, None, None, None, None, None)
        for number, name, role in (
            (9, "李秀兰", Role.DEPUTY),
            (8, "周建国", Role.DEPUTY),
            (11, "陈思远", Role.OFFICER),
            (12, "王伟", Role.OFFICER),
            (13, "王伟", Role.LEADER),
        )
    ],
)


def stood(at: datetime, *happened: Happened, **values: Any) -> State:
    parts = [
        JointUnit(suggestion_id=1, unit_id=3, handling=Handling.JOINT, opinion_due_on=None),
    ]
    signed = [Signature(suggestion_id=1, person_id=9, is_lead=True, position=0)]
    return changes.history(item(**values), signed, parts, happened, OFFICE, NAMES).at(at)


def test_an_older_move_tells_its_units_and_the_rest_is_found_by_what_was_told_before() -> None:
    moved_at = noon(2026, 5, 11)
    moved = event("reassigned", moved_at, from_unit_id=1, to_unit_id=2, reason="职责")
    handed = event("handed_over", moved_at, from_person_ids=[11])
    before = stood(noon(2026, 5, 1), ASSIGNED, handed, moved)
    assert (before.unit_id, before.officer_id) == (1, 11)
    assert before.assigned_on == date(2026, 4, 7)
    several = event("handed_over", moved_at, from_person_ids=[11, 12])
    assert stood(noon(2026, 5, 1), ASSIGNED, several, moved).officer_id is None
    kept = stood(noon(2026, 5, 1), ASSIGNED, moved, assigned_on=date(2026, 4, 7))
    assert kept.assigned_on == date(2026, 4, 7)


@pytest.mark.parametrize(
    ("column", "name", "expected"),
    [
        ("lead_unit_id", "一厅", {"unit_id": 1}),
        ("officer_id", "陈思远", {"officer_id": 11}),
        ("officer_id", None, {"officer_id": None}),
        ("officer_id", "王伟", {"officer_id": 21}),  # two are called so
        ("officer_id", "走了", {"officer_id": 21}),  # nobody is, any more
        ("deputies", ["周建国", "李秀兰"], {"deputy_id": 8}),
        ("joint_units", ["一厅"], {"joint": frozenset({1})}),
        ("is_key", True, {"is_key": True}),
        ("waives_meeting", True, {"waives_meeting": True}),
        ("assigned_on", "2026-03-02", {"assigned_on": date(2026, 3, 2)}),
    ],
)
def test_an_older_import_tells_names(column: str, name: Any, expected: dict[str, Any]) -> None:
    told = event("updated", noon(2026, 5, 20), before={column: name}, after={column: "—"})
    found = stood(noon(2026, 5, 1), ASSIGNED, told)
    assert {key: getattr(found, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("earlier", "expected"), [("meeting_waived", True), ("waiver_revoked", False), (None, False)]
)
def test_an_older_wish_to_meet_does_not_tell_what_it_ended(
    earlier: str | None, expected: bool
) -> None:
    first = [event(earlier, noon(2026, 4, 10))] if earlier else []
    wished = event("meeting_wished", noon(2026, 5, 20))
    assert stood(noon(2026, 5, 1), ASSIGNED, *first, wished).waives_meeting is expected
    agreed = event("progress_answered", noon(2026, 5, 20), answer="agree")
    assert stood(noon(2026, 5, 1), agreed, waives_meeting=True).waives_meeting


def due(number: int, at: datetime, *happened: Happened, replies: Any = (), **values: Any) -> date:
    one = item(**values)
    signed = [Signature(suggestion_id=1, person_id=9, is_lead=True, position=0)]
    history = changes.history(one, signed, (), happened, OFFICE, NAMES)
    return Dates(one, replies, happened, history, OFFICE).reply(number, at)


def reply(number: int, at: datetime, due_on: date | None = None) -> Reply:
    return Reply(
        round=number, number="—", replied_on=at.date(), reply_class=ReplyClass.B, at=at,
        delivered_by_id=1, due_on=due_on,
    )  # fmt: skip


EXTENDED = event("extended", noon(2026, 6, 1), round=1, before="2026-07-07", due_on="2026-09-30")
OPENED = event("round_opened", noon(2026, 8, 5), round=2)
AGAIN = event(
    "assigned", noon(2026, 8, 5), round=2, assigned_on="2026-08-05", reply_due_on="2026-09-04"
)


def test_each_round_keeps_its_own_day() -> None:
    happened = (ASSIGNED, EXTENDED, OPENED, AGAIN)
    now = {"round": 2, "due_on": date(2026, 9, 4)}
    for kept in (date(2026, 9, 30), None):  # None: a row of before the day was kept with it
        rows = [reply(1, noon(2026, 8, 3), kept)]
        assert due(1, noon(2026, 8, 20), *happened, replies=rows, **now) == date(2026, 9, 30)
        assert due(1, noon(2026, 8, 3), *happened, replies=rows, **now) == date(2026, 9, 30)
        assert due(1, noon(2026, 5, 1), *happened, replies=rows, **now) == date(2026, 7, 7)
        assert due(2, noon(2026, 8, 20), *happened, replies=rows, **now) == date(2026, 9, 4)


def test_a_day_that_new_rules_or_another_unit_have_moved() -> None:
    moved = event("reassigned", noon(2026, 5, 11), from_unit_id=1, to_unit_id=2, reason="职责")
    rules = event(
        "dates_recomputed",
        noon(2026, 5, 20),
        before={"reply": "2026-08-11"},
        after={"reply": "2026-08-10"},
    )
    rows = [reply(1, noon(2026, 8, 3))]
    happened = (ASSIGNED, moved, rules, OPENED, AGAIN)
    for at, expected in (
        (noon(2026, 5, 1), date(2026, 7, 7)),
        (noon(2026, 5, 12), date(2026, 8, 11)),
        (noon(2026, 6, 1), date(2026, 8, 10)),
        (noon(2026, 8, 20), date(2026, 8, 10)),
    ):
        assert due(1, at, *happened, replies=rows, round=2) == expected


def test_a_day_of_assignment_put_right_later_counts_for_what_was_replied_to() -> None:
    rows = [reply(1, noon(2026, 6, 10), date(2026, 8, 11))]
    right = event("redated", noon(2026, 6, 20), round=1, before="2026-08-11", due_on="2026-06-02")
    assert due(1, noon(2026, 6, 15), ASSIGNED, right, replies=rows) == date(2026, 8, 11)
    assert due(1, noon(2026, 6, 25), ASSIGNED, right, replies=rows) == date(2026, 6, 2)
