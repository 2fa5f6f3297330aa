"""P52 年度回头看: a campaign of the year, begun once, with its progress."""

from tests.flows.steps import give_reply
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
