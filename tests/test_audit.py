"""An audit that could look nothing up is no clean one."""

from typing import Any

import pytest

from tests.audit import CLEAN, LOCK, UNKNOWN, VULNERABLE, first_of, read, told

CLEAN_ONE = {"name": "click", "version": "8.5.1", "vulns": []}
SKIPPED = {"name": "jinja2", "skip_reason": "Dependency not found on PyPI"}
FLAWED = {
    "name": "aiohttp",
    "version": "3.8.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.8.6"], "aliases": [], "description": ""}],
}


@pytest.mark.parametrize(
    ("packages", "status", "line"),
    [
        ([CLEAN_ONE], CLEAN, "audit: 1 packages looked up, 0 known vulnerabilities"),
        ([CLEAN_ONE, SKIPPED], CLEAN, "audit: not looked up: jinja2"),
        ([SKIPPED, SKIPPED], UNKNOWN, "nothing was looked up"),
        ([], UNKNOWN, "nothing was looked up"),
        ([CLEAN_ONE, FLAWED], VULNERABLE, "aiohttp 3.8.0: PYSEC-1, mended in 3.8.6"),
    ],
)
def test_what_a_report_means(packages: list[dict[str, Any]], status: int, line: str) -> None:
    found = read({"dependencies": packages, "fixes": []})
    assert found.status == status
    assert any(line in one for one in told(found))


def test_the_lock_has_something_to_look_up() -> None:
    assert "==" in first_of(LOCK)
