"""`lianluo erase NUMBER MESSAGE…`: content removed because the law wants it, with proof of it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from bot.commands.export_suggestion import UnknownNumber, the_one
from bot.commands.typed import NUMBER, WORDS, told
from bot.operator import os_user
from handlers.acts.keeping import erasure
from handlers.acts.keeping.erasure import Erased
from handlers.office import Office
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import files, suggestions
from storage.database import Database


def erased(
    database: Database,
    office: Office,
    now: datetime,
    folder: Path,
    number: str,
    message_ids: Sequence[int],
    *,
    reason: str,
    approver: str,
) -> Erased:
    """Erase messages of a suggestion. Raises UnknownNumber, Refused."""
    with database.write() as session:
        item = the_one(suggestions.numbered(session, number), number)
        done = erasure.erase(
            Turn(session, office, now),
            item,
            message_ids,
            reason=reason,
            approver=approver,
            os_user=os_user(),
        )
    for sha256 in done.files:
        files.place(folder, sha256).unlink(missing_ok=True)
    return done


@click.command("erase", short_help="依法删除内容 Erase content that the law wants gone.")
@click.argument("number", type=NUMBER)
@click.argument("message", type=int, nargs=-1, required=True)
@click.option("--reason", type=WORDS, required=True, help="依据或理由 Why.")
@click.option("--approver", type=WORDS, required=True, help="批准人 Who has approved it.")
def command(number: str, message: tuple[int, ...], reason: str, approver: str) -> None:
    """Erase each MESSAGE (its `id` in the exported record) of suggestion NUMBER, and its copies.

    Its hash, the reason and the approver take its place; `lianluo verify` still holds.
    """
    from bot import config
    from bot.opening import opened

    settings = config.load()
    house = opened(settings)
    try:
        done = erased(
            house.database,
            house.office,
            house.clock.now(),
            settings.files_dir,
            number,
            message,
            reason=reason,
            approver=approver,
        )
    except UnknownNumber as error:
        raise click.ClickException(str(error)) from None
    except Refused as refused:
        raise told(refused) from None
    finally:
        house.database.close()
    click.echo(f"已删除内容的消息 messages emptied：{done.messages}，文件 files：{len(done.files)}")
    click.echo("聊天中已发出的文字会随即改掉；文件、语音请双方在聊天里自行删除")
    click.echo("texts in chats are replaced; files and voices there are for people to delete")
    click.echo("此前的备份仍含这些内容 earlier backups still hold it")
