"""Telling the supervisor in chat what stays broken, once a day, and when it is well again.

Nobody is woken for it: what is broken at night is told in the morning, if it is still so.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handlers.acts.people import supervisors
from handlers.rules import watch
from handlers.rules.watch import Decision, Facts
from handlers.turn import Turn
from storage import alarms
from storage.alarms import Alarm
from storage.people import Person
from storage.vocabulary import Trouble


def look(turn: Turn, facts: Facts, looks: Mapping[Trouble, int]) -> None:
    """Tell whoever has to know. `looks`: how many in a row have found a kind broken."""
    awake = supervisors.awake(turn)
    today = turn.office.today(turn.now)
    for kind in Trouble:
        row = alarms.of(turn.session, kind)
        count = looks.get(kind, 0)
        decision = watch.decide(looks=count, told_on=row.told_on, is_told=row.is_told, today=today)
        if decision is not Decision.NOTHING and awake:
            _tell(turn, row, decision, facts, awake)


def _tell(turn: Turn, row: Alarm, decision: Decision, facts: Facts, to: list[Person]) -> None:
    if decision is Decision.TELL:
        row.told_on, row.is_told = turn.office.today(turn.now), True
        turn.event("alarm", trouble=row.kind.value)
        for person in to:
            turn.say(
                person, f"watch.{row.kind.value}", purpose="alarm", **_values(turn, facts, row)
            )
        return
    row.is_told = False
    turn.event("alarm_over", trouble=row.kind.value)
    for person in to:
        turn.say(person, "watch.well", purpose="alarm", what=row.kind)


def _values(turn: Turn, facts: Facts, row: Alarm) -> dict[str, Any]:
    outbox_age = max(facts.outbox_age, facts.outbox_tried_age)
    match row.kind:
        case Trouble.INBOX:
            return {"minutes": _minutes(facts.inbox_age)}
        case Trouble.PARKED:
            return {"count": facts.parked}
        case Trouble.OUTBOX:
            return {"minutes": _minutes(outbox_age)}
        case Trouble.PROMPTS:
            return {"minutes": _minutes(facts.prompts_age)}
        case Trouble.DATABASE:
            minutes = turn.office.profile.watch.after_minutes
            return {"count": facts.database_errors, "minutes": minutes}
        case Trouble.DISK:
            return {"percent": int(facts.disk_free_percent)}


def _minutes(age: timedelta) -> int:
    return int(age.total_seconds() // 60)
