"""A whole office for one test: the chat sandbox, the ledger, and the bot as a process of its own.

Everything goes through the doors people use: HTTP to the sandbox, and the `lianluo` command.
"""

import asyncio
import json
import os
import re
import signal
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl

from bot.sandbox.client import Phone, Stage
from bot.sandbox.clock import SandboxClock
from bot.sandbox.server import Sandbox
from tests import processes
from tests.books import Books
from tests.processes import Process

ZONE = ZoneInfo("Asia/Shanghai")
SAMPLE = Path(__file__).parents[1] / "bot" / "sample" / "sample-ledger.xlsx"
MORNING = datetime(2026, 4, 7, 8, 30, tzinfo=ZONE)  # the first working day after Qingming

LEAD, CO_SIGNER = "李秀兰", "周建国"
OFFICER, LEADER, SUPERVISOR = "陈思远", "刘明华", "王若楠"
# One message a second to a chat, and sixty moves a minute by one person, are right for people and
# slow for a test. The root of the record that comes every morning, reports that come every week,
# signing for what is assigned, reminders of silence, copies of replies, the lots by which ratings
# are asked about and replies looked into, and how fast a form is filled in, are looked at where
# they matter.
QUICK = """extends = "hunan"
[delivery]
per_second = 1000
per_chat_per_second = 100
per_group_per_minute = 1000
first_delay_seconds = 0.2
[flood]
moves_per_minute = 100000
[record]
root_to_supervisors = false
[assignment]
sign_for_working_days = 0
[honest]
least_seconds = 0
call_back_share = 0
[reply]
copies_to = []
audit_share = 0
"""
SILENT = """[cadence]
weekly.to = []
monthly.to = []
quarterly.to = []
half_year.to = []
annual.to = []
[figures]
silent_days = 900
silent_head_days = 900
[promises]
echo_days = 0
"""
NO_REPORTS = f"{SILENT}[ladder]\nsteps = []\n"

STAFF = (OFFICER, LEADER, SUPERVISOR)
EVERYBODY = (LEAD, CO_SIGNER, OFFICER, LEADER, SUPERVISOR)


def at(*parts: int) -> datetime:
    """A moment in the office's time zone."""
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[arg-type]


@dataclass
class House:
    """The office under test. `stage` drives people; `lianluo(…)` is the clerk's command."""

    sandbox: Sandbox
    stage: Stage
    data: Path
    settings: dict[str, str] = field(default_factory=dict)
    process: Process | None = None
    pairs: tuple[tuple[str, str, str], ...] = ()  # (number, deputy, officer) of a small ledger
    staff: tuple[str, ...] = STAFF
    printed: str = ""  # by the last command, however it ended
    _commands: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.books = Books(
            self.settings.get("LIANLUO_DATABASE_URL", f"sqlite:///{self.data / 'lianluo.db'}")
        )
        self._moved_to = self.sandbox.clock.now()
        self.sandbox.clock.listeners.append(self._clock_moved)

    def _clock_moved(self) -> None:
        self._moved_to = self.sandbox.clock.now()

    @property
    def environment(self) -> dict[str, str]:
        """What the bot and the commands are told."""
        own = {name: value for name, value in os.environ.items() if "LIANLUO" not in name}
        return own | {
            "LIANLUO_BOT_TOKEN": self.sandbox.token,
            "LIANLUO_BOT_API_URL": self.sandbox.url,
            "LIANLUO_DATA_DIR": str(self.data),
            "LIANLUO_CLOCK_URL": f"{self.sandbox.url}/stage/clock",
            "LIANLUO_BOT_USERNAME": "lianluo_demo_bot",
            **self.settings,
        }

    async def lianluo(self, *arguments: str, fails: bool = False) -> str:
        """Run a command to its end; what it printed (with `fails`: on standard error)."""
        file = self.data.parent / f"said-{next(self._commands)}"
        out, err = file.with_suffix(".out"), file.with_suffix(".err")
        for old in (out, err):  # left by the office of which this is a copy
            old.unlink(missing_ok=True)
        status = await self._begin(arguments, out, err).wait()
        assert (status != 0) is fails, f"{arguments}: {out.read_text()}{err.read_text()}"
        self.printed = out.read_text("utf-8")
        return err.read_text("utf-8") if fails else self.printed

    def _begin(self, arguments: tuple[str, ...], out: Path, err: Path) -> Process:
        return processes.begin(
            *arguments, environment=self.environment, folder=self.data.parent, out=out, err=err
        )

    def begin(self) -> Process:
        """The bot; several on one database share the data folder too."""
        log = self.data.parent / "bot.log"
        return self._begin(("run",), log, log)

    async def start(self) -> None:
        """Start the bot and wait until it asks for news."""
        seen = await self._polls()
        await self.start_unwatched()
        await self.wait_until_running(seen)

    async def start_unwatched(self) -> None:
        """Start the bot; it may be killed before it is up."""
        self.process = self.begin()

    async def _polls(self) -> int:
        return len(await self.stage.calls("getUpdates"))

    async def wait_until_running(self, seen: int | None = None) -> None:
        """Wait until the bot asks for news (again)."""
        if seen is None:
            seen = await self._polls()
        for _ in range(600):
            if await self._polls() > seen:
                return
            assert self.process is not None
            assert self.process.returncode is None, self.log()
            await asyncio.sleep(0.05)
        raise AssertionError(f"the bot did not begin to poll:\n{self.log()}")

    def log(self) -> str:
        """What the bot has written about itself."""
        return (self.data.parent / "bot.log").read_text("utf-8")[-4000:]

    async def stop(self) -> None:
        """End the bot as an administrator would."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(self.process.wait(), 30)
        self.process = None

    async def kill(self) -> None:
        """End the bot as a power cut would."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()
        self.process = None

    async def kill_after(self, seconds: float) -> None:
        """Let the bot live on for a moment, then kill it."""
        await asyncio.sleep(seconds)
        await self.kill()

    async def marked_digests(self) -> set[str]:
        """Beginnings of texts about no single suggestion that may have been delivered twice."""
        rows = self.books.ask("SELECT text FROM messages WHERE maybe_twice")
        return {re.sub(r"<[^>]*>", "", text or "")[:40] for (text,) in rows}

    def phone(self, name: str) -> Phone:
        """Somebody's phone."""
        return self.stage.phone(name)

    async def join(self, *names: str) -> None:
        """Let people open their invitation and answer what is asked."""
        folder = self.data.parent / "invitations"
        await self.lianluo("invite", "--out", str(folder))
        links = invitation_links(next(folder.glob("*.xlsx")))
        for name in names:
            await self.answer_invitation(name, links[name])

    async def answer_invitation(self, name: str, link: str) -> None:
        """Open a link and go through joining."""
        phone = self.phone(name)
        await phone.opens(link)
        await phone.presses("确认")
        await phone.presses("中文")
        if name not in self.staff:
            await phone.presses("工作日上午、下午都可以")
            await phone.presses("在这里发消息")
            await phone.sees("都设好了")
        else:
            await phone.sees("登记好了")

    async def record(self, number: str = "0107") -> dict[str, Any]:
        """The record of a suggestion, as exported."""
        found: dict[str, Any] = json.loads(
            await self.lianluo("export", "suggestion", number, "--format", "json")
        )
        return found

    async def to(self, *parts: int) -> None:
        """Move the clock to a moment in the office's time zone."""
        await self.stage.clock_to(at(*parts))

    async def settle(self) -> None:
        """Wait until the bot has done everything that was asked of it.

        What has come in is looked at first, then what is to be done about it, so that nothing
        can pass unseen from the one to the other; twice, for what is shown besides.
        """
        seen, is_quiet = 0, False
        while True:
            calls = await self.stage.calls(after=seen)
            state = await self.stage.state()
            now = datetime.fromisoformat(state["now"])
            is_idle = not state["pending_updates"] and not self.books.left_to_do(
                now, self._moved_to
            )
            is_silent = all(call["method"] == "getUpdates" for call in calls)
            if is_idle and is_silent and is_quiet:
                return
            is_quiet = is_idle
            seen = calls[-1]["n"] if calls else seen
            await asyncio.sleep(0.03)


