"""举一反三: root causes behind several suggestions, and what was done about each."""

import re

from handlers import texts
from handlers.acts import naming
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import causes, suggestions
from storage.causes import Cause
from storage.vocabulary import Role

SHOWN = 10
LONGEST = 300
_DONE = re.compile(r"(\d{1,9})\s+(\S.*)", re.DOTALL)


def show(turn: Turn) -> None:
    """The list, the newest first."""
    found = causes.of_unit(turn.session, _unit(turn), SHOWN)
    if found:
        lines = "\n".join(_line(turn, one) for one in found)
        turn.say(turn.me, "cause.list", lines=Html(lines))
    else:
        turn.say(turn.me, "cause.none")
    turn.say(turn.me, "cause.how")


def _unit(turn: Turn) -> int | None:
    """Supervisors see all causes, and note them for all."""
    return None if turn.me.role == Role.SUPERVISOR else turn.me.unit_id


def _line(turn: Turn, cause: Cause) -> str:
    numbers = "、".join(suggestions.get(turn.session, one).number for one in cause.about)
    done = cause.done or texts.label("cause.open", turn.language)
    return texts.render(
        "cause.line", turn.language, id=cause.id, text=cause.text, numbers=numbers, done=done
    )


def note(turn: Turn, words: str) -> None:
    """`NUMBER WHAT WAS DONE` about a cause that stands, or a new one: `PROBLEM NUMBERS`."""
    done = _DONE.fullmatch(words)
    cause = causes.find(turn.session, int(done.group(1))) if done else None
    if done is not None and cause is not None and cause.unit_id in (None, turn.me.unit_id):
        _note_done(turn, cause, done.group(2))
        return
    text, numbers = naming.split(words)
    if not numbers:
        naming.must_not_be_glued(turn, text)
    if not text or not numbers:
        raise Refused("cause.how")
    _must_fit(text)
    items = naming.found(turn, numbers)
    row = Cause(
        text=text,
        about=[item.id for item in items],
        unit_id=_unit(turn),
        noted_by_id=turn.me.id,
        noted_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    for item in items:
        turn.event("cause_noted", suggestion_id=item.id, cause_id=row.id)
    turn.say(turn.me, "cause.noted", id=row.id)


def _must_fit(text: str) -> None:
    if len(text) > LONGEST:
        raise Refused("form.too_long", limit=LONGEST)


def _note_done(turn: Turn, cause: Cause, what: str) -> None:
    _must_fit(what)
    for suggestion_id in cause.about:
        turn.event(
            "cause_acted", suggestion_id=suggestion_id, cause_id=cause.id, before=cause.done or ""
        )
    cause.done, cause.done_by_id, cause.done_at = what, turn.me.id, turn.now
    turn.say(turn.me, "cause.done", id=cause.id)
