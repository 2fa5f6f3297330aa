"""README's tour, from the spreadsheet to the closed suggestion, over real HTTP."""

from pathlib import Path
from typing import Any

import openpyxl

from bot.sandbox.client import Phone
from tests.flows.steps import PROOF
from tests.house import (
    CO_SIGNER,
    EVERYBODY,
    LEAD,
    LEADER,
    OFFICER,
    SAMPLE,
    SUPERVISOR,
    House,
)

ANSWERS = ("洞庭湖总磷近年反弹。", "让湖区水质稳定达标。", "制定分年度削减方案。", "养殖尾水。")


async def answer_questions(house: House, deputy: Phone) -> None:
    """办前: the four answers, and the summary confirmed."""
    for number, words in enumerate(ANSWERS, 1):
        await deputy.sees(f"第{number}问")
        await deputy.sends(words)
    await deputy.presses("确认无误")
    await deputy.sees("办前沟通已记录")


async def reply(house: House, officer: Phone, number: str, letter: str) -> None:
    """送达答复 by the officer."""
    await officer.sends("/s 0107")
    await officer.presses("送达答复")
    await officer.sees("请输入答复文号")
    await officer.sends(number)
    await officer.presses("今天")
    await officer.presses(letter)
    if letter.startswith("A"):
        await officer.sees("请给出办成的依据")
        await officer.sends(PROOF)
    await officer.sees("请发来答复文件")
    await officer.uploads(("答复.pdf", b"%PDF-1.4 reply"), kind="document")
    await officer.presses("送达")


async def rate(deputy: Phone, content: str, attitude: str, effect: str) -> None:
    """The three rows of the form, then 提交评价."""
    form = await deputy.sees("请您评价第0107号")
    rows = form["reply_markup"]["inline_keyboard"]
    for row, grade in zip(rows[1:6:2], (content, attitude, effect), strict=True):
        key = next(one for one in row if one["text"] == grade)
        await deputy.presses_data(form, key["callback_data"])
    await deputy.presses("提交评价")


def said(record: dict[str, Any], text: str) -> list[dict[str, Any]]:
    return [one for one in record["messages"] if text in (one["text"] or "")]


