"""People and ledger come in: all or nothing, told in full, once."""

import os
import tracemalloc
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from bot.sample import LEDGER
from handlers.office import Office
from handlers.sheets import reading
from handlers.sheets.cells import Wrong
from handlers.sheets.importing import Summary, import_files
from handlers.sheets.problems import SheetError, WrongCells
from handlers.sheets.references import References
from storage import contacts, duties, events, ledger, people, suggestions
from storage.database import Database
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, Handling, Language, Openness, Role
from tests.sheets.conftest import (
    DEPUTIES,
    LEDGER_HEADER,
    NOW,
    STAFF,
    UNITS,
    MakeBook,
    suggestion,
)

KEY = suggestions.Key("14", "4", "0107")


def take(database: Database, office: Office, *paths: Path, dry_run: bool = False) -> Summary:
    return import_files(database, office, NOW, paths, dry_run=dry_run)


def told(database: Database, office: Office, *paths: Path) -> list[str]:
    with pytest.raises(WrongCells) as caught:
        take(database, office, *paths)
    return [str(problem) for problem in caught.value.problems]


def only(database: Database) -> Suggestion:
    with database.read() as session:
        found = suggestions.by_key(session, KEY)
        assert found is not None
        session.expunge(found)
    return found


def count(database: Database) -> tuple[int, int, int]:
    with database.read() as session:
        return (
            len(ledger.units(session)),
            len(ledger.roster(session)),
            len(suggestions.every(session)),
        )


def test_the_sample_ledger_comes_in_whole_and_only_once(database: Database, office: Office) -> None:
    first = take(database, office, LEDGER)
    assert first.created["建议台账"] >= 30
    assert first.created["代表"] >= 12
    assert first.created["工作人员"] >= 12
    with database.read() as session:
        before = len(suggestions.every(session))
        item = suggestions.by_key(session, KEY)
        assert item is not None
        signed = suggestions.deputies(session, item.id)
        assert [(one.name, leads) for one, leads in signed] == [
            ("李秀兰", True),
            ("周建国", False),
            ("夏立平", False),
        ]
        assert item.is_key
        assert item.assigned_on == date(2026, 4, 7)
        assert item.due_on == date(2026, 7, 7)
        [joint] = suggestions.joint_units(session, item.id)
        assert joint.handling == Handling.JOINT
        officer = people.get(session, item.officer_id or 0)
        assert (officer.name, officer.phone) == ("陈思远", "+8613800000011")
        assert contacts.of_suggestion(session, item.id)
        owed = {duty.kind for duty in duties.of_suggestion(session, item.id)}
        assert {DutyKind.OPENING, DutyKind.CONTACT, DutyKind.REPLY, DutyKind.OPINION} <= owed
        lead = signed[0][0]
        led = [
            one.number
            for one in suggestions.of_deputy(session, lead.id, only_open=True)
            if suggestions.lead_deputy_id(session, one.id) == lead.id
        ]
        assert sorted(led) == ["0107", "0112"]
        told_of = [event.kind for event in events.of_suggestion(session, item.id)]
        assert "imported" in told_of
    again = take(database, office, LEDGER)
    assert not again.created
    assert not again.updated
    assert again.unchanged == first.created
    with database.read() as session:
        assert len(suggestions.every(session)) == before
        same = suggestions.by_key(session, KEY)
        assert same is not None
        assert [event.kind for event in events.of_suggestion(session, same.id)] == told_of


def test_the_sample_has_the_awkward_cases(database: Database, office: Office) -> None:
    take(database, office, LEDGER)
    with database.read() as session:
        items = [suggestions.get(session, one) for one in suggestions.every(session)]
        assert any(item.waives_meeting for item in items)
        assert any(item.is_confidential for item in items)
        assert any(item.is_key for item in items)
        assert {item.openness for item in items} == set(Openness)
        assert len(people.named(session, "张伟")) == 2
        roles = {person.role for person in ledger.roster(session)}
        assert roles == set(Role)


