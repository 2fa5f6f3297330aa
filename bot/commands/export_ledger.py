"""`lianluo export ledger FILE`: the ledger (台账) as a workbook."""

from datetime import datetime
from pathlib import Path

import click

from bot.operator import os_user
from handlers.office import Office
from handlers.sheets.ledger import export_ledger
from handlers.turn import Turn
from storage.database import Database


def write(
    database: Database, office: Office, now: datetime, file: Path, *, with_phones: bool = False
) -> int:
    """Write the whole ledger; how many suggestions. That it was taken out is written down."""
    with database.write() as session:
        Turn(session, office, now).event(
            "exported", what="ledger", with_phones=with_phones, os_user=os_user()
        )
    with database.read() as session:
        return export_ledger(session, office, now, file, with_phones=with_phones)


@click.command("ledger", short_help="导出台账 Export the ledger.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--with-phones",
    is_flag=True,
    help="包括代表电话，请注意保密 Include deputies' telephone numbers.",
)
def command(file: Path, with_phones: bool) -> None:
    """Write the ledger to FILE, a workbook (.xlsx)."""
    from bot import config
    from bot.opening import opened

    if file.suffix.lower() != ".xlsx":
        raise click.ClickException(f"{file}：文件名应以 .xlsx 结尾 (must end in .xlsx)")
    house = opened(config.load())
    try:
        count = write(
            house.database, house.office, house.clock.now(), file, with_phones=with_phones
        )
    except OSError as error:
        raise click.ClickException(f"{file}：{error.strerror}") from None
    finally:
        house.database.close()
    click.echo(f"已导出 {count} 件建议 (suggestions exported)：{file}")
