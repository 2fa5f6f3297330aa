"""One duty that cannot be asked keeps nobody else waiting."""

from datetime import UTC, datetime

from tests.house import CO_SIGNER, LEAD, House


async def test_what_is_broken_for_one_person_is_set_aside(small_office: House) -> None:
    house = small_office
    await house.stop()
    house.books.change(
        "UPDATE duties SET subject_id = 99999 WHERE kind = 'opening' AND person_id ="
        " (SELECT id FROM people WHERE name = ?)",
        LEAD,
    )
    await house.start()

    await house.to(2026, 4, 7, 9, 0)

    await house.phone(CO_SIGNER).sees("第1问")
    await house.settle()
    await house.stop()
    assert not [m for m in await house.phone(LEAD).messages() if "第1问" in m.get("text", "")]
    assert "could not be asked" in house.log()
    an_hour_later = datetime(2026, 4, 7, 2, 0, tzinfo=UTC)
    assert house.books.ask(
        "SELECT count(*) FROM duties WHERE subject_id = 99999 AND next_at BETWEEN ? AND ?",
        an_hour_later,
        an_hour_later.replace(minute=1),
    ) == [(1,)]
