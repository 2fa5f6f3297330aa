"""六定 and milestones: what a plan has to say, and how its milestones stand (红黄绿)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from handlers.rules.dates import parse_day
from handlers.rules.refused import Refused

MOST = 20  # milestones of a plan


class Light(StrEnum):
    """How a milestone stands."""

    REACHED = "reached"  # 已完成
    GREEN = "green"  # in time
    YELLOW = "yellow"  # near
    RED = "red"  # overdue


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be reached by a day."""

    what: str
    due_on: date


@dataclass(frozen=True, slots=True)
class SixFixed:
    """定责任领导、责任处室、承办人员、办理任务、工作目标、时间节点: whether each stands."""

    leader: bool
    office: bool
    officer: bool
    task: bool
    goal: bool
    milestones: bool

    @property
    def missing(self) -> list[str]:
        """The names of what is missing."""
        return [name for name in SIX if not getattr(self, name)]


SIX = ("leader", "office", "officer", "task", "goal", "milestones")


def parse_steps(text: str, today: date, due_on: date) -> list[Step]:
    """Milestones, a line each: the day, then what. None may be past, or after the reply's date
    (unless that is past itself).

    Raises Refused `plan.milestone` naming the line, `plan.milestone_late` or `plan.most`.
    """
    found: list[Step] = []
    for line in (one.strip() for one in text.splitlines()):
        if not line:
            continue
        first, _, what = line.replace("：", " ").replace(":", " ").partition(" ")
        day = parse_day(first, today, is_ahead=True)
        if day is None or not what.strip() or day < today:
            raise Refused("plan.milestone", line=line)
        if day > due_on >= today:
            raise Refused("plan.milestone_late", line=line, due_on=due_on)
        found.append(Step(what.strip(), day))
    if not 0 < len(found) <= MOST:
        raise Refused("plan.most", limit=MOST)
    return sorted(found, key=lambda step: step.due_on)


def light(due_on: date, *, is_reached: bool, today: date, near_days: int) -> Light:
    """How a milestone stands today."""
    if is_reached:
        return Light.REACHED
    if due_on < today:
        return Light.RED
    return Light.YELLOW if due_on <= today + timedelta(days=near_days) else Light.GREEN
