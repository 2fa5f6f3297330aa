"""What the reports of the five rhythms are made of; each section adds up one thing.

A section takes suggestions one by one and gives what is kept of them: plain values, ids in spans.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from handlers.rules.figures import echo
from handlers.rules.figures.breakdown import hidden, merged
from handlers.rules.figures.following import LookBack, Results
from handlers.rules.figures.frame import Frame, Section, figures_of
from handlers.rules.figures.indicators import Indicator, Tally, is_overdue, spans
from handlers.rules.figures.joint import Joint
from handlers.rules.figures.matter import Matter
from handlers.rules.figures.people import People
from handlers.rules.figures.score import sheet
from storage.vocabulary import ReportKind


class Totals(Section):
    """Every indicator over all of it. What few raters said is left out of a part's figures."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._tally = Tally(frame.terms, frame.person_id)

    def add(self, matter: Matter) -> None:
        """Take one more suggestion."""
        self._tally.add(matter)

    def add_lasting(self, matter: Matter) -> None:
        """Take only what was promised with it."""
        self._tally.add_only(Indicator.PROMISES_KEPT, matter)

    def add_left(self, matter: Matter) -> None:
        """Take what a person did; it counts as handled if they answered for it once."""
        frame = self._frame
        if frame.person_id is None:
            return
        if frame.person_id in matter.held_by(frame.since, frame.on):
            self._tally.add(matter)
        else:
            self._tally.add_uncounted(matter)

    def add_refused(self, matter: Matter) -> None:
        """Take that it was refused."""
        for indicator in REFUSING:
            self._tally.add_only(indicator, matter)

    def frozen(self) -> Any:
        """Count and figures."""
        return figures_of(self._tally, self._frame, is_whole=self._frame.is_whole)


REFUSING = (Indicator.REFUSED, Indicator.REFUSED_IN_VAIN)


@dataclass(slots=True)
class Attention(Section):
    """What needs somebody's eye this week: due soon, overdue, uncontacted, 不满意, unheard."""

    frame: Frame
    due_soon: list[tuple[int, int]] = field(default_factory=list)
    overdue: list[tuple[int, int]] = field(default_factory=list)
    missing: list[tuple[int, str]] = field(default_factory=list)
    dissatisfied: list[int] = field(default_factory=list)
    silent: list[tuple[int, int]] = field(default_factory=list)

    def add(self, matter: Matter) -> None:
        """Look at one more suggestion."""
        frame, present = self.frame, matter.present
        if _was_dissatisfied(matter, frame):
            self.dissatisfied.append(matter.id)
        if not matter.is_open:
            return
        days = (present.due_on - frame.on).days
        if is_overdue(matter, frame.on):
            self.overdue.append((matter.id, -days))
        elif present.replied_on is None and days <= frame.due_soon_days:
            self.due_soon.append((matter.id, days))
        for owed in matter.owed:
            if owed.due_on < frame.on:
                self.missing.append((matter.id, owed.phase.value))
        quiet = echo.days_unheard(matter, frame.on)
        if quiet >= frame.silent_days:
            self.silent.append((matter.id, quiet))

    def frozen(self) -> Any:
        """Lists of [id, days or phase]; the most urgent first."""
        return {
            "due_soon": _listed(_sorted(self.due_soon)),
            "overdue": _listed(reversed(_sorted(self.overdue))),
            "missing": _listed(self.missing),
            "dissatisfied": _listed([(one, "") for one in self.dissatisfied]),
            "silent": _listed(reversed(_sorted(self.silent))),
        }


def _sorted(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(pairs, key=lambda one: (one[1], one[0]))


def _listed(pairs: Iterable[tuple[int, object]]) -> list[list[object]]:
    return [list(pair) for pair in pairs]


def _was_dissatisfied(matter: Matter, frame: Frame) -> bool:
    return any(
        one.rated is not None and one.rated.is_dissatisfied and frame.is_within(one.rated.on)
        for one in matter.rounds
    )


@dataclass(slots=True)
class Matrix(Section):
    """Unit × stage; what was refused, late, extended and made of opinions in the period."""

    frame: Frame
    cells: dict[int, Counter[str]] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)
    late: list[tuple[int, int, int]] = field(default_factory=list)
    judged: dict[int, Counter[str]] = field(default_factory=dict)
    extended: list[int] = field(default_factory=list)

    def add(self, matter: Matter) -> None:
        """Put one more suggestion into its cell."""
        self.cells.setdefault(matter.unit_id, Counter())[matter.stage.value] += 1
        self.add_refused(matter)
        if any(self.frame.is_within(day) for day in matter.extended_on):
            self.extended.append(matter.id)
        for opinion in matter.opinions:
            until = opinion.given_on or self.frame.on
            if opinion.due_on < until and (opinion.given_on is None or self._is_new(until)):
                days = (until - opinion.due_on).days
                self.late.append((matter.id, opinion.unit_id, days))
            for one in opinion.judged:
                if self.frame.is_within(one.on):
                    self.judged.setdefault(opinion.unit_id, Counter())[one.what] += 1

    def add_refused(self, matter: Matter) -> None:
        """Take it that one was refused in the period."""
        if any(self.frame.is_within(one.on) for one in matter.refusals):
            self.refused.append(matter.id)

    def _is_new(self, given_on: date) -> bool:
        return self.frame.is_within(given_on)

    def frozen(self) -> Any:
        """Cells by unit; refused and extended ids; late opinions as [id, unit, days].

        What was made of opinions as [unit, {grade: how often}].
        """
        return {
            "cells": [[unit, dict(self.cells[unit])] for unit in sorted(self.cells)],
            "refused": spans(self.refused),
            "extended": spans(self.extended),
            "late_opinions": [list(one) for one in self.late],
            "judged_opinions": [
                [unit, dict(sorted(self.judged[unit].items()))] for unit in sorted(self.judged)
            ],
        }


