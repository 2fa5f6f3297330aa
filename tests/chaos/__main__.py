"""`make chaos`: days on which everything breaks, and what is left of them.

KILLS=1000 SEED=20260407 DATABASE=sqlite|postgresql REPLICAS=3 DEPUTIES=20
"""

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from tests.chaos.crew import Crew
from tests.chaos.day import Office, Pairs, next_morning, play
from tests.chaos.trouble import Trouble, small_disk
from tests.house import MORNING, House, close_house, open_house, write_ledger
from tests.postgres import Embedded

KILLS = int(os.environ.get("KILLS", "1000"))
SEED = int(os.environ.get("SEED", str(random.SystemRandom().randrange(10**8))))
DATABASE = os.environ.get("DATABASE", "sqlite")
REPLICAS = int(os.environ.get("REPLICAS", "3" if DATABASE == "postgresql" else "1"))
DEPUTIES = int(os.environ.get("DEPUTIES", "20"))
A_DAY = 100  # kills
ACTS = 10  # what people do in a second, all together, about
PAUSE = (0.2, 0.9)  # seconds between two breaks
DISK = {"sqlite": 48, "postgresql": 256}  # megabytes
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "文武"


def pairs() -> Pairs:
    """Who leads which suggestion, and who handles it; every fifth deputy has two."""
    deputies = [f"{SURNAMES[n % 20]}代{GIVEN[n // 20 % 2]}" for n in range(DEPUTIES)]
    officers = [f"{SURNAMES[-1 - n]}承办" for n in range(max(2, DEPUTIES // 5))]
    led = [*deputies, *deputies[::5]]
    return [(f"{n + 1:04d}", name, officers[n % len(officers)]) for n, name in enumerate(led)]


@contextmanager
def disk(megabytes: int) -> Iterator[tuple[Path, bool]]:
    """A folder on a file system of its own, where that may be made; else a plain folder."""
    with tempfile.TemporaryDirectory(prefix="lianluo-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        is_small = small_disk(folder, megabytes)
        try:
            yield folder, is_small
        finally:
            if is_small:
                subprocess.run(["umount", "--lazy", str(folder)], check=True)


async def found_office(house: House, listed: Pairs) -> Office:
    """The ledger is in and everybody has joined."""
    names = list(dict.fromkeys(name for _, *two in listed for name in two))
    for name in names:
        await house.stage.add_person(name)
    house.staff = tuple({officer for *_, officer in listed})
    ledger = house.data.parent / "ledger.xlsx"
    write_ledger(ledger, listed)
    await house.lianluo("import", str(ledger))
    await house.start()
    await house.join(*names)
    await house.settle()
    await house.stop()
    return Office(house, listed, SEED, pause=len(names) / ACTS)


async def main() -> int:
    """The exit status: 0 when nothing was lost, doubled, misled or late."""
    print(f"seed {SEED}: {KILLS} kills, {REPLICAS} × {DATABASE}, {DEPUTIES} deputies", flush=True)
    with ExitStack() as stack:
        folder, is_small = stack.enter_context(disk(DISK[DATABASE]))
        server = Embedded(folder / "server") if DATABASE == "postgresql" else None
        if server is not None:
            stack.callback(server.end)
        office_folder = folder / "office"
        office_folder.mkdir()
        url = server.create() if server is not None else None
        house = await open_house(office_folder, database_url=url)
        try:
            return await _days(house, server, folder if is_small else None)
        finally:
            await close_house(house)


async def _days(house: House, server: Embedded | None, small: Path | None) -> int:
    office = await found_office(house, pairs())
    dice, day, broken, is_clean = random.Random(SEED), MORNING.date(), Counter[str](), True
    began = time.monotonic()
    async with Crew(house, REPLICAS) as crew:
        trouble = Trouble(house, crew, dice, server, small)
        done = 0
        while done < KILLS:
            kills = min(A_DAY, KILLS - done)
            found = await play(office, crew, trouble, day, kills, PAUSE)
            done += trouble.breaks.kills
            broken += trouble.breaks.kinds
            print(f"{day}, {dict(trouble.breaks.kinds)}\n  {found.line()}", flush=True)
            if not found.is_clean():
                is_clean = False
                print(found.wrong(), flush=True)
                print(house.log())
            day = _day_after(day)
    print(
        f"{broken.total()} breaks in {time.monotonic() - began:.0f} s: {dict(broken)}; "
        f"{crew.ended} times a process ended by itself"
    )
    return 0 if is_clean else 1


def _day_after(day: date) -> date:
    return next_morning(day).date()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
