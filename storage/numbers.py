"""Telephone numbers in rows: encrypted wherever text is kept, plain again wherever it is read.

It is the columns that see to it, so nothing that writes or reads rows has to think of it. What
looks like a number in people's words is treated as one; that is harmless, as it is given back
exactly as it was.
"""

import re
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import JSON, Engine, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeEngine

from storage.keys import MARK, TOKEN, Keys, KeysError, digits

_KEYS: WeakKeyDictionary[Dialect, Keys] = WeakKeyDictionary()
_NONE = Keys()

# Quick looks, each beginning with what is rare: most texts have nothing of the kind.
_MOBILE = re.compile(r"1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}")
_LANDLINE = re.compile(r"0[0-9]{2,3}[ -]?[0-9]{7}")
_BEGINS = r"(?:(?<![0-9])|(?<=\\u[0-9a-f]{4}))"
_NUMBER = re.compile(
    TOKEN.pattern
    + rf"""
    | (?<="phone_number":")[^"]+
    | {_BEGINS} (?:(?:\+|00)?86[ -]?)? 1[3-9][0-9][ -]?[0-9]{{4}}[ -]?[0-9]{{4}} (?![0-9])
    | {_BEGINS} 0[0-9]{{2,3}}[ -]?[0-9]{{7,8}} (?![0-9])
    | \+[0-9][0-9 -]{{6,16}}[0-9]
    | (?:(?<=电话)|(?<=手机)|(?<=\\u7535\\u8bdd)|(?<=\\u624b\\u673a)|(?<=hone))
      (?:[ ：:，,号是]|\\uff1a|\\uff0c){{0,4}} [0-9][0-9 -]{{3,}}[0-9]
    """,
    re.VERBOSE,
)


def use(engine: Engine, keys: Keys) -> None:
    """Let an engine's rows be encrypted and decrypted by these keys."""
    _KEYS[engine.dialect] = keys


def keys_of(dialect: Dialect) -> Keys:
    """The keys of an engine."""
    return _KEYS.get(dialect, _NONE)


def seal(text: str, keys: Keys) -> str:
    """A text as it is kept: without a telephone number in it."""
    if not _may_have_one(text):
        return text
    return _NUMBER.sub(lambda found: _locked(found, keys), text)


def _may_have_one(text: str) -> bool:
    return (
        _MOBILE.search(text) is not None
        or _LANDLINE.search(text) is not None
        or "+" in text
        or MARK in text
        # Spelt out, for it is asked of every text that is written: 电话 and 手机, also as they
        # stand in a raw update, which is kept as ASCII.
        or "电话" in text
        or "手机" in text
        or r"\u7535\u8bdd" in text
        or r"\u624b\u673a" in text
        or "hone" in text
    )


def _locked(found: re.Match[str], keys: Keys) -> str:
    """A number locked. A number that could not be read stays; words that look so are locked too."""
    is_token = found[1] is not None
    return found[0] if is_token and not keys.knows(found[1]) else keys.lock(found[0])


def unseal(text: str, keys: Keys) -> str:
    """A text as it was said."""
    return TOKEN.sub(keys.unlock, text) if MARK in text else text


def lock(number: str, keys: Keys) -> str:
    """A whole telephone number as it is kept, in whatever way it is written."""
    token = TOKEN.fullmatch(number)
    return number if token and not keys.knows(token[1]) else keys.lock(number)


def is_sealed(number: str) -> bool:
    """Whether a number read from a row could not be decrypted."""
    return TOKEN.fullmatch(number) is not None


def masked(number: str | None) -> str:
    """A number of which only its owner recognises the rest."""
    if not number or len(number) < 8 or is_sealed(number):
        return "—"
    return f"{number[:-8]}****{number[-4:]}"


def seal_all(value: Any, keys: Keys) -> Any:
    """A JSON value as it is kept."""
    if isinstance(value, str):
        return seal(value, keys)
    if isinstance(value, dict):
        return {
            name: lock(one, keys)
            if name == "phone_number" and isinstance(one, str) and one
            else seal_all(one, keys)
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [seal_all(one, keys) for one in value]
    return value


def unseal_all(value: Any, keys: Keys) -> Any:
    """A JSON value as it was said."""
    if isinstance(value, str):
        return unseal(value, keys)
    if isinstance(value, dict):
        return {name: unseal_all(one, keys) for name, one in value.items()}
    if isinstance(value, list):
        return [unseal_all(one, keys) for one in value]
    return value


class Words(TypeDecorator[str]):
    """Text in which somebody may have named a telephone number."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt the numbers in it."""
        return None if value is None else seal(value, keys_of(dialect))

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt them."""
        return None if value is None else unseal(value, keys_of(dialect))


class Values(TypeDecorator[Any]):
    """A JSON value in which a telephone number may stand."""

    impl = JSON
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """JSONB where there is one."""
        kind = JSONB if dialect.name == "postgresql" else JSON
        return dialect.type_descriptor(kind(none_as_null=True))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Encrypt the numbers in it."""
        return None if value is None else seal_all(value, keys_of(dialect))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Decrypt them."""
        return None if value is None else unseal_all(value, keys_of(dialect))


class Number(TypeDecorator[str]):
    """A telephone number, however it is written."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt it."""
        return lock(value, keys_of(dialect)) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt it."""
        return None if value is None else unseal(value, keys_of(dialect))


class Found(TypeDecorator[str]):
    """By what a telephone number is found: set to a number, it keeps the keyed hash of it."""

    impl = String(64)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The hash under the first key."""
        if value is None or not digits(value) or is_sealed(value):
            return None
        hashes = keys_of(dialect).hashes(value)
        if not hashes:
            raise KeysError("telephone numbers can't be kept: no key is at hand (LIANLUO_KEYS)")
        return hashes[0]
