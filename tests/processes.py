"""The `lianluo` command as processes of their own that begin at once.

Reading all modules takes longer than most commands do. A server that has read them forks a process
for each: real processes that can be stopped and killed, in 30 ms instead of 800.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from pkgutil import iter_modules

import bot.commands

READ_BEFORE = [
    "tests.processes",
    "bot.__main__",
    "bot.application",
    *(f"bot.commands.{found.name}" for found in iter_modules(bot.commands.__path__)),
    "handlers.sheets.cards",
    "psycopg",
    "pytest",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "uvloop",
    "tests.frozen",
]

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(READ_BEFORE)


@dataclass
class Process:
    """One `lianluo …` at work."""

    _process: ForkServerProcess

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it runs, -9 when it was killed."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Until it has ended; how."""
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        self._process.join()
        assert self.returncode is not None
        return self.returncode


def begin(
    *arguments: str, environment: dict[str, str], folder: Path, out: Path, err: Path
) -> Process:
    """`lianluo ARGUMENTS…` in a folder; what it prints is added to two files."""
    process = _CONTEXT.Process(
        target=_become, args=(arguments, environment, folder, out, err), daemon=True
    )
    process.start()
    return Process(process)


def _become(
    arguments: tuple[str, ...], environment: dict[str, str], folder: Path, out: Path, err: Path
) -> None:
    from bot.__main__ import main

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for path, number in ((out, 1), (err, 2)):
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    sys.argv = ["lianluo", *arguments]
    main()
