"""Single-use doors for one person each: made, revoked, and who has come through.

A code is random (192 bits) and told once; only its hash is kept.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.acts.people.registration import code_hash
from handlers.turn import Turn
from storage import ledger, people
from storage.database import Session
from storage.ledger import RosterEntry
from storage.people import Invitation, Person

CODE_BYTES = 24


def create(turn: Turn, person: Person) -> str:
    """A new code for a person; earlier unused ones are void."""
    code = secrets.token_urlsafe(CODE_BYTES)
    people.revoke_open_invitations(turn.session, person.id, turn.now)
    turn.session.add(
        Invitation(
            person_id=person.id,
            code_hash=code_hash(code),
            created_at=turn.now,
            expires_at=expires_at(turn),
        )
    )
    turn.session.flush()
    turn.event("invited", person_id=person.id, expires_at=expires_at(turn).isoformat())
    return code


def expires_at(turn: Turn) -> datetime:
    """Until when an invitation made now may be used."""
    return turn.now + timedelta(days=turn.office.profile.registration.invitation_days)


def revoke(turn: Turn, person: Person) -> int:
    """Void the unused invitations of a person; how many there were."""
    count = people.revoke_open_invitations(turn.session, person.id, turn.now)
    if count:
        turn.event("invitation_revoked", person_id=person.id, count=count)
    return count


def link(bot_username: str, code: str) -> str:
    """The address that opens the bot with a code."""
    return f"https://t.me/{bot_username}?start={code}"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody on the roster, where they belong, and since when they have joined."""

    person: RosterEntry
    place: str
    joined_at: datetime | None


def who_joined(session: Session) -> list[Guest]:
    """Everybody on the roster who has not left, and whether they have joined."""
    joined = people.joined(session)
    units = {unit.id: unit.name for unit in ledger.units(session)}
    return [
        Guest(
            person,
            person.delegation or units.get(person.unit_id or 0, ""),
            joined.get(person.id),
        )
        for person in ledger.roster(session)
        if person.left_at is None
    ]


def named(session: Session, name: str) -> list[Guest]:
    """Everybody of that name; 姓名（代表团 or 单位） names exactly one of several."""
    guests = who_joined(session)
    plain = name.strip().replace("(", "（").replace(")", "）")
    exact = [guest for guest in guests if shown(guest) == plain]
    return exact or [guest for guest in guests if guest.person.name == plain]


def shown(guest: Guest) -> str:
    """A person as they are told apart: 姓名（代表团 or 单位）."""
    return f"{guest.person.name}（{guest.place or '—'}）"
