"""Since when the present lead unit has a suggestion: what it owes and asks for counts from then."""

from datetime import date

from handlers.turn import Turn
from storage import events
from storage.suggestions import Suggestion


def began_on(turn: Turn, item: Suggestion) -> date:
    """The day on which the present unit got it: of the assignment, or of the move to it."""
    return _not_before_the_move(turn, item, item.assigned_on)


def round_began_on(turn: Turn, item: Suggestion) -> date | None:
    """The day from which the dates of the present round count; None: nothing tells it."""
    if item.round == 1:
        return item.assigned_on
    return events.round_began(turn.session, item.id, item.round)


def contacts_from(turn: Turn, item: Suggestion, round_began: date) -> date:
    """The day from which the contacts of the present unit count in a round that began then."""
    return _not_before_the_move(turn, item, round_began)


def _not_before_the_move(turn: Turn, item: Suggestion, day: date) -> date:
    return day if item.came_at is None else max(day, turn.office.today(item.came_at))
