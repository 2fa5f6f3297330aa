"""One cast for all tests, and a whole office for those that need one."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings

from storage import schema
from storage.database import Database
from storage.keys import Keys
from tests.house import (
    CO_SIGNER,
    EVERYBODY,
    LEAD,
    LEADER,
    OFFICER,
    SAMPLE,
    House,
    close_house,
    open_house,
    write_ledger,
)
from tests.postgres import Server, running

# The machine is shared: how long an example takes says nothing about the code.
settings.register_profile("lianluo", deadline=None)
settings.load_profile("lianluo")


# What is lived through in chat is lived through on SQLite in the plain run (`make test`), and on
# PostgreSQL beside it (`make test-postgres`); whatever is about the rows themselves is on both.
LIVED_THROUGH = {"attackers", "chaos", "flows", "practices", "sheets"}
PARTS = ("plain", "postgres")  # of LIANLUO_TEST_PART; unset: everything


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the part of the tests that this run is about."""
    part = os.environ.get("LIANLUO_TEST_PART")
    if part is None:
        return
    if part not in PARTS:
        raise pytest.UsageError(f"LIANLUO_TEST_PART={part}: there are {' and '.join(PARTS)}")
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        is_lived = item.path.relative_to(Path(__file__).parent).parts[0] in LIVED_THROUGH
        on = item.callspec.params.get("engine") if hasattr(item, "callspec") else None
        is_later = is_lived and on == "postgresql"
        (kept if is_later == (part == "postgres") else left).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)


KEYS = Keys([bytes(32)])
ENGINES = os.environ.get("LIANLUO_TEST_ENGINES", "sqlite,postgresql").split(",")


@pytest.fixture(params=ENGINES, scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """What keeps the rows: every test that touches a database is done with both."""
    chosen: str = request.param
    return chosen


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server; each worker has one of its own."""
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest) -> str:
    """A PostgreSQL database with the tables of the code, to be copied."""
    url: str = request.getfixturevalue("server").create()
    database = Database(url)
    schema.metadata.create_all(database.writer)
    database.close()
    return url


@pytest.fixture
def postgres(server: Server) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture
def new_database(request: pytest.FixtureRequest, engine: str) -> str | None:
    """The URL of an empty database; None: an office's usual SQLite file."""
    return request.getfixturevalue("postgres") if engine == "postgresql" else None


@pytest.fixture
def tables(request: pytest.FixtureRequest, engine: str, tmp_path: Path) -> Iterator[Database]:
    """A database with the tables of the code, and nothing in them."""
    if engine == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'test.db'}", KEYS)
        schema.metadata.create_all(database.writer)
        yield database
        database.close()
        return
    server: Server = request.getfixturevalue("server")
    url = server.create(request.getfixturevalue("template"))
    database = Database(url, KEYS)
    yield database
    database.close()
    server.drop(url)


@pytest_asyncio.fixture
async def house(tmp_path: Path, new_database: str | None) -> AsyncIterator[House]:
    """A sandbox and an empty office; the bot is not running."""
    opened = await open_house(tmp_path, database_url=new_database)
    yield opened
    await close_house(opened)


@pytest_asyncio.fixture
async def office(house: House) -> House:
    """The practice ledger is in, the bot runs, everybody has joined; it is 7 April, 08:30."""
    await house.lianluo("import", str(SAMPLE))
    await house.start()
    await house.join(*EVERYBODY)
    return house


PAIRS = (
    ("0001", LEAD, OFFICER),
    ("0002", CO_SIGNER, OFFICER),
    ("0003", "谢长林", LEADER),
    ("0004", "廖建设", LEADER),
)


@pytest_asyncio.fixture
async def small_office(house: House, tmp_path: Path) -> House:
    """Four deputies with one suggestion each, two who handle two each; all have joined."""
    for name in ("谢长林", "廖建设"):
        await house.stage.add_person(name)
    write_ledger(tmp_path / "small.xlsx", PAIRS)
    await house.lianluo("import", str(tmp_path / "small.xlsx"))
    await house.start()
    await house.join(*dict.fromkeys([*(pair[1] for pair in PAIRS), OFFICER, LEADER]))
    house.pairs = PAIRS
    return house
