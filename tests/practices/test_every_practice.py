"""Every practice of the four agencies has its line in README and its test, and nothing else has."""

import re
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
README = (HERE.parents[1] / "README.md").read_text("utf-8")
ALL = {f"P{number:02}" for number in range(1, 56)}
# Practices that nobody can use yet; each that comes is struck from here, until nothing is left.
STILL_MISSING: set[str] = set()


def named_in_readme() -> list[str]:
    """The practices of the table "Practice → where to find it", in its order."""
    table = README.partition("### Practice → where to find it")[2].partition("\n\n|")[2]
    rows = table.partition("\n\n")[0].splitlines()
    return [name for row in rows for name in re.findall(r"^\|? ?(P\d\d) ", row)]


def with_a_test() -> set[str]:
    """The practices that have a test."""
    names = [re.match(r"test_p(\d\d)_\w+\.py", path.name) for path in HERE.glob("test_p*.py")]
    return {f"P{name[1]}" for name in names if name is not None}


def test_what_readme_names_is_tested_and_what_is_tested_is_named() -> None:
    named = named_in_readme()
    assert [name for name, count in Counter(named).items() if count > 1] == []
    assert named == sorted(named)
    assert set(named) == with_a_test()


def test_every_practice_is_there() -> None:
    assert ALL - with_a_test() == STILL_MISSING
