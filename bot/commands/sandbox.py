"""`lianluo sandbox`: the chat sandbox alone, for rehearsals and training."""

from datetime import datetime
from pathlib import Path

import click

from bot.commands.run import run


@click.command("sandbox", short_help="运行聊天沙盒 Run the chat sandbox alone.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8081,
    show_default=True,
    help="0：任选空闲端口 takes a free one.",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    help="保存沙盒内容的文件 Where it is kept.",
)
@click.option(
    "--start", type=datetime.fromisoformat, help="时钟起点 The moment its clock runs on from."
)
@click.option("--limits", is_flag=True, help="执行发送频率限制 Enforce the network's limits.")
@click.option(
    "--cast",
    type=click.Path(exists=True, path_type=Path, dir_okay=False),
    help="人物（JSON）People, as JSON.",
)
def command(
    port: int, state: Path | None, start: datetime | None, limits: bool, cast: Path | None
) -> None:
    """Run the chat sandbox until Ctrl-C."""
    from bot.sandbox.cast import DEFAULT_CAST, read_cast
    from bot.sandbox.server import serve

    people = read_cast(cast) if cast else DEFAULT_CAST
    run(serve("127.0.0.1", port, state_file=state, start=start, limits=limits, cast=people))
