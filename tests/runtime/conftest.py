"""A desk for each test, on either engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from storage.database import Database
from tests.runtime.desk import Desk, a_desk


@pytest_asyncio.fixture
async def desk(tmp_path: Path, tables: Database) -> AsyncIterator[Desk]:
    """A database, the real sandbox and a line between them; no limits, quick retries."""
    async with a_desk(tmp_path, tables) as opened:
        yield opened
