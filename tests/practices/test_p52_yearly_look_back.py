"""P52 年度回头看: a campaign of the year, begun once, with its progress."""

from tests.flows.small import rows
from tests.flows.steps import give_reply, owed, rate
from tests.house import LEAD, OFFICER, SUPERVISOR, House
from tests.practices.promise_steps import note_promise


async def test_the_campaign_of_a_year(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await supervisor.sends("/lookback")
    begin = await supervisor.sees("2026年回头看：将就0项承诺")
    refused = await supervisor.presses("开始2026年回头看", begin)
    assert "没有可回头看的" in refused["text"]
    await give_reply(officer)
    await note_promise(officer, "完成清淤。", "2026年8月20日")
    await supervisor.sends("/lookback")
    begin = await supervisor.sees("将就1项承诺", after=begin)
    await supervisor.presses("开始2026年回头看", begin)
    await supervisor.sees("已问 1 项，已答 0 项")
    await lead.presses("部分兑现", await lead.sees("回头看：您的第0107号"))
    await officer.sees("承诺作了评价：部分兑现")
    sent = await supervisor.sends("/lookback")
    await supervisor.sees("已问 1 项，已答 1 项", after=sent)
    sent = await supervisor.sends("/lookback 明年")
    await supervisor.sees("请写四位年份", after=sent)


async def test_who_is_silent_is_asked_again_and_the_result_is_rated_anew(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await note_promise(officer, "完成清淤。", "2026年8月20日")
    await house.to(2026, 4, 8, 9, 30)
    await rate(lead, "满意", "满意", "基本满意")
    await house.to(2026, 4, 10, 9, 30)
    await lead.sees("已办结")
    await house.to(2026, 9, 1, 9, 30)
    await supervisor.sends("/lookback")
    await supervisor.presses("开始2026年回头看", await supervisor.sees("将就1项承诺"))
    await supervisor.sees("结果再评价：已问 1 件，已评 0 件")
    asked = await lead.sees("回头看：您的第0107号")
    second = await lead.sees("请您再评价一次")
    await lead.presses("满意", second)
    await house.to(2026, 9, 8, 9, 30)
    await house.to(2026, 9, 9, 15, 0)
    again = await lead.sees("回头看：您的第0107号", after=asked)
    await lead.presses("部分兑现", again)
    await officer.sees("承诺作了评价：部分兑现")
    # It may be changed: then the promise counts as kept, and is owed by nobody.
    await lead.presses("已兑现", again)
    await officer.sees("承诺作了评价：已兑现")
    await house.settle()
    assert rows(house, "SELECT state, view FROM promises") == [("kept", "kept")]
    assert owed(house, "look_back") == [(LEAD, "done")]
    sent = await supervisor.sends("/lookback")
    await supervisor.sees("已评 1 件", after=sent)


async def test_whom_the_chat_does_not_reach_counts_as_not_asked(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await note_promise(officer, "完成清淤。", "2026年8月20日")
    await lead.sees("承办单位承诺")
    await lead.blocks()
    await house.settle()
    await supervisor.sends("/lookback")
    await supervisor.presses("开始2026年回头看", await supervisor.sees("将就1项承诺"))
    await supervisor.sees("已问 0 项，已答 0 项；联系不上、未能询问 1 项")
    await lead.unblocks()
