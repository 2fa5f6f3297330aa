"""What somebody is still to be prompted about, by when, and the next moment to say so.

One row holds the next moment anything can happen to it (`next_at`, indexed): what is due sets the
cost of a look, not what exists. Officers owe; deputies are only invited.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id, changed
from storage.people import Account, Person
from storage.vocabulary import OUTLASTING, DutyKind, DutyState

_OPEN = text("state = 'open'")


class Duty(Base):
    """One thing one person is to be prompted about. `subject_id` tells equals apart (0: none).

    `next_at` None: open, but nobody is prompted any more (the reminders have stopped).
    `level`: how many levels above have heard that it is overdue, the last of them on
    `climbed_on`; `climbs_at`: when it is looked at again whether the next one is to hear.
    `acknowledged_at`: of a duty of kind OVERDUE, when whoever heard of it said so.
    """

    __tablename__ = "duties"
    __table_args__ = (
        Index(
            "uq_duties_open",
            "suggestion_id",
            "person_id",
            "kind",
            "round",
            "subject_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_duties_climbs", "climbs_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_duties_due", "next_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_duties_person", "person_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[DutyKind]
    round: Mapped[int]
    subject_id: Mapped[int] = mapped_column(Id, default=0)
    due_on: Mapped[date | None]
    next_at: Mapped[datetime | None]
    sent_count: Mapped[int] = mapped_column(default=0)
    last_sent_on: Mapped[date | None]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    level: Mapped[int | None]
    climbed_on: Mapped[date | None]
    climbs_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    state: Mapped[DutyState] = mapped_column(default=DutyState.OPEN)
    note: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


def nearness(duty: Duty) -> tuple[bool, date, int]:
    """By what the nearest comes first: its date; what has none comes last."""
    return duty.due_on is None, duty.due_on or date.max, duty.id


def people_due(session: Session, now: datetime, limit: int) -> list[int]:
    """Who has a duty whose next moment has come, earliest first, out of so many duties."""
    rows = session.scalars(
        select(Duty.person_id)
        .where(Duty.state == DutyState.OPEN, Duty.next_at <= now)
        .order_by(Duty.next_at, Duty.id)
        .limit(limit)
    )
    return list(dict.fromkeys(rows))


def due_of(session: Session, person_id: int, now: datetime) -> Sequence[Duty]:
    """Everything of one person whose next moment has come."""
    return session.scalars(
        select(Duty)
        .where(Duty.person_id == person_id, Duty.state == DutyState.OPEN, Duty.next_at <= now)
        .order_by(Duty.due_on, Duty.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def open_of(session: Session, person_id: int) -> Sequence[Duty]:
    """Everything open of a person, the nearest first."""
    return session.scalars(
        select(Duty)
        .where(Duty.person_id == person_id, Duty.state == DutyState.OPEN)
        .order_by(Duty.due_on, Duty.id)
    ).all()


def open_about(
    session: Session,
    suggestion_id: int,
    kinds: Iterable[DutyKind] | None = None,
    person_id: int | None = None,
) -> Sequence[Duty]:
    """What is open about a suggestion, of some kinds or one person if given."""
    question = select(Duty).where(Duty.suggestion_id == suggestion_id, Duty.state == DutyState.OPEN)
    if kinds is not None:
        question = question.where(Duty.kind.in_(list(kinds)))
    if person_id is not None:
        question = question.where(Duty.person_id == person_id)
    return session.scalars(question.order_by(Duty.due_on, Duty.id)).all()


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Duty]:
    """Every duty there ever was about a suggestion."""
    return session.scalars(
        select(Duty).where(Duty.suggestion_id == suggestion_id).order_by(Duty.id)
    ).all()


def was_owed(
    session: Session,
    suggestion_id: int,
    kind: DutyKind,
    since: datetime,
    subject_id: int | None = None,
) -> bool:
    """Whether anybody has been asked for it from a moment on, whatever became of that."""
    question = select(Duty.id).where(
        Duty.suggestion_id == suggestion_id, Duty.kind == kind, Duty.created_at >= since
    )
    if subject_id is not None:
        question = question.where(Duty.subject_id == subject_id)
    return session.scalars(question.limit(1)).first() is not None


def open_of_kinds(session: Session, kinds: Iterable[DutyKind], limit: int) -> Sequence[Duty]:
    """Some of the open duties of these kinds, whoever owes them."""
    return session.scalars(
        select(Duty)
        .where(Duty.kind.in_(list(kinds)), Duty.state == DutyState.OPEN)
        .order_by(Duty.id)
        .limit(limit)
    ).all()


def end(
    session: Session,
    now: datetime,
    *,
    suggestion_id: int,
    kinds: Iterable[DutyKind],
    state: DutyState = DutyState.DONE,
    person_id: int | None = None,
    subject_id: int | None = None,
) -> int:
    """End open duties of these kinds about a suggestion; how many."""
    statement = (
        update(Duty)
        .where(
            Duty.suggestion_id == suggestion_id,
            Duty.kind.in_(list(kinds)),
            Duty.state == DutyState.OPEN,
        )
        .values(state=state, ended_at=now, next_at=None)
    )
    if person_id is not None:
        statement = statement.where(Duty.person_id == person_id)
    if subject_id is not None:
        statement = statement.where(Duty.subject_id == subject_id)
    return changed(session, statement)


def end_all(session: Session, now: datetime, suggestion_id: int) -> None:
    """Cancel whatever is still open about a suggestion, but for what outlasts it."""
    session.execute(
        update(Duty)
        .where(
            Duty.suggestion_id == suggestion_id,
            Duty.state == DutyState.OPEN,
            Duty.kind.not_in(OUTLASTING),
        )
        .values(state=DutyState.CANCELLED, ended_at=now, next_at=None)
    )


def earliest(session: Session) -> Duty | None:
    """The duty about which somebody who can be reached is to be prompted next."""
    return session.scalars(
        select(Duty)
        .join(Person, Person.id == Duty.person_id)
        .join(Account, Account.person_id == Person.id)
        .where(
            Duty.state == DutyState.OPEN,
            Duty.next_at.is_not(None),
            Account.closed_at.is_(None),
            Person.unreachable_since.is_(None),
        )
        .order_by(Duty.next_at, Duty.id)
        .limit(1)
    ).first()


def next_dates(session: Session, suggestion_id: int) -> date | None:
    """The nearest due date open about a suggestion."""
    return session.scalars(
        select(func.min(Duty.due_on)).where(
            Duty.suggestion_id == suggestion_id, Duty.state == DutyState.OPEN
        )
    ).first()
