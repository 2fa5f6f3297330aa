"""Suggestions named by their numbers at the end of what somebody types."""

import re
import unicodedata

from handlers.acts import access
from handlers.rules.numbers import plain_number
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import suggestions
from storage.suggestions import Suggestion

_GLUED = re.compile(r"\D(\d{3,6})$")
_NUMBER = re.compile(r"\d{1,6}|\d{1,3}-\d{1,3}-\d{1,6}")


def split(words: str) -> tuple[str, list[str]]:
    """The words, and the numbers that stand at their end."""
    pieces = unicodedata.normalize("NFKC", words).replace("、", " ").replace(",", " ").split()
    numbers: list[str] = []
    while pieces and _NUMBER.fullmatch(plain_number(pieces[-1])):
        numbers.insert(0, plain_number(pieces.pop()))
    return " ".join(pieces), numbers


def must_not_be_glued(turn: Turn, words: str) -> None:
    """Raises Refused `number.glued` for a number that stands right behind a word: 研究0107."""
    glued = _GLUED.search(words)
    for item in suggestions.numbered(turn.session, glued[1]) if glued else ():
        if access.may(turn, item, Act.SEE_CARD):
            raise Refused("number.glued", number=item.number)


def found(turn: Turn, numbers: list[str]) -> list[Suggestion]:
    """The suggestions meant, as far as whoever acts may see them; else Refused."""
    items = []
    for number in numbers:
        item = next(
            (
                one
                for one in suggestions.numbered(turn.session, number)
                if access.may(turn, one, Act.SEE_CARD)
            ),
            None,
        )
        if item is None:
            raise Refused("suggestion.unknown", number=number)
        items.append(item)
    return items
