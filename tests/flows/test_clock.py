"""What the clock sets going, and when: only in contact hours, once, and never what is done."""

from datetime import date, datetime, timedelta

import pytest

from bot.sandbox.client import Phone, words
from tests.flows.small import rows, until
from tests.flows.steps import (
    DENIED,
    JOINT,
    answer_questions,
    from_bot,
    give_reply,
    happened,
    labels,
    matter,
    moment,
    open_office,
    owed,
    record_visit,
    write_matters,
)
from tests.house import LEAD, OFFICER, House, at
from tests.practices.joint_steps import hand_in_opinion

OPENING = "为了办得准"
DUE = "答复期限 · 第0107号"


async def days_of(phone: Phone, piece: str) -> list[date]:
    """The days on which a phone was told something."""
    return [moment(one).date() for one in await from_bot(phone, piece)]


@pytest.mark.parametrize(
    ("assigned", "quiet", "opened", "reminded"),
    [
        pytest.param(
            date(2026, 4, 30),
            [(5, 1, 10), (5, 5, 15), (5, 6, 7)],
            at(2026, 5, 6, 9, 0),
            at(2026, 5, 9, 9, 0),  # the make-up Saturday is the third working day
            id="labour-day",
        ),
        pytest.param(
            date(2026, 9, 30),
            [(10, 1, 10), (10, 7, 15), (10, 8, 7)],
            at(2026, 10, 8, 9, 0),
            at(2026, 10, 12, 9, 0),  # 10 October is worked, the 11th is a Sunday
            id="national-day",
        ),
    ],
)
async def test_nobody_is_prompted_on_days_off_at_night_or_at_noon(
    house: House,
    assigned: date,
    quiet: list[tuple[int, int, int]],
    opened: datetime,
    reminded: datetime,
) -> None:
    await house.to(assigned.year, assigned.month, assigned.day, 17, 45)
    row = matter(交办日期=assigned.isoformat())
    await open_office(house, row, joined=[LEAD, OFFICER])
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    for month, day, hour in quiet:
        await house.to(2026, month, day, hour, 0)
        await house.settle()
    assert not await from_bot(lead, OPENING)
    assert not await from_bot(officer, "请做办前沟通")

    # The office begins at eight, deputies are asked from nine.
    await house.stage.clock_to(opened - timedelta(hours=1))
    told = await officer.sees("请做办前沟通")
    assert moment(told) >= opened - timedelta(hours=1)
    await house.settle()
    assert not await from_bot(lead, OPENING)
    await house.stage.clock_to(opened)
    await lead.sees(OPENING)

    # The reminder comes in the morning, though the bot was asked to look at noon and at night.
    await house.stage.clock_to(reminded - timedelta(minutes=5))
    await house.settle()
    await house.stage.clock_to(reminded + timedelta(hours=3))  # noon
    await house.settle()
    assert len(await from_bot(lead, OPENING)) == 1
    await house.stage.clock_to(reminded + timedelta(hours=13))  # ten at night
    await house.settle()
    assert len(await from_bot(lead, OPENING)) == 1
    nine = 9 * 60
    for phone, start in ((lead, nine), (officer, nine - 60)):
        for one in await from_bot(phone, "第0107号"):
            sent = moment(one)
            assert start <= sent.hour * 60 + sent.minute < 17 * 60 + 30


async def test_the_reminder_of_a_make_up_saturday_comes_on_that_saturday(house: House) -> None:
    await house.to(2026, 4, 30, 17, 45)
    await open_office(house, matter(交办日期="2026-04-30"), joined=[LEAD])
    lead = house.phone(LEAD)
    for day in (6, 7, 8, 9):
        await house.to(2026, 5, day, 9, 0)
        await house.settle()
    assert await days_of(lead, OPENING) == [date(2026, 5, 6), date(2026, 5, 9)]


