"""The stage kept over a restart: one JSON file, written whole soon after each change."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import time
from pathlib import Path

from bot.sandbox.errors import Json
from bot.sandbox.world import World

# Seconds between a change and its snapshot; more when a snapshot takes long.
PAUSE = 0.3
FORMAT = 1


class Snapshot:
    """Writes `path` when told of changes; uploaded files lie in a folder beside it."""

    def __init__(self, path: Path, world: World) -> None:
        self.path = path
        self.world = world
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @staticmethod
    def folder(path: Path) -> Path:
        """Where the uploaded files of the snapshot at `path` lie."""
        return path.with_name(f"{path.name}.files")

    def load(self) -> bool:
        """Takes up what was kept; false when there is nothing."""
        if not self.path.exists():
            return False
        saved = json.loads(self.path.read_text(encoding="utf-8"))
        self.world.load(saved["world"])
        return True

    def changed(self) -> None:
        """Something is to be kept."""
        self._changed.set()

    def start(self) -> None:
        """Begins to write."""
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Writes the last state."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        self.write()

    def write(self) -> None:
        """Writes the state now; whoever reads sees the old file or the new, never a half."""
        self._put(self.world.dump())

    async def _keep(self) -> None:
        pause = PAUSE
        while True:
            await self._changed.wait()
            await asyncio.sleep(pause)
            self._changed.clear()
            began = time.monotonic()
            self.write()
            pause = max(PAUSE, 10 * (time.monotonic() - began))

    def _put(self, state: Json) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_name(f"{self.path.name}.new")
        with draft.open("w", encoding="utf-8") as file:
            json.dump({"format": FORMAT, "world": state}, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)
