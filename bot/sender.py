"""How what is written in the outbox comes to be said in the chats.

A row is claimed and committed before its call, its outcome after; outcomes and new claims share a
transaction. One call at a time to a chat, in order; many chats at once; never faster than the
network allows. What was under way when the process died is sent again, and marked so.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from telegram.error import BadRequest, Forbidden, TelegramError

from bot import counts
from bot.bell import Bell
from bot.clock import Clock
from bot.leader import Lead
from bot.limiter import Limiter
from bot.log import trace
from bot.telegram.api import Line
from bot.telegram.errors import Failure, TooMany, classify
from bot.telegram.outgoing import ALBUM_SIZE, Call, album_key, call_for
from bot.writer import Writer
from handlers.acts.prompting import postponing
from handlers.acts.talking import outcomes
from handlers.acts.talking.outcomes import Delivery, Undelivered
from handlers.office import Office
from handlers.rules.delivery import FailureKind
from storage import messages, outbox
from storage.database import Session, is_outage
from storage.outbox import Due, Unsent
from storage.units import Topic

log = logging.getLogger(__name__)
AT_ONCE = 64  # calls under way
LOOKAHEAD = 0.15  # seconds before a window opens at which rows are already claimed for it
ROUND_PAUSE = 0.05  # seconds at least between rounds that wait for a window
BLOCKED_PAUSE = 1.0  # seconds after which rows that wait behind others are looked at again
BROKEN_PAUSE = 1.0  # seconds before going on when the database does not work
LONGEST_WINDOW = 60.0  # seconds of which the network's limits remember
# What the network says where the chat is as it is to be.
SO_ALREADY = ("message is not modified", "message to delete not found", "topic_not_modified")
BROKEN_HOLD = 60.0  # seconds a chat rests whose outcome could not be noted


@dataclass(slots=True)
class Settled:
    """What has become of calls and is not noted yet."""

    delivered: list[Delivery] = field(default_factory=list)
    failed: list[Undelivered] = field(default_factory=list)
    released: list[int] = field(default_factory=list)
    topics: list[tuple[int, int]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.delivered or self.failed or self.released or self.topics)


class Sender:
    """Makes the chats agree with the outbox."""

    def __init__(
        self,
        line: Line,
        writer: Writer,
        office: Office,
        clock: Clock,
        limiter: Limiter,
        lead: Lead,
    ) -> None:
        self._line = line
        self._writer = writer
        self._office = office
        self._clock = clock
        self._limiter = limiter
        self._lead = lead
        self._bell = Bell()
        self._answer = asyncio.Event()  # set and replaced at every answer
        self._door = asyncio.Lock()  # first come, first through
        self._chats: dict[int, asyncio.Task[None]] = {}
        self._claimed = 0  # weight of what is claimed and has not left
        self._settled = Settled()
        self._topics: dict[int, int] = {}  # threads made whose rows may not say so yet
        self._is_stopping = False

    def wake(self) -> None:
        """There may be something to say."""
        self._bell.ring()

    def stop(self) -> None:
        """Begin nothing new; `run` returns when what is under way has been noted."""
        self._is_stopping = True
        self._tell_waiting()
        self._bell.ring()

    async def run(self) -> None:
        """Send until stopped."""
        await self._recover()
        while not self._is_over():
            try:
                pause = await self._round()
            except Exception as error:
                log.error("the outbox waits, its database does not work\n%s", trace(error))
                if self._is_stopping:
                    return
                await asyncio.sleep(BROKEN_PAUSE)
                continue
            if pause != 0 and not self._is_over():
                await self._bell.wait(pause)

    async def _recover(self) -> None:
        """Take over what the last sender left: its rows under way, and its pace."""
        while not self._is_stopping:
            try:
                again = await self._writer.do(outbox.recover)
                longest = self._office.profile.delivery.max_delay_seconds
                await self._writer.do(outbox.clock_set_back, self._clock.now(), longest)
                sent = await self._writer.do(outbox.sent_lately, self._clock.now(), LONGEST_WINDOW)
            except Exception as error:
                log.error("the outbox cannot be taken over yet\n%s", trace(error))
                await asyncio.sleep(BROKEN_PAUSE)
                continue
            if again:
                log.warning("%s messages were under way when the last run ended", again)
            self._limiter.remember(sent)
            return

    def _is_over(self) -> bool:
        return self._is_stopping and not self._chats and not self._settled

    # Rounds: note what is settled, claim what may leave

    async def _round(self) -> float | None:
        """One transaction; seconds until the next (None: when the bell rings)."""
        settled, self._settled = self._settled, Settled()
        room = self._room()
        if not settled and room <= 0:
            return self._until_room()
        busy = [*self._chats, *self._limiter.full_chats(LOOKAHEAD)]
        try:
            calls, next_at, is_more = await self._writer.do(self._transaction, settled, room, busy)
        except Exception:
            await self._note_singly(settled)
            raise
        for chat_id, chat_calls in groupby(calls, key=lambda call: call.chat_id):
            listed = list(chat_calls)
            self._claimed += sum(call.weight for call in listed)
            self._chats[chat_id] = asyncio.create_task(self._serve(chat_id, listed))
        if is_more and calls:
            return 0
        if next_at is None:
            return None
        wait = (next_at - self._clock.now()).total_seconds()
        return wait if wait > 0 else self._until_room()

    def _room(self) -> int:
        if self._is_stopping or len(self._chats) >= AT_ONCE or not self._lead.is_sure():
            return 0
        return min(AT_ONCE - len(self._chats), self._limiter.room(LOOKAHEAD) - self._claimed)

    def _until_room(self) -> float:
        opening = self._limiter.next_opening()
        if opening is None:
            return BLOCKED_PAUSE
        return min(max(opening - LOOKAHEAD, ROUND_PAUSE), BLOCKED_PAUSE)

    def _transaction(
        self, session: Session, settled: Settled, room: int, busy: list[int]
    ) -> tuple[list[Call], datetime | None, bool]:
        now = self._clock.now()
        self._note(session, settled, now)
        if room <= 0:
            return [], outbox.next_moment(session), False
        found, is_cut = outbox.due(session, now, 2 * room + ALBUM_SIZE, busy)
        chosen = list(self._chosen(found, room, is_cut=is_cut))
        wanted = [one.id for unit in chosen for one in unit]
        claimed = outbox.claim(session, wanted, now)
        leaving = {row.id: row for row in postponing.postpone(session, self._office, now, claimed)}
        units = ([leaving[one.id] for one in unit if one.id in leaving] for unit in chosen)
        calls = list(self._calls(session, [unit for unit in units if unit], now))
        return calls, outbox.next_moment(session), is_cut or len(wanted) < len(found)

    def _note(self, session: Session, settled: Settled, now: datetime) -> None:
        for topic_id, thread_id in settled.topics:
            outcomes.topic_made(session, self._office, now, topic_id, thread_id)
        if settled.delivered:
            outcomes.delivered(session, self._office, now, settled.delivered)
        if settled.failed:
            outcomes.failed(session, self._office, now, settled.failed)
        if settled.released:
            outbox.release(session, settled.released)

    async def _note_singly(self, settled: Settled) -> None:
        """One outcome that cannot be noted must not take the others with it."""
        singles = [
            *(Settled(topics=[one]) for one in settled.topics),
            *(Settled(delivered=[one]) for one in settled.delivered),
            *(Settled(failed=[one]) for one in settled.failed),
            *(Settled(released=[one]) for one in settled.released),
        ]
        for place, single in enumerate(singles):
            try:
                await self._writer.do(self._note, single, self._clock.now())
            except Exception as error:
                log.error("an outcome could not be noted\n%s", trace(error))
                is_away = is_outage(error)  # then it is not this outcome's fault
                if not is_away and await self._note_barely(single):
                    continue
                if is_away or not await self._database_works():
                    for rest in singles[place:]:
                        self._keep(rest)
                    return
                log.error("a message counts as under way until the next start")

    async def _database_works(self) -> bool:
        try:
            await self._writer.do(outbox.unsent_exists)
        except Exception:
            return False
        return True

    async def _note_barely(self, single: Settled) -> bool:
        """Only the rows, none of what should follow; False when the database does not work."""
        try:
            if single.delivered:
                done = [(one.message_id, one.telegram_id, one.at) for one in single.delivered]
                await self._writer.do(outbox.arrived, done)
            elif single.failed:
                ids = [one.message_id for one in single.failed]
                for row in await self._writer.do(_chats_of, ids):
                    self._limiter.hold(row, BROKEN_HOLD)
                await self._writer.do(outbox.release, ids)
        except Exception:
            return False
        return True

    def _keep(self, settled: Settled) -> None:
        self._settled.delivered += settled.delivered
        self._settled.failed += settled.failed
        self._settled.released += settled.released
        self._settled.topics += settled.topics

    def _chosen(self, found: list[Due], room: int, *, is_cut: bool) -> Iterator[list[Due]]:
        """What of the messages due leaves now: as much as the windows of bot and chat allow."""
        by_chat: dict[int, list[Due]] = {}
        for one in found:
            by_chat.setdefault(one.chat_id, []).append(one)
        for chat_id, waiting in by_chat.items():
            allowance = max(1, self._limiter.chat_room(chat_id, LOOKAHEAD))
            for unit in _units(waiting, has_more=is_cut):
                if allowance <= 0 or room <= 0:
                    break
                allowance -= len(unit)
                room -= len(unit)
                yield unit

    def _calls(self, session: Session, units: list[list[Unsent]], now: datetime) -> Iterator[Call]:
        """The calls; a row of which none can be made is told to a human."""
        for unit in units:
            try:
                yield self._call(session, unit)
            except (ValueError, KeyError, TypeError) as error:
                log.error("a message has no shape to be sent in\n%s", trace(error))
                bad = [Undelivered(row.id, FailureKind.REJECTED) for row in unit]
                outcomes.failed(session, self._office, now, bad)

    def _call(self, session: Session, unit: list[Unsent]) -> Call:
        first = unit[0]
        reply_to = None
        if first.reply_to_id is not None:
            replied = messages.get(session, first.reply_to_id)
            reply_to = replied.telegram_id if replied.chat_id == first.chat_id else None
        thread_id, topic = first.thread_id, None
        if first.topic_id is not None:
            row = session.get_one(Topic, first.topic_id)
            thread_id = row.thread_id or self._topics.get(row.id)
            topic = (row.id, row.name) if thread_id is None else None
        call = call_for(unit, reply_to=reply_to, thread_id=thread_id)
        call.topic = topic
        if len(unit) > 1:
            call.singly = [call_for([row], reply_to=reply_to, thread_id=thread_id) for row in unit]
        return call

    # One chat

    async def _serve(self, chat_id: int, calls: list[Call]) -> None:
        """Make a chat's calls, one after the other; after a failure the rest goes back."""
        try:
            while calls:
                call = calls.pop(0)
                if not await self._through_the_door(call):
                    calls.insert(0, call)
                    break
                if not await self._send(call):
                    break
        finally:
            for call in calls:
                self._claimed -= call.weight
                self._settled.released += call.message_ids
            del self._chats[chat_id]
            self._bell.ring()

    async def _through_the_door(self, call: Call) -> bool:
        """Wait until the limits allow the call; False when the house is closing."""
        limiter, chat_id, weight = self._limiter, call.chat_id, call.weight
        while not call.is_edit and (wait := limiter.chat_wait(chat_id, weight)) != 0:
            if self._is_stopping:
                return False
            await self._wait_for_answer(wait)
        async with self._door:
            while (wait := limiter.wait(weight)) != 0 and not self._is_stopping:
                await self._wait_for_answer(wait)
            if self._is_stopping or not self._lead.is_sure():
                return False
            self._claimed -= weight
            limiter.leave(chat_id, weight, is_edit=call.is_edit)
            return True

    async def _wait_for_answer(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._answer.wait()
        except TimeoutError:
            pass

    def _tell_waiting(self) -> None:
        self._answer.set()
        self._answer = asyncio.Event()

    async def _send(self, call: Call) -> bool:
        """Make one call and keep what became of it; False when the chat has to wait."""
        try:
            answer = await self._made(call)
        except TelegramError as error:
            return await self._undelivered(call, classify(error), error)
        except Exception as error:
            log.error("a call failed in our own house\n%s", trace(error))
            failure = Failure(FailureKind.SERVER, type(error).__name__, maybe_delivered=True)
            return await self._undelivered(call, failure, error)
        self._delivered(call, answer)
        return True

    async def _made(self, call: Call) -> Any:
        try:
            if call.topic is not None:
                await self._make_topic(call)
            return await self._line.call(call.method, **call.params)
        except BadRequest as error:
            if "thread not found" not in error.message.lower():
                raise
            call.params.pop("message_thread_id", None)  # the thread is gone, the words are not
            return await self._line.call(call.method, **call.params)
        finally:
            self._limiter.answered(call.chat_id, call.weight, is_edit=call.is_edit)
            self._tell_waiting()

    async def _make_topic(self, call: Call) -> None:
        assert call.topic is not None
        topic_id, name = call.topic
        thread_id = self._topics.get(topic_id)
        if thread_id is None:
            try:
                made = await self._line.call("createForumTopic", chat_id=call.chat_id, name=name)
            except (BadRequest, Forbidden) as error:
                log.warning("no thread in a staff group: %s", type(error).__name__)
                return
            thread_id = int(made["message_thread_id"])
            self._topics[topic_id] = thread_id
            self._settled.topics.append((topic_id, thread_id))
        call.params["message_thread_id"] = thread_id

    def _delivered(self, call: Call, answer: Any) -> None:
        now = self._clock.now()
        answers: list[Any] = answer if isinstance(answer, list) else [answer]
        sent = [call.telegram_id or int(one["message_id"]) for one in answers]
        counts.messages["delivered"] += len(sent)
        for message_id, telegram_id in zip(call.message_ids, sent, strict=True):
            self._settled.delivered.append(Delivery(message_id, telegram_id, now))
        self._bell.ring()

    async def _undelivered(self, call: Call, failure: Failure, error: Exception) -> bool:
        if call.is_edit and any(words in failure.detail.lower() for words in SO_ALREADY):
            self._delivered(call, None)
            return True
        if failure.kind == FailureKind.REJECTED and call.singly:
            return await self._send_singly(call)
        if isinstance(error, TooMany):
            self._limiter.hold(call.chat_id, error.seconds)
        log.info("%s to chat failed: %s", call.method, failure.kind.value)
        counts.messages[failure.kind.value] += len(call.message_ids)
        for message_id in call.message_ids:
            self._settled.failed.append(
                Undelivered(
                    message_id,
                    failure.kind,
                    failure.detail,
                    failure.retry_after,
                    failure.migrate_to,
                    failure.maybe_delivered,
                )
            )
        self._bell.ring()
        return failure.kind == FailureKind.REJECTED

    async def _send_singly(self, call: Call) -> bool:
        """An album was not accepted: one bad file must not keep back the others."""
        for place, single in enumerate(call.singly):
            self._claimed += single.weight
            has_left = await self._through_the_door(single)
            if has_left and await self._send(single):
                continue
            if not has_left:
                self._claimed -= single.weight
            rest = call.singly[place + has_left :]
            self._settled.released += [one for left in rest for one in left.message_ids]
            return False
        return True


def _chats_of(session: Session, message_ids: Iterable[int]) -> list[int]:
    rows = (messages.get(session, message_id) for message_id in message_ids)
    return [row.chat_id for row in rows if row.chat_id is not None]


def _units(rows: list[Due], *, has_more: bool) -> Iterator[list[Due]]:
    """Rows of one chat, in order, those of one album together.

    `has_more`: the last rows may be the beginning of an album the rest of which was not claimed.
    """
    unit: list[Due] = []
    for row in rows:
        key = album_key(row)
        if unit and (key is None or key != album_key(unit[0]) or len(unit) == ALBUM_SIZE):
            yield unit
            unit = []
        unit.append(row)
    is_part = has_more and len(unit) < ALBUM_SIZE and album_key(unit[0]) is not None
    if unit and not (is_part and len(unit) < len(rows)):
        yield unit
