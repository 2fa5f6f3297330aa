"""`lianluo health`: whether the bot that runs here is alive, for whoever restarts it."""

from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import click

from bot import config

SECONDS = 8


@click.command("health", short_help="机器人是否正常 Say whether the running bot is alive.")
def command() -> None:
    """Ask /healthz at LIANLUO_HTTP_ADDR; exit status 0 when it is well."""
    address = config.load().address
    if address is None:
        raise config.SettingsError(["LIANLUO_HTTP_ADDR is missing: there is no server to ask"])
    url = f"http://{address.local}/healthz"
    try:
        with urlopen(url, timeout=SECONDS) as answer:
            click.echo(answer.read().decode().strip())
    except HTTPError as error:
        raise click.ClickException(f"不正常 it is not well ({error.code})") from None
    except (URLError, OSError):
        raise click.ClickException(f"无应答 no answer at {url}") from None
