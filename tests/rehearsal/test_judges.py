"""The judges of a rehearsed year say no where they have to: each rule on rows made by hand."""

from dataclasses import replace
from typing import Any

import pytest

from bot.rehearsal import checks, raw
from bot.rehearsal.cheating import Cheat
from bot.rehearsal.raw import Raw
from handlers.rules.profiles import load_profile
from tests.house import ZONE

AGRICULTURE = load_profile("agriculture")
DEPUTY, OFFICER, LEADER = 1, 2, 3
Tables = dict[str, list[dict[str, Any]]]


def record(**tables: list[dict[str, Any]]) -> Raw:
    """One suggestion of a deputy with an officer and a leader, and these rows."""
    people = [(DEPUTY, "deputy", None), (OFFICER, "officer", 1), (LEADER, "leader", 1)]
    found: Tables = {
        "people": [
            {"id": id_, "role": role, "unit_id": unit, "windows": None, "unreachable_since": None}
            for id_, role, unit in people
        ],
        "units": [{"id": 1, "name": "一厅"}, {"id": 2, "name": "二厅"}],
        "suggestions": [{"id": 1, "stage": "replied", "lead_unit_id": 1}],
        "signatures": [{"suggestion_id": 1, "person_id": DEPUTY, "is_lead": 1}],
        "accounts": [{"person_id": id_} for id_, *_ in people],
    }
    empty = ("messages", "events", "contacts", "passes", "replies", "ratings", "rating_forms")
    return raw.of_tables({name: [] for name in empty} | found | tables, ZONE)


def told(at: str, person_id: int = DEPUTY) -> dict[str, Any]:
    """A message that arrived at a moment (UTC)."""
    return {
        "id": 1,
        "direction": "out",
        "purpose": "prompt",
        "person_id": person_id,
        "delivered_at": at,
        "state": "delivered",
    }


@pytest.mark.parametrize(
    ("at", "is_right"),
    [
        ("2026-04-07 01:00:00", True),  # nine
        ("2026-04-07 00:59:00", False),  # before nine
        ("2026-04-07 03:30:00", False),  # lunch
        ("2026-04-07 12:00:00", False),  # eight in the evening
        ("2026-05-04 01:30:00", False),  # the May holiday
        ("2026-05-09 01:30:00", True),  # the Saturday that makes up for it
        ("2026-04-11 01:30:00", False),  # any other Saturday
    ],
)
def test_hours_and_days_off(at: str, is_right: bool) -> None:
    verdict = checks.in_contact_hours(record(messages=[told(at)]), AGRICULTURE)
    assert (verdict.looked_at, verdict.is_right) == (1, is_right)


def test_whoever_is_talking_is_answered_and_own_hours_count() -> None:
    evening = "2026-04-07 12:00:00"
    said = {"id": 9, "kind": "pressed", "actor_id": DEPUTY, "at": "2026-04-07 11:45:00"}
    talking = record(messages=[told(evening)], events=[said])
    assert checks.in_contact_hours(talking, AGRICULTURE).is_right
    passed_on = record(messages=[told(evening, OFFICER)], events=[said | {"at": evening}])
    assert checks.in_contact_hours(passed_on, AGRICULTURE).is_right
    unasked = record(messages=[told(evening, OFFICER)], events=[said])
    assert not checks.in_contact_hours(unasked, AGRICULTURE).is_right
    afternoons = record(messages=[told("2026-04-07 01:00:00")])
    afternoons.one("people", DEPUTY)["windows"] = "12:00-23:59"
    assert not checks.in_contact_hours(afternoons, AGRICULTURE).is_right


CONTACT = {
    "suggestion_id": 1,
    "round": 1,
    "state": "done",
    "done_at": "2026-04-08 01:00:00",
    "recorded_at": "2026-04-08 01:00:00",
    "confirmed": 1,
    "confirmed_at": "2026-04-09 01:00:00",
}
ALL_FOUR = [
    CONTACT | {"phase": "before", "form": "phone"},
    CONTACT | {"phase": "during", "form": "study_visit"},
    CONTACT | {"phase": "during", "form": "symposium"},
]
REPLY = {"id": 1, "suggestion_id": 1, "round": 1, "at": "2026-04-10 01:00:00"}


def test_gates() -> None:
    whole = checks.gates(record(replies=[REPLY], contacts=ALL_FOUR), AGRICULTURE)
    assert (whole.looked_at, whole.is_right) == (1, True)
    without = record(replies=[REPLY], contacts=ALL_FOUR[:2])
    (complaint,) = checks.gates(without, AGRICULTURE).wrong
    assert "symposium_before_reply" in complaint
    allowed = {
        "id": 1,
        "suggestion_id": 1,
        "round": 1,
        "gates": '["symposium_before_reply"]',
        "is_granted": 1,
        "asked_by_id": OFFICER,
        "decided_by_id": LEADER,
        "decided_at": "2026-04-09 01:00:00",
        "reason": "代表出国",
    }
    passes = record(replies=[REPLY], contacts=ALL_FOUR[:2], passes=[allowed])
    assert checks.gates(passes, AGRICULTURE).is_right
    for wrong in (
        {"decided_at": "2026-04-11 01:00:00"},
        {"is_granted": 0},
        {"reason": " "},
        {"decided_by_id": OFFICER},
    ):
        row = record(replies=[REPLY], contacts=ALL_FOUR[:2], passes=[allowed | wrong])
        assert not checks.gates(row, AGRICULTURE).is_right, wrong
    disputed = CONTACT | {"phase": "during", "form": "symposium", "confirmed": 0}
    row = record(replies=[REPLY], contacts=[*ALL_FOUR[:2], disputed])
    assert not checks.gates(row, AGRICULTURE).is_right


