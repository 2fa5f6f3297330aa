"""An empty house, and offices' workbooks made on the spot."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from handlers.office import Office
from handlers.rules.profiles import load_profile
from storage.database import Database

NOW = datetime(2026, 4, 7, 0, 30, tzinfo=UTC)
Rows = Sequence[Sequence[object]]
MakeBook = Callable[..., Path]

UNITS: Rows = [
    ["名称", "简称"],
    ["省生态环境厅", "生态环境厅"],
    ["省农业农村厅", "农业农村厅"],
]
DEPUTIES: Rows = [
    ["姓名", "代表团", "手机号"],
    ["李秀兰", "长沙代表团", "13800000001"],
    ["周建国", "岳阳代表团", "13800000002"],
    ["夏立平", "益阳代表团", None],
]
STAFF: Rows = [
    ["姓名", "单位", "处室", "角色"],
    ["陈思远", "生态环境厅", "水生态环境处", "承办人"],
    ["肖婷", "生态环境厅", "大气环境处", "承办人"],
    ["刘明华", "省生态环境厅", None, "分管领导"],
    ["石磊", "农业农村厅", "农田建设管理处", "承办人"],
]
LEDGER_HEADER = [
    "届次",
    "会次",
    "建议编号",
    "标题",
    "内容",
    "领衔代表",
    "附议代表",
    "主办单位",
    "会办单位",
    "承办人",
    "责任领导",
    "交办日期",
    "是否重点",
    "公开意愿",
    "代表意愿",
]


def suggestion(**given: object) -> list[object]:
    """A ledger row: 第0107号, except where another value is given under its header."""
    row: dict[str, object] = {
        "届次": "十四届",
        "会次": "四次会议",
        "建议编号": "0107",
        "标题": "关于加快洞庭湖总磷污染治理的建议",
        "内容": "双控",
        "领衔代表": "李秀兰",
        "附议代表": "周建国",
        "主办单位": "生态环境厅",
        "会办单位": "农业农村厅",
        "承办人": "陈思远",
        "责任领导": "刘明华",
        "交办日期": "2026-04-07",
        "是否重点": "是",
        "公开意愿": "全文公开",
        "代表意愿": "希望加强联系沟通",
    }
    return list((row | given).values())


@pytest.fixture
def office() -> Office:
    profile = load_profile("hunan")
    return Office(profile, profile.calendar, ZoneInfo(profile.timezone), "sample_bot")


@pytest.fixture
def database(tables: Database) -> Database:
    return tables


@pytest.fixture
def book(tmp_path: Path) -> MakeBook:
    """Write a workbook: sheet title → rows; `merge` names ranges to be merged by sheet."""

    def make(
        sheets: dict[str, Rows],
        merge: dict[str, Sequence[str]] | None = None,
        name: str = "ledger.xlsx",
    ) -> Path:
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
            for cells in (merge or {}).get(title, ()):
                sheet.merge_cells(cells)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return make


@pytest.fixture
def roster(book: MakeBook) -> Path:
    """Units, deputies and staff."""
    return book({"承办单位": UNITS, "代表": DEPUTIES, "工作人员": STAFF}, name="roster.xlsx")
