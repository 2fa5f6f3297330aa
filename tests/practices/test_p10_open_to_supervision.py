"""主动接受监督: deputy and committee see where it stands, who has it, every contact (P10)."""

import pytest

from bot.sandbox.client import words
from tests.flows.steps import answer_questions, labels, open_card, record_visit
from tests.house import CO_SIGNER, LEAD, OFFICER, SUPERVISOR, House


@pytest.mark.parametrize("reader", [LEAD, CO_SIGNER, SUPERVISOR])
async def test_what_was_done_can_be_read(one_matter: House, reader: str) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    await record_visit(officer)
    await lead.presses("属实", await lead.sees("看了三个点位"))
    await house.settle()
    phone = house.phone(reader)
    if reader == SUPERVISOR:
        await phone.presses("接触记录", await open_card(phone))
    else:
        await phone.sends("/suggestions")
        own = await phone.sees("◉")
        await phone.presses("0107 关于加快第0107号湖区治理的建议", own)
        await phone.presses("接触记录", await phone.sees("承办："))
    seen = await phone.sees("全部接触")
    text = words(seen)
    for piece in (
        "办前沟通",
        "承办：生态环境厅 水处 陈思远",
        "下一步",
        "✓ 办前 机器人消息",
        "登门走访",
    ):
        assert piece in text
    assert labels(seen) == []  # to be read, not to be changed
