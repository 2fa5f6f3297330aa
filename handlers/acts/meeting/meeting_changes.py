"""What a meeting that is ahead is about, and who has to do with it, changes.

A suggestion that is over is no longer talked about: its deputies are told that they need not come,
and a meeting about nothing else is off. What was held by then is still written down. Whoever takes
a suggestion over takes part instead of who has nothing to do with it any more.
"""

from handlers import texts
from handlers.acts import access, duties
from handlers.acts.meeting import meeting_board, meeting_words, meetings
from handlers.turn import PROMPT, Turn
from storage import duties as duty_rows
from storage import meetings as rows
from storage import people
from storage.meetings import Meeting, Participant
from storage.messages import BY_PAPER
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import MEETING_DUTIES, DutyState, MeetingState, Relation


def item_ended(turn: Turn, item: Suggestion) -> None:
    """A suggestion is over: the meetings about it that are ahead are about the others, or off."""
    for found in rows.ahead_about(turn.session, item.id):
        meeting = rows.locked(turn.session, found.id)
        is_over = meeting.starts_at is not None and meeting.starts_at <= turn.now
        if is_over and not item.is_by_paper:
            continue  # it took place while the suggestion was open: to be written down
        others = [one for one in rows.live(turn.session, meeting.id) if one.id != item.id]
        if others:
            _leave_out(turn, meeting, item)
        elif item.is_by_paper:
            _end_by_paper(turn, meeting, item)
        else:
            why = texts.label("meeting.why_over", turn.language, stage=item.stage)
            meetings.call_off(turn, meeting, why)


def _leave_out(turn: Turn, meeting: Meeting, item: Suggestion) -> None:
    """It is about the others only; who has nothing to do with those is told, and is free."""
    rows.item(turn.session, meeting.id, item.id).ended_at = turn.now
    if meeting.starts_at is not None:
        meeting.sequence += 1
    turn.session.flush()
    turn.event("meeting_item_ended", suggestion_id=item.id, meeting_id=meeting.id)
    for part, person in rows.participants(turn.session, meeting.id):
        if part.withdrew_at is None and not _has_business(turn, meeting, person):
            _let_go(turn, meeting, part, person, item)
    _move_duties(turn, meeting, item)
    meeting_board.board(turn, meeting, is_new=True)


def _has_business(turn: Turn, meeting: Meeting, person: Person) -> bool:
    """Whether somebody has to do with a suggestion that a meeting is still about."""
    if person.is_deputy:
        return bool(meeting_words.own_items(turn, meeting, person))
    nothing = frozenset({Relation.NONE})
    return any(
        access.relations(turn.session, person, one) != nothing
        for one in rows.live(turn.session, meeting.id)
    )


def _let_go(
    turn: Turn, meeting: Meeting, part: Participant, person: Person, item: Suggestion
) -> None:
    part.withdrew_at = turn.now
    turn.session.flush()
    meetings.end_duties(turn, meeting, MEETING_DUTIES, person_id=person.id)
    if item.is_by_paper:
        _say_by_paper(turn, meeting, person, item)
    elif person.is_deputy or meeting.sequence:
        more = meeting_words.off_calendar(turn, meeting, person, meeting.starts_at, [item])
        meeting_words.tell(
            turn, meeting, person, "meeting.item_over", items=[item], stage=item.stage, **more
        )


def _move_duties(turn: Turn, meeting: Meeting, item: Suggestion) -> None:
    """What was owed under the suggestion that is over is owed under one of the others."""
    for duty in duty_rows.open_about(turn.session, item.id, MEETING_DUTIES):
        if duty.subject_id != meeting.id:
            continue
        person = people.get(turn.session, duty.person_id)
        next_at = duty.next_at
        duty.state, duty.ended_at, duty.next_at = DutyState.CANCELLED, turn.now, None
        turn.session.flush()
        if _has_business(turn, meeting, person):
            duties.owe(
                turn,
                meetings.anchor(turn, meeting, person),
                person,
                duty.kind,
                due_on=duty.due_on,
                subject_id=meeting.id,
                note=duty.note,
                next_at=next_at,
                sent_count=duty.sent_count,
            )


