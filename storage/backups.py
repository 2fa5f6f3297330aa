"""Everything that is kept, in one file: made while others go on working, put back elsewhere.

It belongs to no engine: what was taken from SQLite can be put into PostgreSQL, and back.
"""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import IO, Any, NamedTuple

from storage import archive, files, migrations, snapshot
from storage.archive import ABOUT, FILE, MANIFEST, PIECE, ROWS, Member
from storage.database import Database
from storage.migrations import State
from storage.sealing import Damaged, SealError
from storage.snapshot import Rows, SnapshotError, Writing

FORMAT = 1
STAGE = ".restoring"  # beside the files of an earlier attempt that did not end


class BackupError(Exception):
    """A backup can't be made or put back: one sentence."""


class Content(NamedTuple):
    """What is in a backup."""

    made_at: datetime
    revision: str
    counts: dict[str, int]
    files: int
    missing: list[str]  # files that rows name, and that were not there as they should be

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(self.counts.values())


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupError(f"{error.filename or file}: {error.strerror}") from None
    except (SnapshotError, SealError) as error:
        raise BackupError(f"{file}: {error}") from None


# Making


def make(
    database: Database, folder: Path, file: Path, now: datetime, *, passphrase: str | None = None
) -> Content:
    """Write a backup of the rows, and of the files in a folder that they name.

    It appears whole or not at all, and only its owner may read it. Raises BackupError.
    """
    temporary = file.with_name(f"{file.name}.{token_hex(4)}.part")
    with _told(file):
        try:
            with open(temporary, "xb", opener=_private) as written:
                content = _write(database, folder, written, now, passphrase)
                written.flush()
                os.fsync(written.fileno())
            temporary.replace(file)
            _sync(file.parent)
        finally:
            temporary.unlink(missing_ok=True)
    return content


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(
    database: Database, folder: Path, file: IO[bytes], now: datetime, passphrase: str | None
) -> Content:
    with snapshot.taken(database) as taken, archive.writing(file, passphrase) as written:
        about = {"format": FORMAT, "made_at": now.isoformat(), "revision": taken.revision}
        written.add_json(ABOUT, about)
        counts: Counter[str] = Counter()
        for number, batch in zip(count(1), taken.rows()):
            counts[batch.table] += len(batch.rows)
            written.add_json(f"rows/{batch.table}/{number:08}.json", batch._asdict())
        found, missing = 0, []
        for sha256 in taken.files():
            if written.add_file(files.place(folder, sha256), sha256):
                found += 1
            else:
                missing.append(sha256)
        written.close(counts=counts, files=found, missing=missing)
    return Content(now, taken.revision, dict(counts), found, missing)


# Putting back


def needs_passphrase(file: Path) -> bool:
    """Whether a backup is sealed. Raises BackupError."""
    with _told(file), file.open("rb") as opened:
        return archive.is_sealed(opened)


def restore(
    database: Database, folder: Path, file: Path, *, passphrase: str | None = None
) -> Content:
    """Put a backup into a database without tables and a folder without files: all or nothing.

    Raises BackupError.
    """
    if migrations.state(database) != State.NEW:
        raise BackupError(
            "数据库不是空的 the database has tables already: a backup is put into an empty one only"
        )
    with _told(file), file.open("rb") as opened, _staged(folder) as stage:
        members = archive.read(opened, passphrase)
        about = _about(next(members, None))
        with snapshot.written(database, about["revision"], stage.commit) as rows:
            content = _put_back(members, rows, stage, about)
    return content


def _about(member: Member | None) -> dict[str, Any]:
    if member is None or member.name != ABOUT:
        raise Damaged
    about: dict[str, Any] = member.json()
    if about.get("format") != FORMAT or not migrations.knows(about["revision"]):
        raise BackupError("备份来自更新的版本 the backup is of a later version than this program")
    return about


class _Stage:
    """Files on their way into an empty folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stage = folder / STAGE
        self.count = 0

    def keep(self, member: Member, sha256: str) -> None:
        """Write a file, onto the disk."""
        place = files.place(self._stage, sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            shutil.copyfileobj(member.body, file, PIECE)
            file.flush()
            os.fsync(file.fileno())
        self.count += 1

    def commit(self) -> None:
        """Let the files take their places."""
        for part in list(self._stage.iterdir()):
            _sync(part)
            part.rename(self._folder / part.name)
        _sync(self._folder)


@contextmanager
def _staged(folder: Path) -> Iterator[_Stage]:
    folder.mkdir(parents=True, exist_ok=True)
    stage = folder / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    if any(path.is_file() for path in folder.rglob("*")):
        raise BackupError(f"{folder} 不是空的 is not empty: a backup is put into an empty one only")
    stage.mkdir()
    try:
        yield _Stage(folder)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _put_back(
    members: Iterator[Member], rows: Writing, stage: _Stage, about: dict[str, Any]
) -> Content:
    """Every part to its place; what does not agree with the manifest is refused."""
    told: dict[str, Any] = {}
    for member in members:
        file = FILE.fullmatch(member.name)
        if member.name == MANIFEST:
            told = member.json()
        elif ROWS.fullmatch(member.name):
            rows.write(Rows(**member.json()))
        elif file is not None:
            stage.keep(member, file[1])
        else:
            raise Damaged
    for name, sha256 in told["sha256"].items():
        if name.startswith("files/") and name != f"files/{sha256}":
            raise Damaged
    if told["files"] != stage.count or told["counts"] != rows.counts:
        raise Damaged
    made_at = datetime.fromisoformat(about["made_at"])
    return Content(made_at, about["revision"], told["counts"], stage.count, told["missing"])
