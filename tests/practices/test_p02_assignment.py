"""P02 全流程标准: an assignment is signed for, returned, moved, split, merged, extended, withdrawn;
each step is for one role, within its days, and the deputies hear of what concerns them.
"""

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import (
    GONE,
    JOINT,
    OUTSIDER,
    give_reply,
    labels,
    matter,
    open_card,
    open_office,
    rate,
)
from tests.house import CO_SIGNER, EVERYBODY, LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import let_units_sign, menu, move, own_card
from tests.practices.joint_steps import joint_card


async def test_a_unit_signs_for_what_is_assigned_to_it(house: House) -> None:
    let_units_sign(house)
    await open_office(house, matter(), joined=(LEAD, OFFICER))
    officer, lead = house.phone(OFFICER), house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 0)
    asked = await officer.sees("签收")
    assert "0107" in asked["text"]
    await officer.presses("签收", await menu(officer))
    await officer.sees("已签收第0107号建议")
    assert rows(house, "SELECT state FROM duties WHERE kind = 'sign_for'") == [("done",)]
    assert "签收" not in labels(await menu(officer))
    await lead.presses("接触记录", await own_card(lead))
    await lead.sees("2026年4月7日（周二）已签收")


async def test_a_unit_returns_what_is_not_its_own(one_matter: House) -> None:
    house = one_matter
    await house.to(2026, 4, 7, 9, 30)
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await move(officer, "申请退办", "养殖尾水归农业农村部门管理。", "农业农村厅")
    asked = await supervisor.sees("申请退办第0107号建议")
    assert "养殖尾水归农业农村部门管理" in asked["text"]
    said = await officer.presses("申请退办", await menu(officer))
    assert "已有一份申请在等待决定" in said["text"]

    await supervisor.presses("不同意", asked)
    await supervisor.sees("请写明理由", after=asked)
    await supervisor.sends("排口监管是你们的职责。")
    await supervisor.presses("提交", await supervisor.sees("请提交"))
    denied = await officer.sees("不同意退办，请继续办理")
    assert "排口监管是你们的职责" in denied["text"]
    said = await officer.presses("申请退办", await menu(officer))
    assert "须由单位主要领导提出" in said["text"]

    await move(supervisor, "改派单位", "农业农村厅", "主要内容是养殖尾水。")
    told = await lead.sees("现改由农业农村厅办理")
    assert JOINT in told["text"]
    assert "主要内容是养殖尾水" in told["text"]
    await house.phone(CO_SIGNER).sees("现改由农业农村厅办理")
    await officer.sees("改交农业农村厅办理")
    await house.settle()
    owed = rows(
        house,
        "SELECT DISTINCT people.name FROM duties JOIN people ON people.id = duties.person_id"
        " WHERE duties.state = 'open' AND people.role <> 'deputy'",
    )
    assert owed == [(JOINT,)]
    await officer.sends("/s 0107")
    await officer.sees("没有找到")


async def test_the_committee_sends_it_elsewhere_than_proposed(one_matter: House) -> None:
    house = one_matter
    await house.to(2026, 4, 7, 9, 30)
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await move(officer, "申请退办", "不属本厅职责。", "【不清楚该谁办】")
    await supervisor.presses("同意，改交其他单位", await supervisor.sees("申请退办第0107号"))
    await supervisor.sees("应交给哪个单位")
    await supervisor.sends("水利厅")
    await supervisor.sees("没有找到单位“水利厅”")
    await supervisor.sends("农业农村")
    await supervisor.presses("提交", await supervisor.sees("单位：农业农村厅"))
    await house.phone(LEAD).sees("现改由农业农村厅办理")


async def test_nobody_returns_it_late(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 20, 9, 30)
    said = await officer.presses("申请退办", await menu(officer))
    assert "2026年4月17日（周五），已经过了" in said["text"]


async def test_more_time_is_asked_for_and_the_deputy_hears_why(one_matter: House) -> None:
    house = one_matter
    await house.to(2026, 4, 7, 9, 30)
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await move(officer, "申请延期", "涉及三市，需一个枯水期的监测数据。")
    asked = await supervisor.sees("延至")
    await supervisor.presses("同意", asked)
    told = await lead.sees("经批准延期答复")
    assert "原定2026年7月7日" in told["text"] or "原定7月7日" in told["text"]
    assert "枯水期的监测数据" in told["text"]
    await officer.sees("同意延期，答复期限改为")
    due = rows(house, "SELECT due_on FROM duties WHERE kind = 'reply' AND state = 'open'")
    assert str(due[0][0]) == "2026-09-30"  # the last working day of six months
    said = await officer.presses("申请延期", await menu(officer))
    assert "已经延期过了" in said["text"]


async def test_a_deputy_withdraws_once_co_signers_agree(one_matter: House) -> None:
    house = one_matter
    await house.to(2026, 4, 7, 9, 30)
    lead, co_signer, officer = house.phone(LEAD), house.phone(CO_SIGNER), house.phone(OFFICER)
    asked = None
    for answer in ("不同意", "同意"):
        card = await own_card(lead)
        await lead.presses("撤回建议", card)
        await lead.sees("请写明理由", after=card)
        sent = await lead.sends("情况已经变化。")
        await lead.presses("确定撤回", await lead.sees("确定撤回吗", after=sent))
        asked = await co_signer.sees("请求撤回第0107号", after=asked)
        waits = await lead.sees("都同意后，第0107号建议即撤回", after=sent)
        await co_signer.presses(answer, asked)
        asked = await co_signer.sees("意见已记下", after=asked)
        if answer == "不同意":
            await lead.sees(f"联名代表{CO_SIGNER}不同意撤回", after=waits)
            assert rows(house, "SELECT stage FROM suggestions") != [("withdrawn",)]
    await lead.sees("已撤回，不再办理")
    await officer.sees("已由代表撤回，停止办理")
    await house.phone(SUPERVISOR).sees("已由代表撤回")
    assert rows(house, "SELECT stage FROM suggestions") == [("withdrawn",)]
    assert rows(house, "SELECT count(*) FROM duties WHERE state = 'open'") == [(0,)]


