"""How a year is looked back on."""

from typing import Any

from bot.sandbox.client import Phone
from tests.flows.steps import labels
from tests.house import SUPERVISOR, House


async def begin_look_back(house: House, year: str = "2026") -> dict[str, Any]:
    """/lookback, and begin it, until it is put together; what is said to that."""
    supervisor = house.phone(SUPERVISOR)
    sent = await supervisor.sends("/lookback")
    begin = await supervisor.sees(f"{year}年回头看：将就", after=sent)
    await supervisor.presses(f"开始{year}年回头看", begin)
    told = await supervisor.sees("回头看已开始", after=begin)
    await house.settle()
    return told


async def look_back_card(supervisor: Phone, words: str = "") -> dict[str, Any]:
    """/lookback once it has begun."""
    sent = await supervisor.sends(f"/lookback {words}".strip())
    return await supervisor.sees("年回头看 ", after=sent)


async def asked_to_look_back(
    house: House, deputy: Phone, number: str = "0107", *, after: dict[str, Any] | None = None
) -> dict[str, Any]:
    """What the deputy is asked about a suggestion, alone or out of a list."""
    await house.settle()
    listed = [
        (one, label)
        for one in await deputy.messages()
        for label in labels(one)
        if f"{number} 回头看" in label
        and (after is None or one["message_id"] > after["message_id"])
    ]
    if listed:
        await deputy.presses(listed[-1][1], listed[-1][0])
    return await deputy.sees("您看兑现了吗", after=after)
