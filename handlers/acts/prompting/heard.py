"""When a deputy last heard anything of a suggestion: in chat, in person, on paper."""

from datetime import date

from handlers.rules.figures import echo
from handlers.turn import Turn
from storage import events, facts, replies
from storage.suggestions import Suggestion

MOVED = "promise_moved"  # what was said of a promise, by telephone where the chat does not reach


def last_on(turn: Turn, item: Suggestion) -> date | None:
    """The day; None: never. A reply is heard as it is given, for its paper reaches everybody."""
    said = facts.heard(turn.session, [item.id], turn.now, echo.HEARD).get(item.id)
    moved = events.last_about(turn.session, item.id, MOVED)
    moments = [
        said,
        facts.met_last(turn.session, item.id),
        moved.at if moved is not None else None,
        *(reply.at for reply in replies.of_suggestion(turn.session, item.id)),
    ]
    last = max((moment for moment in moments if moment), default=None)
    return turn.office.today(last) if last else None
