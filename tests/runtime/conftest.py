"""A desk for each test, and a PostgreSQL server for those that compare engines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.runtime.desk import Desk, a_desk


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A database, the real sandbox and a line between them; no limits, quick retries."""
    async with a_desk(tmp_path) as opened:
        yield opened
