"""What people do again and again in these stories, and the small office in which they do it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl

from bot.sandbox.client import Phone, words
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, ZONE, House

JOINT, OUTSIDER = "向玉华", "杨帆"  # head of an office of the joint unit; an officer beside it
ANSWERS = ("洞庭湖总磷近年反弹。", "让湖区水质稳定达标。", "制定分年度削减方案。", "养殖尾水。")
PROOF = "省厅验〔2026〕8号验收合格"
DENIED = "不在您的权限"
GONE = "已经用过或不再适用"
HEADER = (
    "届次 会次 建议编号 标题 领衔代表 附议代表 主办单位 会办单位 承办人 责任领导 交办日期 代表意愿"
)


def matter(number: str = "0107", **changes: str) -> dict[str, str]:
    """A row of the ledger, with what is special about it."""
    row = {
        "届次": "14",
        "会次": "4",
        "建议编号": number,
        "标题": f"关于加快第{number}号湖区治理的建议",
        "领衔代表": LEAD,
        "附议代表": CO_SIGNER,
        "主办单位": "生态环境厅",
        "会办单位": "",
        "承办人": OFFICER,
        "责任领导": LEADER,
        "交办日期": "2026-04-07",
        "代表意愿": "",
        "公开意愿": "全文公开",
    }
    return row | changes


def write_matters(path: Path, *rows: dict[str, str]) -> Path:
    """A workbook with these suggestions and everybody they need."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheets: dict[str, list[Iterable[str]]] = {
        "代表": [
            ("姓名", "代表团", "手机号"),
            (LEAD, "长沙代表团", "13800000001"),
            (CO_SIGNER, "岳阳代表团", "13800000002"),
        ],
        "承办单位": [
            ("名称", "简称"),
            ("省生态环境厅", "生态环境厅"),
            ("省农业农村厅", "农业农村厅"),
            ("省人大常委会代表工作委员会", "代表工作委员会"),
        ],
        "工作人员": [
            ("姓名", "单位", "处室", "角色", "手机号"),
            (OFFICER, "生态环境厅", "水处", "承办人", "13800000011"),
            (LEADER, "生态环境厅", "", "分管领导", "13800000013"),
            (JOINT, "农业农村厅", "合作处", "处室负责人", "13800000043"),
            (OUTSIDER, "农业农村厅", "畜牧处", "承办人", "13800000041"),
            (SUPERVISOR, "代表工作委员会", "议案处", "督办", "13800000014"),
        ],
        "建议台账": [list(rows[0] if rows else matter()), *(list(row.values()) for row in rows)],
    }
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(list(line))
    book.save(path)
    return path


async def open_office(
    house: House, *rows: dict[str, str], joined: Iterable[str], besides: Iterable[str] = ()
) -> None:
    """The ledger is in, the bot runs, and these people have joined.

    `besides`: staff who are not of the usual cast.
    """
    path = write_matters(house.data.parent / "ledger.xlsx", *rows)
    await house.lianluo("import", str(path))
    await house.start()
    await house.join(*joined)
    for name in besides:
        phone = await house.stage.add_person(name)
        await phone.opens((await house.lianluo("invite", name)).strip())
        await phone.presses("确认")
        await phone.presses("中文")
        await phone.sees("登记好了")


async def answer_questions(deputy: Phone, answers: Iterable[str] = ANSWERS) -> None:
    """办前: the answers, and the summary confirmed."""
    for number, said in enumerate(answers, 1):
        await deputy.sees(f"第{number}问")
        await deputy.sends(said)
    await deputy.presses("确认无误")
    await deputy.sees("办前沟通已记录")


async def open_card(officer: Phone, number: str = "0107") -> dict[str, Any]:
    """/s and the number."""
    sent = await officer.sends(f"/s {number}")
    return await officer.sees("轮，答复期限", after=sent)


