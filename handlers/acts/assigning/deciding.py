"""Whoever was to decide may stand there no more: what waits is put to whoever does now.

The officer, the office, the leader or the roster may have changed; who still stands there keeps it.
"""

from handlers.acts.handling import gates, plans
from handlers.acts.replying import closing, reviews
from handlers.turn import Turn
from storage.suggestions import Suggestion


def follow(turn: Turn, item: Suggestion) -> None:
    """Look after exceptions, the plan, the draft of the reply and the look before closing."""
    turn.session.flush()
    gates.follow(turn, item)
    plans.follow(turn, item)
    reviews.follow(turn, item)
    closing.follow(turn, item)
