"""`lianluo export open-data FOLDER [--on DAY]`: what the public may know, as documented JSON."""

from datetime import date, datetime
from pathlib import Path

import click

from bot.commands.typed import DAY, told
from bot.operator import os_user
from handlers.office import Office
from handlers.record import open_data
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage.database import Database


def write(database: Database, office: Office, now: datetime, day: date, folder: Path) -> int:
    """Write the files; how many. That it was taken out is written down. Raises Refused, OSError."""
    with database.read() as session:
        files = open_data.files(session, office, day, now)
    with database.write() as session:
        Turn(session, office, now).event(
            "exported", what="open_data", day=day.isoformat(), os_user=os_user()
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return len(files)


@click.command("open-data", short_help="导出开放数据 Export what the public may know.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--on",
    "day",
    type=DAY,
    help="截至哪一天 As of which day; today without it.",
)
def command(folder: Path, day: date | None) -> None:
    """Write what deputies let be known of suggestions replied to, and indicators, to FOLDER."""
    from bot import config
    from bot.opening import opened

    house = opened(config.load())
    try:
        now = house.clock.now()
        on = day if day is not None else house.office.today(now)
        count = write(house.database, house.office, now, on, folder)
    except Refused as refused:
        raise told(refused) from None
    except OSError as error:
        raise click.ClickException(f"{folder}：{error.strerror}") from None
    finally:
        house.database.close()
    click.echo(f"已导出 {count} 个文件 (files exported)：{folder}")
