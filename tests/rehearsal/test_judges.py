"""The judges of a rehearsed year say no where they have to: each rule on rows made by hand."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.rehearsal import checks, climbing, moving, raw
from bot.rehearsal.cheating import Cheat
from bot.rehearsal.raw import Raw
from handlers.rules.ladder import CLIMBING
from handlers.rules.profile import Gates, Profile
from handlers.rules.profiles import load_profile
from storage.vocabulary import DutyKind, Gate
from tests.house import ZONE

AGRICULTURE = load_profile("agriculture")
DEPUTY, OFFICER, LEADER = 1, 2, 3
Tables = dict[str, list[dict[str, Any]]]


STAFF: list[dict[str, Any]] = [
    {
        "id": id_,
        "role": role,
        "unit_id": unit,
        "office": office,
        "windows": None,
        "unreachable_since": None,
    }
    for id_, role, unit, office in (
        (DEPUTY, "deputy", None, None),
        (OFFICER, "officer", 1, "一处"),
        (LEADER, "leader", 1, None),
        (4, "office_head", 1, "一处"),
        (5, "head", 1, None),
    )
]
ITEM = {
    "id": 1,
    "stage": "replied",
    "lead_unit_id": 1,
    "leader_id": LEADER,
    "office": "一处",
    "title": "关于加强农村供水的建议",
    "category": None,
    "content": None,
}


def record(**tables: list[dict[str, Any]]) -> Raw:
    """One suggestion of a deputy with an officer and everybody above, and these rows."""
    found: Tables = {
        "people": STAFF,
        "units": [{"id": 1, "name": "一厅"}, {"id": 2, "name": "二厅"}],
        "suggestions": [ITEM],
        "signatures": [{"suggestion_id": 1, "person_id": DEPUTY, "is_lead": 1}],
        "accounts": [{"person_id": row["id"]} for row in STAFF],
    }
    empty = ("messages", "events", "contacts", "passes", "replies", "ratings", "rating_forms")
    return raw.of_tables({name: [] for name in empty} | found | tables, ZONE)


def told(at: str | None, person_id: int = DEPUTY) -> dict[str, Any]:
    """A message that arrived at a moment (UTC)."""
    return {
        "id": 1,
        "direction": "out",
        "purpose": "prompt",
        "person_id": person_id,
        "delivered_at": at,
        "state": "delivered",
        "suggestion_id": 1,
        "chat_id": 1,
        "priority": 2,
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
    said = {
        "id": 9,
        "kind": "pressed",
        "actor_id": DEPUTY,
        "suggestion_id": 1,
        "at": "2026-04-07 11:45:00",
    }
    talking = record(messages=[told(evening)], events=[said])
    assert checks.in_contact_hours(talking, AGRICULTURE).is_right
    passed_on = record(messages=[told(evening, OFFICER)], events=[said | {"at": evening}])
    assert checks.in_contact_hours(passed_on, AGRICULTURE).is_right
    of_another = said | {"at": evening, "suggestion_id": 2}
    passed_on = record(messages=[told(evening, OFFICER)], events=[of_another])
    assert not checks.in_contact_hours(passed_on, AGRICULTURE).is_right
    to_group = told(evening) | {"person_id": None}
    assert not checks.in_contact_hours(record(messages=[to_group]), AGRICULTURE).is_right
    mirrored = record(messages=[to_group], events=[said | {"at": evening}])
    assert checks.in_contact_hours(mirrored, AGRICULTURE).is_right
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
PLAN = {
    "id": 1,
    "suggestion_id": 1,
    "round": 1,
    "made_at": "2026-04-08 01:00:00",
    "is_approved": 1,
    "decided_at": "2026-04-09 01:00:00",
}
POINT = {"id": 1, "suggestion_id": 1, "noted_at": "2026-04-08 01:00:00", "struck_at": None}
ANSWER = {"suggestion_id": 1, "point_id": 1, "at": "2026-04-09 01:00:00"}
DRAFT = {
    "id": 1,
    "suggestion_id": 1,
    "round": 1,
    "made_at": "2026-04-08 01:00:00",
    "view": "agrees",
    "viewed_at": "2026-04-09 01:00:00",
    "view_due_on": "2026-04-13",
    "passed_at": "2026-04-09 02:00:00",
    "outdated_at": None,
}
OF_JOINT_UNIT = STAFF[1] | {"id": 90, "unit_id": 2}
JOINT = {"suggestion_id": 1, "unit_id": 2, "handling": "joint", "ended_at": None}
OPINION = {
    "suggestion_id": 1,
    "unit_id": 2,
    "given_at": "2026-04-09 01:00:00",
    "sent_back_at": None,
}
OUTDATED = "2026-04-09 03:00:00"
AFTER_THE_REPLY = "2026-04-10 02:00:00"
WHOLE: Tables = {
    "replies": [REPLY],
    "contacts": ALL_FOUR,
    "plans": [PLAN],
    "milestones": [{"plan_id": 1}],
    "points": [POINT],
    "point_answers": [ANSWER],
    "drafts": [DRAFT],
    "people": [*STAFF, OF_JOINT_UNIT],
    "joint_units": [JOINT],
    "opinions": [OPINION],
}
SHOWN_IN_TIME = DRAFT | {"view": None, "viewed_at": None, "view_due_on": "2026-04-09"}
PROJECT = {"topic": "project", "is_on": 1, "suggestion_id": 1, "at": "2026-04-07 01:00:00"}


def with_gate(gate: Gate) -> Profile:
    """A place that wants nothing but this to come first."""
    development = load_profile("development")
    return replace(development, gates=Gates(frozenset({gate})))


@pytest.mark.parametrize(
    ("gate", "without"),
    [
        (Gate.CONTACT_BEFORE_HANDLING, {"contacts": ALL_FOUR[1:]}),
        (Gate.STUDY_BEFORE_HANDLING, {"contacts": ALL_FOUR[::2]}),
        (Gate.SYMPOSIUM_BEFORE_REPLY, {"contacts": ALL_FOUR[:2]}),
        (Gate.SYMPOSIUM_BEFORE_REPLY, {"contacts": [ALL_FOUR[2] | {"confirmed": 0}]}),
        (Gate.CONTACT_BEFORE_REPLY, {"contacts": ALL_FOUR[:1]}),
        (Gate.CONTACT_BEFORE_REPLY, {"contacts": [ALL_FOUR[1] | {"confirmed_at": None}]}),
        (Gate.SIX_FIXED, {"plans": []}),
        (Gate.SIX_FIXED, {"plans": [PLAN | {"round": 2}]}),
        (Gate.SIX_FIXED, {"milestones": []}),
        (Gate.PLAN_APPROVED, {"plans": [PLAN | {"is_approved": 0}]}),
        (Gate.PLAN_APPROVED, {"plans": [PLAN | {"decided_at": AFTER_THE_REPLY}]}),
        (Gate.PLAN_APPROVED, {"plans": [PLAN, PLAN | {"id": 2, "is_approved": None}]}),
        (Gate.POINTS_ANSWERED, {"points": []}),
        (Gate.POINTS_ANSWERED, {"points": [POINT, POINT | {"id": 2}]}),
        (Gate.POINTS_ANSWERED, {"point_answers": [ANSWER | {"at": AFTER_THE_REPLY}]}),
        (Gate.DRAFT_SHOWN, {"drafts": []}),
        (Gate.DRAFT_SHOWN, {"drafts": [DRAFT | {"view": "objects"}]}),
        (Gate.DRAFT_SHOWN, {"drafts": [DRAFT | {"viewed_at": AFTER_THE_REPLY}]}),
        (Gate.DRAFT_SHOWN, {"drafts": [DRAFT | {"outdated_at": OUTDATED}]}),
        (Gate.DRAFT_REVIEWED, {"drafts": [DRAFT | {"outdated_at": OUTDATED}]}),
        (Gate.DRAFT_REVIEWED, {"drafts": [DRAFT | {"passed_at": None}]}),
        (Gate.DRAFT_REVIEWED, {"drafts": [DRAFT | {"passed_at": AFTER_THE_REPLY}]}),
        (Gate.DRAFT_REVIEWED, {"drafts": [DRAFT, DRAFT | {"id": 2, "passed_at": None}]}),
        (Gate.OPINIONS_IN, {"opinions": []}),
        (Gate.OPINIONS_IN, {"opinions": [OPINION | {"given_at": AFTER_THE_REPLY}]}),
        (Gate.OPINIONS_IN, {"opinions": [OPINION | {"sent_back_at": "2026-04-09 02:00:00"}]}),
        (Gate.LEVELS_NAMED, {"people": [STAFF[0], STAFF[1]]}),
        (Gate.VISIT_BEFORE_PLAN, {"tags": [PROJECT], "contacts": ALL_FOUR[::2]}),
    ],
)
def test_each_gate(gate: Gate, without: Tables) -> None:
    whole = checks.gates(record(**WHOLE), with_gate(gate))
    assert (whole.looked_at > 0, whole.wrong) == (True, [])
    told = " ".join(checks.gates(record(**WHOLE | without), with_gate(gate)).wrong)
    assert f"without {gate.value}" in told


def test_what_leaves_a_gate_open() -> None:
    asked_in_time = record(**WHOLE | {"drafts": [SHOWN_IN_TIME]})
    assert checks.gates(asked_in_time, with_gate(Gate.DRAFT_SHOWN)).is_right
    struck = [POINT, POINT | {"id": 2, "struck_at": "2026-04-09 01:00:00"}]
    assert checks.gates(
        record(**WHOLE | {"points": struck}), with_gate(Gate.POINTS_ANSWERED)
    ).is_right
    visited = record(**WHOLE | {"tags": [PROJECT], "plans": []})
    assert checks.gates(visited, with_gate(Gate.VISIT_BEFORE_PLAN)).is_right
    not_a_project = [PROJECT, PROJECT | {"is_on": 0}]
    unmarked = record(**WHOLE | {"tags": not_a_project, "contacts": ALL_FOUR[::2]})
    assert checks.gates(unmarked, with_gate(Gate.VISIT_BEFORE_PLAN)).is_right
    second = {"replies": [REPLY | {"round": 2}], "contacts": []}
    assert checks.gates(record(**WHOLE | second), with_gate(Gate.CONTACT_BEFORE_HANDLING)).is_right


def test_a_visit_comes_before_the_plan_too() -> None:
    planned = WHOLE | {"replies": [], "tags": [PROJECT], "contacts": ALL_FOUR[:1]}
    (complaint,) = checks.gates(record(**planned), with_gate(Gate.VISIT_BEFORE_PLAN)).wrong
    assert "planned without" in complaint


def test_what_is_let_pass() -> None:
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
    without = WHOLE | {"contacts": ALL_FOUR[:2]}
    assert checks.gates(record(**without, passes=[allowed]), AGRICULTURE).is_right
    for wrong in (
        {"decided_at": "2026-04-11 01:00:00"},
        {"is_granted": 0},
        {"reason": " "},
        {"decided_by_id": OFFICER},
    ):
        row = record(**without, passes=[allowed | wrong])
        assert not checks.gates(row, AGRICULTURE).is_right, wrong


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
    form = {"suggestion_id": 1, "round": 1, "message_id": None}
    asked = record(replies=[REPLY], messages=later, rating_forms=[form])
    assert checks.forms_sent(asked).is_right
    lost = [told(None) | {"id": 2}, *later]
    unseen = record(replies=[REPLY], messages=lost, rating_forms=[form | {"message_id": 2}])
    assert not checks.forms_sent(unseen).is_right
    assert not checks.forms_sent(record(messages=later, ratings=[RATING])).is_right


LATER = told("2026-05-29 01:00:00") | {"id": 99}
WAITING: dict[str, Any] = told(REPLY["at"]) | {
    "delivered_at": None,
    "state": "queued",
    "next_at": REPLY["at"],
    "error": None,
}


@pytest.mark.parametrize(
    ("row", "is_right"),
    [
        (WAITING | {"state": "sending"}, False),
        (WAITING, False),
        (WAITING | {"state": "stale"}, False),
        (WAITING | {"next_at": "2026-06-01 01:00:00"}, True),  # held for the morning
        (WAITING | {"state": "failed", "error": "bug"}, False),
    ],
)
def test_nothing_is_stuck(row: dict[str, Any], is_right: bool) -> None:
    found = checks.nothing_stuck(record(messages=[row, LATER]))
    assert found.is_right == is_right, found.wrong


def test_what_was_given_up_is_owed_to_somebody_or_its_reader_is_away() -> None:
    lost = WAITING | {"state": "failed", "error": "rejected"}
    noted = happened("undelivered", OFFICER, message_id=1) | {"person_id": DEPUTY}
    owed = {"suggestion_id": 1, "kind": "undelivered", "subject_id": 1}
    away = happened("unreachable", DEPUTY) | {"person_id": DEPUTY}
    for events, duties, is_right in (
        ([noted], [owed], True),
        ([noted], [], False),
        ([], [owed], False),
        ([away], [], True),
    ):
        found = checks.nothing_stuck(record(messages=[lost, LATER], events=events, duties=duties))
        assert found.is_right == is_right, (events, duties)


def test_what_waits_behind_something_held_is_not_stuck() -> None:
    held = WAITING | {"next_at": "2026-06-01 01:00:00"}
    found = checks.nothing_stuck(record(messages=[held, WAITING | {"id": 2}, LATER]))
    assert found.is_right, found.wrong


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
        "suggestion_id": 1,
        "person_id": OFFICER,
        "kind": "progress",
        "due_on": "2026-04-02",
        "created_at": created_at,
        "ended_at": "2026-04-10 01:00:00",
        "state": "done",
        "level": 1,
        "climbs_at": None,
    }
    heard = {
        "suggestion_id": 1,
        "kind": "climbed",
        "at": heard_at,
        "data": {"duty_id": 7, "level": 1, "about": "progress"},
    }
    stand = [row for row in STAFF if row["role"] not in ("leader", "head")]
    rows = record(
        duties=[owed], events=[heard], people=stand, messages=[told("2026-04-30 01:00:00")]
    )
    found = checks.climbed(rows, AGRICULTURE)
    assert found.looked_at > 0
    assert found.is_right == is_right, found.wrong


OWED: dict[str, Any] = {
    "id": 7,
    "suggestion_id": 1,
    "person_id": OFFICER,
    "kind": "progress",
    "due_on": "2026-04-02",
    "created_at": "2026-03-20 02:00:00",
    "ended_at": "2026-04-30 01:00:00",
    "state": "done",
    "climbs_at": None,
}
HEARD_ON = {1: "2026-04-03", 2: "2026-04-08", 3: "2026-04-13"}  # 6 April is Qingming, agriculture


def climb(level: int, duty_id: int = 7, about: str = "progress", on: str = "") -> dict[str, Any]:
    """That a level heard of it."""
    told_of = {"duty_id": duty_id, "level": level, "about": about}
    at = f"{on or HEARD_ON[level]} 00:01:00"
    return {"suggestion_id": 1, "kind": "climbed", "at": at, "data": told_of}


def test_each_level_has_to_have_heard() -> None:
    """A missing climb is as wrong as one on a wrong day."""
    climbs = [climb(level) for level in HEARD_ON]
    later = [told("2026-05-29 01:00:00")]
    assert checks.climbed(
        record(duties=[OWED], events=climbs, messages=later), AGRICULTURE
    ).is_right
    for left_out in (climbs[1:], climbs[:1] + climbs[2:], climbs[:2], []):
        found = checks.climbed(record(duties=[OWED], events=left_out, messages=later), AGRICULTURE)
        assert not found.is_right, left_out
        assert "never heard" in " ".join(found.wrong)


def test_nobody_has_to_hear_where_nobody_stands_or_whoever_owes_it_stands() -> None:
    later = [told("2026-05-29 01:00:00")]
    alone = [row for row in STAFF if row["role"] in ("deputy", "officer")]
    rows = record(duties=[OWED], people=alone, messages=later)
    assert checks.climbed(rows, AGRICULTURE).is_right
    of_the_head = OWED | {"person_id": 5}
    assert checks.climbed(record(duties=[of_the_head], messages=later), AGRICULTURE).is_right
    by_day = OWED | {"ended_at": "2026-04-03 09:00:00"}  # done on the day on which it climbs
    assert checks.climbed(record(duties=[by_day], messages=later), AGRICULTURE).is_right


def test_what_was_heard_before_it_changed_hands_is_not_heard_again() -> None:
    later = [told("2026-05-29 01:00:00")]
    former = climb(1, duty_id=3)
    handed_on = OWED | {"created_at": "2026-04-03 09:00:00"}
    climbs = [former, climb(2), climb(3)]
    rows = record(duties=[handed_on], events=climbs, messages=later)
    assert checks.climbed(rows, AGRICULTURE).is_right
    rows = record(duties=[handed_on], events=climbs[1:], messages=later)
    assert not checks.climbed(rows, AGRICULTURE).is_right


def test_what_is_not_looked_at_again_is_noticed() -> None:
    forgotten = OWED | {"state": "open", "ended_at": None, "climbs_at": "2026-04-03 00:00:00"}
    climbs = [climb(level) for level in HEARD_ON]
    rows = record(duties=[forgotten], events=climbs, messages=[told("2026-05-29 01:00:00")])
    (complaint,) = checks.climbed(rows, AGRICULTURE).wrong
    assert "looked at" in complaint


def test_what_never_climbs_is_known_to_the_judge() -> None:
    assert {kind.value for kind in set(DutyKind) - CLIMBING} == climbing.NEVER


# What leaves the ordinary way

SIGNED = [
    {"suggestion_id": 1, "person_id": DEPUTY, "is_lead": 1},
    {"suggestion_id": 1, "person_id": 9, "is_lead": 0},
]
NUMBERED = {**ITEM, "number": "0107"}
LAST = raw.moment("2026-12-31 12:00:00")


def befell(kind: str, at: str = "2026-05-04 02:00:00", **data: Any) -> dict[str, Any]:
    told = json.dumps(data)
    return {"id": 1, "kind": kind, "suggestion_id": 1, "person_id": None, "at": at, "data": told}


@pytest.mark.parametrize(
    ("is_given", "at", "is_right"),
    [
        (1, "2026-05-03 02:00:00", True),
        (1, "2026-05-05 02:00:00", False),
        (0, "2026-05-03 02:00:00", False),
    ],
)
def test_nothing_is_withdrawn_without_all_behind_it(is_given: int, at: str, is_right: bool) -> None:
    consent = {"request_id": 5, "person_id": 9, "is_given": is_given, "at": at}
    found = moving.withdrawn(
        record(
            suggestions=[NUMBERED],
            signatures=SIGNED,
            events=[befell("withdrawn", request_id=5)],
            consents=[consent],
        )
    )
    assert (found.looked_at, not found.wrong) == (1, is_right)


def test_what_is_handled_together_is_answered_and_rated_each() -> None:
    other = {**NUMBERED, "id": 2, "number": "0108"}
    merge = {"suggestion_id": 2, "into_id": 1, "ended_at": None}
    first = {"suggestion_id": 1, "at": "2026-05-04 02:00:00"}
    form = {"suggestion_id": 1}
    tables: Tables = {"suggestions": [NUMBERED, other], "merges": [merge], "replies": [first]}
    found = moving.together(record(**tables, rating_forms=[form]), LAST)
    assert found.wrong == [
        "0108, handled together with another: no replies",
        "0108, handled together with another: no rating_forms",
    ]
    tables["replies"] = [first, {**first, "suggestion_id": 2}]
    forms = [form, {"suggestion_id": 2}]
    assert moving.together(record(**tables, rating_forms=forms), LAST).wrong == []


@pytest.mark.parametrize(
    ("at", "text", "is_right"),
    [
        ("2026-05-03 02:00:00", "《关于加强农村供水的建议》", True),
        ("2026-05-05 02:00:00", "第0107号建议走纸质渠道办理。", True),
        ("2026-05-05 02:00:00", "第0107号《关于加强农村供水的建议》", False),
    ],
)
def test_of_what_is_secret_nothing_is_said(at: str, text: str, is_right: bool) -> None:
    said = {"id": 1, "suggestion_id": 1, "direction": "out", "at": at, "text": text}
    found = moving.secret(
        record(
            suggestions=[NUMBERED],
            events=[befell("made_secret")],
            messages=[{**said, "state": "delivered"}],
        )
    )
    assert (found.wrong == []) is is_right


def test_every_promise_is_looked_back_on() -> None:
    promise = {"id": 1, "suggestion_id": 1, "made_at": "2026-05-04 02:00:00"}
    promises = [
        {**promise, "view": None, "viewed_at": None},
        {**promise, "id": 2, "view": "kept", "viewed_at": "2026-06-04 02:00:00"},
        {**promise, "id": 3, "view": "partly", "viewed_at": "2026-06-04 02:00:00"},
    ]
    campaign = {"id": 1, "year": "2026", "begun_at": "2026-10-12 02:00:00"}
    answer = {"look_back_id": 1, "promise_id": 1}
    tables: Tables = {"promises": promises, "look_backs": [campaign]}
    found = moving.looked_back(record(**tables, look_back_answers=[answer]))
    assert found.wrong == ["promise 3 is not in 2026"]
    answers = [answer, {**answer, "promise_id": 3}]
    assert moving.looked_back(record(**tables, look_back_answers=answers)).wrong == []
