"""The table of figures in README, written by the measurement itself."""

import re
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"
PARTS = ("words", "sender", "latency", "growth", "replicas")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what was measured, and what came of it."""

    what: str
    figure: str

    def line(self) -> str:
        """The line."""
        return f"| {self.what} | {self.figure} |"


def put_in(text: str, part: str, rows: Iterable[Row]) -> str:
    """A README with the lines of one part of the measurement; all else as it was."""
    begin, end = f"<!-- bench: {part} -->", f"<!-- end of {part} -->"
    table = "\n".join(["| what | figure |", "| --- | --- |", *(row.line() for row in rows)])
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise ValueError(f"README has no place for {part}: {begin} … {end}")
    return pattern.sub(lambda _: f"{begin}\n{table}\n{end}", text)


def write(part: str, rows: list[Row]) -> None:
    """Put the lines of a part into README."""
    README.write_text(put_in(README.read_text("utf-8"), part, rows), "utf-8")


def median(values: Iterable[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def percentile(values: list[float], share: float) -> float:
    """The value that so large a share does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