async def test_who_is_not_in_the_chat_agrees_on_paper(house: House) -> None:
    await open_office(house, matter(), joined=(LEAD, OFFICER, SUPERVISOR))
    await house.to(2026, 4, 7, 9, 30)
    lead, supervisor = house.phone(LEAD), house.phone(SUPERVISOR)
    await lead.presses("撤回建议", await own_card(lead))
    await lead.sees("请写明理由")
    await lead.sends("情况已经变化。")
    await lead.presses("确定撤回", await lead.sees("确定撤回吗"))
    await supervisor.presses("已取得书面同意", await supervisor.sees(f"{CO_SIGNER}没有在线上答复"))
    await lead.sees("已撤回，不再办理")


async def test_same_content_is_handled_together_and_answered_to_each(house: House) -> None:
    other = matter(
        "0108", 领衔代表=CO_SIGNER, 附议代表="", 主办单位="农业农村厅", 承办人=OUTSIDER, 责任领导=""
    )
    await open_office(house, matter(), other, joined=EVERYBODY)
    await house.to(2026, 4, 7, 9, 30)
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await move(supervisor, "并案", "0108")
    await house.phone(CO_SIGNER).sees("与第0107号")
    await house.phone(LEAD).sees("与第0108号")
    await officer.sees("第0108号建议与第0107号")
    assert "并案办理：0108" in (await open_card(officer))["text"]

    await give_reply(officer, "湘环函〔2026〕7号")
    same = await officer.sees("也用这份答复吗")
    await officer.presses("第0108号也这样答复", same)
    await officer.sees("已把同一份答复送给第0108号建议的代表")
    found = rows(house, "SELECT suggestion_id, number FROM replies ORDER BY id")
    assert [number for _, number in found] == ["湘环函〔2026〕7号"] * 2
    assert len({one for one, _ in found}) == 2


async def test_a_unit_answers_the_part_given_to_it_itself(house: House) -> None:
    await open_office(house, matter(), joined=EVERYBODY, besides=(JOINT,))
    await house.to(2026, 4, 7, 9, 30)
    supervisor, joint, officer = house.phone(SUPERVISOR), house.phone(JOINT), house.phone(OFFICER)
    await move(supervisor, "分办", "农业农村厅", "养殖尾水的治理。")
    await house.phone(LEAD).sees("由农业农村厅分办并答复您")
    assert rows(house, "SELECT handling, part FROM joint_units") == [
        ("separate", "养殖尾水的治理。")
    ]
    assert "农业农村厅分办：养殖尾水的治理" in (await open_card(officer))["text"]

    # What the lead unit answers does not end it: closing waits for the part.
    await give_reply(officer)
    await house.phone(LEAD).sees("已正式答复")
    await house.settle()
    await house.to(2026, 4, 8, 9, 30)
    await rate(house.phone(LEAD), "满意", "满意", "满意")
    await house.phone(LEAD).sees("谢谢您的评价")
    await house.to(2026, 4, 9, 9, 30)
    await officer.sees("分办部分还没有答复：农业农村厅")

    card = await joint_card(joint)
    await joint.presses("答复分办部分", card)
    asked = await joint.sees("请写分办答复，或发来文件", after=card)
    paper = ("尾水治理.pdf", b"%PDF-1.7 part")
    await joint.uploads(paper, kind="document", caption="三年内全部改造。")
    asked = await joint.sees("分办答复的文号是什么", after=asked)
    await joint.sends("湘农函〔2026〕12号")
    await joint.presses("提交意见", await joint.sees("请核对分办答复", after=asked))
    await joint.sees("的答复已送代表")
    for name in (LEAD, CO_SIGNER):
        told = await house.phone(name).sees("农业农村厅就分办部分（养殖尾水的治理。）答复您")
        assert "三年内全部改造。（湘农函〔2026〕12号）" in words(told)
        assert told["document"]["file_name"] == "尾水治理.pdf"
    heard = await officer.sees("农业农村厅已就第0107号建议")
    assert not labels(heard)  # neither graded nor sent back: the part is theirs
    assert "✓ 农业农村厅" in (await open_card(officer))["text"]
    assert GONE in (await officer.presses_data(heard, "opgrade:1:useful"))["text"]
    await house.to(2026, 4, 10, 9, 30)
    await house.phone(LEAD).sees("已办结")


async def test_a_leader_hands_it_on(house: House) -> None:
    await open_office(house, matter(), joined=EVERYBODY)
    await house.to(2026, 4, 7, 9, 30)
    leader = house.phone(LEADER)
    offered = labels(await menu(leader))
    assert "改派单位" not in offered
    assert "转交承办人" not in offered  # there is nobody else in the unit
    assert "申请退办" in offered
