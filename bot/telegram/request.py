"""How a call travels: python-telegram-bot's own door for another HTTP client.

Its default client costs more time than everything else a bot does. Calls go over a wire of our
own; what needs a proxy, carries files or fetches them goes through aiohttp. Failures are told
apart by what matters to an outbox: did the request leave, or can it not have had any effect?
"""

import json
import ssl
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import orjson
from telegram.request import BaseRequest, RequestData

from bot.telegram.errors import NotReached, ServerFault, TooMany, Unanswered
from bot.telegram.wire import Answer, Wire

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 20.0
KEEP_ALIVE_SECONDS: Final = 60.0
JSON: Final = {"Content-Type": "application/json"}
UNDELIVERED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class Request(BaseRequest):
    """One pool of connections to the Bot API at `root`."""

    __slots__ = ("_connections", "_origin", "_proxy", "_read_timeout", "_session", "_wire")

    def __init__(
        self,
        root: str,
        *,
        connections: int = 64,
        read_timeout: float = READ_SECONDS,
        proxy: str | None = None,
    ) -> None:
        self._origin = "{0.scheme}://{0.netloc}".format(urlsplit(root))
        self._connections = connections
        self._read_timeout = read_timeout
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None
        self._wire: Wire | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds an answer may be silent."""
        return self._read_timeout

    @property
    def session(self) -> aiohttp.ClientSession:
        """For files, and for all that goes through a proxy."""
        if self._session is None:
            raise RuntimeError("the request has not been initialized")
        return self._session

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is not None:
            return
        connector = aiohttp.TCPConnector(
            limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS, ttl_dns_cache=300
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
        )
        if self._proxy is None:
            self._wire = Wire(self._origin, self._connections, self.USER_AGENT)

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None
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
        silence = _given(read_timeout, self._read_timeout)
        connecting = _given(connect_timeout, CONNECT_SECONDS)
        has_files = request_data is not None and request_data.contains_files
        if self._wire is not None and method == "POST" and not has_files:
            path = url.removeprefix(self._origin)
            body = _json(request_data.parameters) if request_data is not None else b"{}"
            answer = await self._wire.post(
                path, body, patience=silence, connect_patience=connecting
            )
        else:
            answer = await self._widely(url, method, request_data, silence, connecting)
        if answer.status == 429:
            raise TooMany(_retry_after(answer.body))
        if answer.status >= 500:
            raise ServerFault(answer.status)
        return answer

    async def _widely(
        self,
        url: str,
        method: str,
        data: RequestData | None,
        silence: float | None,
        connecting: float | None,
    ) -> Answer:
        """By the client that knows proxies and files."""
        body, headers = _body(data)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=connecting, sock_read=silence)
        try:
            async with self.session.request(
                method, url, data=body, headers=headers, timeout=timeout, proxy=self._proxy
            ) as answer:
                return Answer(answer.status, await answer.read())
        except (*UNDELIVERED, ssl.SSLError) as error:
            raise NotReached(type(error).__name__) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Unanswered(type(error).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse an answer; what cannot be read is a fault of the server, and is not logged."""
        try:
            parsed = parse(payload)
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict):
            raise ServerFault(200)
        return parsed


def parse(text: bytes | str) -> Any:
    """Read JSON. Half characters, which the fast reader refuses, are left to the other.

    Raises ValueError.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def _json(parameters: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(parameters)
    except orjson.JSONEncodeError:
        return json.dumps(parameters).encode("ascii")


def _body(data: RequestData | None) -> tuple[Any, dict[str, str] | None]:
    if data is None:
        return None, None
    if not data.contains_files:
        return _json(data.parameters), JSON
    form = aiohttp.FormData(quote_fields=False)  # names of files come as people read them
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, None


def _given(timeout: Any, default: float) -> float | None:
    return default if timeout is BaseRequest.DEFAULT_NONE else timeout


def _retry_after(payload: bytes) -> float:
    try:
        return max(1.0, float(parse(payload)["parameters"]["retry_after"]))
    except (ValueError, KeyError, TypeError):
        return 1.0
