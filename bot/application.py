"""The bot, put together: everything is built here, started in order and stopped in reverse."""

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from telegram.error import InvalidToken, TelegramError

from bot import opening
from bot.cleaner import Cleaner
from bot.clock import Clock
from bot.config import Settings, SettingsError
from bot.downloader import Downloader
from bot.heartbeat import Heart, Systemd
from bot.leader import Leadership, Term
from bot.limiter import Limiter
from bot.listener import Listener
from bot.log import trace
from bot.notary import Notary
from bot.opening import Opened
from bot.receiver import Receiver
from bot.reporter import Reporter
from bot.scheduler import Scheduler
from bot.sender import AT_ONCE, Sender
from bot.telegram.api import Files, Line, open_line
from bot.watch import Watch
from bot.webhook import Webhook, WebhookKeeper, secret_for
from bot.worker import Worker, set_menu
from bot.writer import Fenced, Writer
from handlers import menus
from handlers.office import Office
from storage import signals
from storage.leadership import Part
from storage.vocabulary import Language

log = logging.getLogger(__name__)
SPARE_CONNECTIONS = 16  # beside the sender's: presses answered, menus, files
FIRST_PAUSE = 1.0  # seconds, while the network does not answer at the start
LONGEST_PAUSE = 30.0

Stop = Callable[[], None] | None  # how something is asked to end; None: it is cancelled


class Whole(NamedTuple):
    """What every part works with."""

    line: Line
    doors: Files
    writer: Writer
    office: Office
    clock: Clock


