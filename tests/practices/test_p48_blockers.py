"""P48 打通堵点: what units cannot clear themselves is decided above them, and told to all."""

import openpyxl
import pytest

from bot.sandbox.client import Phone
from handlers.rules.profiles import load_profile
from tests.flows.steps import (
    DENIED,
    JOINT,
    happened,
    labels,
    matter,
    open_card,
    open_office,
    owed,
    write_matters,
)
from tests.house import LEAD, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import withdraw
from tests.practices.joint_steps import joint_card
from tests.practices.ladder_steps import of_agency

CLERK = "曹文斌"  # head of an office of the government office


async def test_the_committee_decides_where_the_government_office_has_nobody_here(
    house: House,
) -> None:
    row = matter(会办单位="农业农村厅")
    await open_office(house, row, joined=(LEAD, OFFICER, SUPERVISOR), besides=(JOINT,))
    officer, joint, supervisor = (house.phone(name) for name in (OFFICER, JOINT, SUPERVISOR))
    await house.to(2026, 4, 7, 9, 30)
    await joint.presses("提请协调", await joint_card(joint))
    await joint.presses("资金", await joint.sees("卡在哪里"))
    await joint.sees("请写明具体卡在哪里")
    await joint.sends("省级奖补资金还没有下达。")
    raised = await joint.sees("已提请代表工作委员会协调")
    assert "2026年4月21日" in raised["text"]
    asked = await supervisor.sees("请协调解决堵点")
    assert "资金：省级奖补资金还没有下达。" in asked["text"]
    assert "省级奖补资金" in (await officer.sees("农业农村厅就第0107号建议提请"))["text"]
    assert "⛔ 资金" in (await open_card(officer))["text"]
    sent = await officer.sends("/blockers")
    assert "省级奖补资金" in (await officer.sees("等待协调的堵点", after=sent))["text"]

    await supervisor.presses("答复协调", asked)
    await supervisor.sees("怎样协调解决")
    await supervisor.sends("财政厅5月底前下达。")
    await supervisor.sees("协调结果已告知")
    for phone in (officer, joint):
        assert "财政厅5月底前下达。" in (await phone.sees("有了协调结果"))["text"]
    told = await house.phone(LEAD).sees("已作协调")
    assert "资金方面的问题" in told["text"]
    sent = await supervisor.sends("/blockers")
    await supervisor.sees("没有等待协调的堵点", after=sent)
    record = await house.record()
    assert [one["decision"] for one in record["blockers"]] == ["财政厅5月底前下达。"]
    assert len(happened(record, "blocker_decided")) == 1
    assert owed(house, "blocker") == [(SUPERVISOR, "done")]


async def government_office(house: House, *rows: dict[str, str]) -> None:
    """The ledger, with a government office that has one clerk, is in; the bot runs."""
    path = write_matters(house.data.parent / "ledger.xlsx", *rows)
    book = openpyxl.load_workbook(path)
    book["承办单位"].append(["省人民政府办公厅", "省政府办公厅"])
    book["工作人员"].append([CLERK, "省政府办公厅", "议案处", "处室负责人", "13800000051"])
    book.save(path)
    await house.lianluo("import", str(path))
    await house.start()
    await house.join(LEAD, OFFICER, SUPERVISOR)


async def raise_one(officer: Phone, kind: str, what: str, asked: str) -> None:
    """提请协调."""
    card = await open_card(officer)
    await officer.presses("提请协调", card)
    await officer.presses(kind, await officer.sees("建议卡在哪里", after=card))
    said = await officer.sees("请写明具体卡在哪里", after=card)
    await officer.sends(what)
    await officer.sees(f"已提请{asked}协调", after=said)


