"""Who can come when: said by the deputies, shown before a time is fixed, and told with it."""

from tests.flows.steps import DENIED, JOINT, from_bot, labels, matter, open_office, owed
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, House, at
from tests.practices.meeting_steps import Calendars, arrange, fix, record_held

THREE = "4月20日 9:30\n4月20日 15:00\n4月21日 15:00"


async def test_a_time_that_somebody_cannot_make_is_fixed_only_on_purpose(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, guest = (house.phone(name) for name in (LEAD, OFFICER, CO_SIGNER))
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, form="座谈会", times=THREE, extras=["附议代表"])
    asked = await lead.sees("哪个时间您方便")
    assert labels(asked)[4:7] == ["时间一、二", "时间一、三", "时间二、三"]
    await lead.presses("时间一、三", asked)
    await lead.sees("已告诉陈思远：时间一、三")
    await guest.presses("都不方便", await guest.sees("哪个时间您方便"))
    await guest.sees("您什么时间方便")
    await house.settle()
    board = (await from_bot(officer, "地点："))[-1]["text"]
    assert "4月20日（周一） 09:30：李秀兰" in board
    assert "4月20日（周一） 15:00：—" in board
    assert "4月21日（周二） 15:00：李秀兰" in board

    await fix(officer, "时间二")
    sure = await officer.sees("还是定在这个时间吗")
    for line in ("没有代表选这个时间", "说那时不方便：李秀兰、周建国"):
        assert line in sure["text"]
    await house.settle()
    assert not await from_bot(lead, "会面已定")
    await fix(officer, "时间三")
    sure = await officer.sees("说那时不方便：周建国", after=sure)
    assert "没有代表选" not in sure["text"]
    await officer.presses("仍定这个时间", sure)
    for phone in (lead, guest):
        told = await phone.sees("会面已定")
        assert "参加：李秀兰、陈思远（周建国说那时不方便）" in told["caption"]
    await house.to(2026, 4, 21, 16, 30)
    await record_held(officer)  # who said so is not ticked
    await lead.sees("请您核对一次沟通")
    record = await house.record()
    attended = {one["name"]: one["has_attended"] for one in record["meetings"][0]["participants"]}
    assert attended == {LEAD: True, CO_SIGNER: False, OFFICER: True}
    assert [one["answer"] for one in record["meetings"][0]["choices"]] == ["13", "none"]


async def test_who_is_to_be_at_two_places_is_named_before_it_is_sent_and_fixed(
    house: House,
) -> None:
    second = matter("0112", 领衔代表=CO_SIGNER, 附议代表="")
    await open_office(house, matter(附议代表=""), second, joined=[LEAD, CO_SIGNER, OFFICER, LEADER])
    lead, guest, officer = (house.phone(name) for name in (LEAD, CO_SIGNER, OFFICER))
    await house.to(2026, 4, 7, 9, 0)
    shown = await arrange(officer, extras=["分管领导"])
    assert "另有会面" not in shown["text"]
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(officer)
    told = await lead.sees("会面已定")
    await house.settle()
    shown = await arrange(
        officer, times="4月20日 10:00\n4月20日 15:00", number="0112", extras=["分管领导"]
    )
    looked = (await from_bot(officer, "请核对"))[-1]["text"]
    assert "10:00 ⚠️陈思远那时另有会面 ⚠️刘明华那时另有会面" in looked
    assert "15:00 ⚠️" not in looked
    await guest.presses("都可以", await guest.sees("哪个时间您方便"))
    await fix(officer, after=told)
    await officer.sees("那时另有会面：陈思远、刘明华")
    await house.settle()
    assert not await from_bot(guest, "会面已定")


