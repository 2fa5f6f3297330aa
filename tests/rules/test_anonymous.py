"""What is left of words once nobody is named in them."""

import pytest

from handlers.rules.anonymous import without


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("陈建国代表说", "××代表说"),
        ("陈建国与陈建", "××与××"),  # the longer name first
        ("电话138 0000 0001、+8613800000001", "电话××、××"),
        ("座机0731-84001234。", "座机××。"),
        ("湘环监〔2026〕3号，投资12000000000元", "湘环监〔2026〕3号，投资12000000000元"),
    ],
)
def test_names_and_numbers_go_and_the_rest_stays(text: str, told: str) -> None:
    assert without(text, ["陈建", "陈建国", ""]) == told
