"""Limits and faults: what goes wrong on request goes wrong as it does with Telegram."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from sandbox_api import Api

from bot.sandbox.client import Json, Phone, Refused, Stage
from bot.sandbox.faults import Faults
from bot.sandbox.limits import Gate, Limits


@pytest.fixture
async def deputy(stage: Stage) -> Phone:
    phone = stage.phone("李秀兰")
    await phone.opens()
    return phone


class Time:
    """A clock for limits that stands still until it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_thirty_in_any_second_may_pass() -> None:
    time = Time()
    gate = Gate(Limits(enabled=True), time)
    assert [gate.retry_after(chat, into_chat=True) for chat in range(1, 32)] == [0] * 30 + [1]
    time.now += 0.999
    assert gate.retry_after(99, into_chat=True) == 1
    time.now += 0.001
    assert gate.retry_after(99, into_chat=True) == 0


def test_one_a_second_in_a_private_chat_and_twenty_a_minute_in_a_group() -> None:
    time = Time()
    gate = Gate(Limits(enabled=True), time)
    assert [gate.retry_after(7, into_chat=True) for _ in range(2)] == [0, 1]
    assert gate.retry_after(7, into_chat=False) == 0
    for _ in range(20):
        assert gate.retry_after(-7, into_chat=True) == 0
        time.now += 1
    assert gate.retry_after(-7, into_chat=True) == 40
    time.now += 40
    assert gate.retry_after(-7, into_chat=True) == 0


def test_a_bucket_refills_evenly() -> None:
    time = Time()
    gate = Gate(Limits(enabled=True, style="bucket"), time)
    assert [gate.retry_after(chat, into_chat=True) for chat in range(1, 32)] == [0] * 30 + [1]
    time.now += 1.5 / 30
    assert [gate.retry_after(chat, into_chat=True) for chat in (50, 51)] == [0, 1]


def test_the_same_seed_throws_the_same_dice() -> None:
    runs = []
    for _ in range(2):
        faults = Faults()
        faults.replace([{"kind": "reset", "probability": 0.5}], seed=7)
        runs.append([faults.pick("sendmessage", 1) is not None for _ in range(100)])
    assert runs[0] == runs[1]
    assert 20 < sum(runs[0]) < 80


async def test_limits_are_off_until_asked_for(api: Api, stage: Stage, deputy: Phone) -> None:
    for _ in range(40):
        assert (await api("sendMessage", chat_id=deputy.id, text="x")).result
    await stage.limits(enabled=True)
    assert (await api("sendMessage", chat_id=deputy.id, text="x")).result
    refused = await api("sendMessage", chat_id=deputy.id, text="x")
    assert refused.refusal == (429, "Too Many Requests: retry after 1")
    assert refused.body["parameters"] == {"retry_after": 1}
    with pytest.raises(Refused, match="can't be set"):
        await stage.limits(private_per_second="much")


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ({"kind": "blocked"}, (403, "Forbidden: bot was blocked by the user")),
        ({"kind": "error", "status": 500}, (500, "Internal Server Error")),
        ({"kind": "too_many", "retry_after": 9}, (429, "Too Many Requests: retry after 9")),
        (
            {"kind": "migrated", "migrate_to_chat_id": -5},
            (400, "Bad Request: group chat was upgraded to a supergroup chat"),
        ),
    ],
)
async def test_refusals_happen_as_often_as_asked(
    api: Api, stage: Stage, deputy: Phone, fault: Json, refusal: tuple[int, str]
) -> None:
    match = {"method": "sendMessage", "chat_id": deputy.id}
    await stage.faults({**fault, "match": match, "count": 1})
    assert (await api("getChat", chat_id=deputy.id)).result
    assert (await api("sendMessage", chat_id=deputy.id, text="x")).refusal == refusal
    assert (await api("sendMessage", chat_id=deputy.id, text="y")).result
    assert [one["text"] for one in await deputy.messages()] == ["/start", "y"]


async def test_a_bad_gateway_answers_with_a_page(
    api: Api, stage: Stage, http: aiohttp.ClientSession
) -> None:
    await stage.faults({"kind": "error", "status": 502})
    async with http.get(f"{api.url}/bot1:a/getMe") as answer:
        assert answer.status == 502
        assert (await answer.text()).startswith("<html>")
    await stage.faults()
    assert (await api("getMe")).result


@pytest.mark.parametrize(("kind", "arrived"), [("reset", []), ("reset_after", ["x"])])
async def test_a_broken_connection_comes_before_or_after_the_effect(
    api: Api, stage: Stage, deputy: Phone, kind: str, arrived: list[str]
) -> None:
    await stage.faults({"kind": kind, "match": {"method": "sendMessage"}, "count": 1})
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("sendMessage", chat_id=deputy.id, text="x")
    assert [one["text"] for one in await deputy.messages()] == ["/start", *arrived]
    (call,) = await stage.calls("sendMessage")
    assert (call["status"], call["error"]) == (0, kind)
    assert (call["message_id"] is not None) == bool(arrived)


@pytest.mark.parametrize(("kind", "arrived"), [("slow", False), ("slow_after", True)])
async def test_slowness_comes_before_or_after_the_effect(
    api: Api, stage: Stage, deputy: Phone, kind: str, arrived: bool
) -> None:
    await stage.faults({"kind": kind, "seconds": 600, "match": {"method": "sendMessage"}})
    call = asyncio.create_task(api("sendMessage", chat_id=deputy.id, text="慢"))
    assert await stage.calls("sendMessage", wait=10)
    if arrived:
        await deputy.sees("慢")
    else:
        assert [one["text"] for one in await deputy.messages()] == ["/start"]
    assert not call.done()
    call.cancel()


async def test_a_group_migrates_in_the_middle_of_a_call(api: Api, stage: Stage) -> None:
    old = await stage.add_group("办理小组", stage.phone("陈思远"), is_forum=False)
    await stage.faults({"kind": "migrated", "match": {"chat_id": old.id}, "count": 1})
    refused = await api("sendMessage", chat_id=old.id, text="x")
    new = refused.body["parameters"]["migrate_to_chat_id"]
    assert (await api("sendMessage", chat_id=new, text="x")).result
    state = await stage.state()
    assert [group["id"] for group in state["groups"] if group["title"] == "办理小组"] == [new]


async def test_nonsense_is_told_in_one_sentence(stage: Stage) -> None:
    with pytest.raises(Refused, match="A fault is one of"):
        await stage.faults({"kind": "earthquake"})
    with pytest.raises(Refused, match="between 0 and 1"):
        await stage.faults({"kind": "reset", "probability": 3})
