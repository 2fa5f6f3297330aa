"""Which days can be meant at all."""

from datetime import date

import pytest

from handlers.rules import plausible
from handlers.rules.refused import Refused

TODAY = date(2026, 4, 7)
ASSIGNED = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 4, 8), "form.day_ahead"),
        (date(2026, 3, 1), "form.day_early"),  # the eve of the assignment
        (date(2025, 4, 7), "form.day_early"),  # the year before, by a slip of the pen
        (date(1, 1, 1), "form.day_early"),
    ],
)
def test_a_reply_is_not_of_before_what_it_answers_nor_of_later_than_today(
    day: date, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        plausible.must_have_happened(day, TODAY, plausible.reply_since(ASSIGNED, None))
    assert refused.value.code == code


def test_deputies_are_spoken_to_some_weeks_before_the_assignment_but_not_a_year() -> None:
    since = plausible.contact_since(ASSIGNED, None)
    plausible.must_have_happened(date(2026, 1, 15), TODAY, since)
    with pytest.raises(Refused):
        plausible.must_have_happened(date(2025, 11, 1), TODAY, since)
    # What belongs to a later round came after the reply of the one before.
    assert plausible.contact_since(ASSIGNED, date(2026, 4, 1)) == date(2026, 4, 1)
    assert plausible.reply_since(ASSIGNED, date(2026, 4, 1)) == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("day", "may_be", "is_doubtful"),
    [
        (date(2026, 4, 7), True, False),
        (date(2026, 3, 2), True, False),
        (date(2026, 5, 8), True, True),  # about to be assigned
        (date(2026, 5, 9), False, True),
        (date(2099, 1, 1), False, True),
        (date(2016, 4, 7), True, True),  # of years ago: for looking back on, or a slip
        (date(1999, 12, 31), False, True),
    ],
)
def test_days_of_assignment(day: date, may_be: bool, is_doubtful: bool) -> None:
    assert plausible.may_be_assigned(day, TODAY) is may_be
    assert plausible.is_doubtful(day, TODAY) is is_doubtful


@pytest.mark.parametrize(
    ("year", "is_year"),
    [
        *(("2026", True), ("2025", True), ("2000", True)),
        *(("2027", False), ("2099", False), ("0001", False), ("25", False), ("abcd", False)),
    ],
)
def test_years_to_look_back_on(year: str, is_year: bool) -> None:
    assert plausible.is_year(year, TODAY) is is_year
