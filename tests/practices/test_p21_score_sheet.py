"""纳入年度绩效考核: a score for each office, every point with its reason (P21)."""

from tests.flows.steps import answer_questions, give_reply
from tests.house import LEAD, OFFICER, SUPERVISOR, House
from tests.practices.cadence import frozen, office, reports, sheet


async def test_each_office_has_its_score_with_the_reasons(house: House) -> None:
    reports(house)
    await office(house, LEAD, OFFICER, SUPERVISOR)
    lead, supervisor = house.phone(LEAD), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 0)
    await lead.presses("2. 0107 回答几个问题")
    await answer_questions(lead)
    await give_reply(house.phone(OFFICER))
    await house.settle()
    await house.to(2026, 6, 10, 9, 0)  # 0109 is overdue
    await supervisor.sends("/report 半年")
    await supervisor.sees("评分")
    rows = (await sheet(house, supervisor, "半年总结-2026-06-10.xlsx"))["评分"]
    # In time 1 of 2: 10 of 20; no contact in all phases: 0 of 20; nobody met: 0 of 15;
    # solved: 25 of 25. Of 80 possible 35, less 2 for what is overdue.
    assert rows[1][:3] == ("省生态环境厅", "水处", round(100 * 35 / 80 - 2, 1))
    told = {row[3]: row[4:] for row in rows[1:]}
    assert told["按时答复率"] == (1, 2, 10, 20, None)
    assert told["解决率"] == (1, 1, 25, 25, None)
    assert told["超期件"] == (1, 3, -2, "扣分", None)
    nobody = "本期没有可计的建议，本项不计分"
    assert told["满意率（含基本满意）"] == (None, None, None, 10, nobody)  # nobody has rated
    assert frozen(house, "half_year")["units"]["scores"][0]["office"] == "水处"
