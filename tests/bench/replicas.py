"""One, two and four processes on one PostgreSQL."""

import tempfile
from pathlib import Path

from tests import postgres
from tests.bench.figures import Row, median
from tests.bench.running import talk, working

TALKERS = 40
PROCESSES = (1, 2, 4)


async def measure(rounds: int, *, is_quick: bool) -> list[Row]:
    """Each number of processes in turn, round by round."""
    found: dict[int, list[float]] = {count: [] for count in PROCESSES}
    with postgres.embedded() as server:
        for _ in range(rounds):
            for count in PROCESSES:
                with tempfile.TemporaryDirectory() as name:
                    folder, url = Path(name), server.create()
                    async with working(folder, TALKERS, url=url, processes=count) as scene:
                        speed = await talk(scene, 10 if is_quick else 40)
                    found[count].append(speed.per_second)
    one = median(found[1])
    shown = ", ".join(
        f"{count}: {median(speeds) / one:.2f} × ({median(speeds):.0f}/s)"
        for count, speeds in found.items()
    )
    return [Row("processes on one PostgreSQL, all on two cores: updates/s against one", shown)]
