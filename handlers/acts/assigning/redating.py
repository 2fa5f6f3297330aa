"""Dates follow from profile and calendar: when those change, what is still ahead is recomputed.

What was granted or agreed to by hand stays: more time for a reply, a new day for an opinion that
was sent back, milestones, promises. What is done keeps the date by which it was due.
"""

from datetime import date

from handlers.acts.assigning import assignment, extension, receipts
from handlers.rules import contact_plan, fingerprint
from handlers.rules.contact_plan import Plan, PlannedContact
from handlers.turn import Turn
from storage import contacts, events, opinions, replies, rulings, suggestions
from storage import duties as duty_rows
from storage.contacts import Contact
from storage.rulings import Ruling
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, Phase

AT_ONCE = 100
Dates = dict[str, str]


def go_on(turn: Turn) -> int:
    """Recompute the dates of some suggestions; how many. 0: all follow from the rules of now."""
    ruling = _ruling(turn)
    if ruling.finished_at is not None:
        return 0
    page = suggestions.open_after(turn.session, ruling.done_to, AT_ONCE)
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
    plan = _plan(turn, item)
    if plan is not None:
        _contacts(turn, item, plan.contacts, before, after)
        _reply(turn, item, plan.reply_due_on, before, after)
        if item.round == 1:
            _opinions(turn, item, plan.opinion_due_on, before, after)
            _sign_for(turn, item, before, after)
    _follow_up(turn, item, before, after)
    if after:
        turn.event("dates_recomputed", suggestion_id=item.id, before=before, after=after)
    turn.session.flush()
    return bool(after)


def _plan(turn: Turn, item: Suggestion) -> Plan | None:
    """What follows from the day on which the present round began."""
    started_on: date | None = item.assigned_on
    if item.round > 1:
        started_on = events.round_began(turn.session, item.id, item.round)
    if started_on is None:
        return None
    office = turn.office
    return contact_plan.plan(started_on, item.round, office.profile, office.calendar)


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


def _reply(turn: Turn, item: Suggestion, due_on: date, before: Dates, after: Dates) -> None:
    is_replied = replies.of_round(turn.session, item.id, item.round) is not None
    if is_replied or item.due_on == due_on or extension.is_extended(turn, item):
        return
    before["reply"], after["reply"] = str(item.due_on), str(due_on)
    assignment.owe_reply_by(turn, item, due_on)


def _opinions(turn: Turn, item: Suggestion, due_on: date, before: Dates, after: Dates) -> None:
    sent_back = {
        row.unit_id
        for row in opinions.of_suggestion(turn.session, item.id)
        if row.sent_back_at is not None
    }
    for joint in suggestions.joint_units(turn.session, item.id):
        is_owed = joint.opinion_given_at is None and joint.unit_id not in sent_back
        if is_owed and joint.opinion_due_on != due_on:
            name = f"opinion_{joint.unit_id}"
            before[name], after[name] = str(joint.opinion_due_on), str(due_on)
            joint.opinion_due_on = due_on
            _move(turn, item, DutyKind.OPINION, due_on, subject_id=joint.unit_id)


def _sign_for(turn: Turn, item: Suggestion, before: Dates, after: Dates) -> None:
    due_on = receipts.due_on(turn, item)
    for duty in duty_rows.open_about(turn.session, item.id, [DutyKind.SIGN_FOR]):
        if duty.due_on != due_on:
            before["sign_for"], after["sign_for"] = str(duty.due_on), str(due_on)
            duty.due_on = due_on


def _move(turn: Turn, item: Suggestion, kind: DutyKind, due_on: date, *, subject_id: int) -> None:
    for duty in duty_rows.open_about(turn.session, item.id, [kind]):
        if duty.subject_id == subject_id:
            duty.due_on = due_on


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
