"""Dates follow from profile and calendar: when those change, what is still ahead is recomputed.

What was granted or agreed to by hand stays: more time for a reply, a new day for an opinion that
was sent back, milestones, promises. What is done keeps the date by which it was due.
"""

from datetime import date

from handlers.acts.assigning import assignment, extension, owed_by, parts, tenure
from handlers.rules import contact_plan, fingerprint
from handlers.rules.contact_plan import PlannedContact
from handlers.turn import Turn
from storage import contacts, opinions, replies, rulings, suggestions
from storage import duties as duty_rows
from storage.contacts import Contact
from storage.rulings import Ruling
from storage.suggestions import JointUnit, Suggestion
from storage.vocabulary import DutyKind, Handling, Phase

AT_ONCE = 100
Dates = dict[str, str]


def go_on(turn: Turn) -> int:
    """Recompute the dates of some suggestions; how many. 0: all follow from the rules of now."""
    ruling = _ruling(turn)
    if ruling.finished_at is not None:
        return 0
    page = suggestions.with_dates_after(turn.session, ruling.done_to, AT_ONCE)
    for item in page:
        ruling.changed += _recompute(turn, item)
        ruling.done_to = item.id
    rulings.look_again(turn.session, [item.id for item in page], turn.now)
    if not page:
        ruling.finished_at = turn.now
        turn.event("dates_follow", profile=ruling.profile, changed=ruling.changed)
    turn.session.flush()
    return len(page)


def _ruling(turn: Turn) -> Ruling:
    profile = turn.office.profile
    now = fingerprint.of_dates(profile)
    ruling = rulings.latest(turn.session)
    if ruling is None or ruling.fingerprint != now:
        ruling = Ruling(
            fingerprint=now, profile=profile.name, begun_at=turn.now, done_to=0, changed=0
        )
        turn.session.add(ruling)
        turn.session.flush()
    return ruling


def _recompute(turn: Turn, item: Suggestion) -> bool:
    """Whether a date of a suggestion has changed; before and after are an event."""
    before: Dates = {}
    after: Dates = {}
    began_on = tenure.round_began_on(turn, item) if item.is_open else None
    if began_on is not None:
        _reply(turn, item, began_on, before, after)
        planned = assignment.contacts_planned(turn, item, began_on)
        _contacts(turn, item, planned, before, after)
        if item.round == 1:
            _opinions(turn, item, before, after)
        _follow_up(turn, item, before, after)
    _owed(turn, item, before, after)
    if after:
        turn.event("dates_recomputed", suggestion_id=item.id, before=before, after=after)
    turn.session.flush()
    return bool(after)


def _contacts(
    turn: Turn,
    item: Suggestion,
    planned: tuple[PlannedContact, ...],
    before: Dates,
    after: Dates,
) -> None:
    for one in planned:
        for contact in contacts.planned(turn.session, item.id, item.round, one.phase):
            if contact.is_planned and contact.sequence == one.sequence:
                _redate(turn, item, contact, one, before, after)


def _redate(
    turn: Turn,
    item: Suggestion,
    contact: Contact,
    planned: PlannedContact,
    before: Dates,
    after: Dates,
) -> None:
    if (contact.opens_on, contact.due_on) == (planned.opens_on, planned.due_on):
        return
    name = f"{planned.phase.value}_{planned.sequence}"
    before[name], after[name] = str(contact.due_on), str(planned.due_on)
    contact.opens_on, contact.due_on = planned.opens_on, planned.due_on
    assignment.redate(turn, item, contact.id, planned)


def _reply(turn: Turn, item: Suggestion, began_on: date, before: Dates, after: Dates) -> None:
    """The reply's day, and with it that of whoever answers a part themselves."""
    office = turn.office
    due_on = contact_plan.plan(began_on, item.round, office.profile, office.calendar).reply_due_on
    is_replied = replies.of_round(turn.session, item.id, item.round) is not None
    is_extended = item.round == 1 and extension.is_extended(turn, item)
    if is_replied or item.due_on == due_on or is_extended:
        return
    before["reply"], after["reply"] = str(item.due_on), str(due_on)
    for joint in suggestions.joint_units(turn.session, item.id):
        if joint.handling == Handling.SEPARATE and joint.opinion_due_on == item.due_on:
            _opinion(turn, item, joint, due_on, before, after)
    assignment.owe_reply_by(turn, item, due_on)
    for duty in duty_rows.open_about(turn.session, item.id, [DutyKind.REHANDLE]):
        duty.due_on = due_on


def _opinions(turn: Turn, item: Suggestion, before: Dates, after: Dates) -> None:
    """Opinions of joint units count from the day on which each came in."""
    sent_back = {
        row.unit_id
        for row in opinions.of_suggestion(turn.session, item.id)
        if row.sent_back_at is not None
    }
    for joint in suggestions.joint_units(turn.session, item.id):
        if joint.handling == Handling.SEPARATE or joint.unit_id in sent_back:
            continue
        came_on = _came_on(turn, item, joint.unit_id)
        due_on = parts.due_on(turn, item, joint.handling, came_on)
        if joint.opinion_given_at is None and joint.opinion_due_on != due_on:
            _opinion(turn, item, joint, due_on, before, after)


def _came_on(turn: Turn, item: Suggestion, unit_id: int) -> date:
    """When a joint unit came in: with the suggestion, or on the day it first owed an opinion."""
    owed_at = [
        duty.created_at
        for duty in duty_rows.of_suggestion(turn.session, item.id)
        if duty.kind == DutyKind.OPINION and duty.subject_id == unit_id
    ]
    today = turn.office.today
    came_on = today(min(owed_at, default=item.created_at))
    return item.assigned_on if came_on <= today(item.created_at) else came_on


def _opinion(
    turn: Turn, item: Suggestion, joint: JointUnit, due_on: date, before: Dates, after: Dates
) -> None:
    if joint.opinion_given_at is not None:
        return
    name = f"opinion_{joint.unit_id}"
    before[name], after[name] = str(joint.opinion_due_on), str(due_on)
    joint.opinion_due_on = due_on
    for duty in duty_rows.open_about(turn.session, item.id, [DutyKind.OPINION]):
        if duty.subject_id == joint.unit_id:
            duty.due_on = due_on


def _owed(turn: Turn, item: Suggestion, before: Dates, after: Dates) -> None:
    """Whatever else is owed a number of days after something."""
    for duty in duty_rows.open_about(turn.session, item.id):
        due_on = owed_by.of(turn, item, duty)
        if due_on is not None and duty.due_on not in (None, due_on):
            name = f"{duty.kind.value}_{duty.subject_id}" if duty.subject_id else duty.kind.value
            before[name], after[name] = str(duty.due_on), str(due_on)
            owed_by.put(turn, item, duty, due_on)


def _follow_up(turn: Turn, item: Suggestion, before: Dates, after: Dates) -> None:
    """The contact after the reply follows from the day on which that was given."""
    reply = replies.of_round(turn.session, item.id, item.round)
    if reply is None:
        return
    office = turn.office
    planned = contact_plan.plan_after_reply(office.today(reply.at), office.profile, office.calendar)
    for contact in contacts.planned(turn.session, item.id, item.round, Phase.AFTER):
        if contact.is_planned:
            _redate(turn, item, contact, planned, before, after)
