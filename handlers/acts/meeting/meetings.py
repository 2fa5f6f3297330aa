"""Meetings are arranged: times offered, chosen, fixed, moved, called off.

Staff offer and fix, deputies choose; a deputy may ask for another time or stay away, no reasons
asked. Everything is written against each suggestion the meeting serves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.acts import access, duties, hours
from handlers.acts.meeting import meeting_board, meeting_times, meeting_words
from handlers.acts.people import presence
from handlers.rules import meetings as rules
from handlers.rules.meetings import Hours
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.rules.reminders import first_reminder
from handlers.turn import Turn
from storage import dialogs, meetings, people, suggestions
from storage import duties as duty_rows
from storage.meetings import Choice, Item, Meeting, Participant, Slot
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import (
    FACE_TO_FACE,
    MEETING_DUTIES,
    ContactForm,
    DutyKind,
    MeetingState,
    SlotAnswer,
)

MOST_AHEAD = 10  # meetings named at a time


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed: to whom, about what, where and when."""

    form: ContactForm
    place: str
    items: Sequence[Suggestion]
    guests: Sequence[Person]
    staff: Sequence[Person]
    slots: Sequence[datetime]
    latitude: float | None = None
    longitude: float | None = None
    tour_id: int | None = None


def hours_of(turn: Turn, person: Person) -> Hours:
    """When somebody may be addressed."""
    office = turn.office
    return Hours(hours.windows(office, person), office.calendar, office.timezone)


def fetch(turn: Turn, meeting_id: int, act: Act) -> Meeting:
    """The meeting, if whoever acts may do this to a suggestion of it; who only takes part, must.

    Raises Refused `permission.denied`, also for a meeting that does not exist.
    """
    allowed = _allowed(turn, meeting_id, act)
    if not allowed:
        raise Refused("permission.denied")
    for item in allowed:
        access.fetch(turn, item.id, act)
    return meetings.locked(turn.session, meeting_id)


def _allowed(turn: Turn, meeting_id: int, act: Act) -> list[Suggestion]:
    """The suggestions of a meeting to which whoever acts may do this."""
    found = meetings.find(turn.session, meeting_id)
    if found is None:
        return []
    part = meetings.participant(turn.session, meeting_id, turn.me.id)
    if part is None and (turn.me.is_deputy or act == Act.ATTEND_MEETING):
        return []
    items = meeting_words.own_items(turn, found, turn.me)
    if act == Act.ARRANGE_MEETING and found.unit_id != turn.me.unit_id:
        # Who has but a part in a suggestion arranges what the own unit has called, no more.
        items = [item for item in items if item.lead_unit_id == turn.me.unit_id]
    return [item for item in items if access.may(turn, item, act)]


def own_item(turn: Turn, meeting: Meeting) -> Suggestion:
    """The suggestion under which a member of staff works on a meeting."""
    return _allowed(turn, meeting.id, Act.ARRANGE_MEETING)[0]


def show(turn: Turn, meeting_id: int) -> None:
    """One meeting, by what somebody can do about it: choose, arrange, or be there.

    Raises Refused `meeting.is_…` where there is nothing to be done, or no time stands yet.
    """
    if turn.me.is_deputy:
        meeting = fetch(turn, meeting_id, Act.ANSWER_MEETING)
        if meeting.state == MeetingState.PROPOSED:
            meeting_times.invite(turn, meeting, turn.me)
            return
    elif _allowed(turn, meeting_id, Act.ARRANGE_MEETING):
        meeting = fetch(turn, meeting_id, Act.ARRANGE_MEETING)
        meeting_board.board(turn, meeting, is_new=True)
        return
    else:
        meeting = fetch(turn, meeting_id, Act.ATTEND_MEETING)
    rules.must_be(meeting.state, MeetingState.FIXED)
    meeting_words.appointment(turn, meeting, turn.me)


def ahead(turn: Turn) -> list[Meeting]:
    """What is ahead of whoever acts: the meetings they take part in, or have called."""
    found = meetings.ahead_of(turn.session, turn.me, MOST_AHEAD)
    return [one for one in found if _takes_part(turn, one) or _arranges(turn, one)]


def _takes_part(turn: Turn, meeting: Meeting) -> bool:
    part = meetings.participant(turn.session, meeting.id, turn.me.id)
    return part is not None and part.withdrew_at is None


