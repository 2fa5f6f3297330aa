"""The people of a scripted day: they write, answer, edit, send pictures and press buttons.

They act as people do with a service that fails now and then: what does not come is waited for a
while, then left, and begun again some other time. What they did stands in the journal.
"""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import aiohttp

from bot.sandbox.client import Json, NotSeen, Phone, Refused, buttons, words
from tests.chaos.journal import TOKEN, Journal, Sent
from tests.flows.steps import tick

PATIENCE = 5.0  # seconds
NOT_NOW = (NotSeen, Refused, LookupError, TimeoutError, aiohttp.ClientError)
PICTURE = b"\xff\xd8\xff\xe0 a small picture"
NUMBER = re.compile(r"第(\d{4})号")
Doing = Callable[[], Awaitable[None]]


@dataclass
class Person:
    """Somebody with a phone, dice and a journal."""

    phone: Phone
    journal: Journal
    dice: random.Random
    pause: float

    @property
    def name(self) -> str:
        """Who."""
        return self.phone.name

    async def live(self, over: asyncio.Event) -> None:
        """Do one thing after the other until the day is over."""
        while not over.is_set():
            doing = self.dice.choices(*zip(*self.habits(), strict=True))[0]
            with suppress(*NOT_NOW):
                await doing()
            await asyncio.sleep(self.dice.uniform(0, 2 * self.pause))

    def habits(self) -> list[tuple[Doing, float]]:
        """What this person does, and how often."""
        raise NotImplementedError

    async def shown(self) -> list[Json]:
        """What the bot has on this phone."""
        return [one for one in await self.phone.messages() if one["outgoing_by_bot"]]

    async def press(self, label: str, message: Json) -> None:
        """Press a button without waiting for what it says."""
        keys = [key for key in buttons(message) if key["text"] == label]
        if not keys:
            raise NotSeen(f"no button {label} there any more")
        await self.phone.begins_press(message, keys[0]["callback_data"])

    async def edit_last(self) -> None:
        """Say the last words anew."""
        mine = [one for one in self.journal.sent if one.author == self.name and one.is_sure]
        if not mine or mine[-1].token.startswith("⟦P"):
            return
        sent = mine[-1]
        own = [one for one in await self.phone.messages() if sent.token in words(one)]
        own = [one for one in own if not one["outgoing_by_bot"]]
        if own:
            token = self.journal.token("E")
            sent.edited = token
            await self.phone.edits(own[-1], f"改过的话 {sent.token} {token}")


@dataclass
class Deputy(Person):
    """A lead deputy of one or two suggestions: number → the officer who handles it."""

    officer_of: dict[str, str]

    def habits(self) -> list[tuple[Doing, float]]:
        return [
            (self.write, 6),
            (self.edit_last, 1),
            (self.send_album, 0.5),
            (self.confirm, 2),
            (self.rate, 2),
        ]

    async def write(self) -> None:
        """Words, or the answer to what is being asked."""
        number, about = await self._about()
        token = self.journal.token("D")
        self.journal.note(token, self.name, self.officer_of[number], number)
        await self.phone.sends(f"代表的话 {token}", reply_to=about)

    async def send_album(self) -> None:
        """Two pictures at once."""
        number, about = await self._about()
        token = self.journal.token("P")
        self.journal.note(token, self.name, self.officer_of[number], number)
        await self.phone.uploads(
            ("一.jpg", PICTURE), ("二.jpg", PICTURE), caption=f"两张照片 {token}", reply_to=about
        )

    async def _about(self) -> tuple[str, Json | None]:
        """One of the own suggestions; with several, something of the bot's to reply to."""
        numbers = sorted(self.officer_of)
        if len(numbers) == 1:
            return numbers[0], None
        for one in reversed(await self.shown()):
            named = set(NUMBER.findall(words(one)))
            if len(named) == 1 and not buttons(one) and named <= set(numbers):
                return named.pop(), one
        raise LookupError("nothing to reply to yet")

    async def confirm(self) -> None:
        """Say that the summary of the answers is right, or that progress is."""
        for one in reversed(await self.shown()):
            for key in buttons(one):
                if key["text"] in ("确认无误", "属实", "同意"):
                    await self.press(key["text"], one)
                    return

    async def rate(self) -> None:
        """Fill in the form that lies there."""
        for one in reversed(await self.shown()):
            found = NUMBER.search(words(one))
            if "请您评价" in words(one) and found and buttons(one):
                await tick(self.phone, one, "满意", "满意", "满意")
                await self.press("提交评价", one)
                self.journal.rated.add(found.group(1))
                return


