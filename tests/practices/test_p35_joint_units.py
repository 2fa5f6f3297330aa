"""P35 会办不推诿: joint units say what they do, the lead sends back what says nothing and tells."""

from bot.sandbox.client import Phone, words
from tests.flows.small import profile
from tests.flows.steps import (
    GONE,
    JOINT,
    begin,
    from_bot,
    happened,
    labels,
    matter,
    open_card,
    open_office,
    owed,
    record_visit,
)
from tests.house import CO_SIGNER, LEAD, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import move
from tests.practices.cadence import sheet
from tests.practices.gate_steps import stopped
from tests.practices.joint_steps import (
    OPINION,
    PAPER,
    hand_in_opinion,
    hand_in_paper,
    joint_card,
)


async def test_an_empty_opinion_goes_back_and_the_deputy_hears_of_the_good_one(
    house: House,
) -> None:
    rows = matter(会办单位="农业农村厅")
    await open_office(house, rows, joined=(LEAD, OFFICER), besides=(JOINT,))
    officer, joint, lead = house.phone(OFFICER), house.phone(JOINT), house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 30)
    await record_visit(officer, summary="看了三个点位")
    card = await joint_card(joint)
    assert "看了三个点位" in card["text"]
    assert "2026年5月7日" in card["text"]
    assert "⏳ 农业农村厅" in (await open_card(officer))["text"]
    await house.to(2026, 5, 8, 9, 30)
    assert "🔴 农业农村厅 会办意见已迟 1 天" in (await open_card(officer))["text"]

    await hand_in_opinion(joint, await joint_card(joint), words="原则同意。")
    came = await officer.sees("原则同意。")
    await officer.presses("无实质内容", came)
    await officer.presses("退回重提", came)
    await officer.sees("请写明缺什么")
    await officer.sends("没有写做什么。")
    back = await joint.sees("退回第0107号")
    assert "没有写做什么。" in back["text"]
    assert "2026年5月14日" in back["text"]
    await hand_in_opinion(joint, back, number="湘农函〔2026〕9号")
    again = await officer.sees(OPINION)
    await officer.presses("有用", again)
    await officer.presses("转告代表", again)
    told = await lead.sees("由主办单位转告您")
    assert OPINION in told["text"]
    assert "湘农函〔2026〕9号" in told["text"]

    await joint.presses("互通情况", await joint_card(joint))
    await joint.sees("要让其他单位知道什么")
    await joint.sends("样机已经到位。")
    assert "样机已经到位。" in (await officer.sees("互通情况：\n样机"))["text"]
    await officer.presses("会办意见", await open_card(officer))
    page = await officer.sees("会办意见 · 第0107号")
    for piece in ("👎 农业农村厅（已退回）：原则同意。", "👍 农业农村厅", "样机已经到位。"):
        assert piece in page["text"]

    said = await house.lianluo("report", "monthly")
    assert "会办意见评价 省农业农村厅：无实质内容 1 退回重提 1 有用 1" in said
    assert "会办按时率：0/1" in said  # the first one came a day late

    # The unit that leads nothing has its part in a card and a sheet of its own.
    await joint.sends("/report 月")
    mine = await joint.sees("我单位会办：本期提交意见 1 份")
    assert "主办单位评价：无实质内容 1 退回重提 1 有用 1" in words(mine)
    await joint.sends("/ledger")
    (line,) = (await sheet(house, joint, "台账-2026-05-08.xlsx"))["建议台账"][1:]
    assert "0107" in line
    assert "会办" in line
    record = await house.record()
    assert [one["grade"] for one in record["opinions"]] == ["empty", "useful"]
    assert record["opinions"][0]["why_back"] == "没有写做什么。"
    assert [note["words"] for note in record["unit_notes"]] == ["样机已经到位。"]
    assert len(happened(record, "opinion_passed_on")) == 1
    page_html = await house.lianluo("export", "suggestion", "0107", "--format", "html")
    assert "没有写做什么。" in page_html


async def test_a_joint_unit_that_leads_now_keeps_what_it_was(house: House) -> None:
    rows = matter(会办单位="农业农村厅")
    await open_office(house, rows, joined=(LEAD, OFFICER, SUPERVISOR), besides=(JOINT,))
    joint, supervisor = house.phone(JOINT), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await hand_in_opinion(joint, await joint_card(joint))
    await house.phone(OFFICER).sees(OPINION)
    await move(supervisor, "改派单位", "农业农村厅", "主要内容是养殖尾水。")
    record = await house.record()
    assert record["joint_units"] == []
    assert [one["unit"] for one in record["former_joint_units"]] == ["农业农村厅"]
    assert len(record["opinions"]) == 1

    # Nobody grades their own, nor sends it back to themselves.
    card = await open_card(joint)
    assert GONE in (await joint.presses_data(card, "opgrade:1:useful"))["text"]

    await move(supervisor, "改派单位", "生态环境厅", "仍以湖区治理为主。")
    await move(supervisor, "分办", "农业农村厅", "养殖尾水的治理。")
    assert house.books.ask("SELECT part, opinion_given_at, ended_at FROM joint_units") == [
        ("养殖尾水的治理。", None, None)
    ]
    assert (await house.record())["former_joint_units"] == []


