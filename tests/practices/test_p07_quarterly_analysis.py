"""季分析: topics, classes, days each step took, and what is asked for again and again (P07)."""

from bot.sandbox.client import words
from tests.flows.steps import give_reply
from tests.house import LEAD, OFFICER, SUPERVISOR, House, at
from tests.practices.cadence import frozen, office, reports, sheet


async def test_the_analysis_of_a_quarter(house: House) -> None:
    reports(house, quarterly='["supervisor"]')
    await office(house, LEAD, OFFICER, SUPERVISOR)
    await house.to(2026, 4, 17, 9, 0)
    await give_reply(house.phone(OFFICER))
    await house.settle()
    await house.to(2026, 7, 3, 8, 30)
    supervisor = house.phone(SUPERVISOR)
    card = await supervisor.sees("季分析")
    assert card["date"] >= at(2026, 7, 3, 8, 0).timestamp()
    text = words(card)
    assert "优生态 1" in text
    assert "惠民生 2" in text
    assert "B 1" in text
    assert "交办到答复：10.0 天（1 件）" in text
    assert "相近的建议（1 组）" in text
    assert "0108、0109（跨 1 年）" in text
    found = await sheet(house, supervisor, "季分析-2026-07-03.xlsx")
    assert ("主题", "惠民生", 2, "0108、0109") in found["主题类别"]
    assert found["重复建议"][1] == (2, 1, "0108、0109")
    assert frozen(house, "quarterly")["analysis"]["days"]["to_reply"] == [10, 1]
