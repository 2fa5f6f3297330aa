"""Contacts made elsewhere (登记沟通): recorded by the officer, confirmed or disputed by the deputy.

Only what the deputy confirms counts as face to face.
"""

from datetime import datetime, timedelta
from typing import Any

from handlers import keyboard
from handlers.acts import access, briefing, contact_duties, duties, hours, stages
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import RELAY, Turn
from storage import dialogs, messages, people, suggestions
from storage.contacts import Contact
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import ContactForm, ContactState, DutyKind, Phase

FACE_TO_FACE = frozenset(
    {
        ContactForm.VISIT,
        ContactForm.STUDY_VISIT,
        ContactForm.SYMPOSIUM,
        ContactForm.INVITED,
    }
)


def phase_now(turn: Turn, item: Suggestion) -> Phase:
    """Which of the three contacts is next, from what is recorded."""
    known = stages.facts(turn, item)
    if known.is_replied:
        return Phase.AFTER
    return Phase.DURING if known.is_pre_contacted else Phase.BEFORE


def record(turn: Turn, item: Suggestion, values: dict[str, Any]) -> Contact:
    """Write down a contact that took place and ask the deputy whether it is true.

    A planned contact of the phase that is still open is met by it, else a further one is added.
    """
    phase = phase_now(turn, item)
    deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    contact = contact_duties.met(turn, item, phase)
    contact.form = ContactForm(values["form"])
    contact.state = ContactState.DONE
    contact.done_at = _noon(turn, values["on"])
    contact.place = values.get("place")
    contact.participants = values.get("who")
    contact.summary = values.get("summary")
    contact.deputy_id = deputy.id
    contact.recorded_by_id = turn.me.id
    contact.recorded_at = turn.now
    contact.confirmed = None
    turn.session.flush()
    for message_id in values.get("files", []):
        messages.put_under(turn.session, message_id, item.id)
    turn.event(
        "contact_recorded",
        suggestion_id=item.id,
        contact_id=contact.id,
        phase=phase.value,
        form=contact.form.value,
        files=values.get("files", []),
    )
    _cross_off(turn, item, contact)
    is_asked = _ask_to_confirm(turn, item, deputy, contact)
    if not is_asked:
        _met(turn, item, contact)  # on the officer's word: nobody else can be asked
    stages.refresh(turn, item)
    return contact


def _ask_to_confirm(turn: Turn, item: Suggestion, deputy: Person, contact: Contact) -> bool:
    """Ask now (in the deputy's hours); if there is no answer, again after some working days.

    False when the chat does not reach the deputy.
    """
    heard_at = hours.to_be_heard(turn, deputy)
    asked = people.chat_of(turn.session, deputy.id) is not None and not deputy.unreachable_since
    if asked:
        ask_confirmation(turn, item, deputy, contact, RELAY, not_before=heard_at)
    today = turn.office.today(turn.now)
    first, *_ = turn.office.profile.reminders.deputy_working_days
    again_on = turn.office.calendar.add(today, first)
    duties.owe(
        turn,
        item,
        deputy,
        DutyKind.CONFIRM,
        subject_id=contact.id,
        next_at=hours.morning(turn.office, deputy, again_on) if asked else heard_at,
    )
    return asked


def _met(turn: Turn, item: Suggestion, contact: Contact) -> None:
    """A meeting that was wished for has taken place."""
    if contact.form in FACE_TO_FACE:
        item.wishes_meeting = False
        duties.met(turn, item, [DutyKind.MEETING])


def _noon(turn: Turn, on: str) -> datetime:
    day = datetime.fromisoformat(on).replace(hour=12, tzinfo=turn.office.timezone)
    return min(day, turn.now)


def _cross_off(turn: Turn, item: Suggestion, contact: Contact) -> None:
    kinds = {
        Phase.BEFORE: [DutyKind.CONTACT, DutyKind.OPENING],
        Phase.DURING: [DutyKind.PROGRESS],
        Phase.AFTER: [DutyKind.FOLLOW_UP],
    }[contact.phase]
    duties.met(turn, item, kinds, subject_id=contact.id)
    duties.met(turn, item, [DutyKind.REACH_BY_PHONE])
    if contact.deputy_id is not None:
        dialog = dialogs.of(turn.session, contact.deputy_id)
        if dialog is not None and dialog.data.get("contact_id") == contact.id:
            dialogs.close(turn.session, contact.deputy_id)


