"""The report of a day is the one that the clock made, whoever had asked before."""

from datetime import date

from handlers.figures import reports
from handlers.rules.figures.scope import WHOLE
from storage import reports as rows
from storage.vocabulary import ReportKind
from tests.figures.office import Office
from tests.house import SUPERVISOR, at

DAY = date(2026, 7, 6)


def test_the_clock_s_goes_before_one_that_was_asked_for_earlier(office: Office) -> None:
    for moment, asks in ((at(2026, 7, 6, 0, 10), True), (at(2026, 7, 6, 8), False)):
        made = office.made(ReportKind.HALF_YEAR, moment, [WHOLE])
        with office.acting(SUPERVISOR) as (turn, _item):
            reports.freeze(turn, made, asked_by=turn.me.id if asks else None)
        with office.world.database.read() as session:
            found = rows.first(session, ReportKind.HALF_YEAR, DAY, "all")
            assert found is not None
            assert found.at == moment
