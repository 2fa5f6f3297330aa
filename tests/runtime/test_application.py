"""The bot as a whole: it starts when it can, says why when it cannot, and stops cleanly."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import config, opening
from bot.application import Application
from bot.clock import SandboxClock, SystemClock
from bot.config import Settings, SettingsError
from bot.opening import Opened
from bot.sandbox.client import Stage
from bot.sandbox.server import Sandbox
from tests.runtime.desk import office, texts

ALICE = "李秀兰"


def settings_for(sandbox: Sandbox, folder: Path, **given: Any) -> Settings:
    """The settings an office would make, for this sandbox."""
    return config.load(
        **{
            "bot_token": sandbox.token,
            "bot_api_url": sandbox.url,
            "data_dir": folder / "data",
            "poll_seconds": 1,
            **given,
        }
    )


@asynccontextmanager
async def application(settings: Settings) -> AsyncIterator[Application]:
    """A bot that is stopped and closed whatever happens."""
    database = opening.ready_database(settings)
    built = Application(settings, Opened(database, office(), SystemClock()))
    try:
        yield built
    finally:
        await built.stop()
        database.close()


async def test_it_runs_answers_and_begins_again_where_it_was(
    tmp_path: Path, new_database: str | None
) -> None:
    async with Sandbox() as sandbox, Stage(sandbox.url) as stage:
        settings = settings_for(sandbox, tmp_path, database_url=new_database)
        phone = stage.phone(ALICE)
        async with application(settings) as bot:
            await bot.start()
            await phone.opens()
            first = await phone.sees("")
        await phone.sends("while it was away")
        async with application(settings) as bot:
            await bot.start()
            assert await phone.menu() == ["start"]
        assert len(await texts(phone)) == 1
        assert first["text"]
        assert opening.username(settings) == "lianluo_demo_bot"


async def test_one_data_folder_serves_one_process(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        settings = settings_for(sandbox, tmp_path)
        async with application(settings) as bot, application(settings) as second:
            await bot.start()
            with pytest.raises(SettingsError, match="another process"):
                await second.start()


async def test_a_token_the_network_does_not_know_is_said_without_being_shown(
    tmp_path: Path,
) -> None:
    async with Sandbox(token="1000001:THE-RIGHT-ONE") as sandbox:
        settings = settings_for(sandbox, tmp_path, bot_token="1000001:A-WRONG-ONE")
        async with application(settings) as bot:
            with pytest.raises(SettingsError, match="LIANLUO_BOT_TOKEN") as told:
                await bot.start()
        assert "WRONG" not in str(told.value)


async def test_a_network_that_is_down_is_waited_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with Sandbox() as sandbox, Stage(sandbox.url) as stage:
        await stage.faults({"kind": "error", "method": "getMe", "status": 502, "count": 1})
        async with application(settings_for(sandbox, tmp_path)) as bot:
            with caplog.at_level(logging.WARNING, "bot.application"):
                await bot.start()
        assert "does not answer (ServerFault)" in caplog.text


async def test_a_webhook_left_behind_does_not_keep_news_away(tmp_path: Path) -> None:
    async with Sandbox() as sandbox, Stage(sandbox.url) as stage:
        settings = settings_for(sandbox, tmp_path)
        async with application(settings) as bot:
            await _call(sandbox, "setWebhook", url="http://127.0.0.1:9/hook")
            await bot.start()
            await stage.phone(ALICE).opens()
            await stage.phone(ALICE).sees("")


async def _call(sandbox: Sandbox, method: str, **params: Any) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{sandbox.url}/bot{sandbox.token}/{method}", json=params) as answer,
    ):
        assert answer.status == 200


async def test_the_demos_clock_is_followed_and_its_jumps_are_told() -> None:
    async with Sandbox() as sandbox, Stage(sandbox.url) as stage:
        clock = SandboxClock(f"{sandbox.url}/stage/clock")
        jumped = asyncio.Event()
        clock.on_jump(jumped.set)
        await clock.start()
        jumped.clear()
        try:
            moment = await stage.advance(86_400 * 90)
            async with asyncio.timeout(10):
                await jumped.wait()
            assert abs((clock.now() - moment).total_seconds()) < 60
        finally:
            await clock.stop()
