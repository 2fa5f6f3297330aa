"""What a look-back has brought (年度回头看): how many were asked, and what they say.

How few have rated is told, not how: of fewer than the profile names, nobody can be made out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from storage.vocabulary import Grade, PromiseView


@dataclass(frozen=True, slots=True)
class Asked:
    """One promise, or one result, that a campaign asks about, and what was said."""

    is_promise: bool
    is_answered: bool
    is_reached: bool  # whether the chat reaches its deputy
    view: PromiseView | None
    effect: Grade | None  # of a result


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of a campaign, or of a part of it. `grades` None: too few have rated."""

    promises: int
    answered: int
    views: dict[PromiseView, int]
    silent: int  # of promises and results: reached in chat, and nothing said
    unreached: int
    results: int
    rated: int
    grades: dict[Grade, int] | None


def outcome(asked: Iterable[Asked], least_raters: int) -> Outcome:
    """Count what was asked and said."""
    rows = list(asked)
    promises = [one for one in rows if one.is_promise]
    results = [one for one in rows if not one.is_promise]
    views = [one.view for one in promises if one.view is not None]
    effects = [one.effect for one in results if one.effect is not None]
    waiting = [one.is_reached for one in rows if not one.is_answered]
    return Outcome(
        promises=len(promises),
        answered=len(views),
        views={view: views.count(view) for view in PromiseView},
        silent=waiting.count(True),
        unreached=waiting.count(False),
        results=len(results),
        rated=len(effects),
        grades=(
            {grade: effects.count(grade) for grade in Grade}
            if len(effects) >= least_raters
            else None
        ),
    )
