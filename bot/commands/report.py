"""`lianluo report KIND [--on DATE] [--unit NAME] [--out FILE]`: the figures of a day, frozen.

A day whose figures were frozen before is shown as it was then; what the record says of it now is
told besides, wherever the two differ.
"""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import click

from bot.commands import units
from bot.commands.typed import DAY, told
from bot.commands.units import UnknownUnit
from bot.operator import os_user
from handlers import html
from handlers.figures import cards, reports
from handlers.figures.asked import made_of
from handlers.figures.telling import sheet_of
from handlers.office import Office
from handlers.rules.figures.scope import WHOLE, Scope
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import reports as report_rows
from storage.database import Database
from storage.vocabulary import Language, ReportKind

LONGEST = 60  # characters of a difference
MOST = 40  # differences told one by one


class Written(NamedTuple):
    """A report: its card, its sheet, and where it differs from what is known now."""

    card: str
    sheet: bytes
    was_frozen: bool
    differences: list[str]
    is_counted_otherwise: bool = False


def report(
    database: Database,
    office: Office,
    now: datetime,
    kind: ReportKind,
    day: date,
    unit: str | None = None,
) -> Written:
    """The report of a day. Raises Refused for a day to come, UnknownUnit."""
    part = _part(database, unit)
    moment = reports.moment_of(office, day, now)
    with database.read() as session:
        frozen = report_rows.first(session, kind, day, part.name)
        if frozen is not None:
            differing = [_told(*one) for one in reports.anew(session, office, frozen)]
            card = cards.card(office, frozen, Language.CHINESE)
            otherwise = reports.is_counted_otherwise(frozen)
            return Written(card, sheet_of(office, made_of(frozen)), True, differing, otherwise)
        made = reports.compute(session, office, kind, moment, [part])
    with database.write() as session:
        turn = Turn(session, office, now)
        (row,) = reports.freeze(turn, made)
        turn.event("exported", what="report", report_id=row.id, os_user=os_user())
        card = cards.card(office, row, Language.CHINESE)
    return Written(card, sheet_of(office, made[0]), False, [])


def _part(database: Database, unit: str | None) -> Scope:
    return WHOLE if unit is None else Scope(f"unit:{units.named(database, unit).id}")


def _told(path: str, then: object, now: object) -> str:
    return f"{path}：{str(then)[:LONGEST]} → {str(now)[:LONGEST]}"


def lines(written: Written) -> Iterator[str]:
    """The report for the terminal."""
    yield html.plain(written.card)
    if written.was_frozen:
        yield "\n" + _since(written)
        yield from (f"  {one}" for one in written.differences[:MOST])


def _since(written: Written) -> str:
    """What has become of a day's figures."""
    if not written.differences:
        return "与当日定格的数据一致 (the record still gives the same figures)"
    count = len(written.differences)
    if written.is_counted_otherwise:
        return f"统计口径此后有调整 (counted otherwise since): {count}"
    return f"此后有更正 (corrected since): {count}"


@click.command("report", short_help="报表 A report: weekly, monthly, quarterly …")
@click.argument("kind", type=click.Choice([kind.value for kind in ReportKind]))
@click.option(
    "--on",
    "day",
    type=DAY,
    help="哪一天的数据 The day; today without it.",
)
@click.option("--unit", help="只看一个单位 Only of one unit.")
@click.option(
    "--out",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="写入表格 A workbook (.xlsx); without it the report is printed.",
)
def command(kind: str, day: date | None, unit: str | None, file: Path | None) -> None:
    """The figures of a day, frozen: KIND is weekly, monthly, quarterly, half_year or annual."""
    from bot import config
    from bot.opening import opened

    if file is not None and file.suffix.lower() != ".xlsx":
        raise click.ClickException(f"{file}：文件名应以 .xlsx 结尾 (must end in .xlsx)")
    house = opened(config.load())
    try:
        now = house.clock.now()
        on = day if day is not None else house.office.today(now)
        written = report(house.database, house.office, now, ReportKind(kind), on, unit)
        if file is not None:
            file.write_bytes(written.sheet)
    except Refused as refused:
        raise told(refused) from None
    except UnknownUnit as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{file}：{error.strerror}") from None
    finally:
        house.database.close()
    for line in lines(written):
        click.echo(line)
