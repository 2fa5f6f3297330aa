"""What `lianluo check --deep` looks at in a live installation: one finding a line, with advice.

Each look is a function of the installation; what it cannot look at it says, and goes on.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from bot.clock import Clock
from bot.config import Settings
from handlers.office import Office
from storage import files, inspection, leadership, people, queues, server, units
from storage.database import Database
from storage.leadership import Part
from storage.queues import Queues
from storage.server import FARTHEST
from storage.vocabulary import Role

SLOW = 1.0  # seconds a look at the database may take
BIG_LOG = 512 * 1024 * 1024  # bytes of a write-ahead log that somebody keeps from being cleared
MANY = 100  # updates that wait at the network
PRIVATE = 0o077  # nobody but the owner
MEGA = 1024 * 1024
HEALTH_SECONDS = 10


class Mark(StrEnum):
    """How good a finding is."""

    GOOD = "✓"
    NOTE = "!"
    BAD = "✗"


@dataclass(frozen=True, slots=True)
class Found:
    """One line."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Live:
    """An installation. `me` and `webhook` are what the network says; None: it does not answer."""

    settings: Settings
    office: Office
    clock: Clock
    database: Database
    me: dict[str, Any] | None
    webhook: dict[str, Any] | None


def findings(live: Live) -> Iterator[Found]:
    """Everything, in the order in which one would mend it."""
    for look in LOOKS:
        try:
            yield from look(live)
        except Exception as error:
            yield Found(Mark.BAD, f"{look.__name__}：无法检查 cannot look ({type(error).__name__})")


def _judged(is_good: bool, text: str, advice: str = "", mark: Mark = Mark.BAD) -> Found:
    """Good, or (with what to do about it) not."""
    return Found(Mark.GOOD, text) if is_good else Found(mark, f"{text}：{advice}")


# The database


def database(live: Live) -> Iterator[Found]:
    """Does it answer, how fast, which is it, what does its clock say?"""
    began = time.monotonic()
    with live.database.read() as session:
        found = inspection.server(session)
    seconds = time.monotonic() - began
    answered = datetime.now(UTC)
    with live.database.write():
        waited = time.monotonic() - began - seconds
    yield _judged(
        max(seconds, waited) < SLOW,
        f"数据库 database {found.version}, {found.size / MEGA:.0f} MB, "
        f"读 reads {seconds * 1000:.0f} ms, 写 writes {waited * 1000:.0f} ms",
        "太慢，请查看服务器负载和磁盘 too slow, look at its load and disk",
    )
    if found.now is not None:
        off = abs((answered - found.now).total_seconds())
        yield _judged(
            off < FARTHEST.total_seconds(),
            f"数据库时钟相差 its clock differs by {off:.1f} s",
            "请校准两台机器的时钟（NTP） set both clocks by NTP",
        )
    log_size = _wal_size(live) if live.database.is_sqlite else found.log_size
    if log_size is not None:
        yield _judged(
            log_size < BIG_LOG,
            f"预写日志 write-ahead log {log_size / MEGA:.0f} MB",
            "有长时间未结束的读取或复制，请查找 some long reader or replica keeps it, find it",
        )


def complaints(live: Live) -> Iterator[Found]:
    """Is it a server on which the house can stand?"""
    if (complaint := server.complaint(live.database, None)) is not None:
        yield Found(Mark.BAD, complaint)


def leaders(live: Live) -> Iterator[Found]:
    """Of several processes, is there one that polls, one that sends, one that ticks?"""
    if live.database.is_sqlite:
        return
    with live.database.read() as session:
        held = leadership.held(session)
        holders = leadership.leaders(session)
    for part in Part:
        holder, epoch = holders.get(part, ("—", 0))
        yield _judged(
            part in held,
            f"{part.value}: {holder} ({epoch})",
            "没有进程负责，机器人在运行吗？ nobody does it, does the bot run?",
        )


def _wal_size(live: Live) -> int:
    file = Path(f"{live.database.url.database}-wal")
    return file.stat().st_size if file.exists() else 0


# The disk


def disk(live: Live) -> Iterator[Found]:
    """Is there room, may files be written, are those that should be there?"""
    folder = live.settings.data_dir
    if not folder.is_dir():
        advice = "首次运行时建立 made at the first run"
        yield Found(Mark.NOTE, f"数据文件夹尚不存在 no data folder yet: {folder}：{advice}")
        return
    usage = shutil.disk_usage(folder)
    percent = 100 * usage.free / usage.total
    yield _judged(
        percent >= live.office.profile.watch.disk_free_percent,
        f"磁盘剩余 disk free {usage.free / MEGA / 1024:.1f} GB ({percent:.0f}%)",
        "请清理或扩容 make room",
    )
    nearest = live.settings.files_dir if live.settings.files_dir.exists() else folder
    yield _judged(
        os.access(nearest, os.W_OK | os.X_OK),
        f"附件文件夹可写 files folder: {nearest}",
        "不可写，请改权限 not writable, change its owner or mode",
    )
    yield _attachments(live)


def _attachments(live: Live) -> Found:
    with live.database.read() as session:
        names = files.stored(session)
    folder = live.settings.files_dir
    missing = [name for name in names if not files.place(folder, name).is_file()]
    if not missing:
        return Found(Mark.GOOD, f"附件齐全 all {len(names)} files are there")
    return Found(
        Mark.BAD,
        f"缺少附件 {len(missing)} of {len(names)} files are missing ({missing[0][:12]}…)："
        "请从备份恢复 bring them back from a backup",
    )


