"""答复稿: shown to the deputy first, reviewed above, sent back with reasons, then delivered."""

from typing import Any

from bot.sandbox.client import words
from tests.flows.steps import (
    begin,
    from_bot,
    give_reply,
    happened,
    labels,
    matter,
    open_card,
    open_office,
)
from tests.house import LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.draft_steps import (
    DRAFT,
    B,
    C,
    answer_anew,
    answer_point,
    draft_page,
    list_points,
    points_page,
    write_draft,
)
from tests.practices.gate_steps import stopped, with_gates


async def test_the_deputy_sees_it_first_and_whoever_is_above_sends_it_back(house: House) -> None:
    await open_office(house, matter(), joined=(LEAD, OFFICER, LEADER, SUPERVISOR))
    officer, deputy, leader = house.phone(OFFICER), house.phone(LEAD), house.phone(LEADER)
    await with_gates(house, "draft_shown", "draft_reviewed")
    await house.to(2026, 4, 7, 9, 30)
    missing = (await stopped(house, "送达答复"))["text"]
    assert "答复稿先请代表看" in missing
    assert "答复稿审核通过" in missing

    page = await write_draft(officer)
    assert "先请代表看" in (await officer.presses("送审", page))["text"]
    listed = await list_points(officer, "统一尾水标准")
    await answer_point(officer, listed, 1, "采纳", "修订排放标准。")
    await officer.presses("请代表先看", await draft_page(officer))
    await house.to(2026, 4, 7, 15, 0)  # two questions are two hours apart
    shown = await deputy.sees("请您先看答复稿")
    assert DRAFT in shown["text"]
    assert "采纳：修订排放标准。" in shown["text"]
    await deputy.presses("有意见", shown)
    await deputy.sees("哪里不合适", after=shown)
    await deputy.sends("没有写时间表。")
    await deputy.sees("会退回重拟")
    assert "没有写时间表" in (await officer.sees("没有写时间表"))["text"]
    await house.to(2026, 4, 8, 9, 0)
    await officer.sees("请重拟答复稿")
    assert "已退回" in (await draft_page(officer))["text"]

    page = await write_draft(
        officer,
        words="分三年完成，每年公布。",
        reply_class=B,
        why="今年只能完成一部分。",
    )
    assert "调整类别的理由：今年只能完成一部分。" in page["text"]
    await officer.presses("请代表先看", page)
    shown = await deputy.sees("分三年完成")
    await deputy.presses("同意", shown)
    await deputy.sees("会接着送审")
    await officer.presses("送审", await draft_page(officer))
    asked = await leader.sees("请您审核答复稿")
    assert "分三年完成" in asked["text"]
    assert "代表同意" in asked["text"]
    await leader.presses("退回", asked)
    await leader.sees("请写明要改什么")
    await leader.sends("写明责任处室。")
    await house.to(2026, 4, 8, 15, 0)
    assert "写明责任处室" in (await officer.sees("写明责任处室"))["text"]

    page = await write_draft(officer, words="由水处负责，分三年完成。", reply_class=B)
    await officer.presses("请代表先看", page)
    await deputy.presses("同意", await deputy.sees("由水处负责"))
    await officer.presses("送审", await draft_page(officer))
    asked = await leader.sees("由水处负责")
    await leader.presses("通过", asked)
    await officer.sees("审核通过，可以送达答复")
    assert "答复稿：审核通过" in (await open_card(officer))["text"]
    await give_reply(officer, letter=None)  # the class is that of the draft
    assert "类别：B" in words(await deputy.sees("已正式答复"))

    record = await house.record()
    kinds = [one["class"] for one in record["drafts"]]
    assert kinds == ["A", "B", "B"]
    assert record["drafts"][0]["objection"] == "没有写时间表。"
    assert [look["note"] for look in record["drafts"][1]["reviews"]] == ["写明责任处室。"]
    assert [look["is_passed"] for look in record["drafts"][2]["reviews"]] == [True]
    page_html = await house.lianluo("export", "suggestion", "0107", "--format", "html")
    assert "没有写时间表" in page_html

    await _change_class(house)
    changed = await deputy.sees("答复分类调整了")
    assert "现在：C" in changed["text"]
    assert "资金没有落实。" in changed["text"]
    assert len(happened(await house.record(), "class_changed")) == 1


