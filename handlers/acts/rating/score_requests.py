"""Nobody of the staff asks a deputy for a score: such words are stopped, whenever they are said.

Before the reply they are about the rating to come, after it about the one that may be changed,
after the closing about the look-back. They are kept, not sent; whoever wrote them is told why and
may say it in other words; the committee sees them.
"""

from collections.abc import Iterable

from handlers.acts.rating import committee
from handlers.rules import honesty
from handlers.turn import Turn
from storage import messages
from storage.suggestions import Suggestion
from storage.vocabulary import MessageState, Role
from storage.window import STOPPED


def asks(turn: Turn, item: Suggestion, texts: Iterable[str]) -> bool:
    """Whether somebody of the staff asks for a score; the committee may note what it is told."""
    is_of_committee = turn.me.role == Role.SUPERVISOR and committee.is_apart(
        turn.session, turn.me, item
    )
    if turn.me.is_deputy or is_of_committee:
        return False
    rules = turn.office.profile.honest.words
    return any(honesty.asks_for_score(text, rules) for text in texts)


def stop(turn: Turn, item: Suggestion, message_ids: Iterable[int]) -> None:
    """Note it, and say why the words do not go. `message_ids`: where they are kept."""
    turn.event(STOPPED, suggestion_id=item.id, round=item.round, message_ids=list(message_ids))
    turn.say(turn.me, "send.asks_for_score", suggestion_id=item.id, number=item.number)


def refused(turn: Turn, suggestion_id: int | None, said: str) -> None:
    """Note what was held back at the door, where it would have left for a deputy."""
    turn.event(STOPPED, suggestion_id=suggestion_id, message_ids=[], said=said)


def stops(
    turn: Turn, item: Suggestion, texts: Iterable[str], message_ids: Iterable[int] = ()
) -> bool:
    """Whether words that were to be sent ask for a score; then they count as not sent."""
    if not asks(turn, item, texts):
        return False
    kept = list(message_ids)
    turn.session.flush()
    for message_id in kept:
        row = messages.get(turn.session, message_id)
        row.suggestion_id, row.state = item.id, MessageState.CANCELLED
    stop(turn, item, kept)
    return True
