"""What is overdue and is to be heard of by the next level, and what a level has heard of."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session, aliased

from storage.database import changed
from storage.duties import Duty
from storage.vocabulary import DutyKind, DutyState


def due(session: Session, now: datetime, limit: int) -> Sequence[Duty]:
    """What is to be looked at whether it climbs, locked, the earliest first."""
    return session.scalars(
        select(Duty)
        .where(Duty.state == DutyState.OPEN, Duty.climbs_at <= now)
        .order_by(Duty.climbs_at, Duty.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def wake(session: Session, now: datetime, kinds: Iterable[DutyKind], levels: int) -> int:
    """Have looked at what could climb and has no moment: there were fewer levels before."""
    return changed(
        session,
        update(Duty)
        .where(
            Duty.state == DutyState.OPEN,
            Duty.climbs_at.is_(None),
            Duty.due_on.is_not(None),
            Duty.kind.in_(list(kinds)),
            func.coalesce(Duty.level, 0) < levels,
        )
        .values(climbs_at=now),
    )


def earliest(session: Session, after: datetime) -> Duty | None:
    """What will climb next; what is to be looked at by now only says that something changed."""
    return session.scalars(
        select(Duty)
        .where(Duty.state == DutyState.OPEN, Duty.climbs_at > after)
        .order_by(Duty.climbs_at, Duty.id)
        .limit(1)
    ).first()


def source(session: Session, told: Duty) -> Duty | None:
    """What somebody was told is overdue."""
    return session.get(Duty, told.subject_id)


def told_of(session: Session, source_id: int) -> Sequence[Duty]:
    """Whoever was told of something overdue, in the order in which they were."""
    return session.scalars(
        select(Duty)
        .where(Duty.kind == DutyKind.OVERDUE, Duty.subject_id == source_id)
        .order_by(Duty.id)
    ).all()


def has_been_told(session: Session, suggestion_id: int, person_id: int) -> bool:
    """Whether somebody is to know, now, that something about a suggestion is overdue."""
    found = session.scalars(
        select(Duty.id)
        .where(
            Duty.suggestion_id == suggestion_id,
            Duty.person_id == person_id,
            Duty.kind == DutyKind.OVERDUE,
            Duty.state == DutyState.OPEN,
        )
        .limit(1)
    )
    return found.first() is not None


def open_above(session: Session, person_id: int) -> Sequence[tuple[Duty, Duty]]:
    """What somebody has been told of and is still overdue: (what they were told, what is owed)."""
    owed = aliased(Duty)
    rows = session.execute(
        select(Duty, owed)
        .join(owed, owed.id == Duty.subject_id)
        .where(
            Duty.person_id == person_id,
            Duty.kind == DutyKind.OVERDUE,
            Duty.state == DutyState.OPEN,
            owed.state == DutyState.OPEN,
        )
        .order_by(owed.due_on, Duty.id)
    )
    return [(row[0], row[1]) for row in rows]


def settle(session: Session, now: datetime, suggestion_id: int) -> None:
    """Whoever was told of what is owed no more need not look after it."""
    owed = aliased(Duty)
    rows = session.scalars(
        select(Duty).where(
            Duty.suggestion_id == suggestion_id,
            Duty.kind == DutyKind.OVERDUE,
            Duty.state == DutyState.OPEN,
            ~exists().where(owed.id == Duty.subject_id, owed.state == DutyState.OPEN),
        )
    )
    for row in rows:
        row.state, row.ended_at, row.next_at = DutyState.DONE, now, None
