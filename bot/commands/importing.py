"""`lianluo import FILE… [--dry-run]`: people and ledger from workbooks and csv files."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from handlers import texts
from handlers.office import Office
from handlers.sheets import headers
from handlers.sheets.entering import Left
from handlers.sheets.importing import MAX_TOLD, Change, Progress, Step, Summary, import_files
from handlers.sheets.problems import SheetError, WrongCells, shortened
from storage.database import Database
from storage.numbers import masked
from storage.vocabulary import Language

STEPS: dict[Step, str] = {"checking": "核对 checking", "writing": "写入 writing"}
FIELDS = {
    "name": "名称/姓名",
    "short_name": "简称",
    "parent_name": "上级单位",
    "deputies": "领衔、附议代表",
    "joint_units": "会办单位",
    "lead_unit_id": "主办单位",
    "officer_id": "承办人",
    "leader_id": "责任领导",
    "waives_meeting": "免见面",
    "wishes_meeting": "希望见面",
    "needs_no_paper": "免书面答复",
    "unit_id": "单位",
    "notes": "其他列",
} | {column.key: column.header for sheet in headers.SHEETS for column in sheet.columns[1:]}


def import_from(
    database: Database,
    office: Office,
    now: datetime,
    files: Sequence[Path],
    *,
    dry_run: bool = False,
) -> Summary:
    """Import the files, with a progress bar on stderr."""
    with tqdm(
        desc=STEPS["checking"],
        unit=" 行",
        file=sys.stderr,
        disable=not sys.stderr.isatty(),
        leave=False,
    ) as bar:
        return import_files(database, office, now, files, dry_run=dry_run, progress=_shown_on(bar))


def _shown_on(bar: "tqdm[Any]") -> Progress:
    def progress(step: Step, done: int, total: int | None) -> None:
        if bar.disable:
            return
        if bar.desc.removesuffix(": ") != STEPS[step]:
            bar.reset(total)
            bar.set_description(STEPS[step])
        bar.total = total
        bar.update(done - bar.n)

    return progress


MOST_DOUBTS = 20  # told one by one


def told(summary: Summary, *, dry_run: bool) -> list[str]:
    """What the import did, or would do, in lines for the terminal."""
    lines = ["试运行，没有写入 (dry run, nothing written)"] if dry_run else []
    for sheet in headers.SHEETS:
        counts = [
            getattr(summary, name)[sheet.title] for name in ("created", "updated", "unchanged")
        ]
        if any(counts):
            lines.append(
                f"{sheet.title}：新增 {counts[0]} new，变更 {counts[1]} changed，"
                f"不变 {counts[2]} unchanged"
            )
    for change in summary.changes:
        if change.fields is not None:
            lines.append(f"  {change.sheet} {change.name}：{_changed(change)}")
        elif dry_run:
            lines.append(f"  {change.sheet} {change.name}：新增 new")
    rest = summary.created.total() + summary.updated.total() - len(summary.changes)
    if rest > 0 and (dry_run or summary.updated):
        lines.append(f"  …… 另有 {rest} 行 more rows")
    shown = list(summary.left.items())[:MAX_TOLD]
    lines += [f"  未改 left as it is {name}：{_left(left)}" for name, left in shown]
    if len(summary.left) > len(shown):
        lines.append(f"  …… 另有 {len(summary.left) - len(shown)} 件未改 more left as they are")
    lines += summary.doubts[:MOST_DOUBTS]
    if len(summary.doubts) > MOST_DOUBTS:
        lines.append(f"  …… 另有 {len(summary.doubts) - MOST_DOUBTS} 件 more")
    lines += [f"未读取的工作表 (sheet not understood)：{title}" for title in summary.ignored]
    return lines


def _changed(change: Change) -> str:
    return "；".join(
        f"{FIELDS.get(name, name)} {_shown(name, before)} → {_shown(name, after)}"
        for name, (before, after) in (change.fields or {}).items()
    )


def _left(left: Left) -> str:
    return "；".join(
        f"{FIELDS.get(name, name)} 仍为 {_shown(name, stands)}（表中 in the sheet "
        f"{_shown(name, said)}；{why}）"
        for name, (said, stands, why) in left.items()
    )


def _shown(name: str, value: object) -> str:
    return masked(value) if name == "phone" and isinstance(value, str) else _value(value)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return shortened("、".join(str(one) for one in value)) or "—"
    if isinstance(value, dict):
        return shortened("，".join(f"{name}={one}" for name, one in value.items())) or "—"
    if value is None:
        return "—"
    if isinstance(value, str) and type(value) is not str:
        return texts.plain(value, Language.CHINESE)
    return shortened(str(value)) or "—"


@click.command("import", short_help="导入代表、单位、人员和台账 Import people and ledger.")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option(
    "--dry-run", is_flag=True, help="只说明会有哪些变化，不写入 Only say what would change."
)
def command(files: tuple[Path, ...], dry_run: bool) -> None:
    """Import people and ledger from .xlsx or .csv files; all or nothing."""
    from bot import config
    from bot.opening import opened

    house = opened(config.load())
    try:
        summary = import_from(
            house.database, house.office, house.clock.now(), files, dry_run=dry_run
        )
    except WrongCells as wrong:
        for problem in wrong.problems:
            click.echo(str(problem), err=True)
        click.echo(
            f"有 {len(wrong.problems)} 处需要更正，没有导入任何内容 "
            f"({len(wrong.problems)} wrong cells; nothing was imported)",
            err=True,
        )
        raise SystemExit(1) from None
    except SheetError as error:
        raise click.ClickException(str(error)) from None
    finally:
        house.database.close()
    for line in told(summary, dry_run=dry_run):
        click.echo(line)
