"""P31 主办件面对面 1–3 次: an appointment from its first proposal to the deputy's confirmation."""

from datetime import datetime

import openpyxl

from tests.flows.steps import (
    DENIED,
    GONE,
    from_bot,
    happened,
    labels,
    matter,
    moment,
    open_card,
    owed,
    write_matters,
)
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, House, at
from tests.practices.meeting_steps import (
    PLACE,
    Calendars,
    arrange,
    calendar_of,
    fix,
    met,
    record_held,
)


async def test_an_appointment_is_made_reminded_of_held_and_counted(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    assert "面对面 0 次（要求 1–3 次）" in (await open_card(officer))["text"]

    # Two times are offered; the deputy may change her mind until one is fixed.
    shown = await arrange(officer)
    assert "李秀兰（长沙代表团）" in shown["text"]
    assert "⚠️" not in shown["text"]
    asked = await lead.sees("哪个时间您方便")
    assert PLACE in asked["text"]
    assert labels(asked) == [
        "都可以",
        "时间一 4-20 09:30",
        "时间二 4-21 15:00",
        "都不方便",
        "不需要面对面",
    ]
    await officer.sees("还没回答：李秀兰")
    await lead.presses("时间一 4-20 09:30", asked)
    await lead.sees("已告诉陈思远：时间一")
    await lead.presses("时间二 4-21 15:00", asked)
    await lead.sees("已告诉陈思远：时间二")
    await house.settle()
    board = (await from_bot(officer, "地点："))[-1]
    assert "15:00：李秀兰" in board["text"]
    assert "09:30：—" in board["text"]

    # The time is fixed by the officer alone, once; the file fits the deputy's calendar.
    key = board["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
    for nobody in (LEAD, CO_SIGNER):
        phone = house.phone(nobody)
        assert DENIED in (await phone.presses_data(await phone.last(), key))["text"]
    await fix(officer, "时间二")
    told = await lead.sees("会面已定")
    assert "2026年4月21日（周二） 15:00" in told["caption"]
    calendar, event = await calendar_of(lead, told)
    assert calendar["METHOD"] == "PUBLISH"
    assert event.decoded("dtstart") == at(2026, 4, 21, 15, 0)
    assert (event["LOCATION"], event["STATUS"], event["SEQUENCE"]) == (PLACE, "CONFIRMED", 0)
    assert "已经定了" in (await officer.presses_data(board, key))["text"]
    assert "已经定了" in (await lead.presses_data(asked, "mpick:1:1:all"))["text"]

    # The working day before, and before the lunch hour in which two hours before would fall.
    await house.to(2026, 4, 20, 8, 59)
    await house.settle()
    assert not await from_bot(lead, "会面提醒")
    await house.to(2026, 4, 20, 9, 0)
    await lead.sees("会面提醒")
    await house.to(2026, 4, 21, 10, 59)
    await house.settle()
    assert len(await from_bot(lead, "会面提醒")) == 1
    await house.to(2026, 4, 21, 11, 0)
    second = await lead.sees("会面提醒", after=(await from_bot(lead, "会面提醒"))[-1])
    assert moment(second) >= at(2026, 4, 21, 11, 0)
    await house.settle()
    assert set(owed(house, "meeting_ahead")) >= {(LEAD, "done")}

    # Nothing is written down before it has begun; afterwards the officer is asked to.
    early = await officer.presses_data(await officer.last(), "mheld:1")
    assert "还没有开始" in early["text"]
    await house.to(2026, 4, 21, 16, 30)
    await record_held(officer, issues="0107 监测点位太少\n养殖尾水谁来管")
    confirm = await lead.sees("请您核对一次沟通")
    for line in ("登门走访", PLACE, "李秀兰、陈思远", "监测点位太少"):
        assert line in confirm["text"]
    assert met(house) == 0
    assert "面对面 0 次" in (await open_card(officer))["text"]
    await lead.presses("属实", confirm)
    await officer.sees("已确认第0107号建议的沟通记录属实")
    assert met(house) == 1
    assert "⚠️" not in (await open_card(officer))["text"].split("沟通</b>")[0]
    assert "面对面 1 次（要求 1–3 次）" in (await open_card(officer))["text"]
    assert GONE in (await lead.presses_data(confirm, "true:1"))["text"]

    # All of it stands in the record.
    record = await house.record()
    assert record["face_to_face"] == 1
    (meeting,) = record["meetings"]
    assert meeting["state"] == "held"
    assert datetime.fromisoformat(meeting["starts_at"]) == at(2026, 4, 21, 15, 0)
    assert [one["answer"] for one in meeting["choices"]] == ["1", "2"]
    assert {one["name"]: one["has_attended"] for one in meeting["participants"]} == {
        LEAD: True,
        OFFICER: True,
    }
    assert [one["text"] for one in meeting["issues"]] == ["0107 监测点位太少", "养殖尾水谁来管"]
    for kind in ("meeting_proposed", "meeting_answered", "meeting_fixed", "meeting_held"):
        assert happened(record, kind), kind
    page = await house.lianluo("export", "suggestion", "0107", "--format", "html")
    assert PLACE in page
    assert "养殖尾水谁来管" in page


async def test_what_is_typed_wrongly_is_told_and_loses_nothing(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await officer.presses("约见代表", await open_card(officer))
    asked = await officer.sees("用什么方式见面")
    sent = await officer.sends("见面")
    await officer.sees("请按一个按钮选择", after=sent)
    await officer.presses("登门走访", asked)
    await officer.uploads(("地点.pdf", b"%PDF"), kind="document")
    await officer.sees("这里请输入文字")
    await officer.sends("长沙" * 200)
    await officer.sees("太长了")
    sent = await officer.sends(PLACE)
    await officer.sees("请写两三个时间", after=sent)
    for wrong, answer in (
        ("4月20日", "没看懂“4月20日”"),
        ("4月20日 9:30\n随便哪天", "没看懂“随便哪天”"),
        ("2026-04-06 9:30", "已经过去了"),
        ("2027-04-06 9:30", "180天以后"),
        ("4月20日 9:30\n4月21日 9:30\n4月22日 9:30\n4月23日 9:30", "最多写3个时间"),
    ):
        sent = await officer.sends(wrong)
        await officer.sees(answer, after=sent)
    # On Labour Day over lunch: doubted, yet it may be meant.
    sent = await officer.sends("5月1日 9:30\n4月22日 12:30\n4月7日 15:00")
    shown = await officer.sees("请核对", after=sent)
    for line in (
        "4月7日（周二） 15:00 ⚠️离现在太近",
        "4月22日（周三） 12:30 ⚠️不在代表的联系时间内",
        "5月1日（周五） 09:30 ⚠️不是工作日",
    ):
        assert line in shown["text"]
    await officer.presses("重填时间", shown)
    await officer.sees("请写两三个时间", after=shown)
    sent = await officer.sends("明天下午3点\n4月21日 9点半")
    await officer.presses("完成", await officer.sees("已记下", after=sent))
    await officer.presses("发出邀请", await officer.sees("请核对", after=sent))
    asked = await house.phone(LEAD).sees("哪个时间您方便")
    assert labels(asked)[1:3] == ["时间一 4-8 15:00", "时间二 4-21 09:30"]


async def test_the_deputy_moves_it_and_stays_away(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer)
    asked = await lead.sees("哪个时间您方便")
    await lead.presses("都不方便", asked)
    await lead.sees("您什么时间方便")
    await lead.sends("下周三以后都行。")
    await officer.sees("下周三以后都行。")
    board = (await from_bot(officer, "都不方便：李秀兰"))[-1]
    await officer.presses("提出新时间", board)
    sent = await officer.sends("4月22日 9:30\n4月23日 9:30")
    await officer.presses("完成", await officer.sees("已记下", after=sent))
    await officer.presses("发出邀请", await officer.sees("请核对", after=sent))
    again = await lead.sees("会面另约时间")
    assert "用过或不再适用" in (await lead.presses_data(asked, "mpick:1:1:1"))["text"]
    await lead.presses("都可以", again)
    await fix(officer, "时间一", after=sent)
    told = await lead.sees("会面已定")

    # Nobody else is invited: the time is off at once, and nobody is reminded of it.
    await lead.presses("请求改期", told)
    await lead.sees("原来的时间取消")
    await lead.sends("24日可以吗？")
    await officer.sees("会面改期，请提出新的时间")
    await officer.presses("提出新时间", await officer.sees("还没回答：李秀兰", after=told))
    sent = await officer.sends("4月24日 9:30")
    await officer.presses("完成", await officer.sees("已记下", after=sent))
    await officer.presses("发出邀请", await officer.sees("请核对", after=sent))
    await lead.presses("时间一 4-24 09:30", await lead.sees("会面另约时间", after=told))
    await fix(officer, "时间一", after=sent)
    final = await lead.sees(
        "2026年4月24日（周五） 09:30\n地点：长沙市岳麓区湘府西路\n参加", after=told
    )
    _, event = await calendar_of(lead, final)
    assert event["SEQUENCE"] == 2  # told, taken back, told anew
    await house.to(2026, 4, 22, 9, 0)
    await house.settle()
    assert not await from_bot(lead, "会面提醒")

    # Without a deputy there is no meeting.
    await lead.presses("不能参加", final)
    await lead.sees("已告诉陈思远您不能参加")
    await officer.sees("不能参加第0107号建议的会面")
    gone = await officer.sees("会面取消了", after=sent)
    calendar, event = await calendar_of(officer, gone)
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    await house.to(2026, 4, 24, 9, 0)
    await house.settle()
    assert not await from_bot(lead, "会面提醒")
    record = await house.record()
    assert record["meetings"][0]["state"] == "cancelled"
    assert {state for _, state in owed(house, "meeting_ahead")} == {"done"}


async def test_a_deputy_who_says_it_was_otherwise_leaves_it_uncounted(one_matter: House) -> None:
    house = one_matter
    lead, officer, leader = house.phone(LEAD), house.phone(OFFICER), house.phone(LEADER)
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, form="视频", place="腾讯会议 123 456", extras=["分管领导"])
    asked = await lead.sees("腾讯会议 123 456")
    assert "不需要面对面" not in labels(asked)
    await lead.presses("都可以", asked)
    await fix(officer)
    await leader.sees("会面已定")
    assert "视频：" in (await lead.sees("会面已定"))["caption"]
    await house.to(2026, 4, 20, 11, 0)
    await record_held(officer, absent=[LEADER])
    await lead.presses("有出入", await lead.sees("请您核对一次沟通"))
    await lead.sees("请问哪里有出入")
    await lead.sends("只谈了五分钟。")
    await officer.sees("沟通记录有出入")
    await house.settle()
    assert met(house) == 0
    record = await house.record()
    contact = next(one for one in record["contacts"] if one["form"] == "video")
    assert (contact["confirmed"], contact["objection"]) == (False, "只谈了五分钟。")


async def test_a_silent_deputy_is_asked_again_and_the_officer_reminded_to_fix_it(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, guest = house.phone(LEAD), house.phone(OFFICER), house.phone(CO_SIGNER)
    await house.to(2026, 4, 7, 9, 0)
    await lead.presses("跳过", await lead.sees("第1问"))  # so that nothing else is asked on the day
    await guest.blocks()
    await house.settle()
    await arrange(officer, extras=["附议代表"])
    guests = (await from_bot(officer, "请核对"))[-1]["text"]
    assert "周建国（岳阳代表团） ⚠️未能在这里收到消息" in guests
    assert owed(house, "reach_by_phone") == [(OFFICER, "open")]
    asked = await lead.sees("哪个时间您方便")
    assert owed(house, "meeting_choice") == [(LEAD, "open"), (CO_SIGNER, "open")]

    await house.to(2026, 4, 9, 17, 29)
    await house.settle()
    assert len(await from_bot(lead, "哪个时间您方便")) == 1
    await house.to(2026, 4, 10, 9, 0)
    again = await lead.sees("选会面时间", after=asked)
    label = next(one for one in labels(again) if "选会面时间" in one)
    await lead.presses(label, again)
    await lead.presses("时间一 4-20 09:30", await lead.sees("哪个时间您方便", after=again))
    await house.settle()
    assert owed(house, "meeting_choice") == [(LEAD, "done"), (CO_SIGNER, "open")]

    # One to five working days before the last of the times, whoever called it is to fix one.
    assert owed(house, "meeting_fix") == [(OFFICER, "open")]
    await house.to(2026, 4, 20, 8, 0)
    await house.settle()
    question = "SELECT sent_count FROM duties WHERE kind = 'meeting_fix'"
    assert house.books.ask(question) == [(1,)]


async def test_whoever_takes_over_the_suggestion_takes_over_the_meeting(
    one_matter: House,
) -> None:
    house, calendars = one_matter, Calendars()
    lead, officer, leader = (house.phone(name) for name in (LEAD, OFFICER, LEADER))
    await house.to(2026, 4, 7, 9, 0)
    await lead.presses("希望见面", await lead.sees("第1问"))
    await officer.sees("希望就第0107号建议与您见面")
    await arrange(officer)
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(officer)
    await lead.sees("会面已定")
    changed = write_matters(house.data.parent / "changed.xlsx", matter(承办人=LEADER))
    await house.lianluo("import", str(changed))
    assert owed(house, "meeting_record") == [(OFFICER, "cancelled"), (LEADER, "open")]
    told = await leader.sees("到期或临近")  # of all he has taken over, but of nothing still to come
    assert "登记会面情况" not in told["text"]
    assert "约代表见面" not in told["text"]  # it is arranged

    # He has the appointment, and whoever goes no more is rid of it.
    await leader.sees("会面已定")
    assert await calendars.of(leader) == at(2026, 4, 20, 9, 30)
    await officer.sees("改由刘明华负责，您不用参加了")
    assert await calendars.of(officer) is None
    assert await calendars.of(lead) == at(2026, 4, 20, 9, 30)
    for phone, seen in ((officer, "近期没有会面"), (leader, "登门走访，长沙市")):
        sent = await phone.sends("/meetings")
        await phone.sees(seen, after=sent)
    await house.to(2026, 4, 17, 9, 30)
    await leader.sees("会面提醒")
    await house.settle()
    assert not await from_bot(officer, "会面提醒")
    await house.to(2026, 4, 20, 11, 0)
    await record_held(leader)
    confirm = await lead.sees("请您核对一次沟通")
    assert "李秀兰、刘明华" in confirm["text"]
    await lead.presses("属实", confirm)
    await house.settle()
    assert met(house) == 1


async def test_an_officer_who_has_left_is_followed_by_whoever_is_responsible(
    one_matter: House,
) -> None:
    house, calendars = one_matter, Calendars()
    lead, officer, leader = (house.phone(name) for name in (LEAD, OFFICER, LEADER))
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer)
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(officer)
    await lead.sees("会面已定")
    path = write_matters(house.data.parent / "left.xlsx", matter())
    book = openpyxl.load_workbook(path)
    sheet = book["工作人员"]
    sheet.cell(1, 6, "是否在职")
    sheet.cell(2, 6, "否")
    book.save(path)
    await house.lianluo("import", str(path))
    await leader.sees("会面已定")
    assert await calendars.of(leader) == at(2026, 4, 20, 9, 30)
    await house.to(2026, 4, 17, 9, 30)
    assert OFFICER not in (await lead.sees("会面提醒"))["text"]