async def _change_class(house: House) -> None:
    supervisor = house.phone(SUPERVISOR)
    await begin(supervisor, "改分类")
    asked = await supervisor.sees("改为哪一类？")
    await supervisor.presses(C, asked)
    asked = await supervisor.sees("为什么调整？", after=asked)
    await supervisor.sends("资金没有落实。")
    asked = await supervisor.sees("没有错的话，请确认", after=asked)
    await supervisor.presses("确认调整", asked)
    await supervisor.sees("答复分类已调整")


async def test_silence_of_the_deputy_does_not_hold_the_draft_up(house: House) -> None:
    await open_office(house, matter(), joined=(LEAD, OFFICER, LEADER))
    officer = house.phone(OFFICER)
    await with_gates(house, "draft_shown")
    await house.to(2026, 4, 7, 9, 30)
    await officer.presses("请代表先看", await write_draft(officer))
    await house.to(2026, 4, 7, 15, 0)
    await house.phone(LEAD).sees("请您先看答复稿")
    assert "代表正在看" in (await draft_page(officer))["text"]
    await house.to(2026, 4, 13, 9, 30)
    await officer.sees("答复稿可以送审了")
    page = await draft_page(officer)
    assert "可以送审" in page["text"]
    await officer.presses("送审", page)
    await house.phone(LEADER).presses("通过", await house.phone(LEADER).sees("请您审核答复稿"))
    await officer.sees("审核通过，可以送达答复")
    draft = (await house.record())["drafts"][0]
    assert (draft["view"], draft["shown_until"]) == (None, "2026-04-10")


async def test_another_answer_sends_back_a_draft_that_was_looked_at(house: House) -> None:
    await open_office(house, matter(), joined=(LEAD, OFFICER, LEADER, SUPERVISOR))
    officer, deputy, leader = house.phone(OFFICER), house.phone(LEAD), house.phone(LEADER)
    await with_gates(house, "points_answered", "draft_shown", "draft_reviewed")
    await house.to(2026, 4, 7, 9, 30)
    listed = await list_points(officer, "统一尾水标准")
    await answer_point(officer, listed, 1, "采纳", "今年修订标准。")
    await officer.presses("请代表先看", await write_draft(officer))
    await house.to(2026, 4, 7, 15, 30)
    shown = await deputy.sees("请您先看答复稿")
    await deputy.presses("同意", shown)
    await officer.presses("送审", await draft_page(officer))
    await leader.presses("通过", await leader.sees("请您审核答复稿"))
    await officer.sees("审核通过，可以送达答复")

    # What was agreed to and let pass is not what would be sent: it comes back.
    await answer_anew(officer, await points_page(officer), 1, "解释说明", "暂不具备条件。")
    await officer.sees("重新请代表看、重新审核")
    await deputy.sees("答复稿有改动")
    missing = (await stopped(house, "送达答复"))["text"]
    assert "答复稿先请代表看" in missing
    assert "答复稿审核通过" in missing
    page = await draft_page(officer)
    assert "已退回，请重拟" in page["text"]
    assert "原稿再送" not in labels(await _same_again(house, page))
    await house.to(2026, 4, 8, 9, 0)
    shown = await deputy.sees("暂不具备条件")
    await deputy.presses("有意见", shown)
    await deputy.sees("哪里不合适", after=shown)
    await deputy.sends("原来不是这样说的。")
    await deputy.sees("会退回重拟")

    await answer_anew(officer, await points_page(officer), 1, "采纳", "今年修订标准。")
    page = await write_draft(officer)
    await officer.presses("请代表先看", page)
    await house.to(2026, 4, 8, 11, 10)
    shown = await deputy.sees("采纳：今年修订标准。", after=shown)
    # It is being looked at when the deputy names what was left out: that is answered first.
    await deputy.presses("还有遗漏", shown)
    await deputy.sees("还有哪一条诉求", after=shown)
    await deputy.sends("补贴养殖户")
    await deputy.sees("已补上")
    refused = await deputy.presses("同意", shown)
    assert "答复稿有改动" in refused["text"]
    await answer_point(officer, await points_page(officer), 2, "采纳", "给规模场补贴。")
    await _same_again(house, await draft_page(officer))
    await house.to(2026, 4, 8, 15, 0)
    shown = await deputy.sees("给规模场补贴")
    await deputy.presses("同意", shown)
    await officer.presses("送审", await draft_page(officer))
    await house.to(2026, 4, 8, 17, 10)
    asked = await leader.sees("给规模场补贴")
    await leader.presses("通过", asked)
    await officer.sees("审核通过", after=page)
    await give_reply(officer, letter=None)
    notice = words(await deputy.sees("已正式答复"))
    assert "采纳：今年修订标准。" in notice
    assert "采纳：给规模场补贴。" in notice
    record = await house.record()
    assert [one["view"] for one in record["drafts"]] == ["agrees", "objects", None, "agrees"]
    assert [one["outdated_at"] is not None for one in record["drafts"]] == [
        True,
        False,
        True,
        False,
    ]


