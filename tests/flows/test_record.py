"""The record: whole, readable by machines and people, and harmless whatever people have written."""

import json
from pathlib import Path

import openpyxl

from tests.flows.steps import (
    answer_questions,
    from_bot,
    give_reply,
    happened,
    matter,
    open_office,
    rate,
    record_visit,
    said,
    write_matters,
)
from tests.house import CO_SIGNER, EVERYBODY, LEAD, LEADER, OFFICER, SUPERVISOR, House

HOSTILE = '<script>alert("1")</script> & <b>粗</b>'
CONTRACT = {
    "contacts": {"phase", "form", "state", "due_on", "done_at", "confirmed"},
    "messages": {
        "id",
        "direction",
        "author",
        "to",
        "kind",
        "text",
        "at",
        "state",
        "revisions",
        "attachments",
    },
    "ratings": {"round", "content", "attitude", "effect", "reason", "at"},
}


async def test_the_record_is_whole_and_as_promised(one_matter: House) -> None:
    house = one_matter
    lead = house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead, ("背景。", "目的。", HOSTILE, "重点。"))
    officer = house.phone(OFFICER)
    first = await lead.sends("什么时候？")
    await officer.sees("什么时候？")
    await lead.edits(first, "五月行吗？")
    await officer.sees("五月行吗？")
    await lead.uploads(("湖.jpg", b"\xff\xd8\xff\xe0 lake"), caption="湖区", kind="photo")
    await officer.sees("湖区")
    await record_visit(officer, summary=HOSTILE)
    await lead.presses("属实")
    await give_reply(officer)
    await house.phone(CO_SIGNER).sees("已正式答复")
    await house.settle()
    await house.to(2026, 4, 8, 9, 0)
    await rate(lead, "满意", "满意", "满意")
    await lead.sees("谢谢您的评价")
    await house.settle()

    record = await house.record()
    assert {"number", "title", "stage", "round", "deputies", "replies", "events"} <= record.keys()
    for name, keys in CONTRACT.items():
        assert record[name], name
        for row in record[name]:
            assert keys <= row.keys(), name
    assert [one["name"] for one in record["deputies"]] == [LEAD, CO_SIGNER]
    assert {one["direction"] for one in record["messages"]} == {"in", "out"}
    assert all(one["at"].endswith("+00:00") for one in record["messages"] + record["events"])

    # Whatever the two sides can see about this matter has its row, delivered under its number.
    shown = {
        (phone.chat_id, one["message_id"])
        for phone in map(house.phone, EVERYBODY)
        for one in await from_bot(phone, "第0107号")
    }
    kept = {
        (one["chat_id"], one["telegram_id"])
        for one in record["messages"]
        if one["direction"] == "out" and one["state"] == "delivered"
    }
    assert shown <= kept
    edited = next(one for one in said(record, "五月行吗？") if one["direction"] == "in")
    assert [one["text"] for one in edited["revisions"]] == ["什么时候？"]
    photo = next(one for one in said(record, "湖区") if one["direction"] == "in")
    digest = photo["attachments"][0]["sha256"]
    stored = house.data / "files" / digest[:2] / digest
    assert stored.read_bytes() == b"\xff\xd8\xff\xe0 lake"
    kinds = {one["kind"] for one in record["events"]}
    assert kinds >= {
        "imported",
        "assigned",
        "pressed",
        "answered",
        "contact_confirmed",
        "edited",
        "contact_recorded",
        "stage",
        "replied",
        "rating_form_sent",
        "rated",
    }
    await house.lianluo("export", "suggestion", "0107", "--format", "md")
    assert happened(await house.record(), "exported")

    # For people: nothing in it can run, and the words are there to be read.
    html = await house.lianluo("export", "suggestion", "0107", "--format", "html")
    assert "<script>" not in html
    assert "<b>粗</b>" not in html
    assert "&lt;script&gt;alert(" in html
    text = await house.lianluo("export", "suggestion", "0107", "--format", "md")
    assert text.startswith("# 第0107号")
    for line in ("五月行吗？", "原文：什么时候？", "湘环函〔2026〕15号", "办理效果 满意"):
        assert line in text
    assert await house.lianluo("export", "suggestion", "14-4-0107", "--format", "md")
    await house.lianluo("export", "suggestion", "0107", "--format", "json", "--out", "r.json")
    written = json.loads((house.data.parent / "r.json").read_text("utf-8"))
    assert written["number"] == "0107"


async def test_a_failed_delivery_is_in_the_record_and_a_duty_of_the_officer(
    one_matter: House,
) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await officer.sees("请做办前沟通")
    await officer.presses("给代表发消息")
    sent = await officer.sends("这句话送不到。")
    preview = await officer.sees("将发给李秀兰代表", after=sent)
    lead = house.phone(LEAD)
    await lead.sees("第1问")
    await house.stage.faults({"kind": "error", "status": 400, "match": {"chat_id": lead.chat_id}})
    await officer.presses("发送", preview)
    await officer.sees("❌ 未送达李秀兰代表")
    await house.stage.faults()
    record = await house.record()
    failed = [one for one in record["messages"] if one["state"] == "failed"]
    assert [one["to"] for one in failed] == [LEAD]
    assert "这句话送不到。" in failed[0]["text"]
    assert len(happened(record, "undelivered")) == 1
    await house.to(2026, 4, 7, 15, 0)
    await officer.sees("有一条消息未送达")


async def test_an_unknown_or_ambiguous_number_fails_with_one_clear_line(house: House) -> None:
    rows = (matter(), matter(会次="3", 标题="去年的另一件建议"))
    path = write_matters(house.data.parent / "two.xlsx", *rows)
    await house.lianluo("import", str(path))
    for number, sentence in (("9999", "没有第 9999 号建议"), ("0107", "有多件第 0107 号建议")):
        told = await house.lianluo("export", "suggestion", number, fails=True)
        assert sentence in told
        assert len(told.strip().splitlines()) == 1
        assert "Traceback" not in told
    only = await house.lianluo("export", "suggestion", "14-3-0107", "--format", "json")
    assert json.loads(only)["title"] == "去年的另一件建议"


async def test_the_ledger_shows_where_everything_stands(house: House, tmp_path: Path) -> None:
    rows = (matter(会办单位="农业农村厅"), matter("0108", 标题=f"+1 {HOSTILE}"))
    await open_office(house, *rows, joined=[LEAD, CO_SIGNER, OFFICER, LEADER, SUPERVISOR])
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await record_visit(officer)
    await lead.presses("有出入")
    await lead.sends("没有来过。")
    await officer.sees("没有来过。")
    await record_visit(officer)
    await lead.presses("属实")
    await officer.sees("沟通记录属实")
    out = tmp_path / "ledger.xlsx"
    await house.lianluo("export", "ledger", str(out))
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert sheet.freeze_panes
    assert sheet.auto_filter.ref
    header, *lines = sheet.iter_rows(values_only=True)
    found = {line[header.index("建议编号")]: dict(zip(header, line, strict=True)) for line in lines}
    assert found["0107"]["面对面次数"] == 1
    assert found["0107"]["会办单位"] == "省农业农村厅"
    assert found["0107"]["办理阶段"] == "办前沟通"
    assert found["0108"]["面对面次数"] == 0
    assert found["0108"]["答复内容评价"] is None
    formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not formulas
    assert "+1 <script>" in str(found["0108"]["标题"])
