"""Where a suggestion stands after corrections and later rounds, and the bar deputies see."""

import pytest

from handlers.rules.stages import BAR, Facts, progress_bar, stage_of
from storage.vocabulary import Stage


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        pytest.param(Facts(1, has_progress=True), Stage.IN_PROGRESS, id="progress, no contact"),
        pytest.param(Facts(2, is_pre_contacted=True), Stage.IN_PROGRESS, id="second, contacted"),
        pytest.param(Facts(2, is_replied=True), Stage.REPLIED, id="second reply"),
        pytest.param(
            Facts(2, is_replied=True, is_rated=True),
            Stage.RATED,
            id="dissatisfied again: the supervisor's",
        ),
    ],
)
def test_stage_of(facts: Facts, stage: Stage) -> None:
    assert stage_of(facts) == stage


@pytest.mark.parametrize("stage", BAR)
def test_the_bar_is_done_up_to_the_present_stage(stage: Stage) -> None:
    at = BAR.index(stage)
    places = ["done"] * at + ["now"] + ["ahead"] * (len(BAR) - at - 1)
    assert progress_bar(stage) == list(zip(BAR, places, strict=True))


def test_a_withdrawn_suggestion_has_no_way_ahead() -> None:
    assert progress_bar(Stage.WITHDRAWN) == [(Stage.WITHDRAWN, "now")]
