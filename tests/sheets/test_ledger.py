"""The ledger goes out as offices keep it, and comes back unchanged."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.commands import export_ledger
from bot.sample import LEDGER
from handlers.office import Office
from handlers.sheets import lights, safe
from handlers.sheets.columns import COLUMNS
from handlers.sheets.importing import import_files
from handlers.sheets.lights import Light
from storage import contacts, suggestions
from storage.contacts import Contact
from storage.database import Database
from storage.ratings import Rating
from storage.replies import Reply
from storage.suggestions import Key, Suggestion
from storage.vocabulary import ContactForm, ContactState, Grade, Phase, ReplyClass, Stage
from tests.sheets.conftest import LEDGER_HEADER, NOW, suggestion

KEY = Key("14", "4", "0107")


def lines(path: Path) -> dict[str, dict[str, Any]]:
    """The exported lines by number."""
    sheet = load_workbook(path).worksheets[0]
    rows = sheet.iter_rows(values_only=True)
    header = next(rows)
    found = [dict(zip((str(name) for name in header), row, strict=True)) for row in rows]
    return {str(line["建议编号"]): line for line in found}


def test_the_ledger_has_the_offices_columns_frozen_filtered_and_coloured(
    database: Database, office: Office, tmp_path: Path
) -> None:
    import_files(database, office, NOW, [LEDGER])
    out = tmp_path / "new folder" / "台账.xlsx"
    count = export_ledger.write(database, office, NOW, out)
    sheet = load_workbook(out).worksheets[0]
    assert sheet.title == "建议台账"
    assert sheet.freeze_panes == "F2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.max_row == count + 1
    assert [cell.value for cell in sheet[1]] == [header for header, _, _ in COLUMNS]
    line = lines(out)["0107"]
    assert line["领衔代表"] == "李秀兰（长沙代表团）"
    assert line["附议代表"] == "周建国（岳阳代表团）、夏立平（益阳代表团）"
    assert line["附议人数"] == 2
    assert line["会办单位"] == "省农业农村厅"
    assert line["办理方式"] == "主办"
    assert line["交办日期"] == datetime(2026, 4, 7)
    assert line["法定期限"] == datetime(2026, 7, 7)
    assert line["办理阶段"] == "交办"
    assert line["备注（红黄绿灯）"] == "绿"
    assert sheet.cell(2, len(COLUMNS)).fill.fgColor.rgb == "00" + Light.GREEN.value[1]
    assert list(tmp_path.glob("**/*.part")) == []


def test_telephone_numbers_stay_out_unless_asked_for(
    database: Database, office: Office, tmp_path: Path
) -> None:
    import_files(database, office, NOW, [LEDGER])
    export_ledger.write(database, office, NOW, tmp_path / "plain.xlsx")
    plain = lines(tmp_path / "plain.xlsx")
    assert {line["联系方式（受限）"] for line in plain.values()} == {None}
    assert "13800000001" not in str(plain)
    export_ledger.write(database, office, NOW, tmp_path / "full.xlsx", with_phones=True)
    assert lines(tmp_path / "full.xlsx")["0107"]["联系方式（受限）"] == "'+8613800000001"


def test_what_was_recorded_is_in_its_columns(
    database: Database, office: Office, tmp_path: Path
) -> None:
    import_files(database, office, NOW, [LEDGER])
    with database.write() as session:
        item = suggestions.by_key(session, KEY)
        assert item is not None
        lead = suggestions.lead_deputy_id(session, item.id)
        session.add_all(
            [
                Contact(
                    suggestion_id=item.id,
                    round=1,
                    phase=Phase.BEFORE,
                    is_planned=False,
                    form=ContactForm.STUDY_VISIT,
                    state=ContactState.DONE,
                    done_at=datetime(2026, 4, 10, 2, tzinfo=UTC),
                    confirmed=True,
                    deputy_id=lead,
                    participants="刘明华、陈思远",
                ),
                Reply(
                    suggestion_id=item.id,
                    round=1,
                    number="湘环函〔2026〕107号",
                    replied_on=date(2026, 6, 20),
                    reply_class=ReplyClass.B,
                    delivered_by_id=item.officer_id,
                    at=NOW,
                ),
                Rating(
                    suggestion_id=item.id,
                    round=1,
                    sequence=1,
                    deputy_id=lead,
                    content=Grade.SATISFIED,
                    attitude=Grade.SATISFIED,
                    effect=Grade.DISSATISFIED,
                    reason='=HYPERLINK("http://example.org")',
                    at=NOW,
                ),
            ]
        )
    out = tmp_path / "out.xlsx"
    export_ledger.write(database, office, NOW, out)
    line = lines(out)["0107"]
    assert line["办前沟通"] == "2026-04-10 现场调研 刘明华、陈思远 属实"
    assert line["面对面次数"] == 1
    assert line["调研日期"] == line["首次联系日期"] == datetime(2026, 4, 10)
    assert (line["答复文号"], line["分类"]) == ("湘环函〔2026〕107号", "B")
    assert line["办理效果评价"] == "不满意"
    assert line["不满意理由"] == '\'=HYPERLINK("http://example.org")'
    assert str(line["备注（红黄绿灯）"]).startswith("红")


def test_an_unconfirmed_visit_is_not_face_to_face(
    database: Database, office: Office, tmp_path: Path
) -> None:
    import_files(database, office, NOW, [LEDGER])
    with database.write() as session:
        item = suggestions.by_key(session, KEY)
        assert item is not None
        for contact in contacts.of_suggestion(session, item.id):
            contact.state, contact.form = ContactState.DONE, ContactForm.VISIT
            contact.done_at = NOW
    export_ledger.write(database, office, NOW, tmp_path / "out.xlsx")
    assert lines(tmp_path / "out.xlsx")["0107"]["面对面次数"] == 0


def test_the_exported_ledger_comes_back_without_a_change(
    database: Database, office: Office, tmp_path: Path
) -> None:
    import_files(database, office, NOW, [LEDGER])
    odd = tmp_path / "台账.csv"
    row = suggestion(
        建议编号="0901",
        标题="=1+1",
        内容="@第一行\n+第二行",
        会办单位="农业农村厅、高级人民法院",
        代表意愿="-希望见面",
    )
    with odd.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([LEDGER_HEADER, row])
    import_files(database, office, NOW, [odd])
    out = tmp_path / "out.xlsx"
    export_ledger.write(database, office, NOW, out)
    sheet = load_workbook(out).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    summary = import_files(database, office, NOW, [out])
    assert [change.fields for change in summary.changes] == []


def test_an_empty_ledger_is_a_header(database: Database, office: Office, tmp_path: Path) -> None:
    assert export_ledger.write(database, office, NOW, tmp_path / "out.xlsx") == 0
    assert lines(tmp_path / "out.xlsx") == {}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_text_becomes_a_formula(start: str) -> None:
    written = safe.text(f"{start}cmd|' /C calc'!A0")
    assert written.startswith("'")
    assert safe.back(written) == f"{start}cmd|' /C calc'!A0"


def test_control_characters_are_left_out() -> None:
    assert safe.text("a\x00b\x0bc\n") == "abc\n"


TODAY = date(2026, 6, 1)


def light(
    *,
    due_in: int = 60,
    stage: Stage = Stage.ASSIGNED,
    is_replied: bool = False,
    grade: Grade | None = None,
    contact_due_in: int | None = None,
) -> Light:
    item = Suggestion(due_on=TODAY + timedelta(days=due_in), stage=stage, round=1)
    planned = Contact(round=1, phase=Phase.BEFORE, state=ContactState.OPEN)
    if contact_due_in is not None:
        planned.due_on = TODAY + timedelta(days=contact_due_in)
    rating = Rating(content=grade, attitude=grade, effect=grade) if grade else None
    return lights.shown(
        item, [planned], is_replied=is_replied, rating=rating, today=TODAY, warn_days=15
    ).light


def test_red_is_overdue_or_dissatisfied() -> None:
    assert light(due_in=-1) == Light.RED
    assert light(grade=Grade.DISSATISFIED) == Light.RED
    assert light(grade=Grade.DISSATISFIED, stage=Stage.CLOSED) == Light.GREEN
    assert light(due_in=-1, is_replied=True) == Light.GREEN


def test_yellow_is_due_soon_or_a_contact_missed() -> None:
    assert light(due_in=0) == Light.YELLOW
    assert light(due_in=15) == Light.YELLOW
    assert light(due_in=16) == Light.GREEN
    assert light(contact_due_in=-1) == Light.YELLOW
    assert light(contact_due_in=0) == Light.GREEN
