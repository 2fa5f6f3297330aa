"""P43 先沟通后办理: nothing is handled before the deputy has been heard."""

import openpyxl

from tests.flows.steps import answer_questions, happened, open_card, report_progress
from tests.house import LEAD, LEADER, OFFICER, House
from tests.practices.gate_steps import stopped, with_gates


async def test_no_progress_before_the_contact(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await with_gates(house, "contact_before_handling")
    told = await stopped(house, "办理进展")
    assert "尚未做到：先沟通后办理" in told["text"]
    assert (await house.record())["stage"] == "assigned"

    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    await report_progress(officer, "方案初稿已完成。")
    await lead.sees("方案初稿已完成。")
    await house.settle()
    assert (await house.record())["stage"] == "in_progress"


async def test_it_is_passed_only_by_the_word_of_somebody_above(one_matter: House) -> None:
    house = one_matter
    officer, leader = house.phone(OFFICER), house.phone(LEADER)
    await with_gates(house, "contact_before_handling")
    told = await stopped(house, "办理进展")
    await officer.presses("申请例外", told)
    asked = await officer.sees("请写明理由", after=told)
    await officer.sends("代表出国，两个月内联系不上", reply_to=asked)
    await officer.sees("已请刘明华批复")
    request = await leader.sees("申请例外")
    assert "代表出国，两个月内联系不上" in request["text"]

    # While it is not decided it stands; asked once more, it is said that it waits.
    again = await stopped(house, "办理进展")
    assert "正在等待批复" in again["text"]
    await leader.presses("不同意", request)
    await officer.sees("不同意第0107号建议例外")
    assert "已经用过" in (await leader.presses_data(request, "gate_yes:1"))["text"]

    told = await stopped(house, "办理进展")
    await officer.presses("申请例外", told)
    await officer.sees("请写明理由", after=told)
    await officer.sends("代表书面委托先办")
    request = await leader.sees("代表书面委托先办")
    # Nobody lets themselves pass.
    assert "不在您的权限" in (await officer.presses_data(told, "gate_yes:2"))["text"]
    await leader.presses("同意", request)
    await officer.sees("✅ 刘明华同意第0107号建议例外")
    await report_progress(officer, "先行办理。")
    card = await open_card(officer)
    assert "⚠️ 例外：先沟通后办理（代表书面委托先办；刘明华批准）" in card["text"]
    await house.to(2026, 4, 7, 8, 45)
    await leader.sends("/report 月")
    assert "例外放行 1 件：0107" in (await leader.sees("月调度"))["text"]
    record = await house.record()
    assert [one["is_granted"] for one in record["passes"]] == [False, True]
    assert record["passes"][1]["decided_by"] == LEADER
    assert len(happened(record, "pass_asked")) == 2
    assert len(happened(record, "pass_granted")) == 1
    await house.lianluo("export", "ledger", "out.xlsx")
    sheet = openpyxl.load_workbook(house.data.parent / "out.xlsx").worksheets[0]
    shown = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "先沟通后办理（代表书面委托先办；刘明华）" in shown
