"""Wrong codes: when an account waits, when all do, and when the supervisors hear of it."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.rules.guessing import Tally, after_wrong, is_to_be_told, waits
from handlers.rules.profile import Guessing

RULES = Guessing(tries=3, tries_of_all=5, window_minutes=60, pause_minutes=30)
NOW = datetime(2026, 4, 7, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOTHING = Tally()


def wrong(times: int, now: datetime = NOW, limit: int = 3) -> Tally:
    tally = Tally()
    for _ in range(times):
        tally = after_wrong(tally, now, limit, RULES)
    return tally


@pytest.mark.parametrize(("times", "minutes"), [(0, None), (2, None), (3, 30), (4, 30)])
def test_an_account_waits_from_the_limit_on(times: int, minutes: int | None) -> None:
    left = waits(wrong(times), NOTHING, NOW, RULES)
    assert left == (None if minutes is None else minutes * MINUTE)


def test_the_pause_ends_and_is_not_prolonged_by_trying() -> None:
    tally = after_wrong(wrong(3), NOW + 10 * MINUTE, 3, RULES)
    assert waits(tally, NOTHING, NOW + 10 * MINUTE, RULES) == 20 * MINUTE
    assert waits(tally, NOTHING, NOW + 30 * MINUTE, RULES) is None


def test_old_mistakes_are_forgotten() -> None:
    tally = after_wrong(wrong(2), NOW + 61 * MINUTE, 3, RULES)
    assert tally.count == 1
    assert waits(tally, NOTHING, NOW + 61 * MINUTE, RULES) is None


def test_while_all_wait_whoever_has_not_guessed_wrong_has_one_try() -> None:
    of_all = wrong(5, limit=5)
    assert waits(NOTHING, of_all, NOW, RULES) is None
    assert waits(wrong(1), of_all, NOW, RULES) == 30 * MINUTE


def test_a_clock_set_back_keeps_nobody_waiting() -> None:
    assert waits(wrong(3), NOTHING, NOW - timedelta(days=1), RULES) is None
    assert waits(wrong(1), wrong(5, limit=5), NOW - timedelta(days=1), RULES) is None


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (None, True),
        (NOW, False),
        (NOW - 59 * MINUTE, False),
        (NOW - 60 * MINUTE, True),
        (NOW + timedelta(hours=15), False),  # it waits for the morning
        (NOW + timedelta(days=400), True),  # by a clock that was wrong
    ],
)
def test_the_supervisors_hear_of_it_once_an_hour(told: datetime | None, expected: bool) -> None:
    assert is_to_be_told(told, NOW) is expected
