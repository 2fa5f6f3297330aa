"""Gates that were passed without what has to come first: asked for, why, and by whose decision."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.numbers import Words
from storage.vocabulary import Gate


class Pass(Base):
    """A request to pass gates in one round. `is_granted` None: not decided yet."""

    __tablename__ = "passes"
    __table_args__ = (Index("ix_passes_suggestion", "suggestion_id", "round"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    round: Mapped[int]
    gates: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(Words)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    asked_of_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    is_granted: Mapped[bool | None]

    @property
    def kinds(self) -> list[Gate]:
        """The gates it is about."""
        return [Gate(name) for name in self.gates]


def find(session: Session, pass_id: int) -> Pass | None:
    """The request of that id."""
    return session.get(Pass, pass_id, with_for_update=True)


def of_round(session: Session, suggestion_id: int, round_number: int) -> Sequence[Pass]:
    """The requests of one round, in order."""
    return session.scalars(
        select(Pass)
        .where(Pass.suggestion_id == suggestion_id, Pass.round == round_number)
        .order_by(Pass.id)
    ).all()


def of_suggestions(session: Session, suggestion_ids: Iterable[int]) -> dict[int, list[Pass]]:
    """All requests of each of these suggestions, in order."""
    found: dict[int, list[Pass]] = {}
    rows = session.scalars(
        select(Pass).where(Pass.suggestion_id.in_(list(suggestion_ids))).order_by(Pass.id)
    )
    for row in rows:
        found.setdefault(row.suggestion_id, []).append(row)
    return found


def granted(rows: Iterable[Pass]) -> frozenset[Gate]:
    """The gates that may be passed."""
    return frozenset(gate for row in rows if row.is_granted for gate in row.kinds)