def _arranges(turn: Turn, meeting: Meeting) -> bool:
    return bool(_allowed(turn, meeting.id, Act.ARRANGE_MEETING))


def propose(turn: Turn, proposal: Proposal) -> Meeting:
    """Invite deputies to choose among some times."""
    meeting = Meeting(
        unit_id=turn.me.unit_id or proposal.items[0].lead_unit_id,
        tour_id=proposal.tour_id,
        called_by_id=turn.me.id,
        form=proposal.form,
        place=proposal.place,
        latitude=proposal.latitude,
        longitude=proposal.longitude,
        minutes=turn.office.profile.meetings.minutes,
        created_at=turn.now,
    )
    turn.session.add(meeting)
    turn.session.flush()
    rows: list[object] = [Item(meeting_id=meeting.id, suggestion_id=i.id) for i in proposal.items]
    everybody = {person.id for person in (*proposal.guests, *proposal.staff)}
    rows += [Participant(meeting_id=meeting.id, person_id=one) for one in sorted(everybody)]
    turn.session.add_all(rows)
    _offer(turn, meeting, proposal.slots)
    return meeting


def _offer(
    turn: Turn, meeting: Meeting, slots: Iterable[datetime], key: str = "meeting.invite"
) -> None:
    """Put times on offer and ask everybody who is invited."""
    turn.session.add_all(
        Slot(meeting_id=meeting.id, round=meeting.round, position=position, starts_at=starts_at)
        for position, starts_at in enumerate(slots, 1)
    )
    turn.session.flush()
    event(turn, meeting, "meeting_proposed", round=meeting.round, form=meeting.form.value)
    for person in meeting_words.active_deputies(turn, meeting):
        _ask(turn, meeting, person, key)
    officer = meeting_words.caller(turn, meeting)
    last = meetings.slots(turn.session, meeting.id, meeting.round)[-1]
    if officer is not None:
        due_on = turn.office.today(last.starts_at)
        duties.owe(
            turn,
            anchor(turn, meeting, officer),
            officer,
            DutyKind.MEETING_FIX,
            first_on=first_reminder(
                due_on=due_on,
                steps_before=turn.office.profile.reminders.contact_days,
                today=turn.office.calendar.next(turn.office.today(turn.now)),
                calendar=turn.office.calendar,
            ),
            due_on=due_on,
            subject_id=meeting.id,
        )
    meeting_board.board(turn, meeting, is_new=True)


def _ask(turn: Turn, meeting: Meeting, person: Person, key: str) -> None:
    """Ask one deputy now, and again later; whom the chat does not reach is telephoned."""
    item = anchor(turn, meeting, person)
    is_reached = people.is_reached(turn.session, person)
    if is_reached:
        meeting_times.invite(turn, meeting, person, key=key)
    else:
        presence.call(turn, item, person)
    steps = turn.office.profile.reminders.deputy_working_days
    if not steps and is_reached:
        return  # here deputies are asked once
    again_on = turn.office.calendar.add(turn.office.today(turn.now), steps[0] if steps else 1)
    duties.owe(
        turn,
        item,
        person,
        DutyKind.MEETING_CHOICE,
        subject_id=meeting.id,
        note=None if is_reached else presence.WAITED,  # asked as soon as they are
        next_at=hours.morning(turn.office, person, again_on),
    )


def anchor(turn: Turn, meeting: Meeting, person: Person) -> Suggestion:
    """The suggestion under which somebody is prompted about a meeting."""
    return meeting_words.own_items(turn, meeting, person)[0]


def event(turn: Turn, meeting: Meeting, kind: str, **data: object) -> None:
    """Write down what happened to a meeting, in the record of each suggestion it serves."""
    person_id = turn.actor.id if turn.actor is not None else None
    for item in meetings.live(turn.session, meeting.id):
        turn.event(kind, suggestion_id=item.id, person_id=person_id, meeting_id=meeting.id, **data)


def end_duties(
    turn: Turn, meeting: Meeting, kinds: Iterable[DutyKind], *, person_id: int | None = None
) -> None:
    """What was owed about a meeting (by one person, if given) is not owed any more."""
    for item in meetings.items(turn.session, meeting.id):
        duties.met(turn, item, kinds, subject_id=meeting.id, person_id=person_id)


