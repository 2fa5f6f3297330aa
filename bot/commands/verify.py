"""`lianluo verify [NUMBER]`: whether the record still is as it was written, row by row."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from bot import notary
from bot.commands.export_suggestion import UnknownNumber, the_one
from bot.commands.typed import NUMBER
from storage import files, roots, suggestions, verification
from storage.database import Database, Session
from storage.kept import OFFICE
from storage.verification import Bent, How

TOLD = {
    How.CHANGED: "被改动 was changed",
    How.REMOVED: "被删除 was removed",
    How.INSERTED: "是插进来的 was put in",
    How.BROKEN: "与前一条接不上，前面有事件被删 does not follow from the one before",
    How.REMOVED_AFTER: "之后的事件被删除 events after it were removed",
    How.REWRITTEN: "当日的校验码已对不上，被整体重写 does not lead through that day's root",
}
BLOCK = 1 << 20


def problems(
    database: Database, folder: Path, number: str | None = None, root: str | None = None
) -> Iterator[str]:
    """What is not as it was written, a line each; `folder` is the data folder.

    `root`: a code that a supervisor has. Raises UnknownNumber.
    """
    with database.read() as session:
        chains = verification.every_chain(session)
        if number is not None:
            chains = [the_one(suggestions.numbered(session, number), number).id]
        for bent in verification.bent(session, chains):
            yield _told(session, bent)
        yield from _files(session, folder / "files", chains)
        if number is None:
            for bent in verification.bent_roots(session):
                yield _told(session, bent)
            yield from _roots(session, folder / notary.FILE)
        if root is not None and root not in {one.hash for one in roots.after(session, None)}:
            yield f"没有这个校验码，数据库可能被整体替换 no root has this code: {root}"


def _told(session: Session, bent: Bent) -> str:
    return f"{_of(session, bent.chain)}：{bent.table} {bent.key} {TOLD[bent.how]}"


def _of(session: Session, chain: int) -> str:
    item = suggestions.find(session, chain) if chain != OFFICE else None
    if item is not None:
        return f"{item.congress}-{item.session_number}-{item.number}"
    return (
        "全局 office" if chain == OFFICE else f"已不存在的建议 a suggestion that is gone ({chain})"
    )


def _files(session: Session, folder: Path, chains: Sequence[int]) -> Iterator[str]:
    for chain, attachment_id, sha256 in files.stored_of(session, chains):
        file = files.place(folder, sha256)
        what = f"{_of(session, chain)}：attachments {attachment_id}"
        if not file.is_file():
            yield f"{what} 的文件缺失 its file is missing: {sha256[:12]}…"
        elif _hash(file) != sha256:
            yield f"{what} 的文件内容被改动 its file was changed: {sha256[:12]}…"


def _hash(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def _roots(session: Session, file: Path) -> Iterator[str]:
    """The file against the table: whoever bends one has not bent the other."""
    there = {root.day: root.hash for root in roots.after(session, None)}
    for day, written in notary.read(file).items():
        if there.get(day) != written:
            yield f"{file.name}：{day} 的校验码与数据库不符 the root differs from the database's"


@click.command("verify", short_help="核对记录是否被改动 Say whether the record is as written.")
@click.argument("number", type=NUMBER, required=False)
@click.option("--root", help="督办人员收到的校验码 A code that a supervisor was given.")
def command(number: str | None, root: str | None) -> None:
    """Check every row of the record (of suggestion NUMBER only) against its chain of hashes.

    Names each row that was changed, removed or put in past the house, the first one first.
    """
    from bot import config, opening

    settings = config.load()
    database = opening.ready_database(settings)
    try:
        found = 0
        for line in problems(database, settings.data_dir, number, root):
            found += 1
            click.echo(f"✗ {line}")
        with database.read() as session:
            last = roots.latest(session)
            until = f"；截至 {last.day} 的校验码 root: {last.hash}" if last is not None else ""
    except UnknownNumber as error:
        raise click.ClickException(str(error)) from None
    finally:
        database.close()
    if found:
        raise click.ClickException(f"记录有 {found} 处不符 rows that are not as they were written")
    click.echo(f"✓ 记录完好，与写入时一致 all is as it was written{until}")
