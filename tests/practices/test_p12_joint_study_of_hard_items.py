"""P12 办中充分协商: what is hard is studied and talked over together with whoever has a part."""

from pathlib import Path

from tests.flows.steps import (
    DENIED,
    JOINT,
    happened,
    matter,
    open_card,
    open_office,
    owed,
)
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, House
from tests.practices.meeting_steps import arrange, fix, met, record_held


async def test_a_hard_item_is_owed_a_joint_study_until_the_deputy_confirms_one(
    house: House, tmp_path: Path
) -> None:
    joined = [LEAD, CO_SIGNER, OFFICER, LEADER]
    await open_office(house, matter("0112", 会办单位="农业农村厅"), joined=joined, besides=[JOINT])
    lead, officer, joint = house.phone(LEAD), house.phone(OFFICER), house.phone(JOINT)
    co_signer = house.phone(CO_SIGNER)
    card = await open_card(officer, "0112")
    key = "hard:" + card["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(":")[1]
    for nobody in (LEAD, JOINT):
        phone = house.phone(nobody)
        assert DENIED in (await phone.presses_data(await phone.last(), key))["text"]
    await officer.presses("标为难点件", card)
    await officer.sees("已标为难点件")
    assert "⛰难点件" in (await open_card(officer, "0112"))["text"]
    assert owed(house, "meeting") == [(OFFICER, "open")]

    # The officer is reminded with a button to arrange it; joint unit and leader come along.
    await house.to(2026, 4, 8, 15, 0)
    await house.settle()
    await arrange(
        officer,
        form="现场调研",
        place="东洞庭湖湿地",
        extras=["附议代表", "会办单位", "分管领导"],
        number="0112",
    )
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await co_signer.presses("时间二 4-21 15:00", await co_signer.sees("哪个时间您方便"))
    await house.settle()
    assert not [one for one in await joint.messages() if "哪个时间" in one.get("text", "")]
    await fix(officer, "时间二")
    told = await joint.sees("会面已定")
    for name in (LEAD, CO_SIGNER, OFFICER, LEADER, JOINT):
        assert name in told["caption"]
    await house.to(2026, 4, 21, 16, 30)
    await record_held(officer, summary="一致同意先治养殖尾水。", absent=[CO_SIGNER], photo=True)
    assert owed(house, "meeting") == [(OFFICER, "open")]
    confirm = await lead.sees("请您核对一次沟通")
    assert JOINT in confirm["text"]
    await lead.presses("属实", confirm)
    await house.settle()
    assert owed(house, "meeting") == [(OFFICER, "done")]
    assert met(house, "0112") == 1
    record = await house.record("0112")
    assert record["is_hard"] is True
    attended = {one["name"]: one["has_attended"] for one in record["meetings"][0]["participants"]}
    assert attended == {LEAD: True, CO_SIGNER: False, OFFICER: True, LEADER: True, JOINT: True}
    assert happened(record, "marked_hard")


async def test_what_is_no_longer_hard_owes_nothing(one_matter: House) -> None:
    officer = one_matter.phone(OFFICER)
    await officer.presses("标为难点件", await open_card(officer))
    await officer.sees("已标为难点件")
    await officer.presses("取消难点件", await open_card(officer))
    await officer.sees("不再是难点件")
    assert "⛰" not in (await open_card(officer))["text"]
    assert owed(one_matter, "meeting") == [(OFFICER, "cancelled")]
