"""周例会: on Monday each office has its card: due soon, overdue, contact missing, 不满意 (P05)."""

from bot.sandbox.client import words
from tests.flows.steps import from_bot, moment
from tests.house import LEAD, LEADER, OFFICER, SUPERVISOR, House, at
from tests.practices.cadence import frozen, office, reports, sheet


async def test_the_monday_card_says_what_needs_somebody_s_eye(house: House) -> None:
    reports(house, weekly='["leader", "supervisor"]')
    await office(house, OFFICER, LEADER, SUPERVISOR)
    supervisor = house.phone(SUPERVISOR)
    await house.to(2026, 5, 29, 9, 0)  # a Friday: nothing new
    await house.settle()
    before = len(await from_bot(supervisor, "周例会"))
    await house.to(2026, 6, 1, 7, 59)  # Monday, before the hour
    await house.settle()
    assert len(await from_bot(supervisor, "周例会")) == before
    await house.to(2026, 6, 1, 8, 1)
    card = await supervisor.sees("2026年6月1日（周一），共 3 件")
    text = words(card)
    assert moment(card) >= at(2026, 6, 1, 8, 0)
    # 0109 was given out on 2 March: its three months are over tomorrow.
    assert "14 天内到期（1）" in text
    assert "0109" in text
    assert "1 天" in text
    assert "缺少沟通" in text
    assert "已逾期" not in text
    # The leader hears of what is in his own charge, nobody else's.
    mine = words(await house.phone(LEADER).sees("我分管的建议", after=None))
    assert "共 3 件" in mine
    # The sheet has the same, and the row behind both too.
    found = await sheet(house, supervisor, "周例会-2026-06-01.xlsx")
    assert ("即将到期", "0109", "关于加强农村饮水安全保障的建议", 1) in found["关注清单"]
    figures = frozen(house, "weekly")
    assert [one[1] for one in figures["attention"]["due_soon"]] == [1]
    # The officer has no card: the profile does not name him.
    assert await from_bot(house.phone(OFFICER), "周例会") == []
    await house.to(2026, 6, 8, 8, 1)
    assert "已逾期（1）" in words(await supervisor.sees("2026年6月8日", after=card))


async def test_whoever_asks_is_answered_or_told_how(one_matter: House) -> None:
    house = one_matter
    officer, lead = house.phone(OFFICER), house.phone(LEAD)
    await officer.sends("/report 天气")
    await officer.sees("/report 周、月、季、半年、全年")
    await officer.sends("/report 周 2026-12-31")
    await officer.sees("还没有到")
    await officer.sends("/report 周 2026-04-06")
    await officer.sees("2026年4月6日（周一）的周例会里还没有属于您的建议")
    await officer.sends("/report")
    await officer.presses("半年总结", await officer.sees("请选择要看的报表"))
    await officer.sees("半年总结")
    await lead.sends("/report")
    await lead.sees("不在您的权限")
