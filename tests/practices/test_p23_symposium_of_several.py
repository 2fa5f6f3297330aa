"""P23 请进来: one symposium for several suggestions and delegations, one record linked to each."""

from pathlib import Path

from tests.flows.steps import from_bot, happened, matter, open_card, open_office
from tests.house import CO_SIGNER, LEAD, OFFICER, House
from tests.practices.cadence import frozen
from tests.practices.meeting_steps import arrange, calendar_of, fix, met, record_held


async def test_a_symposium_counts_for_every_suggestion_whose_deputy_was_there(
    house: House, tmp_path: Path
) -> None:
    other = matter("0112", 领衔代表=CO_SIGNER, 附议代表="")
    third = matter("0113", 附议代表="")
    await open_office(house, matter(), other, third, joined=[LEAD, CO_SIGNER, OFFICER])
    lead, guest, officer = house.phone(LEAD), house.phone(CO_SIGNER), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)

    # Wrong numbers: said which, and nothing is added.
    await officer.presses("约见代表", await open_card(officer))
    await officer.presses("座谈会", await officer.sees("用什么方式见面"))
    await officer.shares_location(28.2, 112.9)
    await officer.sees("这个地点叫什么")
    sent = await officer.sends("省生态环境厅一楼会议室")
    await officer.sees("请写两三个时间", after=sent)
    sent = await officer.sends("4月20日 9:30\n4月20日 15:00\n4月21日 9:30")
    shown = await officer.sees("请核对", after=sent)
    await officer.presses("加入其他建议", shown)
    sent = await officer.sends("0112、9999")
    await officer.sees("没有找到您能约见的第9999号建议", after=sent)
    sent = await officer.sends("0112、0113")
    shown = await officer.sees("请核对", after=sent)
    for line in ("0107、0112、0113", "李秀兰（长沙代表团）", "周建国（岳阳代表团）"):
        assert line in shown["text"]
    await officer.presses("发出邀请", shown)

    asked = await lead.sees("哪个时间您方便")
    assert "第0107、0113号建议" in asked["text"]
    await lead.presses("都可以", asked)
    # He signed No. 0107 too, and leads No. 0112.
    asked = await guest.sees("哪个时间您方便")
    assert "第0107、0112号建议" in asked["text"]
    await guest.presses("时间三 4-21 09:30", asked)
    await house.settle()
    board = (await from_bot(officer, "地点："))[-1]
    assert "2026年4月21日（周二） 09:30：李秀兰、周建国" in board["text"]
    await fix(officer, "时间三")
    told = await guest.sees("会面已定")
    _, event = await calendar_of(guest, told)
    assert (event["GEO"].latitude, event["GEO"].longitude) == (28.2, 112.9)
    await house.settle()
    venue = next(one for one in await guest.messages() if "venue" in one)
    assert venue["venue"]["title"] == "省生态环境厅一楼会议室"

    await house.to(2026, 4, 21, 11, 0)
    issues = "0112 资金还没有着落\n0107 点位太少\n大家都问进度"
    await record_held(officer, issues=issues, photo=True)
    # Each deputy is asked once, about all of theirs.
    confirm = await lead.sees("请您核对一次沟通")
    assert "第0107、0113号建议" in confirm["text"]
    await house.settle()
    assert len(await from_bot(lead, "请您核对一次沟通")) == 1
    await lead.presses("属实", confirm)
    await house.settle()
    assert [met(house, number) for number in ("0107", "0112", "0113")] == [1, 0, 1]
    other_asked = await guest.sees("请您核对一次沟通")
    assert "第0112号建议" in other_asked["text"]
    await guest.presses("属实", other_asked)
    await house.settle()
    assert [met(house, number) for number in ("0107", "0112", "0113")] == [1, 1, 1]

    record = await house.record("0112")
    (meeting,) = record["meetings"]
    assert meeting["suggestions"] == ["0107", "0112", "0113"]
    assert [one["text"] for one in meeting["issues"]] == ["0112 资金还没有着落", "大家都问进度"]
    assert happened(record, "meeting_held")
    assert record["contacts"][0]["form"] == "symposium"
    # The picture of it belongs to each of them.
    for number in ("0107", "0112", "0113"):
        (held,) = (await house.record(number))["meetings"]
        assert [(one["name"], one["state"]) for one in held["attachments"]] == [
            ("现场.jpg", "stored")
        ]
        for form in ("html", "md"):
            page = await house.lianluo("export", "suggestion", number, "--format", form)
            assert "现场.jpg" in page.partition("经过<" if form == "html" else "## 经过")[0]

    # Three contacts, and one meeting.
    await house.lianluo("report", "annual")
    (own,) = frozen(house, "annual")["people"][:1]
    assert (own["contacts"], own["meetings"]) == (3, 1)


async def test_what_is_confidential_is_not_talked_about_before_others(
    house: House, tmp_path: Path
) -> None:
    other = matter("0112", 领衔代表=CO_SIGNER, 附议代表="", 代表意愿="要求保密")
    await open_office(house, matter(), other, joined=[LEAD, CO_SIGNER, OFFICER])
    officer = house.phone(OFFICER)
    assert (await house.record("0112"))["is_confidential"] is True
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, number="0112")  # alone it may be
    await house.phone(CO_SIGNER).sees("哪个时间您方便")
    card = await open_card(officer)
    await officer.presses("约见代表", card)
    await officer.presses("座谈会", await officer.sees("用什么方式见面", after=card))
    sent = await officer.sends("会议室")
    await officer.sees("请写两三个时间", after=sent)
    sent = await officer.sends("4月20日 9:30\n4月20日 15:00\n4月21日 9:30")
    await officer.presses("加入其他建议", await officer.sees("请核对", after=sent))
    sent = await officer.sends("0112")
    await officer.sees("第0112号建议保密，只能单独约见", after=sent)


async def test_a_co_signer_who_was_there_alone_is_the_one_to_confirm(one_matter: House) -> None:
    house = one_matter
    lead, guest, officer = house.phone(LEAD), house.phone(CO_SIGNER), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, form="座谈会", extras=["附议代表"])
    await guest.presses("都可以", await guest.sees("哪个时间您方便"))
    await lead.presses("都不方便", await lead.sees("哪个时间您方便"))
    await fix(officer)
    await officer.presses("仍定这个时间", await officer.sees("说那时不方便：李秀兰"))
    await guest.sees("会面已定")
    await house.to(2026, 4, 20, 11, 0)
    await record_held(officer)
    confirm = await guest.sees("请您核对一次沟通")
    await house.settle()
    assert not await from_bot(lead, "请您核对一次沟通")
    await guest.presses("属实", confirm)
    await house.settle()
    assert met(house) == 1