async def test_a_bot_asleep_over_due_moments_asks_once_when_it_wakes(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.stop()
    for day in (7, 8, 9):
        await house.to(2026, 4, day, 9, 30)
    await house.to(2026, 4, 9, 22, 0)
    await house.start()
    await house.settle()
    assert not await from_bot(lead, OPENING)
    await house.stop()
    await house.to(2026, 4, 10, 10, 0)
    await house.start()
    await lead.sees(OPENING)
    await officer.sees("请做办前沟通")
    await house.stop()
    await house.start()
    await house.settle()
    await house.to(2026, 4, 10, 16, 0)
    await house.settle()
    assert await days_of(lead, OPENING) == [date(2026, 4, 10)]
    assert await days_of(officer, "请做办前沟通") == [date(2026, 4, 10)]


async def test_what_the_network_held_up_does_not_come_at_night(one_matter: House) -> None:
    house = one_matter
    lead = house.phone(LEAD)
    match = {"method": "sendMessage", "chat_id": lead.chat_id}
    await house.stage.faults({"kind": "error", "status": 503, "match": match})
    await house.to(2026, 4, 7, 9, 0)
    await until(lambda: bool(rows(house, "SELECT id FROM messages WHERE attempts > 1")))
    await house.to(2026, 4, 7, 22, 0)
    await house.stage.faults()
    await house.settle()
    assert not await from_bot(lead, OPENING)
    # What answers words of the night itself comes all the same.
    await lead.sends("还没睡。")
    await lead.sees("已记入")
    await house.to(2026, 4, 8, 9, 0)
    await lead.sees(OPENING)


async def test_news_that_the_network_held_up_wakes_no_staff(one_matter: House) -> None:
    """What the machine tells by itself waits for the morning, too, and counts as late only then."""
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 16, 0)
    await lead.sees(OPENING)
    match = {"method": "sendMessage", "chat_id": officer.chat_id}
    await house.stage.faults({"kind": "error", "status": 503, "match": match})
    await lead.presses("希望见面")
    await until(lambda: bool(rows(house, "SELECT id FROM messages WHERE attempts > 1")))
    await house.to(2026, 4, 7, 23, 0)
    await house.stage.faults()
    await house.settle()
    assert not await from_bot(officer, "与您见面")
    waiting = "SELECT id FROM messages WHERE state = 'queued' AND first_tried_at IS NOT NULL"
    assert not rows(house, waiting)
    await house.to(2026, 4, 8, 8, 0)
    await officer.sees("与您见面")


