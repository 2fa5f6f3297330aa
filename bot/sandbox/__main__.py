"""`python -m bot.sandbox`: the sandbox on its own."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

import click

from bot.sandbox.cast import DEFAULT_CAST, read_cast
from bot.sandbox.server import serve


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8081, show_default=True, help="0 takes a free one.")
@click.option("--state", type=click.Path(path_type=Path), help="Where the stage is kept.")
@click.option("--start", type=datetime.fromisoformat, help="The moment its clock starts from.")
@click.option("--timezone", default="Asia/Shanghai", show_default=True)
@click.option("--limits", is_flag=True, help="Enforce Telegram's limits.")
@click.option("--cast", type=click.Path(exists=True, path_type=Path), help="People, as JSON.")
@click.option("--token", help="The only token that is taken.")
def main(
    host: str,
    port: int,
    state: Path | None,
    start: datetime | None,
    timezone: str,
    limits: bool,
    cast: Path | None,
    token: str | None,
) -> None:
    """Run the chat sandbox until Ctrl-C."""
    running = serve(
        host,
        port,
        state_file=state,
        start=start,
        timezone=timezone,
        limits=limits,
        cast=read_cast(cast) if cast else DEFAULT_CAST,
        token=token,
    )
    if sys.platform == "win32":
        asyncio.run(running)
    else:
        import uvloop

        uvloop.run(running)


if __name__ == "__main__":
    main()