def test_days_of_assignment_that_cannot_be_meant_are_wrong(
    database: Database, office: Office, roster: Path, book: MakeBook
) -> None:
    take(database, office, roster)
    expected = "应为交办日期：2000-01-01 之后，且不晚于 2026-05-08；请核对年份"
    wrong = book(
        {
            "建议台账": [
                LEDGER_HEADER,
                suggestion(建议编号="0108", 交办日期="2099-04-07"),
                suggestion(建议编号="0109", 交办日期="1996-04-07"),
            ]
        }
    )
    assert told(database, office, wrong) == [
        f"建议台账!L2：“2099-04-07” {expected}",
        f"建议台账!L3：“1996-04-07” {expected}",
    ]
    # One of years ago may be meant, for looking back on: it comes in, and is named.
    old = book({"建议台账": [LEDGER_HEADER, suggestion(交办日期="2016-04-07")]})
    for dry_run in (True, False):
        doubts = take(database, office, old, dry_run=dry_run).doubts
        assert doubts == ["请核对交办日期的年份 (please check the year)：第0107号 2016-04-07"]
    assert take(database, office, old).doubts == []  # it stands as it is


def test_nothing_is_cut_off_a_note_without_a_word(
    database: Database, office: Office, roster: Path, book: MakeBook
) -> None:
    take(database, office, roster)
    rows = [[*LEDGER_HEADER, "情况说明"], [*suggestion(), "长" * 2001]]
    problems = told(database, office, book({"建议台账": rows}))
    assert problems[0].endswith("太长，应不超过 2000 个字符")


def test_every_wrong_cell_is_told_at_once_and_nothing_comes_in(
    database: Database, office: Office, roster: Path, book: MakeBook
) -> None:
    take(database, office, roster)
    wrong = book(
        {
            "建议台账": [
                LEDGER_HEADER,
                suggestion(),
                suggestion(建议编号="0108", 交办日期="2026-13-40", 领衔代表="查无此人"),
                suggestion(建议编号="0109", 主办单位="不存在的厅"),
                suggestion(建议编号="0110", 承办人="石磊", 是否重点="大概", 标题=None),
                suggestion(建议编号="0107"),
                suggestion(建议编号="0111", 附议代表="李秀兰", 会办单位="省生态环境厅"),
            ]
        }
    )
    assert told(database, office, wrong) == [
        "建议台账!F3：“查无此人” 应为已登记的代表（先在“代表”表中登记）",
        "建议台账!L3：“2026-13-40” 应为日期，例如 2026-03-24",
        "建议台账!H4：“不存在的厅” 应为已登记的承办单位（先在“承办单位”表中登记）",
        "建议台账!D5：不能为空",
        "建议台账!J5：“石磊” 应为“省生态环境厅”已登记的工作人员（先在“工作人员”表中登记）",
        "建议台账!M5：“大概” 应为“是”或“否”",
        "建议台账!C6：“0107” 与第 2 行重复",
        "建议台账!G7：“李秀兰” 同一位代表只能签名一次",
        "建议台账!I7：“省生态环境厅” 主办单位不能同时会办",
    ]
    assert count(database) == (2, 7, 0)


def test_a_wrong_roster_keeps_the_whole_file_out(
    database: Database, office: Office, book: MakeBook
) -> None:
    wrong = book(
        {
            "承办单位": UNITS,
            "代表": [*DEPUTIES, ["刘志远", "邵阳代表团", "1380"], [None, "邵阳代表团", None]],
            "工作人员": [*STAFF, ["某人", "生态环境厅", None, "路人"]],
        }
    )
    assert told(database, office, wrong) == [
        "代表!C5：“1380” 应为电话号码，例如 13800000001",
        "代表!A6：不能为空",
        "工作人员!D6：“路人” 应为 承办人、处室负责人、分管领导、主要领导、督办 之一",
    ]
    assert count(database) == (0, 0, 0)


def test_a_missing_column_is_told_by_name(
    database: Database, office: Office, book: MakeBook
) -> None:
    short = book({"建议台账": [["建议编号", "标题", "领衔代表"], ["0107", "关于……", "李秀兰"]]})
    assert told(database, office, short) == [
        "建议台账!A1：缺少“主办单位”一列",
        "建议台账!A1：缺少“交办日期”一列",
    ]


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    database: Database, office: Office, roster: Path, book: MakeBook
) -> None:
    sheet = book({"建议台账": [LEDGER_HEADER, suggestion()]})
    would = take(database, office, roster, sheet, dry_run=True)
    assert would.created == {"承办单位": 2, "代表": 3, "工作人员": 4, "建议台账": 1}
    assert count(database) == (0, 0, 0)
    take(database, office, roster, sheet)
    changed = book({"建议台账": [LEDGER_HEADER, suggestion(标题="新标题", 承办人="肖婷")]})
    would = take(database, office, changed, dry_run=True)
    assert [change.fields for change in would.changes] == [
        {
            "title": ("关于加快洞庭湖总磷污染治理的建议", "新标题"),
            "office": ("水生态环境处", "大气环境处"),
            "officer_id": ("陈思远", "肖婷"),
        }
    ]
    assert only(database).title == "关于加快洞庭湖总磷污染治理的建议"


