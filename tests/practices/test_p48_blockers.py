"""P48 打通堵点: what units cannot clear themselves is decided above them, and told to all."""

import pytest

from handlers.rules.profiles import load_profile
from tests.flows.steps import JOINT, happened, labels, matter, open_card, open_office, owed
from tests.house import LEAD, OFFICER, SUPERVISOR, House
from tests.practices.joint_steps import joint_card
from tests.practices.ladder_steps import of_agency


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