def choose(turn: Turn, meeting_id: int, round_number: int, answer: SlotAnswer) -> None:
    """A deputy says which of the times suits; the latest word counts until one is fixed."""
    meeting = fetch(turn, meeting_id, Act.ANSWER_MEETING)
    part = meetings.participant(turn.session, meeting.id, turn.me.id)
    offered = {one.position for one in meetings.slots(turn.session, meeting.id, meeting.round)}
    if meeting.round != round_number or part is None or not rules.is_offered(answer, offered):
        raise Refused("button.gone")
    rules.must_be(meeting.state, MeetingState.PROPOSED)
    is_said = meetings.chosen(turn.session, meeting).get(turn.me.id) == answer
    if is_said and part.withdrew_at is None:
        turn.toast("toast.noted")
        return
    _write_choice(turn, meeting, part, answer)
    if answer == SlotAnswer.NONE:
        _ask_when(turn, meeting, "meeting.none_suits")
    else:
        meeting_words.say(turn, meeting, turn.me, "meeting.choice_told", answer=answer)
    _show_choices(turn, meeting)


def choose_for(
    turn: Turn, meeting_id: int, round_number: int, person_id: int, answer: SlotAnswer
) -> None:
    """A deputy has said on the telephone which of the times suits: it is noted for them.

    Whom the chat reaches is told, and may say it otherwise.
    """
    meeting = fetch(turn, meeting_id, Act.ARRANGE_MEETING)
    part = meetings.participant(turn.session, meeting.id, person_id)
    offered = {one.position for one in meetings.slots(turn.session, meeting.id, meeting.round)}
    is_offered = meeting.round == round_number and rules.is_offered(answer, offered)
    if part is None or not is_offered:
        raise Refused("button.gone")
    person = people.get(turn.session, person_id)
    if not person.is_deputy or person.left_at is not None:
        raise Refused("button.gone")
    rules.must_be(meeting.state, MeetingState.PROPOSED)
    _write_choice(turn, meeting, part, answer)
    meeting_times.invite(turn, meeting, person, key="meeting.noted_for", answer=answer)
    _show_choices(turn, meeting)


def _write_choice(turn: Turn, meeting: Meeting, part: Participant, answer: SlotAnswer) -> None:
    is_own = part.person_id == turn.me.id
    turn.session.add(
        Choice(
            meeting_id=meeting.id,
            person_id=part.person_id,
            round=meeting.round,
            answer=answer,
            at=turn.now,
            noted_by_id=None if is_own else turn.me.id,
        )
    )
    if answer != SlotAnswer.NONE:
        part.withdrew_at = None  # who has stayed away comes after all
    turn.session.flush()
    noted = {} if is_own else {"noted_for": people.get(turn.session, part.person_id).name}
    event(turn, meeting, "meeting_answered", answer=answer.value, round=meeting.round, **noted)
    end_duties(turn, meeting, [DutyKind.MEETING_CHOICE], person_id=part.person_id)


def _show_choices(turn: Turn, meeting: Meeting) -> None:
    everybody = {person.id for person in meeting_words.active_deputies(turn, meeting)}
    is_complete = everybody <= meetings.chosen(turn.session, meeting).keys()
    meeting_board.board(turn, meeting, is_new=is_complete)


def _ask_when(turn: Turn, meeting: Meeting, key: str) -> None:
    """The deputy's next words go to the officer: when would it suit?"""
    message_id = meeting_words.say(turn, meeting, turn.me, key, purpose="prompt")
    dialogs.ask(
        turn.session,
        turn.me.id,
        "write",
        turn.now,
        suggestion_id=anchor(turn, meeting, turn.me).id,
        message_id=message_id,
    )


def fix(turn: Turn, meeting_id: int, slot_id: int, *, is_sure: bool = False) -> None:
    """One of the times is fixed: everybody is told, and reminded when it is near.

    Where something speaks against it, that is said first, and it is done once they are sure.
    """
    meeting = fetch(turn, meeting_id, Act.ARRANGE_MEETING)
    rules.must_be(meeting.state, MeetingState.PROPOSED)
    offered = meetings.slots(turn.session, meeting.id, meeting.round)
    slot = next((one for one in offered if one.id == slot_id), None)
    if slot is None:
        raise Refused("button.gone")
    if slot.starts_at <= turn.now:
        raise Refused("meeting.past")
    if not is_sure and meeting_board.is_doubted(turn, meeting, slot):
        return
    meeting.state, meeting.starts_at = MeetingState.FIXED, slot.starts_at
    if meeting.sequence:
        meeting.sequence += 1  # calendars were last told that it is off
    turn.session.flush()
    event(turn, meeting, "meeting_fixed", starts_at=slot.starts_at.isoformat())
    end_duties(turn, meeting, [DutyKind.MEETING_FIX, DutyKind.MEETING_CHOICE])
    for person in meeting_words.taking_part(turn, meeting):
        expect(turn, meeting, person)
    _owe_record(turn, meeting, slot.starts_at)
    _let_rest(turn, meeting, slot.starts_at)
    meeting_board.board(turn, meeting)


