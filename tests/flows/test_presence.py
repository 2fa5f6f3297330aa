"""Who cannot be reached in chat is met with a telephone call, never with silence."""

from bot.sandbox.client import words
from tests.flows.small import people_of, until
from tests.flows.steps import from_bot, matter, open_card, open_office, owed, said
from tests.house import LEAD, LEADER, OFFICER, SUPERVISOR, House

PHONE = "请打电话联系，再登记沟通"


async def test_a_deputy_who_says_stop_is_telephoned_until_writing_again(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await lead.sends("请多联系")
    relayed = await officer.sees("请多联系")

    await lead.sends("/stop")
    await lead.sees("今后不再给您发消息")
    await lead.sends("/stop")
    await house.settle()
    assert owed(house, "reach_by_phone") == [(OFFICER, "open")]
    assert people_of(house, "unreachable") == [LEAD]

    # Nothing is queued that nobody would read: card, button, form and direct reply say so.
    card = await open_card(officer)
    assert "已停收消息，请电话联系" in words(card)
    assert PHONE in (await officer.presses("给代表发消息", card))["text"]
    assert PHONE in (await officer.presses("办理进展", card))["text"]
    assert PHONE in (await officer.presses("回复", relayed))["text"]
    await officer.sends("收到", reply_to=relayed)
    await officer.sees(PHONE)
    before = len(await from_bot(lead))
    await house.to(2026, 4, 7, 11, 0)
    await officer.sees("电话联系")
    await house.settle()
    assert len(await from_bot(lead)) == before

    # Writing is coming back: the call is no longer owed, what waited is asked.
    await lead.sends("我回来了")
    await officer.sees("我回来了")
    await until(lambda: owed(house, "reach_by_phone") == [(OFFICER, "done")])
    assert people_of(house, "reachable") == [LEAD]
    await house.to(2026, 4, 7, 15, 0)
    await lead.sees("第1问")


async def test_blocking_counts_as_stopping_and_unblocking_or_start_as_coming_back(
    one_matter: House,
) -> None:
    house = one_matter
    lead = house.phone(LEAD)

    await lead.blocks()
    await until(lambda: owed(house, "reach_by_phone") == [(OFFICER, "open")])
    await lead.unblocks()
    await until(lambda: owed(house, "reach_by_phone") == [(OFFICER, "done")])
    # Once more: the call is owed once more; /start ends it too.
    await lead.sends("/stop")
    await until(lambda: [state for _, state in owed(house, "reach_by_phone")].count("open") == 1)
    await lead.opens()
    await lead.sees("已恢复")
    await until(lambda: {state for _, state in owed(house, "reach_by_phone")} == {"done"})
    record = await house.record()
    kinds = [one["kind"] for one in record["events"] if one["kind"].endswith("reachable")]
    assert kinds == ["deputy_unreachable", "deputy_reachable"] * 2


async def test_a_refusal_in_flight_is_told_to_the_officer_who_then_telephones(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await officer.presses("给代表发消息", await open_card(officer))
    await officer.sends("上午想与您通个电话")
    await officer.sees("09:00 送达")
    await officer.presses("发送")
    await officer.sees("⏳ 已排队")

    # The network says 403 before we have heard of any blocking.
    await house.stage.faults({"kind": "blocked", "match": {"chat_id": lead.chat_id}})
    await house.to(2026, 4, 7, 9, 0)
    await officer.sees("❌ 未送达：李秀兰代表停用了机器人，请打电话")
    await until(lambda: owed(house, "reach_by_phone") == [(OFFICER, "open")])
    failed = [one for one in said(await house.record(), "想与您通个电话") if one["to"] == LEAD]
    assert [(one["state"], one["error"]) for one in failed] == [("failed", "blocked")]

    await house.stage.faults()
    await lead.sends("手机刚才有问题")
    await until(lambda: owed(house, "reach_by_phone") == [(OFFICER, "done")])


async def test_a_deputy_who_has_not_joined_is_telephoned(house: House) -> None:
    await open_office(house, matter(), joined=(OFFICER,))
    officer = house.phone(OFFICER)
    card = await open_card(officer)
    assert "尚未加入，请电话联系" in words(card)
    for button in ("给代表发消息", "办理进展"):
        told = await officer.presses(button, card)
        assert "李秀兰代表尚未加入，请打电话联系" in told["text"]
    await house.to(2026, 4, 7, 9, 0)
    await until(lambda: owed(house, "reach_by_phone") == [(OFFICER, "open")])

    # Joining ends it, and the four questions are asked.
    await house.join(LEAD)
    await until(lambda: owed(house, "reach_by_phone") == [(OFFICER, "done")])
    await house.phone(LEAD).sees("第1问")


async def test_words_reach_another_when_the_officer_is_gone_and_the_officer_on_return(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, leader = (house.phone(name) for name in (LEAD, OFFICER, LEADER))

    # 403 in flight: the words are given to the next who hears.
    await house.stage.faults({"kind": "blocked", "match": {"chat_id": officer.chat_id}})
    await lead.sends("第一句话")
    await leader.sees("第一句话")
    await house.stage.faults()
    # Known to be gone.
    await lead.sends("第二句话")
    await leader.sees("第二句话")

    # Nobody hears: the words are kept, and said when the officer is back.
    await leader.sends("/stop")
    await leader.sees("今后不再给您发消息")
    await house.phone(SUPERVISOR).sends("/stop")
    await house.phone(SUPERVISOR).sees("今后不再给您发消息")
    await house.stage.advance(3600)
    await lead.sends("第三句话")
    await lead.sees("会尽快转给承办人员")
    await officer.sends("/start")
    await officer.sees("第三句话")
    await house.settle()
    assert len(await from_bot(officer, "第三句话")) == 1
    assert not await from_bot(leader, "第三句话")
    assert not await from_bot(officer, "第一句话")
