"""How the bot hears: asked for again until acknowledged, in order, once per poller or webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sandbox_api import Api

from bot.sandbox.client import Phone, Stage
from bot.sandbox.server import Sandbox

Hook = Callable[[web.Request, dict[str, Any]], web.Response]


@pytest.fixture
async def deputy(stage: Stage, api: Api) -> Phone:
    """The lead deputy, whose Start the bot has heard."""
    phone = stage.phone("李秀兰")
    await phone.opens()
    await api.heard()
    return phone


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_updates_stay_until_they_are_acknowledged(api: Api, deputy: Phone) -> None:
    for text in "一二三四":
        await deputy.sends(text)
    first = await api.updates(limit=2)
    assert texts(first) == ["一", "二"]
    assert texts(await api.updates()) == ["一", "二", "三", "四"]
    rest = await api.updates(offset=first[-1]["update_id"] + 1)
    assert texts(rest) == ["三", "四"]
    assert [one["update_id"] for one in first + rest] == sorted(
        {one["update_id"] for one in first + rest}
    )
    assert texts(await api.updates(offset=-1)) == ["四"]
    assert texts(await api.updates()) == ["四"]


async def test_a_poll_waits_and_is_woken(api: Api, stage: Stage, deputy: Phone) -> None:
    waiting = asyncio.create_task(api.updates(timeout=30))
    assert await stage.calls("getUpdates", after=2, wait=10)
    await deputy.sends("醒来")
    assert texts(await waiting) == ["醒来"]


async def test_only_kinds_asked_for_are_queued(api: Api, deputy: Phone) -> None:
    said = await deputy.sends("一")
    await deputy.reacts(said, "👍")
    assert len(await api.heard()) == 1
    await api.updates(allowed_updates=["message_reaction"])
    await deputy.reacts(said, "🙏")
    await deputy.sends("二")
    (update,) = await api.heard()
    change = update["message_reaction"]
    assert change["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert change["new_reaction"] == [{"type": "emoji", "emoji": "🙏"}]


async def test_a_second_poller_ends_the_first(
    api: Api, sandbox: Sandbox, stage: Stage, deputy: Phone
) -> None:
    first = asyncio.create_task(api("getUpdates", timeout=30))
    assert await stage.calls("getUpdates", after=2, wait=10)
    second = asyncio.create_task(api("getUpdates", timeout=30))
    status, words = (await first).refusal
    assert status == 409
    assert words.startswith("Conflict: terminated by other getUpdates request")
    await deputy.sends("给第二个")
    assert texts((await second).result) == ["给第二个"]


async def test_edits_and_long_texts_are_heard_as_telegram_tells_them(
    api: Api, deputy: Phone
) -> None:
    said = await deputy.sends("初稿")
    await deputy.edits(said, "定稿")
    sent, edited = await api.heard()
    assert sent["message"]["text"] == "初稿"
    assert edited["edited_message"]["text"] == "定稿"
    assert edited["edited_message"]["edit_date"]
    long = await deputy.sends("长" * 9000)
    assert len(long["parts"]) == 3
    assert "".join(texts(await api.heard())) == "长" * 9000


async def test_a_raw_update_may_be_told_again(api: Api, stage: Stage, deputy: Phone) -> None:
    await deputy.sends("原话")
    (update,) = await api.heard()
    assert await stage.inject(update) == update["update_id"]
    assert await api.updates(offset=update["update_id"] + 1) == [update]
    assert await api.updates() == []
    fresh = {key: value for key, value in update.items() if key != "update_id"}
    assert await stage.inject(fresh) == update["update_id"] + 1
    assert texts(await api.heard()) == ["原话"]


async def test_a_flood_arrives_whole_and_in_order(api: Api, deputy: Phone) -> None:
    await deputy.floods(250, text="{n}")
    heard: list[str] = []
    async with asyncio.timeout(20):
        while len(heard) < 250:
            heard += texts(await api.heard())
    assert heard == [str(number) for number in range(1, 251)]


class Endpoint:
    """A bot's own address, which may be made to fail."""

    def __init__(self) -> None:
        self.seen: asyncio.Queue[tuple[str | None, dict[str, Any]]] = asyncio.Queue()
        self.answers: list[web.Response] = []

    async def take(self, request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.seen.put_nowait((secret, await request.json()))
        return self.answers.pop(0) if self.answers else web.Response()

    async def text(self) -> str:
        async with asyncio.timeout(10):
            _, update = await self.seen.get()
        return str(update["message"]["text"])


@pytest.fixture
async def endpoint() -> AsyncIterator[tuple[Endpoint, str]]:
    taken = Endpoint()
    application = web.Application()
    application.router.add_post("/hook", taken.take)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield taken, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def test_a_webhook_is_brought_each_update_until_it_takes_it(
    api: Api, deputy: Phone, endpoint: tuple[Endpoint, str]
) -> None:
    hook, url = endpoint
    hook.answers = [web.Response(status=500), web.Response(status=403)]
    assert (await api("setWebhook", url=url, secret_token="geheim_1")).result is True
    refused = await api("getUpdates")
    assert refused.status == 409
    await deputy.sends("一")
    await deputy.sends("二")
    async with asyncio.timeout(10):
        secret, update = await hook.seen.get()
    assert (secret, update["message"]["text"]) == ("geheim_1", "一")
    assert [await hook.text() for _ in range(3)] == ["一", "一", "二"]
    info = (await api("getWebhookInfo")).result
    assert info["url"] == url
    assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
    assert (await api("deleteWebhook")).result is True
    await deputy.sends("三")
    assert texts(await api.updates())[-1] == "三"


async def test_a_webhook_may_answer_with_a_call(
    api: Api, deputy: Phone, endpoint: tuple[Endpoint, str]
) -> None:
    hook, url = endpoint
    wish = {"method": "sendMessage", "chat_id": deputy.id, "text": "收到"}
    hook.answers = [web.json_response(wish)]
    await api("setWebhook", url=url)
    await deputy.sends("请回话")
    await deputy.sees("收到")


async def test_pending_updates_are_dropped_when_asked(api: Api, deputy: Phone) -> None:
    await deputy.sends("旧话")
    assert (await api("getWebhookInfo")).result["pending_update_count"] == 1
    await api("deleteWebhook", drop_pending_updates=True)
    assert await api.updates() == []
    bad = await api("setWebhook", url="https://example.org", secret_token="not so")
    assert bad.refusal == (400, "Bad Request: secret token contains unallowed characters")


async def test_pages_hear_of_everything(
    http: aiohttp.ClientSession, sandbox: Sandbox, stage: Stage
) -> None:
    async with http.get(f"{sandbox.url}/stage/events") as stream:
        await stream.content.readline()
        deputy = stage.phone("李秀兰")
        await deputy.opens()
        await stage.advance(60)
        told = []
        async with asyncio.timeout(10):
            while len(told) < 3:
                line = (await stream.content.readline()).decode()
                if line.startswith("data: "):
                    told.append(line)
    assert ['"users"' in told[0], '"message"' in told[1], '"clock"' in told[2]] == [True] * 3
