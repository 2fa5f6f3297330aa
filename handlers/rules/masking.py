"""涉密: a title that may not be shown any more, taken out of what was said.

Where there is little room a title is cut, so it is known by its beginning; another title that
begins alike goes on in other words, and stays.
"""

import re
from html import escape
from io import BytesIO
from zipfile import BadZipFile, ZipFile

SHORTEST = 14  # characters of a title where there is the least room for it
Rows = list[list[dict[str, str]]]  # a keyboard
_TAG = re.compile(r"<(/?)[a-z]")


def beginning(title: str) -> str:
    """By what a title is known, however it is cut."""
    return title[:SHORTEST]


def without_title(text: str, title: str, instead: str) -> str:
    """A text with something else in the place of a title, whole or cut."""
    start, done, at = beginning(title), "", 0
    while start and (place := text.find(start, at)) >= 0:
        end = place + _shared(text[place:], title)
        follows = text[end : end + 1]
        is_it = end - place == len(title) or not follows.isalnum()
        done += text[at:place] + (instead if is_it else text[place:end])
        at = end + (is_it and follows == "…")
    return done + text[at:]


def _shared(text: str, title: str) -> int:
    pairs = zip(text, title, strict=False)
    return next(
        (count for count, (one, other) in enumerate(pairs) if one != other),
        min(len(text), len(title)),
    )


def is_in_sheet(content: bytes, title: str) -> bool:
    """Whether a workbook holds a title, whole or cut."""
    sought = beginning(escape(title, quote=False)).encode()
    try:
        with ZipFile(BytesIO(content)) as book:
            return any(sought in book.read(name) for name in book.namelist())
    except BadZipFile:
        return False


def without_lines(text: str, number: str, instead: str) -> str:
    """A list (as HTML) with something else in the place of whatever its lines say of a number."""
    return "\n".join(
        f"<b>{number}</b> {instead}" if names_number(line, number) and _is_whole(line) else line
        for line in text.split("\n")
    )


def names_number(text: str, number: str) -> bool:
    """Whether a number stands there by itself, and not as an example of what to type."""
    return re.search(rf"(?<!/s )(?<![\w-]){re.escape(number)}(?![\w-])", text, re.ASCII) is not None


def _is_whole(line: str) -> bool:
    """Whether a line closes what it opens."""
    ends = _TAG.findall(line)
    return ends.count("/") * 2 == len(ends)


def without_buttons(rows: Rows | None, *, title: str, number: str | None) -> Rows | None:
    """A keyboard without the buttons that name it; None: no button is left."""

    def names_it(label: str) -> bool:
        by_title = without_title(label, title, "") != label
        return by_title or (number is not None and names_number(label, number))

    left = [[key for key in row if not names_it(key["text"])] for row in rows or []]
    return [row for row in left if row] or None