async def test_an_opinion_on_paper_reaches_the_deputy_with_its_document(house: House) -> None:
    rows = matter(会办单位="农业农村厅")
    await open_office(house, rows, joined=(LEAD, OFFICER), besides=(JOINT,))
    officer, joint, lead = house.phone(OFFICER), house.phone(JOINT), house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 30)
    await hand_in_paper(joint)
    await officer.presses("转告代表", await officer.sees("📎"))
    told = await lead.sees("由主办单位转告您")
    assert told["document"]["file_name"] == "会办意见.pdf"
    assert await lead.downloads(told) == PAPER
    await house.settle()
    assert (await house.record())["opinions"][0]["told_at"] is not None


async def test_whom_the_chat_does_not_reach_is_telephoned_before_it_counts_as_told(
    house: House,
) -> None:
    rows = matter(会办单位="农业农村厅")
    await open_office(house, rows, joined=(CO_SIGNER, OFFICER), besides=(JOINT,))
    officer, joint, guest = house.phone(OFFICER), house.phone(JOINT), house.phone(CO_SIGNER)
    await house.to(2026, 4, 7, 9, 30)
    await hand_in_paper(joint)
    await officer.presses("转告代表", await officer.sees("📎"))
    asked = await officer.sees("请打电话转告第0107号建议的会办意见")
    await house.settle()
    assert (await house.record())["opinions"][0]["told_at"] is None
    assert (OFFICER, "open") in owed(house, "reach_by_phone")
    assert not await from_bot(guest, "由主办单位转告您")
    await officer.presses("已打电话转告", asked)
    await guest.sees("由主办单位转告您")
    await house.settle()
    record = await house.record()
    assert record["opinions"][0]["told_at"] is not None
    assert [one["data"].get("is_by_phone") for one in happened(record, "opinion_passed_on")] == [
        True
    ]


async def test_the_lead_is_asked_to_pass_it_on_and_warned_before_the_reply(house: House) -> None:
    rows = matter(会办单位="农业农村厅")
    await open_office(house, rows, joined=(LEAD, OFFICER), besides=(JOINT,))
    officer, joint = house.phone(OFFICER), house.phone(JOINT)
    await house.to(2026, 4, 7, 9, 30)
    assert "⚠️会办意见还没有收齐：农业农村厅" in await reply_previewed(officer)
    await officer.presses("取消")

    await hand_in_opinion(joint, await joint_card(joint))
    await officer.sees(OPINION)
    assert owed(house, "tell_opinion") == [(OFFICER, "open")]
    await begin(officer, "办理清单")
    await officer.sees("○ 会办意见转告代表 农业农村厅")
    assert "会办意见还没有收齐" not in await reply_previewed(officer)
    await officer.presses("取消")
    await house.to(2026, 4, 8, 9, 0)
    asked = await officer.sees("农业农村厅的会办意见已到，代表还不知道")
    await officer.presses("会办意见", asked)
    page = await officer.sees("会办意见 · 第0107号", after=asked)
    await officer.presses("转告代表", page)
    await house.phone(LEAD).sees("由主办单位转告您")
    await house.settle()
    assert owed(house, "tell_opinion") == [(OFFICER, "done")]


async def test_where_the_place_wants_it_no_reply_goes_out_before_the_opinions_are_in(
    house: House,
) -> None:
    profile(house, "[gates]\nopinions_in = true\n")
    rows = matter(会办单位="农业农村厅")
    await open_office(house, rows, joined=(LEAD, OFFICER), besides=(JOINT,))
    officer, joint = house.phone(OFFICER), house.phone(JOINT)
    await house.to(2026, 4, 7, 9, 30)
    told = await stopped(house, "送达答复")
    assert "会办意见收齐" in told["text"]
    assert "会办意见" in labels(told)
    await hand_in_opinion(joint, await joint_card(joint))
    await begin(officer, "送达答复")
    await officer.sees("请输入答复文号")


async def reply_previewed(officer: Phone) -> str:
    """送达答复 up to the look before it is sent."""
    card = await open_card(officer)
    await officer.presses("送达答复", card)
    await officer.sees("请输入答复文号", after=card)
    sent = await officer.sends("湘环函〔2026〕15号")
    await officer.presses("今天", await officer.sees("答复日期", after=sent))
    asked = await officer.sees("属于哪一类", after=sent)
    await officer.presses("B 正在解决或列入规划", asked)
    await officer.presses("没有附件", await officer.sees("答复文件", after=asked))
    return words(await officer.sees("请核对答复", after=asked))
