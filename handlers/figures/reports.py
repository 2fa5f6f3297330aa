"""Reports: computed for a day from what was known then, frozen as rows, and made anew to compare.

One pass over the record fills any number of reports, so a province costs one pass, however many
units and offices are told of their own part.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from handlers.figures import gathering
from handlers.office import Office
from handlers.rules import plausible
from handlers.rules.figures import cadence, scope, sections, topics
from handlers.rules.figures.frame import Frame
from handlers.rules.figures.indicators import Terms
from handlers.rules.figures.matter import Matter
from handlers.rules.figures.scope import Scope
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import causes, facts, ledger, likeness
from storage.database import Session
from storage.reports import Report
from storage.vocabulary import ReportKind

TITLE = 30  # characters of a title that a report keeps
COUNTED_BY = 2  # raised when something is counted otherwise: then older figures differ by that, too
WITH_ALIKE = (ReportKind.QUARTERLY, ReportKind.HALF_YEAR, ReportKind.ANNUAL)


@dataclass(frozen=True, slots=True)
class Made:
    """The figures of a day over a part, not written yet."""

    kind: ReportKind
    day: date
    at: datetime
    scope: Scope
    figures: dict[str, Any]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in that part."""
        return not self.figures["items"]


def moment_of(office: Office, day: date, now: datetime) -> datetime:
    """The moment at which a day's figures are taken: its end, or now. Refused for later days, and
    for days of which nothing is known.
    """
    if day > office.today(now):
        raise Refused("report.later", day=day)
    if day < plausible.FIRST:
        raise Refused("report.early", since=plausible.FIRST)
    return min(now, office.midnight(day + timedelta(days=1)) - timedelta(microseconds=1))


def compute(
    session: Session,
    office: Office,
    kind: ReportKind,
    moment: datetime,
    scopes: Sequence[Scope],
) -> list[Made]:
    """The reports of a moment over these parts. For a session that only reads."""
    day = office.today(moment)
    parts = {one.name: _Part(office, kind, day, one) for one in scopes}
    since = cadence.in_hand_since(office.profile.cadence[kind], day, office.calendar)
    assigned_on: dict[int, date] = {}
    numbers: dict[int, str] = {}
    for matter in gathering.matters(session, office, moment):
        assigned_on[matter.id], numbers[matter.id] = matter.assigned_on, matter.number
        is_in_hand = matter.is_in_hand(since, day)
        if not is_in_hand and not matter.outlasts(since):
            continue
        if scope.ALL in parts:
            parts[scope.ALL].add(matter, is_over=not is_in_hand)
        if is_in_hand:
            _share_out(parts, matter.unsealed(), since, day)
        else:
            for name in parts.keys() & set(scope.names_of(matter)):
                parts[name].add(matter, is_over=True)
    alike = _alike(session, kind, moment, assigned_on)
    common = _common(session, kind, since, moment)
    return [
        Made(kind, day, moment, part.scope, part.frozen(alike, common, numbers))
        for part in parts.values()
    ]


def _share_out(parts: Mapping[str, "_Part"], matter: Matter, since: date, day: date) -> None:
    """Give a suggestion in hand to all parts that have to do with it, as they may know it."""
    own = matter.refused_by(matter.unit_id)
    for name in parts.keys() & set(scope.names_of(matter)):
        parts[name].add(own, is_over=False)
    for name in parts.keys() & scope.left_by(matter, since, day):
        parts[name].add_left(own)
    for part in parts.values() if matter.opinions else ():
        if part.has_a_part_in(matter):
            part.add_joint(matter)
    for name, unit_id in scope.refused_before(matter).items():
        if name in parts:
            parts[name].add_refused(matter.refused_by(unit_id))


