"""A contact that had to precede the reply comes too late once that is given: nobody owes it."""

from tests.attackers.everybody import COLLEAGUE, write_staff
from tests.flows.small import profile, rows
from tests.flows.steps import (
    OUTSIDER,
    give_reply,
    matter,
    open_office,
    owed,
    rate,
    record_visit,
)
from tests.house import EVERYBODY, LEAD, LEADER, OFFICER, House
from tests.practices.assignment_steps import menu
from tests.practices.closing_steps import CHECKED

STATES = "SELECT phase, state FROM contacts WHERE round = 1 ORDER BY id"


async def test_what_was_not_talked_about_before_the_reply_is_owed_by_nobody_after_it(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 8, 10, 0)
    await record_visit(officer)
    await lead.presses("属实", await lead.sees("看了三个点位"))
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.settle()
    assert owed(house, "progress") == [(OFFICER, "done")]
    assert owed(house, "follow_up") == [(OFFICER, "open")]
    assert rows(house, STATES) == [
        ("before", "done"),
        ("during", "cancelled"),
        ("after", "planned"),
    ]

    # Nor does it come back when somebody else takes over, or in the round that follows.
    staff = write_staff(
        house.data.parent / "more.xlsx", (COLLEAGUE, "生态环境厅", "大气处", "承办人", "在职")
    )
    await house.lianluo("import", str(staff))
    leader = house.phone(LEADER)
    await leader.presses("转交承办人", await menu(leader))
    await leader.presses(f"{COLLEAGUE} 大气处", await leader.sees("转交给谁承办"))
    await leader.sees("已转交")
    await house.settle()
    assert owed(house, "progress") == [(OFFICER, "done")]
    assert (COLLEAGUE, "open") in owed(house, "follow_up")

    await house.to(2026, 4, 9, 10, 0)
    await rate(lead, "不满意", "满意", "满意")
    await lead.sees("说说不满意的原因")
    await lead.sends("排口还在排，没有时间表。")
    await lead.sees("重新办理")
    await house.settle()
    assert rows(house, STATES) == [
        ("before", "done"),
        ("during", "cancelled"),
        ("after", "cancelled"),
    ]
    assert owed(house, "follow_up")[-1] == (COLLEAGUE, "done")


async def test_a_contact_disputed_after_the_reply_is_not_owed_anew(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 8, 10, 0)
    await record_visit(officer)
    asked = await lead.sees("看了三个点位")
    await give_reply(officer)
    await lead.presses("有出入", asked)
    await lead.sees("请问哪里有出入")
    await house.settle()
    assert owed(house, "contact") == [(OFFICER, "done")]
    assert ("before", "open") not in rows(house, STATES)


async def test_a_look_before_closing_sees_what_was_not_made(house: House) -> None:

    profile(house, CHECKED)
    await open_office(house, matter(附议代表=""), joined=EVERYBODY, besides=(OUTSIDER,))
    lead, officer, leader = house.phone(LEAD), house.phone(OFFICER), house.phone(LEADER)
    await house.to(2026, 4, 8, 10, 0)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await record_visit(officer)  # the call-back, which alone was made
    await lead.sees("请您核对一次沟通")
    await house.to(2026, 4, 9, 10, 0)
    await rate(lead, "满意", "满意", "满意")
    await house.to(2026, 4, 13, 10, 0)
    shown = await leader.sees("办结复核")
    assert "☐ 应做的沟通已做" in shown["text"]
