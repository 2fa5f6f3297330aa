"""Where a draft stands, and who looks at it next."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.gates import RANKS
from handlers.rules.review import DraftFacts, departures, next_step, standing, was_heard
from storage.vocabulary import Departure, DraftStanding, DraftView, ReplyClass, Role

DAY = date(2026, 4, 10)
STEPS = (Role.OFFICE_HEAD, Role.LEADER, Role.HEAD)


def test_a_draft_goes_from_the_deputy_to_whoever_is_above() -> None:
    shown = DraftFacts(view_due_on=DAY)
    assert standing(DraftFacts(), DAY) == DraftStanding.READY
    assert standing(shown, DAY) == DraftStanding.WITH_DEPUTY
    assert standing(shown, DAY + timedelta(days=1)) == DraftStanding.READY
    agreed = DraftFacts(DraftView.AGREES, DAY)
    assert standing(agreed, DAY) == DraftStanding.READY
    assert standing(DraftFacts(DraftView.AGREES, DAY, (None,)), DAY) == DraftStanding.IN_REVIEW
    back = DraftFacts(DraftView.AGREES, DAY, (True, False))
    assert standing(back, DAY) == DraftStanding.RETURNED
    late_objection = DraftFacts(DraftView.OBJECTS, DAY, (True, None))
    assert standing(late_objection, DAY) == DraftStanding.RETURNED
    after_it_passed = DraftFacts(DraftView.OBJECTS, DAY, (True,), is_passed=True)
    assert standing(after_it_passed, DAY) == DraftStanding.RETURNED
    outdated = DraftFacts(DraftView.AGREES, DAY, (True,), is_passed=True, is_outdated=True)
    assert standing(outdated, DAY) == DraftStanding.RETURNED
    assert not was_heard(outdated, DAY + timedelta(days=9))


@pytest.mark.parametrize(
    ("facts", "given_class", "expected"),
    [
        (DraftFacts(), ReplyClass.B, []),
        (DraftFacts(), ReplyClass.A, [Departure.CLASS]),
        (DraftFacts(DraftView.AGREES, DAY, (True,), is_passed=True), ReplyClass.B, []),
        (DraftFacts(DraftView.OBJECTS, DAY), ReplyClass.B, [Departure.OBJECTED]),
        (DraftFacts(looks=(True, False)), ReplyClass.B, [Departure.SENT_BACK]),
        (DraftFacts(is_outdated=True), ReplyClass.B, [Departure.POINTS]),
        (
            DraftFacts(DraftView.OBJECTS, DAY, is_outdated=True),
            ReplyClass.C,
            [Departure.CLASS, Departure.OBJECTED, Departure.POINTS],
        ),
    ],
)
def test_a_reply_is_as_its_draft_was_talked_over_or_says_why_not(
    facts: DraftFacts, given_class: ReplyClass, expected: list[Departure]
) -> None:
    assert departures(facts, ReplyClass.B, given_class) == expected


def test_silence_is_no_agreement_but_holds_nothing_up() -> None:
    shown = DraftFacts(view_due_on=DAY)
    assert not was_heard(shown, DAY)
    assert was_heard(shown, DAY + timedelta(days=1))
    assert not was_heard(DraftFacts(), DAY)
    assert not was_heard(DraftFacts(DraftView.OBJECTS, DAY), DAY + timedelta(days=9))


def test_nobody_reviews_what_somebody_of_their_rank_has_written() -> None:
    assert next_step(STEPS, Role.OFFICER, (), set(STEPS)) == Role.OFFICE_HEAD
    assert next_step(STEPS, Role.OFFICE_HEAD, (), set(STEPS)) == Role.LEADER
    assert next_step(STEPS, Role.OFFICER, (Role.OFFICE_HEAD,), {Role.HEAD}) == Role.HEAD
    assert next_step((), Role.OFFICER, (), set(STEPS)) is None


@given(
    st.permutations(STEPS),
    st.sampled_from(sorted(RANKS)),
    st.sets(st.sampled_from(STEPS)),
)
def test_the_chain_ends_and_asks_each_level_once(
    steps: list[Role], drafter: Role, there: set[Role]
) -> None:
    passed: list[Role] = []
    while (role := next_step(steps, drafter, passed, there)) is not None:
        assert role not in passed
        passed.append(role)
    above = [role for role in steps if role in there and RANKS[role] > RANKS[drafter]]
    assert passed == above
