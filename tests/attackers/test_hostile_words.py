"""Titles, names and words that try to be something else: on every screen, page and sheet."""

import re
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from sqlalchemy import select

from handlers.record.gathering import record
from handlers.record.writing import write
from handlers.sheets.importing import import_files
from handlers.sheets.ledger import export_ledger
from storage import suggestions
from storage.database import Database
from storage.messages import Message
from storage.vocabulary import Direction, MessageKind
from tests.attackers.mill import furnish
from tests.chaos.world import World, matters, office
from tests.flows.steps import write_matters
from tests.house import LEAD, OFFICER

HTML = "</b><script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = '=HYPERLINK("http://evil.example","点我")'
MARKDOWN = "](http://evil.example) | # <u>"
TITLE = f"关于{HTML}{MARKDOWN}&amp;的建议\u202e"
ALLOWED = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}


class Strict(HTMLParser):
    """The chat network's HTML: known tags, well nested; whatever else is there is an attack."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        assert all(name == "href" and (to or "").startswith("http") for name, to in attrs), attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def world(tables: Database, tmp_path: Path) -> World:
    made = furnish(tables, tmp_path, office())
    path = write_matters(tmp_path / "hostile.xlsx", *matters(标题=TITLE, 代表意愿=FORMULA))
    import_files(tables, made.office, made.now, [path])
    return made


def tell(world: World) -> None:
    """Everything that can be said about a suggestion is said, with hostile words."""
    world.goes_on()
    for words in (HTML, FORMULA, MARKDOWN, "@import", "\u202e反着写\u2066"):
        world.says(LEAD, words)
        world.goes_on()
    world.says(OFFICER, "/s 0107")
    world.goes_on()
    assert world.press_first(OFFICER, "talk_page")
    world.says(LEAD, "/suggestions")
    world.goes_on()
    assert world.press_first(LEAD, "card")
    world.says(OFFICER, f"/s {HTML}")
    world.goes_on()
    assert world.press_first(OFFICER, "reply")
    world.says(OFFICER, f"{FORMULA}〔1〕号")
    world.goes_on()
    for data in ("choose:reply:2026-04-07", "choose:reply:B", "choose:reply:none", "submit:reply"):
        world.presses(OFFICER, None, data)
        world.goes_on()


def test_nothing_said_becomes_markup_anywhere(world: World, tmp_path: Path) -> None:
    tell(world)
    with world.database.read() as session:
        rows = session.scalars(select(Message).where(Message.direction == Direction.OUT)).all()
        texts = [row.text or "" for row in rows if row.kind == MessageKind.TEXT]
        labels = [key["text"] for row in rows for line in row.keyboard or [] for key in line]
    assert sum("script" in text for text in texts) > 5
    assert any("关于</b>" in label for label in labels)  # a label is plain text
    for text in texts:
        parser = Strict()
        parser.feed(text)
        parser.close()
        assert parser.open == [], text

    with world.database.read() as session:
        (item,) = suggestions.numbered(session, "0107")
        whole = record(session, item)
    page = write(whole, "html", ZoneInfo("Asia/Shanghai"))
    assert "<script" not in page
    assert "<img" not in page
    assert "onerror=alert(2)&gt;" in page
    marked = write(whole, "md", ZoneInfo("Asia/Shanghai"))
    assert not re.search(r"(?<!\\)<(script|img|u)", marked)
    assert not re.search(r"(?<!\\)\]\(http", marked)
    assert "\u202e" not in marked


def test_no_cell_of_an_exported_sheet_is_a_formula(world: World, tmp_path: Path) -> None:
    tell(world)
    out = tmp_path / "out.xlsx"
    with world.database.read() as session:
        export_ledger(session, world.office, world.now, out)
    book = openpyxl.load_workbook(out)
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert all(cell.data_type != "f" for cell in cells)
    texts = [str(cell.value) for cell in cells if cell.data_type == "s"]
    assert any(text.startswith("'=HYPERLINK") for text in texts)
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert not [text for text in texts if "\u202e" in text]
