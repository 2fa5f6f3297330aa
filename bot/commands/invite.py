"""`lianluo invite [NAME] [--out DIR] [--revoke] [--status]`: single-use links, on paper too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile

import click

from bot.commands.typed import WORDS
from handlers import texts
from handlers.acts.people import invitations
from handlers.acts.people.invitations import Guest
from handlers.office import Office
from handlers.sheets import cards
from handlers.sheets.cards import Card
from handlers.turn import Turn
from storage import people
from storage.database import Database
from storage.vocabulary import Language


class UnknownName(ValueError):
    """Nobody, or more than one, bears the name; the message is one sentence for people."""


@dataclass(frozen=True, slots=True)
class Written:
    """What an invitation of everybody wrote."""

    links: Path
    cards: Path
    invited: int
    joined: int


def find(database: Database, name: str) -> Guest:
    """The one person of that name. Raises UnknownName."""
    with database.read() as session:
        found = invitations.named(session, name)
    if not found:
        raise UnknownName(f"名册中没有“{name}” (nobody of that name on the roster)")
    if len(found) > 1:
        choices = "、".join(invitations.shown(guest) for guest in found)
        raise UnknownName(f"有多位“{name}”，请写明 (several; say which)：{choices}")
    return found[0]


def invite_one(database: Database, office: Office, now: datetime, name: str) -> str:
    """The link for one person; earlier unused ones are void. Raises UnknownName."""
    guest = find(database, name)
    with database.write() as session:
        turn = Turn(session, office, now)
        code = invitations.create(turn, people.get(session, guest.person.id))
    return invitations.link(office.bot_username, code)


def invite_all(database: Database, office: Office, now: datetime, folder: Path) -> Written:
    """Links and cards for everybody who has not joined, and a sheet that says who has.

    Raises OSError for a folder that cannot be written to, before earlier links are void.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=folder):
        pass
    with database.write() as session:
        turn = Turn(session, office, now)
        invited = [_card(turn, guest) for guest in invitations.who_joined(session)]
    day = office.today(now).isoformat()
    written = Written(
        links=folder / f"invitations-{day}.xlsx",
        cards=folder / f"invitation-cards-{day}.pdf",
        invited=sum(not card.is_joined for card in invited),
        joined=sum(card.is_joined for card in invited),
    )
    cards.write_links(written.links, invited)
    cards.write_cards(
        written.cards,
        [card for card in invited if not card.is_joined],
        title=f"{office.profile.title} · 代表建议联络",
    )
    return written


def _card(turn: Turn, guest: Guest) -> Card:
    is_joined = guest.joined_at is not None
    code = ""
    if not is_joined:
        code = invitations.create(turn, people.get(turn.session, guest.person.id))
    office = guest.person.office
    return Card(
        name=guest.person.name,
        role=texts.plain(guest.person.role, Language.CHINESE),
        place=f"{guest.place} {office}" if office else guest.place,
        link=invitations.link(turn.office.bot_username, code) if code else "",
        expires_on=None if is_joined else turn.office.today(invitations.expires_at(turn)),
        is_joined=is_joined,
    )


def revoke(database: Database, office: Office, now: datetime, name: str | None) -> int:
    """Void the unused invitations of one person, or of everybody; how many there were."""
    guests: Sequence[Guest]
    if name is not None:
        guests = [find(database, name)]
    else:
        with database.read() as session:
            guests = invitations.who_joined(session)
    with database.write() as session:
        turn = Turn(session, office, now)
        return sum(
            invitations.revoke(turn, people.get(session, guest.person.id)) for guest in guests
        )


def status(database: Database, office: Office, name: str | None) -> list[str]:
    """Who has joined, and since when: one line a person, then the count."""
    if name is not None:
        guests = [find(database, name)]
    else:
        with database.read() as session:
            guests = invitations.who_joined(session)
    lines = [
        f"{invitations.shown(guest)}\t{texts.plain(guest.person.role, Language.CHINESE)}\t"
        + (
            f"已加入 joined {office.local(guest.joined_at):%Y-%m-%d}"
            if guest.joined_at
            else "未加入"
        )
        for guest in guests
    ]
    joined = sum(guest.joined_at is not None for guest in guests)
    return [*lines, f"已加入 {joined}，未加入 {len(guests) - joined}"]


@click.command("invite", short_help="生成邀请链接和二维码卡片 Make invitation links and QR cards.")
@click.argument("name", type=WORDS, required=False)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("invitations"),
    show_default=True,
    help="存放链接表和卡片的文件夹 Where sheet and cards are written.",
)
@click.option("--revoke", "is_revoked", is_flag=True, help="作废未使用的邀请 Void unused links.")
@click.option("--status", "is_status", is_flag=True, help="谁已加入 Say who has joined.")
def command(name: str | None, folder: Path, is_revoked: bool, is_status: bool) -> None:
    """Invite everybody who has not joined, or print the link of the one NAMEd."""
    from bot import config
    from bot.opening import opened

    house = opened(config.load())
    database, office, now = house.database, house.office, house.clock.now()
    try:
        if is_status:
            for line in status(database, office, name):
                click.echo(line)
        elif is_revoked:
            click.echo(f"已作废 {revoke(database, office, now, name)} 个邀请 (invitations revoked)")
        elif name is not None:
            click.echo(invite_one(database, office, now, name))
        else:
            written = invite_all(database, office, now, folder)
            click.echo(f"新邀请 {written.invited} invited，已加入 {written.joined} joined")
            click.echo(f"{written.links}\n{written.cards}")
    except UnknownName as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{folder}：{error.strerror}") from None
    finally:
        database.close()
