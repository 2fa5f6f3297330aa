"""What a meeting came to: who was there, what was said and asked; then the deputies' word.

It counts as face to face for a suggestion only when a deputy who was there has confirmed it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.acts.contacting import visits
from handlers.acts.contacting.visits import Happened
from handlers.acts.meeting import meeting_board, meetings
from handlers.rules import meetings as rules
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import meetings as rows
from storage import suggestions
from storage.contacts import Contact
from storage.meetings import Issue, Meeting
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import MEETING_DUTIES, MeetingState


@dataclass(frozen=True, slots=True)
class Minutes:
    """What is written down of a meeting."""

    present: Sequence[int]  # people
    summary: str
    issues: Sequence[str] = ()
    files: Sequence[int] = ()  # messages


def record(turn: Turn, meeting: Meeting, minutes: Minutes) -> None:
    """Write down a meeting that was held, and ask each deputy who was there whether it is true."""
    rules.may_be_recorded(meeting.state, meeting.starts_at, turn.now)
    everybody = [person for _, person in rows.participants(turn.session, meeting.id)]
    present = [person for person in everybody if person.id in minutes.present]
    if not any(person.is_deputy for person in present):
        raise Refused("meeting.nobody_came")
    visits.must_show(turn, meeting.form, minutes.files)
    for part, person in rows.participants(turn.session, meeting.id):
        part.has_attended = person in present
    meeting.state = MeetingState.HELD
    meeting.summary, meeting.files = minutes.summary, list(minutes.files) or None
    meeting.recorded_at, meeting.recorded_by_id = turn.now, turn.me.id
    _raise_issues(turn, meeting, minutes.issues)
    turn.session.flush()
    meetings.event(
        turn,
        meeting,
        "meeting_held",
        present=[person.name for person in present],
        files=list(minutes.files),
    )
    meetings.end_duties(turn, meeting, MEETING_DUTIES)
    _contacts(turn, meeting, present, minutes)
    meeting_board.close_board(turn, meeting)


def _raise_issues(turn: Turn, meeting: Meeting, issues: Iterable[str]) -> None:
    """问题清单: a line that begins with the number of a suggestion is about that suggestion."""
    items = {item.number: item.id for item in rows.live(turn.session, meeting.id)}
    for text in issues:
        number = next((one for one in items if text.startswith(one)), None)
        turn.session.add(
            Issue(
                meeting_id=meeting.id,
                suggestion_id=items[number] if number is not None else None,
                text=text,
                at=turn.now,
            )
        )


def _contacts(turn: Turn, meeting: Meeting, present: list[Person], minutes: Minutes) -> None:
    """A contact of each suggestion one of whose deputies was there; each deputy is asked once."""
    assert meeting.starts_at is not None
    happened = Happened(
        meeting.form,
        meeting.starts_at,
        meeting.place,
        "、".join(person.name for person in present),
        minutes.summary,
        tuple(minutes.files),
        meeting.id,
    )
    told: dict[int, list[tuple[Suggestion, Contact]]] = {}
    for item in rows.live(turn.session, meeting.id):
        signers = [person for person, _ in suggestions.deputies(turn.session, item.id)]
        deputy = next((person for person in signers if person in present), None)
        if deputy is None:
            continue
        contact = visits.write(turn, item, deputy, happened)
        told.setdefault(deputy.id, []).append((item, contact))
    turn.session.flush()
    for person in present:
        if person.id in told:
            visits.ask(turn, person, told[person.id])
