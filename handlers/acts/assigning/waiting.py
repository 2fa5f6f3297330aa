"""What a unit has asked the committee for and waits: 退办 and 延期, and when that is over.

Each is asked for in one round, by the unit that has the suggestion then. Once that round has been
answered, another has begun or another unit has it, there is nothing left to decide: what was in
time and what was late stays as it is.
"""

from handlers import texts
from handlers.acts import duties, telling
from handlers.turn import Turn
from storage import messages, people, replies, requests
from storage.requests import Request
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, DutyState, RequestKind

UNITS_ASK_FOR = (RequestKind.RETURN, RequestKind.EXTENSION)


def is_open(turn: Turn, item: Suggestion, row: Request) -> bool:
    """Whether it is still to be decided."""
    return row.is_granted is None and _over(turn, item, row) is None


def _over(turn: Turn, item: Suggestion, row: Request) -> str | None:
    """Why there is nothing left to decide, as a key; None: there is."""
    if row.unit_id != item.lead_unit_id:
        return "request.over_moved"
    if row.round != item.round:
        return "request.over_again"
    if replies.of_round(turn.session, item.id, item.round) is not None:
        return "request.over_replied"
    return None


def is_void(row: Request) -> bool:
    """Whether nobody decided it while there was something to decide."""
    return row.is_granted is False and row.decided_by_id is None


def void(turn: Turn, item: Suggestion) -> None:
    """Whoever asked hears that nothing comes of it any more; the buttons go. Safe to repeat."""
    for row in requests.of_suggestion(turn.session, item.id, UNITS_ASK_FOR):
        why = _over(turn, item, row)
        if row.is_granted is not None or why is None:
            continue
        row.is_granted, row.decided_at = False, turn.now
        for message_id in row.message_ids:
            messages.rewrite(turn.session, message_id, turn.now, keyboard=None)
        turn.session.flush()
        duties.met(turn, item, [DutyKind.REQUEST], subject_id=row.id, state=DutyState.CANCELLED)
        turn.event("request_void", suggestion_id=item.id, request_id=row.id, about=row.kind.value)
        asker = people.get(turn.session, row.asked_by_id)
        reason = texts.label(why, asker.language)
        telling.one(turn, asker, "request.void", item, what=row.kind, why=reason)
