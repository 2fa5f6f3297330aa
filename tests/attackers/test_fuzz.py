"""The short form of `make fuzz`: some thousands of wild updates, some dozens of wild workbooks."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.receiver import rows_of
from storage.database import Database
from storage.vocabulary import InboxState
from tests.attackers.fuzz import play
from tests.attackers.mill import Mill, furnish
from tests.attackers.recording import recordings
from tests.attackers.wild import Wild
from tests.attackers.wild_books import WildBooks, try_out
from tests.chaos.world import office

UPDATES = {"sqlite": 1600, "postgresql": 800}
BOOKS = {"sqlite": 40, "postgresql": 15}


def test_no_update_is_parked_or_left_and_the_rows_agree(
    tables: Database, tmp_path: Path, engine: str
) -> None:
    world = furnish(tables, tmp_path, office())
    assert play(world, 20260407, UPDATES[engine]).updates >= UPDATES[engine]


def test_a_wild_workbook_comes_in_or_is_one_sentence(
    tables: Database, tmp_path: Path, engine: str
) -> None:
    books = WildBooks(tmp_path, 20260407)
    outcomes = Counter(try_out(tables, office(), books.file()) for _ in range(BOOKS[engine]))
    assert len(outcomes) == 3, outcomes


def test_the_recordings_are_of_all_kinds() -> None:
    kinds = Counter(next(key for key in one if key != "update_id") for one in recordings())
    assert set(kinds) == {"message", "edited_message", "callback_query", "my_chat_member"}
    parts = {key for one in recordings() for key in one.get("message", {})}
    assert {
        "photo",
        "document",
        "voice",
        "video",
        "location",
        "contact",
        "reply_to_message",
    } <= parts


def test_the_same_seed_makes_the_same_updates(tables: Database, tmp_path: Path) -> None:
    world = furnish(tables, tmp_path, office())
    first, second = Wild(world, 7), Wild(world, 7)
    for one in (first, second):
        one.look()
    assert [json.dumps(first.update()) for _ in range(300)] == [
        json.dumps(second.update()) for _ in range(300)
    ]


@pytest.mark.parametrize(
    "update",
    [
        None,
        7,
        "x",
        [],
        {},
        {"update_id": None},
        {"update_id": "5"},
        {"update_id": True},
        {"update_id": -1},
        {"update_id": 2**63},
    ],
)
def test_what_has_no_number_holds_nobody_up(update: Any) -> None:
    good = {"update_id": 5, "poll": {}}
    assert [row[0] for row in rows_of([update, good])] == [5]


def test_what_is_too_deep_to_read_is_done_with(tables: Database, tmp_path: Path) -> None:
    world = furnish(tables, tmp_path, office())
    mill = Mill.of(world)
    deep: Any = {}
    for _ in range(50_000):
        deep = {"x": deep}
    mill.feed([{"update_id": 9_000_000, "message": deep}])
    mill.feed([{"update_id": 9_000_001, "message": {"text": [[[[]]]]}}])
    assert mill.grind() == 2
    assert set(mill.states()) == {InboxState.DONE}
    mill.close()
