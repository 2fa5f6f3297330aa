"""A frozen report on one screen of a phone, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from handlers import texts
from handlers.html import quote
from handlers.office import Office
from handlers.rules.figures import scope
from handlers.rules.figures.indicators import PLAIN, QUALITY, Indicator, unspanned
from handlers.rules.figures.matter import SENT_BACK
from storage.reports import Report
from storage.vocabulary import (
    Language,
    OpinionGrade,
    Phase,
    PromiseView,
    ReportKind,
    ResultKind,
    Stage,
)

LINES = 5  # of a list; the sheet has the rest
UNITS = 8
TITLE = 14  # characters
SHOWN_WEEKLY = (Indicator.CONCLUDED, Indicator.ON_TIME, Indicator.CONTACTED, Indicator.MET)
STEPS = ("to_contact", "to_reply", "to_rating", "to_closing")


def card(office: Office, row: Report, language: Language, reader_id: int | None = None) -> str:
    """The card as HTML; `reader_id`: whose own record stands out."""
    return "\n".join(_Card(office, row, language, reader_id).lines())


class _Card:
    """One card being written."""

    def __init__(
        self, office: Office, row: Report, language: Language, reader_id: int | None
    ) -> None:
        self._office, self._row = office, row
        self._figures: Mapping[str, Any] = row.figures
        self._language = language
        self._reader_id = reader_id

    def lines(self) -> Iterator[str]:
        """Line by line, a blank one between the parts."""
        since = self._figures["since"]
        in_hand = self._figures.get("in_hand_since", since)
        yield self._say(
            "report.card" if in_hand == since else "report.card_news",
            kind=self._row.kind,
            scope=self._scope(),
            in_hand=date.fromisoformat(in_hand),
            since=date.fromisoformat(since),
            day=self._row.day,
            count=self._figures["totals"]["count"],
        )
        for part in (
            self._attention(),
            self._joint(),
            self._matrix(),
            self._indicators(),
            self._analysis(),
            self._alike(),
            self._results(),
            self._look_back(),
            self._scores(),
            self._record(),
            self._causes(),
            self._counters(),
        ):
            lines = list(part)
            if lines:
                yield ""
                yield from lines

    def _say(self, key: str, **values: object) -> str:
        return texts.render(key, self._language, **values)

    def _scope(self) -> str:
        kind, _, rest = self._row.scope.partition(":")
        if kind == scope.ALL:
            return texts.label("report.whole", self._language)
        if kind in ("leader", "person"):
            return texts.label(f"report.of_{kind}", self._language)
        unit, _, office = rest.partition(":")
        return office or self._unit(int(unit))

    def _unit(self, unit_id: int) -> str:
        return str(self._figures["unit_names"].get(str(unit_id), "—"))

    def _number(self, suggestion_id: int) -> str:
        return str(self._figures["items"].get(str(suggestion_id), ["—", ""])[0])

    def _numbers(self, ids: Sequence[int]) -> str:
        shown = "、".join(self._number(one) for one in ids[: 2 * LINES])
        return shown + "…" if len(ids) > 2 * LINES else shown

    def _attention(self) -> Iterator[str]:
        found = self._figures.get("attention")
        if found is None:
            return
        figures = self._office.profile.figures
        values = {"within": figures.due_soon_days, "days": figures.silent_days}
        is_calm = not self._figures.get("joint", {}).get("late")
        for name in ("overdue", "due_soon", "missing", "dissatisfied", "silent"):
            if found[name]:
                is_calm = False
                yield self._say(f"report.{name}", count=len(found[name]), **values)
                yield from self._listed(name, found[name])
        if is_calm:
            yield self._say("report.calm")

    def _listed(self, name: str, found: Sequence[Sequence[Any]]) -> Iterator[str]:
        for suggestion_id, what in found[:LINES]:
            number, title = self._figures["items"].get(str(suggestion_id), ["—", ""])
            if name == "missing":
                more = texts.plain(Phase(what), self._language)
            else:
                more = "" if what == "" else texts.label("report.days", self._language, days=what)
            yield f"· <b>{quote(number)}</b> {quote(title[:TITLE])} {quote(more)}".rstrip()
        if len(found) > LINES:
            yield self._say("report.more", count=len(found) - LINES)

    def _joint(self) -> Iterator[str]:
        """会办: what the reader's unit owes to others, and what was made of it."""
        found = self._figures.get("joint")
        if found is None or not any(found.values()):
            return
        yield self._say("report.joint", given=len(found["given"]))
        for name in ("late", "due"):
            if found[name]:
                yield self._say(f"report.joint_{name}", count=len(found[name]))
                yield from self._listed(name, found[name])
        if found["judged"]:
            yield self._say("report.joint_judged", told=self._grades(found["judged"]))

    def _matrix(self) -> Iterator[str]:
        matrix = self._figures.get("matrix")
        if matrix is None:
            return
        yield self._say("report.matrix")
        for unit, cells in matrix["cells"][:UNITS]:
            counts = " ".join(
                f"{texts.plain(stage, self._language)} {cells[stage.value]}"
                for stage in Stage
                if cells.get(stage.value)
            )
            yield f"· {quote(self._unit(unit))}：{quote(counts)}"
        if len(matrix["cells"]) > UNITS:
            yield self._say("report.more", count=len(matrix["cells"]) - UNITS)
        for name in ("refused", "extended"):
            ids = unspanned(matrix[name])
            if ids:
                yield self._say(f"report.{name}", count=len(ids), numbers=self._numbers(ids))
        if matrix["late_opinions"]:
            yield self._say("report.late_opinions", count=len(matrix["late_opinions"]))
        yield from self._judged(matrix.get("judged_opinions", ()))

    def _judged(self, found: Sequence[Sequence[Any]]) -> Iterator[str]:
        """What lead units made of the opinions of each joint unit."""
        for unit, counts in found[:UNITS]:
            told = self._grades(counts)
            yield self._say("report.judged_opinions", unit=self._unit(unit), told=told)

    def _grades(self, counts: Mapping[str, int]) -> str:
        return " ".join(f"{self._made(what)} {count}" for what, count in counts.items())

    def _made(self, what: str) -> str:
        if what == SENT_BACK:
            return texts.label("report.sent_back", self._language)
        return texts.plain(OpinionGrade(what), self._language)

    def _indicators(self) -> Iterator[str]:
        """All of them; the weekly card has a few. Satisfaction never comes by itself."""
        figures = self._figures["totals"]["figures"]
        if not any(figure["d"] for figure in figures.values()):
            return  # a part in what others lead is all there is
        is_weekly = self._row.kind == ReportKind.WEEKLY
        for one in SHOWN_WEEKLY if is_weekly else (*PLAIN, *QUALITY):
            figure = figures.get(one.value)
            if figure is not None:
                yield self._figure(one, figure)
        if not is_weekly and not self._figures["totals"]["shows_satisfaction"]:
            yield self._say("report.too_few", least=self._office.profile.figures.least_raters)

    def _figure(self, one: Indicator, figure: Mapping[str, Any]) -> str:
        n, d = figure["n"], figure["d"]
        if one == Indicator.URGED:
            return self._say("report.count", name=one, n=n, d=d)
        if not d:
            return self._say("report.nothing", name=one)
        return self._say("report.share", name=one, n=n, d=d, percent=round(100 * n / d, 1))

    def _analysis(self) -> Iterator[str]:
        found = self._figures.get("analysis")
        if found is None:
            return
        topics = self._office.profile.topics
        yield self._say("report.topics")
        for name, ids in found["topics"].items():
            topic = topics.get(name)
            none = name or texts.label("report.no_topic", self._language)
            label = topic.label(self._language.value) if topic else none
            yield f"· {quote(label)} {len(unspanned(ids))}"
        if found["classes"]:
            yield self._say("report.classes")
            letters = (f"{name} {len(unspanned(ids))}" for name, ids in found["classes"].items())
            yield " · ".join(letters)
        steps = [(name, *found["days"][name]) for name in STEPS if found["days"][name][1]]
        if steps:
            yield self._say("report.steps")
        for name, days, count in steps:
            yield self._say(f"report.{name}", days=round(days / count, 1), count=count)

    def _alike(self) -> Iterator[str]:
        groups = self._figures["alike"]
        if not groups:
            return
        yield self._say("report.alike", count=len(groups))
        for ids, years in groups[:LINES]:
            line = self._say("report.alike_line", numbers=self._numbers(ids), years=years)
            yield f"· {line}"

    def _results(self) -> Iterator[str]:
        """三图: how many of each kind; the sheet has topics and units."""
        kinds = self._figures.get("results", {}).get("kinds")
        if kinds:
            told = (
                f"{texts.plain(ResultKind(kind), self._language)} {count}"
                for kind, (count, _) in kinds.items()
            )
            yield self._say("report.results", told=" · ".join(told))

    def _look_back(self) -> Iterator[str]:
        found = self._figures.get("look_back")
        if found is None or not found["asked"] + found["unasked"] + found["again"]:
            return
        said = (
            f"{texts.plain(PromiseView(view), self._language)} {count}"
            for view, (count, _) in found["said"].items()
        )
        yield self._say(
            "report.look_back",
            asked=found["asked"],
            unasked=found["unasked"],
            answered=found["answered"],
            said=" · ".join(said),
        )
        if found["again"]:
            yield self._say("report.again", asked=found["again"], rated=found["rated"])
        if found["compared"]:
            yield self._say("report.compared", **found["compared"])

    def _scores(self) -> Iterator[str]:
        units = self._figures.get("units")
        if units is None or not units["scores"]:
            return
        yield self._say("report.scores")
        for one in units["scores"][:UNITS]:
            office = one["office"] or self._unit(one["unit"])
            key = "report.score" if one["score"] is not None else "report.no_score"
            yield "· " + self._say(key, office=office, score=one["score"])
        if len(units["scores"]) > UNITS:
            yield self._say("report.more", count=len(units["scores"]) - UNITS)

    def _record(self) -> Iterator[str]:
        """What the reader did in the year."""
        for one in self._figures.get("people", ()):
            if one["person"] == self._reader_id:
                yield self._say(
                    "report.record",
                    contacts=one["contacts"],
                    meetings=one["meetings"],
                    led=one["led_meetings"],
                    replies=one["replies"],
                )

    def _causes(self) -> Iterator[str]:
        causes = self._figures["causes"]
        if not causes:
            return
        yield self._say("report.causes")
        for one in causes[-LINES:]:
            done = one["done"] or texts.label("cause.open", self._language)
            yield self._say("report.cause", id=one["id"], text=one["text"], done=done)

    def _counters(self) -> Iterator[str]:
        meetings = self._figures["counters"]["leader_meetings"]
        studies = len(self._figures["studies"])
        if studies or meetings:
            yield self._say("report.counters", studies=studies, meetings=meetings)
        exceptions = unspanned(self._figures["counters"]["exceptions"])
        if exceptions:
            numbers = self._numbers(exceptions)
            yield self._say("report.exceptions", count=len(exceptions), numbers=numbers)
        late = self._figures["counters"].get("late_promises", [])
        for age, ids in late:
            key = f"report.late_promises_{age or 'more'}"
            yield self._say(key, count=len(ids), numbers=self._numbers(sorted(set(ids))))
