"""`make audit`: whether what the lock names is known to be vulnerable.

pip-audit says "no known vulnerabilities" also when it could look nothing up; here that is told
apart. Exit status 0: looked up, nothing known; 1: something is; 3: nothing could be looked up.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "requirements.lock"
SERVICES = ("pypi", "osv")
PATIENCE = 900.0  # seconds for the whole lock
CLEAN, VULNERABLE, UNKNOWN = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Found:
    """What was found out about the packages of a list."""

    looked_up: int = 0
    not_looked_up: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The exit status."""
        if self.known:
            return VULNERABLE
        return CLEAN if self.looked_up else UNKNOWN


def read(report: dict[str, Any]) -> Found:
    """What pip-audit's report says."""
    known, skipped, looked_up = [], [], 0
    for one in report["dependencies"]:
        if "skip_reason" in one:
            skipped.append(str(one["name"]))
            continue
        looked_up += 1
        for flaw in one["vulns"]:
            fixed = ", ".join(flaw["fix_versions"]) or "no version yet"
            known.append(f"{one['name']} {one['version']}: {flaw['id']}, mended in {fixed}")
    return Found(looked_up, skipped, known)


def told(found: Found) -> Iterator[str]:
    """In lines."""
    yield from found.known
    if found.status == UNKNOWN:
        yield "audit: the advisories cannot be reached from here, nothing was looked up"
        return
    yield f"audit: {found.looked_up} packages looked up, {len(found.known)} known vulnerabilities"
    if found.not_looked_up:
        yield f"audit: not looked up: {', '.join(found.not_looked_up)}"


def ask(requirements: Path, service: str) -> Found:
    """Let pip-audit look a list up."""
    command = [
        *(sys.executable, "-m", "pip_audit", "--requirement", str(requirements)),
        *("--disable-pip", "--no-deps", "--progress-spinner", "off", "--timeout", "15"),
        *("--vulnerability-service", service, "--format", "json"),
    ]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        return read(json.loads(done.stdout))
    except (ValueError, KeyError, subprocess.TimeoutExpired):
        return Found()


def first_of(lock: Path) -> str:
    """One line of the lock, without its hashes."""
    lines = lock.read_text("utf-8").splitlines()
    return next(line.partition(" ")[0] for line in lines if "==" in line)


def main() -> int:
    """Look up one package, and where that works, all of them."""
    probe = LOCK.with_name(".audit-probe.txt")
    found = Found()
    try:
        probe.write_text(first_of(LOCK) + "\n", "utf-8")
        for service in SERVICES:
            if ask(probe, service).looked_up:
                found = ask(LOCK, service)
                break
    finally:
        probe.unlink(missing_ok=True)
    for line in told(found):
        print(line)
    return found.status


if __name__ == "__main__":
    sys.exit(main())
