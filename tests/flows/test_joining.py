"""Joining by invitation: one person, one account; everybody else gets one polite answer."""

import json

import pytest

from bot.sandbox.client import Phone, buttons, words
from tests.flows.small import kept, link_for, people_of, profile, rows
from tests.flows.steps import from_bot, matter, open_office
from tests.house import CO_SIGNER, LEAD, OFFICER, SUPERVISOR, House

USED = "已经用过或已作废"


async def is_refused(phone: Phone, link: str, why: str) -> None:
    """The link leads nowhere: an explanation, no question."""
    await phone.opens(link)
    told = await phone.sees(why)
    assert not buttons(told)


async def test_a_deputy_is_greeted_by_name_told_what_is_kept_and_asked_for_hours_and_form(
    house: House,
) -> None:
    await open_office(house, matter(), joined=())
    link, lead = await link_for(house, LEAD), house.phone(LEAD)

    await lead.opens(link)
    greeting = await lead.sees("李秀兰代表，您好")
    for piece in ("138****0001", "长沙代表团", "个人信息保护法", "不公开", "/stop"):
        assert piece in words(greeting)
    assert "13800000001" not in words(greeting)
    await lead.presses("确认")
    await lead.presses("中文")
    await lead.presses("上午")
    await lead.presses("打电话")
    await lead.sees("都设好了")
    await house.settle()
    for asked, chosen in (("什么时间联系您", "上午"), ("用什么方式联系您", "打电话")):
        question = await lead.sees(asked)
        assert words(question).endswith(f"✓ {chosen}")
        assert not buttons(question)

    menu = ["suggestions", "meetings", "help", "settings", "language", "stop"]
    assert await lead.menu() == menu
    assert rows(house, "SELECT windows, preferred_form FROM people WHERE name = ?", LEAD) == [
        ("00:00-12:00", "phone")
    ]
    assert people_of(house, "joined") == [LEAD]
    # Pressed once more, the old button says so; nobody joins twice.
    code = next(key for key in buttons(greeting) if key["text"] == "确认")["callback_data"]
    assert USED in (await lead.presses_data(greeting, code))["text"]
    assert len(rows(house, "SELECT id FROM accounts")) == 1
    # The code is kept only as its hash, not even in what came in.
    secret = link.partition("start=")[2]
    assert len(secret) >= 22  # 128 bits
    assert secret.encode() not in await kept(house)


async def test_not_me_voids_the_link_for_everybody(house: House) -> None:
    await open_office(house, matter(), joined=())
    link = await link_for(house, LEAD)
    other, lead = house.phone(CO_SIGNER), house.phone(LEAD)

    await other.opens(link)
    greeting = await other.sees("李秀兰代表，您好")
    confirm = next(key for key in buttons(greeting) if key["text"] == "确认")["callback_data"]
    await other.presses("不是我")
    await other.sees("已作废")

    assert USED in (await other.presses_data(greeting, confirm))["text"]
    await is_refused(lead, link, USED)
    assert people_of(house, "not_me") == [LEAD]
    assert rows(house, "SELECT id FROM accounts") == []


async def test_links_that_are_used_revoked_expired_or_made_up_lead_nowhere(house: House) -> None:
    await open_office(house, matter(), joined=())
    await house.answer_invitation(LEAD, used := await link_for(house, LEAD))
    another = await house.stage.add_person("另一个人")
    visitor = await house.stage.add_person("Visitor", language_code="en")

    # Used: a second account is refused, and so is its own hand-made confirmation.
    await is_refused(another, used, USED)
    told = await another.last()
    assert USED in (await another.presses_data(told, "join:1"))["text"]
    # Made up: in the language of the phone.
    await visitor.opens(payload="nobody-has-made-this-code")
    await visitor.sees("has been used or is void")
    # Revoked, and replaced by a newer one.
    revoked = await link_for(house, CO_SIGNER)
    await house.lianluo("invite", CO_SIGNER, "--revoke")
    await is_refused(house.phone(CO_SIGNER), revoked, USED)
    # Expired: before it is opened, and between opening and confirming.
    expired = await link_for(house, CO_SIGNER)
    await house.phone(CO_SIGNER).opens(expired)
    await house.phone(CO_SIGNER).sees("周建国代表，您好")
    await house.to(2026, 5, 8, 9, 0)
    assert "已过期" in (await house.phone(CO_SIGNER).presses("确认"))["text"]
    await is_refused(another, expired, "已过期")
    assert people_of(house, "joined") == [LEAD]


