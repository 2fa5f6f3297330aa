"""Where a draft of the reply stands, and who above looks at it next (审核)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.rules.gates import RANKS
from storage.vocabulary import Departure, DraftStanding, DraftView, ReplyClass, Role


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """What is recorded about a draft. `looks`: what was decided above, None: not yet.

    `is_outdated`: what is answered point by point has changed since it was looked at.
    """

    view: DraftView | None = None
    view_due_on: date | None = None
    looks: tuple[bool | None, ...] = ()
    is_passed: bool = False
    is_outdated: bool = False


def standing(facts: DraftFacts, today: date) -> DraftStanding:
    """Where a draft stands: a refusal from above, an objection or another answer sends it back,
    even when it had passed.
    """
    if facts.is_outdated or facts.view == DraftView.OBJECTS or False in facts.looks:
        return DraftStanding.RETURNED
    if facts.is_passed:
        return DraftStanding.PASSED
    if None in facts.looks:
        return DraftStanding.IN_REVIEW
    if facts.view_due_on is not None and not was_heard(facts, today):
        return DraftStanding.WITH_DEPUTY
    return DraftStanding.READY


def was_heard(facts: DraftFacts, today: date) -> bool:
    """先沟通后答复: the deputy agrees, or was shown it and has had the time to say something."""
    if facts.is_outdated:
        return False
    if facts.view is not None:
        return facts.view == DraftView.AGREES
    return facts.view_due_on is not None and facts.view_due_on < today


def departures(facts: DraftFacts, drafted: ReplyClass, given: ReplyClass) -> list[Departure]:
    """In what a reply of that class is other than the draft that counts: for it a reason is due."""
    found = {
        Departure.CLASS: given != drafted,
        Departure.OBJECTED: facts.view == DraftView.OBJECTS,
        Departure.SENT_BACK: False in facts.looks,
        Departure.POINTS: facts.is_outdated,
    }
    return [departure for departure, holds in found.items() if holds]


def next_step(
    steps: Sequence[Role], drafter: Role, passed: Collection[Role], there: Collection[Role]
) -> Role | None:
    """Who looks at it next: nobody looks at what they, or somebody above them, have written.

    Levels on which nobody stands are passed over.
    """
    for role in steps:
        is_above = RANKS.get(role, 0) > RANKS.get(drafter, 0)
        if is_above and role in there and role not in passed:
            return role
    return None