def invitation_links(path: Path) -> dict[str, str]:
    """Name → link, from the sheet that the clerk hands out."""
    rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    header = next(row for row in rows if "姓名" in row)
    name, link = header.index("姓名"), header.index("链接")
    return {str(row[name]): str(row[link]) for row in rows if row[link] and row is not header}


def write_ledger(path: Path, suggestions: Iterable[tuple[str, str, str]]) -> None:
    """A small workbook: (number, lead deputy, officer) for each suggestion, one unit."""
    book = openpyxl.Workbook()
    sheets = {
        "代表": [("姓名", "代表团")],
        "承办单位": [("名称", "简称"), ("省生态环境厅", "生态环境厅")],
        "工作人员": [("姓名", "单位", "处室", "角色")],
        "建议台账": [
            ("届次", "会次", "建议编号", "标题", "领衔代表", "主办单位", "承办人", "交办日期")
        ],
    }
    listed = list(suggestions)
    sheets["代表"] += [(name, "长沙代表团") for name in dict.fromkeys(row[1] for row in listed)]
    sheets["工作人员"] += [
        (name, "生态环境厅", "水处", "承办人") for name in dict.fromkeys(row[2] for row in listed)
    ]
    sheets["建议台账"] += [
        (
            "14",
            "4",
            number,
            f"关于第{number}件事的建议",
            deputy,
            "生态环境厅",
            officer,
            "2026-04-07",
        )
        for number, deputy, officer in listed
    ]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(path)


async def open_house(
    folder: Path, *, database_url: str | None = None, is_kept: bool = False
) -> House:
    """A sandbox on a free port and an office in a folder, as it was left there; or empty.

    Without `database_url` it has an SQLite file. What people see is kept too, if wanted.
    """
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    profile = folder / "quick.toml"
    profile.write_text(QUICK + NO_REPORTS, "utf-8")
    settings = {"LIANLUO_PROFILE": str(profile)}
    if database_url is not None:
        settings["LIANLUO_DATABASE_URL"] = database_url
    sandbox = Sandbox(
        clock=SandboxClock(MORNING), state_file=folder / "stage.json" if is_kept else None
    )
    await sandbox.start()
    stage = Stage(sandbox.url)
    await stage.__aenter__()
    return House(sandbox, stage, data, settings)


async def close_house(house: House) -> None:
    """End everything that was started; the record has to be as it was written."""
    await house.stop()
    bent = house.books.bent()
    await house.stage.__aexit__(None, None, None)
    await house.sandbox.stop()
    assert bent == [], f"the record is bent: {bent}"