def ask_confirmation(
    turn: Turn,
    item: Suggestion,
    deputy: Person,
    contact: Contact,
    priority: int,
    not_before: datetime | None = None,
) -> int | None:
    """Show the deputy the record of a contact: is it true?"""
    officer = people.get(turn.session, contact.recorded_by_id) if contact.recorded_by_id else None
    return turn.say(
        deputy,
        "visit.confirm",
        suggestion_id=item.id,
        purpose="prompt",
        priority=priority,
        not_before=not_before,
        number=item.number,
        officer=officer.name if officer else "—",
        form=contact.form,
        on=turn.office.local(contact.done_at).date() if contact.done_at else None,
        place=contact.place or "—",
        who=contact.participants or "—",
        summary=contact.summary or "—",
        keyboard=[
            [
                keyboard.button(deputy.language, "button.true", "true", contact.id),
                keyboard.button(deputy.language, "button.untrue", "untrue", contact.id),
            ]
        ],
    )


def confirm(turn: Turn, contact_id: int) -> None:
    """属实: the deputy confirms the record."""
    contact, item = _unsettled(turn, contact_id)
    contact.confirmed, contact.confirmed_at = True, turn.now
    turn.event(
        "contact_confirmed",
        suggestion_id=item.id,
        contact_id=contact.id,
        is_face_to_face=contact.form in FACE_TO_FACE,
    )
    duties.met(turn, item, [DutyKind.CONFIRM], subject_id=contact.id)
    _met(turn, item, contact)
    turn.used()
    stages.refresh(turn, item)
    turn.say(turn.me, "visit.thanks", suggestion_id=item.id)
    _tell_recorder(turn, item, contact, "visit.confirmed_officer")


def dispute(turn: Turn, contact_id: int) -> None:
    """有出入: what was different? The contact does not count until that is settled."""
    contact, item = _unsettled(turn, contact_id)
    contact.confirmed, contact.confirmed_at = False, turn.now
    turn.event("contact_disputed", suggestion_id=item.id, contact_id=contact.id)
    duties.met(turn, item, [DutyKind.CONFIRM], subject_id=contact.id)
    turn.used()
    _owe_again(turn, item, contact)
    stages.refresh(turn, item)
    message_id = turn.say(turn.me, "visit.what_differs", suggestion_id=item.id, purpose="prompt")
    dialogs.ask(
        turn.session,
        turn.me.id,
        "objection",
        turn.now,
        suggestion_id=item.id,
        message_id=message_id,
        data={"contact_id": contact.id},
    )
    _tell_recorder(turn, item, contact, "visit.disputed_officer")


def _owe_again(turn: Turn, item: Suggestion, contact: Contact) -> None:
    """A disputed contact does not count; one of the plan is owed anew, the record of it kept."""
    contact.state = ContactState.CANCELLED
    if not contact.is_planned:
        return
    again = Contact(
        suggestion_id=item.id,
        round=contact.round,
        phase=contact.phase,
        sequence=contact.sequence,
        opens_on=contact.opens_on,
        due_on=contact.due_on,
        deputy_id=contact.deputy_id,
        state=ContactState.OPEN,
        is_planned=True,
    )
    turn.session.add(again)
    turn.session.flush()
    officer = access.responsible(turn.session, item)
    kind = contact_duties.OWED[contact.phase]
    if officer is not None:
        tomorrow = turn.office.calendar.next(turn.office.today(turn.now))
        duties.owe(
            turn,
            item,
            officer,
            kind,
            first_on=tomorrow,  # today the objection itself is told
            due_on=again.due_on,
            subject_id=again.id,
        )


def object_to(turn: Turn, contact_id: int, text: str) -> None:
    """Keep what the deputy says was different."""
    contact, item = briefing.own_contact(turn, contact_id, Act.CONFIRM_CONTACT)
    contact.objection = text
    turn.event("contact_objection", suggestion_id=item.id, contact_id=contact.id)
    dialogs.close(turn.session, turn.me.id)


def _unsettled(turn: Turn, contact_id: int) -> tuple[Contact, Suggestion]:
    contact, item = briefing.own_contact(turn, contact_id, Act.CONFIRM_CONTACT)
    is_told = contact.form == ContactForm.CHAT  # progress, which has answers of its own
    if contact.confirmed is not None or contact.recorded_by_id is None or is_told:
        raise Refused("button.gone")
    return contact, item


def _tell_recorder(turn: Turn, item: Suggestion, contact: Contact, key: str) -> None:
    if contact.recorded_by_id is not None:
        officer = people.get(turn.session, contact.recorded_by_id)
        turn.say(officer, key, suggestion_id=item.id, number=item.number, deputy=turn.me.name)


def last_days(turn: Turn) -> list[str]:
    """Today and yesterday as ISO days: the usual answers to "when was it?"."""
    today = turn.office.today(turn.now)
    return [today.isoformat(), (today - timedelta(days=1)).isoformat()]
