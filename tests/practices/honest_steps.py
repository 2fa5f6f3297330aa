"""What happens again and again around a rating that is to be the deputy's own."""

from pathlib import Path
from typing import Any

from bot.sandbox.client import Phone, words
from tests.flows.steps import begin, from_bot, give_reply, open_card
from tests.house import LEAD, OFFICER, SUPERVISOR, House

SECOND = "赵核对"  # another of the committee


def rules(house: House, text: str) -> None:
    """Rules about ratings of this office's own; before the bot starts (again)."""
    file = Path(house.settings["LIANLUO_PROFILE"])
    usual = file.read_text("utf-8")
    quick = "[honest]\nleast_seconds = 0\ncall_back_share = 0\n"
    assert quick in usual
    own = text if "least_seconds" in text else f"least_seconds = 0\n{text}"
    file.write_text(usual.replace(quick, f"[honest]\n{own}\n"), "utf-8")


async def replied(house: House) -> dict[str, Any]:
    """The reply reaches the deputies on 7 April; on the 8th at nine the form is there."""
    await house.to(2026, 4, 7, 9, 0)
    await give_reply(house.phone(OFFICER))
    await house.phone(LEAD).sees("已正式答复")
    await house.phone(OFFICER).sees("✅ 已送达李秀兰")
    await house.to(2026, 4, 8, 9, 0)
    return await house.phone(LEAD).sees("请您评价第0107号")


async def write(officer: Phone, said: str) -> dict[str, Any]:
    """给代表发消息, up to 发送; what was sent."""
    await begin(officer, "给代表发消息")
    sent = await officer.sends(said)
    await officer.presses("发送", await officer.sees("将发给", after=sent))
    return sent


async def watched(house: House, name: str = SUPERVISOR) -> dict[str, Any]:
    """/honest of somebody of the committee."""
    phone = house.phone(name)
    sent = await phone.sends("/honest")
    return await phone.sees("评价监督", after=sent)


async def log_of(house: House) -> str:
    """答复后接触, as a supervisor reads it."""
    phone = house.phone(SUPERVISOR)
    card = await open_card(phone)
    await phone.presses("答复后接触", card)
    return words(await phone.sees("答复后的接触", after=card))


async def heard_by_the_unit(house: House, *pieces: str) -> list[str]:
    """What any phone of the unit and every export of the suggestion shows of these."""
    told = []
    for name in (OFFICER, "刘明华"):
        for piece in pieces:
            told += [words(one) for one in await from_bot(house.phone(name), piece)]
    for form in ("json", "html", "md"):
        record = await house.lianluo("export", "suggestion", "0107", "--format", form)
        told += [f"{form}: {piece}" for piece in pieces if piece in record]
    return told
