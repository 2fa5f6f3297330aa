"""P20 交办—承办—审核—答复—反馈—公开: six steps on every card, the last with date and address."""

from pathlib import Path

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import bar_of, give_reply, owed, rate
from tests.house import LEAD, LEADER, OFFICER, House
from tests.practices.closing_steps import BAR_OF_SIX, let_climb, note_published, publication_page
from tests.practices.draft_steps import draft_page, write_draft
from tests.practices.gate_steps import with_gates

URL = "https://sthjt.hunan.gov.cn/jyta/0107.html"
SATISFIED = ("满意", "满意", "满意")


async def test_six_steps_from_the_assignment_to_the_published_reply(one_matter: House) -> None:
    house = one_matter
    lead, officer, leader = house.phone(LEAD), house.phone(OFFICER), house.phone(LEADER)
    await with_gates(house, "draft_reviewed", more=BAR_OF_SIX)
    await house.to(2026, 4, 7, 9, 30)
    assert "◉交办 ○承办 ○审核 ○答复 ○反馈 ○公开" in await bar_of(officer)

    await officer.presses("送审", await write_draft(officer, opening="主动公开"))
    asked = await leader.sees("请您审核")
    assert "公开：拟主动公开" in words(asked)
    assert "●承办 ◉审核 ○答复" in await bar_of(officer)
    await leader.presses("通过", asked)
    await officer.sees("审核通过")
    assert "●承办 ◉审核 ○答复" in await bar_of(officer)
    assert "审核通过" in words(await draft_page(officer))
    await give_reply(officer, letter=None)
    await lead.sees("已正式答复")
    assert "●审核 ◉答复 ○反馈 ○公开" in await bar_of(officer)
    # What was reviewed with the draft runs with the reply; nobody is asked once more.
    await lead.sees("决定主动公开")
    await house.settle()
    assert owed(house, "publication_choice") == []
    page = await publication_page(officer)
    assert "代表意愿：全文公开" in words(page)
    assert "请隐去代表的电话" in words(page)
    assert "最迟" in words(page)
    # Twenty working days on from 7 April, with the holiday of May.
    ((due_on,),) = rows(house, "SELECT due_on FROM duties WHERE kind = 'publish'")
    assert str(due_on) == "2026-05-08"

    await house.to(2026, 4, 8, 9, 30)
    await rate(lead, *SATISFIED)
    await house.to(2026, 4, 10, 9, 30)
    await lead.sees("已办结")
    assert "●答复 ●反馈 ◉公开" in await bar_of(officer)
    assert owed(house, "publish") == [(OFFICER, "open")]
    await note_published(officer, await publication_page(officer), "今天", URL)
    assert URL in words(await lead.sees("的答复已于"))
    assert "●反馈 ●公开" in await bar_of(officer)
    await house.settle()
    assert owed(house, "publish") == [(OFFICER, "done")]
    record = await house.record()
    assert [(one["decision"], one["url"]) for one in record["publications"]] == [("open", URL)]


async def test_what_the_draft_wants_is_asked_anew_once_the_deputy_allows_less(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, leader = house.phone(LEAD), house.phone(OFFICER), house.phone(LEADER)
    await with_gates(house, "draft_reviewed", more=BAR_OF_SIX)
    await house.to(2026, 4, 7, 9, 30)
    page = await write_draft(officer, opening="依申请公开", why_no_more="涉及第三方。")
    assert "公开：拟依申请公开" in words(page)
    assert "不主动公开的理由：涉及第三方。" in words(page)
    await officer.presses("送审", page)
    await leader.presses("通过", await leader.sees("请您审核"))
    await officer.sees("审核通过")
    house.books.change("UPDATE suggestions SET openness = 'none' WHERE number = '0107'")
    await give_reply(officer, letter=None)
    await lead.sees("已正式答复")
    await house.settle()
    assert owed(house, "publication_choice") == [(OFFICER, "open")]
    page = await publication_page(officer)
    await officer.presses("不予公开", page)
    await officer.sees("公开：不予公开", after=page)
    await house.settle()
    assert owed(house, "publication_choice") == [(OFFICER, "done")]
    record = await house.record()
    assert [one["disclosure"] for one in record["drafts"]] == ["on_request"]
    assert [one["decision"] for one in record["publications"]] == ["withheld"]


async def test_never_more_than_the_deputy_allows_and_never_less_without_a_reason(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    page = await publication_page(officer)
    await officer.presses("不予公开", page)
    asked = await officer.sees("为什么不主动公开", after=page)
    await officer.sends("涉及商业秘密。")
    page = await officer.sees("公开：不予公开", after=asked)
    assert "涉及商业秘密" in words(await lead.sees("决定不予公开"))

    await officer.presses("主动公开", page)
    page = await officer.sees("主动公开（全文公开）", after=page)
    await officer.presses("登记公开", page)
    asked = await officer.sees("哪一天公开的", after=page)
    await officer.sends("2026-04-06")
    asked = await officer.sees("请写答复之后", after=asked)
    await officer.sends("今天")
    asked = await officer.sees("在哪里可以看到", after=asked)
    for wrong in ("见官网", "javascript:alert(1)", "https://localhost/1", "https://a.cn/ b"):
        await officer.sends(wrong)
        asked = await officer.sees("这不像网址", after=asked)
    await officer.sends(URL)
    preview = await officer.sees("没有错的话，请提交", after=asked)
    await officer.presses("提交", preview)
    await lead.sees("的答复已于")
    again = await officer.presses("不予公开", page)
    assert "已经公开" in again["text"]
    record = await house.record()
    assert [one["decision"] for one in record["publications"]] == ["withheld", "open"]


async def test_what_the_deputy_keeps_back_cannot_be_published(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    before = await publication_page(officer)
    house.books.change("UPDATE suggestions SET openness = 'none' WHERE number = '0107'")
    refused = await officer.presses("主动公开", before)
    assert "代表不同意公开" in refused["text"]
    page = await publication_page(officer)
    await officer.presses("不予公开", page)
    await officer.sees("公开：不予公开", after=page)


async def test_what_is_not_published_in_time_climbs_though_it_is_closed(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.stop()
    let_climb(Path(house.settings["LIANLUO_PROFILE"]))
    await house.start()
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer, letter="A 已解决或基本解决")
    await lead.sees("已正式答复")
    await officer.presses("主动公开", await publication_page(officer))
    await lead.sees("决定主动公开")
    await house.to(2026, 4, 8, 9, 30)
    await rate(lead, *SATISFIED)
    await house.to(2026, 4, 9, 9, 30)
    await lead.sees("已办结")
    await house.to(2026, 5, 15, 9, 30)
    told = words(await house.phone(LEADER).sees("逾期"))
    assert "公开答复" in told
    assert OFFICER in told


async def test_what_is_handled_again_is_published_with_its_new_reply(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await lead.sees("已正式答复")
    page = await publication_page(officer)
    await officer.presses("主动公开", page)
    await lead.sees("决定主动公开")
    await house.settle()
    assert owed(house, "publish") == [(OFFICER, "open")]
    await house.to(2026, 4, 8, 9, 30)
    await rate(lead, "不满意", "满意", "满意")
    await lead.sees("说说不满意的原因")
    await lead.sends("排口还在排，没有时间表。")
    await lead.sees("重新办理")
    await house.settle()
    # Nobody is reminded of what cannot be done: the first reply is published no more.
    assert owed(house, "publish") == [(OFFICER, "cancelled")]
