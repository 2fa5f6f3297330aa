"""What hangs on a suggestion ends with it, and whoever counted on it hears."""

from handlers.acts.handling import blockers, voices
from handlers.acts.meeting import meeting_changes
from handlers.turn import Turn
from storage.suggestions import Suggestion


def follow(turn: Turn, item: Suggestion) -> None:
    """It has just been closed, withdrawn, made a letter or sent by paper; its stage says which."""
    meeting_changes.item_ended(turn, item)
    blockers.item_ended(turn, item)
    voices.item_ended(turn, item)
