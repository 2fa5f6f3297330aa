"""Invitations to hand out: a sheet of links, and cards with a QR code to print and cut."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pylopdf_fonts_zh_cn
import segno
from fpdf import FPDF
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from handlers.sheets import safe

ACROSS, DOWN = 2, 4  # cards on an A4 page
WIDTH, HEIGHT = 99.0, 69.0  # mm
LEFT, TOP = (210 - ACROSS * WIDTH) / 2, (297 - DOWN * HEIGHT) / 2
QR_SIZE = 40.0
PADDING = 6.0
MARK = 3.0  # length of a cut mark


@dataclass(frozen=True, slots=True)
class Card:
    """One invitation. `link` is empty for whoever has joined."""

    name: str
    role: str
    place: str
    link: str
    expires_on: date | None
    is_joined: bool


def write_links(path: Path, cards: Iterable[Card]) -> None:
    """The links as a workbook, one person a row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("邀请链接")
    sheet.freeze_panes = "A2"
    columns = (
        ("姓名", 12),
        ("身份", 12),
        ("单位/代表团", 32),
        ("链接", 64),
        ("有效期至", 14),
        ("状态", 10),
    )
    for number, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([header for header, _ in columns])
    last = 1
    for card in cards:
        expires = card.expires_on.isoformat() if card.expires_on else ""
        state = "已加入" if card.is_joined else "未加入"
        row = (card.name, card.role, card.place, card.link, expires, state)
        sheet.append([safe.text(value) for value in row])
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def write_cards(path: Path, cards: Sequence[Card], *, title: str) -> None:
    """The cards as a PDF for A4 paper, eight a page, with cut marks."""
    pdf = FPDF(format="A4", unit="mm")
    pdf.set_auto_page_break(False)
    pdf.set_title(title)
    pdf.add_font("sans", "", str(pylopdf_fonts_zh_cn.sans_path()))
    for index, card in enumerate(cards):
        place = index % (ACROSS * DOWN)
        if place == 0:
            pdf.add_page()
            _cut_marks(pdf)
        _card(
            pdf,
            card,
            title,
            LEFT + (place % ACROSS) * WIDTH,
            TOP + (place // ACROSS) * HEIGHT,
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    pdf.output(str(path))


def _card(pdf: FPDF, card: Card, title: str, x: float, y: float) -> None:
    text_width = WIDTH - 3 * PADDING - QR_SIZE + 2
    left, top = x + PADDING, y + PADDING
    _line(pdf, title, left, top, WIDTH - 2 * PADDING, size=8, grey=110)
    pdf.set_draw_color(190)
    pdf.line(left, top + 5.5, x + WIDTH - PADDING, top + 5.5)
    _line(pdf, card.name, left, top + 9, text_width, size=20)
    _line(pdf, card.role, left, top + 18.5, text_width, size=11, grey=60)
    _block(pdf, card.place, left, top + 24.5, text_width, size=9.5, grey=60)
    _block(
        pdf,
        "扫码打开，按“开始”，核对姓名后按“确认”。",
        left,
        top + 35,
        text_width,
        size=8.5,
    )
    _block(
        pdf,
        "Scan, press Start, check the name, confirm.",
        left,
        top + 43.5,
        text_width,
        size=6.5,
        grey=110,
    )
    expires = card.expires_on
    until = f"有效期至 {expires.year}年{expires.month}月{expires.day}日" if expires else ""
    foot = f"仅供本人使用一次，请勿转发。{until}"
    _line(pdf, foot, left, y + HEIGHT - PADDING - 3.5, WIDTH - 2 * PADDING, size=7.5, grey=80)
    _qr(pdf, card.link, x + WIDTH - PADDING - QR_SIZE, top + 8)


def _line(
    pdf: FPDF, text: str, x: float, y: float, width: float, *, size: float, grey: int = 0
) -> None:
    """One line, made smaller until it fits."""
    pdf.set_text_color(grey)
    pdf.set_font("sans", size=size)
    while size > 5 and pdf.get_string_width(text) > width:
        size -= 0.5
        pdf.set_font("sans", size=size)
    pdf.set_xy(x, y)
    pdf.cell(width, size * 0.45, text)


def _block(
    pdf: FPDF, text: str, x: float, y: float, width: float, *, size: float, grey: int = 0
) -> None:
    """At most two lines, made smaller until they fit."""
    pdf.set_text_color(grey)
    pdf.set_font("sans", size=size)
    while size > 5 and pdf.get_string_width(text) > 1.8 * width:
        size -= 0.5
        pdf.set_font("sans", size=size)
    pdf.set_xy(x, y)
    pdf.multi_cell(width, size * 0.46, text, align="L")


def _qr(pdf: FPDF, link: str, x: float, y: float) -> None:
    """The code as vectors, with the quiet margin that readers need."""
    modules = segno.make(link, error="m", micro=False).matrix
    side = QR_SIZE / (len(modules) + 4)
    pdf.set_fill_color(0)
    for row, line in enumerate(modules):
        column = 0
        while column < len(line):
            start = column
            while column < len(line) and line[column]:
                column += 1
            if column > start:
                pdf.rect(
                    x + (start + 2) * side, y + (row + 2) * side, (column - start) * side, side, "F"
                )
            column += 1


def _cut_marks(pdf: FPDF) -> None:
    pdf.set_draw_color(150)
    pdf.set_line_width(0.1)
    for column in range(ACROSS + 1):
        for row in range(DOWN + 1):
            x, y = LEFT + column * WIDTH, TOP + row * HEIGHT
            pdf.line(x - MARK, y, x + MARK, y)
            pdf.line(x, y - MARK, x, y + MARK)
