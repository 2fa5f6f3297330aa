"""A backup is put back whole, into nothing, or not at all."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage import backups, files, migrations, people
from storage.backups import BackupError
from storage.database import Database
from storage.keys import Keys
from storage.migrations import State
from tests.books import Books
from tests.runtime.test_migrations import PLAIN

NOW = datetime(2026, 4, 7, 1, tzinfo=UTC)
KEYS = Keys([bytes(32)])
PAPER = b"%PDF-1.4 paper " * 20_000
SHA256 = hashlib.sha256(PAPER).hexdigest()
SECRET = "湖 2026"
OLD = "0003"  # before numbers were encrypted
ATTACHED = (
    "INSERT INTO attachments (message_id, kind, telegram_file_id, name, state, sha256, attempts)"
    f" VALUES (1, 'document', 'x', '答复.pdf', 'stored', '{SHA256}', 0)"
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Database]:
    """A small office with a paper, in an SQLite file of an earlier version."""
    database = Database(f"sqlite:///{tmp_path / 'old.db'}", KEYS)
    migrations.upgrade(database, OLD)
    with database.writer.begin() as connection:
        for statement in (*PLAIN, ATTACHED):
            connection.exec_driver_sql(statement)
    place = files.place(tmp_path / "files", SHA256)
    place.parent.mkdir(parents=True)
    place.write_bytes(PAPER)
    yield database
    database.close()


@pytest.fixture
def empty(new_database: str | None, tmp_path: Path) -> Iterator[Database]:
    """A database without tables, of either kind."""
    database = Database(new_database or f"sqlite:///{tmp_path / 'empty.db'}", KEYS)
    yield database
    database.close()


@pytest.fixture
def backup(office: Database, tmp_path: Path) -> Path:
    """A backup of the small office, sealed."""
    file = tmp_path / "office.backup"
    made = backups.make(office, tmp_path / "files", file, NOW, passphrase=SECRET)
    assert (made.files, made.missing, made.counts["people"]) == (1, [], 2)
    assert file.stat().st_mode & 0o777 == 0o600
    assert backups.needs_passphrase(file)
    return file


def is_untouched(database: Database, folder: Path) -> bool:
    return migrations.state(database) == State.NEW and not any(
        path.is_file() for path in folder.rglob("*")
    )


def test_rows_of_an_earlier_version_are_brought_up_to_date(
    backup: Path, empty: Database, tmp_path: Path
) -> None:
    put = backups.restore(empty, tmp_path / "new", backup, passphrase=SECRET)
    assert (put.files, put.counts["people"], put.made_at) == (1, 2, NOW)
    assert migrations.state(empty) == State.CURRENT
    assert files.place(tmp_path / "new", SHA256).read_bytes() == PAPER
    assert "13800000001" not in str(Books(str(_url(empty))).everything())
    with empty.write() as session:
        [person] = people.with_phone(session, "13800000001")
        assert person.name == "李秀兰"
        # New rows are numbered after those put back.
        session.add(people.Person(key="new", role=person.role, name="新代表"))
        session.flush()
    with pytest.raises(BackupError, match="has tables already"):
        backups.restore(empty, tmp_path / "new", backup, passphrase=SECRET)


def _url(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.6, 0.99])
@pytest.mark.parametrize("is_cut", [True, False])
def test_a_backup_changed_or_cut_short_is_put_back_nowhere(
    backup: Path, empty: Database, tmp_path: Path, share: float, is_cut: bool
) -> None:
    whole = backup.read_bytes()
    at = int(len(whole) * share)
    backup.write_bytes(whole[:at] + (b"" if is_cut else bytes([whole[at] ^ 1]) + whole[at + 1 :]))
    with pytest.raises(BackupError, match=r"changed or cut short|passphrase is wrong"):
        backups.restore(empty, tmp_path / "new", backup, passphrase=SECRET)
    assert is_untouched(empty, tmp_path / "new")


def test_it_needs_its_passphrase_and_an_empty_folder(
    backup: Path, empty: Database, tmp_path: Path
) -> None:
    with pytest.raises(BackupError, match="passphrase is wrong"):
        backups.restore(empty, tmp_path / "new", backup, passphrase="guessed")
    (tmp_path / "new").mkdir(exist_ok=True)
    (tmp_path / "new" / "other").write_text("mine")
    with pytest.raises(BackupError, match="is not empty"):
        backups.restore(empty, tmp_path / "new", backup, passphrase=SECRET)
    assert migrations.state(empty) == State.NEW


def repacked(file: Path, change: Any) -> None:
    """An unsealed backup whose parts somebody has changed, hashes and all."""
    parts: dict[str, bytes] = {}
    with tarfile.open(file, "r:gz") as tar:
        for info in tar:
            body = tar.extractfile(info)
            assert body is not None
            parts[info.name] = body.read()
    manifest = json.loads(parts.pop("manifest.json"))
    change(parts, manifest)
    manifest["sha256"] = {name: hashlib.sha256(body).hexdigest() for name, body in parts.items()}
    parts["manifest.json"] = json.dumps(manifest).encode()
    with gzip.open(file, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        for name, body in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))


def _row_left_out(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    name = next(
        one
        for one in parts
        if "units" in one and b"rows" in parts[one][-3000:] and (json.loads(parts[one])["rows"])
    )
    del parts[name]
    manifest["counts"]["units"] = 0


def _other_count(_parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["counts"]["people"] += 1


def _later(parts: dict[str, bytes], _manifest: dict[str, Any]) -> None:
    parts["about.json"] = json.dumps({"format": 1, "revision": "9999", "made_at": ""}).encode()


def _path_trick(parts: dict[str, bytes], _manifest: dict[str, Any]) -> None:
    parts["files/../../evil"] = b"evil"


def _other_bytes(parts: dict[str, bytes], _manifest: dict[str, Any]) -> None:
    parts[f"files/{SHA256}"] = b"other paper"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_row_left_out, "do not fit together"),
        (_other_count, "changed or cut short"),
        (_later, "of a later version"),
        (_path_trick, "changed or cut short"),
        (_other_bytes, "changed or cut short"),
    ],
)
def test_a_backup_made_by_hand_is_put_back_nowhere(
    office: Database, empty: Database, tmp_path: Path, change: Any, told: str
) -> None:
    file = tmp_path / "office.backup"
    backups.make(office, tmp_path / "files", file, NOW)
    assert not backups.needs_passphrase(file)
    repacked(file, change)
    with pytest.raises(BackupError, match=told):
        backups.restore(empty, tmp_path / "new", file)
    assert is_untouched(empty, tmp_path / "new")
    assert not (tmp_path / "evil").exists()


def test_a_missing_paper_is_named_and_the_rest_is_kept(
    office: Database, empty: Database, tmp_path: Path
) -> None:
    files.place(tmp_path / "files", SHA256).write_bytes(b"damaged")
    file = tmp_path / "office.backup"
    made = backups.make(office, tmp_path / "files", file, NOW)
    assert (made.files, made.missing) == (0, [SHA256])
    assert backups.restore(empty, tmp_path / "new", file).missing == [SHA256]


def test_a_backup_that_cannot_be_written_leaves_nothing(office: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="nowhere"):
        backups.make(office, tmp_path / "files", tmp_path / "nowhere" / "x", NOW)
    assert list(tmp_path.glob("*.part")) == []
