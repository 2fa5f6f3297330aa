"""From a deputy's words to the officer's screen, at a tenth of the highest pace."""

import asyncio
import re
import tempfile
import time
from datetime import datetime
from pathlib import Path

from bot.sandbox.client import Json
from tests.bench.figures import Row, median, percentile
from tests.bench.running import PTB, Scene, echoing, quiet, working

TALKERS = 40
PER_SECOND = 100  # of all, about a tenth of what can be done
PIECE = re.compile(r"第\d{5}段话。")


async def measure(rounds: int, *, is_quick: bool) -> list[Row]:
    """Both bots in turn, round by round."""
    ours: list[float] = []
    echo: list[float] = []
    words = 5 if is_quick else 25
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            async with echoing(Path(folder), PTB, TALKERS) as scene:
                echo += await _delays(scene, words)
        with tempfile.TemporaryDirectory() as folder:
            async with working(Path(folder), TALKERS) as scene:
                ours += await _delays(scene, words)
    return [
        Row(
            "from a deputy's words to the officer's screen, at a tenth of the highest pace",
            f"median {1000 * median(ours):.0f} ms, 99th percentile "
            f"{1000 * percentile(ours, 0.99):.0f} ms; the bare python-telegram-bot echo "
            f"{1000 * median(echo):.0f} ms and {1000 * percentile(echo, 0.99):.0f} ms",
        )
    ]


async def _delays(scene: Scene, words: int) -> list[float]:
    for talker in scene.talkers:
        await talker.sends("热身")
    await quiet(scene.stage)
    return await delays(scene, words * len(scene.talkers), PER_SECOND)


async def delays(scene: Scene, words: int, per_second: float) -> list[float]:
    """Seconds from each piece of words to the call that passes it on."""
    stage = scene.stage
    seen = max((call["n"] for call in await stage.calls()), default=0)
    said: dict[str, float] = {}
    began = time.monotonic()
    saying: list[asyncio.Task[Json]] = []
    for number in range(words):
        await asyncio.sleep(began + number / per_second - time.monotonic())
        text = f"第{number:05}段话。"
        said[text] = time.time()
        talker = scene.talkers[number % len(scene.talkers)]
        saying.append(asyncio.create_task(talker.sends(text)))
    await asyncio.gather(*saying)
    found: dict[str, float] = {}
    while len(found) < len(said):
        calls = await stage.calls("sendMessage", after=seen, wait=10)
        if not calls:
            raise RuntimeError(f"only {len(found)} of {len(said)} were answered")
        seen = calls[-1]["n"]
        for call in calls:
            piece = PIECE.search(call["params"]["text"])
            if piece is not None:
                at = datetime.fromisoformat(call["real_at"]).timestamp()
                found[piece[0]] = at - said[piece[0]]
    return list(found.values())
