"""主要领导调度: the head sees the key items, says what is to be done, and all three levels hear."""

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import DENIED, from_bot, happened, matter
from tests.house import LEADER, OFFICER, House
from tests.practices.gate_steps import stopped
from tests.practices.ladder_steps import HEAD, OFFICE_HEAD, climbing_office

RULES = """[gates]
levels_named = true
[contact_plan]
before_working_days = 2
"""


async def test_the_board_shows_what_is_late_and_an_instruction_reaches_every_level(
    house: House,
) -> None:
    key = matter("0108", 是否重点督办="是")
    phones = await climbing_office(house, RULES, key, joined=(HEAD, OFFICE_HEAD))
    head, officer = phones[HEAD], phones[OFFICER]
    await house.to(2026, 4, 10, 9, 0)
    await house.settle()
    await head.sends("/board")
    shown = await head.sees("重点件看板")
    assert "🔴 0108" in words(shown)
    assert "⚠️逾期：回答几个问题、办前沟通" in words(shown)
    assert "党组研究 0 次" in words(shown)

    await head.presses("调度", shown)
    await head.sees("请写调度意见")
    await head.sends("本周内登门听取代表意见。")
    await head.sees(f"已发给：{OFFICER}、{OFFICE_HEAD}、{LEADER}")
    for name in (OFFICER, OFFICE_HEAD, LEADER):
        assert "本周内登门听取代表意见" in words(await phones[name].sees(f"{HEAD}调度"))
    assert len(happened(await house.record("0108"), "instructed")) == 1

    sent = await officer.sends("/board")
    await officer.sees(DENIED, after=sent)


async def test_nobody_starts_before_all_three_levels_are_named(house: House) -> None:
    unled = matter("0107", 责任领导="")
    phones = await climbing_office(house, RULES, unled, joined=(HEAD,))
    head, officer = phones[HEAD], phones[OFFICER]
    await house.to(2026, 4, 7, 9, 0)
    closed = await stopped(house, "办理进展")
    assert "责任到岗到人（还缺：分管领导）" in words(closed)
    await officer.presses("请主要领导指定责任领导", closed)
    await head.presses(LEADER, await head.sees("请您指定第0107号"))
    await phones[LEADER].sees("请您领办第0107号")
    sent = (await from_bot(officer))[-1]
    await officer.sends("/s 0107")
    await officer.presses("办理进展", await officer.sees("轮，答复期限", after=sent))
    await officer.sees("进展", after=sent)
    assert rows(house, "SELECT count(*) FROM passes") == [(0,)]
