"""Updates as a real run brought them: `python -m tests.attackers.recording` records them anew.

What people do in the story of No. 0107 and around it, as the sandbox sent it; to be mutated.
"""

import asyncio
import json
import re
import tempfile
from pathlib import Path
from typing import Any

from tests.attackers.everybody import gather_everybody, tell_story
from tests.flows.small import rows
from tests.house import LEAD, OFFICER, House, close_house, open_house

FILE = Path(__file__).with_name("recordings.jsonl")
MOST_OF_A_SHAPE = 3


def recordings() -> list[dict[str, Any]]:
    """The recorded updates, in order."""
    return [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def shape(value: Any) -> str:
    """What an update is made of, apart from its values."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{shape(value[key])}" for key in sorted(value)) + "}"
    return f"[{shape(value[0])}]" if isinstance(value, list) and value else ""


async def _besides(house: House) -> None:
    """What the story leaves out: files of all kinds, places, cards, edits, groups."""
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    kinds = ("photo", "document", "voice", "video", "audio", "sticker")
    for kind in kinds:
        await lead.uploads((f"{kind}.bin", kind.encode()), kind=kind)
    await lead.uploads(*((f"{n}.jpg", b"%d" % n) for n in range(3)), caption="三处")
    await lead.shares_location(29.37, 113.09)
    await lead.shares_contact()
    said = await lead.sends("第一遍")
    await lead.edits(said, "第二遍")
    await lead.blocks()
    await lead.unblocks()
    group = house.stage.group("生态环境厅办理群")
    await officer.sends("/bind@lianluo_demo_bot", to=group)
    await lead.sends("群里会看到这句话")
    mirrored = await group.sees("群里会看到这句话")
    await officer.sends("收到", reply_to=mirrored, to=group)
    await group.takes_in(lead)
    await house.settle()
    await group.migrates()
    await house.settle()


async def _record(folder: Path) -> None:
    house = await open_house(folder)
    try:
        phones = await gather_everybody(house)
        await tell_story(house, phones)
        await _besides(house)
        found = [json.loads(raw) for (raw,) in rows(house, "SELECT raw FROM inbox ORDER BY 1")]
    finally:
        await close_house(house)
    seen: dict[str, int] = {}
    kept = []
    for update in sorted((one for one in found if one), key=lambda one: int(one["update_id"])):
        told = shape(update)
        seen[told] = seen.get(told, 0) + 1
        if seen[told] <= MOST_OF_A_SHAPE or "callback_query" in update:
            kept.append(update)
    # Numbers are encrypted where they were kept; which one it was does not matter.
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in kept]
    text = re.sub(r"\{tel:[^}]*\}", "+8613800000001", "\n".join(lines))
    FILE.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(_record(Path(made)))
