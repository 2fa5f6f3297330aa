"""The ledger (台账) goes out as a workbook: the columns offices keep, filled from the record.

The columns that an import understands come back unchanged; the others follow from the record and
are not read again. Telephone numbers stay out unless they are asked for.
"""

import csv
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from handlers.office import Office
from handlers.sheets import lights, lines, safe
from handlers.sheets.columns import COLUMNS, GROUPS, Value
from handlers.sheets.lights import Light, Shown
from handlers.sheets.lines import Line
from storage.database import Session
from storage.suggestions import Suggestion
from storage.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines are wanted; what is not named leaves nothing out. `words`: in number or title.

    `joint_unit_id`: besides those that are own, those in which this unit has a part (会办).
    """

    unit: str | None = None
    office: str | None = None
    stage: Stage | None = None
    light: Light | None = None
    is_key: bool = False
    words: str | None = None
    is_own: Callable[[Suggestion], bool] = lambda _item: True
    joint_unit_id: int | None = None
    sees_sealed: bool = True  # grades that the unit may not see yet

    def seen(self, line: Line) -> Line | None:
        """A line as it is wanted; None: it is not."""
        if self.is_own(line.item):
            return line if self._wants(line) else None
        part = next((one for _, one in line.parts if one.unit_id == self.joint_unit_id), None)
        return None if part is None else replace(line, own_part=part)

    def _wants(self, line: Line) -> bool:
        item = line.item
        return (
            self.unit in (None, line.lead_unit)
            and self.office in (None, item.office)
            and self.stage in (None, item.stage)
            and self.light in (None, line.light.light)
            and (item.is_key or not self.is_key)
            and (self.words is None or self.words in f"{item.number} {item.title}")
        )


LEAVES_OUT_NOTHING = Filter()


def export_ledger(
    session: Session,
    office: Office,
    now: datetime,
    path: Path,
    *,
    with_phones: bool = False,
    wanted: Filter = LEAVES_OUT_NOTHING,
) -> int:
    """Write the ledger to a workbook, or to .csv; how many suggestions. Memory stays flat.

    The file appears complete or not at all.
    """
    found = lines.every(
        session, office, now, with_phones=with_phones, sees_sealed=wanted.sees_sealed
    )
    seen = (one for line in found if (one := wanted.seen(line)) is not None)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write = _write_csv if path.suffix.lower() == ".csv" else _write_book
        count = write(unfinished, seen)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _write_csv(path: Path, found: Iterable[Line]) -> int:
    """With a mark at its head by which spreadsheets know the encoding."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([header for header, _, _ in COLUMNS])
        for line in found:
            writer.writerow([_plain(value) for value in _values(line)])
            count += 1
    return count


def _values(line: Line) -> list[Value]:
    """A line's cells. What is secret is a line of its number and "by paper" alone.

    A joint unit sees of what another leads what it has to know to hand in its opinion.
    """
    shown = _shown(line)
    return [
        value(line) if shown is None or header in shown else None for header, _, value in COLUMNS
    ]


def _shown(line: Line) -> frozenset[str] | None:
    """The columns of a line that may be seen; None: all."""
    if line.item.is_by_paper:
        return OF_SECRETS
    if line.own_part is None:
        return None
    return OF_JOINT_UNITS - WHO_PUT_IT if line.item.is_confidential else OF_JOINT_UNITS


OF_SECRETS = frozenset({"序号", "届次", "会次", "建议编号", "标题"})
WHO_PUT_IT = frozenset({"领衔代表", "附议代表", "代表团"})
OF_JOINT_UNITS = (
    OF_SECRETS
    | WHO_PUT_IT
    | {
        "内容",
        "类别",
        "附议人数",
        "是否重点",
        "交办日期",
        "办理方式",
        "主办单位",
        "会办单位",
        "分办单位",
        "责任处室",
        "承办人",
        "法定期限",
        "会办意见应到",
        "会办意见实到",
        "办理阶段",
        "备注（红黄绿灯）",
    }
)


def _plain(value: Value) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else safe.text(str(value))


def _write_book(path: Path, found: Iterable[Line]) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("建议台账")
    sheet.freeze_panes = "F2"
    for number, (_, width, _) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_header(sheet, header, fill) for _, fill, own in GROUPS for header, _, _ in own])
    count = 0
    for line in found:
        sheet.append([_cell(sheet, value) for value in _values(line)])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{count + 1}"
    book.save(path)
    return count


_FILLS = {light: PatternFill("solid", fgColor=light.value[1]) for light in lights.Light}


def _header(sheet: Any, text: str, fill: str) -> Any:
    """The columns of one group have one colour."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=fill)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(sheet: Any, value: Value) -> Any:
    if isinstance(value, Shown):
        cell = WriteOnlyCell(sheet, value=safe.text(str(value)))
        cell.fill = _FILLS[value.light]
        return cell
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value=datetime(value.year, value.month, value.day))
        cell.number_format = "yyyy-mm-dd"
        return cell
    if isinstance(value, str):
        return safe.text(value) or None
    return value