STEPS: dict[str, Callable[[Matter], tuple[date | None, date | None]]] = {
    "to_contact": lambda one: (one.begun_on, one.first_contact_on),
    "to_reply": lambda one: (one.assigned_on, one.rounds[0].replied_on),
    "to_rating": lambda one: (
        one.asked.replied_on if one.asked else None,
        one.rating.on if one.rating else None,
    ),
    "to_closing": lambda one: (one.assigned_on, one.closed_on),
}


@dataclass(slots=True)
class Analysis(Section):
    """Topics, classes, and how many days each step took on average (季分析)."""

    frame: Frame
    topics: dict[str, list[int]] = field(default_factory=dict)
    classes: dict[str, list[int]] = field(default_factory=dict)
    days: dict[str, list[int]] = field(default_factory=dict)

    def add(self, matter: Matter) -> None:
        """Take one more suggestion; the steps that ended in the period count."""
        for topic in matter.topics or ("",):
            self.topics.setdefault(topic, []).append(matter.id)
        reply = matter.replied
        if reply is not None and reply.reply_class is not None:
            self.classes.setdefault(reply.reply_class.value, []).append(matter.id)
        for name, step in STEPS.items():
            begun, ended = step(matter)
            if begun is not None and ended is not None and self.frame.is_within(ended):
                self.days.setdefault(name, []).append((ended - begun).days)

    def frozen(self) -> Any:
        """Ids by topic (without one: under the empty name) and class; [sum of days, count]."""
        return {
            "topics": {name: spans(ids) for name, ids in sorted(self.topics.items())},
            "classes": {name: spans(ids) for name, ids in sorted(self.classes.items())},
            "days": {
                name: [sum(self.days.get(name, ())), len(self.days.get(name, ()))] for name in STEPS
            },
        }


@dataclass(slots=True)
class Units(Section):
    """The figures by unit, too few raters merged; and the score of each office."""

    frame: Frame
    units: dict[str, Tally] = field(default_factory=dict)
    offices: dict[tuple[int, str], Tally] = field(default_factory=dict)

    def add(self, matter: Matter) -> None:
        """Take one more suggestion; a refusal is that of the unit that asked."""
        own = matter.refused_by(matter.unit_id)
        self._unit(matter.unit_id).add(own)
        self._office(matter.unit_id, matter.office).add(own)
        for unit_id in sorted(matter.refused_before):
            self.add_refused(matter.refused_by(unit_id))

    def add_refused(self, matter: Matter) -> None:
        """Take it that a unit, and an office of it, refused one that is another's by now."""
        first = matter.refusals[0]
        for indicator in REFUSING:
            self._unit(first.unit_id).add_only(indicator, matter)
            self._office(first.unit_id, first.office).add_only(indicator, matter)

    def _unit(self, unit_id: int) -> Tally:
        name = str(unit_id)
        if name not in self.units:
            self.units[name] = Tally(self.frame.terms)
        return self.units[name]

    def _office(self, unit_id: int, office: str | None) -> Tally:
        name = unit_id, office or ""
        if name not in self.offices:
            self.offices[name] = Tally(self.frame.terms)
        return self.offices[name]

    def frozen(self) -> Any:
        """Lines of units with their figures; score sheets with every point's reason."""
        frame = self.frame
        lines = merged(self.units, frame.least_raters, frame.terms)
        return {
            "lines": [
                {"units": [int(name) for name in line.names]}
                | figures_of(line.tally, frame, is_whole=frame.is_whole and len(lines) == 1)
                for line in lines
            ],
            "scores": [
                self._score(unit, office, is_hidden=(unit, office) in self._hidden())
                for unit, office in sorted(self.offices)
                if frame.scores_offices
            ],
        }

    def _hidden(self) -> set[tuple[int, str]]:
        """The offices whose raters' grades could be found by subtracting the others'."""
        found: set[tuple[int, str]] = set()
        for unit in {unit for unit, _ in self.offices}:
            groups = {office: tally for (of, office), tally in self.offices.items() if of == unit}
            found |= {(unit, name) for name in hidden(groups, self.frame.least_raters)}
        return found

    def _score(self, unit: int, office: str, *, is_hidden: bool) -> dict[str, Any]:
        tally = self.offices[unit, office]
        least = tally.raters + 1 if is_hidden else self.frame.least_raters
        found = sheet(tally, self.frame.formula, least)
        return {
            "unit": unit,
            "office": office,
            "score": found.score,
            "points": [
                [
                    one.indicator.value,
                    one.numerator,
                    one.denominator,
                    one.got,
                    one.full,
                    one.why_not,
                ]
                for one in found.points
            ],
        }


