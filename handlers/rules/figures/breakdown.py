"""Figures by unit, office, topic …, in which no small number of raters can be picked out."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.rules.figures.indicators import Tally, Terms


@dataclass(frozen=True, slots=True)
class Line:
    """One line: whom it is about (several where they were merged), and its figures."""

    names: tuple[str, ...]
    tally: Tally


def merged(groups: Mapping[str, Tally], least_raters: int, terms: Terms) -> list[Line]:
    """The groups, those with too few raters as one line.

    Where that line would still have too few, the smallest of the others joins it, so that nobody
    finds the few by subtracting. Groups in which nobody has rated tell nothing about anybody.
    """
    few = hidden(groups, least_raters)
    lines = [Line((name,), groups[name]) for name in sorted(set(groups) - few)]
    if few:
        together = Tally(terms)
        for name in sorted(few):
            together.join(groups[name])
        lines.append(Line(tuple(sorted(few)), together))
    return lines


def hidden(groups: Mapping[str, Tally], least_raters: int) -> set[str]:
    """The groups of one whole whose grades are not told: those with too few raters.

    Where they are too few together, the smallest of the others keep them company, so that nobody
    finds them by subtracting.
    """
    few = {name for name, tally in groups.items() if 0 < tally.raters < least_raters}
    able = sorted(
        (name for name in set(groups) - few if groups[name].raters),
        key=lambda name: (groups[name].raters, name),
    )
    while few and able and sum(groups[name].raters for name in few) < least_raters:
        few.add(able.pop(0))
    return few


def may_show_satisfaction(tally: Tally, least_raters: int, *, is_whole: bool) -> bool:
    """Whether what the raters of a part said may be told: enough of them, or everybody's."""
    return is_whole or tally.raters == 0 or tally.raters >= least_raters
