"""Where a suggestion stands: always derived from recorded facts, so a correction recomputes it."""

from dataclasses import dataclass
from typing import Literal

from storage.vocabulary import Stage

BAR = (
    Stage.ASSIGNED,
    Stage.PRE_CONTACTED,
    Stage.IN_PROGRESS,
    Stage.REPLIED,
    Stage.RATED,
    Stage.CLOSED,
)


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


def progress_bar(stage: Stage) -> list[tuple[Stage, Place]]:
    """The six stages deputies see, each behind, present or ahead."""
    if stage not in BAR:
        return [(stage, "now")]
    at = BAR.index(stage)
    return [
        (one, "done" if place < at else "now" if place == at else "ahead")
        for place, one in enumerate(BAR)
    ]
