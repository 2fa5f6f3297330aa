"""An office whose reports come by themselves, and what people find in them."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl

from bot.sandbox.client import Phone
from tests.flows.small import profile
from tests.flows.steps import matter, write_matters
from tests.house import House

ROWS = (
    matter("0107", 责任领导="刘明华"),
    matter("0108", 标题="关于改造农村供水管网、保障饮水安全的建议", 会办单位="农业农村厅"),
    matter("0109", 标题="关于加强农村饮水安全保障的建议", 交办日期="2026-03-02"),
)


def reports(house: House, **to: str) -> None:
    """The rhythms that are given to somebody, the others to nobody; before the bot starts."""
    kinds = ("weekly", "monthly", "quarterly", "half_year", "annual")
    lines = "".join(f"{kind}.to = {to.get(kind, '[]')}\n" for kind in kinds)
    profile(house, "", reports=f"[cadence]\n{lines}[ladder]\nsteps = []\n")


async def office(house: House, *joined: str, rows: Any = ROWS) -> None:
    """The ledger is in, the bot runs, and these have joined."""
    path = write_matters(house.data.parent / "ledger.xlsx", *rows)
    await house.lianluo("import", str(path))
    await house.start()
    await house.join(*joined)


async def sheet(house: House, phone: Phone, name: str) -> dict[str, list[tuple[Any, ...]]]:
    """The workbook of that name which a phone has got last: title → rows."""
    await house.settle()
    found = [
        one
        for one in await phone.messages()
        if one["outgoing_by_bot"] and one.get("document", {}).get("file_name") == name
    ]
    return book(await phone.downloads(found[-1]))


def book(content: bytes | Path) -> dict[str, list[tuple[Any, ...]]]:
    """A workbook: title → rows."""
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    found = openpyxl.load_workbook(source)
    return {one.title: list(one.iter_rows(values_only=True)) for one in found.worksheets}


def frozen(house: House, kind: str, scope: str = "all") -> dict[str, Any]:
    """The figures of the latest report of a kind, from the row itself."""
    found = house.books.ask(
        "SELECT figures FROM reports WHERE kind = ? AND scope = ? ORDER BY id DESC", kind, scope
    )[0][0]
    figures: dict[str, Any] = json.loads(found) if isinstance(found, str) else found
    return figures
