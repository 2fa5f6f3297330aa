"""The outbox under trouble: nothing is lost, nothing out of order, doubles only where marked."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.sandbox.client import Phone
from storage import messages, outbox
from storage.database import Database
from storage.suggestions import Suggestion
from storage.units import Topic, Unit
from storage.vocabulary import MessageKind, MessageState, Priority
from tests.runtime.desk import (
    Desk,
    a_desk,
    fill_disk,
    free_disk,
    make_hole,
    mend_hole,
    picture,
    texts,
    until,
)

ALICE, BOB = "李秀兰", "周建国"


async def test_words_to_one_chat_arrive_in_order(desk: Desk) -> None:
    alice, bob = await desk.opened(ALICE, BOB)
    ids = [desk.queue(phone.id, f"{n}") for n in range(30) for phone in (alice, bob)]
    await desk.sent(ids)
    for phone in (alice, bob):
        assert await texts(phone) == [str(n) for n in range(30)]
    assert {desk.row(one).state for one in ids} == {MessageState.DELIVERED}
    assert not any(desk.row(one).maybe_twice for one in ids)


def test_what_leaves_next(tables: Database) -> None:
    """In order within a chat, whatever has been tried again, held back or changed meanwhile."""
    now = datetime(2026, 4, 7, 9, 30, tzinfo=UTC)

    def late(minutes: float) -> datetime:
        return now + timedelta(minutes=minutes)

    with tables.write() as session:

        def put(chat_id: int, minutes: float, priority: Priority, **row: Any) -> int:
            values = {"direction": "out", "state": MessageState.QUEUED, "kind": MessageKind.TEXT}
            values |= {"chat_id": chat_id, "priority": priority, "at": now}
            return messages.add(session, values | {"next_at": late(minutes)} | row)

        again = put(1, -1, Priority.RELAY)  # tried in vain, due again after those behind it
        behind = put(1, -5, Priority.RELAY)
        held = put(2, +5, Priority.RELAY)  # held back …
        kept = put(2, -1, Priority.RELAY)  # … and so is what stands behind it
        answer = put(2, -1, Priority.ANSWER)  # but not what is more urgent
        prompt = put(3, -9, Priority.PROMPT)
        put(4, -9, Priority.ANSWER, state=MessageState.SENDING)
        for _ in range(5):
            put(4, -9, Priority.RELAY)  # many behind one take nobody else's place
        busy = put(5, -9, Priority.RELAY)
        changed = put(6, -2, Priority.ANSWER, state=MessageState.STALE)

        def next_ones(limit: int, *others: int) -> tuple[list[int], bool]:
            found, is_more = outbox.due(session, now, limit, [5, *others])
            return [one.id for one in found], is_more

        assert next_ones(20) == ([answer, changed, again, behind, prompt], False)
        assert next_ones(5) == ([answer, changed, again, behind, prompt], True)
        assert next_ones(2) == ([answer, changed], True)
        assert next_ones(3) == ([answer, changed, again, behind], True)  # not behind alone
        assert next_ones(20, 2, 6) == ([again, behind, prompt], False)
        assert outbox.next_moment(session) == late(-9)
        assert [row.id for row in outbox.claim(session, [prompt, busy, held], now)] == [
            prompt,
            busy,
            held,
        ]
        assert outbox.claim(session, [prompt], now) == []  # only once
        outbox.release(session, [prompt, busy])
        outbox.postpone(session, held, late(-3))
        assert next_ones(20, 1, 6) == ([answer, held, kept, prompt], False)


async def test_answers_go_before_prompts(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    prompt = desk.queue(alice.id, "prompt", priority=5)
    answer = desk.queue(alice.id, "answer", priority=0)
    await desk.sent([prompt, answer])
    assert await texts(alice) == ["answer", "prompt"]


async def test_too_many_requests_are_waited_out_in_that_chat_alone(desk: Desk) -> None:
    alice, bob = await desk.opened(ALICE, BOB)
    await desk.stage.faults({"kind": "too_many", "chat_id": alice.id, "count": 1, "retry_after": 2})
    ids = [desk.queue(alice.id, "one"), desk.queue(alice.id, "two")]
    async with desk.sending() as sender:
        other = desk.queue(bob.id, "meanwhile")
        await desk.sent([other], sender)
        assert await texts(alice) == []
        await desk.sent(ids, sender)
    assert await texts(alice) == ["one", "two"]
    first, second = [c for c in await desk.stage.calls("sendMessage") if _text(c) == "one"]
    waited = _moment(second) - _moment(first)
    assert waited >= 2.0
    assert not desk.row(ids[0]).maybe_twice


async def test_somebody_who_blocks_the_bot_is_given_up_at_once(desk: Desk) -> None:
    alice, bob = await desk.opened(ALICE, BOB)
    await alice.blocks()
    lost, other = desk.queue(alice.id, "hello"), desk.queue(bob.id, "hello")
    await desk.sent([lost, other])
    assert desk.row(lost).state == MessageState.FAILED
    assert desk.row(lost).error == "blocked"
    assert desk.row(other).state == MessageState.DELIVERED


async def test_somebody_who_never_opened_the_bot_cannot_be_written_to(desk: Desk) -> None:
    lost = desk.queue(desk.stage.phone(ALICE).id, "hello")
    await desk.sent([lost])
    assert desk.row(lost).state == MessageState.FAILED


async def test_faults_of_the_server_are_tried_again(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    await desk.stage.faults(
        {"kind": "error", "method": "sendMessage", "status": 500, "count": 2, "html": True}
    )
    ids = [desk.queue(alice.id, "one"), desk.queue(alice.id, "two")]
    await desk.sent(ids)
    assert await texts(alice) == ["one", "two"]
    assert desk.row(ids[0]).attempts == 2
    assert not desk.row(ids[0]).maybe_twice


async def test_a_reset_before_the_effect_doubles_nothing(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    await desk.stage.faults({"kind": "reset", "method": "sendMessage", "count": 1})
    one = desk.queue(alice.id, "one")
    await desk.sent([one])
    assert await texts(alice) == ["one"]
    assert desk.row(one).maybe_twice  # from here it could not be told


async def test_a_reset_after_the_effect_doubles_and_says_so(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    await desk.stage.faults({"kind": "reset_after", "method": "sendMessage", "count": 1})
    ids = [desk.queue(alice.id, "one"), desk.queue(alice.id, "two")]
    await desk.sent(ids)
    assert await texts(alice) == ["one", "one", "two"]
    assert [desk.row(one).maybe_twice for one in ids] == [True, False]


async def test_a_group_that_has_moved_is_followed(desk: Desk) -> None:
    group = desk.stage.group("生态环境厅办理群")
    old_id = group.id
    moved = await group.migrates()
    ids = [desk.queue(old_id, "one"), desk.queue(old_id, "two")]
    await desk.sent(ids)
    said = [one["text"] for one in await moved.messages() if one.get("outgoing_by_bot")]
    assert said == ["one", "two"]
    assert {desk.row(one).chat_id for one in ids} == {moved.id}


async def test_a_slow_chat_does_not_hold_up_the_others(desk: Desk) -> None:
    alice, bob = await desk.opened(ALICE, BOB)
    await desk.stage.faults({"kind": "slow", "chat_id": alice.id, "count": 1, "seconds": 3})
    slow = desk.queue(alice.id, "slow")
    async with desk.sending() as sender:
        await asyncio.gather(bob.sees("10"), _talk(desk, bob.id))
        assert desk.row(slow).state == MessageState.SENDING
        await desk.sent([slow], sender)
    assert await texts(bob) == [str(n) for n in range(11)]


async def _talk(desk: Desk, chat_id: int) -> None:
    for n in range(11):
        desk.queue(chat_id, str(n))


async def test_what_was_under_way_in_a_crash_is_sent_again_and_marked(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    ids = [desk.queue(alice.id, "one"), desk.queue(alice.id, "two")]
    with desk.database.write() as session:
        claimed = outbox.claim(session, ids[:1], desk.clock.now())
        assert [row.id for row in claimed] == ids[:1]
    await desk.sent(ids)
    assert await texts(alice) == ["one", "two"]
    assert [desk.row(one).maybe_twice for one in ids] == [True, False]


async def test_a_clean_stop_notes_what_is_under_way(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    await desk.stage.faults({"kind": "slow_after", "method": "sendMessage", "seconds": 2})
    ids = [desk.queue(alice.id, "one"), desk.queue(alice.id, "two")]
    async with desk.sending():
        await alice.sees("one")
    assert desk.row(ids[0]).state == MessageState.DELIVERED
    assert desk.row(ids[1]).state == MessageState.QUEUED
    assert await texts(alice) == ["one"]


async def test_an_album_goes_out_as_one(desk: Desk) -> None:
    alice, bob = await desk.opened(ALICE, BOB)
    files = await _photos(desk, bob, 10)
    ids = [
        desk.queue(
            alice.id,
            f"<b>{n}</b>",
            kind=MessageKind.PHOTO,
            media={"type": "photo", "file_id": file_id},
            album="a:1",
        )
        for n, file_id in enumerate(files)
    ]
    after = desk.queue(alice.id, "after")
    await desk.sent([*ids, after])
    assert await texts(alice) == [*map(str, range(10)), "after"]
    assert len(await desk.stage.calls("sendMediaGroup")) == 1
    assert len({desk.row(one).telegram_id for one in ids}) == 10


async def test_one_bad_file_does_not_keep_back_its_album(desk: Desk) -> None:
    alice, bob = await desk.opened(ALICE, BOB)
    files = [*await _photos(desk, bob, 2), "no-such-file"]
    ids = [
        desk.queue(
            alice.id,
            str(n),
            kind=MessageKind.PHOTO,
            media={"type": "photo", "file_id": file_id},
            album="a:1",
        )
        for n, file_id in enumerate(files)
    ]
    await desk.sent(ids)
    assert await texts(alice) == ["0", "1"]
    assert [desk.row(one).state for one in ids] == [
        MessageState.DELIVERED,
        MessageState.DELIVERED,
        MessageState.FAILED,
    ]


async def test_a_changed_row_is_edited_and_an_unchanged_one_is_left(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    keyboard = [[{"text": "确认", "callback_data": "x"}]]
    one = desk.queue(alice.id, "draft", keyboard=keyboard)
    await desk.sent([one])
    for words, buttons in (("final", keyboard), ("final", None)):
        with desk.database.write() as session:
            messages.rewrite(session, one, desk.clock.now(), text=words, keyboard=buttons)
        await desk.sent([one])
    assert await texts(alice) == ["final"]
    assert "reply_markup" not in (await alice.last())
    with desk.database.write() as session:  # the row says stale, the chat shows the same already
        messages.get(session, one).state = MessageState.STALE
    await desk.sent([one])
    assert desk.row(one).state == MessageState.DELIVERED
    assert not desk.row(one).maybe_twice


async def test_a_change_during_the_call_is_shown_afterwards(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    await desk.stage.faults(
        {"kind": "slow_after", "method": "sendMessage", "seconds": 0.5, "count": 1}
    )
    one = desk.queue(alice.id, "draft")
    async with desk.sending() as sender:
        await alice.sees("draft")
        with desk.database.write() as session:
            messages.rewrite(session, one, desk.clock.now(), text="final")
        sender.wake()
        await alice.sees("final")
        await desk.sent([one], sender)
    assert await texts(alice) == ["final"]


async def test_a_reply_quotes_what_it_answers(desk: Desk) -> None:
    alice, bob = await desk.opened(ALICE, BOB)
    first = desk.queue(alice.id, "question")
    await desk.sent([first])
    answer = desk.queue(alice.id, "answer", reply_to_id=first)
    elsewhere = desk.queue(bob.id, "answer", reply_to_id=first)
    await desk.sent([answer, elsewhere])
    assert (await alice.last())["reply_to_message"]["text"] == "question"
    assert "reply_to_message" not in await bob.last()


async def test_a_thread_is_made_once_and_words_outlive_it(desk: Desk) -> None:
    group = desk.stage.group("生态环境厅办理群")
    topic_id = _topic(desk, group.id)
    ids = [desk.queue(group.id, str(n), topic_id=topic_id) for n in range(3)]
    await desk.sent(ids)
    made = await desk.stage.calls("createForumTopic")
    assert [one["params"]["name"] for one in made] == ["0107 洞庭湖"]
    said = [one for one in await group.messages() if one.get("text") in {"0", "1", "2"}]
    with desk.database.read() as session:
        thread_id = session.get_one(Topic, topic_id).thread_id
    assert {one["message_thread_id"] for one in said} == {thread_id}
    await desk.line.call("deleteForumTopic", chat_id=group.id, message_thread_id=thread_id)
    last = desk.queue(group.id, "still here", topic_id=topic_id)
    await desk.sent([last])
    assert desk.row(last).state == MessageState.DELIVERED


async def test_a_row_that_has_no_shape_does_not_jam_the_outbox(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    empty = desk.queue(alice.id, kind=MessageKind.CONTACT, media={"phone_number": "1"})
    with pytest.raises(ValueError, match="needs a chat"):
        desk.queue(None, "x")
    good = desk.queue(alice.id, "good")
    await desk.sent([empty, good])
    assert [desk.row(one).state for one in (empty, good)] == [
        MessageState.FAILED,
        MessageState.DELIVERED,
    ]


async def test_an_outcome_that_cannot_be_noted_holds_up_nobody_else(desk: Desk) -> None:
    alice, bob = await desk.opened(ALICE, BOB)
    bad, good = desk.queue(alice.id, "bad"), desk.queue(bob.id, "good")
    make_hole(desk.database, "UPDATE", f"NEW.id = {bad} AND NEW.state = 'delivered'")
    async with desk.sending() as sender:
        await desk.sent([good], sender)
        later = desk.queue(bob.id, "later")
        await desk.sent([later], sender)
    assert await texts(bob) == ["good", "later"]
    assert await texts(alice) == ["bad"]
    assert desk.row(bad).state == MessageState.SENDING
    mend_hole(desk.database)
    await desk.sent([bad])
    assert desk.row(bad).maybe_twice


async def test_a_database_that_is_away_for_a_while_loses_no_outcome(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    (alice,) = await desk.opened(ALICE)
    await desk.stage.faults({"kind": "slow_after", "method": "sendMessage", "seconds": 1})
    ids = [desk.queue(alice.id, "one"), desk.queue(alice.id, "two")]
    async with desk.sending() as sender:
        await alice.sees("one")
        with desk.database.write() as session:
            session.execute(text("ALTER TABLE messages RENAME TO elsewhere"))
        await until(lambda: "the outbox waits" in caplog.text)
        with desk.database.write() as session:
            session.execute(text("ALTER TABLE elsewhere RENAME TO messages"))
        await desk.sent(ids, sender)
    assert await texts(alice) == ["one", "two"]
    assert not any(desk.row(one).maybe_twice for one in ids)


async def test_a_full_disk_delays_outcomes_and_loses_none(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    (alice,) = await desk.opened(ALICE)
    await desk.stage.faults(
        {"kind": "slow_after", "method": "sendMessage", "seconds": 1, "count": 1}
    )
    ids = [desk.queue(alice.id, "one"), desk.queue(alice.id, "two")]
    async with desk.sending() as sender:
        await alice.sees("one")
        fill_disk(desk.database, to_the_last_byte=True)
        await until(lambda: "the outbox waits" in caplog.text)
        free_disk(desk.database)
        await desk.sent(ids, sender)
    assert await texts(alice) == ["one", "two"]
    assert not any(desk.row(one).maybe_twice for one in ids)


async def test_the_networks_limits_are_reached_and_never_exceeded(tmp_path: Path) -> None:
    limits = {"per_second": 30, "per_chat_per_second": 1.0, "per_group_per_minute": 20}
    async with a_desk(tmp_path, **limits) as desk:
        phones = [await desk.stage.add_person(f"代表{n}") for n in range(45)]
        for phone in phones:
            await phone.opens()
        await desk.stage.limits(enabled=True)
        before = len(await desk.stage.calls("sendMessage"))
        ids = [desk.queue(phone.id, str(n)) for n in range(3) for phone in phones]
        await desk.sent(ids)
        calls = (await desk.stage.calls("sendMessage"))[before:]
    assert {one["status"] for one in calls} == {200}
    assert len(calls) == len(ids)


def _text(call: dict[str, Any]) -> str:
    return str(call["params"]["text"])


def _moment(call: dict[str, Any]) -> float:
    return datetime.fromisoformat(call["real_at"]).timestamp()


async def _photos(desk: Desk, phone: Phone, count: int) -> list[str]:
    """Photos a person has sent: the file ids the bot was told."""
    for n in range(count):
        await phone.uploads((f"{n}.png", picture(n)))
    updates = await desk.line.call("getUpdates", timeout=0)
    return [one["message"]["photo"][-1]["file_id"] for one in updates if "photo" in one["message"]]


def _topic(desk: Desk, chat_id: int) -> int:
    """A thread that is still to be made, for some suggestion; its id."""
    day = date(2026, 4, 7)
    with desk.database.write() as session:
        unit = Unit(name="省生态环境厅", short_name="生态环境厅", notes={})
        session.add(unit)
        session.flush()
        item = Suggestion(
            congress="14",
            session_number="4",
            number="0107",
            title="洞庭湖",
            lead_unit_id=unit.id,
            assigned_on=day,
            due_on=day,
            created_at=desk.clock.now(),
        )
        session.add(item)
        session.flush()
        topic = Topic(chat_id=chat_id, suggestion_id=item.id, name="0107 洞庭湖")
        session.add(topic)
        session.flush()
        return topic.id
