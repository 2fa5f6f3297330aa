"""The product on its embedded defaults, in one process: sandbox, sample ledger, bot, record page.

Its clock begins on the first working day after Qingming 2026 and is moved by hand on the page;
everything is kept, so that the next demo goes on where this one ended.
"""

import asyncio
import shutil
from dataclasses import replace
from datetime import datetime
from html import escape
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from bot import config, opening
from bot.application import Application
from bot.clock import SandboxClock as FollowingClock
from bot.commands.importing import import_from
from bot.config import Settings, SettingsError
from bot.opening import Opened
from bot.sandbox.cast import DEFAULT_CAST
from bot.sandbox.clock import SandboxClock
from bot.sandbox.server import DEFAULT_TOKEN, Sandbox
from handlers import ticks
from handlers.acts.people import invitations
from handlers.office import Office
from handlers.record.gathering import record
from handlers.record.writing import write
from handlers.turn import Turn
from storage import people, suggestions
from storage.database import Database
from storage.suggestions import Suggestion

HOST = "127.0.0.1"
USERNAME = "lianluo_demo_bot"
BEGINS = datetime(2026, 4, 7, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
FIRST_SHOWN = "0107"  # the cast's own suggestion


def _for_one_hand(office: Office) -> Office:
    """Whoever shows the house presses for everybody, and faster than a deputy would."""
    honest = replace(office.profile.honest, least_seconds=0)
    return replace(office, profile=replace(office.profile, honest=honest))


class Demo:
    """A stage with the bot on it, at one address."""

    def __init__(self, settings: Settings, port: int) -> None:
        self.settings = settings
        self.port = port
        self.office = _for_one_hand(opening.office_of(settings))
        self.database: Database = opening.ready_database(settings)
        self.sandbox = Sandbox(
            username=USERNAME,
            clock=SandboxClock(BEGINS, str(self.office.timezone)),
            state_file=settings.data_dir / "stage.json",
            record_calls=False,
        )
        self.links: dict[str, str] = {}

    async def run(self) -> None:
        """Run until Ctrl-C."""
        await asyncio.to_thread(self._prepare)
        panels = {"record": "/record", "next_due": "/record/next", "invitations": self.links}
        self.sandbox.stage.panels.update(panels)
        self.sandbox.application().add_routes(
            [
                web.get("/record", self._first_record),
                web.get("/record/next", self._next_due),
                web.get("/record/{id:[0-9]+}", self._record),
            ]
        )
        try:
            await self.sandbox.start(HOST, self.port)
        except OSError as error:
            raise SettingsError(
                [f"port {self.port} cannot be used ({error.strerror}): choose another, --port N"]
            ) from None
        try:
            clock = FollowingClock(f"{self.sandbox.url}/stage/clock")
            settings = self.settings.model_copy(update={"bot_api_url": self.sandbox.url})
            bot = Application(settings, Opened(self.database, self.office, clock))
            self._tell()
            await bot.run()
        finally:
            await self.sandbox.stop()
            self.database.close()

    def _tell(self) -> None:
        print(f"\n请在浏览器中打开 Open in a browser: {self.sandbox.url}/\n", flush=True)
        for name, link in self.links.items():
            print(f"  {name}  {link}")
        print("\nCtrl-C 结束 ends it; `make demo` 继续 goes on.\n", flush=True)

    def _prepare(self) -> None:
        """The sample ledger when there is none, and a link for each of the cast not yet here."""
        now = self.sandbox.clock.now()
        with self.database.read() as session:
            is_new = not suggestions.every(session)
        if is_new:
            with resources.as_file(resources.files("bot.sample") / "sample-ledger.xlsx") as file:
                import_from(self.database, self.office, now, [file])
        with self.database.write() as session:
            turn = Turn(session, self.office, now)
            here = people.joined(session)
            for actor in DEFAULT_CAST.actors:
                for person in people.named(session, actor.name):
                    if person.id not in here:
                        code = invitations.create(turn, person)
                        self.links[actor.name] = invitations.link(USERNAME, code)

    # The pages beside the phones

    async def _next_due(self, _: web.Request) -> web.Response:
        return web.json_response(await asyncio.to_thread(self._next))

    def _next(self) -> dict[str, str | None]:
        with self.database.read() as session:
            found = ticks.next_moment(session, self.office, self.sandbox.clock.now())
        if found is None:
            return {"at": None, "what": None}
        return {"at": found[0].isoformat(), "what": found[1]}

    async def _first_record(self, _: web.Request) -> web.Response:
        return await self._page(None)

    async def _record(self, request: web.Request) -> web.Response:
        return await self._page(int(request.match_info["id"]))

    async def _page(self, suggestion_id: int | None) -> web.Response:
        text = await asyncio.to_thread(self._written, suggestion_id)
        if text is None:
            raise web.HTTPNotFound
        return web.Response(text=text, content_type="text/html")

    def _written(self, suggestion_id: int | None) -> str | None:
        """The record of one suggestion, headed by a list to choose from."""
        with self.database.read() as session:
            items = [suggestions.get(session, one) for one in suggestions.every(session)]
            first = next((one for one in items if one.number == FIRST_SHOWN), None)
            chosen = next((one for one in items if one.id == suggestion_id), None)
            item = chosen if suggestion_id is not None else first
            if item is None:
                return None
            page = write(record(session, item), "html", self.office.timezone)
            options = _options(items, item)
        return page.replace("<body>", f"<body>{_chooser(options)}", 1)


def _options(items: list[Suggestion], chosen: Suggestion) -> str:
    return "".join(
        f'<option value="/record/{one.id}"{" selected" if one is chosen else ""}>'
        f"{escape(one.number)} {escape(one.title)}</option>"
        for one in items
    )


def _chooser(options: str) -> str:
    return (
        '<nav><select aria-label="建议 Suggestion" onchange="location.href=this.value"'
        f' style="width:100%;font:inherit;padding:.3rem">{options}</select></nav>'
    )


def settings_for(*, reset: bool) -> Settings:
    """The settings of a demo: the office's own folder, everything else embedded."""
    folder = config.load().data_dir / "demo"
    if reset:
        _clear(folder)
    return config.load(
        bot_token=DEFAULT_TOKEN,
        bot_username=USERNAME,
        clock_url=None,
        data_dir=folder,
        database_url=None,
        now=None,
        proxy=None,
    )


def _clear(folder: Path) -> None:
    """Begin afresh, unless a demo is running in the folder."""
    if folder.exists():
        with opening.held(folder):
            shutil.rmtree(folder)
