"""The wire under calls: what a server may do with a connection, and what the caller then knows."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import orjson
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from telegram.error import BadRequest

from bot.telegram.api import open_line
from bot.telegram.errors import NotReached, ServerFault, TooMany, Unanswered
from bot.telegram.wire import Answer, Wire

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


class Server:
    """Answers each request with the next of its pieces; `seen` is what each connection sent."""

    def __init__(self, *answers: list[bytes]) -> None:
        self.answers = list(answers)
        self.seen: list[list[bytes]] = []
        self.root = ""
        self.heard = asyncio.Event()
        self.hung_up = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.seen.append([])
        mine = self.seen[-1]
        try:
            while self.answers:
                mine.append(await _request(reader))
                self.heard.set()
                for piece in self.answers.pop(0):
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(0)
                if b"close" in mine[-1] or not self.answers:
                    break
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()
            self.hung_up.set()


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    return head + await reader.readexactly(length)


@asynccontextmanager
async def serving(
    *answers: list[bytes], security: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    told = Server(*answers)
    server = await asyncio.start_server(told.serve, "127.0.0.1", 0, ssl=security)
    port = server.sockets[0].getsockname()[1]
    told.root = f"{'https' if security else 'http'}://127.0.0.1:{port}"
    try:
        yield told
    finally:
        server.close()


@asynccontextmanager
async def wired(root: str, connections: int = 2) -> AsyncIterator[Callable[..., object]]:
    wire = Wire(root, connections, "tests")

    async def ask(body: bytes = b"{}", patience: float = 20) -> Answer:
        return await wire.post("/bot1:a/getMe", body, patience=patience, connect_patience=5)

    try:
        yield ask
    finally:
        wire.close()


async def test_one_connection_carries_one_request_after_the_other() -> None:
    async with serving([OK], [OK], [OK]) as server, wired(server.root) as ask:
        for _ in range(3):
            assert await ask('{"text":"好"}'.encode()) == (200, b"{}")
        assert len(server.seen) == 1
        head, _, body = server.seen[0][0].partition(b"\r\n\r\n")
        assert head.startswith(b"POST /bot1:a/getMe HTTP/1.1\r\nHost: 127.0.0.1:")
        assert b"Content-Type: application/json" in head
        assert body == '{"text":"好"}'.encode()


@pytest.mark.parametrize(
    "pieces",
    [
        [bytes([byte]) for byte in OK],
        [
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r",
            b"\n}\r\n0\r\n\r\n",
        ],
        [b"HTTP/1.1 100 Continue\r\n\r\n", OK],
        [b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"],
        [b"HTTP/1.0 200 OK\r\n\r\n{", b"}"],
    ],
    ids=[
        "byte by byte",
        "in chunks",
        "after a hint",
        "hint joined",
        "and good-bye",
        "until the end",
    ],
)
async def test_an_answer_is_understood_in_whatever_pieces_it_comes(pieces: list[bytes]) -> None:
    async with serving(pieces) as server, wired(server.root) as ask:
        assert await ask() == (200, b"{}")


async def test_a_server_that_says_good_bye_is_called_anew() -> None:
    goodbye = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
    async with serving([goodbye], [OK]) as server, wired(server.root) as ask:
        assert await ask(b'"close"') == (200, b"{}")
        assert await ask() == (200, b"{}")
        assert len(server.seen) == 2


async def test_a_server_that_has_hung_up_meanwhile_is_called_anew() -> None:
    async with serving([OK], [OK]) as server, wired(server.root) as ask:
        assert await ask(b'"close"') == (200, b"{}")
        await server.hung_up.wait()
        for _ in range(3):
            await asyncio.sleep(0)  # the loop hears of it
        assert await ask() == (200, b"{}")


async def test_what_nobody_asked_for_ends_the_connection() -> None:
    async with serving([OK + OK[:30]], [OK], [OK]) as server, wired(server.root) as ask:
        assert await ask() == (200, b"{}")
        assert await ask() == (200, b"{}")
        assert len(server.seen) == 2


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"],
        [CHUNKED + b"5\r\n{}"],
        [b"220 smtp ready\r\n"],
    ],
    ids=["nothing", "half an answer", "half a chunk", "another tongue"],
)
async def test_a_request_that_has_left_may_have_had_its_effect(pieces: list[bytes]) -> None:
    async with serving(pieces) as server, wired(server.root) as ask:
        with pytest.raises(Unanswered):
            await ask(b'"close"')


async def test_silence_is_not_waited_for_without_end() -> None:
    async with serving([OK[:20]], [OK]) as server, wired(server.root) as ask:
        server.answers.append([OK])
        with pytest.raises(Unanswered):
            await ask(patience=0.05)
        assert await ask() == (200, b"{}")
        assert len(server.seen) == 2


async def test_a_call_that_is_given_up_leaves_no_connection_to_mix_up() -> None:
    async with serving([], [OK], []) as server, wired(server.root) as ask:
        given_up = asyncio.create_task(ask(b'{"first":1}'))
        await server.heard.wait()
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert await ask() == (200, b"{}")
        assert len(server.seen) == 2


async def test_a_closed_door_is_told_from_a_lost_answer() -> None:
    async with serving() as server:
        root = server.root
    async with wired(root) as ask:
        with pytest.raises(NotReached):
            await ask()


async def test_no_more_connections_than_allowed() -> None:
    async with serving(*[[OK]] * 20) as server, wired(server.root, connections=2) as ask:
        assert set(await asyncio.gather(*(ask() for _ in range(20)))) == {(200, b"{}")}
        assert len(server.seen) <= 2


async def test_encryption_and_who_it_is_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = _certificate(tmp_path)
    security = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    security.load_cert_chain(certificate)
    async with serving([OK], [OK], security=security) as server:
        async with wired(server.root) as ask:
            with pytest.raises(NotReached):
                await ask()  # nobody vouches for it
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        async with wired(server.root) as ask:
            assert await ask() == (200, b"{}")
            assert await ask() == (200, b"{}")


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


def _told(status: int, **said: object) -> list[bytes]:
    body = orjson.dumps(said)
    head = f"HTTP/1.1 {status} x\r\nContent-Length: {len(body)}\r\n\r\n"
    return [head.encode() + body]


@pytest.mark.parametrize("through_proxy", [False, True], ids=["straight", "through a proxy"])
async def test_what_the_network_says_becomes_what_the_sender_knows(through_proxy: bool) -> None:
    answers = [
        _told(200, ok=True, result={"message_id": 7}),
        [_with_half_a_character()],
        _told(400, ok=False, error_code=400, description="Bad Request: chat not found"),
        _told(429, ok=False, error_code=429, parameters={"retry_after": 3}),
        _told(502, ok=False),
        _told(200, ok=True, result=True),
    ]
    async with serving(*answers) as server:
        proxy = server.root if through_proxy else None
        root = "http://api.example" if through_proxy else server.root
        line, _ = open_line(root, "1:a", proxy=proxy, poll_seconds=1, connections=1)
        request = line.request
        await request.initialize()
        try:
            assert await line.call("sendMessage", chat_id=1, text="好") == {"message_id": 7}
            assert await line.call("getChat", chat_id=1) == "\ud83d"
            with pytest.raises(BadRequest, match="Chat not found"):
                await line.call("sendMessage", chat_id=1, text="half \ud83d")
            with pytest.raises(TooMany) as too_many:
                await line.call("sendMessage", chat_id=1)
            assert too_many.value.seconds == 3
            with pytest.raises(ServerFault):
                await line.call("sendMessage", chat_id=1)
            assert await line.call("sendMessage", chat_id=1) is True
        finally:
            await request.shutdown()
        first = server.seen[0][0]
        path = b"http://api.example/bot1:a/sendMessage" if through_proxy else b"/bot1:a/sendMessage"
        assert first.split(b" ")[1] == path
        assert orjson.loads(first.partition(b"\r\n\r\n")[2]) == {"chat_id": 1, "text": "好"}


def _with_half_a_character() -> bytes:
    body = b'{"ok": true, "result": "\\ud83d"}'
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