class Application:
    """One bot of one office. `start`, then `stop`; or `run` until a signal comes."""

    def __init__(self, settings: Settings, things: Opened) -> None:
        self._settings = settings
        self._things = things
        self._stack = AsyncExitStack()
        self._broken = asyncio.Event()
        self._worker: Worker | None = None
        self._leads: dict[Part, Leadership] = {}
        self._wakes: dict[Part, Callable[[], None]] = {}  # of what runs in this process just now
        self._scheduler: Scheduler | None = None  # where this process has the clock
        self.username = ""
        self.port: int | None = None  # of the server, if there is one

    async def run(self) -> None:
        """Run until told to stop, or until a part of the bot breaks."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        starting = asyncio.create_task(self.start())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                await starting
                log.info("@%s is running", self.username)
                breaking = asyncio.create_task(self._broken.wait())
                await asyncio.wait({stopping, breaking}, return_when=asyncio.FIRST_COMPLETED)
                breaking.cancel()
        finally:
            starting.cancel()
            stopping.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            await self.stop()
        if self._broken.is_set():
            raise RuntimeError("a part of the bot broke, see above")

    async def start(self) -> None:
        """Start everything in order. Raises SettingsError when it cannot."""
        settings, (database, office, clock) = self._settings, self._things
        stack = self._stack
        if database.is_sqlite:
            stack.enter_context(opening.held(settings.data_dir))
        writer = Writer(database)
        stack.callback(writer.close)
        await clock.start()
        database.now = clock.now
        stack.push_async_callback(clock.stop)
        heart = Heart(writer)
        self._keep_running(Systemd(heart).run(), "sign of life", None)
        await self._open_server(writer, clock, heart)
        line, doors = open_line(
            settings.bot_api_url,
            settings.token,
            proxy=settings.proxy,
            poll_seconds=settings.poll_seconds,
            connections=AT_ONCE + SPARE_CONNECTIONS,
        )
        stack.push_async_callback(line.shutdown)
        office = await self._introduced(line, office)
        if settings.webhook_url is None:
            await _without_webhook(line)
        await _menus_for_strangers(line)

        worker = self._worker = Worker(line, writer, office, clock, self._said, self._ring)
        whole = Whole(line, doors, writer, office, clock)
        for part, begin in (
            (Part.SEND, self._sending),
            (Part.TICK, self._ticking),
            (Part.POLL, self._polling),
        ):
            lead = Leadership(
                writer, clock, settings.token.partition(":")[0], part, partial(begin, whole)
            )
            self._leads[part] = lead
            self._keep_running(lead.run(), f"leadership ({part})", lead.stop)
        stack.push_async_callback(worker.finish)
        self._keep_running(worker.run(), "worker", worker.stop)
        if not database.is_sqlite:
            bells: dict[str, Callable[[], None]] = {
                signals.INBOX: worker.wake,
                signals.OUTBOX: self._said,
                signals.DUTIES: partial(self._ring, signals.DUTIES),
                signals.REPORTS: partial(self._ring, signals.REPORTS),
            }
            listener = Listener(database, bells)
            self._keep_running(listener.run(), "listener", listener.stop)
        clock.on_jump(self._said)

    # What one process at a time does; each begins afresh with every term

    @asynccontextmanager
    async def _sending(self, whole: Whole, term: Term) -> AsyncIterator[None]:
        writer = Fenced(whole.writer, Part.SEND, term.epoch)
        limiter = Limiter(whole.office.profile.delivery, time.monotonic)
        sender = Sender(whole.line, writer, whole.office, whole.clock, limiter, term)
        self._wakes[Part.SEND] = sender.wake
        async with self._running(sender.run(), "sender", sender.stop):
            yield
        del self._wakes[Part.SEND]

    @asynccontextmanager
    async def _ticking(self, whole: Whole, term: Term) -> AsyncIterator[None]:
        line, office, clock = whole.line, whole.office, whole.clock
        writer = Fenced(whole.writer, Part.TICK, term.epoch)
        folder = self._settings.files_dir
        downloader = Downloader(line, whole.doors, writer, office, clock, folder)
        watch = Watch(writer, office, clock, self._settings.data_dir, self._said)
        cleaner = Cleaner(writer, office, clock, folder)
        notary = Notary(writer, office, clock, self._settings.data_dir)
        reporter = Reporter(writer, office, clock, self._said)
        scheduler = Scheduler(
            writer, office, clock, self._said, [self._said], watch, cleaner, notary, reporter
        )
        self._wakes[Part.TICK] = downloader.wake
        self._scheduler = scheduler
        async with self._running(downloader.run(), "downloader", downloader.stop):
            scheduler.start()
            try:
                yield
            finally:
                self._scheduler = None
                await scheduler.stop()
        del self._wakes[Part.TICK]

    @asynccontextmanager
    async def _polling(self, whole: Whole, term: Term) -> AsyncIterator[None]:
        assert self._worker is not None
        receiver = self._receiver(whole.line, whole.writer, whole.clock, self._worker)
        async with self._running(receiver.run(), "receiver", None):
            yield

    def _said(self) -> None:
        """Something was written that may have to be sent or fetched."""
        for wake in list(self._wakes.values()):
            wake()

    def _ring(self, channel: str) -> None:
        """Something is wanted at once; should another process have the clock, it hears of it."""
        if self._scheduler is not None:
            self._scheduler.ring(channel)

    async def stop(self) -> None:
        """Stop everything in reverse order; what is under way is finished and noted."""
        await self._stack.aclose()

    async def _open_server(self, writer: Writer, clock: Clock, heart: Heart) -> None:
        """Answer questions from outside from now on, if the office wants that.

        Before the network is known: whoever watches has to see that it is waited for. What a
        webhook brings before the worker is there waits in the inbox.
        """
        settings, address = self._settings, self._settings.address
        if address is None:
            return
        from bot.server import Server  # what is not asked for costs no time at the start

        webhook = None
        if settings.webhook_url is not None:
            url, secret = settings.webhook_url, _webhook_secret(settings)
            webhook = Webhook(url, secret, writer, clock, self._wake_worker)
        server = Server(
            writer,
            clock,
            heart,
            is_known=lambda: bool(self.username),
            leads=self._who_leads,
            webhook=webhook,
        )
        await server.start(address)
        self._stack.push_async_callback(server.stop)
        self.port = server.port

    def _wake_worker(self) -> None:
        if self._worker is not None:
            self._worker.wake()

    def _who_leads(self) -> dict[str, bool]:
        """The roles that only one process may have at a time, and whether this one has them."""
        return {part.value: part in self._leads and self._leads[part].leads for part in Part}

    def _receiver(
        self, line: Line, writer: Writer, clock: Clock, worker: Worker
    ) -> Receiver | WebhookKeeper:
        """What sees to it that updates come in."""
        settings = self._settings
        if settings.webhook_url is not None:
            return WebhookKeeper(line, settings.webhook_url, _webhook_secret(settings))
        return Receiver(line, writer, clock, worker.wake, poll_seconds=settings.poll_seconds)

    async def _introduced(self, line: Line, office: Office) -> Office:
        """Learn the bot's name; while the network does not answer, ask again."""
        pause = FIRST_PAUSE
        while True:
            try:
                await line.initialize()
                break
            except InvalidToken:
                raise SettingsError(
                    ["LIANLUO_BOT_TOKEN is wrong: the chat network does not know it"]
                ) from None
            except TelegramError as error:
                log.warning("the chat network does not answer (%s)", type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        self.username = line.username
        opening.keep_username(self._settings, self.username)
        return replace(office, bot_username=self.username)

    def _keep_running(self, work: Coroutine[Any, Any, None], name: str, stop: Stop) -> None:
        """Run something until the bot stops."""
        self._stack.push_async_callback(self._started(work, name, stop))

    @asynccontextmanager
    async def _running(
        self, work: Coroutine[Any, Any, None], name: str, stop: Stop
    ) -> AsyncIterator[None]:
        """Run something as long as the context lasts."""
        finish = self._started(work, name, stop)
        try:
            yield
        finally:
            await finish()

    def _started(
        self, work: Coroutine[Any, Any, None], name: str, stop: Stop
    ) -> Callable[[], Awaitable[None]]:
        """Start something whose early end is the end of all; what is to be called to end it."""
        task = asyncio.create_task(work, name=name)

        def ended(task: "asyncio.Task[None]") -> None:
            if not task.cancelled() and (error := task.exception()) is not None:
                log.critical("the %s broke\n%s", name, trace(error))
                self._broken.set()

        async def finish() -> None:
            stop() if stop is not None else task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        task.add_done_callback(ended)
        return finish


def _webhook_secret(settings: Settings) -> str:
    if settings.webhook_secret is not None:
        return settings.webhook_secret.get_secret_value()
    return secret_for(settings.token)


async def _without_webhook(line: Line) -> None:
    """Updates are polled for: a webhook left from elsewhere would keep them away."""
    try:
        await line.delete_webhook()
    except TelegramError as error:
        log.warning("whether a webhook is set is not known: %s", type(error).__name__)


async def _menus_for_strangers(line: Line) -> None:
    for language, code in ((Language.CHINESE, None), (Language.ENGLISH, "en")):
        await set_menu(line, menus.menus(language)["stranger"], language_code=code)
