"""What every section of a report shares: the days it looks at, and how figures are kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.rules.figures.breakdown import may_show_satisfaction
from handlers.rules.figures.indicators import Indicator, Tally, Terms
from handlers.rules.figures.matter import Matter
from handlers.rules.figures.score import Formula
from storage.vocabulary import ReportKind


@dataclass(frozen=True, slots=True)
class Frame:
    """What a report is about: the days it looks at, and the profile's numbers for it.

    `is_whole`: over the whole jurisdiction, not over a part of it; `scores_offices`: it holds all
    that an office handles, and not one person's share of it; `unit_id`: it is of a unit, or of an
    office of it; `person_id`: of a person's work, or of what a leader leads; `is_own`: it is for
    that person alone.
    """

    kind: ReportKind
    since: date
    on: date
    terms: Terms
    least_raters: int
    due_soon_days: int
    silent_days: int
    formula: Formula
    is_whole: bool = True
    scores_offices: bool = True
    unit_id: int | None = None
    person_id: int | None = None
    is_own: bool = False

    def is_within(self, day: date | None) -> bool:
        """Whether a day is in the period."""
        return day is not None and self.since <= day <= self.on


class Section:
    """One part of a report. What it takes besides suggestions in hand, it says."""

    def add(self, matter: Matter) -> None:
        """Take one more suggestion."""

    def add_lasting(self, matter: Matter) -> None:
        """Take what outlasts one that is over."""

    def add_refused(self, matter: Matter) -> None:
        """Take it that a unit asked to be relieved of one that is another's by now."""

    def add_left(self, matter: Matter) -> None:
        """Take what somebody of it did in one that others answer for by now."""

    def add_joint(self, matter: Matter) -> None:
        """Take one in which the unit has a part that another leads."""

    def frozen(self) -> Any:
        """What is kept."""
        raise NotImplementedError


def figures_of(
    tally: Tally, frame: Frame, *, is_whole: bool, is_hidden: bool = False
) -> dict[str, Any]:
    """A tally as it is kept; what few raters said is left out of a part's figures."""
    figures = tally.frozen()
    is_shown = not is_hidden and may_show_satisfaction(tally, frame.least_raters, is_whole=is_whole)
    if not is_shown:
        for name in _SAID:
            del figures[name]
    elif not is_whole:
        second = tally.figures[Indicator.SECOND_SATISFIED].denominator
        if 0 < second < frame.least_raters:
            del figures[Indicator.SECOND_SATISFIED.value]
        for name in _SAID:
            if name in figures and not frame.is_whole:  # who said what is sealed from the unit
                figures[name] |= {"of": "", "has": ""}
    return {"count": tally.count, "figures": figures, "shows_satisfaction": is_shown}


_SAID = ("satisfied", "strictly_satisfied", "satisfied_of_all", "second_satisfied")