def test_a_changed_row_updates_and_is_in_the_audit(
    database: Database, office: Office, roster: Path, book: MakeBook
) -> None:
    take(database, office, roster, book({"建议台账": [LEDGER_HEADER, suggestion()]}))
    changed = suggestion(
        承办人="肖婷", 交办日期="2026-04-08", 附议代表="夏立平", 会办单位="无", 代表意愿="免见面"
    )
    summary = take(database, office, book({"建议台账": [LEDGER_HEADER, changed]}))
    assert summary.updated == {"建议台账": 1}
    item = only(database)
    assert item.assigned_on == date(2026, 4, 8)
    assert item.due_on == date(2026, 7, 8)
    assert item.waives_meeting
    assert not item.wishes_meeting
    with database.read() as session:
        assert [one.name for one, _ in suggestions.deputies(session, item.id)] == [
            "李秀兰",
            "夏立平",
        ]
        assert not suggestions.joint_units(session, item.id)
        [new] = people.named(session, "肖婷")
        owed = [
            duty.person_id
            for duty in duties.open_about(session, item.id, [DutyKind.REPLY, DutyKind.CONTACT])
        ]
        assert set(owed) == {new.id}
        [event] = [e for e in events.of_suggestion(session, item.id) if e.kind == "updated"]
        assert event.data["before"]["officer_id"] == "陈思远"
        assert event.data["after"]["officer_id"] == "肖婷"
        assert event.data["before"]["assigned_on"] == "2026-04-07"
        assert event.data["after"]["deputies"] == ["李秀兰", "夏立平"]
        assert event.data["before"]["joint_units"] == ["省农业农村厅"]


def test_a_changed_person_is_in_the_audit_and_keeps_the_language_chosen(
    database: Database, office: Office, roster: Path, book: MakeBook
) -> None:
    take(database, office, roster)
    with database.write() as session:
        [person] = people.named(session, "李秀兰")
        person.language = Language.ENGLISH
    again = book(
        {
            "代表": [
                ["姓名", "代表团", "手机", "语言"],
                ["李秀兰", "长沙市代表团", "13900000001", "中文"],
            ]
        }
    )
    summary = take(database, office, again)
    assert summary.updated == {"代表": 1}
    with database.read() as session:
        [person] = people.named(session, "李秀兰")
        assert (person.phone, person.language) == ("+8613900000001", Language.ENGLISH)
        assert person.delegation == "长沙代表团"
        [event] = [e for e in events.of_person(session, person.id) if e.kind == "updated"]
        assert event.data["before"] == {"phone": "+86138****0001"}


def test_an_empty_cell_or_absent_column_changes_nothing(
    database: Database, office: Office, roster: Path, book: MakeBook
) -> None:
    take(database, office, roster, book({"建议台账": [LEDGER_HEADER, suggestion()]}))
    sparse = book(
        {
            "台账": [
                ["届", "会次", "编号", "案由", "提出人", "主办", "交办时间", "附议人", "经办人"],
                [14, 4, 107, "关于加快洞庭湖总磷污染治理的建议", "李秀兰", "省生态环境厅",
                 date(2026, 4, 7), None, None],
            ]
        }
    )  # fmt: skip
    summary = take(database, office, sparse)
    assert summary.unchanged == {"建议台账": 1}
    assert only(database).is_key


def test_the_deputys_own_waiver_outlasts_an_unchanged_ledger(
    database: Database, office: Office, roster: Path, book: MakeBook
) -> None:
    sheet = book({"建议台账": [LEDGER_HEADER, suggestion()]})
    take(database, office, roster, sheet)
    with database.write() as session:
        item = suggestions.by_key(session, KEY)
        assert item is not None
        item.waives_meeting, item.wishes_meeting = True, False
    assert not take(database, office, sheet).updated
    assert only(database).waives_meeting


