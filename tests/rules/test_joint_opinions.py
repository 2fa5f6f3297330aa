"""What a joint unit's opinions count for, as they stood at a moment."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.figures import opinions
from handlers.office import Office
from handlers.rules.figures.indicators import Terms, opinions_on_time
from handlers.rules.figures.matter import Matter, Round
from handlers.rules.profiles import load_profile
from storage.opinions import Opinion
from storage.suggestions import JointUnit
from storage.vocabulary import Handling, OpinionGrade, Stage

DUE, ANEW = date(2026, 5, 7), date(2026, 5, 20)


def noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 4, tzinfo=UTC)


def handed(at: datetime, due_on: date, back: datetime | None = None) -> Opinion:
    return Opinion(
        due_on=due_on,
        given_at=at,
        sent_back_at=back,
        grade=OpinionGrade.EMPTY if back else None,
        graded_at=back,
    )


IN_TIME = handed(noon(5, 6), DUE, back=noon(5, 12))
LATE = handed(noon(5, 9), DUE, back=noon(5, 12))
AGAIN = handed(noon(5, 20), ANEW)


@pytest.mark.parametrize(
    ("rows", "at", "counted"),
    [
        ([], noon(5, 7), (0, 0)),  # not due before its day is over
        ([], noon(5, 8), (0, 1)),
        ([IN_TIME], noon(5, 11), (1, 1)),  # it stood until it was sent back
        ([IN_TIME], noon(5, 12), (0, 0)),  # owed anew
        ([IN_TIME], noon(5, 21), (0, 1)),
        ([IN_TIME, AGAIN], noon(5, 5), (0, 0)),
        ([IN_TIME, AGAIN], noon(5, 12), (0, 0)),
        ([IN_TIME, AGAIN], noon(5, 20), (1, 1)),
        ([LATE], noon(5, 12), (0, 1)),
        ([LATE, AGAIN], noon(5, 20), (0, 1)),  # late stays late
    ],
)
def test_opinions_in_time(rows: list[Opinion], at: datetime, counted: tuple[int, int]) -> None:
    profile = load_profile("hunan")
    office = Office(profile, profile.calendar, ZoneInfo(profile.timezone))
    part = JointUnit(
        suggestion_id=1,
        unit_id=4,
        handling=Handling.JOINT,
        opinion_due_on=ANEW if rows else DUE,
        opinion_given_at=None,
    )
    found = tuple(opinions.of([part], {(1, 4): rows}, lambda row: row.opinion_due_on, office, at))
    matter = Matter(
        id=1,
        number="0107",
        title="—",
        assigned_on=date(2026, 4, 7),
        first_contact_due_on=date(2026, 5, 7),
        unit_id=3,
        stage=Stage.ASSIGNED,
        rounds=(Round(1, date(2026, 7, 7)),),
        opinions=found,
    )
    terms = Terms(office.today(at), frozenset(), date(2026, 1, 1))
    assert opinions_on_time(matter, terms) == counted
    empty = sum(one.what == "empty" for one in found[0].judged)
    assert empty == sum(row.graded_at is not None and row.graded_at <= at for row in rows)
