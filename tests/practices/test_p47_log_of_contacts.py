"""答复后接触 (P47): whatever brought the units before the deputy since the reply, by its doer."""

from bot.sandbox.client import words
from tests.flows.steps import (
    begin,
    from_bot,
    give_reply,
    labels,
    matter,
    open_card,
    open_office,
    rate,
    record_visit,
)
from tests.house import EVERYBODY, LEAD, OFFICER, SUPERVISOR, House
from tests.practices.honest_steps import log_of, replied, watched


async def test_visits_voices_and_files_are_in_it(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 15, 10)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.to(2026, 4, 7, 16, 30)
    await record_visit(officer, summary="上门做工作")  # written down by its day, not its hour
    for kind, name in (("voice", "v.ogg"), ("document", "说明.pdf")):
        await begin(officer, "给代表发消息")
        await officer.sees("请写要发给")
        await house.settle()
        await officer.uploads((name, b"%PDF-1.4 or a voice"), kind=kind)
        await house.settle()
        await officer.presses("发送", (await from_bot(officer, "将发给"))[-1])
        await house.settle()
    log = await log_of(house)
    assert "陈思远 登记沟通： 登门走访 上门做工作" in log
    assert "陈思远 发给代表： [语音]" in log
    assert "陈思远 发给代表： [文件] 说明.pdf" in log
    assert "语音、图片和文件 2 条" in log
    listed = await watched(house)
    assert "答复后的语音和文件：2" in words(listed)
    assert "📎 0107 2" in labels(listed)


async def test_what_staff_bring_about_is_in_it_and_may_be_too_soon_before_a_rating(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    await replied(house)
    await begin(officer, "数据链接")
    asked = await officer.sees("标题")
    sent = await officer.sends("水质月报")
    await officer.sees("https", after=asked)
    await officer.sends("https://sthjt.hunan.gov.cn/report")
    await officer.presses("提交", await officer.sees("没有错的话，请提交", after=sent))
    await lead.sees("水质月报")
    await rate(lead, "满意", "满意", "满意")
    await supervisor.sees("几分钟内就给了好评")
    log = await log_of(house)
    assert "陈思远 的操作告知代表： " in log
    assert "水质月报" in log
    told = [one for one in (await house.record())["messages"] if "水质月报" in (one["text"] or "")]
    assert {one["caused_by"] for one in told if one["to"] == LEAD} == {OFFICER}


async def test_what_the_unit_sends_about_other_suggestions_is_in_it(house: House) -> None:
    await open_office(house, matter("0107"), matter("0108"), joined=EVERYBODY)
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.to(2026, 4, 7, 9, 30)
    card = await open_card(officer, "0108")
    await officer.presses("社情民意", card)
    page = await officer.sees("社情民意 · 第0108号", after=card)
    await officer.presses("征求代表意见", page)
    asked = await officer.sees("征求哪些代表", after=page)
    await officer.presses(next(one for one in labels(asked) if "(" in one), asked)
    await officer.sees("想问什么", after=asked)
    sent = await officer.sends("先修东岸还是西岸？")
    await officer.sees("每行写一个", after=sent)
    sent = await officer.sends("东岸\n西岸")
    await officer.presses("发出", await officer.sees("先修东岸还是西岸？", after=sent))
    await lead.sees("先修东岸还是西岸？")
    await house.settle()
    log = await log_of(house)
    assert "陈思远 的操作告知代表： （0108）" in log
    assert "东岸还是西岸" in log
    assert not await from_bot(officer, "答复后的接触")