async def bar_of(phone: Phone, number: str = "0107") -> str:
    """A card's words with marks and steps side by side, as they look."""
    return words(await open_card(phone, number)).replace("\u2060", "")


async def begin(officer: Phone, button: str, number: str = "0107") -> None:
    """Press a button of a suggestion's card."""
    await officer.presses(button, await open_card(officer, number))


async def record_visit(
    officer: Phone, *, form: str = "登门走访", number: str = "0107", summary: str = "看了三个点位"
) -> None:
    """登记沟通 of today, without files."""
    await begin(officer, "登记沟通", number)
    await officer.presses(form)
    await officer.presses("今天")
    for said in ("东洞庭湖", "李秀兰、陈思远", summary):
        sent = await officer.sends(said)
    await officer.presses("完成", await officer.sees("照片或文件", after=sent))
    await officer.presses("提交")


async def report_progress(officer: Phone, said: str, number: str = "0107") -> None:
    """办理进展 sent to the deputy."""
    await begin(officer, "办理进展", number)
    sent = await officer.sends(said)
    await officer.presses("发送", await officer.sees("将把进展发给", after=sent))


async def give_reply(
    officer: Phone,
    paper: str = "湘环函〔2026〕15号",
    letter: str | None = "B 正在解决或列入规划",
    number: str = "0107",
    why: str | None = None,
    proof: str = PROOF,
) -> None:
    """送达答复 with a document. `letter` None: its class was reviewed with the draft; `why` it is
    other than the draft that was talked over, where that is asked; `proof` of class A, likewise.
    """
    await begin(officer, "送达答复", number)
    await officer.sends(paper)
    await officer.presses("今天")
    if letter is not None:
        await officer.presses(letter)
    if why is not None:
        await officer.sees("与答复稿不同")
        await officer.sends(why)
    if letter is not None and letter.startswith("A"):
        await officer.sees("请给出办成的依据")
        await officer.sends(proof)
    await officer.uploads(("答复.pdf", b"%PDF-1.4 reply"), kind="document")
    await officer.presses("送达")


async def tick(deputy: Phone, form: dict[str, Any], *grades: str) -> None:
    """Fill in the rows of the rating form from the first on."""
    rows = form["reply_markup"]["inline_keyboard"]
    for row, grade in zip(rows[1::2], grades, strict=False):
        key = next(one for one in row if one["text"] == grade)
        await deputy.presses_data(form, key["callback_data"])


async def rate(deputy: Phone, content: str, attitude: str, effect: str) -> dict[str, Any]:
    """The three rows, then 提交评价; the form."""
    form = await deputy.sees("请您评价第0107号")
    await tick(deputy, form, content, attitude, effect)
    await deputy.presses("提交评价", form)
    return form


async def from_bot(phone: Phone, piece: str = "") -> list[dict[str, Any]]:
    """The bot's messages on a phone with `piece` in them."""
    return [one for one in await phone.messages() if one["outgoing_by_bot"] and piece in words(one)]


def moment(message: dict[str, Any]) -> datetime:
    """When a message was sent, by the office's clock."""
    return datetime.fromtimestamp(message["date"], ZONE)


def labels(message: dict[str, Any]) -> list[str]:
    """What stands on the buttons under a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [key["text"] for row in rows for key in row]


def owed(house: House, kind: str) -> list[tuple[str, str]]:
    """(who, state) of every duty of a kind, the oldest first."""
    return [
        (name, state)
        for name, state in house.books.ask(
            "SELECT people.name, duties.state FROM duties JOIN people ON people.id = person_id"
            " WHERE kind = ? ORDER BY duties.id",
            kind,
        )
    ]


def happened(record: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The events of a kind in a record."""
    return [one for one in record["events"] if one["kind"] == kind]


def said(record: dict[str, Any], text: str) -> list[dict[str, Any]]:
    """The messages of a record with `text` in them."""
    return [one for one in record["messages"] if text in (one["text"] or "")]
