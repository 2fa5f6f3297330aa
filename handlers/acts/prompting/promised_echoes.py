"""事事有着落: of what is closed and still promised the deputy hears, or its owner is reminded.

A promise of class B or C may take years; the suggestion is over by then, and nobody else watches.
"""

from datetime import timedelta

from handlers.acts import duties
from handlers.acts.prompting import heard
from handlers.rules.figures import echo
from handlers.rules.figures.echo import Next
from handlers.turn import Turn
from storage import echoes, people, promises
from storage.database import insert_new
from storage.echoes import Echo
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, PromiseState, Stage


def watch(turn: Turn, item: Suggestion) -> None:
    """Something is promised: where nobody looks any more, it is looked at again."""
    days = turn.office.profile.promises.echo_days
    row = echoes.find(turn.session, item.id)
    if not days or item.is_open or (row is not None and row.next_at is not None):
        return
    next_at = turn.office.midnight(turn.office.today(turn.now) + timedelta(days=days))
    if row is None:
        insert_new(turn.session, Echo, {"suggestion_id": item.id, "next_at": next_at})
    else:
        row.next_at = next_at


def wake(turn: Turn) -> None:
    """Look at what is closed with an open promise, and is not being looked at."""
    if turn.office.profile.promises.echo_days:
        echoes.wake(turn.session, turn.now)


def _next(turn: Turn, item: Suggestion) -> Next | None:
    """What silence calls for; None: nothing is promised, or nobody here looks after it."""
    days = turn.office.profile.promises.echo_days
    if not days or item.stage != Stage.CLOSED or item.closed_at is None:
        return None
    if not any(one.state == PromiseState.OPEN for one in _promises(turn, item)):
        return None
    office = turn.office
    return echo.look(
        office.today(item.closed_at),
        heard.last_on(turn, item),
        office.today(turn.now),
        officer_days=days,
        head_days=days,
    )


def _promises(turn: Turn, item: Suggestion) -> list[promises.Promise]:
    found = promises.of_suggestion(turn.session, item.id)
    return [one for one in found if one.state == PromiseState.OPEN]


def is_silent(turn: Turn, item: Suggestion) -> bool:
    """Whether the deputy has heard nothing of what is promised for as long as the profile says."""
    found = _next(turn, item)
    return found is not None and found.call != echo.Echo.HEARD


def look(turn: Turn, item: Suggestion, row: Echo) -> None:
    """Whoever owes a promise of which nothing was heard is reminded."""
    found = _next(turn, item)
    row.next_at = turn.office.midnight(found.look_on) if found is not None else None
    if found is None or found.call == echo.Echo.HEARD:
        duties.met(turn, item, [DutyKind.NO_ECHO])
        return
    for owner_id in dict.fromkeys(one.owner_id for one in _promises(turn, item)):
        owner = people.get(turn.session, owner_id)
        if owner.left_at is None:
            duties.owe(turn, item, owner, DutyKind.NO_ECHO)
