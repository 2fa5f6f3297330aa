"""分办: a unit that answers a part of its own talks with the deputy about it, and no more."""

import pytest_asyncio

from tests.flows.steps import (
    DENIED,
    JOINT,
    from_bot,
    labels,
    matter,
    open_card,
    open_office,
    owed,
)
from tests.house import LEAD, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import move
from tests.practices.joint_steps import joint_card
from tests.practices.meeting_steps import arrange, finish, fix, met, write_minutes


@pytest_asyncio.fixture
async def parted(house: House) -> House:
    """No. 0107, of which another unit has a part; it is 7 April, nine."""
    await open_office(
        house, matter(附议代表=""), joined=(LEAD, OFFICER, SUPERVISOR), besides=(JOINT,)
    )
    await house.to(2026, 4, 7, 9, 0)
    await move(house.phone(SUPERVISOR), "分办", "农业农村厅", "养殖尾水的治理。")
    await house.phone(JOINT).sees("养殖尾水的治理")
    await house.settle()
    return house


async def test_it_writes_to_the_deputy_and_hears_the_answer(parted: House) -> None:
    joint, lead, officer = (parted.phone(name) for name in (JOINT, LEAD, OFFICER))
    card = await joint_card(joint)
    await joint.presses("给代表发消息", card)
    await joint.sees("请写要发给", after=card)
    sent = await joint.sends("请问尾水主要来自哪几个乡镇？")
    await joint.presses("发送", await joint.sees("将发给", after=sent))
    asked = await lead.sees("请问尾水主要来自哪几个乡镇？")
    await lead.presses("回复", asked)
    await lead.sends("主要是两个乡镇。")
    for phone in (joint, officer):  # who leads it reads it, too
        assert "主要是两个乡镇。" in (await phone.sees("主要是两个乡镇。"))["text"]


async def test_what_it_records_is_of_its_part_and_meets_nothing_of_the_lead_unit(
    parted: House,
) -> None:
    joint, lead = parted.phone(JOINT), parted.phone(LEAD)
    await joint.presses("登记沟通", await joint_card(joint))
    await joint.presses("登门走访", await joint.sees("这次沟通是什么方式"))
    await joint.presses("今天", await joint.sees("是哪一天"))
    for said in ("养殖场", "李秀兰、向玉华", "看了三个塘"):
        sent = await joint.sends(said)
    files = await joint.sees("有照片或文件", after=sent)
    await joint.presses("完成", files)
    await joint.presses("提交", await joint.sees("请核对", after=files))
    await lead.presses("属实", await lead.sees("看了三个塘"))
    await parted.settle()
    record = await parted.record()
    (own,) = [one for one in record["contacts"] if one["form"] == "visit"]
    assert (own["phase"], own["confirmed"]) == ("part", True)
    assert record["stage"] == "assigned"
    assert met(parted) == 1  # it took place,
    assert record["face_to_face"] == 0  # and the lead unit has not met her yet
    assert (OFFICER, "open") in owed(parted, "contact")
    assert "✓ 分办 登门走访" in (await open_card(parted.phone(OFFICER)))["text"]


async def test_it_arranges_its_own_meetings_and_not_those_of_the_lead_unit(
    parted: House,
) -> None:
    joint, lead, officer = (parted.phone(name) for name in (JOINT, LEAD, OFFICER))
    card = await joint_card(joint)
    await joint.presses("约见代表", card)
    await joint.presses("座谈会", await joint.sees("用什么方式见面", after=card))
    await joint.sees("地点？", after=card)
    await finish(joint, place="农业农村厅", times="4月8日 9:30\n4月8日 15:00")
    asked = await lead.sees("哪个时间您方便")
    assert "农业农村厅向玉华想请您" in asked["text"]
    await lead.presses("都可以", asked)
    await fix(joint)
    await lead.sees("参加：李秀兰、向玉华")
    await parted.to(2026, 4, 8, 11, 0)
    await joint.presses("登记会面情况", await joint.sees("结束了吗"))
    await write_minutes(joint)
    await lead.presses("属实", await lead.sees("请您核对一次沟通"))
    await parted.settle()
    assert not await from_bot(officer, "结束了吗")
    assert [one["phase"] for one in (await parted.record())["contacts"] if one["form"]] == ["part"]

    await arrange(officer, times="4月9日 9:30\n4月9日 15:00", extras=["会办单位"])
    await lead.presses("都可以", await lead.sees("哪个时间您方便", after=asked))
    await fix(officer, after=asked)
    told = await joint.sees("4月9日（周四） 09:30\n地点")
    assert "取消会面" not in labels(told)
    for key in ("moff:2", "mheld:2", "mnew:2"):
        assert DENIED in (await joint.presses_data(told, key))["text"]
