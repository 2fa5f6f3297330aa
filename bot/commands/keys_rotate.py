"""`lianluo keys rotate`: every telephone number encrypted under the first key."""

import click

from bot import config
from bot.opening import PUT_BACK, ready_database
from storage.rotation import rotate


@click.command("rotate", short_help="用第一把密钥重新加密 Encrypt anew under the first key.")
def command() -> None:
    """Encrypt every telephone number under the first key, while the bot runs; say how many."""
    database = ready_database(config.load())
    try:
        done = rotate(database)
    finally:
        database.close()
    click.echo(f"已重新加密 {done.numbers} 个号码 (numbers encrypted anew)")
    if done.unreadable:
        raise click.ClickException(
            f"有 {done.unreadable} 个号码缺少密钥 (numbers whose keys are not here: "
            f"{', '.join(sorted(done.missing_keys))}); {PUT_BACK}"
        )
    click.echo("旧密钥可以停用 (the earlier keys are needed only for earlier backups)")
