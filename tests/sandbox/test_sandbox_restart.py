"""The stage goes on where it was: people, words, files, clock and what the bot has not heard."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path

import aiohttp
from sandbox_api import Api

from bot.sandbox.cast import Actor, Cast, Circle, read_cast
from bot.sandbox.client import Stage
from bot.sandbox.clock import SandboxClock
from bot.sandbox.server import Sandbox


async def test_everything_is_there_after_a_restart(
    tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    kept = tmp_path / "stage" / "state.json"
    clock = SandboxClock(datetime.fromisoformat("2026-09-30T09:00+08:00"))
    async with Sandbox(state_file=kept, clock=clock) as first, Stage(first.url) as stage:
        api = Api(first.url, http)
        deputy = stage.phone("李秀兰")
        await deputy.opens()
        await api.heard()
        keys = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
        await api("sendMessage", chat_id=deputy.id, text="请看", reply_markup=keys)
        await api("setMyCommands", commands=[{"command": "my", "description": "我的"}])
        await api("createForumTopic", chat_id=stage.group("生态环境厅办理群").id, name="第0107号")
        await deputy.uploads(("意见.txt", b"words"), kind="document", caption="未听到")
        query = await deputy.begins_press(await deputy.sees("请看"), "ok")
        await stage.add_person("欧阳海", phone="+8613800000099")
        before = await deputy.messages()
        state = await stage.state()
    async with Sandbox(state_file=kept) as second, Stage(second.url) as stage:
        api = Api(second.url, http)
        deputy = stage.phone("李秀兰")
        assert await deputy.messages() == before
        assert await deputy.downloads(before[-1]) == b"words"
        assert await deputy.menu() == ["my"]
        again = await stage.state()
        assert (again["users"], again["groups"]) == (state["users"], state["groups"])
        assert datetime.fromisoformat(again["now"]).date().isoformat() == "2026-09-30"
        message, press = await api.heard()
        assert message["message"]["caption"] == "未听到"
        assert press["callback_query"]["id"] == query
        assert (await api("answerCallbackQuery", callback_query_id=query)).result is True
        sent = (await api("sendMessage", chat_id=deputy.id, text="x")).result
        assert sent["message_id"] > before[-1]["message_id"]


async def test_a_killed_stage_keeps_what_was_said_a_moment_ago(tmp_path: Path) -> None:
    kept = tmp_path / "state.json"
    async with Sandbox(state_file=kept) as running, Stage(running.url) as stage:
        await stage.phone("李秀兰").opens(payload="early")
        async with asyncio.timeout(10):
            while "early" not in (kept.read_text() if kept.exists() else ""):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        json.loads(kept.read_text())


async def test_a_cast_of_one_s_own(tmp_path: Path) -> None:
    file = tmp_path / "cast.json"
    saved = {
        "actors": [{"name": "甲", "role_label": "代表"}, {"name": "乙"}],
        "circles": [{"title": "小组", "members": ["乙"], "is_forum": False}],
    }
    file.write_text(json.dumps(saved), encoding="utf-8")
    cast = read_cast(file)
    assert cast == Cast((Actor("甲", "代表"), Actor("乙")), (Circle("小组", ("乙",), False),))
    async with Sandbox(cast=cast) as running, Stage(running.url) as stage:
        assert stage.phone("甲").id == 2_000_001
        assert (await stage.state())["groups"][0]["members"] == [2_000_002]


async def test_it_runs_on_its_own_until_it_is_told_to_end(tmp_path: Path) -> None:
    kept = tmp_path / "state.json"
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.sandbox", "--port", "0", "--limits"),
        *("--state", str(kept), "--start", "2026-09-30T09:00"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert running.stdout
    async with asyncio.timeout(30):
        url = (await running.stdout.readline()).decode().split()[-1]
    async with Stage(url) as stage:
        state = await stage.state()
        assert state["limits"]["enabled"]
        assert state["now"].startswith("2026-09-30T09:0")
        await stage.phone("李秀兰").opens()
        async with aiohttp.ClientSession() as http, http.get(f"{url}/") as page:
            assert page.status == 200
            assert "/page/app.js" in await page.text()
        running.terminate()
        async with asyncio.timeout(30):
            assert await running.wait() == 0
    assert "/start" in kept.read_text()
