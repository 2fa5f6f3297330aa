"""Every question of every form, and everything that can be sent in answer to it: what does not fit
is answered with one clear sentence, the question stays open, and nothing has been written.

At each question a third of what can be sent is tried, another at the next; `make fuzz` tries all.
"""

import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from zlib import crc32

import pytest

from bot.sandbox.client import Json, Phone, words
from handlers import texts
from storage.vocabulary import Language
from tests.attackers.test_permission_cells import state
from tests.flows.small import rows
from tests.flows.steps import DENIED, GONE, JOINT, give_reply, matter, open_office
from tests.house import EVERYBODY, LEAD, OFFICER, SUPERVISOR, House

REFUSALS = [
    re.compile(re.escape(sentence.partition("{")[0]))
    for key, sentence in texts.catalogue(Language.CHINESE).items()
    if key.startswith("refused.")
]
LONG = "长" * 3200  # more than nearly every answer may have, and not so much that a phone cuts it


async def poll(phone: Phone) -> Json:
    """A poll, which people can send as well."""
    number = 9_000_000 + len(await phone.messages())
    message = {
        "message_id": number,
        "date": int((await phone.stage.now()).timestamp()),
        "chat": {"id": phone.id, "type": "private"},
        "from": {"id": phone.id, "is_bot": False, "first_name": phone.name},
        "poll": {"id": "1", "question": "?"},
    }
    await phone.stage.inject({"message": message})
    return {**await phone.last()}


# What can be sent, besides words that fit.
SENT: dict[str, Callable[[Phone], Awaitable[Json]]] = {
    "sticker": lambda phone: phone.uploads(("s.webp", b"RIFF"), kind="sticker"),
    "photo": lambda phone: phone.uploads(("p.jpg", b"\xff\xd8\xff\xe0")),
    "document": lambda phone: phone.uploads(("d.pdf", b"%PDF"), kind="document"),
    "voice": lambda phone: phone.uploads(("v.ogg", b"OggS"), kind="voice"),
    "location": lambda phone: phone.shares_location(28.2, 112.9),
    "contact": lambda phone: phone.shares_other_contact("路人", "13900000000"),
    "poll": poll,
    "emoji": lambda phone: phone.sends("😀👍"),
    "marks": lambda phone: phone.sends("！！！"),
    "long": lambda phone: phone.sends(LONG),
}
EVERYTHING = "EVERYTHING" in os.environ
FILES = frozenset({"photo", "document"})
EVIDENCE = FILES | {"voice"}


@dataclass(frozen=True, slots=True)
class Step:
    """A question: what else it takes than words that fit, and how it is answered.

    `answer`: words, or (beginning with `:`) the data of a button under it; None: the last one.
    """

    answer: str | None
    takes: frozenset[str] = frozenset()
    wrong: tuple[str, ...] = ()  # words that do not fit


@dataclass(frozen=True, slots=True)
class Form:
    """Whose it is, the button that opens it, and its questions up to the look at it all."""

    who: str
    opens: str
    steps: tuple[Step, ...]


LONG_ENOUGH = frozenset({"long"})
CHOICE = ("随便写写",)
NO_DAY = ("2月30日", "上个星期", "明天", "-5")
LOOK = Step(None, wrong=("还有一句",))

