"""Every indicator, counted by hand over a small office: who is in the numerator, who is not."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.rules.figures.breakdown import hidden, merged
from handlers.rules.figures.frame import Frame
from handlers.rules.figures.indicators import COUNTS, Indicator, Tally, Terms, spans, unspanned
from handlers.rules.figures.matter import Matter, Met, Opinion, Owed, Promise, Rated, Refusal, Round
from handlers.rules.figures.people import People
from handlers.rules.figures.score import FEW, NOTHING, Formula, complaints, sheet
from handlers.rules.figures.sections import Counters, Totals
from storage.vocabulary import ContactForm, Grade, Phase, ReplyClass, ReportKind, Stage

ON = date(2026, 7, 5)
TERMS = Terms(ON, frozenset({"A", "B"}), date(2026, 1, 1))
GOOD, FAIR, BAD = Grade.SATISFIED, Grade.MOSTLY_SATISFIED, Grade.DISSATISFIED


def met(phase: Phase, on: date, **changes: object) -> Met:
    return replace(Met(phase, 1, ContactForm.PHONE, on), **changes)  # type: ignore[arg-type]


def rated(*grades: Grade, on: date = date(2026, 6, 20)) -> Rated:
    return Rated(*grades, on)


NEW = Matter(
    id=1,
    number="0001",
    title="—",
    assigned_on=date(2026, 4, 7),
    first_contact_due_on=date(2026, 5, 8),
    unit_id=1,
    stage=Stage.ASSIGNED,
    rounds=(Round(1, date(2026, 7, 7)),),
)
# Talked with in all three phases, met, answered with A in time, praised on every axis.
WELL = replace(
    NEW,
    id=2,
    stage=Stage.CLOSED,
    closed_on=date(2026, 6, 22),
    rounds=(
        Round(
            1,
            date(2026, 7, 7),
            date(2026, 6, 1),
            ReplyClass.A,
            7,
            date(2026, 6, 3),
            rated(GOOD, GOOD, GOOD),
        ),
    ),
    contacts=(
        met(Phase.BEFORE, date(2026, 4, 20)),
        met(Phase.DURING, date(2026, 5, 20), form=ContactForm.VISIT, confirmed=True, leaders=(5,)),
        met(Phase.AFTER, date(2026, 6, 10)),
    ),
    published=(1,),
    opinions=(Opinion(4, date(2026, 5, 7), date(2026, 5, 7)),),
    promises=(Promise(date(2026, 7, 1), date(2026, 6, 30)), Promise(date(2026, 12, 1))),
    points=4,
    points_adopted=3,
    urged=2,
)
# Replied late with C and never talked with; dissatisfied, so a second round is open.
BADLY = replace(
    NEW,
    id=3,
    stage=Stage.IN_PROGRESS,
    rounds=(
        Round(
            1,
            date(2026, 6, 1),
            date(2026, 6, 3),
            ReplyClass.C,
            7,
            date(2026, 6, 5),
            rated(BAD, FAIR, GOOD),
            is_followed=True,
        ),
        Round(2, date(2026, 7, 3)),
    ),
    contacts=(met(Phase.BEFORE, date(2026, 6, 4)),),  # after the reply, and after its time
    opinions=(Opinion(4, date(2026, 5, 7)), Opinion(5, date(2026, 8, 1))),
    promises=(Promise(date(2026, 7, 1)),),
    refusals=(Refusal(1, date(2026, 4, 10), is_granted=False),),
    urged=5,
)
# Handled twice, satisfied at last; a visit that the deputy calls untrue; meeting waived; extended.
AGAIN = replace(
    NEW,
    id=4,
    stage=Stage.RATED,
    waives_meeting=True,
    rounds=(
        Round(
            1,
            date(2026, 5, 7),
            date(2026, 5, 7),
            ReplyClass.D,
            7,
            date(2026, 5, 9),
            rated(GOOD, GOOD, BAD),
            is_followed=True,
        ),
        Round(
            2,
            date(2026, 6, 8),
            date(2026, 6, 8),
            ReplyClass.B,
            7,
            date(2026, 6, 10),
            rated(FAIR, GOOD, GOOD),
        ),
    ),
    contacts=(
        met(Phase.BEFORE, date(2026, 4, 8), form=ContactForm.VISIT, confirmed=False),
        met(Phase.BEFORE, date(2026, 5, 6)),
    ),
    owed=(Owed(Phase.AFTER, date(2026, 7, 4)),),
    extended_on=(date(2026, 6, 1),),
)
# Replied, asked, silent.
SILENT = replace(
    NEW,
    id=5,
    stage=Stage.REPLIED,
    rounds=(Round(1, date(2026, 7, 7), date(2026, 6, 30), ReplyClass.B, 7, date(2026, 7, 2)),),
    contacts=(met(Phase.BEFORE, date(2026, 5, 8)),),
    owed=(Owed(Phase.AFTER, ON),),
)
ALL = (NEW, WELL, BADLY, AGAIN, SILENT)


def tally(*matters: Matter) -> Tally:
    found = Tally(TERMS)
    for one in matters:
        found.add(one)
    return found


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator", "having"),
    [
        (Indicator.CONCLUDED, 3, 5, [2, 4, 5]),
        (Indicator.ON_TIME, 4, 6, [2, 4, 5]),  # of 2, 3, twice 4, 5, and round 2 of 3 is past due
        (Indicator.CONTACTED, 1, 2, [2]),
        (Indicator.CONTACTED_BEFORE, 4, 4, [2, 3, 4, 5]),
        (Indicator.CONTACTED_DURING, 1, 4, [2]),
        (Indicator.CONTACTED_AFTER, 1, 2, [2]),  # 4 lacks it, 3 and 5 are still to be called
        (Indicator.MET, 1, 4, [2]),  # 4 is exempted
        (Indicator.EXEMPTED, 1, 5, [4]),
        (Indicator.FIRST_CONTACT, 3, 5, [2, 4, 5]),  # 1 has never been contacted and is past it
        (Indicator.FEEDBACK, 3, 4, [2, 3, 4]),
        (Indicator.SATISFIED, 2, 3, [2, 4]),
        (Indicator.STRICTLY_SATISFIED, 1, 3, [2]),
        (Indicator.SATISFIED_OF_ALL, 1, 5, [2]),
        (Indicator.SOLVED, 3, 4, [2, 4, 5]),
        (Indicator.REHANDLED, 2, 4, [3, 4]),
        (Indicator.SECOND_SATISFIED, 1, 1, [4]),
        (Indicator.ADOPTED, 3, 4, [2]),
        (Indicator.PROMISES_KEPT, 1, 2, [2]),  # what is due in December is not due
        (Indicator.PUBLISHED, 1, 4, [2]),
        (Indicator.REFUSED, 1, 5, [3]),
        (Indicator.REFUSED_IN_VAIN, 1, 5, [3]),
        (Indicator.OPINIONS_ON_TIME, 1, 2, [2]),
        (Indicator.EXTENDED, 1, 5, [4]),
        (Indicator.OVERDUE, 1, 5, [3]),
        (Indicator.URGED, 7, 5, [2, 3]),
    ],
)
def test_an_indicator(
    indicator: Indicator, numerator: int, denominator: int, having: list[int]
) -> None:
    figure = tally(*ALL).figures[indicator]
    assert (figure.numerator, figure.denominator) == (numerator, denominator)
    assert figure.having == having


def test_every_indicator_is_counted_by_hand_above() -> None:
    marks = test_an_indicator.pytestmark  # type: ignore[attr-defined]
    assert {row[0] for row in marks[0].args[1]} == set(Indicator)


def test_the_ids_behind_a_figure_are_kept_in_short() -> None:
    assert spans([7, 1, 2, 3, 9, 10]) == "1-3,7,9-10"
    assert unspanned("1-3,7,9-10") == [1, 2, 3, 7, 9, 10]
    assert (spans([]), unspanned("")) == ("", [])
    assert tally(*ALL).figures[Indicator.MET].frozen() == {
        "n": 1,
        "d": 4,
        "of": "1-3,5",
        "has": "2",
    }


def raters(first: int, *, count: int) -> Tally:
    return tally(*(replace(WELL, id=one) for one in range(first, first + count)))


def test_few_raters_are_merged_and_cannot_be_found_by_subtracting() -> None:
    # 水处 has two raters: with 气处's three they would be five, but 气处 is too small as well.
    groups = {"水处": raters(1, count=2), "气处": raters(10, count=3), "土处": raters(20, count=9)}
    lines = merged(groups, 5, TERMS)
    assert [(line.names, line.tally.raters) for line in lines] == [
        (("土处",), 9),
        (("气处", "水处"), 5),
    ]
    # One small group alone takes the smallest of the others along.
    lines = merged({"水处": raters(1, count=1), "土处": raters(20, count=9)}, 5, TERMS)
    assert [line.names for line in lines] == [("土处", "水处")]
    # In whom nobody has rated, nothing is told about anybody: their line stays.
    lines = merged({"办": tally(NEW), "土处": raters(20, count=9)}, 5, TERMS)
    assert [line.names for line in lines] == [("办",), ("土处",)]


def test_what_is_kept_back_has_company() -> None:
    groups = {"水处": raters(1, count=5), "气处": raters(10, count=2), "土处": raters(20, count=9)}
    assert hidden(groups, 5) == {"气处", "水处"}
    assert hidden({"水处": raters(1, count=5), "土处": raters(20, count=9)}, 5) == set()


def test_a_unit_does_not_read_who_gave_which_grade() -> None:
    frame = Frame(ReportKind.WEEKLY, ON, ON, TERMS, 5, 14, 30, FORMULA)
    for is_whole in (True, False):
        report = Totals(replace(frame, is_whole=is_whole))
        for one in range(1, 7):
            report.add(replace(WELL, id=one))
        figure = report.frozen()["figures"]["satisfied"]
        assert (figure["n"], figure["d"]) == (6, 6)
        assert (figure["has"], figure["of"]) == (("1-6", "1-6") if is_whole else ("", ""))


def test_no_day_is_in_no_report() -> None:
    january = date(2026, 12, 1)  # from when on a monthly card of January looks at things
    closed = replace(WELL, closed_on=date(2026, 12, 28))
    assert closed.is_in_hand(january, date(2027, 1, 4))
    assert not closed.is_in_hand(date(2027, 1, 1), date(2027, 3, 1))
    early = Promise(date(2027, 6, 1), date(2026, 11, 1))
    assert not replace(closed, promises=(early,)).outlasts(date(2027, 1, 1))
    late = replace(closed, promises=(Promise(date(2027, 6, 1)),))
    assert late.outlasts(date(2027, 1, 1))
    done = replace(closed, promises=(Promise(date(2026, 6, 1), date(2026, 5, 1)),))
    assert not done.outlasts(date(2027, 1, 1))


def test_a_meeting_about_several_suggestions_is_one_meeting() -> None:
    visit = {"form": ContactForm.VISIT, "confirmed": True, "by_id": 7, "leaders": (5,)}
    both = met(Phase.DURING, date(2026, 5, 20), meeting_id=1, **visit)
    alone = met(Phase.AFTER, date(2026, 6, 20), **visit)
    untrue = met(Phase.AFTER, date(2026, 6, 21), meeting_id=2, **visit | {"confirmed": None})
    frame = Frame(ReportKind.ANNUAL, date(2026, 1, 1), ON, TERMS, 5, 14, 30, FORMULA)
    counters, people = Counters(frame), People(frame)
    for one in (
        replace(WELL, contacts=(both, alone, untrue)),
        replace(WELL, id=3, contacts=(both, alone)),
    ):
        counters.add(one)
        people.add(one)
    assert counters.frozen()["leader_meetings"] == 3
    assert counters.frozen()["about"] == "2-3"
    officer, leader = (
        next(one for one in people.frozen() if one["person"] == person) for person in (7, 5)
    )
    assert (officer["contacts"], officer["meetings"]) == (5, 3)
    assert leader["led_meetings"] == 3


@pytest.mark.parametrize(
    ("due_on", "kept_on", "counted"),
    [
        (ON, None, (0, 0)),  # the whole day is left to keep it
        (ON, ON, (1, 1)),
        (date(2026, 7, 4), None, (0, 1)),
        (date(2026, 7, 4), ON, (0, 1)),
        (date(2026, 12, 1), date(2026, 3, 1), (1, 1)),
        (date(2024, 6, 1), date(2024, 5, 1), (0, 0)),  # in the report of that year
        (date(2026, 12, 1), date(2025, 12, 1), (0, 0)),
        (date(2024, 6, 1), None, (0, 1)),
    ],
)
def test_a_promise_counts_when_it_is_kept_and_as_long_as_it_is_overdue(
    due_on: date, kept_on: date | None, counted: tuple[int, int]
) -> None:
    promised = replace(WELL, promises=(Promise(due_on, kept_on),))
    assert COUNTS[Indicator.PROMISES_KEPT](promised, TERMS) == counted


def test_overdue_promises_by_age() -> None:
    by_age = [(date(2026, 6, 25), 30), (date(2026, 5, 1), 90), (date(2026, 1, 1), 0)]
    made = tuple(Promise(day) for day, _ in by_age)
    kept = Promise(date(2026, 1, 1), date(2026, 7, 1))
    moved = Promise(date(2026, 1, 1), None, date(2026, 8, 1))
    report = Counters(Frame(ReportKind.WEEKLY, ON, ON, TERMS, 5, 14, 30, FORMULA))
    report.add(replace(WELL, promises=(*made, kept, moved)))
    assert report.frozen()["late_promises"] == [[age, [WELL.id]] for _, age in by_age]


def test_a_reply_is_counted_in_the_reports_that_look_at_its_day() -> None:
    later = Terms(date(2027, 7, 5), frozenset(), date(2027, 1, 1))
    assert COUNTS[Indicator.ON_TIME](WELL, later) == (0, 0)
    assert COUNTS[Indicator.ON_TIME](NEW, later) == (0, 1)  # still owed
    december = replace(WELL.rounds[0], due_on=date(2026, 12, 31), replied_on=date(2026, 12, 24))
    at_last = replace(WELL, rounds=(december,))
    for on, since in (
        (date(2027, 1, 4), date(2026, 12, 1)),  # January's card
        (date(2027, 12, 20), date(2026, 12, 21)),  # the next annual report
    ):
        assert COUNTS[Indicator.ON_TIME](at_last, Terms(on, frozenset(), since)) == (1, 1)


FORMULA = Formula({"on_time": 20.0, "solved": 30.0, "satisfied": 10.0, "feedback": 5.0,
                   "second_satisfied": 1.0}, {"overdue": 2.0})  # fmt: skip


def test_a_score_gives_the_reason_of_each_point() -> None:
    found = sheet(tally(*ALL), FORMULA, 3)
    points = {one.indicator.value: (one.numerator, one.denominator, one.got, one.full)
              for one in found.points}  # fmt: skip
    assert points == {
        "on_time": (4, 6, 13.33, 20.0),
        "solved": (3, 4, 22.5, 30.0),
        "satisfied": (2, 3, 6.67, 10.0),
        "feedback": (3, 4, 3.75, 5.0),
        "second_satisfied": (0, 0, 0.0, 1.0),  # one alone is too few to be told
        "overdue": (1, 5, -2.0, 0.0),
    }
    # 46.25 of 65, less 2.
    assert found.score == pytest.approx(100 * 46.25 / 65 - 2, abs=0.05)


def test_what_few_raters_said_is_left_out_of_a_score() -> None:
    found = sheet(tally(*ALL), FORMULA, 5)
    counted = {one.indicator for one in found.points if one.is_counted}
    assert Indicator.SATISFIED not in counted
    assert Indicator.SECOND_SATISFIED not in counted
    why = {one.indicator: (one.numerator, one.denominator, one.why_not) for one in found.points}
    assert why[Indicator.SATISFIED] == (0, 0, FEW)
    assert sheet(tally(), FORMULA, 5).points[0].why_not == NOTHING
    assert found.score == pytest.approx(100 * 39.58 / 55 - 2, abs=0.05)
    assert sheet(tally(), FORMULA, 5).score is None


def test_a_formula_that_rewards_asking_for_praise_is_refused() -> None:
    assert complaints(FORMULA) == []
    assert complaints(Formula({"on_time": 20.0}, {})) == []
    assert len(complaints(Formula({"satisfied": 20.0, "solved": 10.0}, {}))) == 2
    assert len(complaints(Formula({"satisfied": 20.0, "solved": 30.0}, {}))) == 1
