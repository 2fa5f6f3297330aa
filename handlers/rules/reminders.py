"""On which day somebody is reminded next (定期提醒): before the date by steps, then daily."""

from datetime import date, timedelta

from handlers.rules.working_days import WorkCalendar


def next_reminder(
    *, due_on: date | None, steps_before: tuple[int, ...], today: date, calendar: WorkCalendar
) -> date | None:
    """The next day after today on which to remind about something due.

    Steps slept over are not made up for: one reminder was given today. None: there is no date.
    """
    if due_on is None:
        return calendar.add(today, 1)
    ahead = [due_on - timedelta(days=days) for days in (*steps_before, 0)]
    # A step on a day of rest is brought forward: nobody hears of it too late.
    days = sorted(day if calendar.is_working_day(day) else calendar.previous(day) for day in ahead)
    for day in days:
        if day > today:
            return day
    return calendar.next(today)


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
