"""The file format of a backup: one file that is written and read from front to back.

A tar, compressed, perhaps sealed under a passphrase. First comes what it is, then the rows in
batches of JSON, then the files, at the end the hashes of everything that came before.
"""

import gzip
import hashlib
import io
import json
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from storage import sealing
from storage.sealing import Damaged, Opening, Sealing

ABOUT, MANIFEST = "about.json", "manifest.json"
ROWS = re.compile(r"rows/([a-z0-9_]+)/[0-9]+\.json")
FILE = re.compile(r"files/([0-9a-f]{64})")
PIECE = 1024 * 1024
_MOST_WORDS = 256 * 1024 * 1024  # bytes of a member that is taken into memory
_QUICK = 4  # of zlib's levels: most of the bytes are pictures and papers


class Member(NamedTuple):
    """One part of a backup, to be read before the next."""

    name: str
    size: int
    body: IO[bytes]

    def json(self) -> Any:
        """What it says. Raises Damaged."""
        if self.size > _MOST_WORDS:
            raise Damaged
        try:
            return json.loads(self.body.read())
        except ValueError:
            raise Damaged from None


class Archive:
    """A backup being written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self._hashes: dict[str, str] = {}

    def add_json(self, name: str, value: Any) -> None:
        """Add a value."""
        words = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        self._add(name, len(words), io.BytesIO(words))

    def add_file(self, file: Path, sha256: str) -> bool:
        """Add a file; False when it is not there, or not what its name says."""
        try:
            with file.open("rb") as opened:
                if hashlib.file_digest(opened, "sha256").hexdigest() != sha256:
                    return False
                size = opened.tell()
                opened.seek(0)
                self._add(f"files/{sha256}", size, opened)
        except FileNotFoundError:
            return False
        return True

    def _add(self, name: str, size: int, body: IO[bytes]) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        hashed = _Hashed(body)
        self._tar.addfile(info, hashed)
        self._hashes[name] = hashed.hexdigest()

    def close(self, **summary: Any) -> None:
        """Complete it with the hashes of everything in it."""
        self.add_json(MANIFEST, {**summary, "sha256": dict(self._hashes)})
        self._tar.close()


class _Hashed:
    """A file whose content is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next piece."""
        piece = self._file.read(size)
        self._hash.update(piece)
        return piece

    def hexdigest(self) -> str:
        """The hash of what has been read."""
        return self._hash.hexdigest()


@contextmanager
def writing(file: IO[bytes], passphrase: str | None) -> Iterator[Archive]:
    """Write a backup into a file; it is complete when its archive has been closed."""
    sealed = Sealing(file, passphrase) if passphrase is not None else None
    with gzip.GzipFile(fileobj=sealed or file, mode="wb", compresslevel=_QUICK, mtime=0) as packed:
        yield Archive(packed)  # type: ignore[arg-type]
    if sealed is not None:
        sealed.complete()


def is_sealed(file: IO[bytes]) -> bool:
    """Whether a passphrase is needed to read a backup."""
    begins = file.read(len(sealing.MAGIC)) == sealing.MAGIC
    file.seek(0)
    return begins


def read(file: IO[bytes], passphrase: str | None) -> Iterator[Member]:
    """Every part of a backup, checked: the manifest comes last, and agrees with all before.

    Raises Damaged, WrongPassphrase.
    """
    opened = io.BufferedReader(Opening(file, passphrase), PIECE) if passphrase else file
    seen: dict[str, str] = {}
    try:
        with (
            gzip.GzipFile(fileobj=opened, mode="rb") as packed,
            tarfile.open(fileobj=packed, mode="r|") as tar,
        ):
            for info in tar:
                body = tar.extractfile(info)
                if not info.isfile() or body is None or info.name in seen or MANIFEST in seen:
                    raise Damaged
                hashed = _Hashed(body)
                member = Member(info.name, info.size, hashed)  # type: ignore[arg-type]
                if info.name == MANIFEST:
                    told = member.json()
                    if told.get("sha256") != seen:
                        raise Damaged
                    seen[MANIFEST] = ""
                    yield Member(info.name, info.size, io.BytesIO(json.dumps(told).encode()))
                    continue
                yield member
                while hashed.read(PIECE):
                    pass
                seen[info.name] = hashed.hexdigest()
            while packed.read(PIECE):  # the end of what is compressed has a check of its own
                pass
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile):
        raise Damaged from None
    if MANIFEST not in seen:
        raise Damaged
