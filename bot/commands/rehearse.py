"""`lianluo rehearse`: a whole year against the sandbox with simulated people, then judged."""

from datetime import date
from pathlib import Path

import click

from bot.commands.typed import DAY


@click.command("rehearse", short_help="排练一整年 Play a whole year and judge it.")
@click.option("--profile", default="agriculture", show_default=True, help="规则 The rules.")
@click.option("--deputies", type=click.IntRange(1), default=774, show_default=True)
@click.option("--suggestions", type=click.IntRange(1), default=1434, show_default=True)
@click.option("--units", type=click.IntRange(1), default=100, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True)
@click.option(
    "--until",
    type=DAY,
    help="演到哪一天为止 The last day, if not the whole year.",
)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data/rehearsal"),
    show_default=True,
    help="存放数据库和日志的文件夹：空的，或上次排练的（会清空） Where database and logs are left:"
    " empty, or an earlier rehearsal's, which is emptied.",
)
def command(
    profile: str,
    deputies: int,
    suggestions: int,
    units: int,
    seed: int,
    until: date | None,
    folder: Path,
) -> None:
    """Play a year with simulated people by the clock, then check the raw record.

    Exit status 0 when nothing was found wrong and, of a whole year, everything was there to see.
    """
    import asyncio

    from bot.rehearsal.year import BEGINS, ENDS, Wanted, live

    if units > suggestions:
        raise click.ClickException("承办单位多于建议 (more units than suggestions)")
    ends = until or ENDS
    if ends < BEGINS:
        raise click.ClickException(f"排练从 {BEGINS} 开始，--until 不能更早 (not before it begins)")
    wanted = Wanted(profile, deputies, suggestions, units, seed, folder, ends=ends)
    click.echo(f"{folder}：database, logs")
    try:
        lived = asyncio.run(live(wanted, click.echo))
    except RuntimeError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{folder}：{error.strerror}") from None
    if not lived.is_right:
        raise click.exceptions.Exit(1)
    if lived.unplayed and until is None:
        what = "、".join(lived.unplayed)
        raise click.ClickException(f"没有演到，无从判断 not played, so not judged: {what}")
