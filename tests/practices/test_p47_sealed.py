"""封存 (P47): what the unit does not see while a deputy may still be talked into something else."""

import io

import openpyxl

from bot.sandbox.client import words
from tests.flows.steps import from_bot, open_card, rate, tick
from tests.house import LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.honest_steps import replied


async def test_a_second_rating_is_told_when_it_has_stood_for_a_day(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    await replied(house)
    await rate(lead, "满意", "满意", "基本满意")
    await house.to(2026, 4, 9, 9, 0)
    await lead.sees("已办结")
    await house.to(2026, 11, 3, 10, 0)
    await supervisor.presses("再次请代表评价", await open_card(supervisor))
    form = await lead.sees("请您再评价一次第0107号建议")
    await lead.presses("基本满意", form)
    first = await supervisor.sees("基本满意 → 基本满意")
    for name in (OFFICER, LEADER):
        assert "封存" in words(await house.phone(name).sees("再次评价第0107号建议"))
    # Bettered after the unit was in touch: the committee looks into it, the unit still waits.
    await lead.sends("想问问后续。")
    await officer.sends("请您查收水质月报。", reply_to=await officer.sees("想问问后续。"))
    await lead.sees("请您查收水质月报。")
    await lead.presses("满意", form)
    await supervisor.sees("基本满意 → 满意", after=first)
    await supervisor.sees("接触之后，评价改好了")
    await house.settle()
    assert not await from_bot(officer, "→")
    await house.to(2026, 11, 4, 8, 30)
    for name in (OFFICER, LEADER):
        assert "基本满意 → 满意" in words(await house.phone(name).sees("→"))
    await house.settle()
    assert len(await from_bot(officer, "→")) == 1


async def test_the_ledger_shows_a_reason_only_with_its_grades(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    form = await replied(house)
    await tick(lead, form, "不满意", "满意", "满意")
    await lead.presses("提交评价", form)
    await lead.sees("不满意的原因", after=form)
    await tick(lead, form, "满意")  # thought better of before the reason was given
    await lead.sends("开头想选不满意，后来他们来了。")
    await lead.sees("谢谢您的评价")
    assert await _reason(house) == "None"
    await house.to(2026, 4, 9, 9, 0)
    await officer.sees("已办结")
    assert await _reason(house) == "None"  # nothing is dissatisfied, so there is no reason


async def _reason(house: House) -> str:
    officer = house.phone(OFFICER)
    sent = await officer.sends("/ledger")
    await house.settle()
    file = [one for one in await officer.messages() if one["message_id"] > sent["message_id"]][-1]
    book = openpyxl.load_workbook(io.BytesIO(await officer.downloads(file)))
    header, line = list(book.worksheets[0].iter_rows(values_only=True))[:2]
    return str(line[header.index("不满意理由")])
