"""送达答复: to every deputy, once a round; and what becomes of it when the chat reaches nobody."""

from pathlib import Path

from bot.sandbox.client import Phone, words
from tests.flows.small import profile
from tests.flows.steps import (
    GONE,
    PROOF,
    begin,
    from_bot,
    give_reply,
    happened,
    labels,
    matter,
    moment,
    open_card,
    open_office,
    owed,
    said,
)
from tests.house import CO_SIGNER, EVERYBODY, LEAD, LEADER, OFFICER, SUPERVISOR, House, at
from tests.practices.draft_steps import draft_page, write_draft


async def test_the_reply_reaches_every_deputy_with_its_document_once_a_round(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await lead.sees("第1问")
    await begin(officer, "送达答复")
    await officer.sends("湘环函〔2026〕15号")
    await officer.presses("今天")
    for letter in "ABCD":
        await officer.button(
            {
                "A": "A 已解决或基本解决",
                "B": "B 正在解决或列入规划",
                "C": "C 因条件限制待以后解决",
                "D": "D 留作参考",
            }[letter]
        )
    await officer.presses("C 因条件限制待以后解决")
    await officer.uploads(("答复.pdf", b"%PDF-1.4 reply"), kind="document")
    preview = await officer.sees("请核对答复")
    assert "⚠️ 本轮办前沟通还没有完成" in preview["text"]
    assert not await from_bot(lead, "已正式答复")
    await officer.presses("送达", preview)
    for name in (LEAD, CO_SIGNER):
        notice = await house.phone(name).sees("已正式答复")
        for line in (f"{name}代表", "湘环函〔2026〕15号", "4月7日", "C 因条件限制待以后解决"):
            assert line in words(notice)
        assert await house.phone(name).downloads(notice) == b"%PDF-1.4 reply"
        await officer.sees(f"✅ 已送达{name}代表")

    # In the talk it is one line, whoever got it; and what comes next is the rating, though the
    # contact before handling was left out.
    talk = words(await open_card(officer))
    assert talk.count("正式答复 湘环函〔2026〕15号（C）") == 1
    assert "<b>" not in talk
    asked = await lead.sends("/suggestions")
    assert "请您评价" in words(await lead.sees("您的建议", after=asked))

    # What the deputy says now is no answer to the questions before handling: they come too late.
    await lead.sends("收到，谢谢！")
    await officer.sees("收到，谢谢！")
    assert not await from_bot(lead, "第2问")
    # A second reply in this round is refused, before anybody types it, and by hand too.
    assert "本轮已经答复" in (await officer.presses_data(preview, "reply:1"))["text"]
    assert "已经用过" in (await officer.presses_data(preview, "submit:reply"))["text"]
    record = await house.record()
    assert record["stage"] == "replied"
    assert [(one["number"], one["class"], one["round"]) for one in record["replies"]] == [
        ("湘环函〔2026〕15号", "C", 1)
    ]
    paper = next(
        one
        for one in record["messages"]
        if one["id"] == record["replies"][0]["document_message_id"]
    )
    assert paper["attachments"][0]["state"] == "stored"
    assert {one["to"] for one in said(record, "已正式答复")} == {LEAD, CO_SIGNER}
    assert not [one for one in said(record, "收到，谢谢") if one["purpose"] == "answer"]


async def test_a_reply_of_the_evening_comes_in_the_morning_and_starts_the_clock_then(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 30, 19, 0)
    await give_reply(officer)
    waiting = await officer.sees("已排队")
    assert "5月6日" in waiting["text"]
    await house.to(2026, 5, 4, 9, 0)
    await house.settle()
    assert not await from_bot(lead, "已正式答复")
    await house.to(2026, 5, 6, 9, 0)
    assert moment(await lead.sees("已正式答复")) >= at(2026, 5, 6, 9, 0)
    await officer.sees("✅ 已送达李秀兰代表")
    await house.settle()
    assert not await from_bot(lead, "请您评价")
    await house.to(2026, 5, 7, 9, 0)
    assert moment(await lead.sees("请您评价")) >= at(2026, 5, 7, 9, 0)
    for name in (CO_SIGNER, OFFICER, LEADER, SUPERVISOR):
        assert not await from_bot(house.phone(name), "请您评价")


async def test_who_cannot_be_reached_gets_it_on_paper_and_is_asked_when_back(
    house: House,
) -> None:
    await open_office(house, matter(), joined=[one for one in EVERYBODY if one != CO_SIGNER])
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await lead.sees("第1问")
    await lead.sends("/stop")
    await lead.sees("今后不再给您发消息")
    seen = len(await from_bot(lead))
    await give_reply(officer)
    await officer.sees("李秀兰代表已停收消息，第0107号建议的答复请以书面送达")
    await officer.sees("周建国代表尚未加入，第0107号建议的答复请以书面送达")
    assert (OFFICER, "open") in owed(house, "reach_by_phone")
    for day in (8, 9, 10):
        await house.to(2026, 4, day, 9, 0)
        await house.settle()
    assert len(await from_bot(lead)) == seen
    record = await house.record()
    assert {one["person"] for one in happened(record, "reply_by_paper")} == {LEAD, CO_SIGNER}

    # Back again: the rating, whose time has come, is asked; no telephone call is owed any more.
    await lead.sends("/start")
    await lead.sees("请您评价第0107号", timeout=20)
    assert {state for _, state in owed(house, "reach_by_phone")} == {"done"}


async def test_a_deputy_who_blocks_the_bot_before_the_reply_arrives_gets_it_on_paper(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 18, 0)
    await give_reply(officer)
    await officer.sees("已排队")
    await lead.blocks()
    await house.settle()
    await house.to(2026, 4, 8, 9, 0)
    await officer.sees("❌ 未送达：李秀兰代表停用了机器人，请打电话")
    await house.phone(CO_SIGNER).sees("已正式答复")
    await officer.sees("电话联系")
    record = await house.record()
    assert [one["person"] for one in happened(record, "reply_by_paper")] == [LEAD]
    failed = [one for one in record["messages"] if one["state"] == "failed"]
    assert [(one["to"], one["error"]) for one in failed] == [(LEAD, "blocked")]
    assert owed(house, "rating") == [(LEAD, "open")]
    await house.to(2026, 4, 9, 9, 30)
    await lead.unblocks()
    await lead.sees("请您评价第0107号", timeout=20)


THREE = """[reply.classes]
A = { zh = "已解决", en = "solved" }
B = { zh = "部分解决", en = "partly solved" }
C = { zh = "留作参考", en = "for reference" }
"""


async def test_a_place_with_three_classes_offers_three(house: House) -> None:
    profile(house, THREE)
    await open_office(house, matter(), joined=(LEAD, OFFICER, SUPERVISOR))
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 0)
    await begin(officer, "送达答复")
    await officer.sends("湘环函〔2026〕15号")
    await officer.presses("今天", await officer.sees("答复日期"))
    asked = await officer.sees("属于哪一类")
    assert labels(asked) == ["A 已解决", "B 部分解决", "C 留作参考", "取消"]
    gone = await officer.presses_data(asked, "choose:reply:D")
    assert GONE in gone["text"]
    await officer.presses("C 留作参考", asked)
    await officer.presses("没有附件", await officer.sees("答复文件"))
    await officer.presses("送达", await officer.sees("请核对答复"))
    assert "类别：C 留作参考" in words(await house.phone(LEAD).sees("已正式答复"))
    await begin(supervisor, "改分类")
    asked = await supervisor.sees("改为哪一类？")
    assert labels(asked) == ["A 已解决", "B 部分解决", "取消"]
    assert GONE in (await supervisor.presses_data(asked, "clset:class:D"))["text"]


