"""The figures in README are written by the measurement, each part in its own place."""

import pytest

from tests.bench.figures import PARTS, README, Row, percentile, put_in


def test_each_part_has_its_place_and_nothing_else_is_touched() -> None:
    before = README.read_text("utf-8")
    for part in PARTS:
        after = put_in(before, part, [Row("一项", "1.00 ×")])
        begin, end = f"<!-- bench: {part} -->", f"<!-- end of {part} -->"
        assert f"{begin}\n| what | figure |\n| --- | --- |\n| 一项 | 1.00 × |\n{end}" in after
        assert after.partition(begin)[0] == before.partition(begin)[0]
        assert after.partition(end)[2] == before.partition(end)[2]
        assert put_in(after, part, [Row("一项", "1.00 ×")]) == after


def test_a_readme_without_the_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for words"):
        put_in("# 联络", "words", [])


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(number) for number in range(100)]
    assert percentile(values, 0.99) == 99
    assert percentile([3.0], 0.5) == 3
