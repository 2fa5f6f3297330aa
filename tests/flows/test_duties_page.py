"""/duties shows everything that is owed, page by page."""

from bot.sandbox.client import words
from tests.flows.steps import labels, matter, open_office
from tests.house import LEAD, OFFICER, House


async def test_what_does_not_fit_on_a_screen_is_on_the_next(house: House) -> None:
    numbers = [f"01{number:02}" for number in range(1, 5)]
    await open_office(
        house, *(matter(number, 附议代表="") for number in numbers), joined=(LEAD, OFFICER)
    )
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    sent = await officer.sends("/duties")
    page = await officer.sees("待办事项", after=sent)
    shown = labels(page)
    assert len(shown) == 9  # eight of twelve, and the way to the others
    assert shown[-1] == "更多"
    await officer.presses("更多", page)
    rest = labels(await officer.sees("待办事项", after=page))
    assert len(rest) == 4
    assert not set(rest) & set(shown)
    assert "（12）" in words(page)
