"""Of the lock, what the program needs to run: the lock holds the developers' tools besides.

Which package is there for which others stands in the lock itself, in its `# via` lines. Only the
standard library is used: this runs before anything is installed.
"""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_VIA = re.compile(r"^ {4}# {1,3}(?:via )?(\S+)", re.MULTILINE)


def normal(name: str) -> str:
    """A package's name as package tools compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(project: dict[str, Any]) -> set[str]:
    """What the project itself asks for, and what builds it."""
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    return {normal(_NAME.match(one).group()) for one in asked}  # type: ignore[union-attr]


def blocks(lock: str) -> dict[str, str]:
    """The lock's entries: name → lines."""
    found = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)
    return {
        normal(match.group()): block for block in found if (match := _NAME.match(block)) is not None
    }


def needed(project: dict[str, Any], lock: str) -> dict[str, str]:
    """The entries for running: those asked for, and those that are there for one of these."""
    entries = blocks(lock)
    chosen = wanted(project)
    if missing := sorted(chosen - set(entries)):
        raise ValueError(f"the lock does not hold {', '.join(missing)}")
    there_for = {
        name: {normal(other) for other in _VIA.findall(block)} for name, block in entries.items()
    }
    while more := {name for name, others in there_for.items() if others & chosen} - chosen:
        chosen |= more
    return {name: entries[name] for name in sorted(chosen)}


def main(project: str, lock: str) -> None:
    """Print the entries."""
    found = needed(tomllib.loads(Path(project).read_text("utf-8")), Path(lock).read_text("utf-8"))
    sys.stdout.write("".join(found.values()))


if __name__ == "__main__":
    main(*sys.argv[1:])
