"""Which contacts are due when: before, during and after handling (三次沟通)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers.rules.profile import Profile
from handlers.rules.reminders import first_reminder
from handlers.rules.working_days import WorkCalendar
from storage.vocabulary import Phase


@dataclass(frozen=True, slots=True)
class PlannedContact:
    """A contact to be made: prompted from `opens_on`, due on `due_on`."""

    phase: Phase
    sequence: int
    opens_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Plan:
    """What follows from a round that started on a day."""

    contacts: tuple[PlannedContact, ...]
    reply_due_on: date
    opinion_due_on: date


def plan(started_on: date, round_number: int, profile: Profile, calendar: WorkCalendar) -> Plan:
    """The plan of a round. The law's three months count from the day of assignment [DBF51]; a
    later round has the shorter time of the profile, and its contacts move closer in proportion.
    """
    months = profile.reply.months if round_number == 1 else profile.reply.rehandle_months
    reply_due_on = calendar.due_after_months(started_on, months)
    opinion_due_on = calendar.due_after_months(started_on, profile.reply.joint_opinion_months)
    planned = contacts(started_on, round_number, reply_due_on, profile, calendar)
    return Plan(planned, reply_due_on, opinion_due_on)


def contacts(
    begun_on: date,
    round_number: int,
    reply_due_on: date,
    profile: Profile,
    calendar: WorkCalendar,
) -> tuple[PlannedContact, ...]:
    """The contacts before and during handling of whoever began on a day: with the round, or later,
    where another unit has taken it over.
    """
    rules, reply = profile.contact_plan, profile.reply
    share = 1.0 if round_number == 1 else reply.rehandle_months / reply.months
    before_days = max(1, round(rules.before_working_days * share))
    opens_on = calendar.add(begun_on, rules.before_opens_after_working_days)
    due_on = calendar.add(begun_on, before_days)
    found = [_until(reply_due_on, PlannedContact(Phase.BEFORE, 1, opens_on, due_on))]
    for sequence, days in enumerate(rules.during_days, 1):
        asked_on = calendar.on_or_after(begun_on + timedelta(days=round(days * share)))
        due_on = calendar.add(asked_on, rules.during_working_days)
        contact = PlannedContact(Phase.DURING, sequence, asked_on, due_on)
        found.append(_until(reply_due_on, contact))
    return tuple(found)


def _until(reply_due_on: date, contact: PlannedContact) -> PlannedContact:
    """No contact before or during handling is due after the reply itself (先沟通后答复)."""
    due_on = min(contact.due_on, reply_due_on)
    return replace(contact, opens_on=min(contact.opens_on, due_on), due_on=due_on)


def plan_after_reply(replied_on: date, profile: Profile, calendar: WorkCalendar) -> PlannedContact:
    """The call-back after the reply (办后回访)."""
    rules = profile.contact_plan
    return PlannedContact(
        Phase.AFTER,
        1,
        calendar.add(replied_on, rules.after_opens_working_days),
        calendar.add(replied_on, rules.after_working_days),
    )


def rating_days(delivered_on: date, profile: Profile, calendar: WorkCalendar) -> tuple[date, date]:
    """(day the form is sent, day by which it is to be returned) after the reply has arrived."""
    sent_on = calendar.add(delivered_on, profile.rating.after_working_days)
    return sent_on, calendar.add(sent_on, profile.rating.feedback_working_days)


def first_reply_reminder(due_on: date, profile: Profile, today: date) -> date:
    """The first day on which the reply's due date is brought to mind: the earliest step ahead."""
    return first_reminder(
        due_on=due_on,
        steps_before=profile.reminders.reply_days,
        today=today,
        calendar=profile.calendar,
    )
