"""Each promise of a suggestion as it stood: what the unit, and then its lead deputy, said of it.

The deputy's word goes over the unit's. Whoever says 已兑现 of what the unit had called kept means
that day; of what it had not, the day on which it is said.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from handlers.office import Office
from handlers.rules.figures.history import History
from handlers.rules.figures.matter import Promise
from storage import facts
from storage.facts import Happened
from storage.vocabulary import PromiseView


def of(past: Sequence[Happened], history: History, office: Office) -> Iterator[Promise]:
    """The promises that had been made, in order."""
    for made in past:
        if made.kind == facts.PROMISED:
            promise_id = made.data["promise_id"]
            own = [one for one in past if one.data.get("promise_id") == promise_id]
            yield _promise(made, own, history, office)


def _promise(made: Happened, own: Sequence[Happened], history: History, office: Office) -> Promise:
    by_unit: Happened | None = None  # the unit's last word
    kept: Happened | None = None  # by whose word it counts as kept
    moved_to: date | None = None
    for one in own:
        if one.kind == facts.PROMISE_KEPT:
            by_unit = kept = one
        elif one.kind == facts.PROMISE_VIEWED:
            is_kept = one.data["view"] == PromiseView.KEPT
            kept = (kept or by_unit or one) if is_kept else None
        elif one.kind == facts.PROMISE_EXPLAINED:
            moved_to = date.fromisoformat(one.data["due_on"])
    return Promise(
        date.fromisoformat(made.data["due_on"]),
        office.today(kept.at) if kept else None,
        moved_to,
        kept.actor_id if kept is not None and kept is by_unit else None,
        history.at(kept.at).leader_id if kept else None,
    )
