"""What became of a file that came with a message: kept by its hash, or known only by reference."""

from datetime import datetime

from handlers.office import Office
from handlers.turn import Turn
from storage import messages, people
from storage.database import Session
from storage.files import Attachment
from storage.vocabulary import AttachmentState, MessageState


def stored(
    session: Session, office: Office, now: datetime, attachment_id: int, *, sha256: str, size: int
) -> None:
    """The bytes are on disk under their hash."""
    row = session.get_one(Attachment, attachment_id)
    row.state, row.sha256, row.size = AttachmentState.STORED, sha256, size
    row.next_at = row.error = None
    message = messages.get(session, row.message_id)
    Turn(session, office, now).event(
        "file_stored",
        suggestion_id=message.suggestion_id,
        message_id=message.id,
        attachment_id=row.id,
        sha256=sha256,
        size=size,
    )


def too_big(session: Session, office: Office, now: datetime, attachment_id: int) -> None:
    """The network will not hand the bytes over: the sender is told, the reference is kept."""
    row = session.get_one(Attachment, attachment_id)
    row.state, row.next_at = AttachmentState.TOO_BIG, None
    _tell_sender(Turn(session, office, now), row, "file.too_big")


def failed(
    session: Session,
    office: Office,
    now: datetime,
    attachment_id: int,
    *,
    error: str,
    retry_at: datetime | None,
) -> None:
    """Fetching failed: try again at `retry_at`, or (None) give up and tell the sender."""
    row = session.get_one(Attachment, attachment_id)
    row.attempts += 1
    row.error, row.next_at = error[:200], retry_at
    if retry_at is None:
        row.state = AttachmentState.FAILED
        _tell_sender(Turn(session, office, now), row, "file.failed")


def _tell_sender(turn: Turn, row: Attachment, key: str) -> None:
    message = messages.get(turn.session, row.message_id)
    turn.event(
        key.replace(".", "_"),
        suggestion_id=message.suggestion_id,
        message_id=message.id,
        attachment_id=row.id,
    )
    if message.author_id is not None and message.state != MessageState.CANCELLED:
        limit = turn.office.profile.files.max_download_bytes // 2**20
        turn.say(
            people.get(turn.session, message.author_id),
            key,
            suggestion_id=message.suggestion_id,
            limit=limit,
        )
