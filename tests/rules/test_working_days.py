"""Working days of mainland China, make-up weekends included, and dates counted from them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.working_days import WorkCalendar, add_months

CALENDAR = WorkCalendar()
IN_2026 = st.dates(date(2026, 1, 5), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param(date(2026, 2, 14), True, id="make-up Saturday before Spring Festival"),
        pytest.param(date(2026, 2, 15), False, id="first day of Spring Festival"),
        pytest.param(date(2026, 2, 28), True, id="make-up Saturday after Spring Festival"),
        pytest.param(date(2026, 4, 6), False, id="Monday of Qingming"),
        pytest.param(date(2026, 5, 4), False, id="Monday of Labour Day"),
        pytest.param(date(2026, 5, 9), True, id="make-up Saturday after Labour Day"),
        pytest.param(date(2026, 5, 10), False, id="plain Sunday"),
        pytest.param(date(2026, 9, 20), True, id="make-up Sunday before National Day"),
        pytest.param(date(2026, 9, 30), True, id="eve of National Day"),
        pytest.param(date(2026, 10, 7), False, id="last day of National Day"),
        pytest.param(date(2026, 10, 10), True, id="make-up Saturday after National Day"),
    ],
)
def test_a_day_is_worked_or_not(day: date, works: bool) -> None:
    assert CALENDAR.is_working_day(day) is works


def test_the_office_knows_better_than_the_country() -> None:
    saturday, monday = date(2026, 6, 6), date(2026, 6, 8)
    office = WorkCalendar(working=frozenset({saturday}), off=frozenset({monday}))
    assert office.is_working_day(saturday)
    assert not office.is_working_day(monday)
    assert office.next(saturday) == date(2026, 6, 9)


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        pytest.param(date(2026, 9, 30), 1, date(2026, 10, 8), id="over National Day"),
        pytest.param(date(2026, 10, 9), 1, date(2026, 10, 10), id="to the make-up Saturday"),
        pytest.param(date(2026, 4, 7), 20, date(2026, 5, 8), id="twenty over Labour Day"),
        pytest.param(date(2026, 10, 3), 0, date(2026, 10, 8), id="none, from a day of rest"),
        pytest.param(date(2026, 10, 8), -1, date(2026, 9, 30), id="one back over National Day"),
    ],
)
def test_working_days_are_counted(day: date, days: int, expected: date) -> None:
    assert CALENDAR.add(day, days) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 4, 7), 3, date(2026, 7, 7)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
    ],
)
def test_months_end_where_the_month_ends(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("keep", date(2026, 10, 3)),
        ("next_working_day", date(2026, 10, 8)),
        ("previous_working_day", date(2026, 9, 30)),
    ],
)
def test_a_last_day_on_a_holiday_follows_the_profile(rule: str, expected: date) -> None:
    calendar = WorkCalendar(last_day=rule)  # type: ignore[arg-type]
    assert calendar.due_after_months(date(2026, 7, 3), 3) == expected


@given(IN_2026, st.integers(1, 15))
def test_adding_and_counting_are_inverse(day: date, days: int) -> None:
    later = CALENDAR.add(day, days)
    assert CALENDAR.is_working_day(later)
    assert CALENDAR.between(day, later) == days
    assert CALENDAR.between(later, day) == -days


@given(IN_2026)
def test_next_and_previous_enclose_no_working_day(day: date) -> None:
    after = CALENDAR.next(day)
    between = [day + timedelta(n) for n in range(1, (after - day).days)]
    assert not any(CALENDAR.is_working_day(one) for one in between)
    assert CALENDAR.previous(after) <= day
