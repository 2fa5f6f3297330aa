"""Everything that is kept about one suggestion, as plain values."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from handlers import html
from handlers.record import answering, ending, meetings
from handlers.record.attached import shown
from handlers.record.further import further
from storage import (
    callbacks,
    contacts,
    events,
    files,
    messages,
    papers,
    passes,
    people,
    ratings,
    replies,
    seconds,
    suggestions,
    units,
)
from storage import meetings as stored
from storage.database import Session
from storage.messages import Message
from storage.suggestions import Suggestion
from storage.vocabulary import FACE_TO_FACE, Direction

Record = dict[str, Any]
# Purposes of what shows how a deputy is going to rate: nobody's business until it is submitted.
FORM, WHY = "form", "ask_reason"
FILLING_IN = frozenset({"rate", "unrate", "rated"})  # presses that show it too


def record(session: Session, item: Suggestion) -> Record:
    """The record; moments as ISO 8601 in UTC, days as ISO days."""
    names = _Names(session)
    rows = messages.of_suggestion(session, item.id)
    ids = [row.id for row in rows]
    revised = messages.revisions(session, ids)
    attached = files.of_messages(session, ids)
    rating = _Rating(session, item)
    contact_rows = contacts.of_suggestion(session, item.id)
    answers = contacts.answers_of(session, [row.id for row in contact_rows])
    return {
        "number": item.number,
        "congress": item.congress,
        "session": item.session_number,
        "title": item.title,
        "content": item.content,
        "category": item.category,
        "stage": item.stage.value,
        "round": item.round,
        "assigned_on": item.assigned_on.isoformat(),
        "due_on": item.due_on.isoformat(),
        "closed_at": moment(item.closed_at),
        "is_key": item.is_key,
        "is_confidential": item.is_confidential,
        "waives_meeting": item.waives_meeting,
        "openness": item.openness.value,
        "openness_by": word(item.openness_by),
        "needs_no_paper": item.needs_no_paper,
        "unit": names.unit(item.lead_unit_id),
        "joint_units": [
            names.unit(joint.unit_id) for joint in suggestions.joint_units(session, item.id)
        ],
        "former_joint_units": [
            {"unit": names.unit(joint.unit_id), "until": moment(joint.ended_at)}
            for joint in suggestions.former_joint_units(session, item.id)
        ],
        "office": item.office,
        "officer": names.person(item.officer_id),
        "leader": names.person(item.leader_id),
        "deputies": [
            {"name": deputy.name, "delegation": deputy.delegation, "leads": leads}
            for deputy, leads in suggestions.deputies(session, item.id)
        ],
        "contacts": [
            {
                "id": row.id,
                "round": row.round,
                "phase": row.phase.value,
                "form": word(row.form),
                "state": row.state.value,
                "opens_on": _day(row.opens_on),
                "due_on": _day(row.due_on),
                "done_at": moment(row.done_at),
                "confirmed": row.confirmed,
                "confirmed_at": moment(row.confirmed_at),
                "place": row.place,
                "participants": row.participants,
                "summary": row.summary,
                "objection": row.objection,
                "recorded_by": names.person(row.recorded_by_id),
                "answers": [
                    {
                        "question": answer.question.value,
                        "text": answer.text,
                        "at": moment(answer.at),
                        "message_id": answer.message_id,
                    }
                    for answer in answers
                    if answer.contact_id == row.id
                ],
            }
            for row in contact_rows
        ],
        "is_hard": item.hard_since is not None,
        "face_to_face": stored.face_to_face(session, item.id, FACE_TO_FACE),
        "meetings": meetings.about(session, item, names.person),
        "passes": [
            {
                "round": row.round,
                "gates": row.gates,
                "reason": row.reason,
                "asked_by": names.person(row.asked_by_id),
                "asked_at": moment(row.asked_at),
                "decided_by": names.person(row.decided_by_id),
                "decided_at": moment(row.decided_at),
                "is_granted": row.is_granted,
            }
            for row in passes.of_suggestions(session, [item.id]).get(item.id, [])
        ],
        "messages": [
            _message(
                row,
                names,
                [] if row.purpose == FORM else revised.get(row.id, []),
                attached.get(row.id, []),
                is_secret=rating.hides_message(row),
            )
            for row in rows
        ],
        "replies": [
            {
                "round": row.round,
                "number": row.number,
                "replied_on": row.replied_on.isoformat(),
                "due_on": _day(row.due_on),
                "class": row.reply_class.value,
                "why_other": row.why_other,
                "document_message_id": row.document_id,
                "delivered_by": names.person(row.delivered_by_id),
                "at": moment(row.at),
            }
            for row in replies.of_suggestion(session, item.id)
        ],
        **answering.of(session, item, names.person),
        **ending.of(session, item, names.person),
        "ratings": [
            {
                "round": row.round,
                "sequence": row.sequence,
                "deputy": names.person(row.deputy_id),
                "content": row.content.value,
                "attitude": row.attitude.value,
                "effect": row.effect.value,
                "reason": row.reason,
                "at": moment(row.at),
            }
            for row in ratings.of_suggestion(session, item.id)
        ],
        "papers": [
            {
                "round": row.round,
                "content": row.content.value,
                "attitude": row.attitude.value,
                "effect": row.effect.value,
                "reason": row.reason,
                "scan_message_id": row.scan_id,
                "entered_by": names.person(row.entered_by_id),
                "entered_at": moment(row.entered_at),
                "decided_by": names.person(row.decided_by_id),
                "decided_at": moment(row.decided_at),
                "is_confirmed": row.is_confirmed,
            }
            for row in papers.of_suggestion(session, item.id)
        ],
        "call_backs": [
            {
                "round": row.round,
                "seed": row.seed,
                "drawn_at": moment(row.drawn_at),
                "outcome": word(row.outcome),
                "done_by": names.person(row.done_by_id),
                "done_at": moment(row.done_at),
            }
            for row in callbacks.of_suggestion(session, item.id)
        ],
        "second_ratings": [
            {
                "occasion": occasion,
                "sequence": row.sequence,
                "effect": row.effect.value,
                "reason": row.reason,
                "at": moment(row.at),
            }
            for occasion, row in seconds.of_suggestion(session, item.id)
        ],
        **further(session, item, names.person, names.unit),
        "events": [
            {
                "id": row.id,
                "at": moment(row.at),
                "kind": row.kind,
                "actor": names.person(row.actor_id),
                "person": names.person(row.person_id),
                "update_id": row.update_id,
                "data": row.data,
            }
            for row in events.of_suggestion(session, item.id)
            if not rating.hides_event(row)
        ],
    }


class _Rating:
    """What of the rating forms may be known: only what has been submitted."""

    def __init__(self, session: Session, item: Suggestion) -> None:
        rounds = range(1, item.round + 1)
        found = [ratings.form(session, item.id, number) for number in rounds]
        forms = [form for form in found if form is not None]
        self.submitted = {form.message_id for form in forms if form.submitted_at is not None}
        self.open_since = [form.sent_at for form in forms if form.submitted_at is None]

    def hides_message(self, row: Message) -> bool:
        """A form shows what is being chosen on it; so does the question for a reason.

        Earlier copies of a form stay hidden: they show choices that were never submitted.
        """
        if row.purpose == FORM:
            return row.id not in self.submitted
        return row.purpose == WHY and self._is_open_at(row.at)

    def hides_event(self, row: events.Event) -> bool:
        """Presses on a form still open."""
        verb = str(row.data.get("button", "")).partition(":")[0]
        return row.kind == "pressed" and verb in FILLING_IN and self._is_open_at(row.at)

    def _is_open_at(self, at: datetime) -> bool:
        return any(at >= since for since in self.open_since)


def _message(
    row: Message,
    names: "_Names",
    revised: list[messages.Revision],
    attached: list[files.Attachment],
    *,
    is_secret: bool,
) -> Record:
    plain = readable(row.direction)
    return {
        "id": row.id,
        "direction": row.direction.value,
        "author": names.person(row.author_id),
        "caused_by": names.person(row.caused_by_id),
        "to": names.person(row.person_id),
        "kind": row.kind.value,
        "purpose": row.purpose,
        "text": None if is_secret else plain(row.text),
        "at": moment(row.at),
        "state": row.state.value,
        "delivered_at": moment(row.delivered_at),
        "maybe_twice": row.maybe_twice,
        "error": row.error,
        "chat_id": row.chat_id,
        "telegram_id": row.telegram_id,
        "reply_to": row.reply_to_id,
        "copy_of": row.source_id,
        "album": row.album,
        "media": row.media,
        "revisions": [
            {"text": plain(old.text), "replaced_at": moment(old.replaced_at)} for old in revised
        ],
        "attachments": shown(attached),
    }


class _Names:
    """Names of people and units, each looked up once."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def person(self, person_id: int | None) -> str | None:
        """A person's name."""
        return None if person_id is None else people.get(self.session, person_id).name

    def unit(self, unit_id: int) -> str:
        """A unit's name."""
        unit = self.session.get_one(units.Unit, unit_id)
        return unit.called


def readable(direction: Direction) -> Callable[[str | None], str | None]:
    """How a text is made readable: people's as they wrote it, ours without its marks."""
    return (lambda text: text) if direction == Direction.IN else _plain


def _plain(text: str | None) -> str | None:
    return None if text is None else html.plain(text)


def moment(value: datetime | None) -> str | None:
    """A moment as ISO 8601."""
    return None if value is None else value.isoformat()


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def word(value: StrEnum | None) -> str | None:
    """A word of the vocabulary."""
    return None if value is None else value.value
