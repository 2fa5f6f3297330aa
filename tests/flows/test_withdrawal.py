"""撤回 is never stuck: who does not answer agrees on paper, and the lead may let it be."""

from typing import Any

from bot.sandbox.client import Phone
from tests.attackers.everybody import dismiss
from tests.flows.small import rows
from tests.flows.steps import JOINT, from_bot, give_reply, labels, matter, open_office, owed
from tests.house import CO_SIGNER, EVERYBODY, LEAD, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import own_card, with_assignment
from tests.practices.closing_steps import publication_page


async def withdrawing(lead: Phone) -> dict[str, Any]:
    """The lead asks for it; what they are told."""
    card = await own_card(lead)
    await lead.presses("撤回建议", card)
    asked = await lead.sees("请写明理由", after=card)
    await lead.sends("情况已经变化。")
    await lead.presses("确定撤回", await lead.sees("确定撤回吗", after=asked))
    return await lead.sees("已征求联名代表", after=asked)


def stage(house: House) -> str:
    """Where it stands."""
    ((found,),) = rows(house, "SELECT stage FROM suggestions")
    return str(found)


async def test_a_silent_co_signer_is_asked_on_paper_and_everybody_hears_the_end(
    house: House,
) -> None:
    await open_office(house, matter(会办单位="农业农村厅"), joined=EVERYBODY, besides=(JOINT,))
    supervisor, co_signer = house.phone(SUPERVISOR), house.phone(CO_SIGNER)
    await house.to(2026, 4, 8, 9, 30)
    await withdrawing(house.phone(LEAD))
    await co_signer.sees("请求撤回第0107号")
    for day in (13, 17):  # three and seven working days
        await house.to(2026, 4, day, 9, 30)
        await house.settle()
    assert len(await from_bot(co_signer, "请求撤回第0107号")) == 3
    assert not await from_bot(supervisor, "书面意见")
    await house.to(2026, 4, 22, 9, 30)
    asked = await supervisor.sees(f"{CO_SIGNER}没有在线上答复，请取得其书面意见")
    assert owed(house, "consent_paper") == [(SUPERVISOR, "open")]
    await supervisor.presses("已取得书面同意", asked)
    await house.phone(LEAD).sees("已撤回，不再办理")
    await house.phone(JOINT).sees("已由代表撤回，停止办理")
    assert stage(house) == "withdrawn"
    assert rows(house, "SELECT count(*) FROM duties WHERE state = 'open'") == [(0,)]


async def test_the_lead_lets_it_be(one_matter: House) -> None:
    house = one_matter
    lead, co_signer = house.phone(LEAD), house.phone(CO_SIGNER)
    await house.to(2026, 4, 8, 9, 30)
    await withdrawing(lead)
    asked = await co_signer.sees("请求撤回第0107号")
    card = await own_card(lead)
    assert "撤回建议" not in labels(card)
    await lead.presses("取消撤回", card)
    await lead.sees("已取消撤回，第0107号建议继续办理")
    await co_signer.sees("已取消撤回第0107号")
    assert "已经用过" in (await co_signer.presses_data(asked, "wd_yes:1"))["text"]
    await house.settle()
    assert owed(house, "consent") == [(CO_SIGNER, "done")]
    assert "撤回建议" in labels(await own_card(lead))


async def test_a_co_signer_who_goes_is_asked_on_paper_and_may_refuse(one_matter: House) -> None:
    house = one_matter
    supervisor = house.phone(SUPERVISOR)
    await house.to(2026, 4, 8, 9, 30)
    await withdrawing(house.phone(LEAD))
    await house.phone(CO_SIGNER).sees("请求撤回第0107号")
    await house.phone(CO_SIGNER).blocks()
    await house.phone(OFFICER).sends("/s 0107")
    book = house.data.parent / "deputies.csv"
    book.write_text(f"姓名,代表团,在职状态\n{CO_SIGNER},岳阳代表团,代表资格终止\n", "utf-8")
    await house.lianluo("import", str(book))
    asked = await supervisor.sees(f"{CO_SIGNER}没有在线上答复")
    await supervisor.presses("书面不同意", asked)
    await house.phone(LEAD).sees(f"联名代表{CO_SIGNER}不同意撤回")
    assert stage(house) == "assigned"


async def test_it_is_taken_back_after_the_reply_too_unless_the_place_has_it_otherwise(
    house: House,
) -> None:
    await open_office(house, matter(附议代表=""), joined=EVERYBODY)
    lead = house.phone(LEAD)
    await house.to(2026, 4, 8, 9, 30)
    await give_reply(house.phone(OFFICER))
    await lead.sees("已正式答复")
    card = await own_card(lead)
    assert "撤回建议" in labels(card)
    await house.stop()
    with_assignment(house, 'withdraw_until = "reply"')
    await house.start()
    assert "撤回建议" not in labels(await own_card(lead))
    said = await lead.presses_data(card, "withdraw:1")
    assert "现在不能撤回了" in said["text"]


async def test_consent_on_paper_is_never_the_unit_s_to_get(house: House) -> None:
    await open_office(house, matter(), joined=EVERYBODY)
    await house.to(2026, 4, 8, 9, 30)
    await withdrawing(house.phone(LEAD))
    await house.phone(CO_SIGNER).blocks()
    await house.settle()
    await house.to(2026, 4, 20, 9, 30)
    await house.settle()
    assert (SUPERVISOR, "open") in owed(house, "consent_paper")
    await dismiss(house, SUPERVISOR, "代表工作委员会", "议案处")
    await house.settle()
    assert owed(house, "consent_paper") == [(SUPERVISOR, "cancelled")]


async def test_a_reply_that_is_taken_back_is_not_to_be_published(house: House) -> None:
    await open_office(house, matter(附议代表=""), joined=EVERYBODY)
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await officer.presses("主动公开", await publication_page(officer))
    await lead.sees("决定主动公开")
    await house.settle()
    assert owed(house, "publish") == [(OFFICER, "open")]
    card = await own_card(lead)
    await lead.presses("撤回建议", card)
    asked = await lead.sees("请写明理由", after=card)
    await lead.sends("情况已经变化。")
    await lead.presses("确定撤回", await lead.sees("确定撤回吗", after=asked))
    await house.settle()
    assert stage(house) == "withdrawn"
    assert owed(house, "publish") == [(OFFICER, "cancelled")]
    assert owed(house, "promise_to_note") == [(OFFICER, "cancelled")]
