"""Rows of a workbook or csv file, one at a time, under the columns that are understood.

Title rows above the header, headers in two merged rows, empty rows, cells merged downwards and
notes at the end (合计, 说明 …) are taken as offices leave them.
"""

import csv
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from handlers.rules import tidy
from handlers.sheets import headers, wording
from handlers.sheets.cells import Cell, as_text
from handlers.sheets.headers import Sheet
from handlers.sheets.problems import SheetError

MAX_FILE_BYTES = 100_000_000
MAX_UNPACKED_BYTES = 600_000_000
MAX_SHARED_TEXT_BYTES = 200_000_000
MAX_MEMBERS = 2_000  # files inside; those of real offices have some dozens
MAX_MERGED = 100_000  # cells merged
MAX_RATIO = 500  # unpacked to packed; sheets of real offices stay below 60
MAX_ROWS = 200_000
LAST_ROW = 1_048_576
MAX_COLUMNS = 200
HEADER_WITHIN = 20  # rows from the top

_NOTE = re.compile(
    r"^(?:合计|总计|小计|共计|说明|注[:：]|注[0-9一二三]|备注[:：]|填表|制表|填报|审核人|审核[:：]|"
    r"单位负责人[:：]|联系人[:：]|[一二三四五六七八九十]+、)"
)

