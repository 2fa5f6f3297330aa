"""One suggestion, handled by a small office in which everybody has joined.

How people join is told elsewhere; here it is done once, and each test gets a copy of the office.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.sandbox.client import Stage
from bot.sandbox.clock import SandboxClock
from bot.sandbox.server import Sandbox
from tests.flows.steps import matter, open_office
from tests.house import EVERYBODY, MORNING, QUICK, House, close_house


async def _house_in(folder: Path) -> House:
    """The stage and the office that are kept in a folder, or new ones."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    profile = folder / "quick.toml"
    profile.write_text(QUICK, "utf-8")
    sandbox = Sandbox(clock=SandboxClock(MORNING), state_file=folder / "stage.json")
    await sandbox.start()
    stage = Stage(sandbox.url)
    await stage.__aenter__()
    return House(sandbox, stage, folder / "data", {"LIANLUO_PROFILE": str(profile)})


async def _prepare(folder: Path) -> None:
    house = await _house_in(folder)
    try:
        await open_office(house, matter(), joined=EVERYBODY)
        await house.settle()
    finally:
        await close_house(house)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office with No. 0107 in which the five have joined."""
    folder = tmp_path_factory.mktemp("office")
    asyncio.run(_prepare(folder))
    return folder


@pytest_asyncio.fixture
async def one_matter(prepared: Path, tmp_path: Path) -> AsyncIterator[House]:
    """No. 0107 has been assigned; the five have joined; it is 7 April, 08:30."""
    folder = tmp_path / "office"
    shutil.copytree(prepared, folder)
    house = await _house_in(folder)
    await house.stage.clock_to(MORNING)
    await house.start()
    yield house
    await close_house(house)
