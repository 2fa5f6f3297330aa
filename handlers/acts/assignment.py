"""What an assignment (交办) sets going: the contact plan, and who owes what by when."""

from typing import Any

from handlers.acts import access, duties
from handlers.rules import contact_plan
from handlers.turn import Turn
from storage import contacts, people, suggestions
from storage import duties as duty_rows
from storage.contacts import Contact
from storage.database import Session
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import ContactState, DutyKind, DutyState, Phase

STAFF_DUTIES = (
    DutyKind.CONTACT,
    DutyKind.PROGRESS,
    DutyKind.REPLY,
    DutyKind.FOLLOW_UP,
    DutyKind.MEETING,
    DutyKind.REACH_BY_PHONE,
    DutyKind.REHANDLE,
    DutyKind.UNDELIVERED,
)


def reply_due_on(turn: Turn, assigned_on: Any, round_number: int) -> Any:
    """When the reply of a round is owed."""
    plan = contact_plan.plan(assigned_on, round_number, turn.office.profile, turn.office.calendar)
    return plan.reply_due_on


def assign(turn: Turn, item: Suggestion) -> None:
    """Write the contact plan of a suggestion's present round, and the duties that follow.

    The round starts on the day of assignment, a later one on the day it was opened.
    """
    office = turn.office
    started_on = item.assigned_on if item.round == 1 else office.today(turn.now)
    plan = contact_plan.plan(started_on, item.round, office.profile, office.calendar)
    item.due_on = plan.reply_due_on
    turn.session.flush()
    deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    officer = access.responsible(turn.session, item)
    for planned in plan.contacts:
        contact = Contact(
            suggestion_id=item.id,
            round=item.round,
            phase=planned.phase,
            sequence=planned.sequence,
            opens_on=planned.opens_on,
            due_on=planned.due_on,
            deputy_id=deputy.id,
            state=ContactState.PLANNED,
            is_planned=True,
        )
        turn.session.add(contact)
        turn.session.flush()
        if planned.phase == Phase.BEFORE:
            duties.owe(
                turn,
                item,
                deputy,
                DutyKind.OPENING,
                first_on=planned.opens_on,
                due_on=planned.due_on,
                subject_id=contact.id,
            )
        if officer is not None:
            kind = DutyKind.CONTACT if planned.phase == Phase.BEFORE else DutyKind.PROGRESS
            duties.owe(
                turn,
                item,
                officer,
                kind,
                first_on=planned.opens_on,
                due_on=planned.due_on,
                subject_id=contact.id,
            )
    if officer is not None:
        _owe_reply(turn, item, officer)
    if item.round == 1:
        _owe_opinions(turn, item, plan.opinion_due_on)
    turn.event(
        "assigned",
        suggestion_id=item.id,
        round=item.round,
        assigned_on=str(started_on),
        reply_due_on=str(plan.reply_due_on),
    )


def _owe_reply(turn: Turn, item: Suggestion, officer: Person) -> None:
    first_on = contact_plan.first_reply_reminder(
        item.due_on, turn.office.profile, turn.office.today(turn.now)
    )
    duties.owe(turn, item, officer, DutyKind.REPLY, first_on=first_on, due_on=item.due_on)


def _owe_opinions(turn: Turn, item: Suggestion, due_on: Any) -> None:
    for joint in suggestions.joint_units(turn.session, item.id):
        joint.opinion_due_on = due_on
        person = access.responsible_of_unit(turn.session, joint.unit_id)
        if person is not None:
            duties.owe(
                turn, item, person, DutyKind.OPINION, due_on=due_on, subject_id=joint.unit_id
            )
    turn.session.flush()


def reassign(turn: Turn, item: Suggestion, before: dict[str, Any]) -> None:
    """Follow a changed ledger row: another officer takes over what is owed; new dates count."""
    if "assigned_on" in before:
        _replan(turn, item)
    old_officer, new_officer = before.get("officer_id"), access.responsible(turn.session, item)
    if "officer_id" in before and new_officer is not None:
        _hand_over(turn, item, old_officer, new_officer)


def _hand_over(turn: Turn, item: Suggestion, old_id: int | None, new: Person) -> None:
    for duty in duty_rows.open_about(turn.session, item.id, STAFF_DUTIES):
        if duty.person_id == new.id or (old_id is not None and duty.person_id != old_id):
            continue
        duty.state, duty.ended_at, duty.next_at = DutyState.CANCELLED, turn.now, None
        turn.session.flush()
        duties.owe(
            turn,
            item,
            new,
            duty.kind,
            due_on=duty.due_on,
            subject_id=duty.subject_id,
            note=duty.note,
        )
    turn.event("handed_over", suggestion_id=item.id, person_id=new.id, from_person_id=old_id)


def _replan(turn: Turn, item: Suggestion) -> None:
    """Recompute every date that follows from the day of assignment and is still ahead."""
    if item.round > 1:
        return
    office = turn.office
    plan = contact_plan.plan(item.assigned_on, item.round, office.profile, office.calendar)
    item.due_on = plan.reply_due_on
    for planned in plan.contacts:
        for contact in contacts.planned(turn.session, item.id, item.round, planned.phase):
            if contact.sequence == planned.sequence:
                contact.opens_on, contact.due_on = planned.opens_on, planned.due_on
                _redate(turn, item, contact.id, planned.due_on)
    for duty in duty_rows.open_about(turn.session, item.id, [DutyKind.REPLY]):
        person = people.get(turn.session, duty.person_id)
        duty.state, duty.ended_at, duty.next_at = DutyState.CANCELLED, turn.now, None
        turn.session.flush()
        _owe_reply(turn, item, person)
    turn.session.flush()


def _redate(turn: Turn, item: Suggestion, contact_id: int, due_on: Any) -> None:
    kinds = (DutyKind.CONTACT, DutyKind.PROGRESS, DutyKind.OPENING)
    for duty in duty_rows.open_about(turn.session, item.id, kinds):
        if duty.subject_id == contact_id:
            duty.due_on = due_on


def started(session: Session, item: Suggestion) -> bool:
    """Whether a contact plan has been written for the present round."""
    return bool(contacts.of_suggestion(session, item.id, item.round))
