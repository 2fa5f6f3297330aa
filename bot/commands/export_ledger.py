"""`lianluo export ledger FILE`: the ledger (台账) as a workbook."""

from datetime import datetime
from pathlib import Path

import click

from bot.commands import units
from bot.commands.units import UnknownUnit
from bot.operator import os_user
from handlers.office import Office
from handlers.sheets.ledger import LEAVES_OUT_NOTHING, Filter, export_ledger
from handlers.sheets.lights import Light
from handlers.turn import Turn
from storage.database import Database
from storage.vocabulary import Stage


def write(
    database: Database,
    office: Office,
    now: datetime,
    file: Path,
    *,
    with_phones: bool = False,
    wanted: Filter = LEAVES_OUT_NOTHING,
) -> int:
    """Write the ledger; how many suggestions. That it was taken out is written down."""
    with database.write() as session:
        Turn(session, office, now).event(
            "exported", what="ledger", with_phones=with_phones, os_user=os_user()
        )
    with database.read() as session:
        return export_ledger(session, office, now, file, with_phones=with_phones, wanted=wanted)


@click.command("ledger", short_help="导出台账 Export the ledger.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--with-phones",
    is_flag=True,
    help="包括代表和承办人电话，请注意保密 Include telephone numbers of deputies and officers.",
)
@click.option("--unit", help="只要这个主办单位 Only of this unit.")
@click.option("--office", "of_office", help="只要这个处室 Only of this office.")
@click.option(
    "--stage",
    type=click.Choice([stage.value for stage in Stage]),
    help="只要这个阶段 Only at this stage.",
)
@click.option(
    "--light",
    type=click.Choice([light.name.lower() for light in Light]),
    help="只要这种灯 Only with this light.",
)
@click.option("--key", "is_key", is_flag=True, help="只要重点 Only key suggestions.")
@click.option("--words", help="编号或标题含有 Only with these words in number or title.")
def command(
    file: Path,
    with_phones: bool,
    unit: str | None,
    of_office: str | None,
    stage: str | None,
    light: str | None,
    is_key: bool,
    words: str | None,
) -> None:
    """Write the ledger, or what of it is wanted, to FILE (.xlsx or .csv)."""
    from bot import config
    from bot.opening import opened

    if file.suffix.lower() not in (".xlsx", ".csv"):
        raise click.ClickException(
            f"{file}：文件名应以 .xlsx 或 .csv 结尾 (must end in .xlsx or .csv)"
        )
    house = opened(config.load())
    try:
        wanted = Filter(
            unit=units.named(house.database, unit).name if unit is not None else None,
            office=of_office,
            stage=Stage(stage) if stage else None,
            light=Light[light.upper()] if light else None,
            is_key=is_key,
            words=words,
        )
        count = write(
            house.database,
            house.office,
            house.clock.now(),
            file,
            with_phones=with_phones,
            wanted=wanted,
        )
    except UnknownUnit as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{file}：{error.strerror}") from None
    finally:
        house.database.close()
    click.echo(f"已导出 {count} 件建议 (suggestions exported)：{file}")