RATING = {
    "id": 1,
    "suggestion_id": 1,
    "round": 1,
    "sequence": 1,
    "deputy_id": DEPUTY,
    "content": "dissatisfied",
    "attitude": "satisfied",
    "effect": "satisfied",
    "reason": "没有解决",
}


def happened(kind: str, actor: int = DEPUTY, **data: int) -> dict[str, Any]:
    """An event."""
    said = "{" + ", ".join(f'"{name}": {value}' for name, value in data.items()) + "}"
    return {"suggestion_id": 1, "kind": kind, "actor_id": actor, "data": said, "at": REPLY["at"]}


def test_dissatisfied() -> None:
    follows = record(ratings=[RATING], events=[happened("round_opened", round=2)])
    verdict = checks.dissatisfied(follows, AGRICULTURE)
    assert (verdict.looked_at, verdict.is_right) == (1, True)
    assert not checks.dissatisfied(record(ratings=[RATING]), AGRICULTURE).is_right
    again = record(ratings=[RATING | {"round": 2}], events=[happened("round_opened", round=3)])
    (complaint,) = checks.dissatisfied(again, AGRICULTURE).wrong
    assert "no supervisor" in complaint
    silent = record(ratings=[RATING | {"reason": ""}], events=[happened("round_opened", round=2)])
    assert not checks.dissatisfied(silent, AGRICULTURE).is_right


def test_who_rates_and_whether_they_were_asked() -> None:
    own = record(ratings=[RATING], events=[happened("rated", round=1, sequence=1)])
    assert checks.only_by_the_deputy(own).is_right
    foreign = record(ratings=[RATING], events=[happened("rated", OFFICER, round=1, sequence=1)])
    assert not checks.only_by_the_deputy(foreign).is_right
    later = [told("2026-05-29 01:00:00")]
    assert not checks.forms_sent(record(replies=[REPLY], messages=later)).is_right
    form = [{"suggestion_id": 1, "round": 1}]
    asked = record(replies=[REPLY], messages=later, rating_forms=form)
    assert checks.forms_sent(asked).is_right
    assert not checks.forms_sent(record(messages=later, ratings=[RATING])).is_right


def test_nothing_is_stuck() -> None:
    assert checks.nothing_stuck(record(messages=[told(REPLY["at"])])).is_right
    stuck = told(REPLY["at"]) | {"state": "sending"}
    assert not checks.nothing_stuck(record(messages=[stuck])).is_right


def test_abuses() -> None:
    cheats, often = {"一厅": Cheat.SOON}, {"soon": 1}
    flags = [{"unit_id": 1, "kind": "soon"}]
    seen, honest = checks.abuses(record(flags=flags), cheats, often)
    assert (seen.was_played, seen.is_right, honest.is_right) == (True, True, True)
    unseen, honest = checks.abuses(record(flags=[]), cheats, often)
    assert (unseen.is_right, honest.is_right) == (False, True)
    _, blamed = checks.abuses(record(flags=[{"unit_id": 2, "kind": "soon"}]), cheats, often)
    assert not blamed.is_right
    nowhere, _ = checks.abuses(record(), cheats, often)
    never, _ = checks.abuses(record(flags=[]), cheats, {})
    assert not nowhere.was_played
    assert (never.was_played, never.is_right) == (False, True)


def test_where_the_profile_has_no_gates_nothing_is_played() -> None:
    nothing = replace(AGRICULTURE, gates=load_profile("hunan").gates)
    assert not checks.gates(record(replies=[REPLY]), nothing).was_played


@pytest.mark.parametrize(
    ("created_at", "heard_at", "is_right"),
    [
        ("2026-03-20 02:00:00", "2026-04-02 16:00:00", True),  # due on the 2nd, heard on the 3rd
        ("2026-03-20 02:00:00", "2026-04-06 16:00:00", False),  # days later
        ("2026-03-20 02:00:00", "2026-04-01 16:00:00", False),  # on its own day
        ("2026-04-08 11:30:00", "2026-04-08 11:31:00", True),  # overdue as it was written
        ("2026-04-08 11:30:00", "2026-04-08 16:00:00", True),  # the clock jumped over midnight
        ("2026-04-08 11:30:00", "2026-04-09 16:00:00", False),
    ],
)
def test_what_is_overdue_climbs_on_its_day(created_at: str, heard_at: str, is_right: bool) -> None:
    owed = {
        "id": 7,
        "kind": "progress",
        "due_on": "2026-04-02",
        "created_at": created_at,
        "ended_at": "2026-04-10 01:00:00",
        "state": "done",
        "level": 1,
        "climbs_at": None,
    }
    heard = {"kind": "climbed", "at": heard_at, "data": {"duty_id": 7, "level": 1}}
    rows = record(duties=[owed], events=[heard], messages=[told("2026-04-30 01:00:00")])
    found = checks.climbed(rows, AGRICULTURE)
    assert found.looked_at > 0
    assert found.is_right == is_right, found.wrong