RawRow = list[Cell | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column key, and those of extra columns by header."""

    number: int
    cells: dict[str, Cell]
    extras: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that is understood. `rows()` may be gone through again and again."""

    kind: Sheet
    file: str
    title: str
    heading: str  # what stands above the header
    header_row: int
    places: dict[int, str]
    extras: dict[int, str]
    _raw: Callable[[], Iterator[tuple[int, RawRow]]]
    _first_row: int

    @property
    def keys(self) -> frozenset[str]:
        """The columns that are there."""
        return frozenset(self.places.values())

    def address_of(self, key: str) -> str:
        """Where a column's header stands."""
        place = next(place for place, found in self.places.items() if found == key)
        return f"{get_column_letter(place + 1)}{self.header_row}"

    def place_of(self, key: str, row: int) -> str:
        """The address of a column's cell in a row, also when it is empty."""
        for place, found in self.places.items():
            if found == key:
                return f"{get_column_letter(place + 1)}{row}"
        return f"A{row}"

    def rows(self) -> Iterator[Row]:
        """The rows that say something, in order."""
        for number, raw in self._raw():
            if number < self._first_row:
                continue
            row = self._row(number, raw)
            if row is not None:
                yield row

    def _row(self, number: int, raw: RawRow) -> Row | None:
        cells = {
            key: cell
            for place, key in self.places.items()
            if place < len(raw) and (cell := raw[place]) is not None
        }
        if not cells or _is_note(raw, cells) or self._is_header_again(cells):
            return None
        if set(cells) == {"number"} and self.kind is headers.SUGGESTIONS:
            return None  # a row numbered in advance
        extras = {
            name: cell
            for place, name in self.extras.items()
            if place < len(raw) and (cell := raw[place]) is not None
        }
        return Row(number, cells, extras)

    def _is_header_again(self, cells: dict[str, Cell]) -> bool:
        matching = sum(
            headers.is_called(self.kind.column(key), cell.text) for key, cell in cells.items()
        )
        return matching >= 2 and matching * 2 >= len(cells)


def _is_note(raw: RawRow, cells: dict[str, Cell]) -> bool:
    first = next(cell for cell in raw if cell is not None)
    return len(cells) <= 2 and bool(_NOTE.match(first.text))


@dataclass(slots=True)
class Book:
    """The understood sheets of one file, and the titles of those that are not."""

    file: str
    tables: list[Table] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    close: Callable[[], None] = lambda: None


def open_book(path: Path) -> Book:
    """Open a .xlsx or .csv file. Raises SheetError with one sentence when it is neither."""
    if not path.is_file():
        raise SheetError(wording.NOT_FOUND.format(file=path))
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetError(wording.OLD_FORMAT.format(file=path.name))
    if path.stat().st_size > MAX_FILE_BYTES:
        raise _too_big(path.name, f"超过 {MAX_FILE_BYTES // 1_000_000} MB")
    book = _workbook(path) if start.startswith(b"PK") else _csv(path)
    if not book.tables:
        book.close()
        raise SheetError(wording.NOTHING.format(file=path.name))
    return book


def _too_big(file: str, what: str) -> SheetError:
    return SheetError(wording.TOO_BIG.format(file=file, what=what))


# ——— workbooks ———


def _workbook(path: Path) -> Book:
    file = path.open("rb")
    try:
        _check_size(path)
        workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        file.close()
        raise _told(path.name, error) from error
    book = Book(path.name, close=file.close)
    try:
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible":
                _look_at(workbook, sheet, book)
    except Exception as error:
        book.close()
        raise _told(path.name, error) from error
    return book


def _look_at(workbook: Any, sheet: Any, book: Book) -> None:
    merged = _merged(workbook, sheet, book.file)
    rows = _sheet_rows(book.file, sheet, merged)
    table = _table(book.file, tidy.plain(sheet.title), rows, merged)
    if table is not None:
        book.tables.append(table)
    elif next(iter(rows()), None) is not None:
        book.ignored.append(tidy.plain(sheet.title))


def _told(file: str, error: Exception) -> SheetError:
    """One sentence; a broken file breaks openpyxl in a great many ways."""
    if isinstance(error, SheetError):
        return error
    if isinstance(error, DefusedXmlException) or isinstance(error.__cause__, DefusedXmlException):
        return SheetError(wording.ENTITIES.format(file=file))
    return SheetError(wording.NOT_A_SHEET.format(file=file))


def _check_size(path: Path) -> None:
    """Refuse what would unpack to absurd sizes; zipfile never reads more than is declared."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    shared = sum(m.file_size for m in members if m.filename.endswith("sharedStrings.xml"))
    if (
        unpacked > MAX_UNPACKED_BYTES
        or shared > MAX_SHARED_TEXT_BYTES
        or len(members) > MAX_MEMBERS
        or (unpacked > 10_000_000 and unpacked > MAX_RATIO * packed)
    ):
        raise _too_big(path.name, f"展开后约 {unpacked // 1_000_000} MB")


@dataclass(frozen=True, slots=True)
class _Merged:
    """Merged ranges by row and place (counted from 0): where the value of a covered cell stands."""

    down: dict[tuple[int, int], int] = field(default_factory=dict)  # top cell → last row
    across: dict[tuple[int, int], int] = field(default_factory=dict)  # left cell → last place


_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z0-9:]+)"')


def _merged(workbook: Any, sheet: Any, file: str) -> _Merged:
    """The merged ranges, found at the end of the sheet's XML: openpyxl's stream leaves them out."""
    merged = _Merged()
    with workbook._archive.open(sheet._worksheet_path) as source:
        tail = b""
        while chunk := source.read(1 << 18):
            found = _MERGE.findall(tail + chunk)
            for reference in found:
                left, top, right, bottom = (bound or 0 for bound in _bounds(reference))
                if bottom > top:
                    for place in range(left - 1, min(right, MAX_COLUMNS)):
                        if place == left - 1:
                            merged.down[top, place] = bottom
                if right > left:
                    merged.across[top, left - 1] = right - 1
            if len(merged.down) + len(merged.across) > MAX_MERGED:
                raise _too_big(file, f"合并的单元格超过 {MAX_MERGED} 个")
            tail = (tail + chunk)[-200:] if not found else _after_last(tail + chunk)
    return merged


def _bounds(reference: bytes) -> tuple[int | None, ...]:
    return tuple(range_boundaries(reference.decode()))


def _after_last(data: bytes) -> bytes:
    """What follows the last merged range in these bytes, so that none is counted twice or cut."""
    end = max(match.end() for match in _MERGE.finditer(data))
    return data[end:][-200:]


def _sheet_rows(
    file: str, sheet: Any, merged: _Merged
) -> Callable[[], Iterator[tuple[int, RawRow]]]:
    def rows() -> Iterator[tuple[int, RawRow]]:
        covered: dict[int, tuple[int, Cell]] = {}  # place → (last row, cell merged downwards)
        counted = 0
        for number, row in _unbroken(file, sheet):
            if number > LAST_ROW:
                raise _too_big(file, f"超过 {LAST_ROW} 行")
            has_own = any(cell is not None for cell in row)
            for place, cell in enumerate(row):
                if cell is not None and (number, place) in merged.down:
                    covered[place] = (merged.down[number, place], cell)
            if not has_own:
                continue
            for place, (last, cell) in covered.items():
                if number <= last and row[place] is None:
                    row[place] = cell
            counted += 1
            if counted > MAX_ROWS:
                raise _too_big(file, f"超过 {MAX_ROWS} 行")
            yield number, row

    return rows


def _unbroken(file: str, sheet: Any) -> Iterator[tuple[int, RawRow]]:
    try:
        sheet.reset_dimensions()
        before: tuple[Any, ...] = ()
        for number, raw in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
            if raw is before:
                continue  # a row that is not there: of these there may be a million
            before = raw
            yield (
                number,
                [
                    None if cell.value is None else _cell(number, place, cell)
                    for place, cell in enumerate(raw)
                ],
            )
    except Exception as error:
        raise _told(file, error) from error


def _cell(number: int, place: int, cell: Any) -> Cell | None:
    if not as_text(cell.value):
        return None
    return Cell(f"{get_column_letter(place + 1)}{number}", cell.value, str(cell.number_format))


# ——— csv ———


def _csv(path: Path) -> Book:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        head = file.read(20_000)
    if "\0" in head:
        raise SheetError(wording.NOT_A_SHEET.format(file=path.name))
    first = head.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)

    def rows() -> Iterator[tuple[int, RawRow]]:
        with path.open(encoding=encoding, newline="") as file:
            try:
                for number, values in enumerate(csv.reader(file, delimiter=delimiter), start=1):
                    if number > MAX_ROWS:
                        raise _too_big(path.name, f"超过 {MAX_ROWS} 行")
                    row: RawRow = [
                        Cell(f"{get_column_letter(place + 1)}{number}", _unquoted(value))
                        if as_text(value)
                        else None
                        for place, value in enumerate(values[:MAX_COLUMNS])
                    ]
                    if any(cell is not None for cell in row):
                        yield number, row
            except csv.Error as error:
                raise SheetError(wording.NOT_A_SHEET.format(file=path.name)) from error

    table = _table(path.name, path.stem, rows, _Merged())
    return Book(path.name, [table] if table else [])


def _unquoted(value: str) -> str:
    """Excel is kept from eating zeros by writing them as a formula: =\"0107\"."""
    match = re.fullmatch(r'\s*="(.*)"\s*', value)
    return match[1] if match else value


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    is_wide = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding) as text:
                while text.read(1 << 14):
                    pass
        except UnicodeError:
            continue
        return encoding
    raise SheetError(wording.ENCODING.format(file=path.name))


