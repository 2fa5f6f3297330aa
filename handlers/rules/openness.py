"""How far the public may see a suggestion: never further than its deputy allows (公开意愿)."""

from storage.vocabulary import Openness


def ceiling(openness: Openness, *, is_confidential: bool, is_secret: bool) -> Openness:
    """The most that may be published: what the deputy wishes, and nothing of what is kept back."""
    return Openness.NONE if is_confidential or is_secret else openness
