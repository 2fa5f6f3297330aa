"""What was said, without a title that may not be shown any more."""

from io import BytesIO

import openpyxl
import pytest

from handlers.acts.talking import words
from handlers.figures import cards
from handlers.rules import masking

TITLE = "关于龙潭水库机要泵站闸门图纸保密管理和安全防护的建议"
OTHER = "关于龙潭水库机要泵站闸门图纸日常管理的建议"  # begins alike


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"第0107号《{TITLE}》，今天", "第0107号《走纸质渠道》，今天"),
        (f"0107 {words.short(TITLE)} · 承办", "0107 走纸质渠道 · 承办"),
        (f"0107 {words.short(TITLE, 24)}", "0107 走纸质渠道"),
        (f"· <b>0107</b> {TITLE[: cards.TITLE]} 超期\n次", "· <b>0107</b> 走纸质渠道 超期\n次"),
        (f"《{TITLE}》和《{TITLE}》", "《走纸质渠道》和《走纸质渠道》"),
        (f"0108 {OTHER}", f"0108 {OTHER}"),
        (f"0108 {words.short(OTHER)}", f"0108 {words.short(OTHER)}"),
        (f"《{OTHER}》像《{TITLE}》", f"《{OTHER}》像《走纸质渠道》"),
        ("关于龙潭水库的建议", "关于龙潭水库的建议"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_title_whole_or_cut_is_taken_out(text: str, expected: str) -> None:
    assert masking.without_title(text, TITLE, "走纸质渠道") == expected


def test_a_short_title_is_known_whole() -> None:
    assert masking.without_title("《修桥》？", "修桥", "走纸质渠道") == "《走纸质渠道》？"


def test_no_title_is_cut_shorter_than_it_is_known_by() -> None:
    assert cards.TITLE >= masking.SHORTEST
    assert len(words.short(TITLE).rstrip("…")) >= masking.SHORTEST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("· <b>0107</b> 建成监测站\n· 0108 修路", "<b>0107</b> 走纸质渠道\n· 0108 修路"),
        ("第0107号：建成监测站", "<b>0107</b> 走纸质渠道"),
        ("10107 和 0107-2", "10107 和 0107-2"),
        ("发送 /s 加编号（如 /s 0107）", "发送 /s 加编号（如 /s 0107）"),
        ("<i>0107 第一行\n第二行</i>", "<i>0107 第一行\n第二行</i>"),  # would break the mark-up
    ],
)
def test_lines_that_name_a_number(text: str, expected: str) -> None:
    assert masking.without_lines(text, "0107", "走纸质渠道") == expected


def test_buttons_that_name_it_go_and_the_others_stay() -> None:
    rows = [
        [{"text": f"0107 {words.short(TITLE)}"}],
        [{"text": f"0108 {words.short(OTHER)}"}, {"text": "更多"}],
    ]
    assert masking.without_buttons(rows, title=TITLE, number=None) == rows[1:]
    assert masking.without_buttons(rows[:1], title=TITLE, number=None) is None
    named = [[{"text": "1. 0107 办前沟通"}, {"text": "10107"}]]
    assert masking.without_buttons(named, title=TITLE, number="0107") == [[{"text": "10107"}]]
    assert masking.without_buttons(None, title=TITLE, number="0107") is None


def test_a_workbook_that_holds_it() -> None:
    book = openpyxl.Workbook()
    book.active.append(["0107", f"{TITLE} & <附件>"])
    file = BytesIO()
    book.save(file)
    assert masking.is_in_sheet(file.getvalue(), TITLE)
    assert masking.is_in_sheet(file.getvalue(), f"{TITLE} & <附件>"[-14:])
    assert not masking.is_in_sheet(file.getvalue(), OTHER.replace("龙潭", "洞庭"))
    assert not masking.is_in_sheet(b"no workbook", TITLE)
