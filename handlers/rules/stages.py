"""Where a suggestion stands: always derived from recorded facts, so a correction recomputes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from storage.vocabulary import BarStep, Stage

BAR = (
    BarStep.ASSIGNED,
    BarStep.PRE_CONTACTED,
    BarStep.IN_PROGRESS,
    BarStep.REPLIED,
    BarStep.RATED,
    BarStep.CLOSED,
)
_AFTER = {  # how far a suggestion is when a step has been reached; one place in the bar each
    BarStep.ASSIGNED: 0,
    BarStep.PRE_CONTACTED: 1,
    BarStep.IN_PROGRESS: 2,
    BarStep.REVIEWED: 3,
    BarStep.REPLIED: 4,
    BarStep.RATED: 5,
    BarStep.FEEDBACK: 5,
    BarStep.PUBLISHED: 6,
    BarStep.CLOSED: 7,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded about the present round of a suggestion."""

    round: int
    is_pre_contacted: bool = False
    has_progress: bool = False
    is_replied: bool = False
    is_rated: bool = False
    is_closed: bool = False
    taken_out: Stage | None = None  # withdrawn, or handled elsewhere


def stage_of(facts: Facts) -> Stage:
    """The stage. A later round is handling again: never back to mere assignment."""
    if facts.taken_out is not None:
        return facts.taken_out
    if facts.is_closed:
        return Stage.CLOSED
    if facts.is_rated:
        return Stage.RATED
    if facts.is_replied:
        return Stage.REPLIED
    if facts.round > 1 or facts.has_progress:
        return Stage.IN_PROGRESS
    return Stage.PRE_CONTACTED if facts.is_pre_contacted else Stage.ASSIGNED


Place = Literal["done", "now", "ahead"]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is recorded beside the stage: 审核 of the draft, and 公开 of the reply.

    `is_published`: it can be read, or it was decided that it is not published.
    """

    is_in_review: bool = False
    is_reviewed: bool = False
    is_published: bool = False


NOTHING_BESIDE = Beside()


def progress_bar(
    stage: Stage, steps: Sequence[BarStep] = BAR, beside: Beside = NOTHING_BESIDE
) -> list[tuple[Stage | BarStep, Place]]:
    """The steps deputies see, each behind, present or ahead.

    A step left out (a reply that nobody reviewed) stays open though later ones are behind.
    """
    if stage.value not in _REACHES:
        return [(stage, "now")]
    at = _AFTER[BarStep(stage.value)]
    if beside.is_in_review or beside.is_reviewed:
        at = max(at, _AFTER[BarStep.REVIEWED])
    now = _now(stage, steps, beside, at)
    return [(step, "now" if step == now else _place(step, beside, at)) for step in steps]


_REACHES = frozenset(step.value for step in BAR)


def _now(stage: Stage, steps: Sequence[BarStep], beside: Beside, at: int) -> BarStep | None:
    """The last step that has begun; of what is closed, what is still to be published."""
    if stage == Stage.CLOSED and BarStep.CLOSED not in steps:
        waits = BarStep.PUBLISHED in steps and not beside.is_published
        return BarStep.PUBLISHED if waits else None
    begun = [
        step
        for step in steps
        if _AFTER[step] <= at
        and step != BarStep.PUBLISHED
        and (step != BarStep.REVIEWED or beside.is_in_review or beside.is_reviewed)
    ]
    return begun[-1] if begun else None


def _place(step: BarStep, beside: Beside, at: int) -> Place:
    is_behind = {
        BarStep.REVIEWED: beside.is_reviewed,
        BarStep.PUBLISHED: beside.is_published,
    }.get(step, _AFTER[step] <= at)
    return "done" if is_behind else "ahead"
