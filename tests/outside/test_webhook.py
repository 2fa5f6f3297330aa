"""Updates brought to our own address: on the disk before the answer, known when they return."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot import counts
from bot.clock import SystemClock
from bot.config import Address
from bot.heartbeat import Heart
from bot.sandbox.client import Stage
from bot.sandbox.server import Sandbox
from bot.server import Server
from bot.webhook import LARGEST, Webhook, secret_for
from bot.writer import Writer
from storage.database import Database
from tests.books import Books
from tests.house import House, close_house, open_house
from tests.outside.asking import bring, call, free_port
from tests.runtime.desk import texts
from tests.runtime.test_application import ALICE, application, settings_for

SECRET = "a-secret_of-ours"


def update(number: int, text: str = "你好") -> dict[str, Any]:
    """Somebody's words, as the network would bring them."""
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_775_500_000,
            "chat": {"id": 7, "type": "private"},
            "from": {"id": 7, "is_bot": False, "first_name": "某"},
            "text": text,
        },
    }


class Door:
    """A server with a webhook and a database behind it, and nobody else."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.writer = Writer(database)
        self.heard = 0
        webhook = Webhook(
            "https://office.example/hook", SECRET, self.writer, SystemClock(), self.hear
        )
        self.server = Server(
            self.writer,
            SystemClock(),
            Heart(self.writer),
            is_known=lambda: True,
            leads=dict,
            webhook=webhook,
        )

    def hear(self) -> None:
        """Something has come in."""
        self.heard += 1

    def kept(self) -> list[tuple[int, str]]:
        """The inbox."""
        books = Books(self.database.url.render_as_string(hide_password=False))
        return [
            (row[0], row[1]) for row in books.ask("SELECT update_id, raw FROM inbox ORDER BY 1")
        ]

    async def brings(self, body: Any, secret: str | None = SECRET, **more: Any) -> int:
        """Bring something; the status."""
        return await bring(self.server.port, body, secret, **more)


@pytest_asyncio.fixture
async def door(tables: Database) -> AsyncIterator[Door]:
    """On either engine."""
    opened = Door(tables)
    await opened.server.start(Address("127.0.0.1", 0))
    yield opened
    await opened.server.stop()
    opened.writer.close()


async def test_what_is_brought_is_kept_raw_before_it_is_answered(door: Door) -> None:
    assert await door.brings(update(5, "半个😀\ud83d")) == 200
    ((number, raw),) = door.kept()
    assert number == 5
    assert json.loads(raw) == update(5, "半个😀\ud83d")
    assert door.heard == 1


async def test_what_is_brought_twice_at_once_and_out_of_order_is_kept_once(door: Door) -> None:
    numbers = [9, 3, 9, 7, 3, 9, 5, 7, 9, 3]
    answers = await asyncio.gather(*(door.brings(update(number)) for number in numbers))
    assert set(answers) == {200}
    assert [number for number, _ in door.kept()] == [3, 5, 7, 9]


async def test_any_door_of_a_database_may_take_any_delivery(door: Door) -> None:
    url = door.database.url.render_as_string(hide_password=False)
    other = Door(Database(url))
    await other.server.start(Address("127.0.0.1", 0))
    try:
        answers = await asyncio.gather(
            *(one.brings(update(number)) for number in range(20) for one in (door, other))
        )
    finally:
        await other.server.stop()
        other.writer.close()
        other.database.close()
    assert set(answers) == {200}
    assert [number for number, _ in door.kept()] == list(range(20))


@pytest.mark.parametrize(
    "odd",
    [
        {"message": {"chat": {"id": 10**30}}},
        {"message": {"chat": {"id": "x"}}},
        {"message": 5},
        {"callback_query": {"from": None}},
        {"message": {"chat": {"id": float("nan")}}},
        {"something_new": {}},
    ],
    ids=str,
)
async def test_odd_updates_are_kept_like_others(door: Door, odd: dict[str, Any]) -> None:
    assert await door.brings({"update_id": 6, **odd}) == 200
    assert [number for number, _ in door.kept()] == [6]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "ключ"])
async def test_who_does_not_know_the_secret_is_turned_away(door: Door, secret: str | None) -> None:
    counts.deliveries.clear()
    assert await door.brings(update(1), secret) == 403
    assert counts.deliveries == {403: 1}
    assert door.kept() == []
    assert door.heard == 0


DEEP = b'{"update_id": 1, "message": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"update_id": 1, "message": {"text": "' + b"a" * LARGEST + b'"}}', 413),
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"7", 400),
        (b'"update_id"', 400),
        (b"{}", 400),
        (b'{"update_id": "1"}', 400),
        (b'{"update_id": true}', 400),
        (b'{"update_id": 1.0}', 400),
        (b'{"update_id": -1}', 400),
        (b'{"update_id": %d}' % 2**63, 400),
        (b'{"update_id": %s}' % (b"9" * 5000), 400),
        (b'{"update_id": 1, "message": "\xff\xfe"}', 400),
        (DEEP, 400),
    ],
    ids=lambda value: str(value)[:24],
)
async def test_what_is_no_update_is_turned_away(door: Door, body: bytes, status: int) -> None:
    assert await door.brings(body) == status
    assert door.kept() == []


async def test_other_types_methods_and_places_are_turned_away(door: Door) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert await door.brings(update(1), headers=form) == 415
    assert await door.brings(update(1), path="/other") == 404
    assert await door.brings(update(1), path="/healthz") == 405
    assert door.kept() == []


async def test_while_the_database_is_away_it_is_brought_again(door: Door) -> None:
    books = Books(door.database.url.render_as_string(hide_password=False))
    books.change("ALTER TABLE inbox RENAME TO inbox_away")
    assert await door.brings(update(4)) == 503
    books.change("ALTER TABLE inbox_away RENAME TO inbox")
    assert await door.brings(update(4)) == 200
    assert [number for number, _ in door.kept()] == [4]


async def test_the_secret_follows_from_the_token_and_does_not_show_it() -> None:
    secret = secret_for("12345:abc")
    assert secret == secret_for("12345:abc") != secret_for("12345:abd")
    assert len(secret) == 64
    assert "abc" not in secret


# The whole bot


async def test_it_is_set_at_the_start_used_and_taken_back(
    tmp_path: Path, new_database: str | None
) -> None:
    async with Sandbox() as sandbox, Stage(sandbox.url) as stage:
        port = free_port()
        brought = settings_for(
            sandbox,
            tmp_path,
            database_url=new_database,
            http_addr=f"127.0.0.1:{port}",
            webhook_url=f"http://127.0.0.1:{port}/hook",
        )
        phone = stage.phone(ALICE)
        async with application(brought) as bot:
            await bot.start()
            await phone.opens()
            await phone.sees("")
            info = await call(sandbox, "getWebhookInfo")
            assert info["url"] == f"http://127.0.0.1:{port}/hook"
            assert "callback_query" in info["allowed_updates"]
            assert await stage.calls("getUpdates") == []
        assert (await call(sandbox, "getWebhookInfo"))["url"], "a restart loses no delivery"
        polled = settings_for(sandbox, tmp_path, database_url=new_database)
        async with application(polled) as bot:
            await bot.start()
            assert (await call(sandbox, "getWebhookInfo"))["url"] == ""


async def test_what_the_network_refuses_is_said_and_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with Sandbox() as sandbox, Stage(sandbox.url) as stage:
        await stage.faults({"kind": "error", "method": "setWebhook", "status": 400, "count": 1})
        port = free_port()
        settings = settings_for(
            sandbox,
            tmp_path,
            http_addr=f"127.0.0.1:{port}",
            webhook_url=f"http://127.0.0.1:{port}/hook",
        )
        async with application(settings) as bot:
            await bot.start()
            await stage.phone(ALICE).opens()
            await stage.phone(ALICE).sees("")
        assert "the webhook is not set: " in caplog.text


@pytest_asyncio.fixture
async def brought(tmp_path: Path, new_database: str | None) -> AsyncIterator[House]:
    """An office to which updates are brought."""
    port = free_port()
    house = await open_house(tmp_path, database_url=new_database)
    house.settings |= {
        "LIANLUO_HTTP_ADDR": f"127.0.0.1:{port}",
        "LIANLUO_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "LIANLUO_WEBHOOK_SECRET": SECRET,
    }
    yield house
    await close_house(house)


async def test_killed_at_any_moment_it_loses_and_doubles_nothing(brought: House) -> None:
    house = brought
    phone = house.phone(ALICE)
    port = int(house.settings["LIANLUO_HTTP_ADDR"].rpartition(":")[2])
    await house.start_unwatched()
    await phone.opens()
    await phone.sees("")
    await house.settle()
    for number in range(4):
        await phone.sends(f"第{number}句")
        await house.kill_after(0.02 * number)
        await phone.sends(f"第{number}句，又")
        await house.start_unwatched()
    await house.settle()
    assert await bring(port, update(10**9), "wrong") == 403
    rows = house.books.ask("SELECT state, raw FROM inbox ORDER BY update_id")
    assert len(rows) == 9, "one to open, eight said"
    assert {state for state, _ in rows} == {"done"}
    ((count,),) = house.books.ask("SELECT count FROM strangers")
    assert count == 9, "each counted once"
    assert len(await texts(phone)) == 1
