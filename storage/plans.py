"""The plan by which a suggestion is handled (办理方案): task, goal and milestones, with 六定.

A plan is never changed: a new one takes its place, so its history stays.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words


class Plan(Base):
    """A plan of one round; the latest counts. `is_approved` None: nobody has decided.

    Who leads, which office and who handles it stand as they were when it was made.
    """

    __tablename__ = "plans"
    __table_args__ = (Index("ix_plans_suggestion", "suggestion_id", "round"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    round: Mapped[int]
    task: Mapped[str] = mapped_column(Words)
    goal: Mapped[str] = mapped_column(Words)
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    office: Mapped[str | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    is_approved: Mapped[bool | None]
    note: Mapped[str | None] = mapped_column(Words)  # why it was sent back


class Milestone(Base):
    """What is to be reached by a day (时间节点)."""

    __tablename__ = "milestones"
    __table_args__ = (Index("ix_milestones_plan", "plan_id", "due_on"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    what: Mapped[str] = mapped_column(Words)
    due_on: Mapped[date]
    reached_at: Mapped[datetime | None]
    reached_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


def latest(session: Session, suggestion_id: int, round_number: int) -> Plan | None:
    """The plan that counts in a round."""
    return session.scalars(
        select(Plan)
        .where(Plan.suggestion_id == suggestion_id, Plan.round == round_number)
        .order_by(Plan.id.desc())
        .limit(1)
    ).first()


def find(session: Session, plan_id: int) -> Plan | None:
    """The plan of that id."""
    return session.get(Plan, plan_id, with_for_update=True)


def of_suggestions(session: Session, suggestion_ids: Iterable[int]) -> dict[int, list[Plan]]:
    """All plans of each of these suggestions, in order."""
    found: dict[int, list[Plan]] = {}
    rows = session.scalars(
        select(Plan).where(Plan.suggestion_id.in_(list(suggestion_ids))).order_by(Plan.id)
    )
    for row in rows:
        found.setdefault(row.suggestion_id, []).append(row)
    return found


def milestones(session: Session, plan_id: int) -> Sequence[Milestone]:
    """The milestones of a plan, the earliest first."""
    return session.scalars(
        select(Milestone)
        .where(Milestone.plan_id == plan_id)
        .order_by(Milestone.due_on, Milestone.id)
    ).all()


def milestone(session: Session, milestone_id: int) -> Milestone | None:
    """The milestone of that id."""
    return session.get(Milestone, milestone_id, with_for_update=True)
