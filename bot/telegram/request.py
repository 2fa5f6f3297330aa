"""How a call travels: python-telegram-bot's own door for another HTTP client, with aiohttp behind.

Its default client costs more time than everything else a bot does. Failures are told apart by
what matters to an outbox: did the request leave, or can it not have had any effect?
"""

import json
import ssl
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
from telegram.request import BaseRequest, RequestData

from bot.telegram.errors import NotReached, ServerFault, TooMany, Unanswered

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 20.0
KEEP_ALIVE_SECONDS: Final = 60.0
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
UNDELIVERED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class AiohttpRequest(BaseRequest):
    """One pool of connections to the Bot API."""

    __slots__ = ("_connections", "_proxy", "_read_timeout", "_session")

    def __init__(
        self,
        *,
        connections: int = 64,
        read_timeout: float = READ_SECONDS,
        proxy: str | None = None,
    ) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds an answer may take."""
        return self._read_timeout

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open session."""
        if self._session is None:
            raise RuntimeError("the request has not been initialized")
        return self._session

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS, ttl_dns_cache=300
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request; status and body. Raises for no answer, 429 and 5xx."""
        body, headers = _body(request_data)
        timeout = aiohttp.ClientTimeout(
            total=None,
            sock_connect=_given(connect_timeout, CONNECT_SECONDS),
            sock_read=_given(read_timeout, self._read_timeout),
        )
        try:
            async with self.session.request(
                method, url, data=body, headers=headers, timeout=timeout, proxy=self._proxy
            ) as answer:
                status, payload = answer.status, await answer.read()
        except (*UNDELIVERED, ssl.SSLError) as error:
            raise NotReached(type(error).__name__) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Unanswered(type(error).__name__) from None
        if status == 429:
            raise TooMany(_retry_after(payload))
        if status >= 500:
            raise ServerFault(status)
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse an answer; what cannot be read is a fault of the server, and is not logged."""
        try:
            parsed = json.loads(payload)
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict):
            raise ServerFault(200)
        return parsed


def _body(data: RequestData | None) -> tuple[Any, dict[str, str] | None]:
    if data is None:
        return None, None
    if not data.contains_files:
        # As the library's own client sends it, so that whatever serves it serves us.
        return urlencode(data.json_parameters).encode("ascii"), FORM
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, None


def _given(timeout: Any, default: float) -> float | None:
    return default if timeout is BaseRequest.DEFAULT_NONE else timeout


def _retry_after(payload: bytes) -> float:
    try:
        return max(1.0, float(json.loads(payload)["parameters"]["retry_after"]))
    except (ValueError, KeyError, TypeError):
        return 1.0
