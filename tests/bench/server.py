"""The common server of a measurement: the chat sandbox in a process of its own."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.sandbox.client import Stage

TICKS = os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def sandbox(folder: Path) -> AsyncIterator[Stage]:
    """A sandbox that listens on a free port."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.sandbox",
        "--port",
        "0",
        "--start",
        "2026-04-07T09:30:00+08:00",
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    url = line.split()[-1]
    try:
        async with Stage(url) as stage:
            yield stage
    finally:
        process.terminate()
        await process.wait()


def cpu_seconds(pid: int) -> float:
    """CPU time a process has used, its own and the kernel's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mb(pid: int) -> float:
    """Memory that a process holds, in megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
