"""办后及时回访 (P13): the form a working day after the reply, and the officer is to call back."""

from tests.flows.steps import from_bot, moment, owed, record_visit
from tests.house import LEAD, OFFICER, House, at
from tests.practices.honest_steps import replied


async def test_the_form_and_the_call_back_come_by_themselves(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    form = await replied(house)
    assert moment(form) >= at(2026, 4, 8, 9, 0)
    assert owed(house, "rating") == [(LEAD, "open")]
    await house.to(2026, 4, 10, 9, 0)
    task = await officer.sees("办后回访")
    assert "0107" in task["text"]
    await record_visit(officer, form="电话", summary="电话回访，代表无新意见。")
    await lead.presses("属实", await lead.sees("电话回访，代表无新意见。"))
    await house.settle()
    assert owed(house, "follow_up") == [(OFFICER, "done")]
    # Nobody presses the deputy: two reminders, and silence is no rating.
    for day in (13, 17, 23, 30):
        await house.to(2026, 4, day, 15, 0)
        await house.settle()
    assert len(await from_bot(lead, "请您评价第0107号")) == 3
    assert (await house.record())["ratings"] == []
