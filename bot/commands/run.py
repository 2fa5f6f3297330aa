"""`lianluo run`: the bot of an office, until it is told to stop."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any

import click

from bot import config
from bot.application import Application
from bot.opening import opened


@click.command("run", short_help="运行机器人 Run the bot.")
def command() -> None:
    """Run the bot until Ctrl-C (or SIGTERM). A new database gets its tables first."""
    settings = config.load()
    settings.token  # noqa: B018 (raises when it is missing, before anything is opened)
    things = opened(settings)
    try:
        run(Application(settings, things).run())
    finally:
        things.database.close()


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run on the fastest loop there is."""
    if sys.platform == "win32":
        asyncio.run(work)
    else:
        import uvloop

        uvloop.run(work)
