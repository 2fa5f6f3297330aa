"""件件有回音: whoever has left a deputy without a word for long is reminded, then the head."""

from datetime import timedelta

from handlers.acts import access, duties
from handlers.acts.prompting import heard as hearing
from handlers.acts.prompting import promised_echoes
from handlers.rules.figures import echo
from handlers.rules.figures.echo import Next
from handlers.turn import Turn
from storage import echoes, people, suggestions
from storage.database import insert_new
from storage.echoes import Echo
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, Role

HEAD = 1  # tells the head's duty from the officer's
AT_ONCE = 50


def watch(turn: Turn, item: Suggestion) -> None:
    """From now on it is looked whether the deputy hears anything."""
    look_on = item.assigned_on + timedelta(days=turn.office.profile.figures.silent_days)
    row = {"suggestion_id": item.id, "next_at": turn.office.midnight(look_on)}
    insert_new(turn.session, Echo, row)


def _next(turn: Turn, item: Suggestion) -> Next:
    office, figures = turn.office, turn.office.profile.figures
    return echo.look(
        item.assigned_on,
        hearing.last_on(turn, item),
        office.today(turn.now),
        officer_days=figures.silent_days,
        head_days=figures.silent_head_days,
    )


def is_silent(turn: Turn, item: Suggestion) -> bool:
    """Whether the deputy has heard nothing for as long as the profile suffers."""
    if not item.is_open:
        return promised_echoes.is_silent(turn, item)
    return _next(turn, item).call != echo.Echo.HEARD


def look(turn: Turn) -> int:
    """Look at some of those whose moment has come; how many. 0: none is left."""
    due = echoes.due(turn.session, turn.now, AT_ONCE)
    for row in due:
        _look(turn, row)
    turn.session.flush()
    return len(due)


def _look(turn: Turn, row: Echo) -> None:
    item = suggestions.get(turn.session, row.suggestion_id)
    if not item.is_open:
        promised_echoes.look(turn, item, row)
        return
    found = _next(turn, item)
    row.next_at = turn.office.midnight(found.look_on)
    if found.call == echo.Echo.HEARD:
        heard(turn, item)
        return
    officer = access.responsible(turn.session, item)
    if officer is not None:
        duties.owe(turn, item, officer, DutyKind.NO_ECHO)
    if found.call == echo.Echo.HEAD:
        above = head(turn, item, officer)
        if above is not None:
            duties.owe(turn, item, above, DutyKind.NO_ECHO, subject_id=HEAD)
            turn.event("no_echo", suggestion_id=item.id, person_id=above.id)


def head(turn: Turn, item: Suggestion, officer: Person | None) -> Person | None:
    """Whoever stands next above the officer: head of the office, leader in charge, head."""
    staff = people.staff_of(turn.session, item.lead_unit_id)
    heads = [one for one in staff if one.role == Role.OFFICE_HEAD and one.office == item.office]
    leaders = [one for one in staff if one.id == item.leader_id]
    above = [*heads, *leaders, *(one for one in staff if one.role == Role.HEAD)]
    return next((one for one in above if one != officer), None)


def heard(turn: Turn, item: Suggestion) -> None:
    """The deputy hears something: nobody is reminded any more."""
    duties.met(turn, item, [DutyKind.NO_ECHO])
