"""`make fuzz`: wild updates through the real inbox and worker, round after round.

UPDATES=200000 BOOKS=2000 SEED=… DATABASE=sqlite|postgresql|both. A round is an office of its own;
after it, nothing may be parked, tried twice or left, and what has to hold of the rows holds.
"""

import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from storage import schema
from storage.database import Database
from storage.keys import Keys
from tests.attackers.holding import must_hold
from tests.attackers.mill import Mill, furnish
from tests.attackers.wild import Wild, as_received
from tests.attackers.wild_books import WildBooks, try_out
from tests.chaos.world import CAST, World, office
from tests.postgres import running

ROUND = 2_500
BOOKS = 100  # into one database
KEYS = Keys([bytes(32)])
WAITS = (timedelta(minutes=2), timedelta(hours=2), timedelta(days=1), timedelta(days=9))


@dataclass
class Count:
    """What was done in a round."""

    updates: int = 0


def play(world: World, seed: int, updates: int) -> Count:
    """One round in a furnished office."""
    mill = Mill.of(world)
    wild = Wild(world, seed)
    dice = random.Random(seed)
    count = Count()
    try:
        while count.updates < updates:
            wild.look()
            some = [wild.update() for _ in range(dice.choice((1, 1, 2, 3, 20)))]
            mill.feed([as_received(one) for one in some])
            count.updates += len(some)
            mill.grind()
            world.now += timedelta(seconds=1)
            world.goes_on(dice.choice(WAITS) if dice.random() < 0.01 else timedelta(seconds=2))
            for name in CAST:
                if dice.random() < (0.1 if name in world.blocked else 0.0005):
                    world.blocks(name, is_member=name in world.blocked)
        mill.grind()
        must_hold(world, mill)
    finally:
        mill.close()
    return count


@contextmanager
def an_office(engine: str, folder: Path, url: str | None) -> Iterator[World]:
    """An office of its own on an engine."""
    database = Database(url or f"sqlite:///{folder / 'fuzz.db'}", KEYS)
    schema.metadata.create_all(database.writer)
    world = furnish(database, folder, office())
    try:
        yield world
    finally:
        world.close()


def rounds(engine: str, updates: int, seed: int) -> None:
    """So many updates on an engine; says how it went."""
    began, done = time.monotonic(), 0
    if engine == "postgresql":
        with running() as server:
            while done < updates:
                url = server.create()
                done += _round(engine, seed + done, min(ROUND, updates - done), url)
                server.drop(url)
                _tell(engine, done, updates, began)
    else:
        while done < updates:
            done += _round(engine, seed + done, min(ROUND, updates - done), None)
            _tell(engine, done, updates, began)
    print()


def _round(engine: str, seed: int, updates: int, url: str | None) -> int:
    folder = Path(tempfile.mkdtemp(prefix="lianluo-fuzz-"))
    try:
        with an_office(engine, folder, url) as world:
            return play(world, seed, updates).updates
    except BaseException:
        print(f"\nround with seed {seed} on {engine} ({updates} updates), kept in {folder}")
        raise
    finally:
        if sys.exc_info()[0] is None:
            shutil.rmtree(folder)


def _tell(engine: str, done: int, updates: int, began: float) -> None:
    seconds = time.monotonic() - began
    print(f"\r{engine}: {done}/{updates} updates in {seconds:.0f} s", end="", flush=True)


def workbooks(count: int, seed: int) -> None:
    """So many wild workbooks; says what became of them."""
    outcomes: Counter[str] = Counter()
    done = 0
    while done < count:
        with tempfile.TemporaryDirectory(prefix="lianluo-books-") as made:
            folder = Path(made)
            database = Database(f"sqlite:///{folder / 'books.db'}", KEYS)
            schema.metadata.create_all(database.writer)
            books = WildBooks(folder, seed + done)
            for _ in range(min(BOOKS, count - done)):
                path = books.file()
                try:
                    outcomes[try_out(database, office(), path)] += 1
                except BaseException:
                    kept = Path(tempfile.gettempdir()) / f"lianluo-{seed + done}-{path.name}"
                    shutil.copy(path, kept)
                    print(f"\nworkbook of seed {seed + done}, kept as {kept}")
                    raise
                path.unlink()
            done += BOOKS
            database.close()
        print(f"\rworkbooks: {dict(outcomes)}", end="", flush=True)
    print()


def main() -> None:
    """Fuzz updates, then workbooks."""
    updates = int(os.environ.get("UPDATES", "200000"))
    seed = int(os.environ.get("SEED", random.SystemRandom().randrange(10**9)))
    engines = os.environ.get("DATABASE", "both")
    print(f"seed {seed}")
    if engines in ("sqlite", "both"):
        rounds("sqlite", updates, seed)
    if engines in ("postgresql", "both"):
        rounds("postgresql", updates // 10 if engines == "both" else updates, seed)
    workbooks(int(os.environ.get("BOOKS", "2000")), seed)


if __name__ == "__main__":
    main()
