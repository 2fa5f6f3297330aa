"""The parameters of a Bot API call, however they came: query, JSON, form or multipart."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.sandbox import multipart
from bot.sandbox.errors import ApiError, Json, bad_request

MAX_UPLOAD = 50 * 1024 * 1024


@dataclass(slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime: str
    body: bytes


@dataclass(slots=True)
class Params:
    """Values by name, and uploaded files by name."""

    values: Json
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are taken as their digits."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def number(self, name: str) -> int | None:
        """A whole number, or None when it was not given."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f"invalid {name} specified") from None

    def real(self, name: str) -> float:
        """A number that must be given."""
        try:
            return float(self.values[name])
        except (KeyError, TypeError, ValueError):
            raise bad_request(f"{name} is empty or invalid") from None

    def flag(self, name: str) -> bool:
        """A truth value, false when it was not given."""
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes"}

    def structure(self, name: str) -> Any:
        """A JSON value, given as such or as its text; None when it was not given."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def plain(self, name: str) -> list[Any] | None:
        """A JSON list of numbers or strings, or None when it was not given."""
        value = self.structure(name)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(one, str | int) for one in value):
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON array")
        return value

    def objects(self, name: str) -> list[Json]:
        """A JSON list of objects, empty when it was not given."""
        value = self.structure(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise bad_request(f"expected an Array of Objects in {name}")
        return value

    def mapping(self, name: str) -> Json | None:
        """A JSON object, or None when it was not given."""
        value = self.structure(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object")
        return value


async def read(request: web.Request) -> Params:
    """The parameters of this request."""
    values: Json = dict(request.query) if request.query_string else {}
    if request.method == "GET" or not request.can_read_body:
        return Params(values)
    content_type = request.headers.get("Content-Type", "")
    kind = content_type.partition(";")[0].strip().lower()
    body = await request.read()
    if kind == "multipart/form-data":
        return _multipart(content_type, body, values)
    if kind == "application/json":
        values.update(_json(body))
    elif body:
        values.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return Params(values)


def _json(body: bytes) -> Json:
    try:
        given = json.loads(body) if body else {}
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise bad_request("can't parse JSON object")
    return given


def _multipart(content_type: str, body: bytes, values: Json) -> Params:
    params = Params(values)
    try:
        for part in multipart.parts(content_type, body):
            if len(part.body) > MAX_UPLOAD:
                raise ApiError(413, "Request Entity Too Large")
            if part.filename is None:
                values[part.name] = part.body.decode("utf-8", "replace")
            else:
                params.files[part.name] = Upload(part.filename, part.mime, part.body)
    except ValueError:
        raise bad_request("can't parse the form") from None
    return params


def shown(values: Json) -> Json:
    """The values as they were meant, for people who read what the bot has called."""
    meant: Json = {}
    for name, value in values.items():
        meant[name] = value
        if not isinstance(value, str) or not value:
            continue
        if name.endswith("_id") and value.lstrip("-").isdigit():
            meant[name] = int(value) if not name.startswith(("callback", "file")) else value
        elif value[0] in "[{" and name not in {"text", "caption"}:
            try:
                meant[name] = json.loads(value)
            except ValueError:
                continue
    return meant
