"""杜绝“被满意” (P47): what units may not do, deputies can tell, and the committee sees."""

import openpyxl

from bot.sandbox.client import words
from tests.attackers.everybody import joins, write_staff
from tests.flows.small import rows
from tests.flows.steps import (
    DENIED,
    OUTSIDER,
    begin,
    from_bot,
    give_reply,
    happened,
    labels,
    matter,
    open_card,
    open_office,
    owed,
    rate,
    tick,
)
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.honest_steps import (
    SECOND,
    heard_by_the_unit,
    log_of,
    replied,
    rules,
    watched,
    write,
)


async def test_words_that_ask_for_a_score_are_stopped_and_may_be_said_otherwise(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    form = await replied(house)
    assert "代表工作委员会请您评价" in form["text"]
    sent = await write(officer, "评价时请您三项都选满意。")
    stopped = await officer.sees("这句话没有发出", after=sent)
    assert "请换一种说法" in stopped["text"]
    again = await officer.sees("请写要发给李秀兰代表的话", after=stopped)
    other = await officer.sends("管网已经开工，请您到现场看看。")
    await officer.presses("发送", await officer.sees("将发给", after=other))
    told = await lead.sees("管网已经开工")
    # A reply to the deputy's words and an edit of what was sent are no way round it.
    await lead.sends("好的。", reply_to=told)
    relayed = await officer.sees("好的。", after=again)
    await officer.sends("麻烦您给个好评", reply_to=relayed)
    stopped = await officer.sees("这句话没有发出", after=relayed)
    await officer.edits(other, "管网已经开工，请您打满意。")
    await officer.sees("这句话没有发出", after=stopped)
    # Nor is the record of a contact, which the deputy is asked to confirm.
    await begin(officer, "登记沟通")
    await officer.presses("电话")
    await officer.presses("今天")
    for said in ("办公室", "李秀兰、陈思远"):
        asked = await officer.sends(said)
    await officer.sends("请代表打满意。")
    await officer.sees("这句话没有发出", after=asked)
    await officer.sends("代表说管网已通水。")
    await officer.presses("完成", await officer.sees("照片或文件"))
    await officer.presses("提交")
    await lead.sees("代表说管网已通水。")
    await house.settle()
    for piece in ("都选满意", "好评", "打满意"):
        assert not await from_bot(lead, piece)

    log = await log_of(house)
    assert "陈思远 发给代表： 管网已经开工" in log
    assert log.count("陈思远 索要好评，已拦下") == 4
    assert "陈思远 登记沟通： 电话 代表说管网已通水。" in log
    assert "三项都选满意" in log
    record = await house.record()
    assert len(happened(record, "score_request_stopped")) == 4
    officer_card = await open_card(officer)
    assert "答复后接触" not in labels(officer_card)
    assert DENIED in (await officer.presses_data(officer_card, "since:1"))["text"]


async def test_pressure_reaches_the_committee_and_nobody_of_the_unit(one_matter: House) -> None:
    house = one_matter
    lead, supervisor = house.phone(LEAD), house.phone(SUPERVISOR)
    form = await replied(house)
    await write(house.phone(OFFICER), "请您查收材料。")
    officers = await lead.sees("请您查收材料。")
    await lead.presses("我受到压力（只告诉代表工作委员会）", form)
    await lead.sees("承办单位在任何地方都看不到", after=form)
    # Even as a reply to the officer's words it goes to the committee alone.
    await lead.sends("厅里来人到我单位做工作。", reply_to=officers)
    await lead.sees("已密送代表工作委员会", after=officers)
    report = await supervisor.sees("李秀兰代表：我受到压力")
    assert "厅里来人到我单位做工作。" in report["text"]
    assert "我受到压力：1" in words(await watched(house))
    # It is brought to mind each working day until somebody takes it up.
    for day in (9, 10, 13):
        await house.to(2026, 4, day, 9, 0)
        report = await supervisor.sees("还没有人受理：李秀兰", after=report)
    assert "厅里来人到我单位做工作。" in report["text"]
    await supervisor.presses("已受理", report)
    await lead.sees("已受理您反映的情况")
    assert "我受到压力：0" in words(await watched(house))

    # Who co-signed can report it too, without a word.
    co_signer = house.phone(CO_SIGNER)
    sent = await co_signer.sends("/s 0107")
    card = await co_signer.sees("第0107号", after=sent)
    await co_signer.presses("我受到压力（只告诉代表工作委员会）", card)
    await co_signer.presses("只报告，不说明", await co_signer.sees("是谁、用什么方式", after=card))
    await supervisor.sees("周建国代表：我受到压力")
    await house.to(2026, 4, 14, 9, 0)
    await supervisor.sees("还没有人受理：周建国")
    assert len(await from_bot(supervisor, "还没有人受理：李秀兰")) == 3

    await house.settle()
    pieces = ("做工作", "受到压力：", "密送", "pressure", "pressed_me", "ptake")
    assert await heard_by_the_unit(house, *pieces) == []
    for name in (LEAD, SUPERVISOR):
        report = await house.lianluo("access", name, "--format", "json")
        assert [piece for piece in pieces if piece in report] == []
    await house.lianluo("export", "ledger", "out.xlsx")
    book = openpyxl.load_workbook(house.data.parent / "out.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any("压力" in cell or "做工作" in cell for cell in cells)


async def test_what_is_strange_is_flagged_for_the_committee_alone(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    await replied(house)
    await rate(lead, "满意", "基本满意", "满意")
    thanks = await lead.sees("谢谢您的评价")
    assert "评价异常：0" in words(await watched(house))  # no words of the unit before it
    await write(officer, "请问您方便再谈谈吗？")
    await lead.sees("再谈谈")
    await lead.presses("修改评价")
    fresh = await lead.sees("请您评价第0107号", after=thanks)
    await tick(lead, fresh, "满意", "满意", "满意")
    await lead.presses("提交评价", fresh)
    soon = await supervisor.sees("几分钟内就给了好评")
    await supervisor.sees("接触之后，评价改好了")
    listed = await watched(house)
    assert "评价异常：2" in words(listed)
    await supervisor.presses("已核查", soon)
    assert "评价异常：1" in words(await watched(house))
    await house.settle()
    assert await heard_by_the_unit(house, "评价异常", "几分钟内", "flagged") == []
    assert DENIED in (await officer.presses_data(await officer.last(), "flag:1"))["text"]


async def test_the_form_waits_for_some_quiet_after_words_of_the_unit(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.stop()
    rules(house, "call_back_share = 0\ncool_hours = 20")
    await house.start()
    await house.to(2026, 4, 7, 9, 0)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.to(2026, 4, 7, 16, 0)
    await write(officer, "请查收纸质件。")
    await lead.sees("请查收纸质件。")
    await house.to(2026, 4, 8, 9, 0)
    await house.settle()
    assert not await from_bot(lead, "请您评价第0107号")
    await house.to(2026, 4, 8, 15, 0)
    await lead.sees("请您评价第0107号")


async def test_a_rating_on_paper_of_whom_the_chat_never_reached_counts(house: House) -> None:
    await open_office(house, matter(), joined=(OFFICER, SUPERVISOR))
    supervisor = house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(house.phone(OFFICER))
    await second_of_the_committee(house)
    second = house.phone(SECOND)
    asked = await open_card(supervisor)
    await supervisor.presses("录入纸质评价", asked)
    for axis in ("答复内容", "办理态度", "办理效果"):
        asked = await supervisor.sees(f"{axis}选的是哪一项", after=asked)
        await supervisor.presses("满意", asked)
    sent = await supervisor.sees("照片或扫描件", after=asked)
    scan = await supervisor.uploads(("评价表.jpg", b"\xff\xd8\xff\xe0 form"), kind="document")
    assert sent
    await supervisor.presses("提交核对", await supervisor.sees("请核对录入", after=scan))
    await second.presses("一致，确认", await second.sees("请对照原件核对"))
    await house.settle()
    assert [one["effect"] for one in (await house.record())["ratings"]] == ["satisfied"]
    assert rows(house, "SELECT count(*) FROM rating_forms") == [(1,)]
    told = await house.lianluo("report", "weekly", "--on", "2026-04-07")
    assert told


async def test_a_rating_on_paper_takes_two_people(one_matter: House) -> None:
    house = one_matter
    lead, supervisor = house.phone(LEAD), house.phone(SUPERVISOR)
    await replied(house)
    card = await open_card(supervisor)
    await supervisor.presses("录入纸质评价", card)
    await second_of_the_committee(house)
    second = house.phone(SECOND)
    await supervisor.presses("录入纸质评价", card)
    asked = card
    for axis in ("答复内容", "办理态度", "办理效果"):
        asked = await supervisor.sees(f"{axis}选的是哪一项", after=asked)
        await supervisor.presses("不满意" if axis == "办理效果" else "满意", asked)
    await supervisor.sees("不满意原因是什么", after=asked)
    sent = await supervisor.sends("水还是浑的。")
    await supervisor.sees("照片或扫描件", after=sent)
    scan = await supervisor.uploads(("评价表.jpg", b"\xff\xd8\xff\xe0 form"), kind="document")
    await supervisor.presses("提交核对", await supervisor.sees("请核对录入", after=scan))
    shown = await second.sees("请对照原件核对")
    assert "王若楠录入" in shown["text"]
    assert any(one.get("document") for one in await second.messages())
    assert (await house.record())["ratings"] == []
    own = await supervisor.last()
    assert "录入的人不能自己核对" in (await supervisor.presses_data(own, "paper_yes:1"))["text"]
    officer = house.phone(OFFICER)
    assert DENIED in (await officer.presses_data(await officer.last(), "paper_yes:1"))["text"]

    await house.to(2026, 4, 9, 8, 15)  # the staff's hours, not yet the deputy's
    await second.presses("一致，确认", shown)
    await house.phone(OFFICER).sees("第2轮重新办理")
    await house.settle()
    assert not await from_bot(lead, "纸质评价")
    assert not await from_bot(lead, "将重新办理")
    await house.to(2026, 4, 9, 9, 0)
    await lead.sees("将重新办理")
    told = await lead.sees("已录入您对第0107号建议的纸质评价")
    assert "我受到压力（只告诉代表工作委员会）" in labels(told)
    record = await house.record()
    assert [(one["effect"], one["reason"]) for one in record["ratings"]] == [
        ("dissatisfied", "水还是浑的。")
    ]
    assert record["papers"][0]["decided_by"] == SECOND
    assert "已经办好" in (await second.presses_data(shown, "paper_yes:1"))["text"]


async def second_of_the_committee(house: House) -> None:
    """Without another there is nobody who could compare; then one is on the roster and joins."""
    supervisor = house.phone(SUPERVISOR)
    card = await open_card(supervisor)
    told = await supervisor.presses("录入纸质评价", card)
    assert "要由两个人核对" in told["text"]
    more = write_staff(
        house.data.parent / "more.xlsx", (SECOND, "代表工作委员会", "议案处", "督办", "")
    )
    await house.lianluo("import", str(more))
    await joins(house, SECOND)


async def test_drawn_by_lot_the_committee_calls_and_hears_otherwise(one_matter: House) -> None:
    house = one_matter
    lead, supervisor = house.phone(LEAD), house.phone(SUPERVISOR)
    await house.stop()
    rules(house, "call_back_share = 1")
    await house.start()
    await replied(house)
    await rate(lead, "满意", "满意", "满意")
    await lead.sees("谢谢您的评价")
    await house.to(2026, 4, 9, 9, 30)  # closed by now; the call is still owed
    task = await supervisor.sees("抽中这件建议的评价")
    await supervisor.presses("登记回访", task)
    asked = await supervisor.sees("评价是不是本人的意思", after=task)
    await supervisor.presses("没有接通", asked)
    missed = await supervisor.sees("请改日再打", after=asked)
    await supervisor.presses("登记回访", task)
    asked = await supervisor.sees("办理效果：满意", after=missed)
    await supervisor.presses("与评价不一致", asked)
    await supervisor.sees("代表是怎么说的", after=asked)
    await supervisor.sends("代表说是秘书代按的。")
    await supervisor.sees("回访已记录")
    await supervisor.sees("代表说的与评价不一致")
    record = await house.record()
    assert record["call_backs"][0]["outcome"] == "other"
    assert record["call_backs"][0]["seed"] == happened(record, "call_back_drawn")[0]["data"]["seed"]
    assert "待您电话回访：0" in words(await watched(house))


async def test_who_was_drawn_and_is_of_the_committee_no_more_passes_the_call_on(
    one_matter: House,
) -> None:
    house = one_matter
    await house.stop()
    rules(house, "call_back_share = 1")
    await house.start()
    await replied(house)
    await rate(house.phone(LEAD), "满意", "满意", "满意")
    await house.phone(LEAD).sees("谢谢您的评价")
    await house.settle()
    row = (SECOND, "代表工作委员会", "议案处", "督办", "")
    moved = (SUPERVISOR, "代表工作委员会", "议案处", "承办人", "")
    more = write_staff(house.data.parent / "more.xlsx", row)
    await house.lianluo("import", str(more))
    await joins(house, SECOND)
    await house.lianluo("import", str(write_staff(house.data.parent / "moved.xlsx", moved)))
    await house.to(2026, 4, 9, 9, 30)
    await house.phone(SECOND).sees("抽中这件建议的评价")
    assert "待您电话回访：1" in words(await watched(house, SECOND))
    assert owed(house, "call_back") == [(SUPERVISOR, "cancelled"), (SECOND, "open")]


async def test_rated_once_more_when_some_time_has_passed(one_matter: House) -> None:
    house = one_matter
    lead, supervisor = house.phone(LEAD), house.phone(SUPERVISOR)
    await replied(house)
    await rate(lead, "满意", "满意", "满意")
    await lead.sees("谢谢您的评价")
    await house.to(2026, 4, 9, 9, 0)
    await lead.sees("已办结")
    await house.to(2026, 11, 3, 10, 0)
    card = await open_card(supervisor)
    await supervisor.presses("再次请代表评价", card)
    form = await lead.sees("请您再评价一次第0107号建议")
    assert "已经办好" in (await supervisor.presses("再次请代表评价", card))["text"]
    await lead.presses("基本满意", form)
    told = await supervisor.sees("回头看，再次评价")
    assert "满意 → 基本满意" in told["text"]
    await supervisor.sees("代表的评价比原来低")
    sealed = await house.phone(OFFICER).sees("回头看，再次评价")
    assert "封存" in sealed["text"]
    assert "满意" not in sealed["text"]
    await lead.presses("不满意", form)
    await lead.sees("不满意的原因", after=form)
    await lead.sends("水又浑了。")
    await house.phone(LEADER).sees("原因：水又浑了。")
    record = await house.record()
    assert [(one["sequence"], one["effect"]) for one in record["second_ratings"]] == [
        (1, "mostly_satisfied"),
        (2, "dissatisfied"),
    ]
    assert record["second_ratings"][0]["occasion"] == "2026"
    assert [one["effect"] for one in record["ratings"]] == ["satisfied"]
    stranger = house.phone(CO_SIGNER)
    assert (
        DENIED in (await stranger.presses_data(await stranger.last(), "second:1:satisfied"))["text"]
    )


async def test_an_account_that_took_the_place_of_the_deputy_s_is_flagged(
    one_matter: House,
) -> None:
    house = one_matter
    await replied(house)
    other = await joins(house, LEAD, is_deputy=True, phone="+8613800000001")
    sent = await other.sends("/s 0107")
    card = await other.sees("第0107号", after=sent)
    await other.presses("评价", card)
    form = await other.sees("请您评价第0107号", after=card)
    await tick(other, form, "满意")
    await other.sees("发送您本人的手机号")
    await other.presses_key("发送我的手机号")
    await other.sees("核对好了")
    await tick(other, form, "满意", "满意", "满意")
    await other.presses("提交评价", form)
    await other.sees("谢谢您的评价")
    flagged = await house.phone(SUPERVISOR).sees("代表换绑了账号")
    assert "生态环境厅 · 第0107号" in flagged["text"]


async def test_units_whose_ratings_look_alike_are_flagged_and_others_not(house: House) -> None:
    rules(house, "call_back_share = 0\nleast_ratings = 2\nleast_chance = 0.5")
    farm = {"主办单位": "农业农村厅", "承办人": OUTSIDER, "责任领导": ""}
    by_other = {"领衔代表": CO_SIGNER, "附议代表": ""}
    rows = (
        matter("0107", 附议代表=""),
        matter("0108", **by_other),
        matter("0109", 附议代表="", **farm),
        matter("0110", **farm, **by_other),
    )
    everybody = (LEAD, CO_SIGNER, OFFICER, SUPERVISOR)
    await open_office(house, *rows, joined=everybody, besides=[OUTSIDER])
    await house.to(2026, 4, 7, 9, 0)
    for number, officer in {
        "0107": OFFICER,
        "0108": OFFICER,
        "0109": OUTSIDER,
        "0110": OUTSIDER,
    }.items():
        await give_reply(house.phone(officer), number=number)
        await house.phone(officer).sees(f"第{number}号建议的答复")
    await house.to(2026, 4, 8, 9, 0)
    for number, deputy, grade in (
        ("0107", LEAD, "不满意"),
        ("0108", CO_SIGNER, "不满意"),
        ("0109", LEAD, "满意"),
        ("0110", CO_SIGNER, "满意"),
    ):
        phone = house.phone(deputy)
        sent = await phone.sends(f"/s {number}")
        await phone.presses("评价", await phone.sees(f"第{number}号", after=sent))
        await house.settle()
        form = (await from_bot(phone, f"请您评价第{number}号"))[-1]
        await tick(phone, form, grade, grade, grade)
        await phone.presses("提交评价", form)
        if grade == "不满意":
            await phone.sees("不满意的原因", after=form)
            await phone.sends("答复没有回应所提的第二点。")
        await phone.sees(f"如实记录（第{number}号", after=form)
    supervisor = house.phone(SUPERVISOR)
    assert "第0108号" in (await supervisor.sees("理由或评语一字不差"))["text"]
    assert "农业农村厅" in (await supervisor.sees("评价全部是满意"))["text"]
    assert "评价异常：2" in words(await watched(house))
