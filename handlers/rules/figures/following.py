"""What came of suggestions (三图), and how deputies look back on them a year later (回头看)."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from handlers.rules.figures.frame import Frame, Section
from handlers.rules.figures.indicators import spans
from handlers.rules.figures.matter import Matter
from storage.vocabulary import Grade, PromiseView, ResultKind

_GRADES = list(Grade)  # the best first


@dataclass(slots=True)
class Results(Section):
    """Policies, projects and benefits noted in the period, by topic and unit."""

    frame: Frame
    kinds: dict[ResultKind, list[int]] = field(default_factory=dict)
    cells: dict[tuple[ResultKind, str, int], list[int]] = field(default_factory=dict)

    def add(self, matter: Matter) -> None:
        """Take what came of one more suggestion."""
        self.add_lasting(matter)

    def add_lasting(self, matter: Matter) -> None:
        """Take what came of one, also of one that is over."""
        for one in matter.results:
            if self.frame.is_within(one.on):
                self.kinds.setdefault(one.kind, []).append(matter.id)
                for topic in matter.topics or ("",):
                    cell = one.kind, topic, matter.unit_id
                    self.cells.setdefault(cell, []).append(matter.id)

    def frozen(self) -> Any:
        """By kind: [count, ids]; cells as [kind, topic (none: empty), unit, count, ids]."""
        return {
            "kinds": {
                kind.value: [len(self.kinds[kind]), spans(set(self.kinds[kind]))]
                for kind in ResultKind
                if kind in self.kinds
            },
            "cells": [
                [kind.value, topic, unit, len(ids), spans(set(ids))]
                for (kind, topic, unit), ids in sorted(self.cells.items())
            ],
        }


@dataclass(slots=True)
class LookBack(Section):
    """The campaigns of the year: what was asked of promises, what was said, and of what is over
    how the result is seen now, against how it was rated first.
    """

    frame: Frame
    asked: int = 0
    unasked: int = 0
    said: dict[PromiseView, list[int]] = field(default_factory=dict)
    again: int = 0
    compared: Counter[str] = field(default_factory=Counter)
    rated: int = 0

    def add(self, matter: Matter) -> None:
        """Take what was said of one more suggestion."""
        self.add_lasting(matter)

    def add_lasting(self, matter: Matter) -> None:
        """Take what was said of one, also of one that is over."""
        since = self.frame.terms.since
        for one in matter.looked_back:
            if one.begun_on >= since:
                self.asked += one.is_asked
                self.unasked += not one.is_asked
                if one.view is not None:
                    self.said.setdefault(one.view, []).append(matter.id)
        for second in matter.seconds:
            if second.asked_on >= since:
                self.again += 1
                if second.effect is not None:
                    self.rated += 1
                    self.compared[_compared(second.first, second.effect)] += 1

    def frozen(self) -> Any:
        """Counts; what was said as [count, ids]; comparisons only of enough who have rated."""
        told = self.rated >= self.frame.least_raters
        return {
            "asked": self.asked,
            "unasked": self.unasked,
            "answered": sum(len(ids) for ids in self.said.values()),
            "said": {
                view.value: [len(self.said.get(view, ())), spans(set(self.said.get(view, ())))]
                for view in PromiseView
            },
            "again": self.again,
            "rated": self.rated,
            "compared": {name: self.compared[name] for name in COMPARED} if told else None,
        }


COMPARED = ("better", "same", "lower")


def _compared(first: Grade | None, now: Grade) -> str:
    """How the result is seen now; where nothing was rated first, it is the same."""
    steps = _GRADES.index(first or now) - _GRADES.index(now)
    return "better" if steps > 0 else "lower" if steps < 0 else "same"
