"""The one thread that writes: transactions follow one another, the event loop never waits."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from bot import counts
from storage.database import Database, Session, is_fault

P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """Runs work on the database, one transaction at a time, in a thread of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")

    async def do(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do `work(session, …)` in one transaction: all of it is kept, or nothing."""

        def transaction() -> T:
            with self.database.write() as session:
                return work(session, *args, **kwargs)

        return await self.run(transaction)

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