BEFORE = {
    "record": Form(
        OFFICER,
        "record:1",
        (
            Step(":choose:record:phone", wrong=CHOICE),
            Step("今天", wrong=NO_DAY),
            Step("湖区"),
            Step("李秀兰"),
            Step("谈了", LONG_ENOUGH),
            Step(":choose:record:done", EVIDENCE, wrong=("没有",)),
            LOOK,
        ),
    ),
    "reply": Form(
        OFFICER,
        "reply:1",
        (
            Step("湘环函1号"),
            Step("今天", wrong=(*NO_DAY, "2025-04-07")),
            Step(":choose:reply:B", wrong=CHOICE),
            Step(":choose:reply:none", FILES, wrong=("没有",)),
            LOOK,
        ),
    ),
    "blank": Form(OFFICER, "template:1:visit", (Step("明天上午"), Step(None))),
    "meeting": Form(
        OFFICER,
        "arrange:1",
        (
            Step(":mset:form:visit", wrong=CHOICE),
            Step("市政务中心", frozenset({"location"})),
            Step("4月20日 9:30", wrong=("明天25点", "2月30日 9:30", "昨天 9:30", "2099-1-1 9:30")),
            Step(":mset:slots:done", wrong=("随便",)),
            LOOK,
        ),
    ),
    "plan": Form(
        OFFICER,
        "mkplan:1",
        (Step("任务"), Step("目标"), Step("5月20日 方案", wrong=("随便", "2月30日 方案")), LOOK),
    ),
    "return": Form(
        OFFICER,
        "mv_return:1",
        (Step("不属于本厅"), Step("农业农村厅", wrong=("查无此厅",)), LOOK),
    ),
    "extension": Form(OFFICER, "mv_extension:1", (Step("还要调研"), LOOK)),
    "reassign": Form(
        SUPERVISOR, "mv_reassign:1", (Step("农业农村厅", wrong=("查无此厅",)), Step("职责"), LOOK)
    ),
    "split": Form(SUPERVISOR, "mv_split:1", (Step("农业农村厅"), Step("养殖"), LOOK)),
    "merge": Form(
        SUPERVISOR, "mv_merge:1", (Step("０１０８", wrong=("9999", "0107", "随便")), LOOK)
    ),
    "draft": Form(
        OFFICER,
        "mkdraft:1",
        (Step("答复如下", FILES | LONG_ENOUGH), Step(":dset:class:B", wrong=CHOICE), LOOK),
    ),
    "result": Form(
        OFFICER,
        "mkresult:1",
        (
            Step(":rsset:kind:policy", wrong=CHOICE),
            Step("诉求"),
            Step("做成"),
            Step("湘环发1号"),
            Step("验收报告"),
            Step("0.08 → 0.05", wrong=("变好了",)),
            LOOK,
        ),
    ),
    "link": Form(
        OFFICER,
        "mklink:1",
        (Step("月报"), Step("https://www.gov.cn/1", wrong=("无", "http://a.com")), LOOK),
    ),
    "blocker": Form(OFFICER, "block:1", (Step(":blkind:fund", wrong=CHOICE), Step(None))),
    "points": Form(OFFICER, "ptlist:1", (Step(None),)),
    "voice": Form(OFFICER, "vcnew:1", (Step(":vcsource:online", wrong=CHOICE), Step(None))),
    "poll": Form(
        OFFICER,
        "pollnew:1",
        (
            Step(":pollset:audience:alike", wrong=CHOICE),
            Step("先治哪里？"),
            Step("东\n西", wrong=("只有一个", "一\n二\n三\n四\n五")),
            LOOK,
        ),
    ),
    "note": Form(OFFICER, "unitnote:1", (Step(None),)),
    "campaign": Form(OFFICER, "cpkind:plan", (Step(None),)),
    "tour": Form(OFFICER, "tournew:0", (Step(None),)),
    "opinion": Form(JOINT, "opine:1", (Step("推广", FILES), Step("湘农1号"), LOOK)),
    "withdraw": Form(LEAD, "withdraw:1", (Step("重复"), LOOK)),
}
AFTER = {
    "promise": Form(
        OFFICER,
        "mkpromise:1",
        (Step("泵站"), Step("2026年12月20日", wrong=("昨天", "2月30日", "-5")), LOOK),
    ),
    "reclass": Form(
        SUPERVISOR,
        "reclass:1",
        (
            Step(":clset:class:A", wrong=CHOICE),
            Step("已办成"),
            Step("验收报告", FILES),
            LOOK,
        ),
    ),
    "published": Form(
        OFFICER,
        "pubdone:1",
        (Step("今天", wrong=NO_DAY), Step("https://www.gov.cn/1", wrong=("网上",)), LOOK),
    ),
}


