"""Names in what people wrote freely: 王伟 is not named where 王伟明 is."""

from collections.abc import Iterable, Sequence


def longer(name: str, others: Iterable[str]) -> Sequence[str]:
    """The names of others in which a name is contained, the longest first."""
    found = {other for other in others if name in other and other != name}
    return sorted(found, key=lambda other: (-len(other), other))


def stands_in(text: str, name: str, longer_ones: Iterable[str]) -> bool:
    """Whether somebody is named in a text, other than as a part of these longer names."""
    for other in longer_ones:
        text = text.replace(other, "")
    return name in text
