"""Names of files without tricks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.tidy import LONGEST_NAME, file_name, plain


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("答复.pdf", "答复.pdf"),
        ("监测 <报告>.pdf", "监测 <报告>.pdf"),  # shown escaped, never a path
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..\\..\\boot.ini", "_.._boot.ini"),
        ("C:\\nul", "C__nul"),
        ("a\x00b\x1bc.txt", "abc.txt"),
        ("答复\u202efdp.exe", "答复fdp.exe"),  # would be read as 答复exe.pdf
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        ("console.txt", "console.txt"),
        ("...", None),
        (" . ", None),
        ("", None),
        (".env", "env"),
        ("名" * 300 + ".docx", "名" * 83 + ".docx"),
        ("a." + "b" * 400, "a." + "b" * 253),
        ("半\ud83d个.png", "半个.png"),
    ],
)
def test_what_becomes_of_a_name(given_name: str, kept: str | None) -> None:
    assert file_name(given_name) == kept


@given(st.text(st.characters(categories=None, exclude_categories=()), max_size=600))
def test_any_name_is_one_that_every_disk_takes(wild: str) -> None:
    name = file_name(wild)
    if name is not None:
        assert 0 < len(name.encode()) <= LONGEST_NAME
        assert not set(name) & set("/\\:\x00\n")
        assert name == file_name(name)


def test_lines_stay_and_tricks_go() -> None:
    assert plain("第一行\n第二行\t\u2066甲\u2069\x07") == "第一行\n第二行\t甲"
