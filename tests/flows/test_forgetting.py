"""A person's right to know what is kept of them, and to be forgotten where nothing needs it."""

import json
from typing import Any

from bot.sandbox.client import words
from tests.flows.small import until
from tests.flows.steps import (
    OUTSIDER,
    answer_questions,
    give_reply,
    matter,
    open_card,
    open_office,
    rate,
    write_matters,
)
from tests.house import LEAD, LEADER, OFFICER, SUPERVISOR, House

NUMBER = "13800000001"
OTHERS_WORDS = "我们下周到湖边看"
OWN_WORDS = f"请早点来，电话{NUMBER}"


def holds(house: House, wanted: Any) -> list[str]:
    """In which tables a value stands in some column."""
    return [
        table
        for table in house.books.tables()
        if any(wanted in row for row in house.books.ask(f'SELECT * FROM "{table}"'))
    ]


async def test_whoever_asks_learns_what_is_kept_and_who_has_looked(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await lead.sends(OWN_WORDS)
    asked = await officer.sees(OWN_WORDS)
    await officer.presses("回复", asked)
    sent = await officer.sends(OTHERS_WORDS)
    await officer.presses("发送", await officer.sees(OTHERS_WORDS, after=sent))
    await lead.sees(OTHERS_WORDS)
    await open_card(house.phone(LEADER))
    supervisor = house.phone(SUPERVISOR)
    await supervisor.presses("沟通记录", await open_card(supervisor))
    await supervisor.sees(OWN_WORDS)
    await house.settle()
    await house.lianluo("export", "suggestion", "0107", "--out", str(house.data / "out.html"))
    await house.lianluo("export", "ledger", str(house.data / "out.xlsx"))

    told = json.loads(await house.lianluo("access", LEAD, "--format", "json"))
    assert told["person"]["name"] == LEAD
    assert told["person"]["phone"] == NUMBER
    assert [one["user_id"] for one in told["accounts"]] == [lead.id]
    assert [(one["number"], one["part"]) for one in told["suggestions"]] == [
        ("0107", "lead_deputy")
    ]
    assert OWN_WORDS in [one["text"] for one in told["messages"]]
    assert {"joined", "command"} & {one["kind"] for one in told["events"]}
    assert OTHERS_WORDS not in str(told)  # theirs, not hers
    assert (LEAD, OFFICER) in {(one["to"], one["from"]) for one in told["messages"]}
    seen = [(one["actor"], one["kind"], one["data"].get("what")) for one in told["looks"]]
    for look in (
        (LEADER, "looked", None),
        (SUPERVISOR, "looked", None),
        (SUPERVISOR, "conversation_seen", None),
        (None, "exported", "suggestion"),
        (None, "exported", "ledger"),
        (None, "exported", "access"),
    ):
        assert look in seen
    assert all(one["at"] for one in told["looks"])
    assert all("os_user" in one["data"] for one in told["looks"] if one["kind"] == "exported")

    page = await house.lianluo("access", LEAD)
    for piece in (OWN_WORDS, "王若楠：查看沟通记录 第0107号", "（台账）", str(lead.id)):
        assert piece in page
    assert OTHERS_WORDS not in page
    assert "名册中没有" in await house.lianluo("access", "没有这个人", fails=True)


async def test_a_deputy_s_account_and_number_go_and_the_record_stays(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    why = ("--reason", "本人申请", "--approver", "主任会议")
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    await lead.sends(OWN_WORDS)
    await officer.sees(OWN_WORDS)
    await lead.sends("/settings")
    await lead.presses("上午")
    refused = await house.lianluo("forget", LEAD, *why, fails=True)
    assert "还有未办结的建议（0107）" in refused
    assert NUMBER in str(await house.record())

    await give_reply(officer)
    await house.settle()
    await house.to(2026, 4, 8, 9, 0)
    await rate(lead, "满意", "满意", "满意")
    await lead.sees("谢谢您的评价")
    await house.settle()
    await house.to(2026, 4, 9, 9, 0)
    await lead.sees("已办结")
    await house.settle()

    told = await house.lianluo("forget", LEAD, *why)
    for piece in ("聊天账号 1 个", "保留 kept：建议档案中的姓名和言论"):
        assert piece in told
    record = await house.record()
    assert record["deputies"][0]["name"] == LEAD
    assert "请早点来，电话—" in [one["text"] for one in record["messages"]]
    assert record["ratings"]
    assert NUMBER not in str(record)
    assert holds(house, lead.id) == []
    about = json.loads(await house.lianluo("access", LEAD, "--format", "json"))
    assert (about["person"]["phone"], about["person"]["windows"]) == ("—", None)
    [event] = [one for one in about["events"] if one["kind"] == "forgotten"]
    assert (event["data"]["reason"], event["data"]["approver"]) == ("本人申请", "主任会议")
    assert {one["text"] for one in about["messages"] if one["suggestion"] is None} == {None}

    # From now on a stranger.
    again = await lead.sends("还在吗？")
    assert "只为受邀" in words(await lead.sees("只为受邀", after=again))


async def test_whoever_is_in_no_record_loses_the_name_too(house: House) -> None:
    await open_office(house, matter(), joined=(OFFICER,), besides=(OUTSIDER,))
    stranger = house.phone(OUTSIDER)
    await stranger.uploads(("合照.pdf", b"%PDF-1.4 of nobody's business"), kind="document")
    await until(lambda: house.books.ask("SELECT 1 FROM attachments WHERE state = 'stored'") != [])
    await house.settle()
    kept = [path for path in (house.data / "files").glob("??/*") if path.is_file()]
    told = await house.lianluo("forget", OUTSIDER, "--reason", "调离", "--approver", "厅办公室")
    assert "改为代号" in told
    assert len(kept) == 1
    assert not kept[0].exists()
    await house.settle()
    assert holds(house, stranger.id) == []
    assert OUTSIDER.encode() not in house.books.everything()
    assert "名册中没有" in await house.lianluo("access", OUTSIDER, fails=True)
    # An import brings back whoever still stands in the sheets: as somebody new.
    sheet = write_matters(house.data.parent / "again.xlsx", matter())
    assert "新增 1 new" in await house.lianluo("import", str(sheet))
