"""What changed between two figures, in one unit of measure."""

import pytest

from handlers.rules.changes import Change, in_wan, parse_amount, share


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("9800万元", "1.2亿元", 0.2245),
        ("3万户", "12000户", -0.6),
        ("0.08", "0.05", -0.375),
        ("12%", "35%", 1.9167),
        ("1,200", "1,800人", 0.5),
        ("0户", "8户", None),
        ("3公里", "5座", None),
    ],
)
def test_by_what_share_it_has_changed(before: str, after: str, expected: float | None) -> None:
    found = share(Change(before, after))
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-3))


@pytest.mark.parametrize(
    ("text", "yuan", "wan"),
    [
        ("1200万元", 12_000_000, "1200"),
        ("1.2亿元", 120_000_000, "12000"),
        ("１，２００万", 12_000_000, "1200"),
        ("3500元", 3_500, "0.35"),
        ("36.5", 365_000, "36.5"),
        ("100", 1_000_000, "100"),
    ],
)
def test_a_sum_of_money_is_read_in_yuan_and_shown_in_wan(text: str, yuan: int, wan: str) -> None:
    assert parse_amount(text) == yuan
    assert in_wan(yuan) == wan


@pytest.mark.parametrize(
    "text", ["很多", "0", "12万户", "-3万元", "1200万美元", ",", "9999999亿亿元"]
)
def test_what_is_no_sum_of_money_is_none(text: str) -> None:
    assert parse_amount(text) is None
