"""A day on which everything breaks: nothing lost or misrouted, doubles marked, nobody late."""

import os
import random

from tests.chaos.crew import Crew
from tests.chaos.day import Office, play
from tests.chaos.trouble import Trouble
from tests.house import MORNING, House

KILLS = int(os.environ.get("LIANLUO_TEST_KILLS", "30"))
SEED = int(os.environ.get("LIANLUO_TEST_SEED", "20260407"))


async def test_a_day_of_kills_and_faults_loses_nothing(small_office: House) -> None:
    house = small_office
    await house.settle()
    await house.stop()
    office = Office(house, list(house.pairs), SEED)
    async with Crew(house) as crew:
        trouble = Trouble(house, crew, random.Random(SEED))
        found = await play(office, crew, trouble, MORNING.date(), KILLS, pause=(0.05, 0.5))
    print(f"seed {SEED}: {dict(trouble.breaks.kinds)}: {found.line()}")
    assert found.words > 50
    assert found.is_clean(), f"seed {SEED}\n{found.wrong()}"
