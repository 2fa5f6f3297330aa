"""Somebody does more at a time than anybody could read: one polite answer instead of many.

A deputy's words are kept all the same, each of them, under their suggestion; the officer is told
once that there are more, and reads them in the record of the talk.
"""

from datetime import timedelta

from handlers import keyboard
from handlers.turn import RELAY, Turn
from storage import messages
from storage.people import Person
from storage.suggestions import Suggestion

QUIET = timedelta(minutes=10)  # between two such answers to one person


def note(turn: Turn) -> None:
    """Take what is being done into account."""
    assert turn.update_id is not None
    limit = turn.office.profile.flood.moves_per_minute
    turn.is_flood = turn.office.pace.is_over(turn.me.id, turn.update_id, turn.now, limit)


def slow_down(turn: Turn) -> None:
    """Nothing is done; that is said once."""
    if _is_first(turn, turn.me, None):
        turn.say(turn.me, "flood.slow", purpose="flood")
        turn.event("slowed_down", person_id=turn.me.id)
    turn.toast("flood.toast", is_alert=True)


def keep_together(turn: Turn, item: Suggestion, to: Person | None) -> None:
    """The words just kept are passed on with all others of the flood, by one notice."""
    if not _is_first(turn, turn.me, item.id):
        return
    turn.say(turn.me, "flood.kept", suggestion_id=item.id, purpose="flood", number=item.number)
    turn.event("slowed_down", suggestion_id=item.id, person_id=turn.me.id)
    if to is not None:
        turn.say(
            to,
            "flood.for_staff",
            suggestion_id=item.id,
            purpose="notice",
            priority=RELAY,
            number=item.number,
            deputy=turn.me.name,
            keyboard=[[keyboard.button(to.language, "button.conversation", "talk_page", item.id)]],
        )


def _is_first(turn: Turn, person: Person, suggestion_id: int | None) -> bool:
    last = messages.last_flood(turn.session, person.id, suggestion_id)
    return last is None or turn.now - last >= QUIET or last > turn.now