def test_extra_columns_are_kept_as_notes(
    database: Database, office: Office, roster: Path, book: MakeBook
) -> None:
    rows = [[*LEDGER_HEADER, "督办单位", "备注"], [*suggestion(), "环资委", "两年连续提出"]]
    take(database, office, roster, book({"建议台账": rows}))
    assert only(database).notes == {"督办单位": "环资委", "备注": "两年连续提出"}


def test_titles_merged_headers_empty_rows_and_notes_are_tolerated(
    database: Database, office: Office, roster: Path, book: MakeBook
) -> None:
    rows: Sequence[Sequence[object]] = [
        ["省十四届人大四次会议代表建议交办清单"],
        [],
        ["序号", "建议编号", "案 由", "领衔代表", "承办单位", None, "办理情况", None, "交办\n日期"],
        [None, None, None, None, "主办", "会办", "责任处室", "经办人", None],
        [1, 107, "关于治理总磷的建议", "李秀兰", "生态环境厅", "农业农村厅", "水生态环境处",
         "陈思远 13800000011", date(2026, 4, 7)],
        [],
        [2, 108, "关于水源地的建议", "周建国", "生态环境厅", None, None, None, "2026年4月7日"],
        [3, None, None, None, None, None, None, None, None],
        ["序号", "建议编号", "案由", "领衔代表", "主办单位", "会办单位", None, None, "交办日期"],
        [4, 109, "关于湿地的建议", "夏立平", "省生态环境厅", None, None, None, "2026/4/7"],
        ["合计", 3],
        ["说明：会办单位应在一个月内提出会办意见。"],
    ]  # fmt: skip
    merge = ["A1:I1", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:H3", "I3:I4", "A12:I12"]
    summary = take(database, office, roster, book({"Sheet1": rows}, {"Sheet1": merge}))
    assert summary.created["建议台账"] == 3
    item = only(database)
    assert item.title == "关于治理总磷的建议"
    assert item.office == "水生态环境处"
    with database.read() as session:
        assert len(suggestions.joint_units(session, item.id)) == 1
        assert people.get(session, item.officer_id or 0).name == "陈思远"


def test_a_unit_merged_downwards_counts_for_each_of_its_rows(
    database: Database, office: Office, book: MakeBook
) -> None:
    staff = [
        ["承办单位", "科室", "姓名", "身份", "联系电话"],
        ["生态环境厅", "水处", "陈思远", "承办人", 13800000011],
        [None, None, "黄志强", "处长", "１３８００００００１２"],
        [None, "大气处", "肖婷", "经办人", None],
    ]
    merge = {"工作人员": ["A2:A4", "B2:B3"]}
    take(database, office, book({"承办单位": UNITS, "工作人员": staff}, merge))
    with database.read() as session:
        found = {person.name: person for person in ledger.roster(session)}
        assert {person.unit_id for person in found.values()} == {1}
        assert found["黄志强"].office == "水处"
        assert found["黄志强"].phone == "+8613800000012"
        assert found["肖婷"].office == "大气处"


def test_namesakes_must_be_told_apart(
    database: Database, office: Office, roster: Path, book: MakeBook
) -> None:
    more = book(
        {"代表名册": [["姓名", "代表团"], ["张伟", "衡阳代表团"], ["张伟", "常德代表团"]]},
        name="more.xlsx",
    )
    take(database, office, roster, more)
    unclear = book({"建议台账": [LEDGER_HEADER, suggestion(领衔代表="张伟")]})
    assert told(database, office, unclear) == [
        "建议台账!F2：“张伟” 有同名代表，请写明：张伟（衡阳代表团）、张伟（常德代表团）"
    ]
    clear = book({"建议台账": [LEDGER_HEADER, suggestion(领衔代表="张 伟（常德）")]})
    take(database, office, clear)
    by_column = book(
        {
            "建议台账": [
                [*LEDGER_HEADER, "代表团"],
                [*suggestion(建议编号="0108", 领衔代表="张伟"), "衡阳代表团"],
            ]
        }
    )
    take(database, office, by_column)
    with database.read() as session:
        item = suggestions.by_key(session, KEY)
        assert item is not None
        lead: Person = suggestions.deputies(session, item.id)[0][0]
        assert lead.delegation == "常德代表团"
        other = suggestions.by_key(session, suggestions.Key("14", "4", "0108"))
        assert other is not None
        assert suggestions.deputies(session, other.id)[0][0].delegation == "衡阳代表团"


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("省生态环境厅", "省生态环境厅"),
        ("生态环境厅", "省生态环境厅"),
        ("湖南省生态环境厅", "省生态环境厅"),
        ("省 农业农村厅", None),
        ("长沙市生态环境厅", None),
        ("环境厅", None),
    ],
)
def test_a_unit_is_known_with_its_province_but_never_guessed(
    database: Database, office: Office, roster: Path, written: str, unit: str | None
) -> None:
    take(database, office, roster)
    with database.read() as session:
        known = References(ledger.units(session), ledger.roster(session))
    if unit is None:
        with pytest.raises(Wrong, match="已登记的承办单位"):
            known.unit(written)
    else:
        assert known.unit(written) == unit


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_every_encoding_of_an_office(
    database: Database, office: Office, roster: Path, tmp_path: Path, encoding: str
) -> None:
    sheet = tmp_path / "导出.csv"
    lines = [",".join(LEDGER_HEADER), ",".join(str(value) for value in suggestion())]
    sheet.write_text("\r\n".join(lines), encoding=encoding)
    take(database, office, roster, sheet)
    assert only(database).title == "关于加快洞庭湖总磷污染治理的建议"


