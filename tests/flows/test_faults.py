"""The network misbehaves, updates come twice, people press twice: nothing lost, nothing doubled."""

import json
import re

from bot.sandbox.client import Json, buttons, words
from storage.database import Database
from tests.flows.small import rows, until
from tests.flows.steps import GONE, answer_questions, from_bot, open_card, said
from tests.house import LEAD, OFFICER, House
from tests.runtime.desk import make_hole, mend_hole

TROUBLE: tuple[tuple[str, Json, bool], ...] = (
    # name, the fault, whether the message may have arrived all the same
    ("too many", {"kind": "too_many", "retry_after": 1}, False),
    ("server error", {"kind": "error", "status": 500}, False),
    ("gateway error in HTML", {"kind": "error", "status": 502, "html": True}, True),
    ("cut off before", {"kind": "reset"}, True),
    ("cut off after", {"kind": "reset_after"}, True),
    ("slow to begin", {"kind": "slow", "seconds": 1}, False),
    ("slow to answer", {"kind": "slow_after", "seconds": 1}, False),
)


async def test_whatever_befalls_a_call_words_arrive_and_doubles_are_marked(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    for name, fault, _ in TROUBLE:
        match = {"method": "sendMessage", "chat_id": officer.chat_id}
        await house.stage.faults({**fault, "match": match, "count": 1})
        await lead.sends(f"第一句：{name}。")
        await lead.sends(f"第二句：{name}。")
        await officer.sees(f"第二句：{name}。")
        await house.settle()
        assert not (await house.stage.state())["faults"], name

    record = await house.record()
    for name, _, maybe_twice in TROUBLE:
        for text in (f"第一句：{name}。", f"第二句：{name}。"):
            (copy,) = (one for one in said(record, text) if one["to"] == OFFICER)
            assert copy["state"] == "delivered"
            seen = len(await from_bot(officer, text))
            assert seen == 1 or (seen == 2 and copy["maybe_twice"]), text
        marked = [
            one["maybe_twice"]
            for one in said(record, name)
            if one["to"] == OFFICER and one["text"].endswith(f"：{name}。")
        ]
        assert any(marked) is maybe_twice, name
    # What was cut off after its effect stands there twice, and only that.
    doubled = {
        text
        for text in (words(one).partition("\n")[2] for one in await from_bot(officer, "句："))
        if len(await from_bot(officer, text)) == 2
    }
    assert doubled == {"第一句：cut off after。"}
    # In order, each deputy's word after the one before.
    first = [words(one).partition("：\n")[2] for one in await from_bot(officer, "第一句")]
    assert list(dict.fromkeys(first)) == [f"第一句：{name}。" for name, _, _ in TROUBLE]


async def test_what_was_not_answered_is_reported_once_it_is(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await lead.sends("在吗？")
    told = await officer.sees("在吗？")
    match = {"method": "sendMessage", "chat_id": lead.chat_id}
    await lead.sees("收到")
    await house.stage.faults({"kind": "error", "status": 503, "match": match})
    await officer.sends("请放心。", reply_to=told)
    await officer.sees("⏳ 正在发给李秀兰代表")
    await until(
        lambda: bool(rows(house, "SELECT id FROM messages WHERE error = 'server' AND attempts > 1"))
    )
    assert not await from_bot(officer, "✅")
    await house.stage.faults()
    await lead.sees("请放心。")
    await officer.sees("✅ 已送达李秀兰代表")
    assert len(await from_bot(lead, "请放心。")) == 1

    # The receiving side too: polls that fail or are cut off lose nothing and double nothing.
    for kind in ("error", "reset", "reset_after"):
        await house.stage.faults(
            {"kind": kind, "status": 502, "match": {"method": "getUpdates"}, "count": 2}
        )
        await lead.sends(f"收得到吗 {kind}")
        await officer.sees(f"收得到吗 {kind}")
        await house.settle()
        assert len(await from_bot(officer, f"收得到吗 {kind}")) == 1


async def test_replayed_updates_are_known_and_change_nothing(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await lead.presses("希望见面", await lead.sees("第1问"))
    await officer.sees("希望就第0107号建议与您见面")
    await lead.sends("背景在此。")
    await lead.sees("第2问")
    await house.settle()
    before = {name: len(await house.phone(name).messages()) for name in (LEAD, OFFICER)}
    kept = len(rows(house, "SELECT id FROM events"))
    old = rows(house, "SELECT raw FROM inbox WHERE raw LIKE '%message%' ORDER BY update_id")
    assert len(old) > 10

    for (raw,) in old:
        await house.stage.inject(json.loads(raw))
    # An old number with other words is not believed either.
    forged = json.loads(old[-1][0])
    forged["message"]["text"] = "冒名的话"
    await house.stage.inject(forged)
    await until_heard(house)

    assert {name: len(await house.phone(name).messages()) for name in before} == before
    assert len(rows(house, "SELECT id FROM events")) == kept
    assert not said(await house.record(), "冒名的话")
    # And it goes on.
    await lead.sends("目的在此。")
    await lead.sees("第3问")


async def until_heard(house: House) -> None:
    """Everything that was to be heard has been heard and acted on."""

    async def is_empty() -> bool:
        return (await house.stage.state())["pending_updates"] == 0

    await until(is_empty)
    await until(lambda: not rows(house, "SELECT 1 FROM inbox WHERE state = 'new'"))
    await house.settle()


async def test_two_presses_at_once_do_it_once_and_say_so(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await officer.presses("给代表发消息", await open_card(officer))
    await officer.sends("只发一次。")
    preview = await officer.sees("只发一次。")
    send = next(key for key in buttons(preview) if key["text"] == "发送")["callback_data"]
    presses = [await officer.begins_press(preview, send) for _ in range(3)]
    told = [await house.stage.ask("GET", f"callbacks/{one}") for one in presses]
    assert [GONE in one["text"] for one in told] == [False, True, True]
    await lead.sees("只发一次。")
    await officer.sees("✅ 已送达")
    await house.settle()
    assert len(await from_bot(lead, "只发一次。")) == 1
    assert not buttons(await officer.sees("只发一次。"))


async def test_a_press_on_an_old_button_says_so_and_the_button_disappears(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await lead.sends("早上好")
    told = await officer.sees("早上好")
    await house.to(2026, 4, 7, 9, 1)
    await lead.sees("第1问")
    await officer.sends("早上好，请先答问题。", reply_to=told)
    await lead.sees("请先答问题")
    await house.stage.advance(31 * 60)
    sent = await lead.sends("好的。")
    old = await lead.sees("收到", after=sent)
    await lead.presses("继续回答", old)
    await answer_questions(lead)

    # The questions are answered; the button still stands there.
    again = await lead.presses("继续回答", old)
    assert GONE in again["text"]
    assert again["show_alert"]
    await until(lambda: _has_no_buttons(house, old))
    # Data that no button of ours ever had: a card loses nothing but what does not work.
    for data in ("nonsense", "card:x", "card:" + "9" * 50, "rate:1:content:best", "下:1"):
        answered = await lead.presses_data(await lead.last(), data)
        assert GONE in answered["text"], data


async def _has_no_buttons(house: House, message: Json) -> bool:
    shown = await house.phone(LEAD).messages()
    return not buttons(next(one for one in shown if one["message_id"] == message["message_id"]))


async def test_an_update_that_cannot_be_handled_is_parked_with_an_apology(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    database = Database(house.books.url.render_as_string(hide_password=False))
    make_hole(database, "INSERT", "NEW.kind = 'document'")  # which the database cannot take
    bad: Json = {
        "message": {
            "message_id": 9_000_001,
            "date": int((await house.stage.now()).timestamp()),
            "chat": {"id": lead.chat_id, "type": "private"},
            "from": {"id": lead.id, "is_bot": False, "first_name": LEAD},
            "document": {"file_id": "BAD", "file_unique_id": "BAD"},
        }
    }
    await lead.sends("之前的话。")
    number = await house.stage.inject(bad)
    await lead.sends("之后的话。")

    apology = await lead.sees("抱歉，这条消息我们没能处理好")
    assert re.search(rf"编号 {number}", words(apology))
    await officer.sees("之前的话。")
    await officer.sees("之后的话。")
    assert rows(house, "SELECT state, attempts FROM inbox WHERE update_id = ?", number) == [
        ("parked", 3)
    ]
    assert f"could not be handled: {number}" in await house.lianluo("check")
    mend_hole(database)
    database.close()
    # Nothing of it has half happened, and nobody is shown a trace of it.
    assert rows(house, "SELECT count(*) FROM attachments") == [(0,)]
    assert "Error" not in words(apology)
    # What is nothing at all is passed over.
    for odd in ({}, {"message": None}, {"message": {"chat": 5}}, {"callback_query": {"id": 1}}):
        await house.stage.inject(odd)
    await lead.sends("还在吗？")
    await officer.sees("还在吗？")
    assert rows(house, "SELECT count(*) FROM inbox WHERE state = 'parked'") == [(1,)]
