"""`make bench`: this bot side by side with others and with itself; figures go into README.

Every figure is a ratio of medians from one run on one machine: absolute numbers mean little
elsewhere.
"""

import argparse
import asyncio
import time

from tests.bench import figures, growth, latency, replicas, sender, words

MEASURES = {
    "words": words.measure,
    "sender": sender.measure,
    "latency": latency.measure,
    "growth": growth.measure,
    "replicas": replicas.measure,
}


def main() -> None:
    """Measure, print, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=figures.PARTS, action="append", help="a part")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="little of everything; writes nothing")
    parser.add_argument("--largest", action="store_true", help="growth to 1,000,000 suggestions")
    asked = parser.parse_args()
    for part in asked.only or figures.PARTS:
        began = time.monotonic()
        print(f"{part} …", flush=True)
        rows = asyncio.run(_measured(part, asked))
        for row in rows:
            print(f"  {row.what}: {row.figure}")
        print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
        if not asked.quick:
            figures.write(part, rows)


async def _measured(part: str, asked: argparse.Namespace) -> list[figures.Row]:
    rounds = 1 if asked.quick else asked.rounds
    if part == "growth":
        return await growth.measure(rounds, is_quick=asked.quick, is_largest=asked.largest)
    return await MEASURES[part](rounds, is_quick=asked.quick)


if __name__ == "__main__":
    main()
