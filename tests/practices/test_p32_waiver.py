"""P32 除代表特殊要求外: 不需要面对面 is the deputy's alone, for one suggestion, and revocable."""

from tests.flows.steps import DENIED, from_bot, happened, labels, open_card
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, House
from tests.practices.meeting_steps import arrange


async def test_the_deputy_waives_a_meeting_under_its_invitation_and_takes_it_back(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, guest = house.phone(LEAD), house.phone(OFFICER), house.phone(CO_SIGNER)
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, extras=["附议代表"])
    asked = await lead.sees("哪个时间您方便")
    key = asked["reply_markup"]["inline_keyboard"][-1][0]["callback_data"]
    assert labels(asked)[-1] == "不需要面对面"
    assert "不需要面对面" not in labels(await guest.sees("哪个时间您方便"))
    for nobody in (CO_SIGNER, OFFICER, LEADER):
        phone = house.phone(nobody)
        assert DENIED in (await phone.presses_data(await phone.last(), key))["text"]
    assert (await house.record())["waives_meeting"] is False

    await lead.presses("不需要面对面", asked)
    await lead.sees("您随时可以改主意")
    await officer.sees("提出第0107号建议免见面")
    card = await open_card(officer)
    assert "面对面 0 次（代表不需要，要求 1–3 次）" in card["text"]
    assert "⚠️" not in card["text"]
    record = await house.record()
    assert record["waives_meeting"] is True
    assert happened(record, "meeting_waived")[0]["person"] == LEAD

    # Asked all the same, the officer is told before anything is sent.
    shown = await arrange(officer)
    assert "⚠️已表示第0107号不需要面对面" in shown["text"]
    again = (await from_bot(lead, "哪个时间您方便"))[-1]
    assert "不需要面对面" not in labels(again)

    await lead.presses("恢复见面", await lead.sees("您随时可以改主意"))
    await officer.sees("撤回了第0107号建议的免见面")
    assert "⚠️面对面 0 次（要求 1–3 次）" in (await open_card(officer))["text"]
    assert (await house.record())["waives_meeting"] is False


async def test_without_a_meeting_or_a_waiver_the_officer_is_warned_before_the_reply(
    one_matter: House,
) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await officer.presses("送达答复", await open_card(officer))
    await officer.sends("湘环函〔2026〕15号")
    await officer.presses("今天")
    await officer.presses("B 正在解决或列入规划")
    await officer.presses("没有附件")
    assert "还差 1 次经代表确认的面对面沟通" in (await officer.sees("请核对"))["text"]
