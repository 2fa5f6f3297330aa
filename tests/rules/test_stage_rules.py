"""Where a suggestion stands after corrections and later rounds, and the bar deputies see."""

import pytest

from handlers.rules.stages import BAR, Beside, Facts, progress_bar, stage_of
from storage.vocabulary import BarStep, Stage


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


@pytest.mark.parametrize("stage", [Stage(step.value) for step in BAR])
def test_the_bar_is_done_up_to_the_present_stage(stage: Stage) -> None:
    at = [step.value for step in BAR].index(stage.value)
    places = ["done"] * at + ["now"] + ["ahead"] * (len(BAR) - at - 1)
    assert progress_bar(stage) == list(zip(BAR, places, strict=True))


def test_a_withdrawn_suggestion_has_no_way_ahead() -> None:
    assert progress_bar(Stage.WITHDRAWN) == [(Stage.WITHDRAWN, "now")]


SIX = (
    BarStep.ASSIGNED,
    BarStep.IN_PROGRESS,
    BarStep.REVIEWED,
    BarStep.REPLIED,
    BarStep.FEEDBACK,
    BarStep.PUBLISHED,
)


@pytest.mark.parametrize(
    ("stage", "beside", "shown"),
    [
        pytest.param(Stage.PRE_CONTACTED, Beside(), "now - - - - -", id="no step for the contact"),
        pytest.param(Stage.IN_PROGRESS, Beside(), "done now - - - -", id="handled"),
        pytest.param(Stage.ASSIGNED, Beside(is_in_review=True), "done done now - - -", id="review"),
        pytest.param(Stage.REPLIED, Beside(), "done done - now - -", id="nobody reviewed"),
        pytest.param(
            Stage.REPLIED, Beside(is_reviewed=True), "done done done now - -", id="reviewed"
        ),
        pytest.param(
            Stage.REPLIED, Beside(is_published=True), "done done - now - done", id="public early"
        ),
        pytest.param(
            Stage.CLOSED, Beside(is_reviewed=True), "done done done done done now", id="to publish"
        ),
        pytest.param(
            Stage.CLOSED,
            Beside(is_reviewed=True, is_published=True),
            "done done done done done done",
            id="all",
        ),
    ],
)
def test_the_six_steps_follow_from_what_is_recorded(
    stage: Stage, beside: Beside, shown: str
) -> None:
    places = [place for _, place in progress_bar(stage, SIX, beside)]
    assert " ".join("-" if place == "ahead" else place for place in places) == shown