def expect(turn: Turn, meeting: Meeting, person: Person) -> None:
    """Somebody is told of the time that is fixed, and reminded when it is near.

    Whom the chat does not reach is told as soon as it does.
    """
    assert meeting.starts_at is not None
    meeting_words.appointment(turn, meeting, person)
    at = rules.next_reminder(
        meeting.starts_at, turn.now, turn.office.profile.meetings, hours_of(turn, person)
    )
    is_told = people.is_reached(turn.session, person)
    if at is not None or not is_told:
        duties.owe(
            turn,
            anchor(turn, meeting, person),
            person,
            DutyKind.MEETING_AHEAD,
            subject_id=meeting.id,
            note=None if is_told else presence.UNTOLD,
            next_at=at or hours.next_allowed(turn.office, person, turn.now),
        )


def _let_rest(turn: Turn, meeting: Meeting, until: datetime) -> None:
    """Nobody is told to arrange what is arranged; if nothing comes of it, they are afterwards.

    Only what the unit that called it leads: others still owe a meeting of their own.
    """
    again_on = turn.office.calendar.next(turn.office.today(until))
    for item in meetings.live(turn.session, meeting.id):
        if item.lead_unit_id != meeting.unit_id:
            continue
        for duty in duty_rows.open_about(turn.session, item.id, [DutyKind.MEETING]):
            person = people.get(turn.session, duty.person_id)
            duty.next_at = hours.morning(turn.office, person, again_on)


def _wake(turn: Turn, meeting: Meeting) -> None:
    """It is not arranged any more: whoever owes it is told so again from the next day on."""
    _let_rest(turn, meeting, turn.now)
    for item in meetings.live(turn.session, meeting.id):
        for other in meetings.ahead_about(turn.session, item.id):
            if other.starts_at is not None and other.starts_at > turn.now:
                _let_rest(turn, other, other.starts_at)


def _owe_record(turn: Turn, meeting: Meeting, starts_at: datetime) -> None:
    officer = meeting_words.caller(turn, meeting)
    if officer is None:
        return
    over_at = starts_at + timedelta(minutes=meeting.minutes)
    days = turn.office.profile.meetings.record_working_days
    duties.owe(
        turn,
        anchor(turn, meeting, officer),
        officer,
        DutyKind.MEETING_RECORD,
        due_on=turn.office.calendar.add(turn.office.today(over_at), days),
        subject_id=meeting.id,
        next_at=hours.next_allowed(turn.office, officer, over_at),
    )


def offer_again(turn: Turn, meeting: Meeting, slots: Iterable[datetime]) -> None:
    """Other times, put to all who were invited; what was fixed no longer is."""
    rules.must_be(meeting.state, MeetingState.PROPOSED, MeetingState.FIXED)
    _unfix(turn, meeting)
    for part, person in meetings.participants(turn.session, meeting.id):
        if person.is_deputy:
            part.withdrew_at = None
    meeting_board.close_board(turn, meeting)
    _offer(turn, meeting, slots, "meeting.invite_again")


def _unfix(turn: Turn, meeting: Meeting) -> None:
    """A further round is open, with nothing on offer yet; who counted on the old time is told."""
    was_at = meeting.starts_at
    end_duties(turn, meeting, MEETING_DUTIES)
    meeting.state, meeting.starts_at = MeetingState.PROPOSED, None
    if meetings.slots(turn.session, meeting.id, meeting.round):
        meeting.round += 1
    if was_at is None:
        turn.session.flush()
        return
    meeting.sequence += 1
    turn.session.flush()
    _wake(turn, meeting)
    for person in meeting_words.taking_part(turn, meeting):
        meeting_words.no_longer(turn, meeting, person, was_at)


