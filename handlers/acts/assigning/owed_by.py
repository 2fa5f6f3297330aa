"""By when things are owed, by the rules of now: each so many working days after what began it.

What was agreed on by hand has no rule here: milestones, promises, meetings, an opinion sent back.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from handlers.acts import hours
from handlers.acts.assigning import receipts
from handlers.acts.handling import leading
from handlers.rules import contact_plan
from handlers.turn import Turn
from storage import (
    blockers,
    callbacks,
    closings,
    drafts,
    people,
    plans,
    publications,
    ratings,
    replies,
    requests,
)
from storage.duties import Duty
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind

Rule = Callable[[Turn, Suggestion, Duty], date | None]


def of(turn: Turn, item: Suggestion, duty: Duty) -> date | None:
    """By when it is owed; None: its day does not follow from the rules."""
    rule = _RULES.get(duty.kind)
    return rule(turn, item, duty) if rule is not None else None


def put(turn: Turn, item: Suggestion, duty: Duty, due_on: date) -> None:
    """It is owed by another day, also in the row that tells by when."""
    duty.due_on = due_on
    begins = _BEGINNING.get(duty.kind)
    if begins is not None and duty.sent_count == 0:
        person = people.get(turn.session, duty.person_id)
        duty.next_at = hours.morning(turn.office, person, begins(turn, duty))
    find = _ROWS.get(duty.kind)
    row = find(turn, item, duty) if find is not None else None
    if row is not None:
        row.due_on = due_on


def _after(turn: Turn, began_at: datetime | None, working_days: int) -> date | None:
    """None where it has not begun, or nothing of the kind is asked for here."""
    if began_at is None or not working_days:
        return None
    return turn.office.calendar.add(turn.office.today(began_at), working_days)


def _request(turn: Turn, _item: Suggestion, duty: Duty) -> date | None:
    row = requests.find(turn.session, duty.subject_id)
    days = turn.office.profile.decisions.working_days
    return _after(turn, row.asked_at if row else None, days)


def _exception(turn: Turn, _item: Suggestion, duty: Duty) -> date | None:
    return _after(turn, duty.created_at, turn.office.profile.decisions.working_days)


def _plan(turn: Turn, _item: Suggestion, duty: Duty) -> date | None:
    row = plans.find(turn.session, duty.subject_id)
    days = turn.office.profile.decisions.working_days
    return _after(turn, row.made_at if row else None, days)


def _review(turn: Turn, _item: Suggestion, duty: Duty) -> date | None:
    row = drafts.review(turn.session, duty.subject_id)
    return _after(turn, row.asked_at if row else None, turn.office.profile.review.working_days)


def _closing_check(turn: Turn, _item: Suggestion, duty: Duty) -> date | None:
    row = closings.find(turn.session, duty.subject_id)
    return _after(turn, row.asked_at if row else None, turn.office.profile.closing.working_days)


def _closing_mend(turn: Turn, _item: Suggestion, duty: Duty) -> date | None:
    row = closings.find(turn.session, duty.subject_id)
    return _after(turn, row.decided_at if row else None, turn.office.profile.closing.working_days)


def _promise_to_note(turn: Turn, item: Suggestion, duty: Duty) -> date | None:
    days = turn.office.profile.promises.note_working_days
    return _after(turn, _replied_at(turn, item, duty), days)


def _publication_choice(turn: Turn, item: Suggestion, duty: Duty) -> date | None:
    days = turn.office.profile.publication.decide_working_days
    return _after(turn, _replied_at(turn, item, duty), days)


def _publish(turn: Turn, item: Suggestion, duty: Duty) -> date | None:
    row = publications.of_round(turn.session, item.id, duty.round)
    replied_at = _replied_at(turn, item, duty)
    if row is None or replied_at is None:
        return None
    began_at = max(replied_at, row.decided_at)
    return _after(turn, began_at, turn.office.profile.publication.working_days)


def _replied_at(turn: Turn, item: Suggestion, duty: Duty) -> datetime | None:
    reply = replies.of_round(turn.session, item.id, duty.round)
    return reply.at if reply is not None else None


def _call_back(turn: Turn, _item: Suggestion, duty: Duty) -> date | None:
    row = callbacks.find(turn.session, duty.subject_id)
    days = turn.office.profile.honest.call_back_working_days
    return _after(turn, row.drawn_at if row else None, days)


def _blocker(turn: Turn, _item: Suggestion, duty: Duty) -> date | None:
    row = blockers.find(turn.session, duty.subject_id)
    days = turn.office.profile.government.decide_working_days
    return _after(turn, row.raised_at if row else None, days)


def _leader_contact(turn: Turn, item: Suggestion, duty: Duty) -> date | None:
    """From the assignment on; a leader named later has the days from then."""
    office = turn.office
    named_on = office.today(duty.created_at)
    is_from_the_first = named_on <= office.today(item.created_at)
    return leading.due_on(turn, item, item.assigned_on if is_from_the_first else named_on)


def _rating(turn: Turn, item: Suggestion, duty: Duty) -> date | None:
    form = ratings.form(turn.session, item.id, duty.round)
    if form is None:
        return _rating_days(turn, duty)[1]
    return _after(turn, form.sent_at, turn.office.profile.rating.feedback_working_days)


def _rating_days(turn: Turn, duty: Duty) -> tuple[date, date]:
    office = turn.office
    delivered_on = office.today(duty.created_at)
    return contact_plan.rating_days(delivered_on, office.profile, office.calendar)


def _closing(turn: Turn, _item: Suggestion, duty: Duty) -> date | None:
    office = turn.office
    days = office.profile.rating.close_after_working_days
    return office.calendar.add(office.today(duty.created_at), days)


def _sign_for(turn: Turn, item: Suggestion, _duty: Duty) -> date | None:
    is_wanted = turn.office.profile.assignment.sign_for_working_days > 0
    return receipts.due_on(turn, item) if is_wanted else None


_RULES: dict[DutyKind, Rule] = {
    DutyKind.REQUEST: _request,
    DutyKind.EXCEPTION: _exception,
    DutyKind.PLAN: _plan,
    DutyKind.REVIEW: _review,
    DutyKind.CLOSING_CHECK: _closing_check,
    DutyKind.CLOSING_MEND: _closing_mend,
    DutyKind.PROMISE_TO_NOTE: _promise_to_note,
    DutyKind.PUBLICATION_CHOICE: _publication_choice,
    DutyKind.PUBLISH: _publish,
    DutyKind.CALL_BACK: _call_back,
    DutyKind.BLOCKER: _blocker,
    DutyKind.LEADER_CONTACT: _leader_contact,
    DutyKind.RATING: _rating,
    DutyKind.CLOSING: _closing,
    DutyKind.SIGN_FOR: _sign_for,
}
# What is asked for, or done, for the first time on a day that follows from the rules, too.
_BEGINNING: dict[DutyKind, Callable[[Turn, Duty], date]] = {
    DutyKind.RATING: lambda turn, duty: _rating_days(turn, duty)[0],
    DutyKind.CLOSING: lambda _turn, duty: duty.due_on or date.max,
}
_ROWS: dict[DutyKind, Callable[[Turn, Suggestion, Duty], Any]] = {
    DutyKind.REVIEW: lambda turn, _item, duty: drafts.review(turn.session, duty.subject_id),
    DutyKind.CLOSING_CHECK: lambda turn, _item, duty: closings.find(turn.session, duty.subject_id),
    DutyKind.PUBLISH: lambda turn, item, duty: publications.of_round(
        turn.session, item.id, duty.round
    ),
    DutyKind.BLOCKER: lambda turn, _item, duty: blockers.find(turn.session, duty.subject_id),
}
