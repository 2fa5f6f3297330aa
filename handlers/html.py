"""HTML for the chat: splitting long text without breaking a tag, an escape or a character."""

import re
from html import escape, unescape
from typing import Any

_PIECE = re.compile(r"<[^>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|\n|[^<&\n]+|.", re.DOTALL)
BORDERS = frozenset("。！？；.!?; ，,、")
_TAG = re.compile(r"</?([a-z]+)")


def units(text: str) -> int:
    """Length as the chat network counts it: UTF-16 code units."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def quote(text: str) -> str:
    """Plain words as HTML."""
    return escape(text, quote=False)


def parts(html: str, limit: int) -> list[str]:
    """Split HTML into messages of at most `limit` visible units each, at line ends if possible."""
    if units(html) <= limit:
        return [html]
    done: list[str] = []
    current, length, open_tags = "", 0, list[str]()
    for piece in _chopped(html, limit):
        if _TAG.match(piece):
            if piece.startswith("</"):
                if open_tags:
                    open_tags.pop()
            else:
                open_tags.append(piece)
            current += piece
            continue
        visible = units(unescape(piece))
        if length + visible > limit:
            done.append(current + _closing(open_tags))
            current, length = "".join(open_tags), 0
            if piece == "\n":
                continue
        current += piece
        length += visible
    if length:
        done.append(current + _closing(open_tags))
    return done


def _closing(open_tags: list[str]) -> str:
    names = (match.group(1) for tag in reversed(open_tags) if (match := _TAG.match(tag)))
    return "".join(f"</{name}>" for name in names)


def _chopped(html: str, limit: int) -> list[str]:
    """Tags, escapes, line ends and runs of text none of which is longer than the limit."""
    pieces: list[str] = []
    for piece in _PIECE.findall(html):
        if units(piece) <= limit or piece.startswith("<"):
            pieces.append(piece)
            continue
        pieces += _runs(piece, limit)
    return pieces


def _runs(text: str, limit: int) -> list[str]:
    """A long line in runs, cut behind the last sentence or space that fits, else anywhere."""
    runs: list[str] = []
    start = length = 0
    border = 0
    for place, character in enumerate(text):
        wide = units(character)
        if length + wide > limit:
            cut = border if border > start else place
            runs.append(text[start:cut])
            start, length = cut, units(text[cut:place])
        length += wide
        if character in BORDERS:
            border = place + 1
    runs.append(text[start:])
    return runs


_LINK = re.compile(r"https?://[^\s\x00-\x1f]+$", re.IGNORECASE)  # nothing that could act
_SIMPLE = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


def from_entities(text: str, entities: list[dict[str, Any]]) -> str:
    """Words with their formatting as HTML; offsets count UTF-16 units, as on the network."""
    openings: dict[int, list[tuple[int, str]]] = {}
    closings: dict[int, list[str]] = {}
    for entity in entities:
        tags = _tags(entity)
        if tags is None:
            continue
        start, length = int(entity.get("offset", 0)), int(entity.get("length", 0))
        openings.setdefault(start, []).append((length, tags[0]))
        closings.setdefault(start + length, []).insert(0, tags[1])
    if not openings:
        return quote(text)
    done: list[str] = []
    position = 0
    for character in text:
        done += closings.pop(position, [])
        done += [tag for _, tag in sorted(openings.pop(position, []), key=lambda pair: -pair[0])]
        done.append(quote(character))
        position += units(character)
    for place in sorted(closings):
        done += closings[place]
    return "".join(done)


def _tags(entity: dict[str, Any]) -> tuple[str, str] | None:
    kind = entity.get("type")
    if kind == "text_link":
        url = str(entity.get("url", ""))
        return (f'<a href="{escape(url)}">', "</a>") if _LINK.match(url) else None
    name = _SIMPLE.get(str(kind))
    return (f"<{name}>", f"</{name}>") if name else None


def plain(html: str) -> str:
    """HTML of the chat as plain words."""
    return unescape(re.sub(r"<[^>]*>", "", html))
