"""An office with every level of the ladder, and what those on it have heard."""

from pathlib import Path
from typing import Any

from bot.sandbox.client import Phone
from tests.attackers.everybody import joins, write_staff
from tests.flows.small import profile
from tests.flows.steps import matter, write_matters
from tests.house import LEAD, LEADER, OFFICER, QUICK, SILENT, House

OFFICE_HEAD, HEAD, WATCHER = "贺处长", "郑厅长", "方主任"
EVERY_LEVEL = (OFFICE_HEAD, HEAD, WATCHER)


def of_agency(house: House, name: str, more: str = SILENT) -> None:
    """The rules of one of the agencies, as they come with the house; before the bot starts."""
    quick = QUICK.replace('extends = "hunan"', f'extends = "{name}"')
    Path(house.settings["LIANLUO_PROFILE"]).write_text(quick + more, "utf-8")


async def climbing_office(
    house: House, more: str, *rows: dict[str, str], joined: tuple[str, ...] = EVERY_LEVEL
) -> dict[str, Phone]:
    """An office of everybody, with rules of its own."""
    profile(house, more, reports=SILENT)
    return await everybody(house, *rows, joined=joined)


async def everybody(
    house: House, *rows: dict[str, str], joined: tuple[str, ...] = EVERY_LEVEL
) -> dict[str, Phone]:
    """Handler, office head, leader, head and the office that watches."""
    path = write_matters(house.data.parent / "ledger.xlsx", *(rows or (matter(),)))
    staff = write_staff(
        house.data.parent / "staff.xlsx",
        (OFFICE_HEAD, "生态环境厅", "水处", "处室负责人", ""),
        (HEAD, "生态环境厅", "", "主要领导", ""),
        (WATCHER, "生态环境厅", "办公室", "处室负责人", ""),
    )
    await house.lianluo("import", str(path), str(staff))
    await house.start()
    usual = (LEAD, OFFICER, LEADER)
    await house.join(*usual)
    phones = {name: house.phone(name) for name in usual}
    for name in joined:
        phones[name] = await joins(house, name)
    return phones


def climbed(house: House) -> list[tuple[str, str]]:
    """(who, on which day they were to hear) of everything that has climbed, in order."""
    found: list[tuple[Any, ...]] = house.books.ask(
        "SELECT people.name, duties.created_at FROM duties"
        " JOIN people ON people.id = person_id WHERE kind = 'overdue' ORDER BY duties.id"
    )
    return [(str(name), str(at)[:10]) for name, at in found]
