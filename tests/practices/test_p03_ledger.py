"""台账式管理: everybody's own ledger as a sheet, and filters for whoever keeps it (P03)."""

import csv
from pathlib import Path

from tests.flows.steps import matter
from tests.house import LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.cadence import book, office, reports, sheet

MINE = matter("0107", 责任领导=LEADER)
OTHERS = matter("0108", 主办单位="农业农村厅", 承办人="杨帆", 责任领导="", 是否重点="是")


def numbers(rows: list[tuple[object, ...]]) -> list[object]:
    """What stands in the column of numbers."""
    place = rows[0].index("建议编号")
    return [row[place] for row in rows[1:]]


async def test_the_ledger_of_one_s_own_part_comes_as_a_sheet(house: House, tmp_path: Path) -> None:
    reports(house)
    await office(house, LEAD, OFFICER, LEADER, SUPERVISOR, rows=(MINE, OTHERS))
    expected = {OFFICER: ["0107"], LEADER: ["0107"], SUPERVISOR: ["0107", "0108"]}
    for name, own in expected.items():
        phone = house.phone(name)
        await phone.sends("/ledger")
        found = await sheet(house, phone, "台账-2026-04-07.xlsx")
        assert numbers(found["建议台账"]) == own
        place = found["建议台账"][0].index("联系方式（受限）")
        assert {row[place] for row in found["建议台账"][1:]} == {None}
    deputy = house.phone(LEAD)
    await deputy.sends("/ledger")
    await deputy.sees("不在您的权限")


async def test_the_clerk_filters_the_ledger(house: House, tmp_path: Path) -> None:
    reports(house)
    await office(house, rows=(MINE, OTHERS))

    async def exported(*options: str, name: str = "ledger.xlsx") -> list[object]:
        path = tmp_path / name
        await house.lianluo("export", "ledger", str(path), *options)
        if name.endswith(".csv"):
            with path.open(encoding="utf-8-sig", newline="") as file:
                return numbers([tuple(row) for row in csv.reader(file)])
        return numbers(book(path)["建议台账"])

    assert await exported() == ["0107", "0108"]
    assert await exported("--unit", "省农业农村厅") == ["0108"]
    assert await exported("--office", "水处", name="water.csv") == ["0107"]
    assert await exported("--words", "第0108号") == ["0108"]
    assert await exported("--key") == []
    assert await exported("--stage", "assigned", "--light", "green") == ["0107", "0108"]
    assert await exported("--light", "red") == []
    await house.to(2026, 8, 7, 9, 0)
    assert await exported("--light", "red") == ["0107", "0108"]