async def _same_again(house: House, page: dict[str, Any]) -> dict[str, Any]:
    """The same draft with the points as they are answered now, before the deputy."""
    officer = house.phone(OFFICER)
    await officer.presses("原稿再送", page)
    page = await officer.sees("可以送审", after=page)
    await officer.presses("请代表先看", page)
    return page


async def test_a_reply_other_than_the_draft_says_why(one_matter: House) -> None:
    house = one_matter
    officer, deputy = house.phone(OFFICER), house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 30)
    await officer.presses("请代表先看", await write_draft(officer, reply_class=B))
    await house.to(2026, 4, 7, 15, 30)
    shown = await deputy.sees("请您先看答复稿")
    await begin(officer, "送达答复")
    sent = await officer.sends("湘环函〔2026〕15号")
    await officer.presses("今天", await officer.sees("答复日期"))
    await officer.presses(B, await officer.sees("属于哪一类"))
    await officer.uploads(("答复.pdf", b"%PDF-1.4 reply"), kind="document")
    preview = await officer.sees("请核对答复", after=sent)
    # Meanwhile the deputy is not content with the draft: what was filled in no longer does.
    await deputy.presses("有意见", shown)
    await deputy.sees("哪里不合适", after=shown)
    await deputy.sends("请写明年限。")
    await deputy.sees("会退回重拟")
    refused = await officer.presses("送达", preview)
    assert "代表对答复稿有意见" in refused["text"]
    assert not await from_bot(deputy, "已正式答复")

    await officer.presses("修改", preview)
    await officer.sends(
        "湘环函〔2026〕15号", reply_to=await officer.sees("答复文号", after=preview)
    )
    await officer.presses("今天", await officer.sees("答复日期", after=preview))
    await officer.presses(C, await officer.sees("属于哪一类", after=preview))
    asked = await officer.sees("这次答复与答复稿不同", after=preview)
    for one in ("类别不同", "代表对答复稿有意见，还没有看过新的答复稿"):
        assert one in asked["text"]
    await officer.sends("资金今年没有下达，年限写不了。")
    await officer.presses("没有附件", await officer.sees("答复文件", after=asked))
    preview = await officer.sees("请核对答复", after=asked)
    assert "与答复稿不同的理由：资金今年没有下达，年限写不了。" in words(preview)
    await officer.presses("送达", preview)
    notice = words(await deputy.sees("已正式答复"))
    assert "与答复稿不同的理由：资金今年没有下达" in notice
    record = await house.record()
    assert [(one["class"], one["why_other"]) for one in record["replies"]] == [
        ("C", "资金今年没有下达，年限写不了。")
    ]
    assert "与答复稿不同的理由" in await house.lianluo(
        "export", "suggestion", "0107", "--format", "md"
    )


async def test_where_the_deputy_has_to_see_it_no_reason_takes_the_place_of_a_new_draft(
    one_matter: House,
) -> None:
    house = one_matter
    officer, deputy, leader = house.phone(OFFICER), house.phone(LEAD), house.phone(LEADER)
    await with_gates(house, "draft_shown")
    await house.to(2026, 4, 7, 9, 30)
    await officer.presses("请代表先看", await write_draft(officer, reply_class=B))
    await house.to(2026, 4, 7, 15, 30)
    await deputy.sees("请您先看答复稿")
    await house.to(2026, 4, 13, 15, 30)  # silence: it goes on, and passes
    await officer.presses("送审", await draft_page(officer))
    await leader.presses("通过", await leader.sees("请您审核答复稿"))
    await officer.sees("审核通过")
    shown = await deputy.sees("请您先看答复稿")
    await deputy.presses("有意见", shown)  # late, but before the reply
    await deputy.sees("哪里不合适", after=shown)
    await deputy.sends("请写明年限。")
    assert "答复稿先请代表看" in (await stopped(house, "送达答复"))["text"]
    page = await write_draft(officer, words="三年完成。", reply_class=B)
    assert "答复稿先请代表看" in (await stopped(house, "送达答复"))["text"]
    await officer.presses("请代表先看", page)
    await house.to(2026, 4, 14, 9, 30)
    await deputy.presses("同意", await deputy.sees("三年完成。"))
    await give_reply(officer)
    await deputy.sees("已正式答复")
