"""Which files came with messages, and where their bytes are kept: by the hash of their content."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    and_,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id
from storage.messages import Message
from storage.numbers import Words
from storage.vocabulary import AttachmentState, MessageKind

_PENDING = text("state = 'pending'")


class Attachment(Base):
    """A file of a message. `sha256` names it in the data folder once it is stored."""

    __tablename__ = "attachments"
    __table_args__ = (
        Index(
            "ix_attachments_pending", "next_at", sqlite_where=_PENDING, postgresql_where=_PENDING
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    kind: Mapped[MessageKind]
    telegram_file_id: Mapped[str] = mapped_column(String(300))
    name: Mapped[str | None] = mapped_column(Words)
    mime: Mapped[str | None] = mapped_column(String(150))
    size: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[AttachmentState]
    sha256: Mapped[str | None] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(200))


def place(folder: Path, sha256: str) -> Path:
    """Where a file is kept, by the hash of its content."""
    return folder / sha256[:2] / sha256


def of_messages(session: Session, message_ids: Iterable[int]) -> dict[int, list[Attachment]]:
    """The attachments of messages: message id → attachments."""
    found: dict[int, list[Attachment]] = {}
    rows = session.scalars(
        select(Attachment)
        .where(Attachment.message_id.in_(list(message_ids)))
        .order_by(Attachment.id)
    )
    for row in rows:
        found.setdefault(row.message_id, []).append(row)
    return found


def pending(session: Session, now: datetime, limit: int) -> Sequence[Attachment]:
    """Attachments whose bytes are still to be fetched."""
    return session.scalars(
        select(Attachment)
        .where(Attachment.state == AttachmentState.PENDING, Attachment.next_at <= now)
        .order_by(Attachment.next_at)
        .limit(limit)
    ).all()


def next_moment(session: Session) -> datetime | None:
    """When the next bytes are to be fetched."""
    return session.scalar(
        select(func.min(Attachment.next_at)).where(Attachment.state == AttachmentState.PENDING)
    )


def stored(session: Session) -> list[str]:
    """The names of all files that are kept, each once."""
    names = session.scalars(
        select(Attachment.sha256).where(Attachment.state == AttachmentState.STORED).distinct()
    )
    return [name for name in names if name is not None]


def is_stored(session: Session, sha256: str) -> bool:
    """Whether any message still has a file."""
    question = select(Attachment.id).where(
        Attachment.sha256 == sha256, Attachment.state == AttachmentState.STORED
    )
    return session.scalar(question.limit(1)) is not None


def stored_of(session: Session, chains: Iterable[int]) -> list[tuple[int, int, str]]:
    """The files kept with messages of suggestions (0: of none): (suggestion, attachment, hash)."""
    of = func.coalesce(Message.suggestion_id, 0)
    wanted = list(chains)
    rows = session.execute(
        select(of, Attachment.id, Attachment.sha256)
        .join(Message, Message.id == Attachment.message_id)
        .where(
            Attachment.state == AttachmentState.STORED,
            or_(
                Message.suggestion_id.in_(wanted),
                and_(Message.suggestion_id.is_(None), literal(0 in wanted)),
            ),
        )
        .order_by(of, Attachment.id)
    )
    return [(row[0], row[1], row[2]) for row in rows if row[2]]
