"""`lianluo check`: what is missing or wrong, in words, before anybody depends on it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import click
from telegram.error import InvalidToken, TelegramError

from bot import config, keyring, opening
from bot.config import TELEGRAM, Settings
from bot.opening import KNOWN_ERRORS, PUT_BACK
from bot.telegram.api import Line, open_line
from storage import inbox, migrations
from storage.database import Database
from storage.keys import KeysError
from storage.migrations import DatabaseError, State

GOOD, BAD = "✓", "✗"
KEEP_SAFE = "请妥善保管，勿与备份放在一起 keep them safe, apart from the backups"


@click.command("check", short_help="检查设置 Say what is missing or wrong.")
@click.option("--deep", "is_deep", is_flag=True, help="检查运行状况 Look through a live one.")
def command(is_deep: bool) -> None:
    """Look at the settings, the profile, the database and the line to the chat network."""
    settings = config.load()
    looks = (_token, _rules, _database, _keys, _clock, _network)
    results = [_look(one, settings) for one in looks]
    if is_deep and results[1] and results[2]:
        results.append(_deep(settings))
    if not all(results):
        raise SystemExit(1)


def _deep(settings: Settings) -> bool:
    """Look through the installation; whether nothing is bad."""
    from bot.commands import looking

    database = opening.database_of(settings)
    try:
        if migrations.state(database) != State.CURRENT:
            return True  # it has not run yet, there is nothing to look through
        office = opening.office_of(settings)
        clock = opening.clock_now(settings, office.timezone)
        me, webhook = asyncio.run(_told(settings)) if settings.bot_token else (None, None)
        live = looking.Live(settings, office, clock, database, me, webhook)
        found = list(looking.findings(live))
    finally:
        database.close()
    for one in found:
        click.echo(f"{one.mark} {one.text}", err=one.mark == looking.Mark.BAD)
    return all(one.mark != looking.Mark.BAD for one in found)


async def _told(settings: Settings) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """What the network says of the bot and of its webhook."""
    async with _line(settings) as line:
        try:
            await line.initialize()
            return await line.call("getMe"), await line.call("getWebhookInfo")
        except TelegramError:
            return None, None


def _look(look: Callable[[Settings], str], settings: Settings) -> bool:
    try:
        click.echo(f"{GOOD} {look(settings)}")
    except KNOWN_ERRORS as error:
        for problem in getattr(error, "problems", None) or [str(error)]:
            click.echo(f"{BAD} {problem}", err=True)
        return False
    return True


def _token(settings: Settings) -> str:
    number = settings.token.partition(":")[0]
    return f"令牌已设置 token set (bot {number})"


def _rules(settings: Settings) -> str:
    office = opening.office_of(settings)
    profile = office.profile
    return f"规则 rules: {profile.name} {profile.title}，时区 time zone {office.timezone}"


def _keys(settings: Settings) -> str:
    """Where the keys are; those that numbers in the database need have to be among them."""
    keys = keyring.keys_of(settings, make=False)
    database = opening.database_of(settings)
    try:
        is_there = migrations.state(database) == State.CURRENT
        lost = opening.lost_keys(database) if is_there else []
    finally:
        database.close()
    if lost:
        raise KeysError(f"电话号码的密钥不全 keys are missing ({', '.join(lost)}): {PUT_BACK}")
    if settings.keys is not None:
        return f"密钥 keys: LIANLUO_KEYS ({len(keys.names)})；{KEEP_SAFE}"
    file = keyring.file_of(settings)
    if not keys.names:
        return f"密钥将在首次运行时生成 a key is made at first run: {file}"
    if file.stat().st_mode & 0o077:
        raise KeysError(f"密钥文件 {file} 他人可读 is open to others: chmod 600 {file}")
    return f"密钥 keys: {file} ({len(keys.names)})；{KEEP_SAFE}"


def _database(settings: Settings) -> str:
    database = opening.database_of(settings)
    try:
        state = migrations.state(database)
        where = database.url.render_as_string(hide_password=True)
        left = _parked(database) if state == State.CURRENT else ""
    finally:
        database.close()
    if state not in (State.NEW, State.CURRENT):
        raise DatabaseError(f"数据库需更新 database is {state}: {where}; run `lianluo migrate`")
    words = "将在首次运行时建立 made at first run" if state == State.NEW else "可用 ready"
    return f"数据库{words}: {where}{left}"


def _parked(database: Database) -> str:
    """The numbers of what came in and could not be handled: people were told somebody looks."""
    with database.read() as session:
        numbers = [str(update.update_id) for update in inbox.parked(session)]
    if not numbers:
        return ""
    listed = "、".join(numbers)
    return f"；未能处理的消息 could not be handled: {listed} (`lianluo parked`)"


def _clock(settings: Settings) -> str:
    office = opening.office_of(settings)
    if settings.clock_url is not None:
        return f"时钟跟随沙盒 clock follows {settings.clock_url}"
    now = office.local(opening.clock_of(settings, office.timezone).now())
    kind = "排练时钟 rehearsal clock" if settings.now is not None else "系统时钟 system clock"
    return f"{kind}: {now:%Y-%m-%d %H:%M}"


def _network(settings: Settings) -> str:
    return asyncio.run(_asked(settings))


async def _asked(settings: Settings) -> str:
    where = "Telegram" if settings.bot_api_url == TELEGRAM else settings.bot_api_url
    async with _line(settings) as line:
        try:
            await line.initialize()
            return f"聊天网络可用 the chat network answers: @{line.username} ({where})"
        except InvalidToken:
            raise config.SettingsError(
                ["LIANLUO_BOT_TOKEN 无效 is wrong: the chat network does not know it"]
            ) from None
        except TelegramError as error:
            raise config.SettingsError(
                [
                    "聊天网络无应答 the chat network does not answer: "
                    f"{where} ({type(error).__name__})"
                ]
            ) from None


@asynccontextmanager
async def _line(settings: Settings) -> AsyncIterator[Line]:
    line, _ = open_line(
        settings.bot_api_url,
        settings.token,
        proxy=settings.proxy,
        poll_seconds=0,
        connections=1,
    )
    try:
        yield line
    finally:
        await line.shutdown()
