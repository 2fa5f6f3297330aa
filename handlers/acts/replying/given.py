"""What has been answered already: one reply a round."""

from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import replies
from storage.suggestions import Suggestion


def can_be_given(turn: Turn, item: Suggestion) -> None:
    """Refuse a second reply in one round, also before anybody types it."""
    if replies.of_round(turn.session, item.id, item.round) is not None:
        raise Refused("reply.given", number=item.number)
