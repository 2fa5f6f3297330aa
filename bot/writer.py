"""The one thread that writes: transactions follow one another, the event loop never waits."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from bot import counts
from storage import leadership
from storage.database import Database, Session, is_conflict, is_fault
from storage.leadership import Part

P = ParamSpec("P")
T = TypeVar("T")


CONFLICTS = 5  # times work begins again because another process was faster


class Writer:
    """Runs work on the database, one transaction at a time, in a thread of its own.

    `work` may be run again from the beginning when another process was faster: it changes nothing
    but rows.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")

    async def do(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do `work(session, …)` in one transaction: all of it is kept, or nothing."""

        def transaction() -> T:
            for _ in range(CONFLICTS):
                try:
                    return self._once(work, *args, **kwargs)
                except Exception as error:
                    if not is_conflict(error):
                        raise
            return self._once(work, *args, **kwargs)

        return await self.run(transaction)

    def _once(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        with self.database.write() as session:
            return work(session, *args, **kwargs)

    async def run(self, work: Callable[[], T]) -> T:
        """Run something that opens its transactions itself."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except Exception as error:
            if is_fault(error):
                counts.database_failed()
            raise

    def close(self) -> None:
        """Let the last transaction end."""
        self._thread.shutdown(wait=True)


class Fenced(Writer):
    """The same writer in the name of a part: refuses with Deposed once somebody else leads."""

    def __init__(self, writer: Writer, part: Part, epoch: int) -> None:
        self.database = writer.database
        self._writer = writer
        self._part = part
        self._epoch = epoch

    def _once(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        with self.database.write() as session:
            leadership.require(session, self._part, self._epoch)
            return work(session, *args, **kwargs)

    async def run(self, work: Callable[[], T]) -> T:
        """Run it in the writer's own thread."""
        return await self._writer.run(work)
