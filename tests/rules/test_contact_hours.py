"""Nobody is addressed at night, at noon, on a day of rest, or outside their own hours."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.contact_hours import (
    Window,
    allowed_at,
    narrowed,
    next_allowed,
    parse_windows,
)
from handlers.rules.working_days import WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar()
WINDOWS = parse_windows("09:00-11:30,15:00-17:30")


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(local(2026, 4, 7, 9), local(2026, 4, 7, 9), id="as the window opens"),
        pytest.param(local(2026, 4, 7, 8, 59), local(2026, 4, 7, 9), id="a minute early"),
        pytest.param(local(2026, 4, 7, 11, 30), local(2026, 4, 7, 15), id="lunch begins"),
        pytest.param(local(2026, 4, 7, 23), local(2026, 4, 8, 9), id="night"),
        pytest.param(local(2026, 9, 30, 17, 30), local(2026, 10, 8, 9), id="eve of National Day"),
        pytest.param(local(2026, 5, 8, 18), local(2026, 5, 9, 9), id="before a make-up Saturday"),
        pytest.param(local(2026, 5, 9, 18), local(2026, 5, 11, 9), id="after a make-up Saturday"),
    ],
)
def test_the_next_allowed_moment(moment: datetime, expected: datetime) -> None:
    assert next_allowed(moment, WINDOWS, CALENDAR, ZONE) == expected


@given(st.datetimes(datetime(2026, 1, 5), datetime(2026, 11, 30), timezones=st.just(UTC)))
def test_the_next_allowed_moment_is_allowed_and_not_earlier(moment: datetime) -> None:
    found = next_allowed(moment, WINDOWS, CALENDAR, ZONE)
    assert found >= moment
    assert allowed_at(found, WINDOWS, CALENDAR, ZONE)
    assert found - moment < timedelta(days=12)


def test_own_hours_narrow_the_office_s_and_never_widen_them() -> None:
    assert narrowed(WINDOWS, parse_windows("00:00-12:00")) == (Window(time(9), time(11, 30)),)
    assert narrowed(WINDOWS, parse_windows("20:00-22:00")) == WINDOWS


def test_windows_are_read_as_people_type_them() -> None:
    assert parse_windows("09：00－11：30、15:00至17:30") == WINDOWS


@pytest.mark.parametrize("text", ["", "9-11", "11:30-09:00", "25:00-26:00", "09:00"])
def test_a_wrong_window_is_named(text: str) -> None:
    with pytest.raises(ValueError):
        parse_windows(text)
