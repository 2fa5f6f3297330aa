"""`lianluo backup FILE [--encrypt]`: everything that is kept, in one file, while the bot runs."""

import os
from datetime import datetime
from pathlib import Path

import click

from bot import config, opening
from bot.config import Settings
from bot.operator import os_user
from handlers.turn import Turn
from storage import backups, migrations
from storage.backups import BackupError
from storage.database import Database
from storage.migrations import DatabaseError, State

PASSPHRASE = "LIANLUO_BACKUP_PASSPHRASE"  # noqa: S105 (the name of it)


@click.command("backup", short_help="备份全部记录和文件 Back everything up.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--encrypt", "is_sealed", is_flag=True, help="用口令加密 Seal with a passphrase.")
def command(file: Path, is_sealed: bool) -> None:
    """Write every row and every attachment of this moment to FILE; the bot may go on working.

    The passphrase is taken from LIANLUO_BACKUP_PASSPHRASE, or asked for.
    """
    settings = config.load()
    passphrase = asked(is_new=True) if is_sealed else None
    database = opening.database_of(settings)
    try:
        now = _noted(settings, database)
        made = backups.make(database, settings.files_dir, file, now, passphrase=passphrase)
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    finally:
        database.close()
    click.echo(f"已备份 {made.rows} 行、{made.files} 个文件 (rows and files)：{file}")
    click.echo(
        "号码的密钥不在备份里，请另行保管 (keep the keys of telephone numbers apart from it)"
    )
    for sha256 in made.missing:
        click.echo(f"缺少文件 a file is missing or damaged: {sha256}", err=True)


def asked(*, is_new: bool) -> str:
    """The passphrase. Raises ClickException when it is empty."""
    found = os.environ.get(PASSPHRASE) or click.prompt(
        "口令 passphrase", hide_input=True, confirmation_prompt=is_new, err=True
    )
    assert isinstance(found, str)
    return found


def _noted(settings: Settings, database: Database) -> datetime:
    """Write down that everything is taken out; the moment."""
    office = opening.office_of(settings)
    now = opening.clock_now(settings, office.timezone).now()
    match migrations.state(database):
        case State.NEW:
            raise BackupError("数据库是空的 there is nothing in the database yet")
        case State.CURRENT:
            with database.write() as session:
                Turn(session, office, now).event("exported", what="backup", os_user=os_user())
        case State.OLD:
            pass  # a backup before `lianluo migrate`
        case _:
            raise DatabaseError("the database is not one this program knows")
    return now
