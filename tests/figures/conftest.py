"""A small office in one process, whose figures are looked at day by day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import world as worlds
from tests.figures.office import Office


@pytest.fixture(scope="session")
def everybody_here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which everybody has joined."""
    return worlds.prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def office(everybody_here: Path, tmp_path: Path) -> Iterator[Office]:
    """The office on the morning of 7 April; suggestions 0107 (with a joint unit) and 0108.

    Whatever has happened, the judge of rehearsed years comes to the same figures by himself.
    """
    world = worlds.copy_of(everybody_here, tmp_path)
    office = Office(world)
    yield office
    disagreeing = office.judged()
    world.close()
    assert disagreeing == []
