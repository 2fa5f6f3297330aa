"""What a rehearsal prints: figures of the year, load, what was checked, and what nobody understood.

It is right when every check that was played is, nothing was stuck, and the record is as written.
"""

import json
import resource
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.rehearsal.checks import Verdict, annual_row
from bot.rehearsal.deputy import Deputy
from bot.rehearsal.play import Play
from bot.rehearsal.raw import Raw
from handlers import texts
from handlers.rules.figures.indicators import Indicator
from storage.vocabulary import Language

MOST = 10  # things named one by one


@dataclass(frozen=True, slots=True)
class Measured:
    """How long it took and how much the bot held in memory."""

    seconds: float
    bot_mb: float


def lines(play: Play, raw: Raw, verdicts: Iterable[Verdict], measured: Measured) -> Iterator[str]:
    """Everything, for the terminal."""
    yield from _indicators(raw)
    yield ""
    yield from _load(play, raw, measured)
    yield ""
    for verdict in verdicts:
        yield from verdict.lines()
    yield from (f"STUCK       {one}" for one in play.stuck[:MOST])
    yield ""
    yield from _not_understood(play)


def _indicators(raw: Raw) -> Iterator[str]:
    row = annual_row(raw)
    if row is None:
        yield "no annual report has come yet"
        return
    yield f"annual report of {row['day']}"
    figures = json.loads(row["figures"])["totals"]["figures"]
    for name, figure in figures.items():
        label = texts.label(f"indicator.{name}", Language.CHINESE)
        of_each = figure["n"] / figure["d"] if figure["d"] else None
        if of_each is None:
            share = "    —"
        elif name == Indicator.URGED:  # a count, not a share
            share = f"{of_each:5.1f} "
        else:
            share = f"{of_each:6.1%}"
        yield f"  {share}  {figure['n']:6}/{figure['d']:<6} {label}"


def _load(play: Play, raw: Raw, measured: Measured) -> Iterator[str]:
    of_deputies = [
        play.sent[one.user.id] for one in play.people.values() if isinstance(one, Deputy)
    ]
    each = sorted(of_deputies)
    total = sum(play.sent.values())
    stages = Counter(row["stage"] for row in raw.rows("suggestions"))
    told = ", ".join(f"{name} {count}" for name, count in stages.most_common())
    yield f"suggestions: {told}"
    yield (
        f"messages sent: {total}, {sum(each) / max(1, len(each)):.1f} a deputy "
        f"(median {each[len(each) // 2] if each else 0}, most {each[-1] if each else 0})"
    )
    busiest = play.hours.most_common(1)
    if busiest:
        hour, count = busiest[0]
        yield f"busiest hour: {hour:%Y-%m-%d %H}:00, {count} messages"
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield (
        f"{play.steps} moments in {measured.seconds / 60:.1f} minutes; "
        f"memory: bot {measured.bot_mb:.0f} MB, sandbox and people {own:.0f} MB"
    )


def _not_understood(play: Play) -> Iterator[str]:
    """What people did not know what to do with, and what they gave up waiting for: to be read."""
    given_up = Counter(what for one in play.people.values() for what in one.given_up)
    for heading, found in (
        ("shown and not understood", play.no_way),
        ("given up waiting", given_up),
    ):
        yield f"{heading}: {found.total()}"
        yield from (f"  {count} × {what}" for what, count in found.most_common(MOST))