class _Part:
    """One report being filled, and the names of what is in it."""

    def __init__(self, office: Office, kind: ReportKind, day: date, part: Scope) -> None:
        profile = office.profile
        self.scope = part
        rhythm = profile.cadence[kind]
        self._since = cadence.period(rhythm, day, office.calendar)
        self._in_hand_since = cadence.in_hand_since(rhythm, day, office.calendar)
        self._report = sections.Report(
            Frame(
                kind=kind,
                since=self._since,
                on=day,
                terms=Terms(day, profile.figures.solved_classes, self._in_hand_since),
                least_raters=profile.figures.least_raters,
                due_soon_days=profile.figures.due_soon_days,
                silent_days=profile.figures.silent_days,
                formula=profile.score,
                is_whole=part.is_whole,
                scores_offices=part.has_offices,
                unit_id=part.unit_id,
                person_id=part.person_id,
                is_own=part.is_own,
            )
        )
        self._items: dict[int, list[str]] = {}
        self._units: set[int] = set()

    def add(self, matter: Matter, *, is_over: bool) -> None:
        """Take one more suggestion; of what is over, what was promised with it."""
        if is_over:
            self._report.add_lasting(matter)
        else:
            self._report.add(matter)
        self._name(matter)

    def add_refused(self, matter: Matter) -> None:
        """Take it that the unit refused one that is another's by now."""
        self._report.add_refused(matter)
        self._name(matter)

    def add_left(self, matter: Matter) -> None:
        """Take what somebody of it did in one that others answer for by now."""
        if self._report.kind == ReportKind.ANNUAL:
            self._report.add_left(matter)
            self._name(matter)

    def has_a_part_in(self, matter: Matter) -> bool:
        """Whether it is of a joint unit of a suggestion; any office of that may be asked."""
        return self.scope.unit_id in {one.unit_id for one in matter.opinions}

    def add_joint(self, matter: Matter) -> None:
        """Take one in which its unit has a part that another leads."""
        self._report.add_joint(matter)
        self._name(matter)

    def _name(self, matter: Matter) -> None:
        self._items[matter.id] = [matter.number, matter.title[:TITLE]]
        self._units |= {matter.unit_id, *(one.unit_id for one in matter.opinions)}

    def frozen(
        self,
        alike: Sequence[topics.Recurrence],
        common: "Common",
        numbers: Mapping[int, str],
    ) -> dict[str, Any]:
        """The figures, and what their ids were called."""
        found = self._report.frozen()
        people = {record["person"] for record in found.get("people", ())}
        here = self._items.keys()
        studies = [one for one in common.studies if self._is_of(one["unit"])]
        units = self._units | {one["unit"] for one in studies}
        groups = [group for group in alike if here & set(group.ids)]
        causes = [one for one in common.causes if self.scope.is_whole or here & set(one["about"])]
        # Of others', of earlier years, their number: what they are about is not this reader's.
        beside = {one for group in groups for one in group.ids}
        beside |= {one for cause in causes for one in cause["about"]}
        others = {one: [numbers[one], ""] for one in sorted(beside - here) if one in numbers}
        return found | {
            "counted_by": COUNTED_BY,
            "since": self._since.isoformat(),
            "in_hand_since": self._in_hand_since.isoformat(),
            "alike": [[list(group.ids), group.years] for group in groups],
            "studies": studies,
            "causes": causes,
            "items": {str(one): told for one, told in (self._items | others).items()},
            "unit_names": {str(one): common.units.get(one, "") for one in sorted(units)},
            "names": {str(one): common.people.get(one, "") for one in sorted(people)},
        }

    def _is_of(self, unit_id: int) -> bool:
        return self.scope.is_whole or self.scope.name == f"unit:{unit_id}"


@dataclass(frozen=True, slots=True)
class Common:
    """What all reports of a moment share."""

    units: dict[int, str]
    people: dict[int, str]
    studies: list[dict[str, Any]]
    causes: list[dict[str, Any]]


def _common(session: Session, kind: ReportKind, since: date, moment: datetime) -> Common:
    known = causes.until(session, moment) if kind in WITH_ALIKE else ()
    done = causes.last_measures(session, known, moment)
    return Common(
        {unit.id: unit.name for unit in ledger.units(session)},
        ledger.names(session),
        [
            {
                "unit": one.unit_id,
                "on": one.held_on.isoformat(),
                "subject": one.subject,
                "about": one.about,
            }
            for one in facts.studies(session, moment)
            if since <= one.held_on
        ],
        [
            {
                "id": one.id,
                "text": one.text,
                "about": one.about,
                "done": done.get(one.id),
            }
            for one in known
        ],
    )


def _alike(
    session: Session, kind: ReportKind, moment: datetime, assigned_on: dict[int, date]
) -> list[topics.Recurrence]:
    if kind not in WITH_ALIKE:
        return []
    return topics.recurrences(likeness.pairs(session, moment), assigned_on)


def freeze(turn: Turn, made: Iterable[Made], *, asked_by: int | None = None) -> list[Report]:
    """Write reports down as they are; each is an event, too."""
    rows = []
    for one in made:
        row = Report(
            kind=one.kind,
            day=one.day,
            at=one.at,
            scope=one.scope.name,
            person_id=asked_by,
            profile=turn.office.profile.name,
            figures=one.figures,
            made_at=turn.now,
        )
        turn.session.add(row)
        turn.session.flush()
        turn.event(
            "report_made",
            report_id=row.id,
            what=one.kind.value,
            day=one.day.isoformat(),
            scope=one.scope.name,
        )
        rows.append(row)
    return rows


def is_counted_otherwise(row: Report) -> bool:
    """Whether a frozen report was made by a house that counted in another way than now."""
    return bool(row.figures.get("counted_by") != COUNTED_BY)


def anew(session: Session, office: Office, row: Report) -> list[tuple[str, Any, Any]]:
    """Where the figures of a frozen report, made anew for its moment, differ: (what, then, now)."""
    (made,) = compute(session, office, row.kind, row.at, [Scope(row.scope)])
    return sections.differences(row.figures, made.figures)
