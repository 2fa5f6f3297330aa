"""On which days people are reminded."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.contact_plan import first_reply_reminder
from handlers.rules.profiles import load_profile
from handlers.rules.reminders import invitation_reminder, next_reminder

HUNAN = load_profile("hunan")
STEPS = HUNAN.reminders.reply_days


def test_all_reminders_of_a_reply_that_comes_late() -> None:
    due_on = date(2026, 6, 24)
    day: date | None = first_reply_reminder(due_on, HUNAN, date(2026, 3, 24))
    heard = []
    while day is not None and day < date(2026, 6, 30):
        heard.append(day)
        day = next_reminder(due_on=due_on, steps_before=STEPS, today=day, calendar=HUNAN.calendar)
    assert heard == [
        date(2026, 5, 25),  # 30 days ahead
        date(2026, 6, 9),  # 15
        date(2026, 6, 17),  # 7
        date(2026, 6, 18),  # 3, brought forward from a Sunday over the Dragon Boat Festival
        date(2026, 6, 23),  # 1
        date(2026, 6, 24),  # due
        date(2026, 6, 25),  # overdue: every working day
        date(2026, 6, 26),
        date(2026, 6, 29),
    ]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(date(2026, 6, 10), date(2026, 6, 17), id="asleep over two steps"),
        pytest.param(date(2026, 6, 24), date(2026, 6, 25), id="due today"),
        pytest.param(date(2026, 9, 30), date(2026, 10, 8), id="overdue, eve of National Day"),
        pytest.param(date(2026, 10, 9), date(2026, 10, 10), id="overdue, make-up Saturday"),
    ],
)
def test_next_reminder(today: date, expected: date) -> None:
    found = next_reminder(
        due_on=date(2026, 6, 24), steps_before=STEPS, today=today, calendar=HUNAN.calendar
    )
    assert found == expected


@given(
    st.dates(date(2025, 3, 1), date(2026, 10, 1)),
    st.dates(date(2025, 3, 1), date(2026, 10, 1)),
    st.lists(st.integers(0, 40), max_size=5).map(tuple),
)
def test_a_reminder_is_always_ahead_and_on_a_working_day(
    due_on: date, today: date, steps: tuple[int, ...]
) -> None:
    found = next_reminder(due_on=due_on, steps_before=steps, today=today, calendar=HUNAN.calendar)
    assert found is not None
    assert found > today
    assert HUNAN.calendar.is_working_day(found)
    # never silent past the date
    assert found <= max(due_on, HUNAN.calendar.next(today))


@pytest.mark.parametrize(
    ("today", "sent_count", "expected"),
    [
        pytest.param(date(2026, 3, 24), 1, date(2026, 3, 27), id="three working days later"),
        pytest.param(date(2026, 3, 27), 2, date(2026, 4, 2), id="seven after the first asking"),
        pytest.param(date(2026, 9, 30), 1, date(2026, 10, 10), id="on the make-up Saturday"),
        pytest.param(date(2026, 4, 2), 3, None, id="then never again"),
    ],
)
def test_invitation_reminder(today: date, sent_count: int, expected: date | None) -> None:
    assert invitation_reminder(today, (3, 7), sent_count, HUNAN.calendar) == expected


def test_without_steps_a_deputy_is_asked_once() -> None:
    assert invitation_reminder(date(2026, 3, 24), (), 1, HUNAN.calendar) is None
