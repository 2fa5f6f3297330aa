"""Connections to one server, kept open: HTTP/1.1 with as little in between as possible.

A general client weighs redirects, cookies, encodings and proxies at every request; a call to the
Bot API knows none of them. What comes back is parsed by llhttp (httptools), encryption is the
event loop's. Failures say what matters to an outbox: whether the request can have had an effect.
"""

import asyncio
import socket
import ssl
from typing import Final, NamedTuple, cast
from urllib.parse import urlsplit

import aiohappyeyeballs
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from bot.telegram.errors import NotReached, Unanswered

KEPT_SECONDS: Final = 60.0  # a connection that has rested longer may have been dropped in between
NEXT_ADDRESS_SECONDS: Final = 0.25  # between tries of a server's addresses
MEASURES: Final = frozenset({b"content-length", b"transfer-encoding"})


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: bytes


class Connection(asyncio.Protocol):
    """One connection. It carries one request at a time."""

    def __init__(self) -> None:
        self.is_open = False
        self.rests_since = 0.0
        self._transport: asyncio.Transport
        self._parser = HttpResponseParser(self)
        self._asked: asyncio.Future[Answer] | None = None
        self._body: list[bytes] = []
        self._has_begun = False
        self._has_length = False  # else the answer ends with the connection
        self._heard_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    async def ask(self, request: bytes, patience: float | None) -> Answer:
        """Send a request and wait for its answer; None: however long it is silent.

        Raises Unanswered.
        """
        loop = asyncio.get_running_loop()
        self._asked = loop.create_future()
        self._heard_at = loop.time()
        if patience is not None:
            self._timer = loop.call_later(patience, self._lose_patience, patience)
        self._transport.write(request)
        try:
            return await self._asked
        except BaseException:
            self.close()
            raise
        finally:
            self._asked = None
            if self._timer is not None:
                self._timer.cancel()

    def close(self) -> None:
        """Break off at once."""
        self.is_open = False
        self._transport.abort()

    def _lose_patience(self, patience: float) -> None:
        loop = asyncio.get_running_loop()
        left = self._heard_at + patience - loop.time()
        if left > 0:
            self._timer = loop.call_later(left, self._lose_patience, patience)
        else:
            self._fail("silence")

    def _fail(self, why: str) -> None:
        if self._asked is not None and not self._asked.done():
            self._asked.set_exception(Unanswered(why))

    # What the event loop tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It stands."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are not of that class
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        """Something has come."""
        if self._asked is None or self._asked.done():
            self.close()  # nobody has asked
            return
        self._heard_at = asyncio.get_running_loop().time()
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self._fail(type(error).__name__)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self.is_open = False
        if exc is None and self._has_begun and not self._has_length:
            self._complete()
        self._fail(type(exc).__name__ if exc else "disconnected")

    # What the parser tells

    def on_message_begin(self) -> None:
        """An answer begins."""
        if self._asked is None or self._asked.done():
            self.close()  # a second one, to nothing

    def on_header(self, name: bytes, _value: bytes) -> None:
        """A line of the head."""
        self._has_length = self._has_length or name.lower() in MEASURES

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._has_begun = True

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """The answer is whole, unless it only announces another."""
        if self._parser.get_status_code() >= 200:
            if not self._parser.should_keep_alive():
                self.is_open = False
                self._transport.close()
            self._complete()
        self._has_begun = self._has_length = False

    def _complete(self) -> None:
        if self._asked is not None and not self._asked.done():
            self._asked.set_result(Answer(self._parser.get_status_code(), b"".join(self._body)))
        self._body = []


class Wire:
    """The connections to the server of `root`, at most so many at once."""

    def __init__(self, root: str, connections: int, user_agent: str) -> None:
        parts = urlsplit(root)
        self._is_secure = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._is_secure else 80)
        self._head = (
            " HTTP/1.1\r\n"
            f"Host: {parts.netloc.rpartition('@')[2]}\r\n"
            f"User-Agent: {user_agent}\r\n"
            "Accept: */*\r\n"
            "Content-Type: application/json\r\n"
            "Content-Length: "
        )
        self._security = ssl.create_default_context() if self._is_secure else None
        self._places = asyncio.Semaphore(connections)
        self._resting: list[Connection] = []

    async def post(
        self, path: str, json: bytes, *, patience: float | None, connect_patience: float | None
    ) -> Answer:
        """Make a request; seconds. Raises NotReached or Unanswered."""
        request = f"POST {path}{self._head}{len(json)}\r\n\r\n".encode("ascii") + json
        async with self._places:
            connection = self._rested() or await self._connected(connect_patience)
            answer = await connection.ask(request, patience)
            if connection.is_open:
                connection.rests_since = asyncio.get_running_loop().time()
                self._resting.append(connection)
            return answer

    def close(self) -> None:
        """Close what is open."""
        for connection in self._resting:
            connection.close()
        self._resting.clear()

    def _rested(self) -> Connection | None:
        """The connection used last; those that have not been needed for long are let go."""
        oldest = asyncio.get_running_loop().time() - KEPT_SECONDS
        while self._resting and self._resting[0].rests_since < oldest:
            self._resting.pop(0).close()
        while self._resting:
            connection = self._resting.pop()
            if connection.is_open:
                return connection
        return None

    async def _connected(self, patience: float | None) -> Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(patience):
                addresses = await loop.getaddrinfo(
                    self._host, self._port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
                )
                opened = await aiohappyeyeballs.start_connection(
                    addresses, happy_eyeballs_delay=NEXT_ADDRESS_SECONDS
                )
                opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                _, connection = await loop.create_connection(
                    Connection,
                    sock=opened,
                    ssl=self._security,
                    server_hostname=self._host if self._is_secure else None,
                )
        except (OSError, TimeoutError) as error:
            raise NotReached(type(error).__name__) from None
        return connection
