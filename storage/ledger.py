"""The roster and the ledger (台账) in bulk: what an import compares with, what an export needs.

Every question here takes a batch and answers with plain tuples or a page, so that memory stays
flat however long the ledger is.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.orm import Session

from storage.contacts import Contact
from storage.database import Base, note, table_of
from storage.look_backs import LookBack
from storage.people import Person
from storage.ratings import Rating, RatingForm
from storage.replies import Reply
from storage.suggestions import JointUnit, Key, Signature, Suggestion
from storage.units import Unit
from storage.vocabulary import Phase, Role


class RosterEntry(NamedTuple):
    """Who is on the roster, in short."""

    id: int
    key: str
    role: Role
    name: str
    phone: str | None
    delegation: str | None
    unit_id: int | None
    office: str | None
    left_at: datetime | None
    electing_unit: str | None = None


def roster(session: Session) -> list[RosterEntry]:
    """Everybody on the roster."""
    rows = session.execute(
        select(
            Person.id,
            Person.key,
            Person.role,
            Person.name,
            Person.phone,
            Person.delegation,
            Person.unit_id,
            Person.office,
            Person.left_at,
            Person.electing_unit,
        ).order_by(Person.id)
    )
    return [RosterEntry._make(row) for row in rows]


def names(session: Session) -> dict[int, str]:
    """What everybody on the roster is called."""
    return {row[0]: row[1] for row in session.execute(select(Person.id, Person.name))}


class UnitEntry(NamedTuple):
    """A unit, in short."""

    id: int
    name: str
    short_name: str | None
    parent_name: str | None


def units(session: Session) -> list[UnitEntry]:
    """Every unit."""
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.short_name, Unit.parent_name).order_by(Unit.id)
    )
    return [UnitEntry(*row) for row in rows]


def of_keys(session: Session, keys: Iterable[Key]) -> dict[Key, Suggestion]:
    """Which of these suggestions stand already."""
    numbers: dict[tuple[str, str], list[str]] = {}
    for key in keys:
        numbers.setdefault((key.congress, key.session_number), []).append(key.number)
    found: dict[Key, Suggestion] = {}
    for (congress, session_number), wanted in numbers.items():
        rows = session.scalars(
            select(Suggestion).where(
                Suggestion.congress == congress,
                Suggestion.session_number == session_number,
                Suggestion.number.in_(wanted),
            )
        )
        found |= {Key(congress, session_number, row.number): row for row in rows}
    return found


def page(session: Session, after: Key | None, limit: int) -> Sequence[Suggestion]:
    """The next suggestions of the ledger, in the order of their names."""
    name = tuple_(Suggestion.congress, Suggestion.session_number, Suggestion.number)
    question = select(Suggestion)
    if after is not None:
        question = question.where(name > tuple_(after.congress, after.session_number, after.number))
    return session.scalars(
        question.order_by(Suggestion.congress, Suggestion.session_number, Suggestion.number).limit(
            limit
        )
    ).all()


def signatures(session: Session, ids: Iterable[int]) -> dict[int, list[Signature]]:
    """Who signed each of these suggestions, the lead first."""
    rows = session.scalars(
        select(Signature)
        .where(Signature.suggestion_id.in_(list(ids)))
        .order_by(Signature.suggestion_id, Signature.is_lead.desc(), Signature.position)
    )
    return _grouped(rows)


def joint_units(session: Session, ids: Iterable[int]) -> dict[int, list[JointUnit]]:
    """Which units besides the lead have a part in each of these suggestions."""
    rows = session.scalars(
        select(JointUnit)
        .where(JointUnit.suggestion_id.in_(list(ids)), JointUnit.ended_at.is_(None))
        .order_by(JointUnit.suggestion_id, JointUnit.unit_id)
    )
    return _grouped(rows)


def contacts(session: Session, ids: Iterable[int]) -> dict[int, list[Contact]]:
    """The lead unit's contacts of each of these suggestions, in order."""
    rows = session.scalars(
        select(Contact)
        .where(Contact.suggestion_id.in_(list(ids)), Contact.phase != Phase.PART)
        .order_by(Contact.id)
    )
    return _grouped(rows)


def replies(session: Session, ids: Iterable[int]) -> dict[int, list[Reply]]:
    """The replies to each of these suggestions, round by round."""
    rows = session.scalars(
        select(Reply).where(Reply.suggestion_id.in_(list(ids))).order_by(Reply.round)
    )
    return _grouped(rows)


def ratings(session: Session, ids: Iterable[int]) -> dict[int, list[Rating]]:
    """The ratings of each of these suggestions, the one that counts last."""
    rows = session.scalars(
        select(Rating)
        .where(Rating.suggestion_id.in_(list(ids)))
        .order_by(Rating.round, Rating.sequence)
    )
    return _grouped(rows)


def rating_forms(session: Session, ids: Iterable[int]) -> dict[int, list[RatingForm]]:
    """The rating forms sent out for each of these suggestions, round by round."""
    rows = session.scalars(
        select(RatingForm).where(RatingForm.suggestion_id.in_(list(ids))).order_by(RatingForm.round)
    )
    return _grouped(rows)


def look_back_years(session: Session) -> dict[int, str]:
    """The year of each look-back."""
    return {row[0]: row[1] for row in session.execute(select(LookBack.id, LookBack.year))}


class _OfSuggestion(Protocol):
    @property
    def suggestion_id(self) -> Any: ...


_Row = TypeVar("_Row", bound=_OfSuggestion)


def of_each(session: Session, table: type[_Row], ids: Iterable[int]) -> dict[int, list[_Row]]:
    """The rows of a table about each of these suggestions, in the order of their ids."""
    columns: Any = table
    rows = session.scalars(
        select(table).where(columns.suggestion_id.in_(list(ids))).order_by(columns.id)
    )
    return _grouped(rows)


def _grouped(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.suggestion_id, []).append(row)
    return found


def sign(session: Session, suggestion_id: int, person_ids: Sequence[int]) -> None:
    """Let these deputies, the lead first, and nobody else stand behind a suggestion."""
    session.execute(delete(Signature).where(Signature.suggestion_id == suggestion_id))
    add_rows(
        session,
        Signature,
        [
            {
                "suggestion_id": suggestion_id,
                "person_id": person_id,
                "is_lead": position == 0,
                "position": position,
            }
            for position, person_id in enumerate(person_ids)
        ],
    )


def add_rows(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows in one go, past the unit of work."""
    if rows:
        session.flush()
        of = table_of(table)
        statement = insert(of).returning(*of.primary_key)
        made = session.connection().execute(statement, list(rows))
        note(session, of.name, [tuple(key) for key in made])


def unit_named(session: Session, name: str) -> Unit | None:
    """The unit of exactly that name."""
    return session.scalars(select(Unit).where(Unit.name == name)).first()
