"""The office's keys: telephone numbers are kept encrypted, and found again without being read.

The first key encrypts, every key decrypts; what is encrypted names its key, so that keys can be
changed while the house is at work. A number is found by a keyed hash (HMAC), never by itself.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BYTES = 32
_NONCE = 12
# What stands in the place of a number: the name of its key, and the number encrypted.
# Plain ASCII without quotes, so that it looks the same inside of JSON.
MARK = "{tel:"
TOKEN = re.compile(r"\{tel:([0-9a-f]{8}):([A-Za-z0-9_-]{38,})\}")

Load = Callable[[], Sequence[bytes] | None]


class KeysError(Exception):
    """Keys are missing or wrong: one sentence."""


class _Key(NamedTuple):
    name: str
    cipher: AESGCM
    finder: bytes  # the key of the hashes by which numbers are found


def made() -> str:
    """A new key, as it is written down."""
    return base64.urlsafe_b64encode(os.urandom(BYTES)).decode()


def read(text: str) -> bytes:
    """The key that is written down so. Raises ValueError."""
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except binascii.Error:
        raise ValueError from None
    if len(key) != BYTES:
        raise ValueError
    return key


class Keys:
    """What encrypts and decrypts. `load` gives the keys anew once they have changed, else None."""

    def __init__(self, keys: Sequence[bytes] = (), load: Load = lambda: None) -> None:
        self._load = load
        self._take(keys)

    def _take(self, keys: Sequence[bytes]) -> None:
        self._keys = [_key(key) for key in keys]
        self._by_name = {key.name: key for key in self._keys}

    def _refresh(self) -> bool:
        found = self._load()
        if found is None:
            return False
        self._take(found)
        return True

    @property
    def names(self) -> list[str]:
        """The names of the keys at hand, the first one's first."""
        self._refresh()
        return [key.name for key in self._keys]

    def lock(self, text: str) -> str:
        """What is kept in the place of a text. Raises KeysError when there is no key."""
        self._refresh()
        if not self._keys:
            raise KeysError("telephone numbers can't be kept: no key is at hand (LIANLUO_KEYS)")
        key = self._keys[0]
        nonce = os.urandom(_NONCE)
        sealed = nonce + key.cipher.encrypt(nonce, text.encode(), None)
        written = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
        return f"{MARK}{key.name}:{written}}}"

    def unlock(self, token: re.Match[str]) -> str:
        """The text in whose place a token stands; the token itself when its key is not at hand."""
        key = self._known(token[1])
        if key is None:
            return token[0]
        sealed = base64.urlsafe_b64decode(token[2] + "=" * (-len(token[2]) % 4))
        try:
            return key.cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
        except InvalidTag:
            return token[0]  # words that look like it

    def knows(self, name: str) -> bool:
        """Whether the key of that name is at hand."""
        return self._known(name) is not None

    def _known(self, name: str) -> _Key | None:
        key = self._by_name.get(name)
        if key is None and self._refresh():
            key = self._by_name.get(name)
        return key

    def hashes(self, number: str) -> list[str]:
        """By what a number is found, under each key; the first key's first."""
        plain = digits(number).encode()
        return [hmac.new(key.finder, plain, hashlib.sha256).hexdigest() for key in self._keys]


def digits(number: str) -> str:
    """The part of a telephone number by which two ways of writing it are the same."""
    return re.sub(r"[^0-9]", "", number)[-11:]


def _key(key: bytes) -> _Key:
    def derived(purpose: str) -> bytes:
        return hmac.new(key, f"lianluo {purpose}".encode(), hashlib.sha256).digest()

    return _Key(derived("name").hex()[:8], AESGCM(derived("cipher")), derived("index"))