async def test_who_joins_late_gets_the_invitation_and_then_the_appointment(house: House) -> None:
    calendars = Calendars()
    await open_office(house, matter(), joined=[LEAD, OFFICER])
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, extras=["附议代表", "分管领导"])
    assert (CO_SIGNER, "open") in owed(house, "meeting_choice")
    await house.join(CO_SIGNER)
    guest = house.phone(CO_SIGNER)
    await guest.presses("时间二 4-21 15:00", await guest.sees("哪个时间您方便"))
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await house.settle()
    await fix(officer, "时间二")
    await guest.sees("会面已定")
    await house.settle()

    # The leader, who comes along, joins when it is fixed already.
    await house.join(LEADER)
    leader = house.phone(LEADER)
    await leader.sees("会面已定")
    assert await calendars.of(leader) == at(2026, 4, 21, 15, 0)
    await house.to(2026, 4, 20, 9, 0)
    await leader.sees("会面提醒")
    await house.settle()
    assert len(await from_bot(leader, "会面已定")) == 1


async def test_what_a_deputy_says_on_the_telephone_is_noted_for_them(house: House) -> None:
    await open_office(house, matter(), joined=[LEAD, OFFICER])
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, extras=["附议代表"])
    board = await officer.sees("还没回答：李秀兰、周建国")
    for name, answer in ((CO_SIGNER, "时间二 4-21 15:00"), (LEAD, "时间一 4-20 09:30")):
        await officer.presses("代填时间（电话）", board)
        asked = await officer.sees("哪位代表在电话里说了时间", after=board)
        await officer.presses(name, asked)
        asked = await officer.sees(f"{name}代表（电话", after=asked)
        await officer.presses(answer, asked)
        await house.settle()
        board = (await from_bot(officer, "地点："))[-1]
    assert "15:00：周建国" in board["text"]
    assert owed(house, "meeting_choice") == [(LEAD, "done"), (CO_SIGNER, "done")]

    # Whom the chat reaches can say that it was otherwise.
    noted = await lead.sees("陈思远按您在电话里说的，记下了：时间一")
    await lead.presses("时间二 4-21 15:00", noted)
    await lead.sees("已告诉陈思远：时间二")
    await house.settle()
    await fix(officer, "时间二")
    await lead.sees("会面已定")
    record = await house.record()
    choices = record["meetings"][0]["choices"]
    assert [(one["name"], one["answer"], one["noted_by"]) for one in choices] == [
        (CO_SIGNER, "2", OFFICER),
        (LEAD, "1", OFFICER),
        (LEAD, "2", None),
    ]
    assert (OFFICER, "open") in owed(house, "reach_by_phone")  # to tell who has not joined


async def test_a_colleague_sees_the_appointment_and_says_that_they_cannot_come(
    house: House,
) -> None:
    calendars = Calendars()
    row = matter(附议代表="", 会办单位="农业农村厅")
    await open_office(house, row, joined=[LEAD, OFFICER, LEADER], besides=[JOINT])
    lead, officer, joint = (house.phone(name) for name in (LEAD, OFFICER, JOINT))
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, extras=["会办单位", "分管领导"])
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(officer)
    await joint.sees("会面已定")
    sent = await joint.sends("/meetings")
    listed = await joint.sees("近期会面", after=sent)
    await joint.presses(labels(listed)[0], listed)
    shown = await joint.sees("会面已定", after=listed)
    assert labels(shown) == ["不能参加"]
    assert await calendars.of(joint) == at(2026, 4, 20, 9, 30)
    for forged in ("mpick:1:1:1", "mmove:1", "moff:1", "mfix:1:1", "mheld:1"):
        assert DENIED in (await joint.presses_data(shown, forged))["text"], forged

    await joint.presses("不能参加", shown)
    await officer.sees("向玉华不能参加第0107号建议的会面")
    await joint.sees("已告诉陈思远您不能参加")
    assert await calendars.of(joint) is None
    sent = await joint.sends("/meetings")
    await joint.sees("近期没有会面", after=sent)
    await house.settle()
    assert not await from_bot(lead, "不能参加第")
    await house.to(2026, 4, 17, 9, 0)
    assert JOINT not in (await lead.sees("会面提醒"))["text"]
    await house.settle()
    assert not await from_bot(joint, "会面提醒")
