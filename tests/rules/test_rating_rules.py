"""What makes a rating, over every combination of grades, and what the profile decides."""

from dataclasses import replace
from itertools import product

import pytest

from handlers.rules.profiles import load_profile
from handlers.rules.ratings import Draft, choose, needs_reason, outcome
from handlers.rules.refused import Refused
from storage.vocabulary import Axis, Grade

HUNAN = load_profile("hunan")
GOOD, FAIR, BAD = Grade.SATISFIED, Grade.MOSTLY_SATISFIED, Grade.DISSATISFIED


def test_a_changed_mind_replaces_the_grade_only() -> None:
    draft = Draft(GOOD, GOOD, GOOD, "仍盼尽快开工")
    assert choose(draft, Axis.CONTENT, BAD) == replace(draft, content=BAD)


@pytest.mark.parametrize("grades", list(product([None, *Grade], repeat=3)))
def test_a_reason_is_due_whenever_any_axis_is_dissatisfied(
    grades: tuple[Grade | None, Grade | None, Grade | None],
) -> None:
    assert needs_reason(Draft(*grades)) == (BAD in grades)
    assert needs_reason(Draft(*grades, reason=" \n")) == (BAD in grades)
    assert not needs_reason(Draft(*grades, reason="未答复第二点"))


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        pytest.param(Draft(), "rating.incomplete", id="nothing chosen"),
        pytest.param(Draft(GOOD, GOOD), "rating.incomplete", id="one axis missing"),
        pytest.param(Draft(BAD, GOOD, GOOD), "rating.no_reason", id="dissatisfied, no reason"),
        pytest.param(Draft(BAD, GOOD, None, "慢"), "rating.incomplete", id="reason, one missing"),
    ],
)
def test_a_rating_that_cannot_be_submitted(draft: Draft, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        outcome(draft, 1, HUNAN)
    assert refusal.value.code == code


@pytest.mark.parametrize("grades", list(product([GOOD, FAIR], repeat=3)))
def test_without_dissatisfaction_nothing_is_reopened(grades: tuple[Grade, Grade, Grade]) -> None:
    found = outcome(Draft(*grades), 1, HUNAN)
    assert (found.is_dissatisfied, found.opens_round, found.escalates) == (False, None, False)


def test_the_profile_says_how_many_rounds_there_are() -> None:
    patient = replace(HUNAN, rating=replace(HUNAN.rating, rounds_before_escalation=3))
    found = outcome(Draft(BAD, BAD, BAD, "未改"), 2, patient)
    assert (found.opens_round, found.escalates) == (3, False)