async def test_a_new_phone_takes_over_and_the_old_one_is_told(house: House) -> None:
    await open_office(house, matter(), joined=(LEAD, OFFICER))
    old, officer = house.phone(LEAD), house.phone(OFFICER)
    new = await house.stage.add_person("李秀兰的新手机")

    # One account is one person.
    await is_refused(old, await link_for(house, CO_SIGNER), "这个账号已登记为李秀兰")

    await new.opens(await link_for(house, LEAD))
    await new.presses("确认")
    await old.sees("您的账号已在另一部手机上登记")
    await new.presses("中文")
    await new.presses("工作日上午、下午都可以")
    await new.presses("在这里发消息")
    await new.sees("都设好了")

    assert people_of(house, "account_closed") == [LEAD]
    assert [why for (why,) in rows(house, "SELECT closed_why FROM accounts ORDER BY id")] == [
        None if person != LEAD else "new_account" for person in (LEAD, OFFICER)
    ] + [None]
    # What is said from now on goes to the new phone, and comes from it.
    await new.sends("我换手机了")
    told = await officer.sees("我换手机了")
    await officer.sends("知道了", reply_to=told)
    await new.sees("知道了")
    await old.sends("我是谁？")
    await old.sees("这里只为受邀的代表和工作人员服务")
    assert not await from_bot(old, "知道了")
    assert await old.menu() == ["start"]


async def test_where_the_office_wants_it_the_own_number_must_be_the_rosters(house: House) -> None:
    profile(house, "[registration]\nrequire_phone_match = true\n")
    await open_office(house, matter(), joined=())
    lead, link = house.phone(LEAD), await link_for(house, LEAD)

    # Another phone with the link has another number.
    thief = await house.stage.add_person("拿到链接的人", phone="+8613999999999")
    await thief.opens(link)
    await thief.presses("确认")
    await thief.sees("发送您本人的手机号")
    await thief.presses_key("发送我的手机号")
    await thief.sees("与名册不一致")
    # Not even by sending the deputy's contact card.
    await thief.shares_other_contact(LEAD, "+8613800000001", user_id=lead.id)
    await thief.sees("发送您本人的号码")
    await house.settle()
    assert rows(house, "SELECT id FROM accounts") == []
    assert people_of(house, "phone_mismatch") == [LEAD]

    # The deputy's own number opens the door.
    await lead.opens(link)
    await lead.presses("确认")
    await lead.sees("发送您本人的手机号")
    await lead.shares_other_contact("别人", "+8613800000001")
    await lead.sees("发送您本人的号码")
    await lead.presses_key("发送我的手机号")
    await lead.presses("中文")
    await lead.presses("工作日上午、下午都可以")
    await lead.presses("当面谈")
    await lead.sees("都设好了")
    assert await lead.keyboard() is None
    # The number of whoever was refused is kept nowhere.
    assert b"13999999999" not in await kept(house)


