"""Invitation codes tried by whoever likes to, and one invitation wanted by two."""

import asyncio

from bot.sandbox.client import Phone
from tests.flows.small import link_for, people_of, profile, rows
from tests.flows.steps import from_bot, matter, open_office
from tests.house import CO_SIGNER, LEAD, SUPERVISOR, House

USED = "已经用过或已作废"
WAIT = "分钟后再打开您的邀请链接"
RULES = """[guessing]
tries = 3
tries_of_all = 8
window_minutes = 60
pause_minutes = 30
"""


async def guesses(phone: Phone, *codes: str) -> None:
    for code in codes:
        await phone.opens(payload=code)


async def test_who_guesses_waits_also_after_a_restart_and_then_may_join(house: House) -> None:
    profile(house, RULES)
    await open_office(house, matter(), joined=(SUPERVISOR,))
    await house.to(2026, 4, 7, 9, 0)
    lead, supervisor = house.phone(LEAD), house.phone(SUPERVISOR)
    link = await link_for(house, LEAD)

    await guesses(lead, "a", "b", "c")
    await lead.opens(link)  # the right one, but too late
    await lead.sees(WAIT)
    told = await supervisor.sees("不存在的邀请码")
    assert "3" in told["text"]
    await house.stop()
    await house.start()
    await lead.opens(link)
    await lead.sends("让我进去")
    await house.settle()
    assert people_of(house, "joined") == [SUPERVISOR]
    assert len(await from_bot(lead, WAIT)) == 2
    # Nothing is kept of what was tried, and of the account a hash.
    kept = house.books.everything()
    assert link.partition("start=")[2].encode() not in kept
    assert str(lead.id).encode() not in kept

    # Another waits for nobody; the supervisor is told once an hour at most.
    await guesses(house.phone(CO_SIGNER), "d", "e", "f")
    await house.settle()
    assert len(await from_bot(supervisor, "不存在的邀请码")) == 1

    await house.to(2026, 4, 7, 9, 40)
    await house.answer_invitation(LEAD, link)
    assert people_of(house, "joined") == [SUPERVISOR, LEAD]


async def test_many_who_guess_keep_nobody_out_who_has_an_invitation(house: House) -> None:
    profile(house, RULES)
    await open_office(house, matter(), joined=(SUPERVISOR,))
    await house.to(2026, 4, 7, 12, 5)
    strangers = [await house.stage.add_person(f"路人{n}") for n in range(6)]
    for phone in strangers:
        await guesses(phone, "x", "y")
    await house.settle()
    ((count, paused),) = rows(
        house, "SELECT count, paused_until IS NOT NULL FROM guesses WHERE who = 'all'"
    )
    assert count == 8 + 2  # four had two tries each; from then on each of the others had one
    assert paused
    # Outside contact hours the supervisor hears of it once, in the morning or the afternoon.
    await house.to(2026, 4, 7, 12, 30)
    await guesses(strangers[0], "p", "q", "r")
    assert not await from_bot(house.phone(SUPERVISOR), "不存在的邀请码")

    await house.answer_invitation(LEAD, await link_for(house, LEAD))
    await house.to(2026, 4, 7, 14, 31)
    await house.phone(SUPERVISOR).sees("不存在的邀请码")
    await house.settle()
    assert len(await from_bot(house.phone(SUPERVISOR), "不存在的邀请码")) == 1


async def test_one_invitation_wanted_by_two_is_one_persons(house: House) -> None:
    await open_office(house, matter(), joined=())
    link = await link_for(house, LEAD)
    lead, thief = house.phone(LEAD), await house.stage.add_person("拿到链接的人")
    greetings = []
    for phone in (lead, thief, lead):
        await phone.opens(link)
        greetings.append(await phone.sees("李秀兰代表，您好"))
    ((invitation,),) = rows(house, "SELECT max(id) FROM invitations")

    told = await asyncio.gather(
        *(
            phone.presses_data(greeting, f"join:{invitation}")
            for phone, greeting in zip((lead, thief) * 3, greetings[:2] * 3, strict=True)
        )
    )

    await house.settle()
    assert rows(house, "SELECT user_id FROM accounts WHERE closed_at IS NULL") == [(lead.id,)]
    assert people_of(house, "joined") == [LEAD]
    assert sum(USED in (answer["text"] or "") for answer in told) == 5
    await thief.opens(link)
    await thief.sees(USED)
    # What the deputy is told afterwards, only the deputy sees.
    assert not await from_bot(thief, "请选择语言")


async def test_one_person_invited_twice_over_has_one_account(house: House) -> None:
    await open_office(house, matter(), joined=())
    links = [await link_for(house, LEAD) for _ in range(2)]
    phones = [house.phone(LEAD), await house.stage.add_person("另一部手机")]
    await asyncio.gather(*(phone.opens(link) for phone, link in zip(phones, links, strict=True)))
    await phones[0].sees(USED)  # the first was void as soon as there was a second
    await phones[1].presses("确认")
    await phones[1].sees("请选择语言")
    await house.settle()
    assert len(rows(house, "SELECT id FROM accounts")) == 1
