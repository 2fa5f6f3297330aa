"""Rules of a test's own, and a look into what the office keeps."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.house import NO_REPORTS, QUICK, House


def profile(house: House, more: str, *, reports: str = NO_REPORTS) -> None:
    """Rules of this office's own; before the bot starts. `reports`: which come by themselves."""
    Path(house.settings["LIANLUO_PROFILE"]).write_text(QUICK + reports + more, "utf-8")


async def link_for(house: House, name: str) -> str:
    """A new invitation."""
    return (await house.lianluo("invite", name)).strip()


def rows(house: House, question: str, *values: Any) -> list[tuple[Any, ...]]:
    """What the database answers."""
    return house.books.ask(question, *values)


def people_of(house: House, kind: str) -> list[str]:
    """Whom every event of a kind is about, by name."""
    found = rows(
        house,
        "SELECT people.name FROM events JOIN people ON people.id = events.person_id"
        " WHERE events.kind = ? ORDER BY events.id",
        kind,
    )
    return [name for (name,) in found]


async def kept(house: House) -> bytes:
    """Everything on the office's disk, once the bot has gone."""
    await house.stop()
    files = [path.read_bytes() for path in house.data.rglob("*") if path.is_file()]
    return b"".join([*files, house.books.everything()])


async def until(holds: Callable[[], bool | Awaitable[bool]], seconds: float = 15) -> None:
    """Wait until the office's books say so."""
    async with asyncio.timeout(seconds):
        while True:
            answer = holds()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.05)