async def test_a_clock_set_back_holds_up_no_words(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    match = {"method": "sendMessage", "chat_id": officer.chat_id}
    await house.stage.faults({"kind": "too_many", "retry_after": 2, "match": match, "count": 1})
    await house.to(2026, 4, 7, 12, 0)  # by mistake
    await lead.sends("第一句。")
    await until(lambda: bool(rows(house, "SELECT id FROM messages WHERE attempts = 1")))
    await lead.sends("第二句。")
    await until(lambda: bool(rows(house, "SELECT id FROM messages WHERE text LIKE '%第二句。'")))
    await house.to(2026, 4, 7, 9, 30)
    await lead.sends("第三句。")
    await officer.sees("第三句。")
    came = [words(one)[-4:] for one in await from_bot(officer, "句。")]
    assert came == ["第一句。", "第二句。", "第三句。"]
    # Also what had been tried before the clock went wrong.
    await house.stage.faults({"kind": "error", "status": 503, "match": match})
    await lead.sends("第四句。")
    await until(lambda: bool(rows(house, "SELECT id FROM messages WHERE attempts = 1")))
    await house.to(2026, 4, 7, 12, 0)
    await until(lambda: bool(rows(house, "SELECT id FROM messages WHERE attempts > 3")))
    await house.stage.faults()
    await house.to(2026, 4, 7, 9, 31)
    await officer.sees("第四句。")


async def test_between_two_prompts_to_one_person_there_is_a_gap(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await lead.sees(OPENING)
    await officer.sees("请做办前沟通")
    more = write_matters(house.data.parent / "more.xlsx", matter(), matter("0108"))
    await house.lianluo("import", str(more))
    await house.to(2026, 4, 7, 10, 55)
    await house.settle()
    for phone in (lead, officer):
        assert not await from_bot(phone, "0108")
    await house.to(2026, 4, 7, 11, 5)
    # A question to the deputy is still open, whose answer this one must not take: a button.
    listed = await lead.sees("有1件事想请教您")
    assert labels(listed) == ["1. 0108 回答几个问题"]
    assert moment(listed) >= at(2026, 4, 7, 11, 0)
    await officer.sees("第0108号")
    await house.settle()
    assert len(await from_bot(lead, OPENING)) == 1


async def test_two_prompts_on_one_morning_are_one_message_with_two_buttons(house: House) -> None:
    await open_office(house, matter(), matter("0108"), joined=[LEAD, OFFICER])
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    both = await lead.sees("有2件事想请教您")
    assert labels(both) == ["1. 0107 回答几个问题", "2. 0108 回答几个问题"]
    of_staff = labels(await officer.sees("有2件事到期或临近"))
    assert of_staff == ["1. 0107 办前沟通", "2. 0108 办前沟通"]
    await house.settle()
    assert not await from_bot(lead, OPENING)

    await lead.presses("2. 0108 回答几个问题", both)
    await lead.sees("第0108号")
    await answer_questions(lead)
    assert "已经办好" in (await lead.presses("2. 0108 回答几个问题", both))["text"]
    await lead.presses("接着回答第0107号")
    await lead.sees("您领衔的第0107号建议")
    await house.to(2026, 4, 10, 9, 0)
    asked_again = await lead.sees("还想请教您几个问题")
    assert "第1问（共4问）" in words(asked_again)
    data = both["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert DENIED in (await officer.presses_data(await officer.last(), data))["text"]

    # The record of each tells that it was asked there.
    for number, times in (("0107", 2), ("0108", 1)):
        record = await house.record(number)
        asked = [one for one in happened(record, "prompted") if one["person"] == LEAD]
        assert [one["data"]["about"] for one in asked] == ["opening"] * times, number
        pressed = [one["data"]["button"] for one in happened(record, "pressed")]
        assert any(button.startswith("duty:") for button in pressed), number


async def test_a_long_list_names_the_nearest_first_and_how_much_there_is(house: House) -> None:
    """Eight at a time: what is without a date waits behind whatever has one."""
    numbers = [f"01{number:02d}" for number in range(7, 17)]
    await open_office(
        house,
        *(matter(number, 代表意愿="希望见面" if number < "0110" else "") for number in numbers),
        joined=(LEAD, OFFICER),
    )
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 8, 8, 0)
    first = await officer.sees("件事到期或临近")
    assert "有13件事" in words(first)
    assert "另有5件" in words(first)
    assert len(labels(first)) == 8
    assert all("办前沟通" in label for label in labels(first))
    await house.to(2026, 4, 8, 10, 30)
    rest = await officer.sees("件事到期或临近", after=first)
    assert [label.split(" ", 1)[1] for label in labels(rest)] == [
        "0115 办前沟通",
        "0116 办前沟通",
        "0107 约代表见面",
        "0108 约代表见面",
        "0109 约代表见面",
    ]


async def test_the_reply_is_brought_to_mind_by_steps_then_daily_until_it_is_given(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    await house.to(2026, 5, 22, 9, 0)
    await officer.sees("请报办理进展")
    await record_visit(officer, form="现场调研")
    await lead.presses("属实")

    # Due on 7 July, three months after the assignment; 7 June is a Sunday, 4 July a Saturday.
    reminded = [(6, 5), (6, 22), (6, 30), (7, 3), (7, 6), (7, 7), (7, 8), (7, 9)]
    between = [(6, 4), (6, 8), (6, 23), (7, 2), (7, 4)]
    for month, day in sorted([*reminded, *between]):
        await house.to(2026, month, day, 9, 0)
        if (month, day) in reminded:
            told = await officer.last()
            if moment(told).date() != date(2026, month, day):
                told = await officer.sees(DUE, after=told)
        else:
            await house.settle()
    assert await days_of(officer, DUE) == [date(2026, *one) for one in reminded]
    late = await officer.sees(DUE)
    assert "已超2天" in words(late)
    assert labels(late)[0] == "送达答复"
    assert not await from_bot(lead, DUE)

    await give_reply(officer)
    await lead.sees("已正式答复")
    for day in (10, 13):
        await house.to(2026, 7, day, 9, 0)
        await house.settle()
    assert len(await from_bot(officer, DUE)) == len(reminded)
    assert owed(house, "reply") == [(OFFICER, "done")]


async def test_a_step_that_is_late_is_said_to_be(one_matter: House) -> None:
    house = one_matter
    lead = house.phone(LEAD)
    await house.to(2026, 4, 8, 9, 0)
    asked = await lead.sends("/suggestions")
    assert "办前沟通，最迟 2026年5月8日（周五）" in words(await lead.sees("您的建议", after=asked))
    await house.to(2026, 5, 11, 9, 0)
    asked = await lead.sends("/suggestions")
    assert "办前沟通，原定 2026年5月8日（周五） 前" in words(
        await lead.sees("您的建议", after=asked)
    )


async def test_nothing_is_asked_that_is_done_and_reminders_of_deputies_stop(house: House) -> None:
    await open_office(house, matter(), matter("0108"), joined=[LEAD, OFFICER])
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await lead.presses("1. 0107 回答几个问题")
    await answer_questions(lead)
    for day in (10, 16, 17, 20, 28):
        await house.to(2026, 4, day, 9, 0)
        await house.settle()
    # 0108 was asked on the 7th (in the digest), then 3 and 7 working days later; then no more.
    openings = [one for one in await from_bot(lead, OPENING) if "第0108号" in words(one)]
    assert [moment(one).day for one in openings] == [10, 16]
    assert len(await from_bot(lead, OPENING)) == 3

    # The officer's contact is due on 8 May: of 0107 not a word, of 0108 by steps and when late.
    for month, day in ((4, 30), (5, 8), (5, 9), (5, 11)):
        await house.to(2026, month, day, 9, 0)
        await house.settle()
    told = await from_bot(officer, "请做办前沟通")
    assert {words(one).partition("《")[0].strip() for one in told} == {"请做办前沟通 · 第0108号"}
    assert [moment(one).date() for one in told] == [
        date(2026, 4, 30),
        date(2026, 5, 8),
        date(2026, 5, 9),
        date(2026, 5, 11),
    ]
    assert "已超3天" in words(told[-1])


async def test_a_deputy_who_prefers_afternoons_is_asked_in_the_afternoon(
    one_matter: House,
) -> None:
    house = one_matter
    lead = house.phone(LEAD)
    await lead.sends("/settings")
    await lead.presses("下午", await lead.sees("什么时间联系您", after=await lead.sees("都设好了")))
    await lead.sees("用什么方式联系您", after=await lead.sees("都设好了"))
    await house.to(2026, 4, 7, 9, 0)
    await house.phone(OFFICER).sees("请做办前沟通")
    await house.settle()
    assert not await from_bot(lead, OPENING)
    await house.to(2026, 4, 7, 15, 0)
    assert moment(await lead.sees(OPENING)) >= at(2026, 4, 7, 15, 0)


async def test_a_joint_unit_owes_its_opinion_until_it_is_handed_in(house: House) -> None:
    row = matter(会办单位="农业农村厅")
    await open_office(house, row, joined=[LEAD, OFFICER], besides=[JOINT])
    officer, joint = house.phone(OFFICER), house.phone(JOINT)
    await house.to(2026, 4, 7, 9, 0)
    task = await joint.sees("请送会办意见")
    assert "2026年5月7日" in task["text"]
    data = task["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for name in (OFFICER, LEAD):
        phone = house.phone(name)
        assert DENIED in (await phone.presses_data(await phone.last(), data))["text"]

    # The joint unit may look, and no more.
    await joint.presses("看建议", task)
    shown = labels(await joint.sees("与代表的沟通"))
    assert shown == ["提交会办意见", "提请协调", "互通情况"]
    for verb in ("compose", "record", "progress", "reply", "talk_page"):
        assert DENIED in (await joint.presses_data(task, f"{verb}:1"))["text"]

    await house.to(2026, 5, 6, 9, 0)
    again = await joint.sees("请送会办意见", after=task)
    assert "明天到期" in again["text"]
    await hand_in_opinion(joint, again)
    await officer.sees("农业农村厅就第0107号建议")
    assert "已经办好" in (await joint.presses_data(again, data))["text"]
    for day in (7, 8, 11):
        await house.to(2026, 5, day, 9, 0)
        await house.settle()
    assert len(await from_bot(joint, "请送会办意见")) == 2


async def test_what_only_touches_rows_happens_by_the_same_clock(house: House) -> None:
    await open_office(house, matter(), joined=(LEAD, OFFICER))
    await house.to(2026, 4, 7, 9, 30)
    await house.phone(LEAD).sees(OPENING)
    await house.settle()
    found = rows(house, "SELECT count(*) FROM events WHERE kind = 'changed'")
    assert found[0][0] > 0
    assert rows(house, "SELECT kind, at FROM events WHERE at > '2026-04-08'") == []
