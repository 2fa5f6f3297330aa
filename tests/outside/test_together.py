"""Many at once share one round, each hears what became of its own."""

import asyncio

import pytest

from bot.together import Together


class Work:
    """Work that waits for a sign, and fails for what is odd."""

    def __init__(self) -> None:
        self.rounds: list[list[int]] = []
        self.go_on = asyncio.Event()

    async def __call__(self, items: list[int]) -> None:
        """One round."""
        self.rounds.append(items)
        await self.go_on.wait()
        if any(item % 2 for item in items):
            raise ValueError(str(items))


async def test_whoever_comes_meanwhile_takes_part_in_the_next_round() -> None:
    work = Work()
    together = Together(work)
    first = asyncio.create_task(together.do(0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.create_task(together.do(number)) for number in (2, 4, 6)]
    await asyncio.sleep(0)
    work.go_on.set()
    await asyncio.gather(first, *others)
    assert work.rounds == [[0], [2, 4, 6]]
    await together.do(8)
    assert work.rounds[2:] == [[8]]


async def test_a_round_that_fails_fails_for_its_own_only() -> None:
    work = Work()
    together = Together(work)
    first = asyncio.create_task(together.do(0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    failing = [asyncio.create_task(together.do(number)) for number in (1, 2)]
    work.go_on.set()
    await first
    for one in failing:
        with pytest.raises(ValueError, match="1, 2"):
            await one
    await together.do(4)


async def test_whoever_gives_up_does_not_take_the_others_along() -> None:
    work = Work()
    together = Together(work)
    given_up = asyncio.create_task(together.do(0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    given_up.cancel()
    staying = asyncio.create_task(together.do(2))
    await asyncio.sleep(0)
    work.go_on.set()
    await staying
    assert work.rounds == [[0], [2]]
    with pytest.raises(asyncio.CancelledError):
        await given_up
