"""Which report is that of a day, and what is said of one that was made long ago."""

from datetime import date

from bot.commands.report import lines, report
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


def test_figures_of_a_house_that_counted_otherwise_are_not_called_corrected(office: Office) -> None:
    world = office.world
    office.to(2026, 7, 6, 8)
    report(world.database, world.office, world.now, ReportKind.HALF_YEAR, DAY)
    with office.acting(SUPERVISOR) as (turn, _item):
        row = rows.first(turn.session, ReportKind.HALF_YEAR, DAY, "all")
        assert row is not None
        figures = {name: told for name, told in row.figures.items() if name != "counted_by"}
        row.figures = figures | {"counters": figures["counters"] | {"exceptions": "1"}}
    written = report(world.database, world.office, world.now, ReportKind.HALF_YEAR, DAY)
    said = "\n".join(lines(written))
    assert "统计口径此后有调整" in said
    assert "此后有更正" not in said
    assert "counters.exceptions：1" in said
