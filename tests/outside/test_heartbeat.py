"""Signs of life: to systemd's watchdog, and to whoever asks with `lianluo health`."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import lianluo
from bot.config import Address, SettingsError
from bot.heartbeat import PATIENCE, Heart, Systemd
from bot.server import Server
from tests.outside.asking import free_port
from tests.runtime.desk import Desk, a_desk


@pytest.fixture
def systemd(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[socket.socket]:
    """The socket at which systemd listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "30000")
        yield line


async def test_systemd_is_told_of_the_start_and_then_of_signs_of_life(
    tmp_path: Path, systemd: socket.socket
) -> None:
    loop = asyncio.get_running_loop()
    go_on = threading.Event()
    async with a_desk(tmp_path) as desk, asyncio.timeout(20):
        telling = asyncio.create_task(Systemd(Heart(desk.writer, patience=0.02)).run())
        told = [await loop.sock_recv(systemd, 100) for _ in range(3)]
        assert told == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
        stuck = asyncio.create_task(desk.writer.run(go_on.wait))
        await silent(desk, systemd)
        go_on.set()
        assert await loop.sock_recv(systemd, 100) == b"WATCHDOG=1"
        telling.cancel()
        await stuck


async def silent(desk: Desk, systemd: socket.socket) -> None:
    """Wait until a stuck writer has kept the watchdog without a sign for a while."""
    heart = Heart(desk.writer, patience=0.02)
    for _ in range(5):
        while await heart.beats():
            pass
        try:
            while systemd.recv(100):
                pass  # said before it was stuck
        except BlockingIOError:
            continue
    with pytest.raises(BlockingIOError):
        systemd.recv(100)


async def test_without_systemd_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    async with a_desk(tmp_path) as desk, asyncio.timeout(20):
        await Systemd(Heart(desk.writer)).run()


def asked(address: str | None, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Status and words of `lianluo health`."""
    monkeypatch.setattr("bot.log.set_up", lambda *_: None)
    monkeypatch.setenv("LIANLUO_HTTP_ADDR", address or "")
    result = CliRunner().invoke(lianluo, ["health"])
    if isinstance(result.exception, SettingsError):
        return 1, str(result.exception)
    return result.exit_code, result.output


@asynccontextmanager
async def server(desk: Desk, patience: float) -> AsyncIterator[int]:
    """A server's port."""
    heart = Heart(desk.writer, patience)
    opened = Server(desk.writer, desk.clock, heart, is_known=lambda: True, leads=dict)
    await opened.start(Address("127.0.0.1", 0))
    yield opened.port
    await opened.stop()


async def test_health_is_asked_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    async with a_desk(tmp_path) as desk:
        async with server(desk, PATIENCE) as port:
            well = await asyncio.to_thread(asked, f"0.0.0.0:{port}", monkeypatch)
        async with server(desk, 0.01) as port:
            stuck = asyncio.create_task(desk.writer.run(go_on.wait))
            await asyncio.sleep(0)  # it has begun
            ill = await asyncio.to_thread(asked, f"127.0.0.1:{port}", monkeypatch)
            go_on.set()
            await stuck
    assert well[0] == 0
    assert '"status": "ok"' in well[1]
    assert ill[0] != 0
    assert "503" in ill[1]
    gone = await asyncio.to_thread(asked, f"127.0.0.1:{free_port()}", monkeypatch)
    assert gone[0] != 0
    assert "no answer" in gone[1]
    assert "LIANLUO_HTTP_ADDR is missing" in asked(None, monkeypatch)[1]
