"""Workbooks as nobody would save them: bytes, parts, XML and cells changed at random."""

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

import openpyxl
from sqlalchemy import func, select

from handlers.office import Office
from handlers.sheets.importing import import_files
from handlers.sheets.problems import SheetError, WrongCells
from storage import schema
from storage.database import Database
from tests.chaos.world import matters
from tests.flows.steps import write_matters
from tests.house import MORNING

VALUES: tuple[Any, ...] = (
    None,
    "",
    "　",
    "无",
    0,
    -1,
    107,
    10**18,
    1e308,
    3.5,
    True,
    date(2026, 4, 7),
    date(1900, 1, 1),
    datetime(9999, 12, 31, 23, 59),
    time(12, 30),
    timedelta(days=40000),
    "2026-02-30",
    "=1/0",
    "#REF!",
    "长" * 5_000,
    "李秀兰、周建国",
    "李秀兰（长沙代表团",
    "张 三、、；；",
    "\u202e\u2066",
    "x_x0000_y",
    "９" * 30,
    "²",
    "十" * 40,
    "\ufdfa" * 60,
    "是",
    "离任",
    "13800000001/13800000002",
    "第0107号",
    "'=1",
)
FORMATS = ("0000", "yyyy-mm-dd", "@", "[h]:mm", "0" * 60)
SNIPPETS = (
    b"", b"0", b"-1", b"99999999999999999999", b"NaN", b"A0", b"ZZZZ9", b"x", b"&#0;", b"&lt;",
    b"&undefined;", b"_x0000_", b"\x00", b"\xff", b"<", b"</row>", b"<c/>", "长".encode() * 50,
)  # fmt: skip
SENTENCE = re.compile(r"[^\n]{1,4000}\Z")
WRONG = re.compile(r".*![A-Z]{1,3}[0-9]+：(?s:.+)\Z", re.DOTALL)


class WildBooks:
    """Makes files out of a good one."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = random.Random(seed)
        self.folder = folder
        self.good = write_matters(folder / "good.xlsx", *matters())
        self.body = self.good.read_bytes()
        self._count = 0

    def file(self) -> Path:
        """The next one."""
        self._count += 1
        makers: tuple[Callable[[], tuple[str, bytes]], ...] = (
            self._bytes,
            self._parts,
            self._xml,
            self._xml,
            self._cells,
            self._cells,
            self._cells,
            self._csv,
        )
        ending, body = self.dice.choice(makers)()
        path = self.folder / f"wild-{self._count}.{ending}"
        path.write_bytes(body)
        return path

    def _bytes(self) -> tuple[str, bytes]:
        body = bytearray(self.body)
        for _ in range(self.dice.choice((1, 1, 3, 20))):
            place = self.dice.randrange(max(len(body), 1))
            match self.dice.randrange(4):
                case 0 if body:
                    body[place] = self.dice.randrange(256)
                case 1:
                    del body[place : place + self.dice.randrange(1, 200)]
                case 2:
                    body[place:place] = self.dice.randbytes(self.dice.randrange(1, 50))
                case _:
                    body = body[: max(place, 10)]
        return "xlsx", bytes(body)

    def _zipped(self, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self.body)) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                changed = change(name, old.read(name))
                if changed is not None:
                    with catch_warnings():
                        simplefilter("ignore")  # two parts of one name are meant
                        new.writestr(*changed)
        return out.getvalue()

    def _parts(self) -> tuple[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.body)) as archive:
            names = archive.namelist()
        victim, other = self.dice.choice(names), self.dice.choice(names)
        what = self.dice.randrange(4)

        def change(name: str, body: bytes) -> tuple[str, bytes] | None:
            if name != victim:
                return name, body
            return (None, (other, body), (name, b""), (f"../{name}", body))[what]

        return "xlsx", self._zipped(change)

    def _xml(self) -> tuple[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.body)) as archive:
            victim = self.dice.choice(
                [n for n in archive.namelist() if n.endswith((".xml", ".rels"))]
            )

        def change(name: str, body: bytes) -> tuple[str, bytes]:
            if name == victim:
                for _ in range(self.dice.choice((1, 2, 5))):
                    body = self._changed_xml(body)
            return name, body

        return "xlsx", self._zipped(change)

    def _changed_xml(self, body: bytes) -> bytes:
        patterns = (rb'"[^"]*"', rb">[^<]+<", rb"<[^>]+>", rb"[a-z]+=", rb"<c [^>]*>.*?</c>")
        found = list(re.finditer(self.dice.choice(patterns), body))
        if not found:
            return body
        match = self.dice.choice(found)
        old, snippet = match[0], self.dice.choice(SNIPPETS)
        if old.startswith(b'"'):
            new = b'"' + snippet.replace(b'"', b"") + b'"'
        elif old.startswith(b">"):
            new = b">" + snippet + b"<"
        else:
            new = self.dice.choice((b"", old * 2, snippet))
        return body[: match.start()] + new + body[match.end() :]

    def _cells(self) -> tuple[str, bytes]:
        book = openpyxl.load_workbook(self.good)
        for _ in range(self.dice.choice((1, 2, 6))):
            sheet = self.dice.choice(book.worksheets)
            row = self.dice.choice((1, 2, 2, 3, 3, 4, 9, 500))
            cell = sheet.cell(row, self.dice.randrange(1, 14))
            cell.value = self.dice.choice(VALUES)
            if self.dice.random() < 0.3:
                cell.number_format = self.dice.choice(
                    ("0000", "yyyy-mm-dd", "@", "[h]:mm", "0" * 60)
                )
        if self.dice.random() < 0.2:
            self.dice.choice(book.worksheets).merge_cells("A1:C2")
        if self.dice.random() < 0.2:
            self.dice.choice(book.worksheets).title = self.dice.choice(("建议", "x", "代表 "))
        out = io.BytesIO()
        book.save(out)
        return "xlsx", out.getvalue()

    def _csv(self) -> tuple[str, bytes]:
        sheet = self.dice.choice(openpyxl.load_workbook(self.good).worksheets)
        lines = [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)]
        for _ in range(self.dice.choice((0, 1, 4))):
            line = self.dice.choice(lines)
            line[self.dice.randrange(len(line))] = str(self.dice.choice(VALUES[:8] + VALUES[9:]))
        out = io.StringIO()
        csv.writer(out, delimiter=self.dice.choice(",\t;")).writerows(lines)
        encoding = self.dice.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16"))
        body = bytearray(out.getvalue().encode(encoding, "replace"))
        if self.dice.random() < 0.3:
            body[self.dice.randrange(len(body))] = self.dice.randrange(256)
        return "csv", bytes(body)


def everything(database: Database) -> dict[str, int]:
    """How many rows there are in each table."""
    with database.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in schema.metadata.sorted_tables
        }


def try_out(database: Database, office: Office, path: Path) -> str:
    """Import a file: it comes in, or one sentence (one for each wrong cell) says why not."""
    before = everything(database)
    said: list[str] = []
    try:
        import_files(database, office, MORNING, [path])
    except WrongCells as wrong:
        outcome, said = "wrong cells", [str(problem) for problem in wrong.problems]
    except SheetError as error:
        outcome, said = "refused", [str(error)]
    else:
        again = import_files(database, office, MORNING, [path])
        assert not again.created, again
        assert not again.updated, again
        return "imported"
    assert everything(database) == before, "half done"
    assert said
    for sentence in said:
        assert (WRONG if outcome == "wrong cells" else SENTENCE).match(sentence), sentence
        assert outcome == "wrong cells" or path.name in sentence
    return outcome
