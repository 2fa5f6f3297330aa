"""What an assignment (交办) sets going: the contact plan, and who owes what by when."""

from datetime import date
from typing import Any

from handlers.acts import access, duties, hours
from handlers.acts.assigning import deciding, extension, parts, receipts, tenure, waiting
from handlers.acts.contacting import contact_duties
from handlers.acts.following import promises
from handlers.acts.handling import leading, passing
from handlers.acts.meeting import meeting_changes
from handlers.acts.prompting import echoes, ladder
from handlers.rules import contact_plan
from handlers.turn import Turn
from storage import causes, climbs, contacts, meetings, people, replies, suggestions
from storage import duties as duty_rows
from storage import promises as promise_rows
from storage.contacts import Contact
from storage.duties import Duty
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import (
    DEPUTY_DUTIES,
    MEETING_DUTIES,
    ContactState,
    DutyKind,
    DutyState,
    Phase,
)

STAFF_DUTIES = (
    DutyKind.SIGN_FOR,
    DutyKind.MILESTONE,
    DutyKind.CONTACT,
    DutyKind.PROGRESS,
    DutyKind.DRAFT,
    DutyKind.HAND_IN,
    DutyKind.TELL_OPINION,
    DutyKind.REPLY,
    DutyKind.FOLLOW_UP,
    DutyKind.PROMISE_TO_NOTE,
    DutyKind.PROMISE,
    DutyKind.PUBLICATION_CHOICE,
    DutyKind.PUBLISH,
    DutyKind.TAKE_DOWN,
    DutyKind.CLOSING_MEND,
    DutyKind.MEETING,
    DutyKind.MEETING_FIX,
    DutyKind.MEETING_RECORD,
    DutyKind.REACH_BY_PHONE,
    DutyKind.REHANDLE,
    DutyKind.UNDELIVERED,
    DutyKind.NO_ECHO,
)


def assign(turn: Turn, item: Suggestion) -> None:
    """Write the contact plan of a suggestion's present round, and the duties that follow.

    The round starts on the day of assignment, a later one on the day it was opened.
    """
    office = turn.office
    started_on = item.assigned_on if item.round == 1 else office.today(turn.now)
    plan = contact_plan.plan(started_on, item.round, office.profile, office.calendar)
    item.due_on = plan.reply_due_on
    turn.session.flush()
    contact_duties.let_go(turn, item)
    waiting.void(turn, item)
    deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    officer = access.responsible(turn.session, item)
    for planned in plan.contacts:
        contact = _plan_contact(turn, item, deputy, planned)
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
        contact_duties.owe(turn, item, officer)
        _owe_reply(turn, item, officer)
        if item.wishes_meeting:
            duties.owe(turn, item, officer, DutyKind.MEETING)
    if item.round == 1:
        receipts.owe(turn, item)
    parts.begin(turn, item)
    echoes.watch(turn, item)
    leading.look(turn, item)
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


def _plan_contact(
    turn: Turn, item: Suggestion, deputy: Person, planned: contact_plan.PlannedContact
) -> Contact:
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
    return contact


def reassign(turn: Turn, item: Suggestion, before: dict[str, Any]) -> None:
    """Follow a changed ledger row: new people take over what is owed, new dates count.

    `before` holds the earlier value of each field that has changed.
    """
    if "assigned_on" in before and item.round == 1:
        office = turn.office
        plan = contact_plan.plan(item.assigned_on, 1, office.profile, office.calendar)
        # Of what is over, too: it tells whether it was in time.
        item.due_on = _reply_due_on(turn, item, plan.reply_due_on)
    if not item.is_open:
        _hand_over_what_outlasts(turn, item, before)
        return
    moves = "lead_unit_id" in before
    if moves:
        _let_go(turn, item)
        _contacts_anew(turn, item)
    if "assigned_on" in before:
        _replan(turn, item)
    if "deputies" in before:
        _follow_lead_deputy(turn, item)
    if "joint_units" in before:
        parts.follow(turn, item)
    officer = access.responsible(turn.session, item)
    if officer is not None and {"officer_id", "lead_unit_id", "office"} & before.keys():
        _hand_over(turn, item, officer)
    if {"leader_id", "is_key", "lead_unit_id"} & before.keys():
        leading.look(turn, item, turn.office.today(turn.now))
    if {"leader_id", "officer_id", "office", "lead_unit_id"} & before.keys():
        deciding.follow(turn, item)


def _let_go(turn: Turn, item: Suggestion) -> None:
    """Another unit has it: what the former one planned, asked for or was silent about is over."""
    of_former = (DutyKind.PLAN, DutyKind.MILESTONE, DutyKind.NO_ECHO)
    duties.met(turn, item, of_former, state=DutyState.CANCELLED)
    passing.void(turn, item)
    waiting.void(turn, item)


def _contacts_anew(turn: Turn, item: Suggestion) -> None:
    """Another unit talks with the deputy itself: each contact is its own, counted from the move.

    What the former one has talked about stays in the record, and the deputy is not asked again.
    """
    office = turn.office
    deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    today = office.today(turn.now)
    for planned in contact_plan.contacts(
        today, item.round, item.due_on, office.profile, office.calendar
    ):
        still = [
            contact
            for contact in contacts.planned(turn.session, item.id, item.round, planned.phase)
            if contact.sequence == planned.sequence
        ]
        for contact in still:
            contact.opens_on, contact.due_on = planned.opens_on, planned.due_on
            redate(turn, item, contact.id, planned)
        if not still:
            _plan_contact(turn, item, deputy, planned)


