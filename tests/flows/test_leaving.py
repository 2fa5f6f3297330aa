"""Somebody is no longer staff, or no longer a deputy: nothing works any more, nothing is sent."""

from tests.attackers.everybody import dismiss, write_staff
from tests.flows.small import link_for, people_of, rows
from tests.flows.steps import (
    OUTSIDER,
    begin,
    from_bot,
    happened,
    matter,
    open_office,
    owed,
    write_matters,
)
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, House

GUESTS = "只为受邀"


async def test_who_has_left_can_do_nothing_and_hears_nothing_and_others_take_over(
    house: House,
) -> None:
    await open_office(house, matter(), joined=(LEAD, OFFICER, LEADER, SUPERVISOR))
    lead, officer, leader = house.phone(LEAD), house.phone(OFFICER), house.phone(LEADER)
    group = house.stage.group("生态环境厅办理群")
    await leader.sends("/bind", to=group)
    await group.sees("工作群")
    await lead.sends("先前的话。")
    mirrored = await group.sees("先前的话。")
    await begin(officer, "给代表发消息")
    await officer.sends("写到一半的话")
    preview = await officer.sees("写到一半的话")
    link = await link_for(house, OFFICER)
    await house.settle()

    await dismiss(house, OFFICER)
    await house.to(2026, 4, 7, 8, 55)
    before = len(await from_bot(officer))
    await lead.sends("总磷方案何时出？")
    await leader.sees("总磷方案何时出？")  # the next of the unit

    # Old buttons, commands, words, an invitation not yet used, the group: nothing works.
    assert GUESTS in (await officer.presses("发送", preview))["text"]
    for said in ("/my", "/s 0107", "我还在", "/bind"):
        await officer.sends(said)
    await officer.opens(link)
    await officer.sends("我来答复。", reply_to=mirrored, to=group)
    await officer.sends("/bind", to=group)
    await house.to(2026, 4, 8, 9, 30)
    await house.settle()
    assert not await from_bot(lead, "写到一半的话")
    assert not await from_bot(lead, "我来答复。")
    heard = (await from_bot(officer))[before:]
    assert all(GUESTS in one["text"] or "邀请链接" in one["text"] for one in heard)
    assert rows(house, "SELECT count(*) FROM messages WHERE state = 'failed'") == [(0,)]
    assert "left" in [row[0] for row in rows(house, "SELECT closed_why FROM accounts")]

    # What was owed is owed by somebody who is here.
    assert ("陈思远", "open") not in owed(house, "reply") + owed(house, "contact")
    assert (LEADER, "open") in owed(house, "reply")
    assert happened(await house.record(), "handed_over")
    await begin(leader, "送达答复")  # whoever is prompted for it may do it
    await leader.sees("答复文号")

    # Nobody is invited who has left; back again, a new invitation opens the door.
    assert OFFICER not in await house.lianluo("invite", "--status")
    staff = write_staff(
        house.data.parent / "back.xlsx", (OFFICER, "生态环境厅", "水处", "承办人", "在职")
    )
    await house.lianluo("import", str(staff))
    await house.answer_invitation(OFFICER, await link_for(house, OFFICER))
    await officer.sends("/s 0107")
    await officer.sees("轮，答复期限")


async def test_what_waits_for_somebody_who_leaves_goes_to_the_next_and_is_not_sent(
    house: House,
) -> None:
    await open_office(house, matter(), joined=(LEAD, OFFICER, LEADER))
    lead, officer, leader = house.phone(LEAD), house.phone(OFFICER), house.phone(LEADER)
    await house.settle()
    match = {"method": "sendMessage", "chat_id": officer.id}
    await house.stage.faults({"kind": "error", "match": match})
    await lead.sends("这句话还没到。")
    await lead.sees("收到，已记入")
    before = len(await from_bot(officer))

    await dismiss(house, OFFICER)

    await leader.sees("这句话还没到。")
    await house.stage.faults()
    await house.settle()
    assert len(await from_bot(officer)) == before
    states = rows(
        house,
        "SELECT messages.state FROM messages JOIN people ON people.id = person_id"
        " WHERE people.name = ? AND purpose = 'relay'",
        OFFICER,
    )
    assert states == [("cancelled",)]


async def test_a_deputy_who_has_left_is_a_stranger_and_is_telephoned(house: House) -> None:
    await open_office(house, matter(), joined=(LEAD, OFFICER))
    lead = house.phone(LEAD)
    book = house.data.parent / "deputies.csv"
    book.write_text(f"姓名,代表团,在职状态\n{LEAD},长沙代表团,代表资格终止\n", "utf-8")
    await house.lianluo("import", str(book))
    await lead.sends("我还有一句话")
    await lead.sees(GUESTS)
    assert people_of(house, "left") == [LEAD]
    await house.settle()
    assert (OFFICER, "open") in owed(house, "reach_by_phone")
    assert not rows(house, "SELECT * FROM messages WHERE text = '我还有一句话'")


async def test_who_no_longer_signs_cannot_write_to_it_by_replying_to_an_old_message(
    house: House,
) -> None:
    rows_ = (matter(), matter("0108", 附议代表=""))
    await open_office(house, *rows_, joined=(LEAD, CO_SIGNER, OFFICER), besides=(OUTSIDER,))
    co_signer, officer = house.phone(CO_SIGNER), house.phone(OFFICER)
    await co_signer.sends("附议的话。")
    told = await officer.sees("附议的话。")
    await officer.sends("收到。", reply_to=told)
    answer = await co_signer.sees("收到。")
    await house.settle()

    path = write_matters(house.data.parent / "changed.xlsx", matter(附议代表="无"))
    await house.lianluo("import", str(path))
    await co_signer.sends("现在还能写吗？", reply_to=answer)
    await co_signer.sees("没有")
    await house.settle()
    assert not await from_bot(officer, "现在还能写吗？")
    assert rows(house, "SELECT suggestion_id FROM messages WHERE text = '现在还能写吗？'") == [
        (None,)
    ]
    # An album, a button of the old message, the talk: none of it.
    assert "不在您的权限" in (await co_signer.presses_data(answer, "write:1"))["text"]
    assert "不在您的权限" in (await co_signer.presses_data(answer, "talk_page:1"))["text"]


async def test_where_nobody_is_named_whoever_is_prompted_may_do_it(house: House) -> None:
    await open_office(house, matter(承办人="", 责任领导=""), joined=(LEAD, OFFICER))
    officer = house.phone(OFFICER)
    await officer.sends("/s 0107")
    await officer.sees("轮，答复期限")
    await begin(officer, "登记沟通")
    await officer.sees("是什么方式")
