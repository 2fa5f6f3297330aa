"""What counts as broken, and when somebody is told: once a day, and once when it is over."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from handlers.rules import watch
from handlers.rules.profile import Watch
from handlers.rules.watch import Decision, Facts
from storage.vocabulary import Trouble

SETTINGS = Watch(after_minutes=15, database_errors=5, disk_free_percent=10)
NONE = timedelta(0)
WELL = Facts(0, NONE, NONE, NONE, False, NONE, 0, 55.0)
PATIENCE = timedelta(minutes=15)
TODAY, YESTERDAY = date(2026, 4, 8), date(2026, 4, 7)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"parked": 1}, ["parked"]),
        ({"inbox_age": PATIENCE}, ["inbox"]),
        ({"inbox_age": PATIENCE - timedelta(seconds=1)}, []),
        ({"outbox_age": PATIENCE}, ["outbox"]),
        ({"outbox_age": timedelta(hours=1), "is_sending": True}, []),  # a long broadcast
        ({"outbox_tried_age": PATIENCE, "is_sending": True}, ["outbox"]),
        ({"prompts_age": PATIENCE}, ["prompts"]),
        ({"database_errors": 4}, []),
        ({"database_errors": 5}, ["database"]),
        ({"disk_free_percent": 10.0}, []),
        ({"disk_free_percent": 9.9}, ["disk"]),
        ({"disk_free_percent": 0.0, "parked": 3}, ["parked", "disk"]),
    ],
    ids=str,
)
def test_what_is_broken(facts: dict[str, Any], expected: list[str]) -> None:
    assert watch.broken(replace(WELL, **facts), SETTINGS) == set(map(Trouble, expected))


def test_only_what_is_found_again_and_again_counts() -> None:
    seen: dict[Trouble, int] = {}
    for found in ({Trouble.DISK}, {Trouble.DISK, Trouble.INBOX}, {Trouble.INBOX}):
        seen = watch.seen_again(seen, frozenset(found))
    assert seen == {Trouble.INBOX: 2}


@pytest.mark.parametrize(
    ("looks", "told_on", "is_told", "expected"),
    [
        (0, None, False, Decision.NOTHING),
        (1, None, False, Decision.NOTHING),  # perhaps it passes
        (2, None, False, Decision.NOTHING),
        (3, None, False, Decision.TELL),
        (3, YESTERDAY, True, Decision.TELL),  # still broken: once a day
        (99, TODAY, True, Decision.NOTHING),
        (3, TODAY, False, Decision.NOTHING),  # broken again on the same day
        (0, TODAY, True, Decision.TELL_WELL),
        (0, TODAY, False, Decision.NOTHING),  # and well again, of which nobody was told
        (1, YESTERDAY, True, Decision.NOTHING),
    ],
)
def test_when_somebody_is_told(
    looks: int, told_on: date | None, is_told: bool, expected: Decision
) -> None:
    found = watch.decide(looks=looks, told_on=told_on, is_told=is_told, today=TODAY)
    assert found is expected
