"""`lianluo restore FILE`: a backup put into an empty database and an empty folder of files."""

from pathlib import Path

import click

from bot import config, keyring, opening
from bot.commands.backup import asked
from storage import backups
from storage.backups import BackupError


@click.command("restore", short_help="恢复备份 Put a backup back.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Put the backup FILE back: all of it or nothing, and only where nothing is yet.

    The database may be of another kind than the one the backup was taken from.
    """
    settings = config.load()
    database = opening.database_of(settings)
    try:
        with opening.held(settings.data_dir):
            passphrase = asked(is_new=False) if backups.needs_passphrase(file) else None
            put = backups.restore(database, settings.files_dir, file, passphrase=passphrase)
        lost = opening.lost_keys(database)
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    finally:
        database.close()
    moment = f"{put.made_at:%Y-%m-%d %H:%M %Z}"
    click.echo(f"已恢复 {put.rows} 行、{put.files} 个文件，备份于 {moment} (rows and files)")
    for sha256 in put.missing:
        click.echo(f"备份时已缺少文件 a file was missing already: {sha256}", err=True)
    if lost:
        click.echo(
            f"电话号码的密钥还不在 (the keys {', '.join(lost)} of telephone numbers are not here "
            f"yet): put {keyring.file_of(settings)} or LIANLUO_KEYS as they were",
            err=True,
        )
