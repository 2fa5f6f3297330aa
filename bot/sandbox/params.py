"""The parameters of a Bot API call, however they came: query, JSON, form or multipart."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

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
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _multipart(request, values)
    body = await request.read()
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


async def _multipart(request: web.Request, values: Json) -> Params:
    params = Params(values)
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        body = bytes(await part.read())
        if len(body) > MAX_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        if part.filename is None:
            values[part.name] = body.decode("utf-8", "replace")
        else:
            mime = part.headers.get("Content-Type", "").partition(";")[0]
            params.files[part.name] = Upload(part.filename, mime, body)
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
