"""`lianluo parked`: what could not be handled or delivered, why, and what is done about it.

Updates are named by the number that people were told (`7001`), messages by `m` and theirs (`m45`).
No words of people are shown unless they are asked for, and that is written down.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import click

from bot import config
from bot.commands.typed import WORDS
from bot.opening import Opened, opened
from bot.telegram.incoming import read
from handlers import texts
from handlers.acts.keeping import parked
from handlers.html import plain
from handlers.incoming import Incoming, Membership, Migrated, Pressed, Said
from handlers.turn import Turn
from storage import inbox, messages, people, queues, suggestions
from storage.database import Session
from storage.inbox import Update
from storage.messages import Message
from storage.vocabulary import Language

SHOWN = 100  # messages, the newest
WHY = {
    "blocked": "对方已停用机器人 the person has stopped the bot",
    "gone": "对方账号或群已不存在 the account or group is gone",
    "rejected": "聊天网络不接受这条消息 the network does not accept it",
    "migrated": "群已迁移，新地址不明 the group has moved, nobody knows where",
    "rate_limited": "发送过于频繁 too many calls",
    "network": "长时间连不上聊天网络 the network could not be reached",
    "server": "聊天网络长时间出错 the network failed",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list; `words` only when they were asked for."""

    name: str
    since: datetime
    what: str
    why: str
    words: str = ""


class Unknown(ValueError):
    """What was named does not wait for a decision; the message is one sentence for people."""


def listed(session: Session, *, with_words: bool) -> list[Item]:
    """Everything that waits for a decision: updates in order, then messages, the newest first."""
    updates = [_update(row, with_words=with_words) for row in inbox.parked(session)]
    rows = messages.given_up(session, SHOWN)
    return updates + [_message(session, row, with_words=with_words) for row in rows]


def _update(row: Update, *, with_words: bool) -> Item:
    incoming = read(json.loads(row.raw))
    return Item(
        str(row.update_id),
        row.received_at,
        _kind(incoming),
        f"处理时程序出错 {row.attempts} 次 failed {row.attempts} times ({row.error})",
        _words(incoming) if with_words else "",
    )


def _kind(incoming: Incoming) -> str:
    match incoming:
        case Said(kind=kind):
            return f"收到{texts.plain(kind, Language.CHINESE)} {kind.value} received"
        case Pressed():
            return "按下按钮 button pressed"
        case Membership() | Migrated():
            return "加入、离开或群迁移 member or group changed"
    return "其他 other"


def _words(incoming: Incoming) -> str:
    match incoming:
        case Said(sender=sender, text=text):
            return f"{sender.name}：{text}"
        case Pressed(sender=sender, data=data):
            return f"{sender.name}：[{data}]"
    return ""


def _message(session: Session, row: Message, *, with_words: bool) -> Item:
    about = ""
    if row.suggestion_id is not None:
        item = suggestions.get(session, row.suggestion_id)
        about = f"（第{item.number}号）"
    to = people.get(session, row.person_id).name if with_words and row.person_id else ""
    return Item(
        f"m{row.id}",
        row.at,
        f"发出{texts.plain(row.kind, Language.CHINESE)}{about} {row.purpose} to be sent",
        WHY.get(row.error or "", "未能送达 could not be delivered"),
        f"→ {to}：{plain(row.text or '')}" if with_words else "",
    )


def decide(
    house: Opened,
    names: tuple[str, ...],
    update: Callable[[Turn, int], bool],
    message: Callable[[Turn, int], bool],
) -> int:
    """Do one thing about each of what is named, all or nothing. Raises Unknown."""
    with house.database.write() as session:
        turn = Turn(session, house.office, house.clock.now())
        for name in names:
            number = name.lower().removeprefix("m")
            if not number.isdecimal():
                raise Unknown(f"“{name}”不是编号，应如 7001 或 m45 (no number such as 7001 or m45)")
            act = message if name.lower().startswith("m") else update
            if not act(turn, int(number)):
                raise Unknown(f"{name} 不在待处理之列 (does not wait for a decision)")
    return len(names)


def _everything(house: Opened) -> tuple[str, ...]:
    with house.database.read() as session:
        updates = [str(row.update_id) for row in inbox.parked(session)]
        return (*updates, *(f"m{row.id}" for row in messages.given_up(session)))


@click.group(
    "parked",
    invoke_without_command=True,
    short_help="处理未能处理或未送达的消息 See to what could not be handled or delivered.",
)
@click.option("--show", "is_shown", is_flag=True, help="连同内容（会留下记录） With their words.")
@click.pass_context
def command(context: click.Context, is_shown: bool) -> None:
    """List what could not be handled or delivered: number, since when, what, why."""
    if context.invoked_subcommand is not None:
        return
    house = opened(config.load())
    try:
        for line in _lines(house, is_shown=is_shown):
            click.echo(line)
    finally:
        house.database.close()


def _lines(house: Opened, *, is_shown: bool) -> Iterator[str]:
    with house.database.write() if is_shown else house.database.read() as session:
        items = listed(session, with_words=is_shown)
        failed = queues.failed_count(session)
        if is_shown and items:
            turn = Turn(session, house.office, house.clock.now())
            turn.event("parked_shown", names=[item.name for item in items])
    for item in items:
        since = f"{house.office.local(item.since):%Y-%m-%d %H:%M}"
        yield "\t".join((item.name, since, item.what, item.why))
        if item.words:
            yield f"\t{item.words}"
    if failed > SHOWN:
        yield f"……只列出最近 {SHOWN} 条，共 {failed} 条 (the newest {SHOWN} of {failed})"
    if items:
        yield "再试一次 try again: lianluo parked retry 编号…"
        yield "不再处理 leave it: lianluo parked drop 编号… --reason 理由"
    else:
        yield "没有待处理的 nothing waits"


@command.command("retry", short_help="再试一次 Try again.")
@click.argument("names", metavar="ID…", nargs=-1)
@click.option("--all", "is_all", is_flag=True, help="全部 All of them.")
def retry(names: tuple[str, ...], is_all: bool) -> None:
    """Handle or send again what is named; a running bot does it within seconds."""
    if bool(names) == is_all:
        raise click.UsageError("请写明编号，或用 --all (name some, or use --all)")
    house = opened(config.load())
    try:
        chosen = _everything(house) if is_all else names
        count = decide(house, chosen, parked.retry_update, parked.retry_message)
        click.echo(f"{count} 条将再试 will be tried again")
    except Unknown as error:
        raise click.ClickException(str(error)) from None
    finally:
        house.database.close()


@command.command("drop", short_help="不再处理 Leave it.")
@click.argument("names", metavar="ID…", nargs=-1, required=True)
@click.option("--reason", type=WORDS, required=True, help="理由，会留下记录 Why; it is kept.")
def drop(names: tuple[str, ...], reason: str) -> None:
    """Leave what is named as it is, for a reason."""
    house = opened(config.load())
    try:
        count = decide(
            house,
            names,
            lambda turn, number: parked.drop_update(turn, number, reason),
            lambda turn, number: parked.drop_message(turn, number, reason),
        )
        click.echo(f"{count} 条不再处理 left as they are")
    except Unknown as error:
        raise click.ClickException(str(error)) from None
    finally:
        house.database.close()
