"""Files made to do harm: refused with one sentence, before they are unpacked."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import openpyxl.xml
import pytest
from openpyxl.worksheet import _read_only
from openpyxl.xml import functions

from handlers.office import Office
from handlers.sheets import reading
from handlers.sheets.importing import import_files
from handlers.sheets.problems import SheetError, WrongCells
from storage import ledger, people
from storage.database import Database
from tests.sheets.conftest import DEPUTIES, LEDGER_HEADER, NOW, UNITS, MakeBook, suggestion

LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY a "哈哈哈哈哈哈哈哈">
 <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
 <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
 <!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
]>
"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE x [ <!ENTITY xxe SYSTEM "file:///etc/passwd"> ]>
"""


def changed(path: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of a workbook with one of its parts changed."""
    copy = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            body = old.read(item)
            new.writestr(item.filename, change(body) if item.filename == member else body)
    return copy


@contextmanager
def refused(database: Database, office: Office, sentence: str) -> Iterator[Callable[[Path], None]]:
    """Importing says the sentence, and nothing comes in."""

    def take(path: Path) -> None:
        with pytest.raises((SheetError, WrongCells), match=sentence) as caught:
            import_files(database, office, NOW, [path])
        assert "Traceback" not in str(caught.value)
        with database.read() as session:
            assert not ledger.units(session)
            assert not ledger.roster(session)

    yield take


def test_the_library_reads_xml_with_the_parser_that_refuses_bombs() -> None:
    assert openpyxl.xml.DEFUSEDXML
    assert "defusedxml" in functions.iterparse.__module__
    assert _read_only.WorkSheetParser


@pytest.mark.parametrize("prologue", [LAUGHS, OUTSIDE], ids=["a billion laughs", "from outside"])
@pytest.mark.parametrize(
    "member",
    ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"],
)
def test_entities_are_refused_in_every_part(
    database: Database, office: Office, book: MakeBook, prologue: str, member: str
) -> None:
    def with_entities(body: bytes) -> bytes:
        text = body.decode()
        start = text.index("?>") + 2 if text.startswith("<?xml") else 0
        return (prologue + text[start:]).encode()

    bomb = changed(book({"承办单位": UNITS}), member, with_entities)
    with refused(database, office, "实体声明") as take:
        take(bomb)


def _archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return path


@pytest.mark.parametrize(
    "members",
    [
        {"xl/worksheets/sheet1.xml": b"0" * 30_000_000},
        {"xl/sharedStrings.xml": b"0" * 60_000_000},
        {f"xl/media/{n}.png": b"" for n in range(reading.MAX_MEMBERS + 1)},
    ],
    ids=["ratio", "texts", "members"],
)
def test_bombs_are_refused_before_they_are_unpacked(
    database: Database,
    office: Office,
    tmp_path: Path,
    members: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("the bomb was opened")

    monkeypatch.setattr(reading, "load_workbook", never)
    with refused(database, office, "太大") as take:
        take(_archive(tmp_path / "bomb.xlsx", members))


def test_what_unpacks_to_more_than_is_declared_is_refused(
    database: Database, office: Office, book: MakeBook
) -> None:
    """The archive's own list says 10 bytes; the part has thousands."""
    path = book({"承办单位": UNITS})
    body = bytearray(path.read_bytes())
    place = body.rindex(b"xl/worksheets/sheet1.xml")  # its entry in the list at the end
    body[place - 22 : place - 18] = (10).to_bytes(4, "little")
    path.write_bytes(body)
    with refused(database, office, "已损坏|没有找到") as take:
        take(path)


def test_absurd_dimensions_cost_nothing(database: Database, office: Office, book: MakeBook) -> None:
    far = changed(
        book({"承办单位": UNITS}),
        "xl/worksheets/sheet1.xml",
        lambda body: body.replace(
            b"</sheetData>",
            b'<row r="200000"><c r="XFD200000" t="inlineStr"><is><t>x</t></is></c></row>'
            b"</sheetData>",
        ),
    )
    assert import_files(database, office, NOW, [far]).created["承办单位"] == 2
    beyond = changed(
        far, "xl/worksheets/sheet1.xml", lambda body: body.replace(b"200000", b"99999999")
    )
    with pytest.raises(SheetError, match=r"太大|已损坏"):
        import_files(database, office, NOW, [beyond])


def test_merged_cells_without_end_are_refused(
    database: Database, office: Office, book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_MERGED", 3)
    merged = book({"承办单位": UNITS}, {"承办单位": [f"D{n}:E{n}" for n in range(1, 9)]})
    with refused(database, office, "合并的单元格超过") as take:
        take(merged)


@pytest.mark.parametrize("reference", [b"::", b"A1:", b"A0:B0", b"ZZZZZ1:B2", b"A1:B99999999999"])
def test_nonsense_about_merged_cells_is_a_broken_file_or_nothing(
    database: Database, office: Office, book: MakeBook, reference: bytes
) -> None:
    odd = changed(
        book({"承办单位": UNITS}, {"承办单位": ["A1:B1"]}),
        "xl/worksheets/sheet1.xml",
        lambda body: body.replace(b'ref="A1:B1"', b'ref="' + reference + b'"'),
    )
    with suppress(SheetError):
        import_files(database, office, NOW, [odd])


def test_links_to_elsewhere_are_not_followed(
    database: Database, office: Office, book: MakeBook
) -> None:
    path = book({"承办单位": UNITS})
    linked = path.with_name("linked.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(linked, "w") as new:
        for item in old.infolist():
            body = old.read(item)
            if item.filename == "xl/_rels/workbook.xml.rels":
                body = body.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/'
                    b'officeDocument/2006/relationships/externalLink" '
                    b'Target="externalLinks/externalLink1.xml"/></Relationships>',
                )
            new.writestr(item.filename, body)
        new.writestr("xl/externalLinks/externalLink1.xml", LAUGHS + "<x>&d;</x>")
    assert import_files(database, office, NOW, [linked]).created["承办单位"] == 2


def test_tricks_in_cells_do_not_get_into_the_books(
    database: Database, office: Office, roster: Path, book: MakeBook, tmp_path: Path
) -> None:
    csv = tmp_path / "代表.csv"
    csv.write_text("姓名,代表团\n王\u202e五\x1b,株洲\u2066代表团\n", "utf-8")
    import_files(database, office, NOW, [roster])
    import_files(database, office, NOW, [csv])
    with database.read() as session:
        [person] = people.named(session, "王五")
        assert person.delegation == "株洲代表团"
    long_when_narrow = "\ufdfa" * 100  # one character, eighteen in its narrow form
    wrong = book({"代表": [*DEPUTIES, [long_when_narrow, "株洲代表团", None]]})
    with pytest.raises(WrongCells, match=r"代表!A5.*太长"):
        import_files(database, office, NOW, [wrong])
    number = "9" * 5000  # more digits than a number may be read from
    odd = book({"建议台账": [LEDGER_HEADER, suggestion(届次=number, 会次=number)]})
    with pytest.raises(WrongCells, match=r"建议台账!A2.*届次"):
        import_files(database, office, NOW, [odd])


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe\x00\xd8\x00\xd8",
        b"\xff\xfea",
        b'"' + b"x" * 200_000,
        b"\x80\x81\xff",
        b"PK\x03\x04",
    ],
    ids=["half characters", "odd length", "a cell without end", "no encoding", "no archive"],
)
def test_broken_text_is_one_sentence(
    database: Database, office: Office, tmp_path: Path, body: bytes
) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(body)
    with refused(database, office, "无法识别|已损坏|没有找到") as take:
        take(path)