def _hand_over_what_outlasts(turn: Turn, item: Suggestion, before: dict[str, Any]) -> None:
    """Of what is over, promises and publishing are owed by whoever is responsible now."""
    officer = access.responsible(turn.session, item)
    if officer is None or not {"officer_id", "lead_unit_id", "office"} & before.keys():
        return
    for duty in duty_rows.open_about(turn.session, item.id, STAFF_DUTIES):
        if duty.person_id != officer.id and not stays(turn, item, duty):
            pass_duty(turn, item, duty, officer)


def stays(turn: Turn, item: Suggestion, duty: Duty) -> bool:
    """Whether it is a promise whose owner was chosen for it: whoever handles the rest."""
    return duty.kind == DutyKind.PROMISE and promises.stays_with_owner(turn, item, duty.subject_id)


def _hand_over(turn: Turn, item: Suggestion, officer: Person) -> None:
    """What the staff owes is the officer's now; what nobody was there to owe is owed at last."""
    former = set()
    for duty in duty_rows.open_about(turn.session, item.id, STAFF_DUTIES):
        if stays(turn, item, duty):
            continue
        is_of_the_head = duty.kind == DutyKind.NO_ECHO and duty.subject_id == echoes.HEAD
        heir = echoes.head(turn, item, officer) if is_of_the_head else officer
        if heir is not None and duty.person_id != heir.id:
            former.add(duty.person_id)
            pass_duty(turn, item, duty, heir)
    contact_duties.owe(turn, item, officer)
    if replies.of_round(turn.session, item.id, item.round) is None:
        _owe_reply(turn, item, officer)
    meeting_changes.handed_over(turn, item, officer)
    turn.event(
        "handed_over", suggestion_id=item.id, person_id=officer.id, from_person_ids=sorted(former)
    )


def pass_duty(turn: Turn, item: Suggestion, duty: Duty, person: Person) -> None:
    """What one person owed is owed by another from now on, who hears of it at once.

    What hangs on the hour of a meeting keeps its moment, also that one is to be arranged.
    """
    is_arranged = duty.kind == DutyKind.MEETING and meetings.next_of(turn.session, [item.id])
    next_at = duty.next_at if is_arranged or duty.kind in MEETING_DUTIES else None
    duty.state, duty.ended_at, duty.next_at = DutyState.CANCELLED, turn.now, None
    turn.session.flush()
    duties.owe(
        turn,
        item,
        person,
        duty.kind,
        due_on=duty.due_on,
        subject_id=duty.subject_id,
        note=duty.note,
        next_at=next_at,
    )
    if duty.kind == DutyKind.PROMISE:
        promise_rows.hand_over(turn.session, duty.subject_id, person.id)
    elif duty.kind == DutyKind.CAUSE:
        causes.hand_over(turn.session, duty.subject_id, person.id)
    ladder.follow(turn, item, duty, person)


def _follow_lead_deputy(turn: Turn, item: Suggestion) -> None:
    """Another deputy leads: the questions still open are asked of them."""
    lead = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    for contact in contacts.of_suggestion(turn.session, item.id, item.round):
        if contact.state in (ContactState.PLANNED, ContactState.OPEN):
            contact.deputy_id = lead.id
    for duty in duty_rows.open_about(turn.session, item.id, DEPUTY_DUTIES):
        if duty.person_id != lead.id:
            pass_duty(turn, item, duty, lead)


def _replan(turn: Turn, item: Suggestion) -> None:
    """Recompute every date that follows from the day of assignment and is still ahead."""
    if item.round > 1:
        return
    office = turn.office
    plan = contact_plan.plan(item.assigned_on, item.round, office.profile, office.calendar)
    owe_reply_by(turn, item, _reply_due_on(turn, item, plan.reply_due_on))
    for planned in contacts_planned(turn, item, item.assigned_on):
        for contact in contacts.planned(turn.session, item.id, item.round, planned.phase):
            if contact.sequence == planned.sequence:
                contact.opens_on, contact.due_on = planned.opens_on, planned.due_on
                redate(turn, item, contact.id, planned)


def contacts_planned(
    turn: Turn, item: Suggestion, round_began: date
) -> tuple[contact_plan.PlannedContact, ...]:
    """When the present unit is to talk with the deputy in a round that began on a day."""
    office = turn.office
    began_on = tenure.contacts_from(turn, item, round_began)
    return contact_plan.contacts(began_on, item.round, item.due_on, office.profile, office.calendar)


def _reply_due_on(turn: Turn, item: Suggestion, planned: date) -> date:
    is_extended = extension.is_extended(turn, item)
    return extension.extended_due_on(turn, item) if is_extended else planned


def owe_reply_by(turn: Turn, item: Suggestion, due_on: date) -> None:
    """The reply is owed by another day: whoever owes it is reminded by that."""
    item.due_on = due_on
    for duty in duty_rows.open_about(turn.session, item.id, [DutyKind.REPLY]):
        person = people.get(turn.session, duty.person_id)
        duty.state, duty.ended_at, duty.next_at = DutyState.CANCELLED, turn.now, None
        turn.session.flush()
        _owe_reply(turn, item, person)
    turn.session.flush()
    climbs.settle(turn.session, turn.now, item.id)


def redate(
    turn: Turn, item: Suggestion, contact_id: int, planned: contact_plan.PlannedContact
) -> None:
    """Whatever is owed about a planned contact is owed by another day."""
    kinds = (DutyKind.CONTACT, DutyKind.PROGRESS, DutyKind.FOLLOW_UP, DutyKind.OPENING)
    for duty in duty_rows.open_about(turn.session, item.id, kinds):
        if duty.subject_id == contact_id:
            duty.due_on, duty.climbs_at = planned.due_on, turn.now
            if duty.sent_count == 0:
                person = people.get(turn.session, duty.person_id)
                duty.next_at = hours.morning(turn.office, person, planned.opens_on)
