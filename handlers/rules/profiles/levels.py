"""How the ladder and the leaders' part are read from a profile file."""

from collections.abc import Callable
from typing import Any

from handlers.rules.ladder import LEVELS, Ladder, Step
from handlers.rules.profile import Leaders
from storage.vocabulary import Role

Take = Callable[[str, str, Callable[[Any], Any]], Any]
_STEPS = (
    'steps upwards such as [{ to = "office_head", after_working_days = 1 }], each of '
    f"{', '.join(LEVELS)} at most once, each after at least 1 working day"
)


def ladder(take: Take) -> Ladder:
    """Who hears of what is overdue."""
    return Ladder(
        take("ladder.steps", _STEPS, _steps) or (),
        take("ladder.watching_office", "the name of an office, or nothing", _name) or "",
    )


def leaders(take: Take) -> Leaders:
    """What leaders do themselves."""

    def whole(name: str, least: int = 0) -> Any:
        def check(value: Any) -> int:
            if type(value) is not int or value < least:
                raise ValueError
            return value

        return take(f"leaders.{name}", f"a whole number of at least {least}", check)

    return Leaders(
        whole("contacts_per_key_item"),
        take("leaders.leads", 'what they lead, such as ["key", "hard"]', _names) or frozenset(),
        whole("contact_working_days", 1),
        whole("sessions_a_year"),
        whole("meetings_a_year"),
    )


def _steps(value: Any) -> tuple[Step, ...]:
    if not isinstance(value, list):
        raise ValueError
    found = tuple(_step(one) for one in value)
    order = [LEVELS.index(step.to) for step in found]
    if order != sorted(set(order)):
        raise ValueError
    return found


def _step(value: Any) -> Step:
    if not isinstance(value, dict) or set(value) != {"to", "after_working_days"}:
        raise ValueError
    days = value["after_working_days"]
    if type(days) is not int or days < 1 or value["to"] not in LEVELS:
        raise ValueError
    return Step(Role(value["to"]), days)


def _names(value: Any) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError
    return frozenset(value)


def _name(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value.strip()
