"""The meetings about one suggestion, or of one person, as plain values."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from handlers.record.attached import shown
from storage import files, meetings, messages, suggestions
from storage.database import Session
from storage.meetings import Issue, Meeting
from storage.messages import Message
from storage.suggestions import Suggestion

Name = Callable[[int | None], str | None]


def about(session: Session, item: Suggestion, name: Name) -> list[dict[str, Any]]:
    """Every meeting about a suggestion; what was asked there about others stays with those."""
    return [
        {
            "id": meeting.id,
            "form": meeting.form.value,
            "state": meeting.state.value,
            "place": meeting.place,
            "latitude": meeting.latitude,
            "longitude": meeting.longitude,
            "starts_at": _moment(meeting.starts_at),
            "called_by": name(meeting.called_by_id),
            "tour": _tour(session, meeting),
            "suggestions": [one.number for one in meetings.items(session, meeting.id)],
            "slots": [
                {"round": slot.round, "position": slot.position, "at": _moment(slot.starts_at)}
                for slot in meetings.slots(session, meeting.id)
            ],
            "choices": [
                {
                    "round": choice.round,
                    "name": name(choice.person_id),
                    "answer": choice.answer.value,
                    "at": _moment(choice.at),
                    "noted_by": name(choice.noted_by_id),
                }
                for choice in meetings.choices(session, meeting.id)
            ],
            "participants": [
                {
                    "name": person.name,
                    "role": person.role.value,
                    "withdrew_at": _moment(part.withdrew_at),
                    "has_attended": part.has_attended,
                }
                for part, person in meetings.participants(session, meeting.id)
            ],
            "summary": meeting.summary,
            "issues": [
                {"text": issue.text, "at": _moment(issue.at)}
                for issue in meetings.issues(session, meeting.id)
                if _is_about(issue, item)
            ],
            "files": meeting.files or [],
            "attachments": _attachments(session, meeting),
            "cancelled_why": meeting.cancelled_why,
            "recorded_by": name(meeting.recorded_by_id),
            "recorded_at": _moment(meeting.recorded_at),
        }
        for meeting in meetings.of_suggestion(session, item.id)
    ]


def _attachments(session: Session, meeting: Meeting) -> list[dict[str, Any]]:
    """Pictures and papers of a meeting, which stand with one suggestion and belong to each.

    Not of one that has become secret.
    """
    seen = [
        message_id
        for message_id in meeting.files or []
        if not _is_by_paper(session, messages.get(session, message_id))
    ]
    attached = files.of_messages(session, seen)
    return [one for message_id in seen for one in shown(attached.get(message_id, []))]


def _is_by_paper(session: Session, message: Message) -> bool:
    about = message.suggestion_id
    return about is not None and suggestions.get(session, about).is_by_paper


def _is_about(issue: Issue, item: Suggestion) -> bool:
    return issue.suggestion_id in (None, item.id)


def _tour(session: Session, meeting: Meeting) -> str | None:
    tour = meetings.tour(session, meeting.tour_id) if meeting.tour_id is not None else None
    return tour.title if tour is not None else None


def of_person(session: Session, person_id: int) -> list[dict[str, Any]]:
    """The meetings to which somebody was invited, and what they said to the times."""
    return [
        {
            "suggestions": [one.number for one in meetings.items(session, meeting.id)],
            "form": meeting.form.value,
            "state": meeting.state.value,
            "place": meeting.place,
            "starts_at": _moment(meeting.starts_at),
            "withdrew_at": _moment(part.withdrew_at),
            "has_attended": part.has_attended,
            "choices": [
                {"answer": choice.answer.value, "at": _moment(choice.at)}
                for choice in meetings.choices(session, meeting.id)
                if choice.person_id == person_id
            ],
        }
        for part, meeting in meetings.of_person(session, person_id)
    ]


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()
