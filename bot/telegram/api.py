"""The Bot API as this house uses it: a method's name, its parameters, the raw answer.

Rows are raw on both sides (inbox and outbox), so building the chat library's objects for every
call would be work for nobody; the library still makes the call and names its errors.
"""

from pathlib import Path
from typing import Any

import aiohttp
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot import counts
from bot.telegram.errors import NotReached, ServerFault, classify
from bot.telegram.request import Request

PIECE = 64 * 1024  # bytes of a file read at a time
FILE_SECONDS = 60.0


class Line(Bot):
    """The line to the chat network."""

    async def call(self, method: str, read_timeout: float | None = None, **params: Any) -> Any:
        """Call a method by its name. Raises TelegramError."""
        # The library's own methods fill in defaults of its objects first; raw values have none.
        given = {name: value for name, value in params.items() if value is not None}
        timeout = BaseRequest.DEFAULT_NONE if read_timeout is None else read_timeout
        try:
            answer = await self._do_post(method, given, read_timeout=timeout)
        except TelegramError as error:
            counts.calls[method, classify(error).kind.value] += 1
            raise
        counts.calls[method, "ok"] += 1
        return answer


class FileTooBig(Exception):
    """A file is bigger than we may keep."""


class Files:
    """The second door of the network: files by their path."""

    def __init__(self, root: str, token: str, request: Request, proxy: str | None) -> None:
        self._base = f"{root}/file/bot{token}/"
        self._request = request
        self._proxy = proxy

    async def fetch(self, path: str, into: Path, limit: int) -> int:
        """Stream a file to disk; its size. Raises FileTooBig beyond `limit` bytes."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=FILE_SECONDS)
        try:
            async with self._request.session.get(
                self._base + path.lstrip("/"), timeout=timeout, proxy=self._proxy
            ) as answer:
                if answer.status != 200:
                    raise ServerFault(answer.status)
                return await _stream(answer, into, limit)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotReached(type(error).__name__) from None


async def _stream(answer: aiohttp.ClientResponse, into: Path, limit: int) -> int:
    size = 0
    with into.open("wb") as file:
        async for piece in answer.content.iter_chunked(PIECE):
            size += len(piece)
            if size > limit:
                raise FileTooBig
            file.write(piece)
    return size


def open_line(
    root: str, token: str, *, proxy: str | None, poll_seconds: int, connections: int
) -> tuple[Line, Files]:
    """Both doors of the network at `root`, not yet opened."""
    calls = Request(root, connections=connections, proxy=proxy)
    polls = Request(root, connections=1, read_timeout=poll_seconds + 10, proxy=proxy)
    line = Line(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=calls,
        get_updates_request=polls,
    )
    return line, Files(root, token, calls, proxy)
