"""首次联系: that of the unit which leads it, counted from the day on which it got it."""

from datetime import date, datetime
from typing import Any

import openpyxl

from handlers.acts.assigning import moving
from handlers.acts.contacting import visits
from handlers.sheets.ledger import export_ledger
from storage.vocabulary import ReportKind
from tests.chaos.world import matters
from tests.figures.office import Office, total, unit_of
from tests.flows.steps import JOINT, OUTSIDER
from tests.house import LEAD, SUPERVISOR


def line(office: Office) -> dict[str, Any]:
    """The line of No. 0107 in the ledger."""
    path = office.world.folder / "ledger.xlsx"
    with office.world.database.read() as session:
        export_ledger(session, office.world.office, office.world.now, path)
    header, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return dict(zip(header, rows[0], strict=True))


def test_a_contact_of_the_former_unit_is_none_of_the_new_one(office: Office) -> None:
    office.to(2026, 4, 20, 10)
    office.visits()
    office.to(2026, 5, 11, 9)
    with office.acting(SUPERVISOR) as (turn, item):
        moving.to_unit(turn, item, unit_of(turn.session, "农业农村厅"), "职责所在")
    matter = office.matters(2026, 5, 11, 20)["0107"]
    assert matter.first_contact_on is None
    assert matter.first_contact_due_on == date(2026, 6, 8)  # twenty working days from that day
    assert line(office)["首次联系日期"] is None
    office.to(2026, 5, 14, 9)
    office.visits(JOINT)
    figures = office.figures(ReportKind.HALF_YEAR, 2026, 5, 20, 9, scope="unit:2")
    assert total(figures, "first_contact") == (1, 2)  # No. 0108 has never been talked over
    assert figures["analysis"]["days"]["to_contact"] == [3, 1]
    assert line(office)["首次联系日期"] == datetime(2026, 5, 14)
    before = office.matters(2026, 5, 10, 20)["0107"]
    assert before.first_contact_on == date(2026, 4, 20)


def test_nor_where_the_ledger_says_that_another_leads(office: Office) -> None:
    office.to(2026, 4, 20, 10)
    office.visits()
    office.to(2026, 5, 11, 9)
    first, second = matters()
    others = {"主办单位": "农业农村厅", "会办单位": "", "承办人": OUTSIDER, "责任领导": ""}
    office.world.imports(first | others, second)
    assert office.matters(2026, 5, 11, 20)["0107"].first_contact_on is None
    assert line(office)["首次联系日期"] is None


def test_a_disputed_contact_is_none(office: Office) -> None:
    office.to(2026, 4, 20, 10)
    first = office.visits()
    with office.acting(LEAD) as (turn, _item):
        visits.dispute(turn, first)
    assert line(office)["首次联系日期"] is None
    office.to(2026, 4, 22, 10)
    office.visits()
    assert line(office)["首次联系日期"] == datetime(2026, 4, 22)