def secrets(_: Live) -> Iterator[Found]:
    """May anybody else read the settings? (The key file is looked at in any case.)"""
    file = Path(".env")
    if file.is_file():
        mode = file.stat().st_mode & 0o777
        yield _judged(
            not mode & PRIVATE,
            f"{file} {mode:04o}",
            f"别人可以读取 others may read it: chmod 600 {file}",
        )


# What waits


def waiting(live: Live) -> Iterator[Found]:
    """Does anything wait longer than it should?"""
    now = live.clock.now()
    with live.database.read() as session:
        found = queues.look(session, now)
    patience = 60 * live.office.profile.watch.after_minutes
    restart = "机器人在运行吗？请看日志 does the bot run? look at its log"
    yield _wait("未处理的消息 unhandled", found.inbox_oldest_at, now, patience, restart)
    yield _wait(
        "未发出的消息 unsent",
        found.outbox_oldest_at,
        now,
        patience,
        "网络通吗？请看日志 does the network answer? look at the log",
    )
    yield _wait("到期的提醒 prompts due", found.prompts_oldest_at, now, patience, restart)
    yield from _left_over(found)


def _wait(what: str, since: datetime | None, now: datetime, patience: float, advice: str) -> Found:
    if since is None:
        return Found(Mark.GOOD, f"{what}: 0")
    seconds = max((now - since).total_seconds(), 0.0)
    return _judged(seconds < patience, f"{what}: {seconds:.0f} s", advice)


def _left_over(found: Queues) -> Iterator[Found]:
    yield _judged(
        not found.inbox_parked,
        f"未能处理 could not be handled: {found.inbox_parked}",
        "lianluo parked",
    )
    yield _judged(
        not found.messages_failed,
        f"未能送达 could not be delivered: {found.messages_failed}",
        "lianluo parked",
        Mark.NOTE,
    )


# People and days


def roster(live: Live) -> Iterator[Found]:
    """Who on the roster cannot be reached in chat?"""
    with live.database.read() as session:
        missing = people.not_joined(session)
    deputies = missing.pop(Role.DEPUTY, 0)
    yield _judged(
        not deputies and not missing,
        f"未加入 not joined: 代表 deputies {deputies}, 工作人员 staff {sum(missing.values())}",
        "lianluo invite",
        Mark.NOTE,
    )


def calendar(live: Live) -> Iterator[Found]:
    """Are the days off of this year and the next known?"""
    year = live.office.today(live.clock.now()).year
    known = live.office.calendar.knows
    advice = "请更新程序，或写入规则文件 update the program, or name them in the profile [calendar]"
    yield _judged(known(year), f"{year} 年放假安排 days off", advice)
    yield _judged(known(year + 1), f"{year + 1} 年放假安排 days off", advice, Mark.NOTE)


# The network


def network(live: Live) -> Iterator[Found]:
    """Do the network's settings fit ours?"""
    if live.me is None or live.webhook is None:
        return
    yield _webhook(live.settings, live.webhook)
    pending = int(live.webhook.get("pending_update_count", 0))
    yield _judged(
        pending < MANY,
        f"网络上待取的消息 updates waiting at the network: {pending}",
        "机器人在运行吗？ does the bot run?",
        Mark.NOTE,
    )
    with live.database.read() as session:
        is_needed = units.groups_exist(session)
    reads_all = bool(live.me.get("can_read_all_group_messages"))
    yield _judged(
        reads_all or not is_needed,
        f"群内隐私模式 privacy mode in groups: {'关 off' if reads_all else '开 on'}",
        "工作群里的话收不到，请对 BotFather /setprivacy → Disable words in groups do not arrive",
    )


def _webhook(settings: Settings, info: dict[str, Any]) -> Found:
    url = info.get("url") or ""
    wanted = settings.webhook_url or ""
    if url != wanted:
        text = f"webhook: {url or '未设置 none'}，应为 should be {wanted or '未设置 none'}"
        return Found(Mark.BAD, f"{text}：请启动机器人 start the bot, it sets it")
    if "last_error_message" in info:
        at = datetime.fromtimestamp(info.get("last_error_date", 0), UTC)
        error = f"{at:%Y-%m-%d %H:%M} UTC {info['last_error_message']}"
        return Found(
            Mark.NOTE, f"webhook: 最近的错误 last error {error}：请查反向代理 see the proxy"
        )
    return Found(Mark.GOOD, f"webhook: {url or '不用，轮询 none, we poll'}")


def own_server(live: Live) -> Iterator[Found]:
    """Does the running bot say that it is ready?"""
    address = live.settings.address
    if address is None:
        return
    url = f"http://{address.local}/readyz"
    try:
        with urlopen(url, timeout=HEALTH_SECONDS) as answer:
            yield Found(Mark.GOOD, f"{url} {answer.status}")
    except (URLError, OSError) as error:
        why = getattr(error, "code", None) or "无应答 no answer"
        yield Found(Mark.BAD, f"{url} {why}：机器人在运行吗？ does the bot run? see its log")


LOOKS: tuple[Callable[[Live], Iterator[Found]], ...] = (
    database,
    complaints,
    leaders,
    disk,
    secrets,
    waiting,
    roster,
    calendar,
    network,
    own_server,
)
