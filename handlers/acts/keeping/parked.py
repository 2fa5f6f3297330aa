"""What a human decides about what could not be handled or delivered: once more, or not at all."""

from handlers.turn import Turn
from storage import duties, inbox, messages
from storage.vocabulary import DutyKind, DutyState


def retry_update(turn: Turn, update_id: int) -> bool:
    """Handle an update once more, as if it had just come in; False when it is not parked."""
    if not inbox.try_again(turn.session, update_id):
        return False
    turn.event("update_retried", parked=update_id)
    return True


def drop_update(turn: Turn, update_id: int, reason: str) -> bool:
    """Do nothing about an update; False when it is not parked."""
    if not inbox.drop(turn.session, update_id, turn.now):
        return False
    turn.event("update_dropped", parked=update_id, reason=reason)
    return True


def retry_message(turn: Turn, message_id: int) -> bool:
    """Send a message once more; False when it was not given up.

    Whoever was asked to see to it by other means need not, unless it fails again.
    """
    if not messages.try_again(turn.session, message_id, turn.now):
        return False
    _told(turn, "message_retried", message_id)
    return True


def drop_message(turn: Turn, message_id: int, reason: str) -> bool:
    """Leave a message unsent; False when it was not given up."""
    if not messages.drop(turn.session, message_id):
        return False
    _told(turn, "message_dropped", message_id, reason=reason)
    return True


def _told(turn: Turn, kind: str, message_id: int, **data: str) -> None:
    row = messages.get(turn.session, message_id)
    turn.event(
        kind,
        suggestion_id=row.suggestion_id,
        person_id=row.person_id,
        message_id=message_id,
        **data,
    )
    if row.suggestion_id is not None:
        duties.end(
            turn.session,
            turn.now,
            suggestion_id=row.suggestion_id,
            kinds=[DutyKind.UNDELIVERED],
            state=DutyState.CANCELLED,
            subject_id=message_id,
        )
