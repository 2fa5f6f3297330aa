"""月调度: unit by stage, what was refused, which opinions are late, what was extended (P06)."""

from bot.sandbox.client import words
from tests.flows.steps import answer_questions
from tests.house import LEAD, OFFICER, SUPERVISOR, House
from tests.practices.cadence import frozen, office, reports, sheet


async def test_the_matrix_of_the_first_working_day(house: House) -> None:
    reports(house, monthly='["supervisor"]')
    await office(house, LEAD, OFFICER, SUPERVISOR)
    lead, supervisor = house.phone(LEAD), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 0)
    await lead.presses("1. 0109 回答几个问题")
    await answer_questions(lead)
    await house.to(2026, 6, 1, 8, 30)
    text = words(await supervisor.sees("月调度"))
    assert "省生态环境厅：交办 2 办前沟通 1" in text
    assert "会办意见迟到 1 份" in text  # of 0108, due on 7 May
    assert "办前沟通率：0/0" in text
    found = await sheet(house, supervisor, "月调度-2026-06-01.xlsx")
    assert found["单位与阶段"][1][:3] == ("省生态环境厅", 2, 1)
    late = [row for row in found["退办延期会办"] if row[0] == "会办意见迟到"]
    assert [(row[1], row[3], row[4]) for row in late] == [("0108", "省农业农村厅", 25)]
    assert frozen(house, "monthly")["since"] == "2026-05-01"