async def test_a_matter_is_lived_through_from_import_to_closing(
    house: House, tmp_path: Path
) -> None:
    # The clerk imports the ledger and hands out invitations; five people join.
    await house.lianluo("import", str(SAMPLE))
    await house.start()
    await house.join(*EVERYBODY)
    lead, co_signer = house.phone(LEAD), house.phone(CO_SIGNER)
    officer, leader, supervisor = (house.phone(n) for n in (OFFICER, LEADER, SUPERVISOR))

    # 办前: two things fall due for the deputy on one morning and come as one message.
    await house.to(2026, 4, 7, 9, 0)
    await lead.sees("有2件事想请教您")
    await lead.presses("2. 0107 回答几个问题")
    await answer_questions(house, lead)
    await officer.sees("已完成第0107号建议的办前沟通")

    # Words both ways, with a photo and an edit.
    words = await lead.sends("请问什么时候能看到方案？")
    await lead.presses("0107 关于加快洞庭湖总磷污染治理的建议")
    await officer.sees("请问什么时候能看到方案？")
    await lead.edits(words, "请问五月底能看到方案吗？")
    await officer.sees("请问五月底能看到方案吗？")
    await officer.presses("回复")
    await officer.sees("请写要发给李秀兰代表的话")
    await officer.sends("五月底前送您征求意见。")
    await officer.presses("发送")
    told = await lead.sees("五月底前送您征求意见。")
    await officer.sees("✅ 已送达李秀兰代表")
    await lead.uploads(
        ("湖区.jpg", b"\xff\xd8\xff\xe0 not much of a picture"), caption="湖区现状", reply_to=told
    )
    await officer.sees("湖区现状")

    # A visit is recorded, and confirmed by the deputy.
    await officer.sends("/s 0107")
    await officer.presses("登记沟通")
    await officer.presses("现场调研")
    await officer.presses("今天")
    for answer in ("岳阳县东洞庭湖", "李秀兰代表、陈思远", "看了三个养殖点位，答应五月底出方案"):
        await officer.sends(answer)
        await officer.sees("？" if answer.startswith("岳阳") else "请")
    await officer.presses("完成")
    await officer.presses("提交")
    await lead.presses("属实")
    await officer.sees("沟通记录属实")

    # Progress, over the May holiday and on the make-up Saturday after it.
    await house.to(2026, 4, 30, 18, 0)
    await house.settle()
    before_holiday = len(await lead.messages())
    await house.to(2026, 5, 4, 10, 0)
    await house.settle()
    assert len(await lead.messages()) == before_holiday
    await house.to(2026, 5, 9, 9, 30)
    await officer.sends("/s 0107")
    await officer.presses("办理进展")
    await officer.sends("方案初稿已完成。")
    await officer.presses("发送")
    await lead.presses("有补充意见")
    await lead.sends("请加上监测点位。")
    await officer.sees("请加上监测点位。")

    # Reply of class B to both deputies; the form comes later and only to the lead.
    await house.to(2026, 6, 1, 9, 30)
    await reply(house, officer, "湘环函〔2026〕15号", "B 正在解决或列入规划")
    await lead.sees("已正式答复")
    await co_signer.sees("已正式答复")
    await house.settle()
    await house.to(2026, 6, 2, 9, 0)
    await rate(lead, "满意", "满意", "不满意")
    await lead.sees("不满意的原因")
    assert not [one for one in await officer.messages() if "已评价" in one.get("text", "")]
    await lead.sends("没有分年度目标。")
    await lead.sees("谢谢您的评价")

    # 不满意: everybody concerned hears of it, and a second round opens.
    for phone in (officer, leader, supervisor):
        await phone.sees("没有分年度目标。")
        await phone.sees("第2轮重新办理")
    await house.to(2026, 6, 15, 9, 30)
    await reply(house, officer, "湘环函〔2026〕22号", "A 已解决或基本解决")
    await lead.sees("湘环函〔2026〕22号")
    await house.settle()
    await house.to(2026, 6, 16, 9, 0)
    await lead.sees("请您评价第0107号")
    await rate(lead, "满意", "满意", "满意")
    await officer.sees("（第2轮）")
    await house.settle()

    # Closed on the working day after; nothing more can be pressed.
    await house.to(2026, 6, 17, 9, 0)
    await lead.sees("已办结")
    assert "不能再评价" in (await lead.presses("修改评价"))["text"]

    # The record tells all of it.
    record = await house.record()
    assert (record["stage"], record["round"]) == ("closed", 2)
    assert [one["name"] for one in record["deputies"]][:2] == [LEAD, CO_SIGNER]
    assert [one["class"] for one in record["replies"]] == ["B", "A"]
    assert [(one["round"], one["effect"]) for one in record["ratings"]] == [
        (1, "dissatisfied"),
        (2, "satisfied"),
    ]
    assert record["ratings"][0]["reason"] == "没有分年度目标。"
    visit = next(one for one in record["contacts"] if one["form"] == "study_visit")
    assert visit["confirmed"] is True
    question = next(one for one in said(record, "请问五月底") if one["direction"] == "in")
    assert [one["text"] for one in question["revisions"]] == ["请问什么时候能看到方案？"]
    photo = next(one for one in said(record, "湖区现状") if one["direction"] == "in")
    assert photo["attachments"][0]["state"] == "stored"
    stored = photo["attachments"][0]["sha256"]
    kept = house.data / "files" / stored[:2] / stored
    assert kept.read_bytes().startswith(b"\xff\xd8\xff\xe0")
    await house.lianluo("export", "suggestion", "0107", "--format", "html", "--out", "r.html")
    assert "没有分年度目标。" in (house.data.parent / "r.html").read_text("utf-8")
    await house.lianluo("export", "ledger", str(tmp_path / "out.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert any("湘环函〔2026〕22号" in str(cell.value) for row in sheet.iter_rows() for cell in row)
