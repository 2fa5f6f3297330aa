"""When contacts, replies, ratings and reminders are due."""

from datetime import date

import pytest

from handlers.rules import contact_plan, reminders
from handlers.rules.profiles import load_profile
from storage.vocabulary import Phase

PROFILE = load_profile("hunan")
CALENDAR = PROFILE.calendar


def test_the_first_round_has_three_months_from_assignment() -> None:
    plan = contact_plan.plan(date(2026, 4, 7), 1, PROFILE, CALENDAR)
    before, during = plan.contacts
    assert (before.phase, before.opens_on, before.due_on) == (
        Phase.BEFORE,
        date(2026, 4, 7),
        date(2026, 5, 8),
    )
    assert (during.phase, during.opens_on) == (Phase.DURING, date(2026, 5, 22))
    assert plan.reply_due_on == date(2026, 7, 7)


def test_a_later_round_is_shorter_and_its_contacts_lie_inside_it() -> None:
    plan = contact_plan.plan(date(2026, 7, 14), 2, PROFILE, CALENDAR)
    assert plan.reply_due_on == date(2026, 8, 14)
    for contact in plan.contacts:
        assert date(2026, 7, 14) <= contact.opens_on <= contact.due_on <= plan.reply_due_on


def test_a_date_on_a_holiday_is_brought_forward() -> None:
    plan = contact_plan.plan(date(2026, 7, 3), 1, PROFILE, CALENDAR)
    assert plan.reply_due_on == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(date(2026, 6, 5), date(2026, 6, 22), id="T-30 done, T-15 ahead"),
        pytest.param(date(2026, 6, 22), date(2026, 6, 30), id="T-15 done, T-7 ahead"),
        pytest.param(date(2026, 6, 30), date(2026, 7, 3), id="T-3 on a Saturday: brought forward"),
        pytest.param(date(2026, 7, 3), date(2026, 7, 6), id="T-1"),
        pytest.param(date(2026, 7, 6), date(2026, 7, 7), id="the day itself"),
        pytest.param(date(2026, 7, 7), date(2026, 7, 8), id="overdue: every working day"),
        pytest.param(date(2026, 9, 30), date(2026, 10, 8), id="overdue over National Day"),
    ],
)
def test_reply_reminders_follow_the_steps(today: date, expected: date) -> None:
    found = reminders.next_reminder(
        due_on=date(2026, 7, 7),
        steps_before=PROFILE.reminders.reply_days,
        today=today,
        calendar=CALENDAR,
    )
    assert found == expected


def test_a_deputy_is_reminded_by_steps_and_then_left_alone() -> None:
    today, days = date(2026, 7, 8), []
    for sent in range(1, 5):
        day = reminders.invitation_reminder(today, (3, 7), sent, CALENDAR)
        days.append(day)
        if day is None:
            break
        today = day
    assert days == [date(2026, 7, 13), date(2026, 7, 17), None]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 4, 7), date(2026, 6, 5)),
        (date(2026, 6, 20), date(2026, 6, 22)),
        (date(2026, 7, 20), date(2026, 7, 20)),
    ],
)
def test_the_first_reminder_is_the_earliest_step_ahead(today: date, expected: date) -> None:
    assert contact_plan.first_reply_reminder(date(2026, 7, 7), PROFILE, today) == expected
