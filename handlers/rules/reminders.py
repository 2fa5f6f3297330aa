"""On which day somebody is reminded next (定期提醒): before the date by steps, then daily."""

from datetime import date, timedelta

from handlers.rules.working_days import WorkCalendar


def reminder_days(
    due_on: date, steps_before: tuple[int, ...], calendar: WorkCalendar
) -> list[date]:
    """The days up to the date on which it is brought to mind; steps are calendar days before it.

    A step on a day of rest is brought forward: nobody hears of it too late.
    """
    days = [due_on - timedelta(days=step) for step in (*steps_before, 0)]
    return sorted(day if calendar.is_working_day(day) else calendar.previous(day) for day in days)


def first_reminder(
    *, due_on: date, steps_before: tuple[int, ...], today: date, calendar: WorkCalendar
) -> date:
    """The first day on which the date is brought to mind: today when every step has passed."""
    days = reminder_days(due_on, steps_before, calendar)
    return min((day for day in days if day >= today), default=today)


def next_reminder(
    *, due_on: date, steps_before: tuple[int, ...], today: date, calendar: WorkCalendar
) -> date:
    """The next day after today on which to remind about something due, daily once it is past.

    Steps slept over are not made up for: one reminder was given today.
    """
    days = reminder_days(due_on, steps_before, calendar)
    return min((day for day in days if day > today), default=calendar.next(today))


def invitation_reminder(
    today: date, steps: tuple[int, ...], sent_count: int, calendar: WorkCalendar
) -> date | None:
    """When a deputy is asked again; None when the reminders have stopped.

    `steps` are working days after the first asking; `sent_count` says how often it was asked.
    """
    if sent_count > len(steps):
        return None
    earlier = steps[sent_count - 2] if sent_count > 1 else 0
    return calendar.add(today, max(1, steps[sent_count - 1] - earlier))
