"""Content that the law wants gone is replaced by its hash; that, why and by whose word is kept.

What was said may have to go (secret, unlawful, somebody else's data). That something was said, when
and by whom stays, and the record still proves itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers import texts
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import erasure, files, kept
from storage.messages import Message
from storage.suggestions import Suggestion
from storage.vocabulary import Direction, Language


@dataclass(frozen=True, slots=True)
class Erased:
    """How many messages were emptied, and the files that no row needs any more, by their hashes."""

    messages: int
    files: list[str]


def erase(
    turn: Turn,
    item: Suggestion,
    message_ids: Sequence[int],
    *,
    reason: str,
    approver: str,
    os_user: str,
) -> Erased:
    """Erase messages of a suggestion, and their copies.

    Raises Refused `erase.unknown` for a message that does not belong to it.
    """
    rows = [row for message_id in message_ids for row in _family(turn, item, message_id)]
    hashes = {row.id: kept.hashed(row.text or "") for row in rows}
    for row in rows:
        if row.direction == Direction.IN and row.chat_id and row.telegram_id:
            erasure.empty_raw(turn.session, row.chat_id, row.telegram_id)
        left = texts.label("erase.left", Language.CHINESE, hash=hashes[row.id])
        erasure.empty(turn.session, row, left, turn.now)
    gone = texts.label("erase.gone", Language.CHINESE)
    held = erasure.empty_besides(turn.session, [row.id for row in rows], gone)
    turn.event(
        "erased",
        suggestion_id=item.id,
        messages={str(row_id): found for row_id, found in hashes.items()},
        files=held,
        reason=reason,
        approver=approver,
        os_user=os_user,
    )
    return Erased(len(rows), [one for one in held if not files.is_stored(turn.session, one)])


def _family(turn: Turn, item: Suggestion, message_id: int) -> Sequence[Message]:
    row = turn.session.get(Message, message_id)
    if row is None or row.suggestion_id != item.id:
        raise Refused("erase.unknown", id=message_id, number=item.number)
    return erasure.with_copies(turn.session, message_id)
