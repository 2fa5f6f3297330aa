"""送达答复: to every deputy, once a round; and what becomes of it when the chat reaches nobody."""

from bot.sandbox.client import words
from tests.flows.small import profile
from tests.flows.steps import (
    GONE,
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


async def test_the_reply_reaches_every_deputy_with_its_document_once_a_round(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await lead.sees("第1问")
    await begin(officer, "送达答复")
    await officer.sends("湘环函〔2026〕15号")
    await officer.presses("昨天")
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
        for line in (f"{name}代表", "湘环函〔2026〕15号", "4月6日", "C 因条件限制待以后解决"):
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
