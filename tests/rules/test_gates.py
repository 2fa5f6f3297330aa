"""Which gates stand in whose way."""

from dataclasses import replace

import pytest

from handlers.rules.gates import Facts, closed, is_above
from handlers.rules.permissions import Act
from handlers.rules.profile import Gates
from storage.vocabulary import Gate, Role

NOTHING = Facts(
    is_pre_contacted=False,
    has_study=False,
    is_discussed=False,
    has_symposium=False,
    is_fixed=False,
    is_plan_approved=False,
    needs_visit=True,
    has_levels=False,
    has_points=False,
    is_draft_shown=False,
    is_draft_reviewed=False,
    has_opinions=False,
)
OPENED_BY = {
    "is_pre_contacted": {Gate.CONTACT_BEFORE_HANDLING},
    "has_study": {Gate.STUDY_BEFORE_HANDLING, Gate.VISIT_BEFORE_PLAN},
    "is_discussed": {Gate.CONTACT_BEFORE_REPLY},
    "has_symposium": {Gate.SYMPOSIUM_BEFORE_REPLY},
    "is_fixed": {Gate.SIX_FIXED},
    "is_plan_approved": {Gate.PLAN_APPROVED},
    "has_levels": {Gate.LEVELS_NAMED},
    "has_points": {Gate.POINTS_ANSWERED},
    "is_draft_shown": {Gate.DRAFT_SHOWN},
    "is_draft_reviewed": {Gate.DRAFT_REVIEWED},
    "has_opinions": {Gate.OPINIONS_IN},
    "needs_visit": {Gate.VISIT_BEFORE_PLAN},
}
ALL = Gates(frozenset(Gate))


def test_where_no_gate_is_on_everything_may_be_done() -> None:
    assert closed(Act.DELIVER_REPLY, Gates(frozenset()), NOTHING, []) == []


def test_a_reply_needs_what_handling_needs_and_more() -> None:
    before_handling = closed(Act.REPORT_PROGRESS, ALL, NOTHING, [])
    assert set(closed(Act.DELIVER_REPLY, ALL, NOTHING, [])) == set(Gate)
    assert closed(Act.DELIVER_REPLY, ALL, NOTHING, [])[: len(before_handling)] == before_handling
    assert closed(Act.PLAN, ALL, NOTHING, []) == [Gate.VISIT_BEFORE_PLAN]
    assert closed(Act.RECORD_CONTACT, ALL, NOTHING, []) == []


@pytest.mark.parametrize(("fact", "opened"), OPENED_BY.items())
def test_each_fact_opens_its_gate_and_so_does_a_word_from_above(
    fact: str, opened: set[Gate]
) -> None:
    facts = replace(NOTHING, **{fact: not getattr(NOTHING, fact)})
    others = set(Gate) - opened
    assert set(closed(Act.DELIVER_REPLY, ALL, facts, [])) == others
    assert set(closed(Act.DELIVER_REPLY, ALL, NOTHING, opened)) == others


def test_only_who_stands_above_lets_pass() -> None:
    assert is_above(Role.LEADER, Role.OFFICER)
    assert is_above(Role.HEAD, Role.LEADER)
    assert not is_above(Role.OFFICER, Role.OFFICER)
    assert not is_above(Role.LEADER, Role.HEAD)
    assert not is_above(Role.SUPERVISOR, Role.OFFICER)
    assert not is_above(Role.LEADER, Role.DEPUTY)
