"""Between reply and rating nobody of the staff asks a deputy for a score: such words are stopped.

They are kept, not sent; whoever wrote them is told why and may say it in other words; the committee
sees them.
"""

from collections.abc import Iterable

from handlers.rules import honesty
from handlers.turn import Turn
from storage import messages, replies
from storage.suggestions import Suggestion
from storage.vocabulary import MessageState
from storage.window import STOPPED


def is_watched(turn: Turn, item: Suggestion) -> bool:
    """Whether the reply has been given and the rating may still be given or changed."""
    return item.is_open and replies.of_round(turn.session, item.id, item.round) is not None


def stops(
    turn: Turn, item: Suggestion, texts: Iterable[str], message_ids: Iterable[int] = ()
) -> bool:
    """Whether words ask for a score just now; then it is noted and said why they do not go.

    `message_ids`: where the words are kept; those that were to be sent count as not sent.
    """
    rules = turn.office.profile.honest.words
    if not any(honesty.asks_for_score(text, rules) for text in texts):
        return False
    if not is_watched(turn, item):
        return False
    kept = list(message_ids)
    turn.session.flush()
    for message_id in kept:
        row = messages.get(turn.session, message_id)
        row.suggestion_id, row.state = item.id, MessageState.CANCELLED
    turn.event(STOPPED, suggestion_id=item.id, round=item.round, message_ids=kept)
    turn.say(turn.me, "send.asks_for_score", suggestion_id=item.id, number=item.number)
    return True


def edit_stops(turn: Turn, item: Suggestion, message_id: int, text: str) -> bool:
    """Whether words sent earlier were edited to ask for a score: the deputy keeps the old ones."""
    if turn.me.is_deputy:
        return False
    rules = turn.office.profile.honest.words
    if not honesty.asks_for_score(text, rules) or not is_watched(turn, item):
        return False
    turn.event(STOPPED, suggestion_id=item.id, round=item.round, message_ids=[message_id])
    turn.say(turn.me, "send.asks_for_score", suggestion_id=item.id, number=item.number)
    return True
