"""What is wrong in a file: cells, all told at once, or the file as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong cell: where it is, what stands there, what is expected."""

    sheet: str
    cell: str
    value: str
    expected: str

    def __str__(self) -> str:
        shown = f"“{shortened(self.value)}” " if self.value else ""
        return f"{self.sheet}!{self.cell}：{shown}{self.expected}"


def shortened(text: str, limit: int = 40) -> str:
    """A value short enough for one line."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit] + "…"


class SheetError(ValueError):
    """The file as a whole cannot be read; the message is one sentence for people."""


class WrongCells(ValueError):
    """Cells are wrong; nothing was imported."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
