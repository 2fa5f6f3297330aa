"""延期: until when the reply is owed once more time has been granted, six months at the latest."""

from datetime import date

from handlers.turn import Turn
from storage import requests
from storage.requests import Request
from storage.suggestions import Suggestion
from storage.vocabulary import RequestKind


def extended_due_on(turn: Turn, item: Suggestion) -> date:
    """When the reply is owed once it has been extended."""
    months = turn.office.profile.reply.extended_months
    return turn.office.calendar.due_after_months(item.assigned_on, months)


def is_extended(turn: Turn, item: Suggestion) -> bool:
    """Whether more time has been granted for the present assignment."""
    rows = requests.of_suggestion(turn.session, item.id, [RequestKind.EXTENSION])
    return any(row.is_granted and _is_since(turn, item, row) for row in rows)


def _is_since(turn: Turn, item: Suggestion, row: Request) -> bool:
    """Whether it was asked for since the months count; another unit may have them from the move."""
    asked_on = turn.office.today(row.asked_at)
    if item.came_at is not None and turn.office.today(item.came_at) == item.assigned_on:
        return row.asked_at >= item.came_at
    return asked_on >= item.assigned_on
