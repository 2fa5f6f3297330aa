"""办理清单: which lines there are, which are done, which are late."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.rules.checklist import Check, Facts, Owner, Part, lines, missing
from storage.vocabulary import Gate

DUE = date(2026, 7, 7)
NOTHING = Facts(
    gates=frozenset(),
    passed=frozenset(),
    sign_due_on=None,
    is_signed_for=False,
    is_fixed=False,
    has_plan=False,
    is_plan_approved=False,
    milestones=(),
    contacts=(
        Part("before", date(2026, 4, 14), is_done=False),
        Part("during", date(2026, 5, 11), is_done=False),
    ),
    needs_visit=False,
    has_study=False,
    has_symposium=False,
    wants_meeting=False,
    has_met_enough=False,
    opinions=(),
    to_pass_on=(),
    reply_due_on=DUE,
    is_replied=False,
    is_form_sent=False,
    rating_due_on=None,
    is_rated=False,
    promises_to_note=False,
    promises=(),
)
ALWAYS = [Check.BEFORE, Check.DURING, Check.REPLY, Check.AFTER, Check.FORM_SENT, Check.RATED]


def test_where_nothing_more_is_wanted_there_is_what_every_suggestion_needs() -> None:
    assert [line.check for line in lines(NOTHING)] == ALWAYS
    assert missing(lines(NOTHING)) == lines(NOTHING)


@pytest.mark.parametrize(
    ("gate", "check"),
    [
        (Gate.SIX_FIXED, Check.SIX_FIXED),
        (Gate.PLAN_APPROVED, Check.PLAN_APPROVED),
        (Gate.STUDY_BEFORE_HANDLING, Check.STUDY),
        (Gate.SYMPOSIUM_BEFORE_REPLY, Check.SYMPOSIUM),
    ],
)
def test_a_gate_is_a_line_until_it_is_met_or_passed(gate: Gate, check: Check) -> None:
    wanted = replace(NOTHING, gates=frozenset({gate}))
    assert check in [line.check for line in missing(lines(wanted))]
    passed = replace(wanted, passed=frozenset({gate}))
    assert check not in [line.check for line in missing(lines(passed))]
    assert check in [line.check for line in lines(passed)]


def test_a_place_is_to_be_seen_only_where_the_matter_wants_it() -> None:
    gated = replace(NOTHING, gates=frozenset({Gate.VISIT_BEFORE_PLAN}))
    assert Check.STUDY not in [line.check for line in lines(gated)]
    about_a_place = replace(gated, needs_visit=True)
    (study,) = [line for line in lines(about_a_place) if line.check == Check.STUDY]
    assert (study.is_done, study.due_on) == (False, date(2026, 5, 11))
    assert Check.STUDY not in [
        line.check for line in missing(lines(replace(about_a_place, has_study=True)))
    ]


def test_a_line_is_late_the_day_after_its_day() -> None:
    before = lines(NOTHING)[0]
    assert not before.is_late(date(2026, 4, 14))
    assert before.is_late(date(2026, 4, 15))
    assert not replace(before, is_done=True).is_late(date(2026, 4, 15))


def test_an_approval_is_the_leader_s_once_there_is_a_plan() -> None:
    gated = replace(NOTHING, gates=frozenset({Gate.PLAN_APPROVED}))
    assert lines(gated)[0].owner == Owner.OFFICER
    assert lines(replace(gated, has_plan=True))[0].owner == Owner.LEADER


def test_milestones_are_due_when_the_next_of_them_is() -> None:
    steps = (
        Part("看现场", date(2026, 4, 20), is_done=True),
        Part("出方案", date(2026, 5, 20), is_done=False),
        Part("开工", date(2026, 6, 20), is_done=False),
    )
    found = lines(replace(NOTHING, milestones=steps))[0]
    assert (found.check, found.is_done, found.due_on) == (
        Check.MILESTONES,
        False,
        date(2026, 5, 20),
    )
    assert lines(replace(NOTHING, milestones=steps[:1]))[0].is_done


def test_every_unit_and_every_promise_has_its_own_line() -> None:
    parts = (
        Part("农业农村厅", date(2026, 6, 7), is_done=True),
        Part("水利厅", date(2026, 6, 7), is_done=False),
    )
    found = lines(replace(NOTHING, opinions=parts, promises=parts, promises_to_note=True))
    named = [(line.check, line.name, line.is_done) for line in found if line.name]
    assert named == [
        (Check.OPINION, "农业农村厅", True),
        (Check.OPINION, "水利厅", False),
        (Check.PROMISE_KEPT, "农业农村厅", True),
        (Check.PROMISE_KEPT, "水利厅", False),
    ]
    assert Check.PROMISES_NOTED in [line.check for line in missing(found)]
