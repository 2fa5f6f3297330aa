"""Which agencies handle suggestions (承办单位), and their staff groups."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id, note, remembered
from storage.pending import BESIDE


class Unit(Base):
    """An agency that handles suggestions."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    short_name: Mapped[str | None] = mapped_column(String(100))
    category: Mapped[str | None] = mapped_column(String(100))
    parent_name: Mapped[str | None] = mapped_column(String(200))
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def called(self) -> str:
        """How it is called in a line of chat."""
        return self.short_name or self.name


class StaffGroup(Base):
    """A group chat in which a unit's staff follow their suggestions."""

    __tablename__ = "staff_groups"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    is_forum: Mapped[bool]
    bound_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    bound_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Topic(Base):
    """The thread of one suggestion in a staff group; made by the sender when first needed."""

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("chat_id", "suggestion_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    name: Mapped[str] = mapped_column(String(128))
    thread_id: Mapped[int | None] = mapped_column(BigInteger)


_GROUP_OF = (
    select(StaffGroup)
    .where(StaffGroup.unit_id == bindparam("unit_id"), StaffGroup.closed_at.is_(None))
    .order_by(StaffGroup.bound_at.desc())
    .limit(1)
    .execution_options(**BESIDE)
)


def find(session: Session, unit_id: int) -> Unit:
    """The unit of that id."""
    return session.get_one(Unit, unit_id)


def like(session: Session, words: str, limit: int = 9) -> Sequence[Unit]:
    """The units somebody may mean: of exactly that name or short name, else with it in theirs."""
    exact = by_name(session, words)
    if exact is not None:
        return [exact]
    return session.scalars(
        select(Unit)
        .where(Unit.name.contains(words, autoescape=True))
        .order_by(Unit.id)
        .limit(limit)
    ).all()


def by_name(session: Session, name: str) -> Unit | None:
    """The unit of that name or short name."""
    return session.scalars(
        select(Unit).where((Unit.name == name) | (Unit.short_name == name)).limit(1)
    ).first()


def group(session: Session, chat_id: int) -> StaffGroup | None:
    """The staff group bound to a chat, while it is bound."""
    return session.scalars(
        select(StaffGroup).where(StaffGroup.chat_id == chat_id, StaffGroup.closed_at.is_(None))
    ).first()


def group_of(session: Session, unit_id: int) -> StaffGroup | None:
    """The staff group of a unit, if it has one."""
    return remembered(
        session,
        ("group_of", unit_id),
        lambda: session.scalars(_GROUP_OF, {"unit_id": unit_id}).first(),
    )


def topic(session: Session, chat_id: int, suggestion_id: int) -> Topic | None:
    """The thread of a suggestion in a group."""
    return session.scalars(
        select(Topic).where(Topic.chat_id == chat_id, Topic.suggestion_id == suggestion_id)
    ).first()


def topic_suggestion(session: Session, chat_id: int, thread_id: int) -> int | None:
    """Whose thread this is: the suggestion's id."""
    return session.scalars(
        select(Topic.suggestion_id).where(Topic.chat_id == chat_id, Topic.thread_id == thread_id)
    ).first()


def move_group(session: Session, old_chat_id: int, new_chat_id: int) -> None:
    """A group has moved to a new chat id: its binding, threads and unsent messages follow."""
    old = session.get(StaffGroup, old_chat_id)
    if old is not None and session.get(StaffGroup, new_chat_id) is None:
        session.execute(
            update(StaffGroup).where(StaffGroup.chat_id == old_chat_id).values(chat_id=new_chat_id)
        )
        note(session, "staff_groups", [(new_chat_id,)])  # the same row under another key
    there = select(Topic.suggestion_id).where(Topic.chat_id == new_chat_id)
    session.execute(
        update(Topic)
        .where(Topic.chat_id == old_chat_id, Topic.suggestion_id.not_in(there))
        .values(chat_id=new_chat_id)
        .execution_options(synchronize_session=False)
    )


def groups_exist(session: Session) -> bool:
    """Whether any staff group is bound."""
    question = select(StaffGroup.chat_id).where(StaffGroup.closed_at.is_(None)).limit(1)
    return session.scalars(question).first() is not None
