"""`lianluo access NAME`: everything that is kept about a person, for whom the law gives a right."""

from datetime import datetime
from pathlib import Path

import click

from bot.commands.invite import UnknownName, find
from bot.commands.typed import WORDS
from bot.operator import os_user
from handlers.office import Office
from handlers.record.person import dossier_of
from handlers.record.writing import write_dossier
from handlers.turn import Turn
from storage import people
from storage.database import Database


def written(database: Database, office: Office, now: datetime, name: str, form: str) -> str:
    """The report; that it was taken out is itself an event. Raises UnknownName."""
    guest = find(database, name)
    with database.write() as session:
        Turn(session, office, now).event(
            "exported", person_id=guest.person.id, what="access", format=form, os_user=os_user()
        )
    with database.read() as session:
        dossier = dossier_of(session, people.get(session, guest.person.id))
    return write_dossier(dossier, form, office.timezone, now)


@click.command("access", short_help="查阅一个人的全部信息 Tell all that is kept about a person.")
@click.argument("name", type=WORDS)
@click.option(
    "--format", "form", type=click.Choice(("html", "json")), default="html", show_default=True
)
@click.option(
    "--out",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="写入文件，不写则打印 A file; without it the report is printed.",
)
def command(name: str, form: str, file: Path | None) -> None:
    """Write everything kept about the person NAMEd, and who has looked at it."""
    from bot import config
    from bot.opening import opened

    house = opened(config.load())
    try:
        text = written(house.database, house.office, house.clock.now(), name, form)
        if file is None:
            click.echo(text, nl=False)
        else:
            file.write_text(text, "utf-8")
    except UnknownName as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{file}：{error.strerror}") from None
    finally:
        house.database.close()
