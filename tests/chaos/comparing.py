"""Three independent records held against each other: what people did, what the sandbox saw, what
the database says.
"""

import html
import re
import statistics
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.client import Json, Phone, words
from bot.sandbox.updates import FIRST_UPDATE_ID
from tests.chaos.journal import TOKEN, Journal, Sent
from tests.chaos.trouble import Breaks
from tests.house import House

MESSAGES = """
    SELECT messages.id, direction, purpose, messages.state, maybe_twice, text, chat_id,
           telegram_id, number, source_id, album
    FROM messages LEFT JOIN suggestions ON suggestions.id = messages.suggestion_id
    ORDER BY messages.id
"""
FIRST_TEXTS = "SELECT message_id, text FROM revisions"
CARD = "最近的话"
TOLD = ("已停收消息，请打电话联系", "❌ 未送达")  # what officers read when a chat refuses the bot
SHOWN = 40  # letters by which a text is known again


@dataclass(frozen=True, slots=True)
class Row:
    """A message as the database has it."""

    id: int
    direction: str
    purpose: str
    state: str
    maybe_twice: bool
    text: str | None
    chat_id: int | None
    telegram_id: int | None
    number: str | None
    source_id: int | None
    album: str | None


@dataclass
class Findings:
    """What the comparison found; every list has to be empty."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)  # without being marked
    misrouted: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    unrecorded: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)  # prompts
    bent: list[str] = field(default_factory=list)  # rows that no longer fit the chains
    doubled_marked: int = 0
    updates: int = 0
    messages: int = 0
    prompts: int = 0
    words: int = 0
    back_after: list[float] = field(default_factory=list)  # seconds
    settled_after: float = 0.0

    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        wrong = (self.lost, self.doubled, self.misrouted, self.out_of_order)
        return not any((*wrong, self.unrecorded, self.late, self.bent))

    def line(self) -> str:
        """One line for people."""
        middle = statistics.median(self.back_after) if self.back_after else 0.0
        worst = max(self.back_after, default=0.0)
        return (
            f"{self.updates} updates, {self.messages} messages, {self.prompts} prompts, "
            f"{self.words} words: lost {len(self.lost)}, doubled unmarked {len(self.doubled)} "
            f"(marked {self.doubled_marked}), wrongly routed {len(self.misrouted)}, out of order "
            f"{len(self.out_of_order)}, unrecorded {len(self.unrecorded)}, prompts late "
            f"{len(self.late)}, bent rows {len(self.bent)}; service back after {middle:.1f} s "
            f"(median), {worst:.1f} s (worst), all done {self.settled_after:.1f} s after the last "
            "trouble"
        )

    def wrong(self) -> str:
        """What is wrong, in lines."""
        kinds = ("lost", "doubled", "misrouted", "out_of_order", "unrecorded", "late", "bent")
        return "\n".join(
            f"{kind}: {', '.join(found[:12])}" for kind in kinds if (found := getattr(self, kind))
        )


class Comparison:
    """One look at all three, when everything is quiet."""

    def __init__(
        self, house: House, journal: Journal, phones: dict[str, Phone], refused: set[str]
    ) -> None:
        """`refused`: whose chats have refused the bot for a while."""
        self.house = house
        self.refused = refused
        self.journal = journal
        self.phones = phones
        self.rows: list[Row] = []
        self.not_heard: Counter[str] = Counter()
        self.shown: dict[str, list[Json]] = {}

    async def hold(self, held_back: list[str]) -> Findings:
        """All findings; updates that were held back may have come out of order."""
        self.rows = [Row(*row) for row in self.house.books.ask(MESSAGES)]
        for name, phone in self.phones.items():
            self.shown[name] = [one for one in await phone.messages() if one["outgoing_by_bot"]]
        late = set(TOKEN.findall(" ".join(held_back)))
        for one in self.journal.sent:
            one.in_order = one.in_order and one.token not in late
        found = Findings(words=len(self.journal.sent))
        self._updates(found)
        self._words(found)
        self._order(found)
        self._screens(found)
        self._imports(found)
        found.bent = [str(one) for one in self.house.books.bent()]
        return found

    def _updates(self, found: Findings) -> None:
        """Every update the sandbox made has been kept and acted on."""
        states = dict(self.house.books.ask("SELECT update_id, state FROM inbox"))
        made = range(FIRST_UPDATE_ID, self.house.sandbox.world.updates.next_id)
        found.updates = len(made)
        # What was emptied when it was acted on (an invitation) is dropped after two days.
        acted_on = self.journal.acted_on
        found.lost += [f"update {one}" for one in made if one not in states | acted_on]
        found.lost += [f"update {one} {state}" for one, state in states.items() if state != "done"]
        acted_on |= {one: state for one, state in states.items() if state == "done"}

    def _words(self, found: Findings) -> None:
        """Every piece of words stands once under its suggestion, and was seen by whom it is for."""
        by_token: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            for token in TOKEN.findall(row.text or ""):
                by_token[token].append(row)
        seen = {
            name: Counter(token for one in shown for token in _said(one))
            for name, shown in self.shown.items()
        }
        for one in self.journal.sent:
            self._one(one, by_token[one.token], seen, found)
        self._told(found)

    def _told(self, found: Findings) -> None:
        """Whoever wrote what a chat refused has been told so, each time."""
        for name, times in self.not_heard.items():
            told = sum(any(sign in words(one) for sign in TOLD) for one in self.shown[name])
            if told < times:
                found.lost.append(f"{name} was told {told} of {times} times")

    def _one(
        self, one: Sent, rows: list[Row], seen: dict[str, Counter[str]], found: Findings
    ) -> None:
        came = [row for row in rows if row.direction == "in"]
        went = [row for row in rows if row.direction == "out" and row.purpose == "relay"]
        strangers = [name for name in seen if seen[name][one.token]]
        found.misrouted += [
            f"{one.token} {name}" for name in strangers if name not in (one.to, one.author)
        ]
        found.misrouted += [
            f"{one.token} {row.number}"
            for row in (*came, *went)
            if row.number != one.number and (one.is_sure or row in went)
        ]
        if not one.is_sure:
            found.unrecorded += [f"{one.token} was sent unasked" for _ in went]
            return
        if one.to in self.refused and not seen[one.to][one.token]:
            is_failed = len(came) == 1 and [row.state for row in went] == ["failed"]
            if is_failed or not came:
                self.not_heard[one.author] += 1
                return
        if len(came) != 1:
            found.unrecorded.append(f"{one.token} ×{len(came)}")
        elif came[0].purpose == "words":
            self._relayed(one, went, seen[one.to][one.token], found)
        if one.edited and came and one.edited not in (came[0].text or ""):
            found.unrecorded.append(f"{one.token} without {one.edited}")

    def _relayed(self, one: Sent, went: list[Row], times: int, found: Findings) -> None:
        if not times:
            found.lost.append(one.token)
        elif len(went) == 1 and self._is_given_up(one, went[0]):
            return  # its first try, whose end nobody saw, has arrived; the record says maybe
        elif len(went) != 1 or went[0].state != "delivered":
            found.unrecorded.append(f"{one.token} {[row.state for row in went]}")
        elif times > 1 and not went[0].maybe_twice:
            found.doubled.append(one.token)

    def _is_given_up(self, one: Sent, row: Row) -> bool:
        """Whether a second try was refused by somebody who had left meanwhile."""
        return one.to in self.refused and row.state == "failed" and row.maybe_twice

    def _order(self, found: Findings) -> None:
        """Words of one person to another are first seen in the order they were said."""
        talks: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in self.journal.sent:
            # A draft is sent some time after it was written; an album is gathered first.
            if one.in_order and one.token[1] in "DA":
                talks[one.author, one.to].append(one.token)
        for (author, to), said in talks.items():
            places: dict[str, int] = {}
            for place, message in enumerate(self.shown[to]):
                for token in _said(message):
                    places.setdefault(token, place)
            relayed = [places[token] for token in said if token in places and self._is_words(token)]
            if relayed != sorted(relayed):
                found.out_of_order.append(f"{author} → {to}")

    def _is_words(self, token: str) -> bool:
        return any(
            row.purpose == "words" and row.direction == "in" and token in (row.text or "")
            for row in self.rows
        )

    def _screens(self, found: Findings) -> None:
        """Every message on a phone is a row, every delivered row is on its phone."""
        earlier: dict[int, list[str]] = defaultdict(list)
        for message_id, text in self.house.books.ask(FIRST_TEXTS):
            earlier[message_id].append(_plain(text))
        chats = {phone.chat_id: name for name, phone in self.phones.items()}
        own = [row for row in self.rows if row.direction == "out" and row.chat_id in chats]
        known = {(chats[row.chat_id or 0], row.telegram_id): row for row in own}
        marked: dict[str, list[str]] = defaultdict(list)
        for row in own:
            if row.maybe_twice:
                marked[chats[row.chat_id or 0]] += [_plain(row.text), *earlier[row.id]]
        for name, shown in self.shown.items():
            found.messages += len(shown)
            on_screen = {one["message_id"] for one in shown}
            for one in shown:
                if (name, one["message_id"]) not in known:
                    self._unknown(name, one, marked[name], found)
            found.lost += [
                f"row {row.id} {row.purpose} {name}"
                for (whose, number), row in known.items()
                if whose == name and row.state == "delivered" and number not in on_screen
            ]
        prompts = [row for row in own if row.purpose == "prompt" and row.state == "delivered"]
        found.prompts = len(prompts)

    def _unknown(self, name: str, one: Json, marked: list[str], found: Findings) -> None:
        """A message the database does not know by its number: the other of two, or a stray."""
        text = _plain(words(one))
        if any(text[:SHOWN] == other[:SHOWN] for other in marked):
            found.doubled_marked += 1
        else:
            found.doubled.append(f"{name}: {text[:SHOWN]}")

    def _imports(self, found: Findings) -> None:
        numbers = Counter(
            number for (number,) in self.house.books.ask("SELECT number FROM suggestions")
        )
        found.lost += [f"import {one}" for one in self.journal.imported if not numbers[one]]
        found.doubled += [f"import {one}" for one, times in numbers.items() if times > 1]


def _said(message: Json) -> list[str]:
    """The tokens that a message brings; a card only repeats them."""
    return [] if CARD in words(message) else TOKEN.findall(words(message))


def _plain(text: str | None) -> str:
    """A text as it is seen."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text or "")).split())


def back_after(breaks: Breaks, journal: Journal, calls: list[dict[str, Any]]) -> list[float]:
    """For each break, seconds until words said after it had arrived at the other side."""
    said = {one.token: one.at for one in journal.sent}
    arrived: list[tuple[float, float]] = []  # (said, arrived)
    for call in calls:
        if call["status"] != 200:
            continue
        shown = str(call["params"].get("text") or call["params"].get("caption") or "")
        moment = datetime.fromisoformat(call["real_at"]).timestamp()
        arrived += [(said[token], moment) for token in TOKEN.findall(shown) if token in said]
    arrived.sort()
    earliest = [moment for _, moment in arrived]
    for place in range(len(earliest) - 2, -1, -1):
        earliest[place] = min(earliest[place], earliest[place + 1])
    found = []
    for _, moment in breaks.moments:
        place = bisect_left(arrived, (moment, 0.0))
        if place < len(arrived):
            found.append(earliest[place] - moment)
    return found
