"""This bot for a measurement: many deputies with one suggestion and one officer each."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.sandbox.client import Phone, Stage
from handlers.acts.assigning import assignment
from handlers.office import Office
from handlers.rules.profiles import load_profile
from handlers.turn import Turn
from storage import migrations
from storage.database import Database
from storage.people import Account, Person
from storage.suggestions import Signature, Suggestion
from storage.units import Unit
from storage.vocabulary import Role

UNLIMITED = """extends = "hunan"
[delivery]
per_second = 100000
per_chat_per_second = 100000
per_group_per_minute = 100000
[prompts]
ack_quiet_minutes = 600
[flood]
moves_per_minute = 1000000
"""


def settings(url: str, folder: Path) -> dict[str, str]:
    """What the bot is told."""
    return {
        "LIANLUO_BOT_TOKEN": "1000001:SANDBOX",
        "LIANLUO_BOT_API_URL": url,
        "LIANLUO_DATA_DIR": str(folder),
        "LIANLUO_NOW": "2026-04-07T09:30:00+08:00",
    }


def profile(folder: Path, rules: str = UNLIMITED) -> Path:
    """A profile; unless told otherwise without the network's limits, which are not enforced."""
    file = folder / "rules.toml"
    file.write_text(rules, "utf-8")
    return file


async def people(stage: Stage, count: int) -> list[Phone]:
    """So many phones on the stage, each of which has opened the bot."""
    return [await stage.add_person(f"人{number:04}") for number in range(count)]


def fill(database: Database, file: Path, deputies: list[int], officers: list[int]) -> None:
    """Write roster, ledger and bindings: deputy n ↔ suggestion n ↔ officer n."""
    migrations.upgrade(database)
    rules = load_profile(str(file))
    from zoneinfo import ZoneInfo

    office = Office(rules, rules.calendar, ZoneInfo(rules.timezone))
    now = datetime(2026, 4, 7, 1, 30, tzinfo=UTC)
    with database.write() as session:
        unit = Unit(name="省生态环境厅", short_name="生态环境厅")
        session.add(unit)
        session.flush()
        for number, (deputy_user, officer_user) in enumerate(zip(deputies, officers, strict=True)):
            deputy = Person(key=f"d{number}", role=Role.DEPUTY, name=f"代表{number}")
            officer = Person(
                key=f"o{number}", role=Role.OFFICER, name=f"承办{number}", unit_id=unit.id
            )
            session.add_all([deputy, officer])
            session.flush()
            item = Suggestion(
                congress="14",
                session_number="4",
                number=f"{number:04}",
                title="关于测一测速度的建议",
                lead_unit_id=unit.id,
                officer_id=officer.id,
                assigned_on=date(2026, 4, 7),
                due_on=date(2026, 7, 7),
                created_at=now,
            )
            session.add(item)
            session.flush()
            session.add(
                Signature(suggestion_id=item.id, person_id=deputy.id, is_lead=True, position=0)
            )
            for person, user in ((deputy, deputy_user), (officer, officer_user)):
                session.add(Account(person_id=person.id, user_id=user, bound_at=now))
            session.flush()
            assignment.assign(Turn(session, office, now - timedelta(days=1)), item)
    with database.write() as session:
        quiet_until(session, now + timedelta(days=30))


def quiet_until(session: object, moment: datetime) -> None:
    """Nobody is prompted while words are measured."""
    from storage.database import Session
    from storage.duties import Duty

    assert isinstance(session, Session)
    for duty in session.query(Duty):
        duty.next_at = moment
