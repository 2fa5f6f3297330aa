"""四级责任体系: what is overdue climbs level by level, on the right day, and each says so (P29)."""

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import (
    DENIED,
    from_bot,
    happened,
    record_visit,
)
from tests.house import LEADER, OFFICER, House
from tests.practices.ladder_steps import HEAD, OFFICE_HEAD, WATCHER, climbed, climbing_office

RULES = """[ladder]
watching_office = "办公室"
[contact_plan]
before_working_days = 2
"""
OVERDUE = "逾期事项"


async def test_each_level_hears_what_has_passed_the_one_below_until_it_is_done(
    house: House,
) -> None:
    phones = await climbing_office(house, RULES)
    await house.to(2026, 4, 9, 17, 0)  # Thursday, the last day of the first contact
    await house.settle()
    assert climbed(house) == []

    await house.to(2026, 4, 10, 7, 0)  # a day late, but nobody hears before the morning
    await house.settle()
    assert await from_bot(phones[OFFICE_HEAD], OVERDUE) == []
    await house.to(2026, 4, 10, 8, 30)
    told = await phones[OFFICE_HEAD].sees(OVERDUE)
    assert "办前沟通" in words(told)
    assert OFFICER in words(told)
    await phones[WATCHER].sees(OVERDUE)
    assert await from_bot(phones[LEADER], OVERDUE) == []

    # The list of each; who is not on it is not shown it; 知悉 is said once.
    sent = await phones[OFFICE_HEAD].sends("/duties")
    assert "逾期 办前沟通（陈思远）" in words(
        await phones[OFFICE_HEAD].sees("报到您这里的（1）", after=sent)
    )
    sent = await phones[OFFICER].sends("/duties")
    own = await phones[OFFICER].sees("报到您这里的（0）", after=sent)
    assert "办前沟通" in words(own)
    heard = await phones[OFFICE_HEAD].presses("知悉", told)
    assert heard["answered"]
    data = f"heard:{rows(house, 'SELECT min(id) FROM duties WHERE kind = ?', 'overdue')[0][0]}"
    again = await phones[OFFICE_HEAD].presses_data(told, data)
    assert again["text"] == "这一项已经办好了。"
    assert DENIED in (await phones[OFFICER].presses_data(own, data))["text"]

    # Three working days after the office head, over a weekend: the leader; then the head.
    await house.to(2026, 4, 14, 17, 0)
    await house.settle()
    assert await from_bot(phones[LEADER], OVERDUE) == []
    assert len(await from_bot(phones[OFFICE_HEAD], OVERDUE)) == 1  # who knows is left alone
    assert len(await from_bot(phones[WATCHER], OVERDUE)) > 1  # who has not said so is not
    await house.to(2026, 4, 15, 8, 30)
    to_leader = await phones[LEADER].sees(OVERDUE)
    assert "贺处长（已知悉）" in words(to_leader)
    assert await from_bot(phones[HEAD], OVERDUE) == []
    await house.to(2026, 4, 22, 8, 30)
    await phones[HEAD].sees(OVERDUE)

    # It is done: nobody above is reminded, and nothing is left on their lists; who only watches
    # has nothing to see any more.
    told = await phones[WATCHER].sees(OVERDUE)
    await phones[WATCHER].presses("看建议", told)
    await phones[WATCHER].sees("轮，答复期限", after=told)
    await record_visit(phones[OFFICER])
    await house.settle()
    assert DENIED in (await phones[WATCHER].presses_data(told, "card:1"))["text"]
    sent = await phones[HEAD].sends("/duties")
    await phones[HEAD].sees("没有逾期事项", after=sent)
    before = len(await from_bot(phones[HEAD], OVERDUE))
    await house.to(2026, 4, 24, 9, 0)
    await house.settle()
    assert len(await from_bot(phones[HEAD], OVERDUE)) == before
    record = await house.record()
    assert [
        (one["data"]["level"], one["data"]["about"]) for one in happened(record, "climbed")
    ] == [
        (1, "contact"),
        (1, "contact"),
        (2, "contact"),
        (3, "contact"),
    ]
    assert len(happened(record, "acknowledged")) == 1
