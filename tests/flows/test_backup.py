"""A backup is taken in the midst of work, and put back into a database of the other kind."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import migrations
from storage.database import Database
from tests.books import Books
from tests.flows.steps import answer_questions
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, House

TALKERS = (LEAD, CO_SIGNER)
PIECES = 25


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, engine: str, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of the other kind."""
    if engine == "postgresql":
        yield f"sqlite:///{tmp_path / 'elsewhere.db'}"
        return
    server = request.getfixturevalue("server")
    url = server.create()
    yield url
    server.drop(url)


async def _restored(house: House, file: Path, name: str, url: str | None) -> dict[str, str]:
    """The settings of an office that a backup has been put into."""
    folder = house.data.with_name(name)
    folder.mkdir()
    (folder / "key").write_bytes((house.data / "key").read_bytes())
    before = dict(house.settings)
    house.settings["LIANLUO_DATA_DIR"] = str(folder)
    house.settings.pop("LIANLUO_DATABASE_URL", None)
    if url is not None:
        house.settings["LIANLUO_DATABASE_URL"] = url
    told = await house.lianluo("restore", str(file))
    assert "已恢复" in told
    after, house.settings = house.settings, before
    return after


def _everything(url: str) -> dict[str, set[str]]:
    """Every row of every table, as the program reads it; the order of JSON keys is no matter."""
    from storage import snapshot

    database = Database(url)
    try:
        assert migrations.is_current(database)
        found: dict[str, set[str]] = {}
        with snapshot.taken(database) as taken:
            for batch in taken.rows():
                rows = found.setdefault(batch.table, set())
                for row in batch.rows:
                    values = dict(zip(batch.columns, row, strict=True))
                    rows.add(repr(sorted((k, _sorted(v)) for k, v in values.items())))
        return found
    finally:
        database.close()


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return sorted((key, _sorted(one)) for key, one in value.items())
    return [_sorted(one) for one in value] if isinstance(value, list) else value


async def test_a_backup_taken_in_the_midst_of_work_is_one_moment(
    one_matter: House, elsewhere: str, tmp_path: Path
) -> None:
    house = one_matter
    house.settings["LIANLUO_BACKUP_PASSPHRASE"] = "湖 2026"
    file = tmp_path / "office.backup"
    await house.phone(LEAD).uploads(("点位.pdf", b"%PDF-1.4 lake"), kind="document")

    async def talk(name: str) -> None:
        for number in range(PIECES):
            await house.phone(name).sends(f"{name}第{number:02}句")
        if name == LEAD:
            await house.phone(OFFICER).sees(f"{name}第{PIECES - 1:02}句")

    async with asyncio.TaskGroup() as work:
        for name in TALKERS:
            work.create_task(talk(name))
        await house.phone(OFFICER).sees(f"{LEAD}第03句")
        await house.lianluo("backup", str(file), "--encrypt")
    await house.settle()
    assert "点位".encode() not in file.read_bytes()

    settings = await _restored(house, file, "there", elsewhere)
    kept, now = Books(elsewhere), house.books
    for name in TALKERS:
        said = "SELECT text FROM messages WHERE direction = 'in' AND text LIKE ? ORDER BY id"
        there = [text for (text,) in kept.ask(said, f"{name}第%")]
        # What was said up to a moment, all of it and in order.
        assert there == [text for (text,) in now.ask(said, f"{name}第%")][: len(there)]
        assert there == [f"{name}第{number:02}句" for number in range(len(there))]
    assert kept.ask("SELECT count(*) FROM messages")[0][0] > 0
    # What was acted on is there with all that followed from it, and nothing else is.
    done = "SELECT count(*) FROM inbox WHERE state = 'done' AND raw LIKE '%\\u7b2c%\\u53e5%'"
    words = "SELECT count(*) FROM messages WHERE direction = 'in' AND text LIKE '%第%句'"
    assert kept.ask(done) == kept.ask(words)
    orphans = """
        SELECT count(*) FROM messages AS said WHERE said.direction = 'in' AND said.text LIKE '%句'
        AND NOT EXISTS (SELECT 1 FROM messages AS copy WHERE copy.source_id = said.id)
    """
    assert kept.ask(orphans) == [(0,)]
    [(sha256,)] = kept.ask("SELECT sha256 FROM attachments WHERE state = 'stored'")
    there_file = Path(settings["LIANLUO_DATA_DIR"]) / "files" / sha256[:2] / sha256
    assert there_file.read_bytes() == b"%PDF-1.4 lake"

    # The office goes on from there.
    await house.stop()
    house.settings = settings
    first, house.books = house.books, kept
    assert "第03句" in str(await house.record())
    await house.start()
    await house.phone(LEAD).sends("换了机器，接着说")
    await house.phone(OFFICER).sees("换了机器")
    await house.stop()
    assert "has tables already" in await house.lianluo("restore", str(file), fails=True)
    assert kept.bent() == []
    house.books = first


async def test_to_the_other_engine_and_back_no_row_is_another(
    one_matter: House, elsewhere: str, tmp_path: Path
) -> None:
    house = one_matter
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(house.phone(LEAD))
    await house.phone(LEAD).sends("电话13800000001，😀 “引号” \\ {}")
    await house.phone(LEADER).sends("/s 0107")
    await house.phone(LEADER).sees("轮，答复期限")
    await house.settle()
    await house.stop()
    here = house.books.url.render_as_string(hide_password=False)
    await house.lianluo("backup", str(tmp_path / "one"))
    before = _everything(here)
    assert len(before["messages"]) > 20

    house.settings = await _restored(house, tmp_path / "one", "there", elsewhere)
    assert _everything(elsewhere) == before
    await house.lianluo("backup", str(tmp_path / "two"))
    before = _everything(elsewhere)
    back = await _restored(house, tmp_path / "two", "back", None)
    assert _everything(f"sqlite:///{back['LIANLUO_DATA_DIR']}/lianluo.db") == before
