"""`lianluo forget NAME`: a person let go of, as far as the law allows; said in plain words."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from bot.commands.invite import UnknownName, find
from bot.commands.typed import WORDS, told
from bot.operator import os_user
from handlers.acts.people import forgetting
from handlers.acts.people.forgetting import Forgotten
from handlers.office import Office
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import files, numbers, people
from storage.database import Database
from storage.rotation import strike


def forget(
    database: Database,
    office: Office,
    now: datetime,
    folder: Path,
    name: str,
    *,
    reason: str,
    approver: str,
) -> list[str]:
    """Let go of a person; what was removed and what is kept. Raises UnknownName, Refused."""
    person_id = find(database, name).person.id
    with database.read() as session:
        forgetting.require_over(Turn(session, office, now), person_id)
        phone = people.get(session, person_id).phone or ""
    is_readable = not numbers.is_sealed(phone)
    struck = strike(database, phone) if is_readable else 0
    with database.write() as session:
        done = forgetting.forget(
            Turn(session, office, now),
            person_id,
            reason=reason,
            approver=approver,
            os_user=os_user(),
        )
    for sha256 in done.files:
        files.place(folder, sha256).unlink(missing_ok=True)
    return list(_told(done, struck, is_readable=is_readable))


def _told(done: Forgotten, struck: int, *, is_readable: bool) -> Iterator[str]:
    yield f"已注销 forgotten：{done.name}"
    yield f"  已删除 removed：电话号码（另在 {struck} 处文字中） telephone number, in texts too"
    yield f"  已删除：聊天账号 {done.accounts} 个，邀请，联系偏好 accounts, invitations, wishes"
    yield f"  已清空 emptied：与建议无关的消息 {done.messages} 条 messages about no suggestion"
    if done.keeps_name:
        yield (
            "  保留 kept：建议档案中的姓名和言论，依法归档（档案法；个人信息保护法 47-2）"
            " name and words in the record of suggestions, a statutory archive"
        )
    else:
        yield "  已删除：姓名，名册中改为代号 name, now a pseudonym: no record names this person"
    yield "  保留：本次注销的记录 that, why and by whose approval this was done"
    yield "  请同时从名册文件中删去，否则再次导入会恢复 take the person out of the sheets, too"
    yield "  此前的备份仍含这些信息 earlier backups still hold it"
    if not is_readable:
        yield "  电话号码缺少密钥，文字中的未能查找 its key is not here: texts were not searched"


@click.command("forget", short_help="注销一个人的信息 Let go of a person.")
@click.argument("name", type=WORDS)
@click.option("--reason", type=WORDS, required=True, help="依据或理由 Why.")
@click.option("--approver", type=WORDS, required=True, help="批准人 Who has approved it.")
def command(name: str, reason: str, approver: str) -> None:
    """Let go of the person NAMEd, as far as the law allows, and say what is kept and why."""
    from bot import config
    from bot.opening import opened

    settings = config.load()
    house = opened(settings)
    try:
        lines = forget(
            house.database,
            house.office,
            house.clock.now(),
            settings.files_dir,
            name,
            reason=reason,
            approver=approver,
        )
    except UnknownName as error:
        raise click.ClickException(str(error)) from None
    except Refused as refused:
        raise told(refused) from None
    finally:
        house.database.close()
    for line in lines:
        click.echo(line)
