"""Text and its entities, with offsets in UTF-16 units as Telegram counts."""

from __future__ import annotations

import re

from bot.sandbox.errors import Json, bad_request

FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"（）「」《》，。；！？、]+)"
    r"|(?P<email>[\w.+-]+@[\w-]+\.[A-Za-z][\w.-]*\w)"
    r"|(?<![\w@])(?P<mention>@[A-Za-z]\w{3,31})\b"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{3,31})?)(?![\w/])"
)


def units(text: str) -> int:
    """The length of `text` in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def find(text: str) -> list[Json]:
    """What Telegram finds by itself in plain text: commands, addresses, mentions."""
    if "/" not in text and "@" not in text:
        return []
    return [
        {
            "type": match.lastgroup,
            "offset": units(text[: match.start()]),
            "length": units(match.group()),
        }
        for match in FOUND.finditer(text)
    ]


def with_found(text: str, given: list[Json]) -> list[Json]:
    """The given entities, and those found in the text where none is given."""

    def is_free(entity: Json) -> bool:
        end = entity["offset"] + entity["length"]
        return all(
            end <= other["offset"] or other["offset"] + other["length"] <= entity["offset"]
            for other in given
        )

    found = [entity for entity in find(text) if is_free(entity)]
    if not found:
        return given
    return sorted(given + found, key=lambda entity: (entity["offset"], -entity["length"]))


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without the white space around it, as Telegram keeps it."""
    kept = text.strip()
    if kept == text:
        return text, entities
    before = units(text[: len(text) - len(text.lstrip())])
    length = units(kept)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - before, 0)
        end = min(entity["offset"] + entity["length"] - before, length)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return kept, moved


def parse(text: str, parse_mode: str | None) -> tuple[str, list[Json]]:
    """The plain text and the entities that `parse_mode` marks in it."""
    mode = (parse_mode or "").lower()
    if not mode:
        return text, []
    if mode == "html":
        return _Html(text).parse()
    if mode == "markdownv2":
        return _Markdown(text).parse()
    raise bad_request("unsupported parse_mode")