async def test_english_is_spoken_from_the_moment_it_is_chosen(house: House) -> None:
    await open_office(house, matter(), joined=(OFFICER,))
    lead = house.phone(LEAD)
    await lead.opens(await link_for(house, LEAD))
    await lead.presses("确认")
    await lead.presses("English")
    await lead.presses("Mornings")
    await lead.presses("Messages here")
    done = await lead.sees("/suggestions")
    assert "谢谢" not in words(done)
    await lead.sends("When will there be a draft?")
    await lead.sees("Received")
    told = await house.phone(OFFICER).sees("When will there be a draft?")
    assert "李秀兰代表" in words(told)  # staff are addressed in their own language
    commands = await house.stage.ask("GET", f"chats/{lead.chat_id}/commands")
    assert "My suggestions" in {one["description"] for one in commands["commands"]}
    # And back.
    asked = await lead.sends("/language")
    await lead.presses("中文", await lead.sees("请选择语言", after=asked))
    await lead.sees("已保存")
    asked = await lead.sends("/settings")
    await lead.presses("下午", await lead.sees("什么时间联系您", after=asked))
    await lead.presses("打电话", await lead.sees("用什么方式联系您", after=asked))
    await lead.sees("已设好：下午，打电话。")


async def test_staff_join_with_a_menu_of_their_role(house: House) -> None:
    await open_office(house, matter(), joined=())
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await officer.opens(await link_for(house, OFFICER))
    greeting = await officer.sees("陈思远，您好")
    for piece in ("生态环境厅 水处 承办人", "138****0011", "记入建议的办理档案"):
        assert piece in words(greeting)
    await officer.presses("确认")
    await officer.presses("中文")
    await officer.sees("登记好了，陈思远")
    await house.answer_invitation(SUPERVISOR, await link_for(house, SUPERVISOR))
    await house.settle()

    shared = (
        "my",
        "duties",
        "s",
        "report",
        "ledger",
        "cause",
        "case",
        "promises",
        "results",
        "models",
        "blockers",
        "campaigns",
        "meetings",
    )
    common = ("help", "language", "stop")
    assert set(await officer.menu()) == {*shared, "tour", *common}
    assert set(await supervisor.menu()) == {*shared, "board", "honest", "lookback", *common}
    await supervisor.sends("/help")
    await supervisor.sees("代表不满意时，会马上告诉您")
    assert not await from_bot(officer, "什么时间联系您")
    # The ledger's officers see what they handle, a stranger's command shows nothing.
    await officer.sends("/my")
    await officer.sees("您承办的建议")
    stranger = await house.stage.add_person("路人")
    await stranger.sends("/my")
    await stranger.sees("只为受邀")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
async def test_a_stranger_gets_one_polite_answer_and_leaves_only_a_count(
    house: House, language: str
) -> None:
    await open_office(house, matter(), joined=(OFFICER,))
    stranger = await house.stage.add_person(
        "过路人", phone="+8613777777777", language_code=language
    )
    secret = "我住在芙蓉路四十七号"
    first = await stranger.sends(secret)
    await stranger.sees("invited deputies" if language == "en" else "只为受邀的代表和工作人员服务")
    await stranger.edits(first, f"{secret}，请保密")
    await stranger.sends("/my")
    await stranger.sends("/start")
    await stranger.uploads((f"{secret}.jpg", b"\xff\xd8\xff"), caption=secret)
    await stranger.shares_contact()
    await stranger.shares_location(28.2, 112.9)
    await stranger.presses_data((await from_bot(stranger))[0], "card:1")
    await stranger.blocks()
    await stranger.unblocks()
    # In the staff group too.
    group = house.stage.group("生态环境厅办理群")
    await group.takes_in(stranger)
    await house.phone(OFFICER).sends("/bind", to=group)
    await group.sees("工作群")
    await stranger.sends(secret, to=group)
    await house.settle()

    assert len(await from_bot(stranger)) == 1
    # A location, a contact, a photo, two commands, a press and two ways of saying it.
    assert rows(house, "SELECT count FROM strangers") == [(8,)]
    everything = await kept(house)
    for form in (secret, json.dumps(secret)[1:-1], "过路人", json.dumps("过路人")[1:-1]):
        assert form.encode() not in everything
    assert str(stranger.id).encode() not in everything
