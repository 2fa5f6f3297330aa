"""Text from outside as it may stand in a row, a cell or a file's name, without tricks.

Left out: control characters, halves of characters, and marks that make text run the other way, so
that what is read is not what is there.
"""

import re

LONGEST_NAME = 255  # bytes of a file's name, where most disks end
_TRICKS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters but tab, line end, return
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # the way text runs
    "\ud800-\udfff\ufff9-\uffff]"  # halves, and what is no character
)
_WIDE = str.maketrans("０１２３４５６７８９－／．　", "0123456789-/. ")
_PATHS = re.compile(r"[/\\:\t\r\n]")  # folders, drives and streams
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)


def plain(text: str) -> str:
    """The text without tricks; its lines stay."""
    return _TRICKS.sub("", text)


def half_width(text: str) -> str:
    """Numbers, days and spaces as they are typed on a narrow keyboard; other signs stay."""
    return text.translate(_WIDE)


def file_name(text: str) -> str | None:
    """A name a file may have anywhere: no path, no device, not too long; None when none is left."""
    name = _PATHS.sub("_", plain(text)).strip(" .")
    if not name:
        return None
    if _RESERVED.match(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 20:
        stem, ending = name, ""
    room = LONGEST_NAME - len((dot + ending).encode() if ending else b"")
    stem = stem.encode()[:room].decode("utf-8", "ignore")
    return f"{stem}.{ending}" if ending else stem
