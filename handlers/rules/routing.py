"""Which suggestion a deputy's words belong to: the one replied to, the chosen, the only one."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class To:
    """The words belong here."""

    suggestion_id: int


@dataclass(frozen=True, slots=True)
class Ask:
    """The writer has to say."""

    choices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Nowhere:
    """No suggestion is open."""


def route(
    *, replied_suggestion: int | None, chosen: int | None, open_suggestions: Sequence[int]
) -> To | Ask | Nowhere:
    """Never guesses: with several open and none named, the writer is asked."""
    if replied_suggestion is not None:
        return To(replied_suggestion)
    if chosen is not None:
        return To(chosen)
    if len(open_suggestions) == 1:
        return To(open_suggestions[0])
    return Ask(tuple(open_suggestions)) if open_suggestions else Nowhere()
