"""A suggestion is over before a meeting about it: whoever counted on the meeting hears, the others
meet about what is left, and what was held by then is written down.
"""

import pytest
import pytest_asyncio

from tests.flows.steps import from_bot, give_reply, happened, matter, open_office, owed, rate
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, House, at
from tests.practices.assignment_steps import take_out, withdraw
from tests.practices.meeting_steps import Calendars, arrange, fix, met, record_held

PEOPLE = (LEAD, CO_SIGNER, OFFICER, LEADER)


@pytest_asyncio.fixture
async def two_meet(house: House) -> House:
    """A symposium about No. 0107 of one deputy and No. 0112 of another is fixed for 20 April."""
    other = matter("0112", 领衔代表=CO_SIGNER, 附议代表="")
    await open_office(house, matter(附议代表=""), other, joined=[*PEOPLE, SUPERVISOR])
    await house.to(2026, 4, 7, 9, 0)
    officer = house.phone(OFFICER)
    await arrange(officer, form="座谈会", add="0112", extras=["分管领导"])
    for name in (LEAD, CO_SIGNER):
        await house.phone(name).presses("都可以", await house.phone(name).sees("哪个时间您方便"))
    await house.settle()
    await fix(officer)
    for name in PEOPLE:
        await house.phone(name).sees("会面已定")
    await house.settle()
    return house


@pytest.mark.parametrize("how", ["withdrawn", "letter", "secret"])
async def test_the_others_meet_about_what_is_left(two_meet: House, how: str) -> None:
    house, calendars = two_meet, Calendars()
    lead, guest, officer, leader = (house.phone(name) for name in PEOPLE)
    assert await calendars.of(lead) == at(2026, 4, 20, 9, 30)
    if how == "withdrawn":
        await withdraw(lead)
        await lead.sees("第0107号建议已撤回，与它有关的会面")
    elif how == "letter":
        await take_out(house.phone(SUPERVISOR), "转来信")
        await lead.sees("第0107号建议已转来信，与它有关的会面")
    else:
        await take_out(house.phone(SUPERVISOR), "涉密")
        told = await lead.sees("第0107号建议的会面不在这里约了")
        assert "湘府西路" not in (await lead.downloads(told)).decode()
    await house.settle()
    assert await calendars.of(lead) is None
    assert await calendars.of(guest) == at(2026, 4, 20, 9, 30)

    await house.to(2026, 4, 17, 9, 30)
    for phone in (guest, officer, leader):
        told = await phone.sees("会面提醒")
        assert LEAD not in told["text"]
        assert "第0112号建议" in told["text"]
    assert not await from_bot(lead, "会面提醒")
    await house.to(2026, 4, 20, 11, 0)
    await record_held(officer)
    confirm = await guest.sees("请您核对一次沟通")
    assert LEAD not in confirm["text"]
    await guest.presses("属实", confirm)
    await house.settle()
    assert (met(house, "0107"), met(house, "0112")) == (0, 1)
    assert [state for _, state in owed(house, "meeting_record")] == ["cancelled", "done"]
    assert not happened(await house.record("0112"), "meeting_item_ended")


async def test_a_meeting_about_nothing_else_is_off(house: House) -> None:
    calendars = Calendars()
    await open_office(house, matter(附议代表=""), joined=[LEAD, OFFICER, LEADER])
    lead, officer, leader = (house.phone(name) for name in (LEAD, OFFICER, LEADER))
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, extras=["分管领导"])
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(officer)
    await leader.sees("会面已定")
    await withdraw(lead)
    for phone in (lead, officer, leader):
        await phone.sees("原因：建议已撤回")
        assert await calendars.of(phone) is None
    sent = await lead.sends("/meetings")
    await lead.sees("近期没有会面", after=sent)
    await house.to(2026, 4, 20, 11, 0)
    await house.settle()
    assert not await from_bot(officer, "结束了吗")
    record = await house.record()
    assert (record["meetings"][0]["state"], record["stage"]) == ("cancelled", "withdrawn")


async def test_a_secret_meeting_leaves_calendars_and_says_nothing(house: House) -> None:
    calendars = Calendars()
    await open_office(house, matter(附议代表=""), joined=[LEAD, OFFICER, SUPERVISOR])
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, place="龙潭水库")
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(officer)
    await lead.sees("会面已定")
    await take_out(supervisor, "涉密")
    for phone in (lead, officer):
        await phone.sees("会面不在这里约了，走纸质渠道")
        assert await calendars.of(phone) is None
    await house.to(2026, 4, 20, 11, 0)
    await house.settle()
    for phone in (lead, officer):
        assert not await from_bot(phone, "龙潭")
    assert {state for _, state in owed(house, "meeting_record")} == {"done"}


async def test_what_was_held_before_the_end_is_written_down(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, times="4月8日 9:30\n4月8日 15:00")
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(officer)
    await lead.sees("会面已定")
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.to(2026, 4, 8, 9, 0)
    await house.settle()
    await house.to(2026, 4, 8, 15, 30)
    await rate(lead, "满意", "满意", "满意")
    await officer.sees("结束了吗")
    await house.settle()
    await house.to(2026, 4, 9, 9, 0)
    await house.settle()
    assert (await house.record())["stage"] == "closed"
    assert not await from_bot(lead, "会面取消")
    await record_held(officer, summary="代表说已经满意。")
    await lead.presses("属实", await lead.sees("请您核对一次沟通"))
    await house.settle()
    assert met(house) == 1
    assert (await house.record())["stage"] == "closed"
