"""One duty that cannot be asked keeps nobody else waiting."""

import sqlite3
from contextlib import closing

from tests.house import CO_SIGNER, LEAD, House


async def test_what_is_broken_for_one_person_is_set_aside(small_office: House) -> None:
    house = small_office
    await house.stop()
    with closing(sqlite3.connect(house.data / "lianluo.db")) as database:
        database.execute(
            "UPDATE duties SET subject_id = 99999 WHERE kind = 'opening' AND person_id ="
            " (SELECT id FROM people WHERE name = ?)",
            [LEAD],
        )
        database.commit()
    await house.start()

    await house.to(2026, 4, 7, 9, 0)

    await house.phone(CO_SIGNER).sees("第1问")
    await house.settle()
    await house.stop()
    assert not [m for m in await house.phone(LEAD).messages() if "第1问" in m.get("text", "")]
    assert "could not be asked" in house.log()
    with closing(sqlite3.connect(house.data / "lianluo.db")) as database:
        (aside,) = database.execute(
            "SELECT next_at FROM duties WHERE subject_id = 99999"
        ).fetchone()
    assert aside.startswith("2026-04-07 02:00")  # UTC: an hour after nine o'clock here
