"""`lianluo export suggestion NUMBER`: the whole record of one suggestion."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from bot.commands.typed import NUMBER
from bot.operator import os_user
from handlers.office import Office
from handlers.record.gathering import record
from handlers.record.writing import FORMATS, write
from handlers.turn import Turn
from storage import suggestions
from storage.database import Database
from storage.suggestions import Suggestion


class UnknownNumber(ValueError):
    """No suggestion, or more than one, has the number; the message is one sentence for people."""


def written(database: Database, office: Office, now: datetime, number: str, form: str) -> str:
    """The record in a format. Exporting is itself an event of it. Raises UnknownNumber."""
    with database.write() as session:
        item = the_one(suggestions.numbered(session, number), number)
        if item.is_by_paper:
            raise UnknownNumber(
                f"第 {item.number} 号建议走纸质渠道，不导出 (handled by paper: nothing is exported)"
            )
        Turn(session, office, now).event(
            "exported", suggestion_id=item.id, what="suggestion", format=form, os_user=os_user()
        )
    with database.read() as session:
        return write(record(session, suggestions.get(session, item.id)), form, office.timezone)


def the_one(found: Sequence[Suggestion], number: str) -> Suggestion:
    """The only one found under a number. Raises UnknownNumber."""
    if not found:
        raise UnknownNumber(f"没有第 {number} 号建议 (no suggestion of that number)")
    if len(found) > 1:
        names = "、".join(f"{item.congress}-{item.session_number}-{item.number}" for item in found)
        raise UnknownNumber(f"有多件第 {number} 号建议，请写明 (several; say which)：{names}")
    return found[0]


@click.command("suggestion", short_help="导出一件建议的全部记录 Export one suggestion's record.")
@click.argument("number", type=NUMBER)
@click.option("--format", "form", type=click.Choice(FORMATS), default="html", show_default=True)
@click.option(
    "--out",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="写入文件，不写则打印 A file; without it the record is printed.",
)
def command(number: str, form: str, file: Path | None) -> None:
    """Write everything said, sent, decided and rated about suggestion NUMBER (0107, 14-4-0107)."""
    from bot import config
    from bot.opening import opened

    house = opened(config.load())
    try:
        text = written(house.database, house.office, house.clock.now(), number, form)
        if file is None:
            click.echo(text, nl=False)
        else:
            file.write_text(text, "utf-8")
    except UnknownNumber as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{file}：{error.strerror}") from None
    finally:
        house.database.close()