def _end_by_paper(turn: Turn, meeting: Meeting, item: Suggestion) -> None:
    """What is secret is not met about by chat; of where and why nothing is said."""
    was_at = meeting.starts_at
    meeting.state = MeetingState.CANCELLED
    meeting.sequence += 1
    turn.session.flush()
    turn.event("meeting_cancelled", suggestion_id=item.id, meeting_id=meeting.id)
    meetings.end_duties(turn, meeting, MEETING_DUTIES)
    if was_at is not None:
        for person in meeting_words.taking_part(turn, meeting):
            _say_by_paper(turn, meeting, person, item)


def _say_by_paper(turn: Turn, meeting: Meeting, person: Person, item: Suggestion) -> None:
    """Calendars forget it; where no time stood, the notice that it goes by paper is enough."""
    more = meeting_words.off_calendar(turn, meeting, person, meeting.starts_at, [item])
    more.pop("starts_at", None)
    if more:
        turn.say(
            person,
            "by_paper.meeting_off",
            suggestion_id=item.id,
            purpose=BY_PAPER,
            priority=PROMPT,
            not_before=meeting_words.heard_at(turn, meeting, person, meeting.starts_at),
            number=item.number,
            **more,
        )


def handed_over(turn: Turn, item: Suggestion, officer: Person) -> None:
    """Somebody else handles a suggestion: the meetings about it that are ahead are theirs."""
    for meeting in _to_come(turn, item):
        gone = [
            (part, person)
            for part, person in rows.participants(turn.session, meeting.id)
            if part.withdrew_at is None and not _has_business(turn, meeting, person)
        ]
        for part, person in gone:
            _replace(turn, meeting, part, person)
        if gone or meeting.unit_id == item.lead_unit_id:  # not what a unit called for its part
            join(turn, meeting, officer)
            meeting_board.board(turn, meeting, is_new=True)


def _to_come(turn: Turn, item: Suggestion) -> list[Meeting]:
    found = rows.ahead_about(turn.session, item.id)
    return [
        rows.locked(turn.session, one.id)
        for one in found
        if one.starts_at is None or one.starts_at > turn.now
    ]


def _replace(turn: Turn, meeting: Meeting, part: Participant, person: Person) -> None:
    if meeting.starts_at is not None:
        meeting.sequence += 1
    part.withdrew_at = turn.now
    turn.session.flush()
    meetings.end_duties(turn, meeting, MEETING_DUTIES, person_id=person.id)
    if person.is_deputy or meeting.sequence:
        items = list(rows.live(turn.session, meeting.id))
        more = meeting_words.off_calendar(turn, meeting, person, meeting.starts_at, items)
        meeting_words.tell(turn, meeting, person, "meeting.not_yours", items=items, **more)


def join(turn: Turn, meeting: Meeting, person: Person) -> None:
    """Somebody is to come along, too: where a time stands, they get it as the others did."""
    part = rows.participant(turn.session, meeting.id, person.id)
    if part is None:
        turn.session.add(Participant(meeting_id=meeting.id, person_id=person.id))
    elif part.withdrew_at is None:
        return
    else:
        part.withdrew_at = None
        meeting.sequence += 1  # their calendar was told that it is off
    turn.session.flush()
    if meeting.starts_at is not None:
        meetings.expect(turn, meeting, person)


def left(turn: Turn, person: Person) -> None:
    """Somebody is no deputy, or no staff, any more; whoever is responsible now goes instead."""
    for part, found in rows.of_person(turn.session, person.id):
        is_ahead = found.state in rows.AHEAD and (
            found.starts_at is None or found.starts_at > turn.now
        )
        if part.withdrew_at is not None or not is_ahead:
            continue
        meeting = rows.locked(turn.session, found.id)
        part.withdrew_at = turn.now
        turn.session.flush()
        meetings.end_duties(turn, meeting, MEETING_DUTIES, person_id=person.id)
        if person.is_deputy and not meeting_words.active_deputies(turn, meeting):
            meetings.call_off(turn, meeting, None)
            continue
        for item in rows.live(turn.session, meeting.id):
            heir = access.responsible(turn.session, item)
            if not person.is_deputy and heir is not None:
                join(turn, meeting, heir)
        meeting_board.board(turn, meeting, is_new=True)
