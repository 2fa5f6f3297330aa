"""会办: what a unit owes to others is in its own reports and its own ledger."""

from typing import Any

import openpyxl

from handlers.acts.contacting import wishes
from handlers.acts.handling import opinions
from handlers.figures import asked, cards, telling
from handlers.sheets.ledger import export_ledger
from handlers.sheets.report import workbook
from storage.reports import Report
from storage.vocabulary import Language, OpinionGrade, ReportKind
from tests.figures.office import Office, person_of
from tests.flows.steps import JOINT, OUTSIDER
from tests.house import LEAD, LEADER, OFFICER, at

PART = "office:2:合作处"  # of the unit that has a part in No. 0107; it leads No. 0108


def joint(office: Office, kind: ReportKind, *parts: int) -> dict[str, Any]:
    """What a card of that moment says of it."""
    found: dict[str, Any] = office.figures(kind, *parts, scope=PART)["joint"]
    return found


def test_what_is_owed_late_handed_in_and_graded(office: Office) -> None:
    assert joint(office, ReportKind.WEEKLY, 2026, 4, 13, 8)["due"] == [[1, 24]]
    assert joint(office, ReportKind.WEEKLY, 2026, 5, 11, 8)["late"] == [[1, 4]]
    office.to(2026, 5, 12, 9)
    with office.acting(JOINT) as (turn, item):
        given = opinions.give(turn, item, {"words": "同意"}).id
    with office.acting(OFFICER) as (turn, _item):
        opinions.grade(turn, given, OpinionGrade.EMPTY)
    with office.acting(OFFICER) as (turn, _item):
        opinions.send_back(turn, given, "没有内容")
    back = joint(office, ReportKind.WEEKLY, 2026, 5, 18, 8)
    assert back == {
        "due": [[1, 1]],
        "late": [],
        "given": [],
        "judged": {"empty": 1, "sent_back": 1},
    }
    with office.acting(JOINT) as (turn, item):
        opinions.give(turn, item, {"words": "详细意见"})
    assert joint(office, ReportKind.WEEKLY, 2026, 5, 18, 8)["given"] == [1]
    assert joint(office, ReportKind.WEEKLY, 2026, 5, 25, 8)["given"] == []
    assert "joint" not in office.figures(ReportKind.WEEKLY, 2026, 5, 18, 8)


def test_a_unit_that_leads_nothing_has_a_card_and_a_sheet_of_its_part(office: Office) -> None:
    (made,) = office.made(ReportKind.WEEKLY, at(2026, 5, 11, 8), [PART])
    assert made.figures["totals"]["count"] == 0
    assert not made.is_empty
    row = Report(kind=made.kind, day=made.day, scope=made.scope.name, figures=made.figures)
    said = cards.card(office.world.office, row, Language.CHINESE)
    assert "会办意见已逾期 1 份" in said
    assert "0107" in said
    assert "办结率" not in said  # it leads nothing: nothing is counted
    assert "没有需要特别关注" not in said
    profile = office.world.office.profile
    path = office.world.folder / "report.xlsx"
    path.write_bytes(workbook(made.kind, made.day, made.figures, profile))
    rows = list(openpyxl.load_workbook(path)["会办意见"].iter_rows(values_only=True))
    assert rows[1][:2] == ("已逾期", "0107")
    assert rows[1][3] == 4
    with office.world.database.read() as session:
        due = telling.Due(ReportKind.MONTHLY, made.day)
        found = telling.compute(session, office.world.office, at(2026, 5, 11, 8), due)
    assert {one.scope.name for one in found} >= {"all", f"leader:{office.id_of(LEADER)}"}


def ledger(office: Office, name: str) -> dict[str, dict[str, Any]]:
    """The lines of somebody's own ledger, by number."""
    path = office.world.folder / "ledger.xlsx"
    with office.world.database.read() as session:
        wanted = asked.own_part(session, person_of(session, name))
        export_ledger(session, office.world.office, office.world.now, path, wanted=wanted)
    header, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    lines = [dict(zip(header, row, strict=True)) for row in rows]
    return {line["建议编号"]: line for line in lines}


def test_the_ledger_of_a_joint_unit_has_its_part_and_no_more(office: Office) -> None:
    office.to(2026, 4, 20, 9)
    office.visits()
    mine = ledger(office, OFFICER)["0107"]
    assert mine["办理方式"] == "主办"
    assert mine["办前沟通"]
    theirs = ledger(office, JOINT)["0107"]
    assert theirs["办理方式"] == "会办"
    assert theirs["主办单位"] == "省生态环境厅"
    assert theirs["领衔代表"].startswith(LEAD)
    assert theirs["办前沟通"] is None
    assert theirs["备注（红黄绿灯）"] == "绿"
    assert set(ledger(office, OUTSIDER)) == {"0108"}  # an officer has what is his own
    office.to(2026, 5, 12, 9)
    with office.acting(LEAD) as (turn, item):
        wishes.change(turn, item, "confidential")
    theirs = ledger(office, JOINT)["0107"]
    assert [theirs[name] for name in ("领衔代表", "附议代表", "代表团")] == [None] * 3
    assert str(theirs["备注（红黄绿灯）"]).startswith("红：会办意见已逾期")
    assert ledger(office, OFFICER)["0107"]["领衔代表"].startswith(LEAD)
