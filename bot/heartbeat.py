"""Whether this process still does its work: for health checks, and for systemd's watchdog."""

import asyncio
import os
import socket
import time

from bot.writer import Writer

ANSWER_SECONDS = 5.0  # for which an answer is waited for at a time
PATIENCE = 180.0  # seconds a transaction may last, or wait for its database, before all is stuck


class Heart:
    """The loop is alive or this would not run; the writer may be busy, but not for ever."""

    def __init__(self, writer: Writer, patience: float = PATIENCE) -> None:
        self._writer = writer
        self._patience = patience
        self._knock: asyncio.Future[None] | None = None  # at the writer's door
        self._knocked_at = 0.0

    async def beats(self) -> bool:
        """Whether the writer answers, or has not been busy for too long."""
        if self._knock is None or self._knock.done():
            self._knock = asyncio.ensure_future(self._writer.run(_nothing))
            self._knocked_at = time.monotonic()
        try:
            async with asyncio.timeout(min(ANSWER_SECONDS, self._patience)):
                await asyncio.shield(self._knock)
        except TimeoutError:
            return time.monotonic() - self._knocked_at < self._patience
        return True


def _nothing() -> None:
    """What the writer is asked to do, to see whether it does anything."""


class Systemd:
    """Tells systemd that we run and are alive, where it wants to know; else does nothing.

    Its protocol is a datagram to the socket that it names in the environment.
    """

    def __init__(self, heart: Heart) -> None:
        self._heart = heart
        self._address = os.environ.get("NOTIFY_SOCKET", "")
        self._seconds = int(os.environ.get("WATCHDOG_USEC", "0")) / 1_000_000

    async def run(self) -> None:
        """Say that we run; then, if there is a watchdog, show it signs of life in good time."""
        self._tell("READY=1")
        while self._seconds > 0:
            if await self._heart.beats():
                self._tell("WATCHDOG=1")
            await asyncio.sleep(self._seconds / 3)

    def _tell(self, words: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address[0] == "@" else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
            line.connect(address)
            line.send(words.encode())
