"""Cells that are only ever text: people's words become no formula and break no file."""

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from handlers.rules import tidy

LIMIT = 32_767  # characters in a cell
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def text(value: str) -> str:
    """The text as it may stand in a cell: no formula, no control characters, not too long."""
    plain: str = ILLEGAL_CHARACTERS_RE.sub("", tidy.plain(value))
    if plain.startswith(_ACTIVE):
        plain = "'" + plain
    return plain[:LIMIT]


def back(value: str) -> str:
    """Text as it was before it was made safe."""
    return value[1:] if value.startswith("'") and value[1:].startswith(_ACTIVE) else value
