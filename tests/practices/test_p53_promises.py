"""P53 承诺按期兑现: a reply of class B is asked what it promises; kept with proof, or explained."""

from tests.flows.small import rows
from tests.flows.steps import give_reply, happened, labels, owed, rate
from tests.house import CO_SIGNER, LEAD, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import move
from tests.practices.promise_steps import keep_promise, note_promise, promise_page


async def test_a_promise_is_noted_kept_and_owed_anew_when_it_was_not(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.settle()
    assert rows(house, "SELECT state FROM duties WHERE kind = 'promise_to_note'") == [("open",)]

    await note_promise(officer, "年内建成三个监测站。", "2026年12月20日")
    told = await lead.sees("承办单位承诺")
    assert "年内建成三个监测站" in told["text"]
    assert "兑现期限：2026年12月20日" in told["text"]
    assert rows(house, "SELECT state FROM duties WHERE kind = 'promise_to_note'") == [("done",)]

    await keep_promise(officer, "已兑现：年内建成三个监测站。", "湘环监〔2026〕3号")
    asked = await lead.sees("您看兑现了吗")
    assert "湘环监〔2026〕3号" in asked["text"]
    await lead.presses("未兑现", asked)
    await officer.sees("承诺作了评价：未兑现")
    await supervisor.sees("承诺作了评价：未兑现")
    assert rows(house, "SELECT state, view FROM promises") == [("open", "not_kept")]
    assert rows(house, "SELECT state FROM duties WHERE kind = 'promise' ORDER BY id") == [
        ("done",),
        ("open",),
    ]


async def test_why_it_takes_longer_is_told_and_the_closing_does_not_end_it(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await note_promise(officer, "完成清淤。", "2026年8月20日")
    page = await promise_page(officer)
    await officer.presses("情况有变", page)
    asked = await officer.sees("情况有什么变化", after=page)
    await officer.sends("汛期推迟施工。")
    asked = await officer.sees("什么时间兑现", after=asked)
    await officer.sends("昨天")
    await officer.sees("请写明天以后的日期", after=asked)
    await officer.sends("2026年10月20日")
    await officer.presses("提交", await officer.sees("没有错的话，请提交", after=asked))
    told = await lead.sees("因情况变化推迟")
    assert "汛期推迟施工" in told["text"]
    assert "现为2026年10月20日" in told["text"]

    await house.to(2026, 5, 20, 9, 30)
    await house.phone(SUPERVISOR).sends("/s 0107")
    card = await house.phone(SUPERVISOR).sees("轮，答复期限")
    await house.phone(SUPERVISOR).presses("办结", card)
    await lead.sees("办结")
    open_now = "SELECT kind FROM duties WHERE state = 'open'"
    assert rows(house, open_now) == [("promise",)]
    await house.to(2026, 10, 13, 9, 30)
    await officer.sees("承诺到期")


async def test_a_silent_deputy_is_asked_once_more_and_the_others_hear_what_is_said(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, co_signer = house.phone(LEAD), house.phone(OFFICER), house.phone(CO_SIGNER)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await note_promise(officer, "年内建成三个监测站。", "2026年12月20日")
    await keep_promise(officer, "已兑现：年内建成三个监测站。", "湘环监〔2026〕3号")
    asked = await lead.sees("您看兑现了吗")
    told = await co_signer.sees("报告承诺已兑现")
    assert "正请领衔代表评价" in told["text"]
    assert owed(house, "promise_view") == [(LEAD, "open")]
    await house.to(2026, 4, 14, 15, 0)
    listed = await lead.sees("有2件事想请教您")
    await lead.presses(next(one for one in labels(listed) if "承诺是否兑现" in one), listed)
    again = await lead.sees("您看兑现了吗", after=asked)
    await lead.presses("已兑现", again)
    await co_signer.sees("领衔代表评价：已兑现")
    await house.settle()
    assert owed(house, "promise_view") == [(LEAD, "done")]


async def test_the_committee_asks_whom_the_chat_does_not_reach(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await note_promise(officer, "年内建成三个监测站。", "2026年12月20日")
    await lead.sees("承办单位承诺")
    await lead.blocks()
    await house.settle()
    page = await promise_page(officer)
    await officer.presses("已兑现：年内建成三个监测站。", page)
    await officer.sees("以什么证明已兑现", after=page)
    await officer.sends("湘环监〔2026〕3号")
    await officer.presses("提交", await officer.sees("没有错的话，请提交", after=page))
    await officer.sees("由代表工作机构代为询问")
    asked = await supervisor.sees("请代为询问代表")
    assert "湘环监〔2026〕3号" in asked["text"]
    key = asked["reply_markup"]["inline_keyboard"][0][1]["callback_data"]
    assert "不在您的权限" in (await officer.presses_data(page, key))["text"]
    await supervisor.presses("部分兑现", asked)
    await officer.sees("承诺作了评价：部分兑现")
    assert rows(house, "SELECT state, view FROM promises") == [("open", "partly")]
    assert owed(house, "promise_hear") == [(SUPERVISOR, "done")]
    record = await house.record()
    (viewed,) = happened(record, "promise_viewed")
    assert viewed["actor"] == SUPERVISOR
    await lead.unblocks()


async def test_a_promise_goes_on_with_whoever_leads_now(one_matter: House) -> None:
    house = one_matter
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await note_promise(officer, "完成清淤。", "2026年8月20日")
    await house.to(2026, 4, 8, 9, 30)
    await rate(house.phone(LEAD), "不满意", "满意", "满意")
    await house.phone(LEAD).sees("说说不满意的原因")
    await house.phone(LEAD).sends("没有时间表。")
    await house.phone(LEAD).sees("重新办理")
    await move(supervisor, "改派单位", "农业农村厅", "主要内容是养殖尾水。")
    await house.phone(LEAD).sees("现改由农业农村厅办理")
    await house.settle()
    assert owed(house, "promise")[0] == (OFFICER, "cancelled")
    assert owed(house, "promise")[1][0] != OFFICER