@pytest.mark.parametrize("stage", ["before", "after"])
async def test_what_does_not_fit_leaves_the_question_open(house: House, stage: str) -> None:
    ledger = [matter(会办单位="农业农村厅"), matter("0108")]
    await open_office(house, *ledger, joined=EVERYBODY, besides=(JOINT,))
    await house.to(2026, 4, 7, 9, 0)
    if stage == "after":
        await give_reply(house.phone(OFFICER))
        await house.settle()
        officer = house.phone(OFFICER)
        await officer.presses_data(await officer.last(), "pubset:1:open")
    await house.settle()
    before = state(house)
    for name, form in (BEFORE if stage == "before" else AFTER).items():
        await go_through(house, name, form)
        now = state(house)
        for table in before:
            assert now[table] == before[table], (name, table)
    assert rows(house, "SELECT count(*) FROM inbox WHERE state = 'parked'") == [(0,)]


async def go_through(house: House, name: str, form: Form) -> None:
    """Try everything at every question, then answer it; at last let go of it all."""
    phone = house.phone(form.who)
    elsewhere = await phone.last()
    told = await phone.presses_data(elsewhere, form.opens)
    assert GONE not in (told["text"] or ""), name
    assert DENIED not in (told["text"] or ""), name
    await house.settle()
    for number, step in enumerate(form.steps, 1):
        await try_all(house, phone, f"{name} {number}", step, elsewhere)
        if step.answer is None:
            continue
        asked = await question(phone)
        if step.answer.startswith(":"):
            told = await phone.presses_data(asked, step.answer[1:])
            assert GONE not in (told["text"] or ""), (name, number)
        else:
            await phone.sends(step.answer)
        await house.settle()
        assert (await phone.last())["message_id"] != asked["message_id"], (name, number)
        asked = rows(house, "SELECT data FROM dialogs WHERE suggestion_id IS NOT NULL")
    await phone.presses("取消", await question(phone))
    await house.settle()


async def question(phone: Phone) -> Json:
    """What is being asked: the last of the bot's words that can be let go of."""
    asked = [one for one in await phone.messages() if "drop:" in str(one.get("reply_markup", ""))]
    return asked[-1]


async def try_all(house: House, phone: Phone, where: str, step: Step, elsewhere: Json) -> None:
    """Whatever does not fit is refused; a command and a button of before leave it as it is."""
    before, said = open_question(house, phone), heard(house)
    tried: list[tuple[str, Callable[[Phone], Awaitable[Json]]]] = [
        (what, send)
        for what, send in SENT.items()
        if what not in step.takes and (EVERYTHING or crc32(f"{where} {what}".encode()) % 3 == 0)
    ]
    tried += [(text, lambda phone, text=text: phone.sends(text)) for text in step.wrong]
    for what, send in tried:
        sent = await send(phone)
        await house.settle()
        answers = [
            words(one)
            for one in await phone.messages()
            if one["outgoing_by_bot"] and one["version"] > sent["version"]
        ]
        assert len(answers) == 1, (where, what, answers)
        assert any(one.match(answers[0]) for one in REFUSALS), (where, what, answers)
        assert len(answers[0]) < 300, (where, what, answers)
        assert open_question(house, phone) == before, (where, what)
        assert heard(house) == said, (where, what)
    await phone.sends("/help")
    assert GONE in (await phone.presses_data(elsewhere, "drop:0"))["text"], where
    await house.settle()
    assert open_question(house, phone) == before, where
    assert heard(house) == said, where


def open_question(house: House, phone: Phone) -> list[object]:
    """What somebody is being asked, and what they have answered so far."""
    return [
        list(row)
        for row in rows(
            house,
            "SELECT kind, dialogs.suggestion_id, message_id, data FROM dialogs"
            " JOIN accounts ON accounts.person_id = dialogs.person_id WHERE user_id = ?",
            phone.id,
        )
    ]


def heard(house: House) -> object:
    """How much has been written down of what people said."""
    return rows(house, "SELECT count(*) FROM messages WHERE direction = 'in'")
