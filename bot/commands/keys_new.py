"""`lianluo keys new`: a new key for telephone numbers, first from now on."""

import click

from bot import config, keyring


@click.command("new", short_help="生成新密钥 Make a new key, first from now on.")
def command() -> None:
    """Make a new key: put first into the key file, or printed where LIANLUO_KEYS is set."""
    settings = config.load()
    new = keyring.add(settings)
    if settings.keys is not None:
        click.echo(new)
        click.echo(
            "请写在 LIANLUO_KEYS 最前面，重启后运行 lianluo keys rotate "
            "(put it first in LIANLUO_KEYS, restart, then run `lianluo keys rotate`)",
            err=True,
        )
        return
    file = keyring.file_of(settings)
    click.echo(f"新密钥已写入 {file}，请运行 lianluo keys rotate (now run `lianluo keys rotate`)")
