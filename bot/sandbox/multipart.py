"""Forms with files, as lenient as Telegram is: some clients leave file names unquoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

BOUNDARY = re.compile(r"boundary=(?:\"([^\"]+)\"|([^;\s]+))", re.IGNORECASE)
FIELD = re.compile(
    r";\s*(name|filename\*?)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;]*))", re.IGNORECASE
)


@dataclass(slots=True)
class Part:
    """One field; `filename` is None where it is no file."""

    name: str
    filename: str | None
    mime: str
    body: bytes


def parts(content_type: str, body: bytes) -> Iterator[Part]:
    """The fields of a multipart/form-data body; ValueError when it is none."""
    found = BOUNDARY.search(content_type)
    if found is None:
        raise ValueError("no boundary")
    delimiter = b"--" + (found[1] or found[2]).encode()
    if not body.startswith(delimiter):
        raise ValueError("no beginning")
    at = len(delimiter)
    # Until the delimiter that two dashes follow.
    while body[at : at + 2] != b"--":
        ends = body.find(b"\r\n" + delimiter, at)
        head_ends = body.find(b"\r\n\r\n", at, ends)
        if ends < 0 or head_ends < 0:
            raise ValueError("no end")
        headers = _headers(body[at:head_ends].decode("utf-8", "replace"))
        name, filename = _names(headers.get("content-disposition", ""))
        mime = headers.get("content-type", "").partition(";")[0].strip()
        if name is not None:
            yield Part(name, filename, mime, body[head_ends + 4 : ends])
        at = ends + 2 + len(delimiter)


def _headers(text: str) -> dict[str, str]:
    lines = (line.partition(":") for line in text.split("\r\n"))
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def _names(disposition: str) -> tuple[str | None, str | None]:
    given: dict[str, str] = {}
    for key, quoted, bare in FIELD.findall(disposition):
        given[key.lower()] = re.sub(r"\\(.)", r"\1", quoted) if quoted else bare.strip()
    filename = given.get("filename")
    if (extended := given.get("filename*")) is not None:
        filename = unquote(extended.rpartition("'")[2])
    elif filename is not None:
        filename = filename.replace("%22", '"')
    return given.get("name"), filename
