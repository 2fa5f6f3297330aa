"""What changed between two figures, in one unit of measure."""

import pytest

from handlers.rules.changes import Change, share


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
