"""The State Council's yearly notices, day by day, and counting across them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.working_days import WorkCalendar

CHINA = WorkCalendar()

# (first day off, last day off), and the weekends worked for them
OFF = {
    2025: [
        (date(2025, 1, 1), date(2025, 1, 1)),
        (date(2025, 1, 28), date(2025, 2, 4)),
        (date(2025, 4, 4), date(2025, 4, 6)),
        (date(2025, 5, 1), date(2025, 5, 5)),
        (date(2025, 5, 31), date(2025, 6, 2)),
        (date(2025, 10, 1), date(2025, 10, 8)),
    ],
    2026: [
        (date(2026, 1, 1), date(2026, 1, 3)),
        (date(2026, 2, 15), date(2026, 2, 23)),
        (date(2026, 4, 4), date(2026, 4, 6)),
        (date(2026, 5, 1), date(2026, 5, 5)),
        (date(2026, 6, 19), date(2026, 6, 21)),
        (date(2026, 9, 25), date(2026, 9, 27)),
        (date(2026, 10, 1), date(2026, 10, 7)),
    ],
}
MADE_UP = {
    2025: {date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27)}
    | {date(2025, 9, 28), date(2025, 10, 11)},
    2026: {date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28)}
    | {date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)},
}

days = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_of_a_published_year_is_as_the_notice_says(year: int) -> None:
    off = {
        first + timedelta(days=n)
        for first, last in OFF[year]
        for n in range((last - first).days + 1)
    }
    wrong = [
        day
        for day in (date(year, 1, 1) + timedelta(days=n) for n in range(365))
        if CHINA.is_working_day(day)
        != (day in MADE_UP[year] or (day.weekday() < 5 and day not in off))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        pytest.param(date(2026, 2, 14), 1, date(2026, 2, 24), id="over the Spring Festival"),
        pytest.param(date(2025, 12, 31), 1, date(2026, 1, 4), id="New Year, Sunday worked"),
        pytest.param(date(2026, 10, 12), -1, date(2026, 10, 10), id="back to a make-up Saturday"),
        pytest.param(date(2026, 10, 10), 0, date(2026, 10, 10), id="none, from a make-up Saturday"),
        pytest.param(date(2026, 3, 24), 20, date(2026, 4, 22), id="twenty over Qingming"),
    ],
)
def test_working_days_are_counted_across_feasts(start: date, count: int, expected: date) -> None:
    assert CHINA.add(start, count) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(date(2026, 3, 24), date(2026, 3, 24), 0, id="same day"),
        pytest.param(date(2026, 9, 30), date(2026, 10, 8), 1, id="over National Day"),
        pytest.param(date(2026, 10, 1), date(2026, 10, 7), 0, id="inside the feast"),
        pytest.param(date(2026, 10, 8), date(2026, 9, 30), -1, id="backwards"),
        pytest.param(date(2026, 10, 8), date(2026, 10, 12), 3, id="with the make-up Saturday"),
    ],
)
def test_between(start: date, end: date, expected: int) -> None:
    assert CHINA.between(start, end) == expected


@given(days, st.integers(-60, 60))
def test_adding_there_and_back_is_where_it_began(start: date, count: int) -> None:
    start = CHINA.on_or_after(start)
    there = CHINA.add(start, count)
    assert CHINA.between(start, there) == count
    assert CHINA.add(there, -count) == start


@given(days, days, days)
def test_counts_of_two_stretches_add_up(one: date, two: date, three: date) -> None:
    assert CHINA.between(one, two) + CHINA.between(two, three) == CHINA.between(one, three)


@pytest.mark.parametrize("rule", ["keep", "next_working_day", "previous_working_day"])
def test_a_last_day_on_a_make_up_saturday_stays(rule: str) -> None:
    office = WorkCalendar(last_day=rule)  # type: ignore[arg-type]
    assert office.due_after_months(date(2025, 11, 28), 3) == date(2026, 2, 28)


def test_the_office_may_rest_on_a_make_up_saturday_and_work_on_a_feast() -> None:
    feast, made_up = date(2026, 10, 1), date(2026, 10, 10)
    office = WorkCalendar(working=frozenset({feast}), off=frozenset({made_up}))
    assert office.is_working_day(feast)
    assert not office.is_working_day(made_up)
