"""Texts too long for one message: a phone cuts them and sends the pieces one after the other."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.html import units
from handlers.incoming import Said
from handlers.turn import TEXT_LIMIT
from storage.vocabulary import MessageKind

# It is cut at the last pause within so many UTF-16 units of the limit.
NEARLY_FULL = TEXT_LIMIT - 300
TOGETHER = timedelta(seconds=10)


def is_cut(text: str | None) -> bool:
    """Whether a text may have been cut here."""
    return units(text or "") >= NEARLY_FULL


def follows(said: Said, moment: datetime | None) -> bool:
    """Whether words came so soon after a cut text that they are the rest of it."""
    if moment is None or said.kind != MessageKind.TEXT or said.is_edit:
        return False
    return said.reply_to is None and timedelta(0) <= said.at - moment <= TOGETHER


def joined(pieces: Sequence[str]) -> str:
    """The whole text: a piece that is not quite full was cut at a pause, which went with it."""
    *before, last = pieces
    return "".join([*(one if units(one) >= TEXT_LIMIT else f"{one}\n" for one in before), last])
