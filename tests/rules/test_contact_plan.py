"""Which contacts follow from an assignment, and which dates from a reply."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.contact_plan import (
    PlannedContact,
    first_reply_reminder,
    plan,
    plan_after_reply,
    rating_days,
)
from handlers.rules.profiles import load_profile
from storage.vocabulary import Phase

HUNAN = load_profile("hunan")


def test_the_first_round_counts_from_the_day_of_assignment() -> None:
    planned = plan(date(2026, 3, 24), 1, HUNAN, HUNAN.calendar)
    assert planned.contacts == (
        # 20 working days, Tomb-Sweeping Day between
        PlannedContact(Phase.BEFORE, 1, date(2026, 3, 24), date(2026, 4, 22)),
        # the 45th day, and five working days of which the make-up Saturday is one
        PlannedContact(Phase.DURING, 1, date(2026, 5, 8), date(2026, 5, 14)),
    )
    assert planned.reply_due_on == date(2026, 6, 24)
    assert planned.opinion_due_on == date(2026, 4, 24)


def test_a_later_round_has_a_month_and_closer_contacts() -> None:
    planned = plan(date(2026, 6, 25), 2, HUNAN, HUNAN.calendar)
    assert planned.reply_due_on == date(2026, 7, 24)  # the 25th is a Saturday
    assert planned.contacts == (
        PlannedContact(Phase.BEFORE, 1, date(2026, 6, 25), date(2026, 7, 6)),
        PlannedContact(Phase.DURING, 1, date(2026, 7, 10), date(2026, 7, 17)),
    )


@pytest.mark.parametrize(
    ("assigned_on", "due_on"),
    [
        pytest.param(date(2025, 11, 28), date(2026, 2, 28), id="due on a make-up Saturday"),
        pytest.param(date(2025, 11, 30), date(2026, 2, 28), id="30th, last day of February"),
        pytest.param(date(2023, 11, 30), date(2024, 2, 29), id="leap day"),
    ],
)
def test_reply_due_on(assigned_on: date, due_on: date) -> None:
    assert plan(assigned_on, 1, HUNAN, HUNAN.calendar).reply_due_on == due_on


def test_the_profile_says_how_many_contacts_there_are() -> None:
    busy = replace(HUNAN, contact_plan=replace(HUNAN.contact_plan, during_days=(30, 60)))
    quiet = replace(HUNAN, contact_plan=replace(HUNAN.contact_plan, during_days=()))
    start = date(2026, 3, 24)
    during = [c for c in plan(start, 1, busy, busy.calendar).contacts if c.phase == Phase.DURING]
    assert [contact.sequence for contact in during] == [1, 2]
    assert [c.phase for c in plan(start, 1, quiet, quiet.calendar).contacts] == [Phase.BEFORE]


@given(st.dates(date(2025, 1, 1), date(2026, 8, 31)), st.integers(1, 3))
def test_contacts_open_on_working_days_and_are_due_before_the_reply(
    started_on: date, round_number: int
) -> None:
    planned = plan(started_on, round_number, HUNAN, HUNAN.calendar)
    assert planned.reply_due_on > started_on
    assert HUNAN.calendar.is_working_day(planned.reply_due_on)
    for contact in planned.contacts:
        assert HUNAN.calendar.is_working_day(contact.opens_on)
        assert started_on <= contact.opens_on <= contact.due_on <= planned.reply_due_on


def test_no_contact_is_due_after_the_reply_in_a_hasty_profile() -> None:
    hasty = replace(HUNAN, reply=replace(HUNAN.reply, months=1, rehandle_months=1))
    slow = replace(hasty, contact_plan=replace(hasty.contact_plan, before_working_days=40))
    planned = plan(date(2026, 3, 24), 1, slow, slow.calendar)
    for contact in planned.contacts:
        assert contact.opens_on <= contact.due_on <= planned.reply_due_on


def test_the_call_back_over_a_feast() -> None:
    eve_of_mid_autumn = date(2026, 9, 24)
    assert plan_after_reply(eve_of_mid_autumn, HUNAN, HUNAN.calendar) == PlannedContact(
        Phase.AFTER, 1, date(2026, 9, 30), date(2026, 10, 15)
    )


def test_the_form_is_sent_the_next_working_day() -> None:
    eve_of_national_day = date(2026, 9, 30)
    assert rating_days(eve_of_national_day, HUNAN, HUNAN.calendar) == (
        date(2026, 10, 8),
        date(2026, 10, 21),
    )


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(date(2026, 3, 24), date(2026, 5, 25), id="30 days ahead"),
        pytest.param(date(2026, 5, 25), date(2026, 5, 25), id="on the step itself"),
        pytest.param(date(2026, 5, 26), date(2026, 6, 9), id="one step gone"),
        # three days ahead is a Sunday of the Dragon Boat Festival: brought forward
        pytest.param(date(2026, 6, 18), date(2026, 6, 18), id="a step brought forward"),
        pytest.param(date(2026, 6, 19), date(2026, 6, 23), id="the step before was a day of rest"),
        pytest.param(date(2026, 6, 24), date(2026, 6, 24), id="due today"),
        pytest.param(date(2026, 7, 1), date(2026, 7, 1), id="overdue already"),
    ],
)
def test_first_reply_reminder(today: date, expected: date) -> None:
    assert first_reply_reminder(date(2026, 6, 24), HUNAN, today) == expected
