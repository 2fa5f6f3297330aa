"""延期: until when the reply is owed once more time has been granted, six months at the latest."""

from datetime import date

from handlers.turn import Turn
from storage import requests
from storage.suggestions import Suggestion
from storage.vocabulary import RequestKind


def extended_due_on(turn: Turn, item: Suggestion) -> date:
    """When the reply is owed once it has been extended."""
    months = turn.office.profile.reply.extended_months
    return turn.office.calendar.due_after_months(item.assigned_on, months)


def is_extended(turn: Turn, item: Suggestion) -> bool:
    """Whether more time has been granted for the present assignment."""
    rows = requests.of_suggestion(turn.session, item.id, [RequestKind.EXTENSION])
    return any(
        row.is_granted and turn.office.local(row.asked_at).date() >= item.assigned_on
        for row in rows
    )
