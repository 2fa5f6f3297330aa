"""Where a draft stands, and who looks at it next."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.gates import RANKS
from handlers.rules.review import DraftFacts, next_step, standing, was_heard
from storage.vocabulary import DraftStanding, DraftView, Role

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
