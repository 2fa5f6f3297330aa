"""P25 沉下去: the public is heard online and off; deputies are polled, and hear what came."""

from typing import Any

from tests.flows.steps import begin, from_bot, happened, matter, open_card, open_office
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import take_out


async def _poll(house: House) -> dict[str, Any]:
    officer = house.phone(OFFICER)
    card = await open_card(officer)
    await officer.presses("社情民意", card)
    page = await officer.sees("社情民意 · 第0107号", after=card)
    await officer.presses("征求代表意见", page)
    asked = await officer.sees("征求哪些代表", after=page)
    await officer.presses("提出同类建议的代表 (2)", asked)
    await officer.sees("想问什么", after=asked)
    await officer.sends("先治哪一片？")
    asked = await officer.sees("每行写一个", after=asked)
    await officer.sends("只写一个")
    await officer.sees("请写2到4个不同的选项", after=asked)
    await officer.sends("东洞庭\n西洞庭")
    await officer.presses("发出", await officer.sees("选项：东洞庭 · 西洞庭", after=asked))
    return await officer.sees("已发出", after=asked)


async def test_voices_are_told_and_deputies_answer_a_poll_by_button(house: House) -> None:
    await open_office(house, matter(), joined=(LEAD, CO_SIGNER, OFFICER, LEADER))
    officer, lead, co_signer = (house.phone(name) for name in (OFFICER, LEAD, CO_SIGNER))
    await house.to(2026, 4, 7, 9, 30)
    await begin(officer, "社情民意")
    await officer.presses("登记民意", await officer.sees("社情民意 · 第0107号"))
    await officer.presses("网络", await officer.sees("在哪里听到的"))
    await officer.sees("说了什么")
    await officer.sends("网友盼早日退养还湖。")
    await officer.presses("转告代表第1条", await officer.sees("1. 网络：网友盼"))
    assert "网友盼早日退养还湖。" in (await lead.sees("从网络听到的意见"))["text"]

    await _poll(house)
    asked = {name: await house.phone(name).sees("先治哪一片") for name in (LEAD, CO_SIGNER)}
    await lead.presses("西洞庭", asked[LEAD])
    told = await lead.presses("东洞庭", asked[LEAD])
    assert "东洞庭" in told["text"]
    await co_signer.presses("东洞庭", asked[CO_SIGNER])
    data = asked[LEAD]["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    denied = await house.phone(LEADER).presses_data(await house.phone(LEADER).sees("号"), data)
    assert "不在您的权限" in denied["text"]

    await house.to(2026, 4, 15, 9, 30)
    for phone in (officer, lead, co_signer):
        ended = await phone.sees("征求意见结束")
        assert "东洞庭：2" in ended["text"]
        assert "西洞庭：0" in ended["text"]
    assert "已经结束" in (await lead.presses("西洞庭", asked[LEAD]))["text"]
    record = await house.record()
    (poll,) = record["polls"]
    assert {one["choice"] for one in poll["answers"]} == {"东洞庭"}
    assert len(happened(record, "poll_answered")) == 3
    assert record["voices"][0]["words"] == "网友盼早日退养还湖。"

    # Nobody is asked too often: the third within a month reaches no one.
    sent = await _poll(house)
    await begin(officer, "社情民意")
    page = await officer.sees("问了 2 位代表", after=sent)
    await officer.presses("征求代表意见", page)
    asked = await officer.sees("征求哪些代表", after=page)
    await officer.presses("提出同类建议的代表 (0)", asked)


async def test_a_poll_ends_with_its_suggestion_and_what_came_of_it_is_told(
    one_matter: House,
) -> None:
    house = one_matter
    officer, lead, co_signer = (house.phone(name) for name in (OFFICER, LEAD, CO_SIGNER))
    await house.to(2026, 4, 7, 9, 30)
    await _poll(house)
    await lead.presses("东洞庭", await lead.sees("先治哪一片"))
    await house.settle()
    await take_out(house.phone(SUPERVISOR), "转来信")
    for phone in (officer, lead):
        assert "东洞庭：1" in (await phone.sees("征求意见结束"))["text"]
    asked = await co_signer.sees("先治哪一片")
    assert "已经结束" in (await co_signer.presses("西洞庭", asked))["text"]
    await house.to(2026, 4, 16, 9, 30)
    await house.settle()
    assert len(await from_bot(lead, "征求意见结束")) == 1
    record = await house.record()
    assert record["polls"][0]["ended_at"] is not None
    assert len(happened(record, "poll_ended")) == 1
