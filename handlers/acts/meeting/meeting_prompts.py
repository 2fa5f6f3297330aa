"""What is prompted about a meeting: choose, fix, it is near, write it down; and when no more."""

from handlers.acts.meeting import meeting_board, meeting_times, meeting_words, meetings
from handlers.acts.people import presence
from handlers.rules import meetings as rules
from handlers.turn import Turn
from storage import meetings as rows
from storage.duties import Duty
from storage.people import Person
from storage.vocabulary import DutyKind, DutyState, MeetingState


def is_needed(turn: Turn, duty: Duty) -> bool:
    """Whether a prompt about a meeting still makes sense."""
    meeting = rows.find(turn.session, duty.subject_id)
    if meeting is None:
        return False
    items = rows.live(turn.session, meeting.id)
    if not any(item.is_open or duty.kind == DutyKind.MEETING_RECORD for item in items):
        return False
    part = rows.participant(turn.session, meeting.id, duty.person_id)
    is_invited = part is not None and part.withdrew_at is None
    match duty.kind:
        case DutyKind.MEETING_CHOICE:
            offered = rows.slots(turn.session, meeting.id, meeting.round)
            is_open = any(slot.starts_at > turn.now for slot in offered)
            is_silent = duty.person_id not in rows.chosen(turn.session, meeting)
            return meeting.state == MeetingState.PROPOSED and is_invited and is_open and is_silent
        case DutyKind.MEETING_FIX:
            return meeting.state == MeetingState.PROPOSED
        case DutyKind.MEETING_AHEAD:
            is_ahead = meeting.starts_at is not None and meeting.starts_at > turn.now
            return meeting.state == MeetingState.FIXED and is_ahead and is_invited
        case _:
            return meeting.state == MeetingState.FIXED


def prompt(turn: Turn, person: Person, duty: Duty, priority: int) -> int | None:
    """The full prompt about a meeting."""
    meeting = rows.locked(turn.session, duty.subject_id)
    match duty.kind:
        case DutyKind.MEETING_CHOICE:
            return meeting_times.invite(turn, meeting, person, priority)
        case DutyKind.MEETING_FIX:
            meeting_board.board(turn, meeting, is_new=True)
            return meeting.board_id
        case DutyKind.MEETING_AHEAD:
            meeting_words.remind(turn, meeting, person)
            return None
        case _:
            return meeting_words.ask_record(turn, meeting, person, priority)


def remind(turn: Turn, person: Person, duty: Duty) -> None:
    """A meeting is near: told at once, whatever else was asked lately; then the next reminder.

    Whom the chat did not reach when it was fixed gets the whole appointment.
    """
    meeting = rows.locked(turn.session, duty.subject_id)
    if duty.note == presence.UNTOLD:
        duty.note = None
        meeting_words.appointment(turn, meeting, person)
    else:
        prompt(turn, person, duty, 0)
    duty.sent_count += 1
    duty.last_sent_on = turn.office.today(turn.now)
    assert meeting.starts_at is not None
    duty.next_at = rules.next_reminder(
        meeting.starts_at, turn.now, turn.office.profile.meetings, meetings.hours_of(turn, person)
    )
    if duty.next_at is None:
        duty.state, duty.ended_at = DutyState.DONE, turn.now
