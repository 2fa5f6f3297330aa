"""A meeting that was fixed and changes: whoever counted on it hears, and their calendars too."""

from tests.flows.steps import from_bot, labels, moment, open_card, owed
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, House, at
from tests.practices.meeting_steps import Calendars, arrange, call_off, fix, offer_anew

EVERYBODY = (LEAD, OFFICER, LEADER)


async def test_who_comes_along_hears_that_the_time_is_off_and_then_that_all_is(
    one_matter: House,
) -> None:
    house, calendars = one_matter, Calendars()
    lead, officer, leader = (house.phone(name) for name in EVERYBODY)
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, extras=["分管领导"])
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(officer)
    for phone in (lead, officer, leader):
        await phone.sees("会面已定")
        assert await calendars.of(phone) == at(2026, 4, 20, 9, 30)

    sent = await offer_anew(officer, "4月22日 9:30\n4月23日 9:30")
    for phone in (lead, officer, leader):
        told = await phone.sees("原定2026年4月20日（周一） 09:30的会面")
        assert "138" not in (await phone.downloads(told)).decode()
        assert await calendars.of(phone) is None
    await lead.presses("都可以", await lead.sees("会面另约时间"))
    await fix(officer, after=sent)
    for phone in (lead, officer, leader):
        await phone.sees("4月22日（周三） 09:30\n地点", after=sent if phone is officer else None)
        assert await calendars.of(phone) == at(2026, 4, 22, 9, 30)

    sent = await offer_anew(officer, "4月24日 9:30\n4月25日 9:30")
    await house.settle()
    await call_off(officer, "领导出差")
    for phone in (lead, leader):  # who was told of a time is told that there is none
        await phone.sees("原因：领导出差")
        assert await calendars.of(phone) is None
    await house.to(2026, 4, 22, 9, 0)
    await house.settle()
    for phone in (lead, officer, leader):
        assert not await from_bot(phone, "会面提醒")


async def test_whoever_stays_away_is_rid_of_it_and_the_others_are_not(one_matter: House) -> None:
    house, calendars = one_matter, Calendars()
    lead, officer, guest = (house.phone(name) for name in (LEAD, OFFICER, CO_SIGNER))
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, form="座谈会", extras=["附议代表"])
    for phone in (lead, guest):
        await phone.presses("都可以", await phone.sees("哪个时间您方便"))
    await house.settle()
    await fix(officer)
    await lead.presses("不能参加", await lead.sees("会面已定"))
    await lead.sees("已告诉陈思远您不能参加")
    await guest.sees("会面已定")
    await house.settle()
    assert await calendars.of(lead) is None
    assert await calendars.of(guest) == at(2026, 4, 20, 9, 30)
    await call_off(officer, "改为电话沟通")
    await guest.sees("改为电话沟通")
    await house.settle()
    assert await calendars.of(guest) is None
    assert await calendars.of(officer) is None
    assert not await from_bot(lead, "改为电话沟通")


async def test_at_night_only_whoever_arranges_it_hears_unless_it_is_too_late_then(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, leader = (house.phone(name) for name in EVERYBODY)
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, extras=["分管领导"])
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(officer)
    told = await lead.sees("会面已定")
    await house.to(2026, 4, 11, 23, 40)  # a Saturday
    await lead.presses("请求改期", told)
    await lead.sees("原来的时间取消")
    await officer.sees("会面改期，请提出新的时间")
    await house.settle()
    assert not await from_bot(leader, "改期")
    await house.to(2026, 4, 13, 8, 30)
    heard = await leader.sees("会面改期，请提出新的时间")
    assert moment(heard) >= at(2026, 4, 13, 8, 30)
    await house.to(2026, 4, 13, 9, 0)

    sent = await offer_anew(officer, "4月19日 9:30\n4月19日 15:00")  # a Sunday
    again = await lead.sees("会面另约时间")
    assert "请求改期" not in labels(again)
    await lead.presses("都可以", again)
    await fix(officer, after=sent)
    await leader.sees("4月19日（周日） 09:30\n地点")
    await house.to(2026, 4, 18, 20, 0)
    await lead.presses("不能参加", (await from_bot(lead, "会面已定"))[-1])
    await leader.sees("会面取消了")  # on Monday he would have been there


async def test_a_deputy_who_would_read_it_too_late_is_telephoned(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await lead.presses("跳过", await lead.sees("第1问"))
    await arrange(officer, times="4月18日 9:30\n4月18日 15:00")  # a Saturday
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(officer)
    await lead.sees("会面已定")
    await house.to(2026, 4, 17, 22, 0)
    await call_off(officer, "会场停电")
    await house.settle()
    assert not await from_bot(lead, "会场停电")  # not at night
    question = "SELECT state FROM duties WHERE kind = 'reach_by_phone'"
    assert house.books.ask(question) == [("open",)]


async def test_a_wish_to_meet_wakes_when_the_meeting_is_called_off(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await lead.presses("希望见面", await lead.sees("第1问"))
    await arrange(officer, times="6月22日 9:30\n6月23日 15:00")
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(officer)
    await lead.sees("会面已定")
    question = "SELECT next_at FROM duties WHERE kind = 'meeting' AND state = 'open'"
    ((resting,),) = house.books.ask(question)
    assert "2026-06-23" in str(resting)
    await call_off(officer, "领导出差")
    await lead.sees("领导出差")
    await house.settle()
    ((awake,),) = house.books.ask(question)
    assert "2026-04-08" in str(awake)


async def test_what_is_hard_is_owed_again_once_the_waiver_is_taken_back(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    card = await open_card(officer)
    await officer.presses("标为难点件", card)
    await officer.sees("已标为难点件")
    await lead.presses("免见面", await lead.sees("第1问"))
    told = await lead.sees("不再安排见面")
    await house.settle()
    assert owed(house, "meeting") == [(OFFICER, "done")]
    await lead.presses("恢复见面", told)
    await officer.sees("撤回了第0107号建议的免见面")
    assert owed(house, "meeting") == [(OFFICER, "done"), (OFFICER, "open")]


async def test_who_has_stayed_away_and_chooses_a_time_comes(one_matter: House) -> None:
    house = one_matter
    lead, officer, guest = (house.phone(name) for name in (LEAD, OFFICER, CO_SIGNER))
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, extras=["附议代表"])
    asked = await lead.sees("哪个时间您方便")
    await lead.presses("不需要面对面", asked)
    await lead.presses("恢复见面", await lead.sees("您随时可以改主意"))
    await officer.sees("撤回了第0107号建议的免见面")
    await lead.presses_data(asked, "mpick:1:1:1")
    await lead.sees("已告诉陈思远：时间一")
    await guest.presses("都可以", await guest.sees("哪个时间您方便"))
    await house.settle()
    await fix(officer)
    assert LEAD in (await guest.sees("会面已定"))["caption"]
    await lead.sees("会面已定")