@dataclass(slots=True)
class Counters(Section):
    """How often leaders met deputies in the year, face to face and confirmed (P40); exceptions.

    A meeting about several suggestions is one. Whoever passed a gate by exception is named in every
    report.
    """

    frame: Frame
    met: dict[tuple[int, ...], set[int]] = field(default_factory=dict)  # meeting → suggestions
    exceptions: list[int] = field(default_factory=list)
    late: dict[int, list[int]] = field(default_factory=dict)  # promises: by at most so many days

    def add(self, matter: Matter) -> None:
        """Take the meetings about one more suggestion, the gates it passed, what it is owed."""
        self.add_lasting(matter)
        if matter.exceptions:
            self.exceptions.append(matter.id)
        for place, one in enumerate(matter.contacts):
            if one.is_face_to_face and one.leaders and one.on >= self.frame.terms.since:
                self.met.setdefault(one.event(matter.id, place), set()).add(matter.id)

    def add_lasting(self, matter: Matter) -> None:
        """Take the promises that are overdue, by how long they are."""
        for promise in matter.promises:
            days = promise.late_by(self.frame.on)
            if days:
                age = next((one for one in AGES if days <= one), 0)
                self.late.setdefault(age, []).append(matter.id)

    def frozen(self) -> Any:
        """How many, and about which suggestions; late promises as [at most days, ids], 0: more."""
        return {
            "leader_meetings": len(self.met),
            "about": spans({one for ids in self.met.values() for one in ids}),
            "exceptions": spans(self.exceptions),
            "late_promises": [
                [age, sorted(self.late[age])] for age in (*AGES, 0) if age in self.late
            ],
        }


AGES = (30, 90)  # days

SECTIONS: Mapping[ReportKind, Mapping[str, Callable[[Frame], Section]]] = {
    ReportKind.WEEKLY: {"attention": Attention},
    ReportKind.MONTHLY: {"matrix": Matrix},
    ReportKind.QUARTERLY: {"analysis": Analysis, "results": Results, "look_back": LookBack},
    ReportKind.HALF_YEAR: {
        "matrix": Matrix,
        "analysis": Analysis,
        "units": Units,
        "results": Results,
    },
    ReportKind.ANNUAL: {
        "matrix": Matrix,
        "analysis": Analysis,
        "units": Units,
        "people": People,
        "results": Results,
        "look_back": LookBack,
    },
}


OF_MANY = frozenset({"units"})  # which compares one with another


class Report:
    """All sections of one kind of report, filled together."""

    def __init__(self, frame: Frame) -> None:
        self.kind = frame.kind
        made = {
            name: make(frame)
            for name, make in SECTIONS[frame.kind].items()
            if not (frame.is_own and name in OF_MANY)
        }
        self._sections: dict[str, Section] = {
            "totals": Totals(frame),
            "counters": Counters(frame),
            **made,
        }
        if frame.unit_id is not None:
            self._sections["joint"] = Joint(frame)

    def add(self, matter: Matter) -> None:
        """Take one more suggestion."""
        for section in self._sections.values():
            section.add(matter)

    def add_lasting(self, matter: Matter) -> None:
        """Take what outlasts a suggestion that is over."""
        for section in self._sections.values():
            section.add_lasting(matter)

    def add_refused(self, matter: Matter) -> None:
        """Take it that the unit refused one that is another's by now."""
        for section in self._sections.values():
            section.add_refused(matter)

    def add_left(self, matter: Matter) -> None:
        """Take what somebody of this part did in one that others answer for by now."""
        for section in self._sections.values():
            section.add_left(matter)

    def add_joint(self, matter: Matter) -> None:
        """Take one in which the unit has a part that another leads."""
        for section in self._sections.values():
            section.add_joint(matter)

    def frozen(self) -> dict[str, Any]:
        """The figures as they are kept."""
        return {name: section.frozen() for name, section in self._sections.items()}


def differences(before: Any, after: Any, at: str = "") -> list[tuple[str, Any, Any]]:
    """Where two frozen reports differ: (path, then, now)."""
    if isinstance(before, dict) and isinstance(after, dict):
        found = []
        for name in sorted({*before, *after}):
            path = f"{at}.{name}" if at else name
            found += differences(before.get(name), after.get(name), path)
        return found
    return [] if before == after else [(at, before, after)]
