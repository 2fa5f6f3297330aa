"""What suggestions are about (共性问题): topics by their words, the same matter over the years."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the profile: how it is called, and by which words it is recognised."""

    zh: str
    en: str
    words: tuple[str, ...]

    def label(self, language: str) -> str:
        """Its name in a language."""
        return self.en if language == "en" else self.zh


def wording(*parts: str | None) -> str:
    """What a suggestion says (title, category, content), as topics are recognised in it."""
    return " ".join(part for part in parts if part)


def recognised(text: str, topics: Mapping[str, Topic]) -> tuple[str, ...]:
    """The topics whose words occur in a text, those with the most of them first."""
    hits = {name: sum(word in text for word in topic.words) for name, topic in topics.items()}
    found = [name for name, count in hits.items() if count]
    return tuple(sorted(found, key=lambda name: -hits[name]))


def chosen(
    found: Iterable[str], marked: Mapping[str, bool], topics: Mapping[str, Topic]
) -> tuple[str, ...]:
    """The topics that count: those recognised, unless somebody has marked or struck them."""
    kept = [name for name in found if marked.get(name, True)]
    kept += [name for name, is_on in marked.items() if is_on and name not in kept]
    return tuple(name for name in kept if name in topics)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Suggestions that ask for much the same, and over how many years."""

    ids: tuple[int, ...]
    years: int


def recurrences(
    pairs: Iterable[tuple[int, int]], assigned_on: Mapping[int, date]
) -> list[Recurrence]:
    """Groups of suggestions that are alike, the longest asked for first (两年、三年、三年以上)."""
    root: dict[int, int] = {}

    def find(one: int) -> int:
        while root.setdefault(one, one) != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for one, other in pairs:
        if one in assigned_on and other in assigned_on:
            a, b = sorted((find(one), find(other)))
            root[b] = a
    groups: dict[int, list[int]] = {}
    for one in sorted(root):
        groups.setdefault(find(one), []).append(one)
    found = [
        Recurrence(tuple(ids), len({assigned_on[one].year for one in ids}))
        for ids in groups.values()
        if len(ids) > 1
    ]
    return sorted(found, key=lambda group: (-group.years, -len(group.ids), group.ids))
