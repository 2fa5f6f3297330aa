"""Many updates from few, or from many who have no business here: others do not wait for them."""

import itertools
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from handlers.rules.flood import Pace
from storage import inbox
from storage.database import Database
from storage.inbox import Update
from storage.messages import Message
from storage.people import Person, Stranger
from storage.vocabulary import Direction, InboxState
from tests.attackers.mill import Mill, furnish
from tests.chaos.world import World, office
from tests.house import CO_SIGNER, LEAD, MORNING, OFFICER

STRANGERS, EACH = 200, 10
FLOOD = 600
PER_MINUTE = 20


@pytest.fixture
def mill(tables: Database, tmp_path: Path) -> Iterator[Mill]:
    house = office()
    profile = replace(house.profile, flood=replace(house.profile.flood, moves_per_minute=1000))
    world = furnish(tables, tmp_path, replace(house, profile=profile))
    strict = replace(profile, flood=replace(profile.flood, moves_per_minute=PER_MINUTE))
    world.office = replace(world.office, profile=strict, pace=Pace())
    made = Mill.of(world)
    yield made
    made.close()


_numbers = itertools.count(1_000_000)


def said(user_id: int, text: str) -> dict[str, Any]:
    number = next(_numbers)
    user = {"id": user_id, "is_bot": False, "first_name": "某人"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": int(MORNING.timestamp()),
            "chat": {"id": user_id, "type": "private"},
            "from": user,
            "text": text,
        },
    }


def rows(world: World, *where: Any) -> list[Message]:
    with world.database.read() as session:
        found = list(session.scalars(select(Message).where(*where).order_by(Message.id)))
        session.expunge_all()
        return found


def person_id(world: World, name: str) -> int:
    with world.database.read() as session:
        return session.scalars(select(Person.id).where(Person.name == name)).one()


def test_a_deputys_words_do_not_wait_for_the_end_of_a_flood(mill: Mill) -> None:
    world = mill.world
    flood = [said(world.chat_of(CO_SIGNER), f"第{n}句") for n in range(FLOOD)]
    strangers = [
        said(50_000 + n, f"陌生人{n}的话{again}") for again in range(EACH) for n in range(STRANGERS)
    ]
    # 第0107号 is the lead's only suggestion, the co-signer has two: their words wait for a choice.
    quiet = [said(world.chat_of(LEAD), f"李秀兰的第{n}句") for n in range(3)]
    before = max(row.id for row in rows(world))
    for start in range(0, len(flood), 100):
        mill.feed(flood[start : start + 100])
    mill.feed(strangers)
    mill.feed(quiet[:1])
    mill.grind(3)
    mill.feed(quiet[1:])
    mill.grind()

    new = rows(world, Message.id > before)
    relayed = [
        row
        for row in new
        if row.direction == Direction.OUT
        and row.person_id == person_id(world, OFFICER)
        and "李秀兰的第" in (row.text or "")
    ]
    assert [row.text.splitlines()[-1] for row in relayed if row.text] == [
        f"李秀兰的第{n}句" for n in range(3)
    ]
    kept = [row for row in new if row.author_id == person_id(world, CO_SIGNER)]
    words = [row for row in kept if row.direction == Direction.IN]
    assert [row.text for row in words] == [f"第{n}句" for n in range(FLOOD)]  # none lost, in order
    # When each of the quiet one's was passed on, most of the flood was still to be looked at.
    ahead = [sum(word.id < row.id for word in words) for row in relayed]
    assert ahead[0] <= 30, ahead
    assert ahead[-1] <= 60, ahead
    answers = [row for row in new if row.purpose == "stranger"]
    assert mill.states() == {InboxState.DONE: FLOOD + len(strangers) + len(quiet)}

    # Strangers: one answer each, after all others' messages; nothing kept.
    assert len(answers) == STRANGERS
    assert {row.priority for row in answers} == {9}
    with world.database.read() as session:
        counts = list(session.scalars(select(Stranger.count)))
        raws = set(
            session.scalars(
                select(Update.raw).where(
                    Update.update_id.in_([one["update_id"] for one in strangers])
                )
            )
        )
    assert sorted(counts) == [EACH] * STRANGERS
    assert raws == {"{}"}


def test_of_strangers_not_even_the_rows_stay(mill: Mill) -> None:
    world = mill.world
    mill.feed([said(50_000 + n, "陌生人的话") for n in range(120)])
    mill.feed([said(world.chat_of(LEAD), "代表的话")])
    mill.grind()
    (raw,) = _raws(world, "代表的话")

    assert _prune(world, timedelta(days=2)) == 0
    world.now += timedelta(days=3)
    dropped = [_prune(world, timedelta(days=2)) for _ in range(3)]
    assert dropped == [100, 20, 0]
    assert _raws(world, "代表的话") == [raw]


def _prune(world: World, age: timedelta) -> int:
    with world.database.write() as session:
        return inbox.prune(session, world.now - age, 100)


def _raws(world: World, words: str) -> list[str]:
    escaped = ascii(words)[1:-1]
    with world.database.read() as session:
        return [raw for raw in session.scalars(select(Update.raw)) if escaped in raw]


def test_a_flooding_deputy_gets_one_answer_the_officer_one_notice_the_record_every_word(
    mill: Mill,
) -> None:
    world = mill.world
    before = max(row.id for row in rows(world))
    mill.feed([said(world.chat_of(LEAD), f"第{n}句") for n in range(FLOOD)])
    mill.grind()

    new = rows(world, Message.id > before)
    words = [row for row in new if row.direction == Direction.IN]
    assert [row.text for row in words] == [f"第{n}句" for n in range(FLOOD)]
    assert {row.suggestion_id for row in words} == {1}
    to_lead = [row for row in new if row.person_id == person_id(world, LEAD)]
    assert [row.purpose for row in to_lead] == ["ack", "flood"]
    to_officer = [row for row in new if row.person_id == person_id(world, OFFICER)]
    assert [row.purpose for row in to_officer] == ["relay"] * PER_MINUTE + ["notice"]
    assert "沟通记录" in (to_officer[-1].text or "")

    # A minute later everything is as ever.
    world.goes_on()
    world.now += timedelta(minutes=1)
    mill.feed([said(world.chat_of(LEAD), "后来的一句")])
    mill.grind()
    assert rows(world, Message.purpose == "relay")[-1].text.endswith("后来的一句")  # type: ignore[union-attr]


def test_who_presses_and_asks_too_fast_is_asked_once_to_wait(mill: Mill) -> None:
    world = mill.world
    before = max(row.id for row in rows(world))
    mill.feed([said(world.chat_of(OFFICER), "/my") for _ in range(300)])
    mill.grind()
    new = rows(world, Message.id > before)
    assert [row.purpose for row in new] == ["card"] * PER_MINUTE + ["flood"]
    assert mill.states()[InboxState.DONE] == 300


def test_memory_stays_flat_however_many_there_are(mill: Mill) -> None:
    world = mill.world

    def many(first: int) -> None:
        mill.feed([said(first + n, "你好" * 200) for n in range(300)])
        mill.feed([said(world.chat_of(LEAD), "话" * 1000) for _ in range(100)])
        mill.grind()

    many(100_000)  # what is learnt once is learnt here
    tracemalloc.start()
    held = []
    for first in (200_000, 300_000, 400_000):
        many(first)
        held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert held[-1] - held[0] < 300_000, held
