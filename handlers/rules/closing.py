"""What has to be done before a suggestion is closed, and who may look whether it is (办结复核)."""

from collections.abc import Collection
from dataclasses import dataclass

from storage.vocabulary import ClosingLine

# Without these it is not closed, whatever the reason.
NEEDED = frozenset(
    {ClosingLine.REPLIED, ClosingLine.RATED, ClosingLine.POINTS, ClosingLine.PUBLICATION}
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded. Points and publication hold too where this place does not ask for them."""

    is_contacted: bool  # no contact that was planned is still to be made
    is_replied: bool
    are_points_answered: bool
    is_rated: bool  # or asked in vain
    are_promises_noted: bool  # or it was said that there are none
    is_publication_decided: bool
    owes_nothing: bool


def lines(facts: Facts) -> list[tuple[ClosingLine, bool]]:
    """The list, each line done or not, in order."""
    return [
        (ClosingLine.CONTACTED, facts.is_contacted),
        (ClosingLine.POINTS, facts.are_points_answered),
        (ClosingLine.REPLIED, facts.is_replied),
        (ClosingLine.RATED, facts.is_rated),
        (ClosingLine.PROMISES, facts.are_promises_noted),
        (ClosingLine.PUBLICATION, facts.is_publication_decided),
        (ClosingLine.DUTIES, facts.owes_nothing),
    ]


def missing(facts: Facts) -> list[ClosingLine]:
    """The lines that are open."""
    return [line for line, is_done in lines(facts) if not is_done]


def stops(facts: Facts) -> list[ClosingLine]:
    """The open lines with which it cannot be closed."""
    return [line for line in missing(facts) if line in NEEDED]


def is_apart(person_id: int, handled_by: Collection[int]) -> bool:
    """Whether somebody has had no hand in it, so that their look is a second one."""
    return person_id not in handled_by
