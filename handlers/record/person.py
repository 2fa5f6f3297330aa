"""Everything that is kept about one person, as plain values: 查阅权 (个人信息保护法 45).

The words of others that were passed on to the person are theirs, not the person's: of them it is
only said that they came. What a deputy is still choosing on a rating form stays theirs alone; what
is between deputies and the committee (我受到压力) is answered by the committee itself, not here.
"""

from collections.abc import Iterable
from typing import Any

from handlers import keyboard
from handlers.record import meetings
from handlers.record.gathering import FORM, WHY, moment, readable, word
from storage import dossier, files, messages, people, suggestions, units
from storage.database import Session
from storage.events import Event
from storage.messages import Message
from storage.people import Person
from storage.pressures import TOLD

Dossier = dict[str, Any]


def dossier_of(session: Session, person: Person) -> Dossier:
    """The report; moments as ISO 8601 in UTC."""
    looked_up = _Numbers(session)
    return {
        "person": _roster(session, person),
        "accounts": [
            {
                "user_id": row.user_id,
                "bound_at": moment(row.bound_at),
                "closed_at": moment(row.closed_at),
                "closed_why": row.closed_why,
            }
            for row in dossier.accounts(session, person.id)
        ],
        "invitations": [
            {
                "created_at": moment(row.created_at),
                "expires_at": moment(row.expires_at),
                "used_at": moment(row.used_at),
                "revoked_at": moment(row.revoked_at),
            }
            for row in dossier.invitations(session, person.id)
        ],
        "suggestions": [
            {
                "number": part.suggestion.number,
                "title": part.suggestion.title,
                "stage": part.suggestion.stage.value,
                "part": _part(part, person),
            }
            for part in dossier.parts(session, person.id)
        ],
        "messages": _messages(session, person, looked_up),
        "answers": [
            {"question": row.question.value, "text": row.text, "at": moment(row.at)}
            for row in dossier.answers(session, person.id)
        ],
        "contacts": [
            {
                "suggestion": looked_up.number(row.suggestion_id),
                "phase": row.phase.value,
                "form": word(row.form),
                "state": row.state.value,
                "done_at": moment(row.done_at),
                "confirmed": row.confirmed,
                "place": row.place,
                "participants": row.participants,
                "summary": row.summary,
                "objection": row.objection,
                "recorded_by": looked_up.person(row.recorded_by_id),
            }
            for row in dossier.contacts(session, person.id)
        ],
        "meetings": meetings.of_person(session, person.id),
        "ratings": [
            {
                "suggestion": looked_up.number(row.suggestion_id),
                "round": row.round,
                "content": row.content.value,
                "attitude": row.attitude.value,
                "effect": row.effect.value,
                "reason": row.reason,
                "at": moment(row.at),
            }
            for row in dossier.ratings(session, person.id)
        ],
        "replies": [
            {
                "suggestion": looked_up.number(row.suggestion_id),
                "number": row.number,
                "at": moment(row.at),
            }
            for row in dossier.replies(session, person.id)
        ],
        "duties": [
            {
                "suggestion": looked_up.number(row.suggestion_id),
                "kind": row.kind.value,
                "state": row.state.value,
                "due_on": row.due_on.isoformat() if row.due_on else None,
            }
            for row in dossier.duties(session, person.id)
        ],
        "looks": _events(dossier.looks(session, person.id), looked_up),
        "events": _events(dossier.events(session, person.id), looked_up),
    }


def _roster(session: Session, person: Person) -> Dossier:
    unit = session.get(units.Unit, person.unit_id) if person.unit_id is not None else None
    dialog = dossier.dialog(session, person.id)
    return {
        "name": person.name,
        "role": person.role.value,
        "phone": person.phone_shown,
        "unit": unit.name if unit else None,
        "office": person.office,
        "delegation": person.delegation,
        "electing_unit": person.electing_unit,
        "post": person.post,
        "language": person.language.value,
        "windows": person.windows,
        "preferred_form": person.preferred_form,
        "unreachable_since": moment(person.unreachable_since),
        "notes": person.notes,
        "is_being_asked": dialog.kind if dialog and dialog.kind != TOLD else None,
    }


def _part(part: dossier.Part, person: Person) -> str:
    if part.signed:
        return "lead_deputy" if part.leads else "co_signer"
    return "officer" if part.suggestion.officer_id == person.id else "leader"


def _messages(session: Session, person: Person, looked_up: "_Numbers") -> list[Dossier]:
    found: list[Dossier] = []
    batch: list[Message] = []
    for row in dossier.messages(session, person.id):
        if row.purpose == TOLD:
            continue
        batch.append(row)
        if len(batch) == dossier.AT_ONCE:
            found += _written(session, person, batch, looked_up)
            batch.clear()
    return found + _written(session, person, batch, looked_up)


def _written(
    session: Session, person: Person, rows: list[Message], looked_up: "_Numbers"
) -> list[Dossier]:
    own = [row.id for row in rows if row.author_id == person.id]
    revised, attached = messages.revisions(session, own), files.of_messages(session, own)

    def is_shown(row: Message) -> bool:
        return _is_theirs(row, person) and not looked_up.is_by_paper(row.suggestion_id)

    return [
        {
            "at": moment(row.at),
            "suggestion": looked_up.number(row.suggestion_id),
            "from": looked_up.person(row.author_id),
            "to": looked_up.person(row.person_id),
            "kind": row.kind.value,
            "state": row.state.value,
            "text": readable(row.direction)(row.text) if is_shown(row) else None,
            "media": row.media if is_shown(row) else None,
            "revisions": [
                {"text": old.text, "replaced_at": moment(old.replaced_at)}
                for old in (revised.get(row.id, []) if is_shown(row) else ())
            ],
            "attachments": [
                {"name": one.name, "size": one.size, "sha256": one.sha256}
                for one in attached.get(row.id, [])
            ],
        }
        for row in rows
    ]


def _is_theirs(row: Message, person: Person) -> bool:
    return row.author_id in (None, person.id) and row.purpose not in (FORM, WHY)


def _is_private(button: object) -> bool:
    """Whether a press was the committee's business alone."""
    return str(button).partition(":")[0] in keyboard.PRIVATE


def _events(rows: Iterable[Event], looked_up: "_Numbers") -> list[Dossier]:
    return [
        {
            "at": moment(row.at),
            "kind": row.kind,
            "suggestion": looked_up.number(row.suggestion_id),
            "actor": looked_up.person(row.actor_id),
            "data": row.data,
        }
        for row in rows
        if row.data.get("what") != TOLD and not _is_private(row.data.get("button"))
    ]


class _Numbers:
    """Numbers of suggestions and names of people."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def number(self, suggestion_id: int | None) -> str | None:
        """A suggestion's number."""
        if suggestion_id is None:
            return None
        return suggestions.get(self._session, suggestion_id).number

    def is_by_paper(self, suggestion_id: int | None) -> bool:
        """Whether nothing of it but its number is shown."""
        return (
            suggestion_id is not None and suggestions.get(self._session, suggestion_id).is_by_paper
        )

    def person(self, person_id: int | None) -> str | None:
        """A person's name."""
        return None if person_id is None else people.get(self._session, person_id).name
