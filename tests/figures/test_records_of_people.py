"""全员述职: what each person answered for and did in the year, wherever it has gone since."""

from datetime import date
from typing import Any

import openpyxl

from handlers.acts.assigning import moving
from handlers.acts.following import promise_views, promises
from handlers.figures import telling
from handlers.sheets.report import workbook
from storage.vocabulary import ReportKind
from tests.chaos.world import matters
from tests.figures.office import BAD, GOOD, Office, person_of, total, unit_of
from tests.flows.steps import JOINT, OUTSIDER
from tests.house import LEADER, OFFICER, SUPERVISOR, at

ANNUAL = (2026, 12, 21, 8)


def records(office: Office, scope: str = "all") -> dict[str, Any]:
    """The records of the year by name."""
    figures = office.figures(ReportKind.ANNUAL, *ANNUAL, scope=scope)
    return {figures["names"][str(one["person"])]: one for one in figures["people"]}


def of(record: dict[str, Any], name: str) -> tuple[int, int]:
    """An indicator of somebody's own."""
    return record["figures"][name]["n"], record["figures"][name]["d"]


def handed_over_in_the_middle(office: Office) -> None:
    """One unit replies and does not satisfy; another takes over, is late and keeps a promise."""
    office.to(2026, 6, 1, 9)
    office.replies(OFFICER)
    office.to(2026, 6, 3, 9)
    office.rates(BAD, GOOD, GOOD)
    office.to(2026, 6, 8, 9)
    with office.acting(SUPERVISOR) as (turn, item):
        moving.to_unit(turn, item, unit_of(turn.session, "农业农村厅"), "职责所在")
    with office.acting(JOINT) as (turn, item):
        moving.to_officer(turn, item, person_of(turn.session, OUTSIDER))
    office.to(2026, 8, 3, 9)
    office.replies(OUTSIDER, "A")
    with office.acting(OUTSIDER) as (turn, item):
        row = promises.make(turn, item, "完成清淤", date(2026, 8, 20))
    office.to(2026, 8, 10, 9)
    with office.acting(OUTSIDER) as (turn, _item):
        promise_views.keep(turn, row.id, "验收报告")


def test_replies_ratings_and_promises_are_of_whoever_gave_and_kept_them(office: Office) -> None:
    handed_over_in_the_middle(office)
    found = records(office)
    former, present, leader = found[OFFICER], found[OUTSIDER], found[LEADER]
    assert former["count"] == leader["count"] == 1
    assert present["count"] == 2  # No. 0108 too
    for one in (former, leader):
        assert of(one, "on_time") == (1, 1)
        assert of(one, "feedback") == (1, 1)
        assert of(one, "rehandled") == (1, 1)
        assert of(one, "promises_kept") == (0, 0)
        assert of(one, "contacted") == (0, 0)  # whoever answers for it now
    assert of(present, "on_time") == (0, 2)
    assert of(present, "solved") == (1, 1)
    assert of(present, "rehandled") == (0, 1)
    assert of(present, "promises_kept") == (1, 1)
    assert (former["replies"], present["replies"]) == (1, 1)


def test_whoever_has_handed_it_on_has_a_card_of_their_own_work(office: Office) -> None:
    handed_over_in_the_middle(office)
    own = f"person:{office.id_of(OFFICER)}"
    figures = office.figures(ReportKind.ANNUAL, *ANNUAL, scope=own)
    assert figures["totals"]["count"] == 1
    assert total(figures, "on_time") == (1, 1)
    assert total(figures, "overdue") == (0, 0)
    assert list(records(office, own)) == [OFFICER]
    assert records(office, f"leader:{office.id_of(LEADER)}")[LEADER]["count"] == 1
    assert records(office, "unit:1")[OFFICER]["count"] == 1
    monthly = office.made(ReportKind.MONTHLY, at(2026, 7, 1, 8), [own])
    assert monthly[0].is_empty  # what is to be done now is others'
    with office.world.database.read() as session:
        due = telling.Due(ReportKind.ANNUAL, date(2026, 12, 21))
        made = telling.compute(session, office.world.office, at(*ANNUAL), due)
    assert own in {one.scope.name for one in made}


def test_whoever_only_replied_for_another_has_a_record_too(office: Office) -> None:
    office.to(2026, 6, 1, 9)
    with office.acting(SUPERVISOR) as (turn, item):
        moving.to_unit(turn, item, unit_of(turn.session, "农业农村厅"), "职责所在")
    office.to(2026, 6, 10, 9)
    office.replies(JOINT)
    record = records(office)[JOINT]
    assert (record["count"], record["replies"]) == (0, 1)
    assert of(record, "on_time") == (1, 1)


def test_an_officer_named_by_the_ledger_answers_for_it_from_then_on(office: Office) -> None:
    office.to(2026, 6, 1, 9)
    first, second = matters()
    office.world.imports(first, second | {"承办人": JOINT})
    found = records(office)
    assert found[OUTSIDER]["count"] == found[JOINT]["count"] == 1
    office.to(2027, 2, 1, 9)
    later = office.figures(ReportKind.ANNUAL, 2027, 12, 20, 8)
    names = {later["names"][str(one["person"])] for one in later["people"]}
    assert JOINT in names
    assert OUTSIDER not in names  # that was another year's


def test_nobody_s_own_sheet_lists_others(office: Office) -> None:
    office.to(2026, 6, 1, 9)
    contact = office.visits(LEADER)  # a leader did something about what an officer handles
    assert contact
    own = f"person:{office.id_of(OFFICER)}"
    (made,) = office.made(ReportKind.ANNUAL, at(*ANNUAL), [own])
    path = office.world.folder / "report.xlsx"
    path.write_bytes(workbook(made.kind, made.day, made.figures, office.world.office.profile))
    book = openpyxl.load_workbook(path)
    rows = list(book["个人述职"].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [OFFICER]
    assert "单位指标" not in book.sheetnames
    assert LEADER not in str([[cell.value for cell in row] for one in book for row in one.rows])
