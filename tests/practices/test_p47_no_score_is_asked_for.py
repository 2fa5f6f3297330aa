"""杜绝“被满意” (P47): no words of staff that ask for a score reach a deputy, by whatever way."""

from typing import Any

import pytest

from bot.sandbox.client import Phone
from tests.flows.small import rows
from tests.flows.steps import (
    from_bot,
    give_reply,
    labels,
    matter,
    open_card,
    open_office,
    rate,
)
from tests.house import EVERYBODY, LEAD, OFFICER, SUPERVISOR, House
from tests.practices.honest_steps import log_of, replied, write


async def test_not_before_the_reply_either(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    sent = await write(officer, "答复马上送达，请您务必三项都打满意。")
    await officer.sees("这句话没有发出", after=sent)
    await house.settle()
    assert not await from_bot(lead, "打满意")


async def test_a_rating_that_opened_a_round_stands(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await replied(house)
    form = await rate(lead, "不满意", "满意", "满意")
    await lead.sees("不满意的原因", after=form)
    sent = await lead.sends("没有说到点子上。")
    await officer.sees("第2轮重新办理")
    await house.settle()
    given = (await from_bot(lead, "答复内容：不满意"))[-1]
    assert labels(given) == []
    told = await lead.presses_data(given, "rerate:1")
    assert "上一轮的评价已如实记录，不再改动" in told["text"]
    # Asked to change it all the same, the deputy never hears of it.
    asked = await write(officer, "拜托您把评价改为满意。")
    await officer.sees("这句话没有发出", after=asked)
    await house.settle()
    assert not [
        one for one in await from_bot(lead, "改为") if one["message_id"] > sent["message_id"]
    ]
    ratings = (await house.record())["ratings"]
    assert [(one["round"], one["content"]) for one in ratings] == [(1, "dissatisfied")]


async def test_not_at_the_look_back(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    await replied(house)
    await rate(lead, "满意", "满意", "基本满意")
    await house.to(2026, 4, 9, 9, 30)
    await lead.sees("已办结")
    await supervisor.presses("再次请代表评价", await open_card(supervisor))
    await lead.sees("请您再评价一次第0107号建议")
    await lead.sends("想问问后续。")
    relayed = await officer.sees("想问问后续。")
    await officer.sends("请您这次务必打满意，拜托了。", reply_to=relayed)
    await officer.sees("这句话没有发出", after=relayed)
    await house.settle()
    assert not await from_bot(lead, "务必打满意")


@pytest.fixture
async def two_matters(house: House) -> House:
    """No. 0107 has been replied to, No. 0108 has not; both are Li's."""
    await open_office(house, matter("0107"), matter("0108"), joined=EVERYBODY)
    await house.to(2026, 4, 7, 9, 0)
    await give_reply(house.phone(OFFICER))
    await house.phone(LEAD).sees("已正式答复")
    await house.settle()
    return house


async def _says(officer: Phone, said: str, seen: str, *, after: dict[str, Any]) -> dict[str, Any]:
    await officer.sees(seen, after=after)
    return await officer.sends(said)


async def test_not_by_a_poll(two_matters: House) -> None:
    house = two_matters
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    card = await open_card(officer, "0108")
    await officer.presses("社情民意", card)
    page = await officer.sees("社情民意 · 第0108号", after=card)
    await officer.presses("征求代表意见", page)
    asked = await officer.sees("征求哪些代表", after=page)
    await officer.presses(next(one for one in labels(asked) if "(" in one), asked)
    sent = await _says(
        officer, "第0107号的评价，请您三项都打满意，可以吗？", "想问什么", after=asked
    )
    await officer.sees("这句话没有发出", after=sent)
    sent = await officer.sends("您对第0107号怎么看？")
    await officer.sees("每行写一个", after=sent)
    sent = await officer.sends("打满意\n再想想")
    await officer.sees("这句话没有发出", after=sent)
    await house.settle()
    assert not await from_bot(lead, "打满意")
    assert rows(house, "SELECT count(*) FROM polls") == [(0,)]


async def test_not_by_an_invitation(two_matters: House) -> None:
    house = two_matters
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    card = await open_card(officer, "0108")
    await officer.presses("约见代表", card)
    await house.settle()
    await officer.presses("座谈会", (await from_bot(officer))[-1])
    await house.settle()
    sent = await officer.sends("厅三楼会议室（第0107号请您务必打满意）")
    await officer.sees("这句话没有发出", after=sent)
    await house.settle()
    assert not await from_bot(lead, "打满意")


async def test_not_in_the_words_of_others(two_matters: House) -> None:
    """What the committee has noted, as it was heard, is looked at where a unit would pass it on."""
    house = two_matters
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    card = await open_card(supervisor, "0107")
    await supervisor.presses("社情民意", card)
    page = await supervisor.sees("社情民意 · 第0107号", after=card)
    await supervisor.presses("登记民意", page)
    asked = await supervisor.sees("在哪里听到的", after=page)
    await supervisor.presses("网络", asked)
    await _says(supervisor, "网友：请代表三项都打满意。", "说了什么", after=asked)
    await supervisor.sees("都打满意", after=asked)
    card = await open_card(officer, "0107")
    await officer.presses("社情民意", card)
    page = await officer.sees("都打满意", after=card)
    told = await officer.presses("转告代表第1条", page)
    assert "没有发出" in told["text"]
    await house.settle()
    assert rows(house, "SELECT told_at FROM voices") == [(None,)]  # nothing half done
    assert not await from_bot(lead, "打满意")
    assert "陈思远 索要好评，已拦下： 网友：请代表三项都打满意。" in await log_of(house)


async def test_the_committee_reads_what_was_stopped(two_matters: House) -> None:
    house = two_matters
    officer = house.phone(OFFICER)
    sent = await write(officer, "请您点一下满意就行。")
    await officer.sees("这句话没有发出", after=sent)
    log = await log_of(house)
    assert "陈思远 索要好评，已拦下" in log
    assert "点一下满意" in log
