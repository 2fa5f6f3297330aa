"""The lot: to whom of the committee a call-back (抽样回访) or an audit (抽查) falls.

It is the hash of the last link of the suggestion's chain, which is the seed: nobody knew it before,
and anybody can draw it again.
"""

from hashlib import sha256

from handlers.acts.rating import committee
from handlers.turn import Turn
from storage import people
from storage.audits import ReplyAudit
from storage.callbacks import CallBack
from storage.people import Person
from storage.suggestions import Suggestion


def falls_to(turn: Turn, item: Suggestion, seed: str) -> Person | None:
    """To whom it falls; None: there is no committee."""
    found = _to_draw_from(turn, item)
    return found[int(sha256(seed.encode()).hexdigest()[-8:], 16) % len(found)] if found else None


def passes_to(turn: Turn, item: Suggestion, row: CallBack | ReplyAudit | None) -> Person | None:
    """Who takes over what fell to somebody who has left, or is of the committee no more."""
    found = next(iter(_to_draw_from(turn, item)), None)
    if row is not None and found is not None:
        row.asked_of_id = found.id
        turn.session.flush()
    return found


def _to_draw_from(turn: Turn, item: Suggestion) -> list[Person]:
    """Those of the committee who are here, or, where nobody is, all."""
    everybody = committee.of(turn.session, item)
    here = [person for person in everybody if people.is_reached(turn.session, person)]
    return here or everybody