A, C = "A 已解决或基本解决", "C 因条件限制待以后解决"


async def test_that_it_is_solved_is_shown_or_it_is_not_class_a(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    await house.to(2026, 4, 7, 9, 30)
    await begin(officer, "送达答复")
    await officer.sends("湘环函〔2026〕15号")
    await officer.presses("今天", await officer.sees("答复日期"))
    await officer.presses(A, await officer.sees("属于哪一类"))
    asked = await officer.sees("请给出办成的依据")
    assert labels(asked) == ["取消"]  # there is no way round it
    await officer.sends("👍")
    await officer.sees("请发来文字、照片或文件", after=asked)
    await officer.presses("取消", asked)

    await begin(officer, "送达答复")
    sent = await officer.sends("湘环函〔2026〕15号")
    await officer.presses("今天", await officer.sees("答复日期", after=sent))
    await officer.presses(A, await officer.sees("属于哪一类", after=sent))
    await officer.sees("请给出办成的依据", after=sent)
    picture = b"\xff\xd8\xff\xe0 the station"
    await officer.uploads(("监测站.jpg", picture), caption="验收文号：省厅验〔2026〕8号")
    await officer.uploads(("答复.pdf", b"%PDF-1.4 reply"), kind="document")
    preview = await officer.sees("请核对答复", after=sent)
    assert "办成的依据：验收文号：省厅验〔2026〕8号 （附件：" in words(preview)
    await officer.presses("送达", preview)
    for name in (LEAD, CO_SIGNER):
        notice = await house.phone(name).sees("已正式答复")
        assert "办成的依据：验收文号：省厅验〔2026〕8号" in words(notice)
        shown = await house.phone(name).sees("第0107号建议办成的依据")
        assert await house.phone(name).downloads(shown) == picture
    card = await open_card(officer)
    assert "答复：湘环函〔2026〕15号（A 已解决或基本解决）" in words(card)
    assert "办成的依据：验收文号：省厅验〔2026〕8号" in words(card)
    await supervisor.presses("看答复", await open_card(supervisor))
    assert "省厅验〔2026〕8号" in words(await supervisor.sees("答复 · 第0107号"))
    await supervisor.sees("第0107号建议办成的依据")

    # Another class needs none; back to A it is shown anew, by whoever says so.
    await change_class(supervisor, C, "只建了一半。")
    await lead.sees("现在：C")
    assert "办成的依据" not in words(await open_card(officer))
    await change_class(supervisor, A, "已全部建成。", proof="现场核查记录第3号")
    changed = words(await lead.sees("现在：A"))
    assert "办成的依据：现场核查记录第3号" in changed
    record = await house.record()
    assert [(one["of"], one["class"], one["words"]) for one in record["proofs"]] == [
        ("reply", "A", "验收文号：省厅验〔2026〕8号"),
        ("class_change", "A", "现场核查记录第3号"),
    ]
    assert record["proofs"][0]["document_message_id"] is not None
    for form in ("html", "md"):
        told = await house.lianluo("export", "suggestion", "0107", "--format", form)
        assert "办成的依据（A 类）：现场核查记录第3号" in told


async def change_class(supervisor: Phone, letter: str, why: str, proof: str | None = None) -> None:
    """改分类, to the end."""
    card = await open_card(supervisor)
    await supervisor.presses("改分类", card)
    asked = await supervisor.sees("改为哪一类？", after=card)
    await supervisor.presses(letter, asked)
    asked = await supervisor.sees("为什么调整？", after=asked)
    await supervisor.sends(why)
    if proof is not None:
        asked = await supervisor.sees("请给出办成的依据", after=asked)
        await supervisor.sends(proof)
    asked = await supervisor.sees("没有错的话，请确认", after=asked)
    await supervisor.presses("确认调整", asked)
    await supervisor.sees("答复分类已调整", after=asked)


async def test_what_was_shown_with_the_draft_goes_out_with_the_reply(one_matter: House) -> None:
    house = one_matter
    lead, officer, leader = (house.phone(name) for name in (LEAD, OFFICER, LEADER))
    await house.to(2026, 4, 7, 9, 30)
    page = await write_draft(officer)  # of class A
    assert f"办成的依据：{PROOF}" in words(page)
    await officer.presses("请代表先看", page)
    await house.to(2026, 4, 7, 15, 30)
    shown = await lead.sees("请您先看答复稿")
    assert f"办成的依据：{PROOF}" in words(shown)
    await lead.presses("同意", shown)
    await officer.presses("送审", await draft_page(officer))
    asked = await leader.sees("请您审核答复稿")
    assert f"办成的依据：{PROOF}" in words(asked)
    await leader.presses("通过", asked)
    await officer.sees("审核通过")
    await give_reply(officer, letter=None)
    assert f"办成的依据：{PROOF}" in words(await lead.sees("已正式答复"))
    assert [one["of"] for one in (await house.record())["proofs"]] == ["draft", "reply"]


async def test_a_place_that_asks_for_no_proof_is_asked_for_none(house: House) -> None:
    without_proof(house)
    await open_office(house, matter(), joined=(LEAD, OFFICER))
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await begin(officer, "送达答复")
    await officer.sends("湘环函〔2026〕15号")
    await officer.presses("今天", await officer.sees("答复日期"))
    await officer.presses(A, await officer.sees("属于哪一类"))
    await officer.presses("没有附件", await officer.sees("请发来答复文件"))
    await officer.presses("送达", await officer.sees("请核对答复"))
    assert "办成的依据" not in words(await house.phone(LEAD).sees("已正式答复"))


def without_proof(house: House) -> None:
    """No class has to be shown to be solved; before the bot starts."""
    file = Path(house.settings["LIANLUO_PROFILE"])
    rules = file.read_text("utf-8")
    file.write_text(rules.replace("[reply]\n", "[reply]\nproof_classes = []\n"), "utf-8")