class _Spans:
    """Plain text being written, and the entities still open on it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.out: list[str] = []
        self.length = 0
        self.entities: list[Json] = []

    def write(self, piece: str) -> None:
        self.out.append(piece)
        self.length += units(piece)

    def close(self, start: int, entity: Json) -> None:
        if self.length > start and entity:
            self.entities.append({"offset": start, "length": self.length - start, **entity})

    def result(self) -> tuple[str, list[Json]]:
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.out), self.entities

    def byte_offset(self, at: int) -> int:
        return len(self.source[:at].encode())


TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
}
TAG = re.compile(r"<(/?)([A-Za-z0-9-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
ATTRIBUTE = re.compile(r"([\w-]+)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
ESCAPE = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d+)|#x([0-9A-Fa-f]+));")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


def _unescape(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        name, decimal, hexadecimal = match.groups()
        if name:
            return NAMED[name]
        number = int(decimal) if decimal else int(hexadecimal, 16)
        return chr(number) if 0 < number < 0x110000 else match.group()

    return ESCAPE.sub(one, text) if "&" in text else text


class _Html(_Spans):
    """Telegram's few tags; anything else is refused, not ignored."""

    def parse(self) -> tuple[str, list[Json]]:
        opened: list[tuple[str, int, Json]] = []
        source, at = self.source, 0
        while (start := source.find("<", at)) >= 0:
            self.write(_unescape(source[at:start]))
            match = TAG.match(source, start)
            if match is None:
                raise self._error(f"Unclosed start tag at byte offset {self.byte_offset(start)}")
            closing, name, rest = match.groups()
            name = name.lower()
            if closing:
                self._close(opened, name, start)
            else:
                opened.append((name, self.length, self._entity(name, rest, start)))
            at = match.end()
        self.write(_unescape(source[at:]))
        if opened:
            raise self._error(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
        return self.result()

    def _close(self, opened: list[tuple[str, int, Json]], name: str, at: int) -> None:
        place = self.byte_offset(at)
        if not opened:
            raise self._error(f"Unexpected end tag at byte offset {place}")
        expected, start, entity = opened.pop()
        if name not in ("", expected):
            raise self._error(
                f'Unmatched end tag at byte offset {place}, expected "</{expected}>", '
                f'found "</{name}>"'
            )
        inner = self.entities[-1] if self.entities else {}
        if entity.get("type") == "pre" and inner.get("language") and inner["offset"] == start:
            # <pre><code class="language-…"> is one entity that names its language.
            self.entities.pop()
            entity = {"type": "pre", "language": inner["language"]}
        elif entity.get("language") and not any(name == "pre" for name, _, _ in opened):
            entity = {"type": "code"}
        self.close(start, entity)

    def _entity(self, name: str, rest: str, at: int) -> Json:
        given = {
            found[0].lower(): _unescape(found[1] or found[2] or found[3])
            for found in ATTRIBUTE.findall(rest)
        }
        if name == "a":
            url = given.get("href", "")
            return {"type": "text_link", "url": url} if "." in url or ":" in url else {}
        if name == "span" and given.get("class") == "tg-spoiler":
            return {"type": "spoiler"}
        if name == "tg-emoji" and given.get("emoji-id"):
            return {"type": "custom_emoji", "custom_emoji_id": given["emoji-id"]}
        if name == "blockquote" and "expandable" in given:
            return {"type": "expandable_blockquote"}
        if name == "code" and given.get("class", "").startswith("language-"):
            return {"type": "code", "language": given["class"].removeprefix("language-")}
        if name in TAGS:
            return {"type": TAGS[name]}
        raise self._error(f'Unsupported start tag "{name}" at byte offset {self.byte_offset(at)}')

    def _error(self, reason: str) -> Exception:
        return bad_request(f"can't parse entities: {reason}")


MARKS = {
    "*": "bold",
    "_": "italic",
    "__": "underline",
    "~": "strikethrough",
    "||": "spoiler",
    "`": "code",
}
RESERVED = frozenset("_*[]()~`>#+-=|{}.!")


class _Markdown(_Spans):
    """MarkdownV2: marks, links, code and escapes; what is reserved must be escaped."""

    def parse(self) -> tuple[str, list[Json]]:
        opened: list[tuple[str, int, int]] = []
        at = 0
        while at < len(self.source):
            at = self._step(at, opened)
        if opened:
            mark, _, place = opened[-1]
            kind = "text_link" if mark == "[" else MARKS.get(mark, "pre")
            raise self._error(
                f"can't find end of {kind.title()} entity at byte offset {self.byte_offset(place)}"
            )
        return self.result()

    def _step(self, at: int, opened: list[tuple[str, int, int]]) -> int:
        source = self.source
        sign = source[at]
        if sign == "\\" and at + 1 < len(source) and 0 < ord(source[at + 1]) < 127:
            self.write(source[at + 1])
            return at + 2
        if source.startswith("```", at):
            return self._block(at)
        mark = next((two for two in ("__", "||") if source.startswith(two, at)), sign)
        in_code = bool(opened) and opened[-1][0] == "`"
        if mark in MARKS and (not in_code or mark == "`"):
            return self._mark(at, mark, opened)
        if sign == "[" and not in_code:
            opened.append(("[", self.length, at))
            return at + 1
        if sign == "]" and opened and opened[-1][0] == "[":
            return self._link(at, opened.pop()[1])
        if sign in RESERVED and not in_code:
            raise self._error(
                f"character '{sign}' is reserved and must be escaped with the preceding '\\'"
            )
        self.write(sign)
        return at + 1

    def _mark(self, at: int, mark: str, opened: list[tuple[str, int, int]]) -> int:
        if opened and opened[-1][0] == mark:
            _, start, _ = opened.pop()
            self.close(start, {"type": MARKS[mark]})
        else:
            opened.append((mark, self.length, at))
        return at + len(mark)

    def _block(self, at: int) -> int:
        end = self.source.find("```", at + 3)
        if end < 0:
            raise self._error(
                f"can't find end of PreCode entity at byte offset {self.byte_offset(at)}"
            )
        start = self.length
        head, line, body = self.source[at + 3 : end].partition("\n")
        language = head.strip() if line else ""
        self.write(body if line else head)
        self.close(start, {"type": "pre", **({"language": language} if language else {})})
        return end + 3

    def _link(self, at: int, start: int) -> int:
        end = self.source.find(")", at)
        if not self.source.startswith("](", at) or end < 0:
            return at + 1
        self.close(start, {"type": "text_link", "url": self.source[at + 2 : end]})
        return end + 1

    def _error(self, reason: str) -> Exception:
        return bad_request(f"can't parse entities: {reason[0].upper()}{reason[1:]}")
