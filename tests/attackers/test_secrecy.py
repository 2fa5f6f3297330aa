"""涉密: whatever anybody does from then on, nothing but the number and "by paper" is sent."""

from pathlib import Path
from typing import Any

import openpyxl

from bot.sandbox.client import words as text_of
from tests.flows.small import rows
from tests.flows.steps import (
    JOINT,
    answer_questions,
    begin,
    matter,
    open_office,
    report_progress,
    write_matters,
)
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.runtime.desk import picture

TITLE = "关于龙潭水库机要泵站的建议"
WORDS = ("龙潭", "机要泵站", "闸门图纸")
FILES = {"document", "photo"}


async def _sent(house: House) -> list[str]:
    """Everything that the network was ever asked to show, as text."""
    return [str(call["params"]) for call in await house.stage.calls()]


async def test_after_the_flag_no_screen_shows_a_word_of_it(house: House) -> None:
    secret = matter("0107", 标题=TITLE, 会办单位="农业农村厅")
    await open_office(
        house,
        secret,
        matter("0108"),
        joined=(LEAD, CO_SIGNER, OFFICER, LEADER, SUPERVISOR),
        besides=(JOINT,),
    )
    phones = {name: house.phone(name) for name in (LEAD, CO_SIGNER, OFFICER, LEADER, SUPERVISOR)}
    phones[JOINT] = house.phone(JOINT)
    lead, officer, supervisor = phones[LEAD], phones[OFFICER], phones[SUPERVISOR]
    await house.to(2026, 4, 7, 9, 30)
    await lead.presses("1. 0107 回答几个问题")
    await answer_questions(lead, ("闸门图纸外传。", "目的", "诉求", "重点"))
    await report_progress(officer, "闸门图纸已收回。")
    report = await house.lianluo("report", "weekly", "--on", "2026-04-07")
    assert report
    await lead.sends("闸门图纸还有一份。")
    news = await lead.sees("闸门图纸已收回")
    await lead.uploads(
        ("闸门图纸.pdf", b"%PDF-1.4 gates"), kind="document", caption="闸门图纸在此", reply_to=news
    )
    await officer.sees("闸门图纸在此")
    both = (("闸门一.png", picture(1)), ("闸门二.png", picture(2)))
    await lead.uploads(*both, caption="闸门图纸两张", reply_to=news)
    await officer.sees("闸门图纸两张")
    files = [one for one in await officer.messages() if FILES & one.keys()]
    assert len(files) == 3
    old = {name: await phone.sees("号") for name, phone in phones.items()}

    await begin(supervisor, "交办事项")
    await supervisor.presses("涉密")
    await supervisor.presses("是，走纸质渠道", await supervisor.sees("从此只走纸质渠道"))
    for phone in phones.values():
        await phone.sees("第0107号建议走纸质渠道办理。")
    await lead.sees("如果说的是别的建议，请重新发一次")
    await house.settle()
    assert not [one for one in await supervisor.messages() if "收不回" in text_of(one)]
    own = [text_of(one) for one in await lead.messages() if not one["outgoing_by_bot"]]
    assert [one for one in own if "闸门图纸" in one] == []  # it is all younger than two days
    before = len(await house.stage.calls())

    for name, phone in phones.items():
        for said in ("/s 0107", "/s 龙潭", "/my", "/suggestions", "/duties", "/promises",
                     "/results", "/report", "/board", "/honest", "/ledger"):  # fmt: skip
            await phone.sends(said)
        for press in ("card", "talk_page", "history", "progress", "reply", "compose", "points",
                      "drafts", "plan", "moves", "write", "pressure", "topics"):  # fmt: skip
            await phone.presses_data(old[name], f"{press}:1")
    await lead.sends("这件事后来怎么样了？")
    await house.settle()
    for day in (8, 9, 13, 15):
        await house.to(2026, 4, day, 9, 30)
        await house.settle()
    await house.lianluo("report", "monthly", "--on", "2026-04-15")
    said = [one for one in (await _sent(house))[before:] if any(word in one for word in WORDS)]
    assert [one for one in said if "没有找到“龙潭”" not in one] == []  # their own word back
    for phone in phones.values():  # our own messages in the chats are edited, too
        ours = [one for one in await phone.messages() if one["outgoing_by_bot"]]
        shown = [text_of(one) for one in ours if "没有找到" not in text_of(one)]
        assert [one for one in shown if any(word in one for word in WORDS)] == []
    now = {one["message_id"]: one for one in await officer.messages()}
    for one in (now[file["message_id"]] for file in files):
        assert text_of(one) == "第0107号建议走纸质渠道办理。"
    assert now[files[0]["message_id"]]["document"]["file_name"] == "note.txt"
    for before_, after_ in ((one, now[one["message_id"]]) for one in files[1:]):
        assert after_["photo"][0]["file_unique_id"] != before_["photo"][0]["file_unique_id"]
    told = await officer.sends("/s 0107")
    assert "走纸质渠道" in (await officer.sees("这里不能查看", after=told))["text"]

    out = await house.lianluo("export", "suggestion", "0107", fails=True)
    assert "走纸质渠道" in out
    file = house.data.parent / "ledger-out.xlsx"
    await house.lianluo("export", "ledger", str(file))
    lines = _lines(file)
    (line,) = [one for one in lines if "0107" in one]
    assert [cell for cell in line if cell not in (None, "")][-1] == "走纸质渠道"
    await house.lianluo("import", str(_again(house, secret)))  # the title comes in once more
    assert rows(house, "SELECT title FROM suggestions WHERE number = '0107'") == [("走纸质渠道",)]


def _lines(file: Path) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True))


def _again(house: House, *matters: dict[str, str]) -> Path:
    return write_matters(house.data.parent / "again.xlsx", *matters)


async def test_a_secret_row_brings_no_word_into_the_house(house: House) -> None:
    secret = matter("0107", 标题=TITLE) | {"涉密": "机密", "内容": "闸门图纸"}
    await open_office(house, secret, matter("0108") | {"涉密": "否", "内容": ""}, joined=(LEAD,))
    await house.to(2026, 4, 7, 9, 30)
    await house.phone(LEAD).sends("/s 0107")
    await house.phone(LEAD).sees("第0107号建议走纸质渠道办理，这里不能查看")
    assert rows(house, "SELECT title, content FROM suggestions WHERE number = '0107'") == [
        ("走纸质渠道", None)
    ]
    assert rows(house, "SELECT count(*) FROM duties WHERE suggestion_id = 1") == [(0,)]
    assert [one for one in await _sent(house) if "龙潭" in one] == []
