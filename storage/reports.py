"""Figures frozen at a moment (半年总结: 数据截至…), and when the next are due.

A report once made is never changed: figures made later for the same day stand beside it, and where
the two differ, something was corrected in between.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.events import Event
from storage.vocabulary import ReportKind

_OPEN = text("done_at IS NULL")


class Report(Base):
    """The figures of a day as they were known at `at`, over the part that `scope` names.

    `scope`: `all`, `unit:3`, `office:3:水处`, `leader:7`, `person:9`. `person_id`: who
    asked for it; None: the clock. `figures` also tells what its ids were called then.
    """

    __tablename__ = "reports"
    __table_args__ = (Index("ix_reports_kind_day", "kind", "day", "scope"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[ReportKind]
    day: Mapped[date]
    at: Mapped[datetime]
    scope: Mapped[str] = mapped_column(String(160))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    profile: Mapped[str] = mapped_column(String(60))
    figures: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class Request(Base):
    """That somebody wants to see figures: a report of a day, or (`kind` None) their own ledger."""

    __tablename__ = "report_requests"
    __table_args__ = (
        Index("ix_report_requests_open", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[ReportKind | None]
    day: Mapped[date]
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Rhythm(Base):
    """When the report of a kind comes next; `last_on`: when it came last."""

    __tablename__ = "rhythms"

    kind: Mapped[ReportKind] = mapped_column(primary_key=True)
    next_at: Mapped[datetime] = mapped_column(index=True)
    last_on: Mapped[date | None]


def first(session: Session, kind: ReportKind, day: date, scope: str) -> Report | None:
    """The figures of a day as they were frozen first: by the clock, else for whoever asked."""
    return session.scalars(
        select(Report)
        .where(Report.kind == kind, Report.day == day, Report.scope == scope)
        .order_by(Report.person_id.is_not(None), Report.id)
        .limit(1)
    ).first()


def get(session: Session, report_id: int) -> Report:
    """The report of that id."""
    return session.get_one(Report, report_id)


def rhythms(session: Session) -> dict[ReportKind, Rhythm]:
    """When each report comes next."""
    return {row.kind: row for row in session.scalars(select(Rhythm))}


def due(session: Session, now: datetime) -> Sequence[Rhythm]:
    """The reports whose moment has come, locked, the earliest first."""
    return session.scalars(
        select(Rhythm)
        .where(Rhythm.next_at <= now)
        .order_by(Rhythm.next_at)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def requests(session: Session, limit: int) -> Sequence[Request]:
    """What is still to be shown to those who asked, the earliest first."""
    return session.scalars(
        select(Request)
        .where(Request.done_at.is_(None))
        .order_by(Request.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def request(session: Session, request_id: int) -> Request | None:
    """What somebody asked for, if it is still to be shown."""
    row = session.get(Request, request_id, with_for_update=True, populate_existing=True)
    return row if row is not None and row.done_at is None else None


def earliest(session: Session, kinds: Sequence[ReportKind]) -> Rhythm | None:
    """The report of these kinds that comes next."""
    return session.scalars(
        select(Rhythm).where(Rhythm.kind.in_(kinds)).order_by(Rhythm.next_at).limit(1)
    ).first()


def unread(session: Session, person_ids: Sequence[int]) -> set[int]:
    """Of whom it was said before that no report reaches them."""
    rows = session.scalars(
        select(Event.person_id).where(
            Event.person_id.in_(person_ids), Event.kind == "report_unread"
        )
    )
    return {person_id for person_id in rows if person_id is not None}


def rename(session: Session, suggestion_id: int, instead: str) -> None:
    """Frozen reports name a suggestion otherwise from now on; their figures stay."""
    key = str(suggestion_id)
    for row in session.scalars(select(Report).order_by(Report.id)).yield_per(50):
        named = row.figures.get("items", {})
        if key in named:
            items = {**named, key: [named[key][0], instead]}
            row.figures = {**row.figures, "items": items}
    session.flush()
