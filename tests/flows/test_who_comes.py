"""Who can come when: said by the deputies, shown before a time is fixed, and told with it."""

from tests.flows.steps import from_bot, labels, matter, open_office
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, House
from tests.practices.meeting_steps import arrange, fix, record_held

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
