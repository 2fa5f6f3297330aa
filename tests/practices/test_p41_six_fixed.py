"""P41 六定: leader, office, officer, task, goal and milestones stand before work starts."""

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import begin
from tests.house import LEAD, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import move
from tests.practices.gate_steps import stopped, with_gates
from tests.practices.plan_steps import make_plan, plan_page


async def test_no_work_before_all_six_stand_and_changes_stay_in_the_record(
    one_matter: House,
) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await with_gates(house, "six_fixed")
    missing = await stopped(house, "办理进展")
    assert "尚未做到：六定" in missing["text"]
    await officer.presses("办理方案", missing)
    page = await officer.sees("还缺：", after=missing)
    assert "还缺：办理任务、工作目标、时间节点" in page["text"]

    await make_plan(officer)
    page = await plan_page(officer)
    assert "还缺" not in page["text"]
    assert "削减湖区总磷" in page["text"]
    await begin(officer, "办理进展")
    await officer.sees("请写", after=page)

    await make_plan(officer, steps="4月28日 完成现场调研", button="修改方案")
    kept = rows(house, "SELECT count(*) FROM plans")
    assert kept == [(2,)]
    owed = rows(house, "SELECT due_on FROM duties WHERE kind = 'milestone' AND state = 'open'")
    assert [str(day) for (day,) in owed] == ["2026-04-28"]


async def test_a_milestone_that_cannot_be_is_refused_by_its_line(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    page = await plan_page(officer)
    await officer.presses("制定方案", page)
    await officer.sees("办理任务是什么", after=page)
    await officer.sends("削减湖区总磷。")
    await officer.sees("工作目标是什么")
    await officer.sends("总磷年均值降到0.05以下。")
    await officer.sees("有哪些时间节点")
    await officer.sends("尽快 完成调研")
    await officer.sees("这一行看不懂：“尽快 完成调研”")
    await officer.sends("12月1日 完成调研")
    await officer.sees("晚于答复期限2026年7月7日")
    await officer.sends("4月20日 完成调研")
    await officer.sees("没有错的话，请提交")


async def test_a_plan_of_another_unit_does_not_count(one_matter: House) -> None:
    house = one_matter
    await with_gates(house, "six_fixed")
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await make_plan(officer)
    await house.settle()
    states = "SELECT DISTINCT state FROM duties WHERE kind = 'milestone'"
    assert rows(house, states) == [("open",)]
    await move(supervisor, "改派单位", "农业农村厅", "主要内容是养殖尾水。")
    await house.phone(LEAD).sees("现改由农业农村厅办理")
    await house.settle()
    assert rows(house, states) == [("cancelled",)]
    assert "办理任务：—" in words(await plan_page(supervisor))
