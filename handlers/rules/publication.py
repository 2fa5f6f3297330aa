"""公开: what becomes of a reply in public, never above what the deputy allows."""

import unicodedata
from urllib.parse import urlsplit

from handlers.rules.refused import Refused
from storage.vocabulary import Disclosure, Openness

LONGEST = 500  # characters of an address


def needs_reason(decision: Disclosure, allowed: Openness) -> bool:
    """Whether less is published than the deputy allows, so that it has to be said why."""
    return decision != Disclosure.OPEN and allowed != Openness.NONE


def may_be(decision: Disclosure, allowed: Openness) -> None:
    """Raises Refused `publication.ceiling` for what the deputy does not allow."""
    if decision != Disclosure.WITHHELD and allowed == Openness.NONE:
        raise Refused("publication.ceiling")


def address(text: str) -> str:
    """Where something is published. Raises Refused `publication.address` for no web address."""
    plain = unicodedata.normalize("NFKC", text).strip()
    is_one_word = plain.isprintable() and not any(letter.isspace() for letter in plain)
    if not is_one_word or len(plain) > LONGEST or not _is_public(plain):
        raise Refused("publication.address")
    return plain


def _is_public(plain: str) -> bool:
    try:
        parts = urlsplit(plain)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_named = "." in host.strip(".") and ".." not in host and not host.startswith(".")
    return parts.scheme in ("http", "https") and is_named and parts.username is None
