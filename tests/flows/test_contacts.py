"""办前 and 办中 through the deputy's hands: questions, corrections, wishes, 稍后, and progress."""

from tests.flows.steps import (
    ANSWERS,
    DENIED,
    GONE,
    answer_questions,
    from_bot,
    happened,
    labels,
    moment,
    open_card,
    owed,
    record_visit,
    report_progress,
)
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, House, at


async def test_four_questions_come_one_at_a_time_and_the_summary_can_be_corrected(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)

    opening = await lead.sees("第1问")
    for told in ("李秀兰代表", "第0107号", "生态环境厅", OFFICER, "13800000011", "背景"):
        assert told in opening["text"]
    assert "第2问" not in opening["text"]
    assert {"希望见面", "免见面", "跳过", "稍后"} == set(labels(opening))

    # A voice message is an answer; a question may be passed over, but only the one being asked.
    await lead.uploads(("说.ogg", b"OggS voice"), kind="voice")
    second = await lead.sees("第2问")
    assert "目的" in second["text"]
    key = next(
        one["callback_data"]
        for row in second["reply_markup"]["inline_keyboard"]
        for one in row
        if one["text"] == "跳过"
    )
    await lead.presses("跳过", second)
    await lead.sees("第3问")
    assert GONE in (await lead.presses_data(second, key))["text"]
    await lead.sends(ANSWERS[2])
    await lead.sees("第4问")
    assert not [one for one in await lead.messages() if "我们这样理解" in one.get("text", "")]
    await lead.sends(ANSWERS[3])

    summary = await lead.sees("我们这样理解")
    for line in ("背景：[语音]", "目的：—", f"诉求：{ANSWERS[2]}", f"重点：{ANSWERS[3]}"):
        assert line in summary["text"]

    # Corrected: only that answer is asked again, and the earlier one is kept.
    await lead.presses("需要更正", summary)
    await lead.presses("诉求")
    again = await lead.sees("第3问", after=summary)
    await lead.sends("先治养殖尾水。")
    corrected = await lead.sees("我们这样理解", after=again)
    assert "诉求：先治养殖尾水。" in corrected["text"]
    key = corrected["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for nobody in (CO_SIGNER, OFFICER, LEADER):
        phone = house.phone(nobody)
        assert DENIED in (await phone.presses_data(await phone.last(), key))["text"]
    await lead.presses("确认无误", corrected)
    await lead.sees("办前沟通已记录")
    assert GONE in (await lead.presses_data(corrected, key))["text"]
    told = await officer.sees("已完成第0107号建议的办前沟通")
    assert "先治养殖尾水。" in told["text"]
    assert ANSWERS[2] not in told["text"]

    record = await house.record()
    assert record["stage"] == "pre_contacted"
    before = record["contacts"][0]
    assert (before["phase"], before["form"], before["state"]) == ("before", "chat", "done")
    assert before["confirmed"] is True
    demands = [one["text"] for one in before["answers"] if one["question"] == "demand"]
    assert demands == [ANSWERS[2], "先治养殖尾水。"]
    voice = next(one for one in record["messages"] if one["kind"] == "voice")
    assert voice["attachments"][0]["state"] == "stored"
    assert [one["state"] for one in record["contacts"] if one["phase"] == "before"] == ["done"]
    assert ("陈思远", "done") in owed(house, "contact")

    # What has been confirmed is not opened again by data made by hand.
    contact = key.split(":")[1]
    for data in (f"fix:{contact}:demand", f"later:{contact}", f"resume:{contact}"):
        assert GONE in (await lead.presses_data(corrected, data))["text"], data


async def test_a_wish_to_meet_is_owed_until_the_deputy_confirms_a_meeting(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    opening = await lead.sees("第1问")
    assert (await lead.presses("希望见面", opening))["text"] == "已记下"
    await lead.presses("希望见面", opening)
    told = await officer.sees("与您见面")
    assert "13800000001" in told["text"]
    await house.settle()
    assert len(await from_bot(officer, "与您见面")) == 1
    assert "稍后" in labels(await lead.sees("第1问"))

    # A telephone call is no meeting, and neither is a visit the deputy has not confirmed.
    await record_visit(officer, form="电话")
    await lead.presses("属实")
    await officer.sees("沟通记录属实")
    assert owed(house, "meeting") == [(OFFICER, "open")]
    await record_visit(officer, form="登门走访")
    await lead.sees("登门走访")
    assert owed(house, "meeting") == [(OFFICER, "open")]
    await lead.presses("属实")
    await house.settle()
    assert owed(house, "meeting") == [(OFFICER, "done")]
    assert "希望见面" not in (await open_card(officer))["text"]


async def test_only_the_lead_deputy_waives_meetings_and_may_take_it_back(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    opening = await lead.sees("第1问")
    key = next(
        one["callback_data"]
        for row in opening["reply_markup"]["inline_keyboard"]
        for one in row
        if one["text"] == "免见面"
    )
    for nobody in (CO_SIGNER, OFFICER, LEADER):
        phone = house.phone(nobody)
        assert DENIED in (await phone.presses_data(await phone.last(), key))["text"]
    assert (await house.record())["waives_meeting"] is False

    await lead.presses("希望见面", opening)
    await lead.presses("免见面", opening)
    await officer.sees("提出第0107号建议免见面")
    await lead.presses("恢复见面", await lead.sees("不再安排见面"))
    await officer.sees("撤回了第0107号建议的免见面")
    record = await house.record()
    assert record["waives_meeting"] is False
    assert len(happened(record, "meeting_waived")) == len(happened(record, "waiver_revoked")) == 1
    assert owed(house, "meeting") == [(OFFICER, "done")]


async def test_later_means_the_morning_of_that_day_or_of_the_next_working_day(
    one_matter: House,
) -> None:
    house = one_matter
    lead = house.phone(LEAD)
    story = (
        ("下周", (2026, 5, 6)),  # 1 May and the days after it are off
        ("三天后", (2026, 5, 9)),  # a Saturday worked to make up for them
        ("明天", (2026, 5, 11)),  # over a Sunday
    )
    await house.to(2026, 4, 24, 9, 0)
    asked = await lead.sees("第1问")
    for choice, expected in story:
        await lead.presses("稍后", asked)
        offer = await lead.sees("什么时候再问您方便", after=asked)
        assert labels(offer) == ["明天", "三天后", "下周"]
        await lead.presses(choice, offer)
        promised = await lead.sees("再联系您", after=offer)
        assert f"{expected[1]}月{expected[2]}日" in promised["text"]
        await house.to(*expected, 8, 55)
        await house.settle()
        before = len(await from_bot(lead, "第1问"))
        await house.to(*expected, 9, 0)
        asked = await lead.sees("第1问", after=promised)
        assert moment(asked) >= at(*expected, 9, 0)
        assert len(await from_bot(lead, "第1问")) == before + 1


async def test_progress_is_agreed_added_to_or_talked_over(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)

    await report_progress(officer, "初稿已完成。")
    told = await lead.sees("初稿已完成。")
    assert labels(told) == ["同意", "有补充意见", "希望面谈"]
    agree = told["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for nobody in (CO_SIGNER, OFFICER):
        phone = house.phone(nobody)
        assert DENIED in (await phone.presses_data(await phone.last(), agree))["text"]
    await lead.presses("同意", told)
    await officer.sees("同意第0107号建议的办理进展")
    assert GONE in (await lead.presses_data(told, agree))["text"]

    await report_progress(officer, "二稿已完成。")
    told = await lead.sees("二稿已完成。")
    await lead.presses("有补充意见", told)
    await lead.sees("请说说您的补充意见")
    await lead.sends("请加上监测点位。")
    await officer.sees("请加上监测点位。")
    assert labels(await lead.sees("二稿已完成。")) == []

    await report_progress(officer, "三稿已完成。")
    await lead.presses("希望面谈", await lead.sees("三稿已完成。"))
    await officer.sees("与您见面")
    assert owed(house, "meeting") == [(OFFICER, "open")]

    record = await house.record()
    during = [one for one in record["contacts"] if one["phase"] == "during"]
    assert [one["confirmed"] for one in during] == [True, True, True]
    assert [one["data"]["answer"] for one in happened(record, "progress_answered")] == [
        "agree",
        "comment",
        "talk",
    ]
    assert record["stage"] == "in_progress"
