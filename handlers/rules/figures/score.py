"""The score of an office by the profile's formula, each point with its reason (P21).

Nobody gains by asking for ratings: satisfaction counts only beside feedback and solved cases, with
no more weight than what was solved, and not at all below the least number of raters [QD31].
"""

from dataclasses import dataclass

from handlers.rules.figures.indicators import Indicator, Tally


@dataclass(frozen=True, slots=True)
class Formula:
    """Points that can be earned by the share of an indicator, and lost for each of a count."""

    earned: dict[str, float]
    lost: dict[str, float]


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a score sheet. `full` is what could have been earned; 0: a deduction.

    `why_not`: why it does not count, NOTHING or FEW; empty: it does. What few raters said is not
    told, so that the line has no numbers.
    """

    indicator: Indicator
    numerator: int
    denominator: int
    got: float
    full: float
    why_not: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether there was anything to judge by, and enough of it to be told."""
        return not self.why_not


NOTHING, FEW = "nothing", "few"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A score out of a hundred; None where nothing at all could be judged."""

    score: float | None
    points: tuple[Point, ...]


def sheet(tally: Tally, formula: Formula, least_raters: int) -> Sheet:
    """The score: what was earned of what could have been, as of a hundred, less the deductions."""
    points = [
        _earned(tally, Indicator(name), full, least_raters) for name, full in formula.earned.items()
    ]
    possible = sum(point.full for point in points if point.is_counted)
    gained = sum(point.got for point in points if point.is_counted)
    minus = [_lost(tally, Indicator(name), each) for name, each in formula.lost.items()]
    score = 100 * gained / possible + sum(point.got for point in minus) if possible else None
    return Sheet(None if score is None else round(max(0.0, score), 1), (*points, *minus))


def _earned(tally: Tally, indicator: Indicator, full: float, least_raters: int) -> Point:
    figure = tally.figures[indicator]
    raters = min(tally.raters, figure.denominator)
    if figure.denominator == 0:
        return Point(indicator, 0, 0, 0.0, full, NOTHING)
    if indicator in SAID_BY_RATERS and raters < least_raters:
        return Point(indicator, 0, 0, 0.0, full, FEW)
    got = full * figure.numerator / figure.denominator
    return Point(indicator, figure.numerator, figure.denominator, round(got, 2), full)


def _lost(tally: Tally, indicator: Indicator, each: float) -> Point:
    figure = tally.figures[indicator]
    return Point(
        indicator, figure.numerator, figure.denominator, round(-each * figure.numerator, 2), 0.0
    )


SAID_BY_RATERS = frozenset(
    {
        Indicator.SATISFIED,
        Indicator.STRICTLY_SATISFIED,
        Indicator.SATISFIED_OF_ALL,
        Indicator.SECOND_SATISFIED,
    }
)


def complaints(formula: Formula) -> list[str]:
    """What makes a formula one that rewards pressing deputies for praise; empty: nothing."""
    praise = sum(formula.earned.get(one.value, 0) for one in SAID_BY_RATERS)
    if not praise:
        return []
    found = []
    if formula.earned.get(Indicator.SOLVED.value, 0) < praise:
        found.append("at least as many points for solved as for satisfaction")
    if not formula.earned.get(Indicator.FEEDBACK.value, 0):
        found.append("points for feedback beside those for satisfaction")
    return found