@dataclass
class Officer(Person):
    """An officer of several suggestions: number → its deputy."""

    deputy_of: dict[str, str]
    replies: set[str]  # numbers still to be replied to formally

    def habits(self) -> list[tuple[Doing, float]]:
        return [
            (self.answer, 6),
            (self.edit_last, 1),
            (self.write_from_card, 1),
            (self.reply_formally, 1 if self.replies else 0),
        ]

    async def answer(self) -> None:
        """A reply to words of a deputy that have come."""
        came = [
            one
            for one in await self.shown()
            if TOKEN.search(words(one)) and any(key["text"] == "回复" for key in buttons(one))
        ]
        if not came:
            return
        chosen = self.dice.choice(came[-20:])
        found = TOKEN.search(words(chosen))
        asked = self.journal.by_token(found.group()) if found else None
        if asked is None or asked.number not in self.deputy_of:
            return
        token = self.journal.token("A")
        self.journal.note(token, self.name, asked.author, asked.number)
        await self.phone.sends(f"承办人的话 {token}", reply_to=chosen)

    async def _card(self, number: str) -> Json:
        asked = await self.phone.sends(f"/s {number}")
        return await self.phone.sees("轮，答复期限", after=asked, timeout=PATIENCE)

    async def write_from_card(self) -> None:
        """A message from the card, looked over before it is sent."""
        number = self.dice.choice(sorted(self.deputy_of))
        card = await self._card(number)
        await self.press("给代表发消息", card)
        about = f"代表的话（第{number}号建议）"  # it may be an earlier question that comes late
        await self.phone.sees(about, after=card, timeout=PATIENCE)
        token = self.journal.token("M")
        sent: Sent = self.journal.note(
            token, self.name, self.deputy_of[number], number, is_sure=False
        )
        said = await self.phone.sends(f"卡片上写的话 {token}")
        preview = await self.phone.sees(token, after=said, timeout=PATIENCE)
        if f"第{number}号" in words(preview):
            await self.press("发送", preview)
            sent.is_sure = True

    async def reply_formally(self) -> None:
        """送达答复 with a document."""
        number = sorted(self.replies)[0]
        card = await self._card(number)
        await self.press("送达答复", card)
        for piece, said in (("文号", f"湘函〔2026〕{int(number)}号"),):
            await self.phone.sees(piece, after=card, timeout=PATIENCE)
            asked = await self.phone.sends(said)
        today = await self._after("今天", asked)
        await self.press("今天", today)
        letter = await self._after("A 已解决或基本解决", asked)
        await self.press("A 已解决或基本解决", letter)
        await self.phone.sees("请给出办成的依据", after=letter, timeout=PATIENCE)
        letter = await self.phone.sends("省厅验〔2026〕8号验收合格")
        paper = await self.phone.sees("答复文件", after=letter, timeout=PATIENCE)
        await self.phone.uploads(("答复.pdf", b"%PDF-1.4 reply"), kind="document")
        last = await self._after("送达", paper)
        await self.press("送达", last)
        self.replies.discard(number)

    async def _after(self, label: str, message: Json) -> Json:
        """A message with a button that came after another."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for one in reversed(await self.shown()):
                    is_new = one["version"] > message["version"]
                    if is_new and any(key["text"] == label for key in buttons(one)):
                        return one
                await asyncio.sleep(0.1)
