"""A scripted day on which the bot's process is killed again and again, and what may be left of it.

Three independent records are compared afterwards: what people did, what the sandbox saw, and
what the database says. Every piece of words carries a token of its own.
"""

import asyncio
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.client import Phone, words
from tests.house import House

TOKEN = re.compile(r"⟦\w+⟧")


@dataclass(frozen=True, slots=True)
class Sent:
    """Words somebody has sent: the token, who, to whom they belong, about which suggestion."""

    token: str
    author: str
    to: str
    number: str


@dataclass
class Findings:
    """What the comparison found; every list has to be empty, but for doubles that are marked."""

    lost: list[str] = field(default_factory=list)
    misrouted: list[str] = field(default_factory=list)
    doubled_unmarked: list[str] = field(default_factory=list)
    doubled_marked: int = 0
    unrecorded: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    kills: int = 0
    sent: int = 0

    def line(self) -> str:
        """One line for people."""
        return (
            f"{self.kills} kills, {self.sent} pieces of words: lost {len(self.lost)}, "
            f"wrongly routed {len(self.misrouted)}, doubled unmarked "
            f"{len(self.doubled_unmarked)}, doubled and marked {self.doubled_marked}, "
            f"out of order {len(self.out_of_order)}, unrecorded {len(self.unrecorded)}"
        )


class ScriptedDay:
    """People talk at random while the bot dies at random; `seed` makes the same people again."""

    def __init__(
        self, house: House, deputies: dict[str, str], officer_of: dict[str, str], seed: int
    ) -> None:
        self.house = house
        self.deputies = deputies  # name → number of their only suggestion
        self.officer_of = officer_of  # number → officer's name
        self.dice = random.Random(seed)
        self.sent: list[Sent] = []
        self.findings = Findings()

    async def talk(self, until: asyncio.Event) -> None:
        """Deputies and officers write until told to stop."""
        number = 0
        while not until.is_set():
            number += 1
            if self.dice.random() < 0.6:
                await self._deputy_writes(number)
            else:
                await self._officer_answers(number)
            await asyncio.sleep(self.dice.uniform(0.0, 0.05))

    async def _deputy_writes(self, number: int) -> None:
        name = self.dice.choice(sorted(self.deputies))
        suggestion = self.deputies[name]
        token = f"⟦D{number}⟧"
        await self.house.phone(name).sends(f"代表的话 {token}")
        self.sent.append(Sent(token, name, self.officer_of[suggestion], suggestion))

    async def _officer_answers(self, number: int) -> None:
        """The officer replies to words of a deputy that have arrived."""
        name = self.dice.choice(sorted(set(self.officer_of.values())))
        officer = self.house.phone(name)
        relayed = [
            one
            for one in await officer.messages()
            if one["outgoing_by_bot"] and TOKEN.search(words(one))
        ]
        if not relayed:
            return
        chosen = self.dice.choice(relayed[-20:])
        found = TOKEN.search(words(chosen))
        assert found is not None
        asked = next((one for one in self.sent if one.token == found.group()), None)
        if asked is None:
            return
        token = f"⟦A{number}⟧"
        await officer.sends(f"承办人的话 {token}", reply_to=chosen)
        self.sent.append(Sent(token, name, asked.author, asked.number))

    async def kill(self, times: int, pause: tuple[float, float]) -> None:
        """Kill the process at random moments, some while it starts, and start it again at once."""
        for _ in range(times):
            if self.dice.random() < 0.6:
                await self.house.wait_until_running()
            await asyncio.sleep(self.dice.uniform(*pause))
            await self.house.kill()
            self.findings.kills += 1
            await self.house.start_unwatched()

    async def compare(self) -> Findings:
        """Hold the three records against each other."""
        found = self.findings
        found.sent = len(self.sent)
        records = {
            number: await self.house.record(number) for number in set(self.deputies.values())
        }
        seen = {
            name: await self._seen(name) for name in (*self.deputies, *self.officer_of.values())
        }
        for one in self.sent:
            self._hold(one, seen, records, found)
        for number in records:
            self._order(number, seen, found)
        return found

    async def _seen(self, name: str) -> list[str]:
        """The tokens in what the bot showed somebody, in order."""
        phone: Phone = self.house.phone(name)
        return [
            token
            for message in await phone.messages()
            if message["outgoing_by_bot"]
            for token in TOKEN.findall(words(message))
        ]

    def _hold(
        self,
        one: Sent,
        seen: dict[str, list[str]],
        records: dict[str, dict[str, Any]],
        found: Findings,
    ) -> None:
        times = Counter({name: tokens.count(one.token) for name, tokens in seen.items()})
        if not times[one.to]:
            found.lost.append(one.token)
        found.misrouted += [one.token for name, count in times.items() if count and name != one.to]
        rows = {
            number: [row for row in record["messages"] if one.token in (row["text"] or "")]
            for number, record in records.items()
        }
        found.misrouted += [
            one.token for number, listed in rows.items() if listed and number != one.number
        ]
        own = rows[one.number]
        came = [row for row in own if row["direction"] == "in"]
        went = [row for row in own if row["direction"] == "out" and row["purpose"] == "relay"]
        if len(came) != 1 or len(went) != 1 or went[0]["state"] != "delivered":
            found.unrecorded.append(one.token)
        elif times[one.to] > 1:
            if went[0]["maybe_twice"]:
                found.doubled_marked += 1
            else:
                found.doubled_unmarked.append(one.token)

    def _order(self, number: str, seen: dict[str, list[str]], found: Findings) -> None:
        """Words of one person about one suggestion are seen in the order they were said."""
        for author in {one.author for one in self.sent if one.number == number}:
            mine = [one for one in self.sent if one.author == author and one.number == number]
            first_seen = list(dict.fromkeys(seen[mine[0].to]))
            places = [first_seen.index(one.token) for one in mine if one.token in first_seen]
            if places != sorted(places):
                found.out_of_order.append(f"{author} {number}")
