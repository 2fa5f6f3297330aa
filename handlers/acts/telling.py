"""Telling those whom a move concerns, each in their own contact hours."""

from typing import Any

from handlers.acts import hours
from handlers.turn import PROMPT, Turn
from storage import suggestions
from storage.people import Person
from storage.suggestions import Suggestion


def one(turn: Turn, person: Person, key: str, item: Suggestion, **values: Any) -> int | None:
    """Tell one person something about a suggestion."""
    return turn.say(
        person,
        key,
        suggestion_id=item.id,
        priority=PROMPT,
        not_before=hours.next_allowed(turn.office, person, turn.now),
        number=item.number,
        title=item.title,
        **values,
    )


def deputies(turn: Turn, item: Suggestion, key: str, **values: Any) -> None:
    """Tell everybody who stands behind a suggestion."""
    for deputy, _ in suggestions.deputies(turn.session, item.id):
        one(turn, deputy, key, item, **values)
