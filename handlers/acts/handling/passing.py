"""Exceptions (例外) from the gates: which of them count, which wait, and when that is over.

One belongs to the round and to the unit in which it was asked for: another unit that leads since
has to ask for its own. What is not decided by the reply is decided no more.
"""

from collections.abc import Iterable

from handlers.acts import duties
from handlers.turn import Turn
from storage import messages, passes, replies
from storage.passes import Pass
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, DutyState


def counting(item: Suggestion, rows: Iterable[Pass]) -> list[Pass]:
    """Of the exceptions of a suggestion those of its present round and lead unit, in order."""
    return [row for row in rows if row.round == item.round and _is_its_own(item, row)]


def _is_its_own(item: Suggestion, row: Pass) -> bool:
    return item.came_at is None or row.asked_at >= item.came_at


def present(turn: Turn, item: Suggestion) -> list[Pass]:
    """The exceptions that count, decided or not."""
    return counting(item, passes.of_round(turn.session, item.id, item.round))


def is_open(turn: Turn, item: Suggestion, row: Pass) -> bool:
    """Whether it is still to be decided."""
    is_over = replies.of_round(turn.session, item.id, item.round) is not None
    return row.is_granted is None and bool(counting(item, [row])) and not is_over


def void(turn: Turn, item: Suggestion) -> None:
    """What is decided no more loses its buttons; safe to repeat."""
    for row in passes.of_round(turn.session, item.id, item.round):
        if row.is_granted is None and not is_open(turn, item, row):
            close(turn, item, row)


def close(turn: Turn, item: Suggestion, row: Pass) -> None:
    """Nobody decides it any more."""
    row.is_granted, row.decided_at = False, turn.now
    if row.message_id is not None:
        messages.rewrite(turn.session, row.message_id, turn.now, keyboard=None)
    turn.session.flush()
    duties.met(turn, item, [DutyKind.EXCEPTION], subject_id=row.id, state=DutyState.CANCELLED)
    turn.event("pass_void", suggestion_id=item.id, pass_id=row.id, gates=row.gates)
