"""Health, readiness and metrics, asked over HTTP as an orchestrator and Prometheus would."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot import counts
from bot.config import Address, SettingsError
from bot.heartbeat import PATIENCE, Heart
from bot.sandbox.client import Stage
from bot.sandbox.server import Sandbox
from bot.server import Server
from handlers.acts.talking import outcomes
from handlers.acts.talking.outcomes import Undelivered
from handlers.rules.delivery import FailureKind
from storage import inbox, messages
from storage.database import Database
from tests.outside.asking import ask, figures, free_port
from tests.runtime.desk import Desk, a_desk, until
from tests.runtime.test_application import ALICE, application, settings_for

LOCAL = Address("127.0.0.1", 0)


@pytest_asyncio.fixture
async def desk(tmp_path: Path, tables: Database) -> AsyncIterator[Desk]:
    """A desk on either engine."""
    async with a_desk(tmp_path, tables) as opened:
        yield opened


@asynccontextmanager
async def server(desk: Desk, patience: float = PATIENCE) -> AsyncIterator[Server]:
    """A server before a desk's database."""
    opened = Server(
        desk.writer,
        desk.clock,
        Heart(desk.writer, patience),
        is_known=lambda: True,
        leads=lambda: {"poll": True, "send": False},
    )
    await opened.start(LOCAL)
    yield opened
    await opened.stop()


async def test_it_is_alive_and_ready_and_tells_what_it_does(
    tmp_path: Path, new_database: str | None
) -> None:
    async with Sandbox() as sandbox, Stage(sandbox.url) as stage:
        settings = settings_for(
            sandbox, tmp_path, database_url=new_database, http_addr="127.0.0.1:0"
        )
        counts.calls.clear()
        counts.updates.clear()
        counts.messages.clear()
        async with application(settings) as bot:
            await bot.start()
            assert bot.port is not None
            assert (await ask(bot.port, "/healthz")) == (200, {"status": "ok", "writer": "ok"})
            status, told = await ask(bot.port, "/readyz")
            assert (status, told["status"]) == (200, "ok")
            await stage.phone(ALICE).opens()
            await stage.phone(ALICE).sees("")
            await until(lambda: counts.messages["delivered"] == 1)
            found = await figures(bot.port)
    assert found["lianluo_calls_total", "sendMessage", "ok"] == 1
    assert found["lianluo_messages_total", "delivered"] == 1
    assert found["lianluo_updates_total", "received"] == 1
    assert found["lianluo_updates_total", "handled"] == 1  # a stranger's
    assert found["lianluo_leads", "poll"] == found["lianluo_leads", "tick"] == 1
    assert found["lianluo_database_up",] == 1
    assert found["process_resident_memory_bytes",] > 10_000_000
    assert any(key[0] == "lianluo_build_info" for key in found)


async def test_it_is_alive_but_not_ready_while_the_network_is_waited_for(tmp_path: Path) -> None:
    async with Sandbox() as sandbox, Stage(sandbox.url) as stage:
        await stage.faults({"kind": "error", "method": "getMe", "status": 502})
        port = free_port()
        settings = settings_for(sandbox, tmp_path, http_addr=f"127.0.0.1:{port}")
        async with application(settings) as bot:
            starting = asyncio.create_task(bot.start())
            await until(lambda: bot.port is not None)
            assert (await ask(port, "/healthz"))[0] == 200
            status, told = await ask(port, "/readyz")
            assert (status, told["chat network"]) == (503, "has not answered yet")
            assert told["database"] == "ok"
            assert (await figures(port))["lianluo_leads", "poll"] == 0
            await stage.faults()
            await starting
            assert (await ask(port, "/readyz"))[0] == 200


async def test_an_address_that_is_taken_is_named(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        taken = sandbox.url.removeprefix("http://")
        async with application(settings_for(sandbox, tmp_path, http_addr=taken)) as bot:
            with pytest.raises(SettingsError, match=f"LIANLUO_HTTP_ADDR is wrong: {taken}"):
                await bot.start()


async def test_a_writer_that_is_stuck_fails_the_health_check(desk: Desk) -> None:
    go_on = threading.Event()
    async with server(desk, patience=0.01) as opened:
        stuck = asyncio.create_task(desk.writer.run(go_on.wait))
        try:
            status, told = await ask(opened.port, "/healthz")
            assert (status, told["writer"]) == (503, "stuck")
        finally:
            go_on.set()
            await stuck
    async with server(desk) as opened:
        assert (await ask(opened.port, "/healthz"))[0] == 200


async def test_a_writer_that_is_busy_does_not(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.heartbeat.ANSWER_SECONDS", 0.01)
    go_on = threading.Event()
    async with server(desk) as opened:
        busy = asyncio.create_task(desk.writer.run(go_on.wait))
        try:
            assert (await ask(opened.port, "/healthz"))[0] == 200
        finally:
            go_on.set()
            await busy


async def test_what_waits_is_counted_and_dated(desk: Desk) -> None:
    now = desk.clock.now()
    updates = [(number, 7, json.dumps({"update_id": number})) for number in range(3)]
    with desk.database.write() as session:
        inbox.receive(session, updates, now - timedelta(seconds=50))
        inbox.failed(session, 2, "KeyError", park_after=1)
    desk.queue(11, "waits", purpose="prompt", next_at=now - timedelta(seconds=40))
    desk.queue(12, "for tomorrow", purpose="prompt", next_at=now + timedelta(days=1))
    tried = desk.queue(13, "tried", purpose="relay", next_at=now + timedelta(seconds=60))
    given_up = desk.queue(14, "given up")
    with desk.database.write() as session:
        office = desk.office
        outcomes.failed(session, office, now, [Undelivered(given_up, FailureKind.REJECTED)])
    with desk.database.write() as session:
        row = messages.get(session, tried)
        row.first_tried_at = now - timedelta(seconds=300)
    async with server(desk) as opened:
        found = await figures(opened.port)
    assert found["lianluo_inbox_new",] == 2
    assert found["lianluo_inbox_parked",] == 1
    assert 50 <= found["lianluo_inbox_oldest_seconds",] < 250
    assert found["lianluo_outbox_unsent", "prompt", "queued"] == 2
    assert found["lianluo_outbox_unsent", "relay", "queued"] == 1
    assert 300 <= found["lianluo_outbox_oldest_seconds",] < 600
    assert found["lianluo_messages_given_up",] == 1
    assert found["lianluo_prompts_lag_seconds",] == 0
    assert found["lianluo_leads", "send"] == 0


async def test_without_its_database_it_is_not_ready_but_still_tells(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, server(desk) as opened:
        desk.database.close()
        place = tmp_path / "test.db"
        place.rename(tmp_path / "away.db")
        place.mkdir()
        status, told = await ask(opened.port, "/readyz")
        assert status == 503
        assert told["database"].startswith("does not answer")
        found = await figures(opened.port)
        assert found["lianluo_database_up",] == 0
        assert not any(key[0] == "lianluo_inbox_new" for key in found)
        assert (await ask(opened.port, "/healthz"))[0] == 200


async def test_a_database_of_another_version_is_not_ready(desk: Desk) -> None:
    async with server(desk) as opened:  # these tables were made without a version
        status, told = await ask(opened.port, "/readyz")
    assert (status, told["database"]) == (503, "its tables are not of this version")
