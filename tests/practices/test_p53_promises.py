"""P53 承诺按期兑现: a reply of class B is asked what it promises; kept with proof, or explained."""

from bot.sandbox.client import words
from tests.attackers.everybody import COLLEAGUE, write_staff
from tests.flows.small import rows
from tests.flows.steps import PROOF, from_bot, give_reply, happened, labels, open_card, owed, rate
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import menu, move
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


async def test_what_is_put_off_stays_in_sight_and_those_above_hear_of_it(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await note_promise(officer, "完成清淤。", "2026年5月20日")
    await house.to(2026, 9, 1, 9, 30)
    page = await promise_page(officer)
    await officer.presses("情况有变", page)
    asked = await officer.sees("情况有什么变化", after=page)
    await officer.sends("忙")
    await officer.sees("请把原因写清楚", after=asked)
    await officer.sends("汛期推迟施工。")
    asked = await officer.sees("什么时间兑现", after=asked)
    await officer.sends("2031年1月1日")
    await officer.sees("最晚可到2029年9月1日", after=asked)
    await officer.sends("2027年3月1日")
    await officer.presses("提交", await officer.sees("没有错的话，请提交", after=asked))
    await lead.sees("因情况变化推迟")
    for above in (house.phone(LEADER), supervisor):
        told = words(await above.sees("的承诺第1次推迟"))
        assert "汛期推迟施工" in told
        assert "最初定于2026年5月20日" in told
    late = "🟠 2027年3月1日（周一） 完成清淤。 · 陈思远 · 推迟1次，原定2026年5月20日"
    late += "（周三），已过104天"
    assert late in words(await open_card(officer))
    sent = await supervisor.sends("/promises")
    assert late in words(await supervisor.sees("还要兑现或确认的承诺", after=sent))
    await house.lianluo("export", "suggestion", "0107", "--format", "md")
    assert "原定 2026年5月20日" in house.printed


async def test_that_there_is_nothing_to_promise_needs_a_reason(one_matter: House) -> None:
    house = one_matter
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    page = await promise_page(officer)
    await officer.presses("没有承诺事项", page)
    asked = await officer.sees("为什么没有承诺事项", after=page)
    await officer.sends("无")
    await officer.sees("请把原因写清楚", after=asked)
    await officer.sends("答复只作解释说明，没有待办的事。")
    await officer.presses("提交", await officer.sees("没有错的话，请提交", after=asked))
    assert "只作解释说明" in words(await supervisor.sees("登记为没有承诺事项"))
    await house.settle()
    assert owed(house, "promise_to_note") == [(OFFICER, "done")]
    assert "没有承诺事项：答复只作解释说明" in words(await promise_page(officer))
    (said,) = happened(await house.record(), "nothing_promised")
    assert said["data"]["reason"].startswith("答复只作解释说明")


async def test_whether_something_is_promised_follows_the_class(one_matter: House) -> None:
    house = one_matter
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await house.settle()
    assert owed(house, "promise_to_note") == [(OFFICER, "open")]
    for letter in ("A 已解决或基本解决", "C 因条件限制待以后解决"):
        card = await open_card(supervisor)
        await supervisor.presses("改分类", card)
        asked = await supervisor.sees("改为哪一类", after=card)
        await supervisor.presses(letter, asked)
        asked = await supervisor.sees("为什么调整", after=asked)
        await supervisor.sends("工程的进展与答复不同。")
        if letter.startswith("A"):
            asked = await supervisor.sees("请给出办成的依据", after=asked)
            await supervisor.sends(PROOF)
        asked = await supervisor.sees("没有错的话，请确认", after=asked)
        await supervisor.presses("确认调整", asked)
        await supervisor.sees("已调整", after=asked)
    await house.settle()
    assert owed(house, "promise_to_note") == [(OFFICER, "cancelled"), (OFFICER, "open")]


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
    await officer.sees("由代表工作委员会代为询问")
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


async def test_silence_is_no_yes_and_the_committee_asks(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await note_promise(officer, "年内建成三个监测站。", "2026年12月20日")
    await keep_promise(officer, "已兑现：年内建成三个监测站。", "湘环监〔2026〕3号")
    await lead.sees("您看兑现了吗")
    assert "年内建成三个监测站。 · 陈思远 · 未经代表确认" in words(await open_card(officer))
    for day in (10, 13, 16):  # reminded for the last time; there are two days to answer that
        await house.to(2026, 4, day, 15, 0)
        await house.settle()
    assert owed(house, "promise_hear") == [(SUPERVISOR, "open")]
    assert not await from_bot(supervisor, "请代为询问代表")
    await house.to(2026, 4, 20, 9, 30)
    asked = await supervisor.sees("请代为询问代表")
    assert "代表一直没有回答" in words(asked)
    sent = await officer.sends("/promises")
    assert "未经代表确认" in words(await officer.sees("还要兑现或确认的承诺", after=sent))
    await house.lianluo("export", "suggestion", "0107", "--format", "md")
    assert "未经代表确认" in house.printed

    # Nobody answered the telephone: it stays unconfirmed, and is not asked again until it is
    # said to be kept once more, or looked back on.
    await supervisor.presses("没有联系上", asked)
    await house.settle()
    await house.to(2026, 6, 20, 9, 30)
    await house.settle()
    assert owed(house, "promise_hear") == [(SUPERVISOR, "done")]
    assert rows(house, "SELECT state, view FROM promises") == [("kept", None)]
    record = await house.record()
    assert len(happened(record, "promise_unheard")) == 1


async def test_its_owner_may_be_chosen_and_keeps_it_when_the_rest_changes_hands(
    one_matter: House,
) -> None:
    house = one_matter
    officer, leader, lead = house.phone(OFFICER), house.phone(LEADER), house.phone(LEAD)
    more = write_staff(
        house.data.parent / "more.xlsx", (COLLEAGUE, "生态环境厅", "大气处", "承办人", "在职")
    )
    await house.lianluo("import", str(more))
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await lead.sees("已正式答复")
    page = await promise_page(officer)
    await officer.presses("登记承诺", page)
    await officer.sees("承诺了什么", after=page)
    await officer.sends("完成清淤。")
    await officer.sees("什么时间兑现", after=page)
    await officer.sends("2026年8月20日")
    preview = await officer.sees("没有错的话，请提交", after=page)
    assert f"负责人：{OFFICER}" in words(preview)
    await officer.presses("换负责人", preview)
    asked = await officer.sees("由谁负责兑现", after=preview)
    assert labels(asked) == [OFFICER, LEADER, COLLEAGUE, "取消"]
    await officer.presses(LEADER, asked)
    preview = await officer.sees(f"负责人：{LEADER}", after=asked)
    await officer.presses("提交", preview)
    assert f"负责人：{LEADER}" in words(await lead.sees("承办单位承诺"))
    await note_promise(officer, "公布数据。", "2026年8月20日")
    await house.settle()
    assert owed(house, "promise") == [(LEADER, "open"), (OFFICER, "open")]
    # The leader may keep what they own, and nothing else.
    page = await promise_page(leader)
    assert labels(page) == ["已兑现：完成清淤。", "报进展", "情况有变"]
    key = (await promise_page(officer))["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
    assert "不在您的权限" in (await leader.presses_data(page, key))["text"]

    # Another officer handles it now: what was theirs goes with it, what was chosen stays.
    asked = await menu(leader)
    await leader.presses("转交承办人", asked)
    asked = await leader.sees("转交给谁承办", after=asked)
    await leader.presses(f"{COLLEAGUE} 大气处", asked)
    await leader.sees("已转交")
    await house.settle()
    assert (LEADER, "open") in owed(house, "promise")
    assert (COLLEAGUE, "open") in owed(house, "promise")
    owners = "SELECT people.name FROM promises JOIN people ON people.id = owner_id"
    assert rows(house, f"{owners} ORDER BY promises.id") == [(LEADER,), (COLLEAGUE,)]
    await keep_promise(leader, "已兑现：完成清淤。", "验收报告")
    await lead.sees("您看兑现了吗")


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
    owners = "SELECT people.name FROM promises JOIN people ON people.id = owner_id"
    assert rows(house, owners) == [(owed(house, "promise")[1][0],)]
