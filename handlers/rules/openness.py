"""How far the public may see a suggestion: never further than its deputy allows (公开意愿)."""

from storage.vocabulary import Openness, SaidBy


def is_said(openness: Openness, said_by: SaidBy | None, *, has_wished: bool) -> bool:
    """Whether anybody has said how far it may be public.

    Rows older than that question say so by what stands there, or by the deputy's own word in chat.
    """
    if said_by is None:
        return has_wished or openness != Openness.FULL
    return said_by != SaidBy.NOBODY


_DEGREES = (Openness.NONE, Openness.TITLE, Openness.FULL)  # the least first


def is_less(one: Openness, other: Openness) -> bool:
    """Whether the public sees less by one than by the other."""
    return _DEGREES.index(one) < _DEGREES.index(other)


def ceiling(
    openness: Openness, *, is_said: bool, unasked: Openness, is_confidential: bool, is_secret: bool
) -> Openness:
    """The most that may be published: what the deputy wishes, and nothing of what is kept back.

    `unasked`: the most as long as nobody has said anything.
    """
    if is_confidential or is_secret:
        return Openness.NONE
    return openness if is_said else unasked