async def test_the_government_office_decides_is_reminded_and_sees_no_talk(house: House) -> None:
    await government_office(house, matter())
    clerk = await house.stage.add_person(CLERK)
    await clerk.opens((await house.lianluo("invite", CLERK)).strip())
    await clerk.presses("确认")
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    sent = await clerk.sends("/s 0107")
    assert "湖区治理" not in (await clerk.sees("没有找到", after=sent))["text"]

    for kind, what in (("项目", "项目没有立项。"), ("职责或意见不一", "谁来牵头说法不一。")):
        await raise_one(officer, kind, what, "省政府办公厅")
    await clerk.sees("请协调解决堵点")
    assert owed(house, "blocker") == [(CLERK, "open")] * 2
    told = await supervisor.presses_data(await open_card(supervisor), "bldecide:1")
    assert DENIED in told["text"]  # it is not the committee's to decide

    sent = await clerk.sends("/s 0107")
    card = await clerk.sees("项目没有立项。", after=sent)
    assert "最近的话" not in card["text"]
    sent = await supervisor.sends("/blockers")
    listed = (await supervisor.sees("等待协调的堵点", after=sent))["text"]
    assert listed.index("项目") < listed.index("谁来")

    await house.to(2026, 4, 22, 9, 0)  # due on the 21st
    await clerk.sees("已超1天")
    await clerk.presses("答复协调", card)
    asked = await clerk.sees("怎样协调解决")
    assert "项目没有立项。" in asked["text"]
    await clerk.sends("6月立项。")
    await clerk.sees("协调结果已告知", after=asked)
    await house.phone(LEAD).sees("6月立项。")
    assert owed(house, "blocker")[:2] == [(CLERK, "done"), (CLERK, "open")]

    # Past its day the committee has heard of it, too, and need not wait any longer.
    await supervisor.sees("协调堵点 ⚠️已超1天")
    await supervisor.presses("答复协调", await open_card(supervisor))
    await supervisor.sees("谁来牵头说法不一。")
    await supervisor.sends("由生态环境厅牵头。")
    decided = await officer.sees("由生态环境厅牵头。")
    assert "代表工作委员会：由生态环境厅牵头。" in decided["text"]
    await house.settle()
    assert {state for _, state in owed(house, "blocker")} == {"done"}


async def test_the_committee_is_asked_where_the_chat_reaches_nobody_of_the_office(
    house: House,
) -> None:
    await government_office(house, matter())
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await raise_one(officer, "资金", "资金没有下达。", "代表工作委员会")
    await supervisor.sees("请协调解决堵点")
    assert owed(house, "blocker") == [(SUPERVISOR, "open")]


async def test_what_is_over_is_not_cleared_any_more(house: House) -> None:
    await government_office(house, matter(附议代表=""))
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    await house.to(2026, 4, 7, 9, 30)
    await raise_one(officer, "资金", "资金没有下达。", "代表工作委员会")
    asked = await supervisor.sees("请协调解决堵点")
    await withdraw(lead)
    for phone in (officer, supervisor):
        await phone.sees("已撤回，它的堵点（资金）不用再协调了")
    told = await supervisor.presses("答复协调", asked)
    assert "第0107号建议已办结" in told["text"]
    sent = await supervisor.sends("/blockers")
    await supervisor.sees("没有等待协调的堵点", after=sent)
    assert "⚪ 资金：资金没有下达。" in (await open_card(officer))["text"]
    assert happened(await house.record(), "blocker_ended")


async def test_a_court_has_no_government_office_above_it(house: House) -> None:
    of_agency(house, "court")
    await open_office(house, matter(), joined=(OFFICER,))
    await house.to(2026, 4, 7, 9, 30)
    card = await open_card(house.phone(OFFICER))
    assert "提请协调" not in labels(card)
    told = await house.phone(OFFICER).presses_data(card, "block:1")
    assert "没有可以提请协调的上级办公厅" in told["text"]


@pytest.mark.parametrize("name", ["hunan", "development", "ecology", "agriculture"])
def test_the_departments_have_one(name: str) -> None:
    assert load_profile(name).government.office == "省政府办公厅"
