"""Whoever answers before the house has noted what it sent is understood all the same."""

import asyncio
import json

import pytest

from handlers import routes
from handlers.incoming import Pressed, Said, Sender
from storage import inbox, messages
from storage.vocabulary import InboxState, MessageState
from tests.runtime.desk import Desk, until
from tests.runtime.test_worker import inbox_states, join, working

ALICE = "李秀兰"


@pytest.mark.parametrize("state", [MessageState.QUEUED, MessageState.SENDING])
async def test_what_is_about_something_under_way_is_early(desk: Desk, state: MessageState) -> None:
    message_id = desk.queue(7, "问题", state=state)
    press = Pressed(Sender(7), "1", 7, True, 50, "my:x")
    elsewhere = Pressed(Sender(8), "1", 8, True, 50, "my:x")
    about_nothing = Said(Sender(7), 7, True, 51, desk.clock.now(), text="您好")
    with desk.database.write() as session:
        assert routes.is_early(session, press) is (state == MessageState.SENDING)
        assert not routes.is_early(session, elsewhere)
        assert not routes.is_early(session, about_nothing)
    with desk.database.write() as session:
        row = messages.get(session, message_id)
        row.telegram_id, row.state = 50, MessageState.DELIVERED
    with desk.database.write() as session:
        assert not routes.is_early(session, press)


async def test_an_answer_waits_for_the_note_and_others_do_not(desk: Desk) -> None:
    join(desk, ALICE, "周建国")
    alice, bob = desk.stage.phone(ALICE), desk.stage.phone("周建国")
    await asyncio.gather(alice.opens(), bob.opens())
    async with working(desk) as worker:
        await until(lambda: inbox_states(desk)[InboxState.DONE] == 2)
        message_id = desk.queue(alice.id, "问题", state=MessageState.SENDING)
        with desk.database.write() as session:
            inbox.receive(
                session,
                [(900, alice.id, _reply(alice.id, 5000)), (901, bob.id, _reply(bob.id, None))],
                desk.clock.now(),
            )
        worker.wake()
        await until(lambda: _state(desk, 901) == InboxState.DONE)
        assert _state(desk, 900) == InboxState.NEW
        with desk.database.write() as session:
            row = messages.get(session, message_id)
            row.telegram_id, row.state = 5000, MessageState.DELIVERED
        await until(lambda: _state(desk, 900) == InboxState.DONE)


def _reply(user_id: int, to: int | None) -> str:
    chat = {"id": user_id, "type": "private"}
    message = {
        "message_id": 6000,
        "date": 1775530500,
        "chat": chat,
        "from": {"id": user_id, "is_bot": False, "first_name": "x"},
        "text": "好",
    }
    if to is not None:
        message["reply_to_message"] = {"message_id": to, "date": 1775530500, "chat": chat}
    return json.dumps({"update_id": 0, "message": message})


def _state(desk: Desk, update_id: int) -> InboxState:
    with desk.database.read() as session:
        state: InboxState = inbox.values_of(session, update_id)["state"]
        return state