# ——— headers ———


@dataclass(frozen=True, slots=True)
class _Header:
    kind: Sheet
    first: int  # index into the first rows
    last: int
    places: dict[int, str]
    names: dict[int, str]

    @property
    def score(self) -> int:
        """How well it is understood: columns, those needed counting double."""
        return len(self.places) + len(self.kind.required & set(self.places.values()))


def _table(
    file: str,
    title: str,
    rows: Callable[[], Iterator[tuple[int, RawRow]]],
    merged: _Merged,
) -> Table | None:
    top = list(islice(rows(), HEADER_WITHIN))
    header = _header(title, top, merged)
    if header is None:
        return None
    above = [cell.text for _, raw in top[: header.first] for cell in raw if cell is not None]
    return Table(
        kind=header.kind,
        file=file,
        title=title,
        heading=" ".join([title, *above]),
        header_row=top[header.last][0],
        places=header.places,
        extras={
            place: name
            for place, name in header.names.items()
            if place not in header.places and not _is_derived(name)
        },
        _raw=rows,
        _first_row=top[header.last][0] + 1,
    )


def _is_derived(name: str) -> bool:
    return headers.plain(name) in {headers.plain(own) for own in headers.DERIVED}


def _header(title: str, top: list[tuple[int, RawRow]], merged: _Merged) -> _Header | None:
    """The best header among the first rows; a known title settles the kind of sheet."""
    kind = headers.titled(title)
    best: _Header | None = None
    for candidate in _candidates(top, merged, [kind] if kind else headers.SHEETS):
        complete = candidate.kind.required <= set(candidate.places.values())
        enough = len(candidate.places) >= 2 or (len(candidate.names) == 1 and complete)
        if not enough or not (complete or kind):
            continue
        if best is None or candidate.score > best.score:
            best = candidate
    return best


def _candidates(
    top: list[tuple[int, RawRow]], merged: _Merged, kinds: Iterable[Sheet]
) -> Iterator[_Header]:
    for index, (number, raw) in enumerate(top):
        single: dict[int, tuple[str, ...]] = {
            place: (headers.plain(cell.text), headers.bare(headers.plain(cell.text)))
            for place, cell in enumerate(raw)
            if cell is not None
        }
        names = {place: cell.text for place, cell in enumerate(raw) if cell is not None}
        double = _double(number, raw, top[index + 1], merged) if index + 1 < len(top) else None
        for kind in kinds:
            yield _Header(kind, index, index, headers.match(kind, single), names)
            if double is not None:
                yield _Header(kind, index, index + 1, headers.match(kind, double[0]), double[1])


def _double(
    number: int, upper: RawRow, below: tuple[int, RawRow], merged: _Merged
) -> tuple[dict[int, tuple[str, ...]], dict[int, str]] | None:
    """Two rows read as one header: a wide cell above several narrow ones names them all."""
    lower_number, lower = below
    if lower_number != number + 1:
        return None
    attempts: dict[int, tuple[str, ...]] = {}
    names: dict[int, str] = {}
    wide, wide_until = "", -1
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else None
        under = lower[place] if place < len(lower) else None
        if above is not None:
            wide, wide_until = above.text, merged.across.get((number, place), place)
        over = wide if above is not None or place <= wide_until else ""
        if under is None or (above is not None and under is above):
            if above is not None:
                attempts[place] = (headers.plain(over), headers.bare(headers.plain(over)))
                names[place] = above.text
            continue
        both = headers.plain(over + under.text)
        attempts[place] = (both, headers.plain(under.text), headers.bare(both))
        names[place] = f"{over}/{under.text}" if over else under.text
    return attempts, names
