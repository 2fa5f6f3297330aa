"""What holds for contact hours whatever the hours and the moment are."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.contact_hours import Window, Windows, narrowed, next_allowed, parse_windows
from handlers.rules.working_days import WorkCalendar

HUNAN = ZoneInfo("Asia/Shanghai")
CHINA = WorkCalendar()
DEPUTIES = parse_windows("09:00-11:30,15:00-17:30")

moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
window = (
    st.tuples(minutes, minutes)
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: Window(min(pair), max(pair)))
)
some_windows = st.lists(window, min_size=1, max_size=3).map(tuple)


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HUNAN)


def is_inside(moment: datetime, windows: Windows) -> bool:
    local = moment.astimezone(HUNAN)
    return CHINA.is_working_day(local.date()) and any(
        one.start <= local.time() < one.end for one in windows
    )


@given(moments, some_windows)
def test_next_allowed_is_the_first_moment_inside_a_window(
    moment: datetime, windows: Windows
) -> None:
    found = next_allowed(moment, windows, CHINA, HUNAN)
    assert found >= moment
    assert found.tzinfo is UTC
    assert is_inside(found, windows)
    assert next_allowed(found, windows, CHINA, HUNAN) == found
    # nothing was passed over: any start of a window on the way lies on a day of rest
    day = moment.astimezone(HUNAN).date()
    while day <= found.astimezone(HUNAN).date():
        for one in windows:
            start = datetime.combine(day, one.start, HUNAN)
            assert not (moment <= start < found and is_inside(start, windows))
        day += timedelta(days=1)
    assert found == moment or not is_inside(moment, windows)


def test_the_day_is_the_office_day_not_the_utc_day() -> None:
    sunday_in_utc = datetime(2026, 3, 29, 16, 30, tzinfo=UTC)  # Monday 00:30 in Hunan
    assert next_allowed(sunday_in_utc, DEPUTIES, CHINA, HUNAN) == here("2026-03-30 09:00")


def test_an_office_that_rests_for_two_months_is_waited_for() -> None:
    office = WorkCalendar(off=frozenset(date(2026, 7, 1) + timedelta(days=n) for n in range(62)))
    found = next_allowed(here("2026-07-01 10:00"), DEPUTIES, office, HUNAN)
    assert found == here("2026-09-01 09:00")


def test_no_window_at_all_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="window"):
        next_allowed(here("2026-03-24 10:00"), (), CHINA, HUNAN)


@given(some_windows, some_windows)
def test_a_person_own_hours_never_widen_the_office_hours(office: Windows, own: Windows) -> None:
    found = narrowed(office, own)
    assert found
    for one in found:
        assert one.start < one.end
        assert any(each.start <= one.start and one.end <= each.end for each in office)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        pytest.param("10:30-16:00", "10:30-11:30,15:00-16:00", id="over lunch"),
        pytest.param("11:30-15:00", "09:00-11:30,15:00-17:30", id="lunch only: the office's count"),
    ],
)
def test_narrowed(own: str, expected: str) -> None:
    assert narrowed(DEPUTIES, parse_windows(own)) == parse_windows(expected)


@pytest.mark.parametrize(
    "text",
    [
        "9:00-11:30, 15:00-17:30",
        "09:00–11:30；15:00—17:30",
        "09：00——11：30，15：00－17：30",
        "９:00～11:30、15:00到17:30",
        pytest.param("15:00-17:30,09:00-11:30", id="afternoon first"),
    ],
)
def test_windows_as_people_write_them(text: str) -> None:
    assert parse_windows(text) == DEPUTIES


@pytest.mark.parametrize("text", ["9-11", "25:00-26:00"])
def test_what_is_no_window_says_what_would_be_right(text: str) -> None:
    with pytest.raises(ValueError, match="09:00-11:30"):
        parse_windows(text)
