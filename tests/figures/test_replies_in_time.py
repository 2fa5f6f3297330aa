"""按时答复率: each round is in time by the day that was its own, whatever comes after it."""

from datetime import date

from handlers.acts.assigning import moving
from storage.vocabulary import ReportKind, RequestKind
from tests.chaos.world import matters
from tests.figures.office import BAD, GOOD, Office, total, unit_of
from tests.flows.steps import JOINT
from tests.house import SUPERVISOR

UNIT = "unit:1"


def on_time(office: Office, *parts: int, scope: str = "all") -> tuple[int, int]:
    """Numerator and denominator of a moment."""
    return total(office.figures(ReportKind.ANNUAL, *parts, scope=scope), "on_time")


def test_what_was_granted_to_a_round_stays_its_own_when_the_next_one_opens(office: Office) -> None:
    office.to(2026, 6, 1, 9)
    office.decides(office.asks(RequestKind.EXTENSION), is_granted=True)
    office.to(2026, 8, 3, 9)
    office.replies()
    office.to(2026, 8, 5, 9)
    office.rates(BAD, GOOD, GOOD)
    assert on_time(office, 2026, 8, 5, 20, scope=UNIT) == (1, 1)
    assert on_time(office, 2026, 8, 3, 20, scope=UNIT) == (1, 1)
    assert on_time(office, 2026, 10, 8, 9, scope=UNIT) == (1, 2)  # the second round is late


def test_the_months_that_began_anew_with_another_unit_are_the_round_s_own_too(
    office: Office,
) -> None:
    office.to(2026, 6, 1, 9)
    with office.acting(SUPERVISOR) as (turn, item):
        moving.to_unit(turn, item, unit_of(turn.session, "农业农村厅"), "职责所在")
    office.to(2026, 8, 20, 9)
    office.replies(JOINT)
    office.to(2026, 8, 24, 9)
    office.rates(BAD, GOOD, GOOD)
    assert office.matters(2026, 8, 24, 20)["0107"].rounds[0].due_on == date(2026, 9, 1)
    assert on_time(office, 2026, 8, 24, 20) == (1, 2)  # No. 0108 has not been answered at all


def test_a_day_of_assignment_put_right_in_the_ledger_counts_from_then_on(office: Office) -> None:
    office.to(2026, 6, 10, 9)
    office.replies()
    office.to(2026, 6, 12, 9)
    first, second = matters()
    office.world.imports(first | {"交办日期": "2026-03-02"}, second)
    assert on_time(office, 2026, 6, 12, 20, scope=UNIT) == (0, 1)
    assert on_time(office, 2026, 6, 11, 20, scope=UNIT) == (1, 1)
