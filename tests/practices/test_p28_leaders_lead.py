"""领导领办: the head names who leads a key item; the leader owes contacts of their own (P28)."""

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import DENIED, from_bot, matter, open_card, owed, record_visit
from tests.house import LEAD, LEADER, OFFICER, House
from tests.practices.ladder_steps import HEAD, climbing_office
from tests.practices.meeting_steps import arrange, fix, write_minutes


async def test_a_leader_named_in_chat_owes_contacts_until_the_deputy_was_met(
    house: House,
) -> None:
    key = matter("0108", 责任领导="", 是否重点督办="是", 会办单位="")
    phones = await climbing_office(house, "", key, joined=(HEAD,))
    head, leader, officer = phones[HEAD], phones[LEADER], phones[OFFICER]
    await house.to(2026, 4, 7, 9, 0)
    await house.settle()
    assert owed(house, "leader_contact") == []  # nobody leads it yet

    await head.sends("/board")
    shown = await head.sees("重点件看板")
    assert "在办 1 件" in words(shown)
    assert "0107" not in words(shown)  # no key item
    await head.presses("指定领办", shown)
    asked = await head.sees("由哪位领导领办")
    (row,) = rows(house, "SELECT id FROM suggestions WHERE number = '0108'")
    (who,) = rows(house, "SELECT id FROM people WHERE name = ?", LEADER)
    to_officer = (await from_bot(officer))[-1]
    denied = await officer.presses_data(to_officer, f"leadby:{row[0]}:{who[0]}")
    assert DENIED in denied["text"]
    await head.presses(LEADER, asked)
    await leader.sees("请您领办第0108号")
    await house.settle()
    assert owed(house, "leader_contact") == [(LEADER, "open")]
    sent = await leader.sends("/duties")
    assert "领办沟通" in words(await leader.sees("待办事项", after=sent))

    # A visit without the leader does not count, one recorded by the leader does.
    await record_visit(officer, number="0108", summary="处里去了")
    await house.settle()
    assert owed(house, "leader_contact") == [(LEADER, "open")]
    await record_visit(leader, number="0108", summary="厅领导去了")
    await house.settle()
    assert owed(house, "leader_contact") == [(LEADER, "done")]
    sent = await head.sends("/board")
    assert f"领办：{LEADER}，与代表沟通 1/1 次" in words(await head.sees("看板", after=sent))

    # Untrue, says the deputy: it is owed again.
    await phones[LEAD].presses("有出入", await phones[LEAD].sees("厅领导去了"))
    await house.settle()
    assert owed(house, "leader_contact")[-1] == (LEADER, "open")


async def test_a_leader_who_only_wrote_a_meeting_down_was_not_there(house: House) -> None:
    key = matter("0108", 是否重点督办="是", 会办单位="")
    phones = await climbing_office(house, "", key)
    leader, lead = phones[LEADER], phones[LEAD]
    await house.to(2026, 4, 7, 9, 0)
    await house.settle()
    assert owed(house, "leader_contact") == [(LEADER, "open")]
    await arrange(leader, times="4月8日 9:30\n4月8日 15:00", number="0108")
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(leader)
    await lead.sees("会面已定")
    await house.to(2026, 4, 8, 11, 0)
    await leader.presses("登记会面情况", await leader.sees("4月8日（周三） 09:30\u3000李秀兰"))
    await write_minutes(leader, absent=[LEADER])
    await lead.sees("请您核对一次沟通")
    await house.settle()
    assert owed(house, "leader_contact") == [(LEADER, "open")]


async def test_what_is_hard_is_led_by_leaders_where_the_place_has_it_so(house: House) -> None:
    rules = '[leaders]\nleads = ["hard", "ecology"]\n'
    phones = await climbing_office(house, rules, matter(标题="关于完善公共服务的建议"), joined=())
    leader, officer = phones[LEADER], phones[OFFICER]
    await house.to(2026, 4, 8, 9, 0)
    assert owed(house, "leader_contact") == []
    await leader.presses("标为难点件", await open_card(leader))
    await leader.sees("已标为难点件")
    await house.settle()
    assert owed(house, "leader_contact") == [(LEADER, "open")]
    await leader.presses("取消难点件", await open_card(leader))
    await house.settle()
    assert owed(house, "leader_contact") == [(LEADER, "cancelled")]
    # A topic that is put on counts like one recognised.
    asked = await open_card(officer)
    await officer.presses("主题", asked)
    await officer.presses("优生态", await officer.sees("建议的主题", after=asked))
    await house.settle()
    assert owed(house, "leader_contact")[-1] == (LEADER, "open")