def test_a_wrong_cell_of_a_csv_has_its_address_too(
    database: Database, office: Office, roster: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "建议.csv"
    values = [str(value) for value in suggestion(建议编号='="0107"', 交办日期="某日")]
    sheet.write_text("\t".join(LEDGER_HEADER) + "\n" + "\t".join(values), encoding="gbk")
    assert told(database, office, roster, sheet) == ["建议!L2：“某日” 应为日期，例如 2026-03-24"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "另存为"),
        (b"PK\x03\x04 not really a zip", "已损坏"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x81\xff\xff", "编码无法识别"),
        (b"hello", "没有找到可以识别的表"),
        (b"", "没有找到可以识别的表"),
    ],
)
def test_a_file_that_is_no_table_is_told_in_one_sentence(
    database: Database, office: Office, tmp_path: Path, content: bytes, expected: str
) -> None:
    file = tmp_path / "file.xlsx"
    file.write_bytes(content)
    with pytest.raises(SheetError, match=expected) as caught:
        take(database, office, file)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_told(database: Database, office: Office, tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="找不到文件"):
        take(database, office, tmp_path / "none.xlsx")


def test_a_bomb_is_refused_before_it_is_unpacked(
    database: Database, office: Office, tmp_path: Path
) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    with pytest.raises(SheetError, match="太大"):
        take(database, office, bomb)


def test_a_sheet_of_too_many_rows_is_refused(
    database: Database,
    office: Office,
    roster: Path,
    book: MakeBook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "MAX_ROWS", 3)
    with pytest.raises(SheetError, match="超过 3 行"):
        take(database, office, roster)


def test_a_sheet_that_is_not_understood_is_named(
    database: Database, office: Office, book: MakeBook
) -> None:
    summary = take(
        database, office, book({"承办单位": UNITS, "填表说明": [["请认真填写"], ["谢谢"]]})
    )
    assert summary.ignored == ["ledger.xlsx!填表说明"]


def test_a_long_ledger_comes_in_with_flat_memory(
    database: Database, office: Office, roster: Path, tmp_path: Path
) -> None:
    """As csv, so that what is measured is the import. LIANLUO_TEST_ROWS=10000 for the real size."""
    rows = int(os.environ.get("LIANLUO_TEST_ROWS", "400"))
    take(database, office, roster)
    peaks = []
    for part, size in enumerate((20, rows // 2, rows), start=1):
        sheet = tmp_path / f"台账{part}.csv"
        with sheet.open("w", encoding="utf-8") as file:
            file.write(",".join(LEDGER_HEADER) + "\n")
            for number in range(size):
                row = suggestion(会次=str(part), 建议编号=f"{number:05d}", 内容="内容" * 500)
                file.write(",".join(str(value) for value in row) + "\n")
        tracemalloc.start()
        summary = take(database, office, sheet)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert summary.created["建议台账"] == size
    assert peaks[2] < 1.2 * peaks[1] + 500 * rows
