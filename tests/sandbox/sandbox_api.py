"""The Bot API called by hand, as tests need it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp

TOKEN = "1000001:SANDBOX"


@dataclass
class Answer:
    """What the Bot API said."""

    status: int
    body: dict[str, Any]

    @property
    def result(self) -> Any:
        assert self.body["ok"], self.body
        return self.body["result"]

    @property
    def refusal(self) -> tuple[int, str]:
        assert not self.body["ok"], self.body
        assert self.body["error_code"] == self.status
        return self.status, self.body["description"]


class Api:
    """The Bot API by hand."""

    def __init__(self, url: str, http: aiohttp.ClientSession, token: str = TOKEN) -> None:
        self.url = url
        self.http = http
        self.token = token

    async def __call__(self, method: str, **values: Any) -> Answer:
        async with self.http.post(f"{self.url}/bot{self.token}/{method}", json=values) as answer:
            return Answer(answer.status, await answer.json())

    async def form(self, method: str, form: aiohttp.FormData) -> Answer:
        async with self.http.post(f"{self.url}/bot{self.token}/{method}", data=form) as answer:
            return Answer(answer.status, await answer.json())

    async def download(self, path: str) -> bytes:
        async with self.http.get(f"{self.url}/file/bot{self.token}/{path}") as answer:
            assert answer.status == 200
            return await answer.read()

    async def updates(self, **values: Any) -> list[dict[str, Any]]:
        """The updates there are, acknowledged by nothing but `offset`."""
        found: list[dict[str, Any]] = (await self("getUpdates", **values)).result
        return found

    async def heard(self) -> list[dict[str, Any]]:
        """The updates there are, acknowledged at once."""
        found = await self.updates()
        if found:
            await self.updates(offset=found[-1]["update_id"] + 1)
        return found
