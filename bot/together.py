"""Doing for many at once what many ask for at the same time: one transaction instead of forty."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Round(Generic[T]):
    items: list[T] = field(default_factory=list)
    done: "asyncio.Future[None]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Together(Generic[T]):
    """Whoever comes while a round is under way takes part in the next."""

    def __init__(self, work: Callable[[list[T]], Awaitable[None]]) -> None:
        self._work = work
        self._next: _Round[T] | None = None
        self._working: asyncio.Task[None] | None = None

    async def do(self, item: T) -> None:
        """Take part in a round, and wait until it is done. Raises what the work raised for it."""
        if self._next is None:
            self._next = _Round()
        mine = self._next
        mine.items.append(item)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._rounds())
        await asyncio.shield(mine.done)

    async def _rounds(self) -> None:
        while (current := self._next) is not None:
            self._next = None
            try:
                await self._work(current.items)
            except Exception as error:
                current.done.set_exception(error)
                current.done.exception()  # whoever has given up waiting need not be told
            else:
                current.done.set_result(None)
