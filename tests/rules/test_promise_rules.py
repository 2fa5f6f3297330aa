"""How far promises may be put off, and that what was promised first stays in sight."""

from datetime import date

import pytest

from handlers.rules.promises import Delay, delay, must_be_ahead, must_say_why
from handlers.rules.refused import Refused

MAY, AUGUST, OCTOBER = date(2026, 5, 20), date(2026, 8, 20), date(2026, 10, 20)
TODAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("due_on", "first_on", "befores", "is_open", "expected"),
    [
        (MAY, MAY, [], True, None),
        (MAY, None, [], True, None),
        (OCTOBER, MAY, [MAY], True, Delay(1, MAY, 104)),
        (OCTOBER, None, [MAY, AUGUST], True, Delay(2, MAY, 104)),
        (OCTOBER, OCTOBER, [OCTOBER, MAY], True, Delay(2, OCTOBER, 0)),
        (OCTOBER, MAY, [MAY], False, Delay(1, MAY, 0)),
        (OCTOBER, AUGUST, [], True, Delay(0, AUGUST, 12)),  # owed anew: it was not kept
    ],
)
def test_the_first_day_stays_beside_the_present_one(
    due_on: date, first_on: date | None, befores: list[date], is_open: bool, expected: Delay | None
) -> None:
    assert delay(due_on, first_on, befores, TODAY, is_open=is_open) == expected


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (None, "promise.day"),
        (TODAY, "promise.day"),
        (date(2029, 9, 2), "promise.too_far"),
    ],
)
def test_a_day_is_ahead_and_within_the_months_of_the_profile(day: date | None, code: str) -> None:
    with pytest.raises(Refused) as refused:
        must_be_ahead(day, TODAY, 36)
    assert refused.value.code == code
    assert must_be_ahead(date(2029, 9, 1), TODAY, 36) == date(2029, 9, 1)


@pytest.mark.parametrize("reason", ["忙", "。。。。。。。", "a b c d e", "  因为忙  "])
def test_a_reason_says_something(reason: str) -> None:
    with pytest.raises(Refused, match=r"promise\.reason"):
        must_say_why(reason, 6)
    assert must_say_why("汛期推迟施工", 6)
