"""One suggestion, handled by a small office in which everybody has joined.

How people join is told elsewhere; here it is done once, and each test gets a copy of the office.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.flows.steps import matter, open_office
from tests.house import EVERYBODY, MORNING, House, close_house, open_house
from tests.postgres import Server


@dataclass(frozen=True, slots=True)
class Prepared:
    """An office with No. 0107 in which the five have joined: its folder, its database if apart."""

    folder: Path
    server: Server | None = None
    url: str | None = None


async def _prepare(folder: Path, url: str | None) -> None:
    house = await open_house(folder, database_url=url, is_kept=True)
    try:
        await open_office(house, matter(), joined=EVERYBODY)
        await house.settle()
    finally:
        await close_house(house)


@pytest.fixture(scope="session")
def prepared(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, engine: str
) -> Prepared:
    """The office that each test gets a copy of."""
    folder = tmp_path_factory.mktemp("office")
    server = request.getfixturevalue("server") if engine == "postgresql" else None
    url = server.create() if server is not None else None
    asyncio.run(_prepare(folder, url))
    return Prepared(folder, server, url)


@pytest_asyncio.fixture
async def one_matter(prepared: Prepared, tmp_path: Path) -> AsyncIterator[House]:
    """No. 0107 has been assigned; the five have joined; it is 7 April, 08:30."""
    folder = tmp_path / "office"
    shutil.copytree(prepared.folder, folder)
    url = prepared.server.create(prepared.url) if prepared.server is not None else None
    house = await open_house(folder, database_url=url, is_kept=True)
    await house.stage.clock_to(MORNING)
    await house.start()
    yield house
    await close_house(house)
    if prepared.server is not None and url is not None:
        prepared.server.drop(url)
