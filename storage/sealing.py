"""A file under a passphrase: scrypt makes the key, AES-GCM seals piece by piece.

Pieces are numbered and the last one is marked, so nothing can be changed, left out, put in another
order or cut off unseen. Memory stays flat however long the file is.
"""

import hashlib
import hmac
import io
import os
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"LIANLUO SEALED 1\n"
_WORK = (16, 8, 1)  # log2 n, r, p: 64 MB and a fraction of a second
_SALT, _PREFIX, _CHECK, _TAG = 16, 7, 16, 16
_HEADER = len(MAGIC) + len(_WORK) + _SALT + _PREFIX
PIECE = 64 * 1024
_MOST_WORK = 20  # a made-up header may not ask for more than 1 GB


class SealError(Exception):
    """A sealed file can't be opened: one sentence."""


class WrongPassphrase(SealError):
    """The passphrase is not the one it was sealed with."""

    def __init__(self) -> None:
        super().__init__("口令不对 the passphrase is wrong")


class Damaged(SealError):
    """It is not as it was written."""

    def __init__(self) -> None:
        super().__init__("文件被改动或不完整 the file has been changed or cut short")


def _secrets(header: bytes, passphrase: str) -> tuple[AESGCM, bytes]:
    """What seals the pieces, and by what a passphrase is known as the right one."""
    at = len(MAGIC)
    power, r, p = header[at : at + 3]
    if not 1 <= power <= _MOST_WORK or not 1 <= r <= 8 or p != 1:
        raise Damaged
    salt = header[at + 3 : at + 3 + _SALT]
    made = Scrypt(salt=salt, length=64, n=2**power, r=r, p=p).derive(passphrase.encode())
    return AESGCM(made[:32]), hmac.digest(made[32:], header, hashlib.sha256)[:_CHECK]


class _Numbered:
    """The nonces of the pieces, one after another."""

    def __init__(self, prefix: bytes) -> None:
        self._prefix = prefix
        self._count = 0

    def next(self, *, is_last: bool) -> bytes:
        """The nonce of the next piece."""
        nonce = self._prefix + self._count.to_bytes(4, "big") + bytes([is_last])
        self._count += 1
        return nonce


class Sealing(io.RawIOBase):
    """What is written here is sealed into `file`; only `close` completes it."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        self._file = file
        prefix = os.urandom(_PREFIX)
        header = MAGIC + bytes(_WORK) + os.urandom(_SALT) + prefix
        self._cipher, check = _secrets(header, passphrase)
        self._nonces = _Numbered(prefix)
        self._rest = bytearray()
        file.write(header + check)

    def writable(self) -> bool:
        """It is there to be written."""
        return True

    def write(self, data: Any) -> int:
        """Seal every piece that is full and not the last."""
        count = memoryview(data).nbytes
        self._rest += data
        while len(self._rest) > PIECE:
            self._seal(bytes(self._rest[:PIECE]), is_last=False)
            del self._rest[:PIECE]
        return count

    def complete(self) -> None:
        """Seal the last piece."""
        self._seal(bytes(self._rest), is_last=True)
        self._rest.clear()

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(self._nonces.next(is_last=is_last), piece, None))


class Opening(io.RawIOBase):
    """What was sealed, read from `file`. Raises WrongPassphrase or Damaged."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        self._file = file
        header = file.read(_HEADER)
        if len(header) < _HEADER:
            raise Damaged
        self._cipher, check = _secrets(header, passphrase)
        if not hmac.compare_digest(file.read(_CHECK), check):
            raise WrongPassphrase
        self._nonces = _Numbered(header[-_PREFIX:])
        self._ahead = file.read(PIECE + _TAG)
        self._piece = b""
        self._is_over = False

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Open the next piece when the one before has been read."""
        if not self._piece and not self._is_over:
            self._open()
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._piece))
        view[:count] = self._piece[:count]
        self._piece = self._piece[count:]
        return count

    def _open(self) -> None:
        sealed, self._ahead = self._ahead, self._file.read(PIECE + _TAG)
        self._is_over = not self._ahead
        try:
            nonce = self._nonces.next(is_last=self._is_over)
            self._piece = self._cipher.decrypt(nonce, sealed, None)
        except InvalidTag:
            raise Damaged from None