def ask_move(turn: Turn, meeting_id: int) -> None:
    """A deputy asks for another time. Where nobody else is invited, the time is off at once."""
    meeting = fetch(turn, meeting_id, Act.ANSWER_MEETING)
    rules.must_be(meeting.state, MeetingState.FIXED)
    turn.used()
    event(turn, meeting, "meeting_move_asked")
    others = [one for one in meeting_words.active_deputies(turn, meeting) if one != turn.me]
    if not others:
        _unfix(turn, meeting)
        _owe_times(turn, meeting)
    _ask_when(turn, meeting, "meeting.still_stands" if others else "meeting.move_when")
    _tell_staff(turn, meeting, "meeting.move_asked")
    meeting_board.board(turn, meeting, is_new=True)


def _owe_times(turn: Turn, meeting: Meeting) -> None:
    """Nothing is on offer: the officer owes new times."""
    officer = meeting_words.caller(turn, meeting)
    if officer is not None:
        duties.owe(
            turn,
            anchor(turn, meeting, officer),
            officer,
            DutyKind.MEETING_FIX,
            first_on=turn.office.calendar.next(turn.office.today(turn.now)),
            subject_id=meeting.id,
        )


def _tell_staff(turn: Turn, meeting: Meeting, key: str) -> None:
    for person in meeting_words.taking_part(turn, meeting):
        if not person.is_deputy:
            meeting_words.say(turn, meeting, person, key, deputy=turn.me.name)


def stay_away(turn: Turn, meeting_id: int, act: Act = Act.ANSWER_MEETING) -> None:
    """Somebody cannot come, no reasons asked; without any deputy there is no meeting.

    `act`: as what they do so, as a deputy or (ATTEND_MEETING) as one of the staff.
    """
    meeting = fetch(turn, meeting_id, act)
    rules.must_be(meeting.state, MeetingState.PROPOSED, MeetingState.FIXED)
    part = meetings.participant(turn.session, meeting.id, turn.me.id)
    if part is None or part.withdrew_at is not None:
        raise Refused("button.gone")
    part.withdrew_at = turn.now
    if meeting.starts_at is not None:
        meeting.sequence += 1
    turn.session.flush()
    turn.used()
    event(turn, meeting, "meeting_declined")
    end_duties(
        turn,
        meeting,
        [DutyKind.MEETING_CHOICE, DutyKind.MEETING_AHEAD],
        person_id=turn.me.id,
    )
    more = meeting_words.off_calendar(turn, meeting, turn.me, meeting.starts_at)
    meeting_words.say(turn, meeting, turn.me, "meeting.declined", **more)
    if turn.me.is_deputy:
        _tell_staff(turn, meeting, "meeting.declined_staff")
    else:
        _tell_caller(turn, meeting)
    if not meeting_words.active_deputies(turn, meeting):
        call_off(turn, meeting, None)
    else:
        meeting_board.board(turn, meeting)


def _tell_caller(turn: Turn, meeting: Meeting) -> None:
    """Who arranges it hears that a colleague does not come along."""
    officer = meeting_words.caller(turn, meeting)
    if officer is not None and officer != turn.me:
        meeting_words.say(turn, meeting, officer, "meeting.declined_colleague", name=turn.me.name)


def call_off(turn: Turn, meeting: Meeting, why: str | None) -> None:
    """There will be no such meeting: everybody who has heard of it is told."""
    rules.must_be(meeting.state, MeetingState.PROPOSED, MeetingState.FIXED)
    was_at, was_ever_fixed = meeting.starts_at, meeting.sequence or meeting.starts_at is not None
    meeting.state, meeting.cancelled_why = MeetingState.CANCELLED, why
    meeting.sequence += 1
    turn.session.flush()
    event(turn, meeting, "meeting_cancelled", why=why)
    end_duties(turn, meeting, MEETING_DUTIES)
    _wake(turn, meeting)
    for person in meeting_words.taking_part(turn, meeting):
        if person.is_deputy or was_ever_fixed:
            meeting_words.called_off(turn, meeting, person, was_at)
    meeting_board.board(turn, meeting)


def quota(turn: Turn, item: Suggestion) -> rules.Quota:
    """How often they have met face to face about a suggestion, against what is asked for."""
    held = meetings.face_to_face(turn.session, item.id, FACE_TO_FACE)
    return rules.quota(held, is_waived=item.waives_meeting, rules=turn.office.profile.meetings)


def lead_deputy(turn: Turn, item: Suggestion) -> Person:
    """Who leads a suggestion."""
    return people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
