"""Typed days at the edges of the calendar."""

from datetime import date

import pytest

from handlers.rules.dates import parse_day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("前天", date(2026, 3, 22), id="the day before yesterday"),
        pytest.param("Yesterday", date(2026, 3, 23), id="English, capital"),
        pytest.param("3.24", date(2026, 3, 24), id="today without a year"),
        pytest.param("3月7号", date(2026, 3, 7), id="spoken form"),
        pytest.param("3月25日", date(2025, 3, 25), id="tomorrow without a year: last year's"),
        pytest.param("2024-02-29", date(2024, 2, 29), id="leap day"),
        pytest.param("2月29日", None, id="29 February, and no leap year is near"),
        pytest.param("2月30日", None, id="no such day"),
        pytest.param("13月1日", None, id="no such month"),
        pytest.param("0月1日", None, id="month zero"),
        pytest.param("0000-01-01", None, id="year zero"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_parse_day(text: str, expected: date | None) -> None:
    assert parse_day(text, date(2026, 3, 24)) == expected


@pytest.mark.parametrize("today", [date(2024, 3, 1), date(2024, 2, 29), date(2025, 1, 6)])
def test_a_leap_day_without_a_year_is_the_last_there_was(today: date) -> None:
    assert parse_day("2月29日", today) == date(2024, 2, 29)
