"""How one loop tells another that there is something to do; rung twice, it is answered once."""

import asyncio


class Bell:
    """Rung from the event loop; whoever waits goes on, and the bell is silent again."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """There is something to do."""
        self._rung.set()

    async def wait(self, seconds: float | None = None) -> None:
        """Until it rings, or that many seconds have passed."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            pass
        self._rung.clear()
