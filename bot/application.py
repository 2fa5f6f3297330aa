"""The bot, put together: everything is built here, started in order and stopped in reverse."""

import asyncio
import logging
import signal
import time
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

from telegram.error import InvalidToken, TelegramError

from bot import opening
from bot.clock import Clock
from bot.config import Settings, SettingsError
from bot.downloader import Downloader
from bot.heartbeat import Heart, Systemd
from bot.limiter import Limiter
from bot.log import trace
from bot.opening import Opened
from bot.receiver import Receiver
from bot.scheduler import Scheduler
from bot.sender import AT_ONCE, Sender
from bot.telegram.api import Line, open_line
from bot.watch import Watch
from bot.webhook import Webhook, WebhookKeeper, secret_for
from bot.worker import Worker, set_menu
from bot.writer import Writer
from handlers import menus
from handlers.office import Office
from storage.vocabulary import Language

log = logging.getLogger(__name__)
SPARE_CONNECTIONS = 16  # beside the sender's: presses answered, menus, files
FIRST_PAUSE = 1.0  # seconds, while the network does not answer at the start
LONGEST_PAUSE = 30.0


class Application:
    """One bot of one office. `start`, then `stop`; or `run` until a signal comes."""

    def __init__(self, settings: Settings, things: Opened) -> None:
        self._settings = settings
        self._things = things
        self._stack = AsyncExitStack()
        self._broken = asyncio.Event()
        self._worker: Worker | None = None
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
        stack.enter_context(opening.held(settings.data_dir))
        writer = Writer(database)
        stack.callback(writer.close)
        await clock.start()
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

        limiter = Limiter(office.profile.delivery, time.monotonic)
        sender = Sender(line, writer, office, clock, limiter)
        downloader = Downloader(line, doors, writer, office, clock, settings.files_dir)

        def said() -> None:
            sender.wake()
            downloader.wake()

        self._worker = worker = Worker(line, writer, office, clock, said)
        receiver = self._receiver(line, writer, clock, worker)
        watch = Watch(writer, office, clock, settings.data_dir, said)
        scheduler = Scheduler(writer, office, clock, said, [said, worker.wake], watch)

        self._keep_running(sender.run(), "sender", sender.stop)
        self._keep_running(downloader.run(), "downloader", downloader.stop)
        stack.push_async_callback(worker.finish)
        self._keep_running(worker.run(), "worker", worker.stop)
        self._keep_running(receiver.run(), "receiver", None)
        stack.push_async_callback(scheduler.stop)
        scheduler.start()
        clock.on_jump(said)

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
            leads=self._leads,
            webhook=webhook,
        )
        await server.start(address)
        self._stack.push_async_callback(server.stop)
        self.port = server.port

    def _wake_worker(self) -> None:
        if self._worker is not None:
            self._worker.wake()

    def _leads(self) -> dict[str, bool]:
        """The roles that only one process may have at a time, and whether this one has them."""
        is_running = self._worker is not None
        return {"poll": is_running, "send": is_running, "tick": is_running}

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

    def _keep_running(self, work: Coroutine[Any, Any, None], name: str, stop: Any) -> None:
        """Run a part until it is stopped; its early end is the end of all."""
        task = asyncio.create_task(work, name=name)

        def ended(task: "asyncio.Task[None]") -> None:
            if not task.cancelled() and (error := task.exception()) is not None:
                log.critical("the %s broke\n%s", name, trace(error))
                self._broken.set()

        async def finish() -> None:
            stop() if stop is not None else task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        task.add_done_callback(ended)
        self._stack.push_async_callback(finish)


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
