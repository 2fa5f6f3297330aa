"""Draw sample-ledger.xlsx from sample-ledger.toml: `python -m bot.sample.make`."""

import tomllib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot.sample import LEDGER

TEXTS = Path(__file__).with_name("sample-ledger.toml")
MADE_AT = datetime(2026, 3, 30)
HEAD = PatternFill("solid", fgColor="DCE6F1")


def workbook(texts: dict[str, Any]) -> Workbook:
    """The four sheets an office hands over."""
    book = Workbook()
    book.remove(book.active or book.create_sheet())
    book.properties.creator = "Lianluo"
    book.properties.created = book.properties.modified = MADE_AT
    names = {unit["short"]: unit["name"] for unit in texts["units"]}
    _sheet(
        book,
        "代表",
        ("姓名", "代表团", "选举单位", "职务", "手机号", "语言"),
        (12, 16, 18, 44, 16, 8),
        ([*row, "中文"] for row in texts["deputies"]["rows"]),
    )
    _sheet(
        book,
        "承办单位",
        ("名称", "简称", "类别", "上级单位"),
        (32, 20, 18, 18),
        ([u["name"], u["short"], u["category"], u["parent"]] for u in texts["units"]),
    )
    _sheet(
        book,
        "工作人员",
        ("姓名", "单位", "处室", "角色", "手机号"),
        (12, 32, 24, 14, 16),
        (
            [name, names[unit], office, role, phone]
            for unit, name, office, role, phone in texts["staff"]["rows"]
        ),
    )
    _ledger(book, texts)
    return book


def _ledger(book: Workbook, texts: dict[str, Any]) -> None:
    sheet = _sheet(
        book,
        "建议台账",
        (
            *("届次", "会次", "建议编号", "标题", "内容", "类别", "领衔代表", "附议代表"),
            *("主办单位", "会办单位", "承办人", "责任处室", "责任领导", "交办日期"),
            *("是否重点", "公开意愿", "代表意愿"),
        ),
        (8, 10, 10, 44, 60, 12, 20, 24, 16, 22, 10, 20, 10, 12, 10, 12, 24),
        (
            [
                texts["congress"],
                texts["session"],
                item["number"],
                item["title"],
                item["content"],
                item["category"],
                item["lead"],
                "、".join(item["co"]),
                item["unit"],
                "、".join(item["joint"]),
                item["officer"],
                item["office"],
                item["leader"],
                item["assigned"],
                "是" if item["key"] else "否",
                item.get("openness", "全文公开"),
                item["wishes"],
            ]
            for item in sorted(texts["suggestions"], key=lambda item: str(item["number"]))
        ),
    )
    for (cell,) in sheet.iter_rows(min_row=2, min_col=14, max_col=14):
        cell.number_format = "yyyy-mm-dd"


def _sheet(
    book: Workbook,
    title: str,
    headers: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[object]],
) -> Worksheet:
    sheet: Worksheet = book.create_sheet(title)
    sheet.append(list(headers))
    for row in rows:
        sheet.append(["" if value is None else value for value in row])
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), HEAD
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"
    return sheet


def main() -> None:
    """Write the sample ledger beside its texts."""
    workbook(tomllib.loads(TEXTS.read_text("utf-8"))).save(LEDGER)


if __name__ == "__main__":
    main()
