"""Contacts made elsewhere (登记沟通): recorded by the officer, confirmed or disputed by the deputy.

Only what the deputy confirms counts as face to face.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from handlers import keyboard
from handlers.acts import access, duties, hours, stages
from handlers.acts.contacting import contact_duties
from handlers.acts.handling import gates, leading
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import RELAY, Turn
from storage import dialogs, meetings, messages, people, suggestions
from storage.contacts import Contact
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import (
    FACE_TO_FACE,
    ContactForm,
    ContactState,
    DutyKind,
    Phase,
    Relation,
)


@dataclass(frozen=True, slots=True)
class Happened:
    """What is written down of a contact that took place."""

    form: ContactForm
    at: datetime
    place: str | None = None
    who: str | None = None
    summary: str | None = None
    files: Sequence[int] = field(default_factory=tuple)  # messages with pictures and papers
    meeting_id: int | None = None  # of which it is recorded


def phase_now(turn: Turn, item: Suggestion) -> Phase:
    """Which of the three contacts is next, from what is recorded; none for a unit's own part.

    Nothing is under way (办中) while something has to come before handling: until then every
    contact prepares it, also the study visit that is wanted (先调研后办理).
    """
    relations = access.relations(turn.session, turn.me, item)
    if relations <= {Relation.JOINT_OFFICER, Relation.PART_OFFICER}:
        return Phase.PART
    known = stages.facts(turn, item)
    if known.is_replied:
        return Phase.AFTER
    may_begin = known.is_pre_contacted and not gates.closed(turn, item, Act.REPORT_PROGRESS)
    return Phase.DURING if may_begin else Phase.BEFORE


def record(turn: Turn, item: Suggestion, values: dict[str, Any]) -> Contact:
    """Write down a contact that took place and ask the lead deputy whether it is true."""
    deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    happened = Happened(
        ContactForm(values["form"]),
        _noon(turn, values["on"]),
        values.get("place"),
        values.get("who"),
        values.get("summary"),
        values.get("files", ()),
    )
    contact = write(turn, item, deputy, happened)
    ask(turn, deputy, [(item, contact)])
    return contact


def must_show(turn: Turn, form: ContactForm, files: Sequence[int]) -> None:
    """先看现场: raises Refused for a study visit without a picture, where the profile wants one."""
    if form == ContactForm.STUDY_VISIT and turn.office.profile.meetings.needs_photo and not files:
        raise Refused("form.photo_wanted")


def write(turn: Turn, item: Suggestion, deputy: Person, happened: Happened) -> Contact:
    """A contact that took place with a deputy, as staff say; who else was there is in `who`.

    A planned contact of the phase that is still open is met by it, else a further one is added.
    """
    must_show(turn, happened.form, happened.files)
    phase = phase_now(turn, item)
    contact = contact_duties.met(turn, item, phase)
    contact.form = happened.form
    contact.state = ContactState.DONE
    contact.done_at = happened.at
    contact.place = happened.place
    contact.participants = happened.who
    contact.summary = happened.summary
    contact.deputy_id = deputy.id
    contact.recorded_by_id = turn.me.id
    contact.recorded_at = turn.now
    contact.confirmed = None
    turn.session.flush()
    if happened.meeting_id is not None:
        meetings.item(turn.session, happened.meeting_id, item.id).contact_id = contact.id
        turn.session.flush()
    turn.event(
        "contact_recorded",
        suggestion_id=item.id,
        contact_id=contact.id,
        phase=phase.value,
        form=contact.form.value,
        files=list(happened.files),
    )
    for message_id in happened.files:
        if messages.get(turn.session, message_id).suggestion_id is None:
            messages.put_under(turn.session, message_id, item.id)
    _cross_off(turn, item, contact)
    leading.look(turn, item)
    return contact


def ask(turn: Turn, deputy: Person, recorded: Sequence[tuple[Suggestion, Contact]]) -> None:
    """Ask once whether it is true, about however many suggestions they talked."""
    item, contact = recorded[0]
    is_asked = _ask_to_confirm(turn, item, deputy, contact)
    for one_item, one in recorded:
        if not is_asked:
            _met(turn, one_item, one)  # on the officer's word: nobody else can be asked
        stages.refresh(turn, one_item)


def _ask_to_confirm(turn: Turn, item: Suggestion, deputy: Person, contact: Contact) -> bool:
    """Ask now (in the deputy's hours); if there is no answer, again after some working days.

    False when the chat does not reach the deputy.
    """
    heard_at = hours.to_be_heard(turn, deputy)
    asked = people.chat_of(turn.session, deputy.id) is not None and not deputy.unreachable_since
    if asked:
        ask_confirmation(turn, item, deputy, contact, RELAY, not_before=heard_at)
    steps = turn.office.profile.reminders.deputy_working_days
    if asked and not steps:
        return True  # here deputies are asked once
    again_on = turn.office.calendar.add(turn.office.today(turn.now), steps[0]) if asked else None
    duties.owe(
        turn,
        item,
        deputy,
        DutyKind.CONFIRM,
        subject_id=contact.id,
        next_at=hours.morning(turn.office, deputy, again_on) if again_on else heard_at,
    )
    return asked


def _met(turn: Turn, item: Suggestion, contact: Contact) -> None:
    """A meeting that was wished for has taken place, with the unit of whom it was wished."""
    if contact.form in FACE_TO_FACE and contact.phase != Phase.PART:
        item.wishes_meeting = False
        duties.met(turn, item, [DutyKind.MEETING])


def _noon(turn: Turn, on: str) -> datetime:
    day = datetime.fromisoformat(on).replace(hour=12, tzinfo=turn.office.timezone)
    return min(day, turn.now)


def _cross_off(turn: Turn, item: Suggestion, contact: Contact) -> None:
    if contact.phase == Phase.PART:
        return  # what the lead unit owes it still owes
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
    """Show the deputy the record of a contact: is it true?

    What one meeting made for several suggestions is asked about once.
    """
    others = [suggestions.get(turn.session, one.suggestion_id) for one in _beside(turn, contact)]
    officer = people.get(turn.session, contact.recorded_by_id) if contact.recorded_by_id else None
    return turn.say(
        deputy,
        "visit.confirm",
        suggestion_id=item.id,
        purpose="prompt",
        priority=priority,
        not_before=not_before,
        number="、".join(one.number for one in (item, *others)),
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


def _beside(turn: Turn, contact: Contact) -> Iterable[Contact]:
    """The contacts of the same deputy that one meeting made for other suggestions."""
    return [
        one
        for one in meetings.with_the_same(turn.session, contact)
        if one.confirmed is None and one.state == ContactState.DONE
    ]


def confirm(turn: Turn, contact_id: int) -> None:
    """属实: the deputy confirms the record."""
    asked, item = _unsettled(turn, contact_id)
    for contact, about in _settled_together(turn, asked, item):
        contact.confirmed, contact.confirmed_at = True, turn.now
        turn.event(
            "contact_confirmed",
            suggestion_id=about.id,
            contact_id=contact.id,
            is_face_to_face=contact.form in FACE_TO_FACE,
        )
        duties.met(turn, about, [DutyKind.CONFIRM], subject_id=contact.id)
        _met(turn, about, contact)
        stages.refresh(turn, about)
    turn.used()
    turn.say(turn.me, "visit.thanks", suggestion_id=item.id)
    _tell_recorder(turn, item, asked, "visit.confirmed_officer")


def dispute(turn: Turn, contact_id: int) -> None:
    """有出入: what was different? The contact does not count until that is settled."""
    asked, item = _unsettled(turn, contact_id)
    for contact, about in _settled_together(turn, asked, item):
        contact.confirmed, contact.confirmed_at = False, turn.now
        turn.event("contact_disputed", suggestion_id=about.id, contact_id=contact.id)
        duties.met(turn, about, [DutyKind.CONFIRM], subject_id=contact.id)
        _owe_again(turn, about, contact)
        leading.look(turn, about)
        stages.refresh(turn, about)
    turn.used()
    message_id = turn.say(turn.me, "visit.what_differs", suggestion_id=item.id, purpose="prompt")
    dialogs.ask(
        turn.session,
        turn.me.id,
        "objection",
        turn.now,
        suggestion_id=item.id,
        message_id=message_id,
        data={"contact_id": asked.id},
    )
    _tell_recorder(turn, item, asked, "visit.disputed_officer")


def _settled_together(
    turn: Turn, contact: Contact, item: Suggestion
) -> list[tuple[Contact, Suggestion]]:
    """The contact asked about, and those that were asked about with it."""
    beside = [(one, own(turn, one.id)[1]) for one in _beside(turn, contact)]
    return [(contact, item), *beside]


def _owe_again(turn: Turn, item: Suggestion, contact: Contact) -> None:
    """A disputed contact does not count; one of the plan is owed anew, the record of it kept.

    Not once it can be made no more: in a later round, or after the reply that it had to precede.
    """
    contact.state = ContactState.CANCELLED
    if not contact.is_planned or not contact_duties.is_in_time(turn, item, contact):
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
    contact, item = own(turn, contact_id)
    for one in (contact, *meetings.with_the_same(turn.session, contact)):
        one.objection = text
    turn.event("contact_objection", suggestion_id=item.id, contact_id=contact.id)
    dialogs.close(turn.session, turn.me.id)


def own(turn: Turn, contact_id: int) -> tuple[Contact, Suggestion]:
    """A contact that whoever acts may confirm: of a suggestion they lead, or one they were at."""
    contact = turn.session.get(Contact, contact_id)
    if contact is None:
        raise Refused("permission.denied")
    was_there = contact.deputy_id == turn.me.id
    act = Act.CONFIRM_PRESENCE if was_there else Act.CONFIRM_CONTACT
    return contact, access.fetch(turn, contact.suggestion_id, act)


def _unsettled(turn: Turn, contact_id: int) -> tuple[Contact, Suggestion]:
    contact, item = own(turn, contact_id)
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
