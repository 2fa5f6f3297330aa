"""评价: nobody but the lead deputy gives it or sees it before, none is overwritten, and what
follows from 不满意.
"""

import json

from bot.sandbox.client import words
from tests.flows.steps import (
    DENIED,
    answer_questions,
    from_bot,
    give_reply,
    happened,
    labels,
    matter,
    moment,
    open_card,
    open_office,
    owed,
    rate,
    said,
    tick,
)
from tests.house import CO_SIGNER, EVERYBODY, LEAD, LEADER, OFFICER, SUPERVISOR, House, at
from tests.practices.cadence import sheet

OTHERS = (CO_SIGNER, OFFICER, LEADER, SUPERVISOR)
SECRETS = ("不满意", "dissatisfied", "DISSATISFIED", "不满意的原因")


async def replied(house: House) -> None:
    """The reply reaches the deputies on 7 April; on the 8th at nine the form is there."""
    officer, lead = house.phone(OFFICER), house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 0)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await officer.sees("✅ 已送达李秀兰")
    await house.to(2026, 4, 8, 9, 0)
    await lead.sees("请您评价第0107号")


async def graded(house: House, day: str) -> list[object]:
    """What the officer's own ledger says of the grades."""
    officer = house.phone(OFFICER)
    await officer.sends("/ledger")
    heads, line = (await sheet(house, officer, f"台账-{day}.xlsx"))["建议台账"]
    return [line[heads.index(f"{axis}评价")] for axis in ("答复内容", "办理态度", "办理效果")]


async def assert_nothing_is_known(house: House) -> None:
    """Neither the exported record nor anybody's phone tells what the deputy has chosen."""
    await house.settle()
    record = await house.record()
    assert record["ratings"] == []
    told = json.dumps([record["messages"], record["events"]], ensure_ascii=False)
    for form in ("html", "md"):
        told += await house.lianluo("export", "suggestion", "0107", "--format", form)
    for secret in SECRETS:
        assert secret not in told
    for name in OTHERS:
        for message in await from_bot(house.phone(name)):
            assert "满意" not in words(message), name


async def test_nothing_of_a_rating_is_known_before_it_is_submitted(one_matter: House) -> None:
    house = one_matter
    lead = house.phone(LEAD)
    await replied(house)
    form = await lead.sees("请您评价第0107号")
    assert "满意" not in form["text"]
    grades = ["满意", "基本满意", "不满意"]
    assert labels(form) == [
        "答复内容 ⬇",
        *grades,
        "办理态度 ⬇",
        *grades,
        "办理效果 ⬇",
        *grades,
        "提交评价",
        "重新填写",
        "我受到压力（只告诉代表工作委员会）",
    ]

    # Told what is missing; filled in as it is pressed; and afresh.
    refused = await lead.presses("提交评价", form)
    assert refused["text"] == "还没有选：答复内容、办理态度、办理效果"
    await tick(lead, form, "不满意", "满意")
    shown = await lead.sees("答复内容：不满意", after=form)
    assert "还没有选：办理效果" in (await lead.presses("提交评价", shown))["text"]
    await lead.presses("重新填写", shown)
    blank = await lead.sees("答复内容：—", after=shown)
    assert "满意" not in blank["text"]
    await tick(lead, form, "不满意")
    await lead.sees("答复内容：不满意")

    # The others cannot press it for the deputy, with whatever data, nor find out.
    keys = [key["callback_data"] for row in form["reply_markup"]["inline_keyboard"] for key in row]
    made_up = [data for data in keys if not data.startswith(("axis", "pressure"))]
    made_up += ["rerate:1", "rated:7"]
    for name in OTHERS:
        phone = house.phone(name)
        under = await phone.last()
        for data in made_up:
            assert DENIED in (await phone.presses_data(under, data))["text"], (name, data)
    await assert_nothing_is_known(house)

    # A reminder brings the form again as far as it was filled in, and the earlier loses its keys.
    await house.to(2026, 4, 13, 9, 0)
    again = await lead.sees("请您评价第0107号", after=shown)
    await house.settle()
    forms = await from_bot(lead, "请您评价第0107号")
    assert len(forms) == 2
    assert (labels(forms[0]), len(labels(forms[1]))) == ([], 15)
    await tick(lead, again, "不满意", "满意", "满意")
    await lead.presses("提交评价", forms[1])
    await lead.sees("请用您自己的话说说不满意的原因")
    await assert_nothing_is_known(house)

    # With the reason, in the deputy's own voice, it is given: now all hear of it.
    await lead.uploads(("原因.ogg", b"OggS why"), kind="voice")
    await lead.sees("谢谢您的评价，已如实记录")
    for name in (OFFICER, LEADER, SUPERVISOR):
        told = await house.phone(name).sees("代表已评价第0107号建议")
        assert "答复内容：不满意" in told["text"]
        await house.phone(name).sees("第2轮重新办理")
    assert not await from_bot(house.phone(CO_SIGNER), "已评价")
    await house.settle()
    officer = await house.phone(OFFICER).messages()
    assert any(one.get("voice") for one in officer)
    record = await house.record()
    assert [(one["content"], one["reason"]) for one in record["ratings"]] == [
        ("dissatisfied", "[语音]")
    ]
    assert len([one for one in happened(record, "pressed") if one["data"]["button"] == "rate"]) > 4
    assert "不满意的原因" in said(record, "请用您自己的话")[0]["text"]


async def test_a_rating_may_be_changed_until_it_is_closed_on_the_next_working_day(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await replied(house)
    form = await rate(lead, "满意", "满意", "满意")
    thanks = await lead.sees("谢谢您的评价")
    assert "办理效果：满意" in (await house.phone(SUPERVISOR).sees("代表已评价"))["text"]
    for name in (OFFICER, LEADER):
        told = (await house.phone(name).sees("代表已评价"))["text"]
        assert "封存" in told
        assert "满意" not in told
    key = form["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
    assert "评价已提交" in (await lead.presses_data(form, key))["text"]

    await lead.presses("修改评价")
    fresh = await lead.sees("请您评价第0107号", after=thanks)
    assert "满意" not in fresh["text"]
    record = await house.record()
    assert [one["effect"] for one in record["ratings"]] == ["satisfied"]
    await tick(lead, fresh, "满意", "满意", "基本满意")
    await lead.presses("提交评价", fresh)
    again = await lead.sees("谢谢您的评价", after=thanks)
    assert again["text"] == thanks["text"]
    changed = await house.phone(SUPERVISOR).sees("修改了对第0107号建议的评价")
    assert "办理效果：基本满意" in changed["text"]
    assert not await from_bot(officer, "办理效果：")
    assert await graded(house, "2026-04-08") == ["封存"] * 3
    assert not await from_bot(officer, "修改了对第0107号建议的评价")

    # The next working day it is closed; then nothing can be pressed any more.
    assert (await house.record())["stage"] == "rated"
    await house.to(2026, 4, 9, 9, 0)
    for name in (LEAD, CO_SIGNER, OFFICER):
        closed = await house.phone(name).sees("湖区治理的建议》已办结")
        assert moment(closed) >= at(2026, 4, 9, 9, 0)
    for name in (OFFICER, LEADER):
        assert "办理效果：基本满意" in (await house.phone(name).sees("已办结"))["text"]
    assert await graded(house, "2026-04-09") == ["满意", "满意", "基本满意"]
    assert "已办结，不能再评价" in (await lead.presses("修改评价"))["text"]
    assert "已办结，不能再评价" in (await lead.presses_data(form, key))["text"]
    record = await house.record()
    assert record["stage"] == "closed"
    assert [(one["sequence"], one["effect"]) for one in record["ratings"]] == [
        (1, "satisfied"),
        (2, "mostly_satisfied"),
    ]


async def test_dissatisfied_twice_goes_to_the_supervisor_who_closes(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    await replied(house)
    await rate(lead, "满意", "不满意", "满意")
    await lead.sees("不满意的原因")
    await lead.sends("没有上门听取意见。")
    thanks = await lead.sees("谢谢您的评价")
    assert thanks["text"] == "谢谢您的评价，已如实记录（第0107号建议）。"
    await lead.sees("最迟 2026年5月8日")

    # Round 2: handled again, with its own dates and contacts; only what is new is asked.
    record = await house.record()
    assert (record["stage"], record["round"], record["due_on"]) == ("in_progress", 2, "2026-05-08")
    plan = [
        (one["phase"], one["due_on"], one["state"])
        for one in record["contacts"]
        if one["round"] == 2
    ]
    assert plan == [("before", "2026-04-17", "planned"), ("during", "2026-04-30", "planned")]
    assert owed(house, "rehandle") == [(OFFICER, "open")]
    await house.to(2026, 4, 8, 15, 0)
    opening = await lead.sees("第1问（共2问）")
    assert "诉求" in opening["text"]
    assert "不满意的原因，我们记下了：\n没有上门听取意见。" in opening["text"]
    await answer_questions(lead, ("请上门一次。", "见面。"))
    await give_reply(officer, "湘环函〔2026〕22号", "A 已解决或基本解决")
    await lead.sees("湘环函〔2026〕22号")
    await house.settle()
    await house.to(2026, 4, 9, 15, 0)
    form = await lead.sees("请您评价第0107号", after=thanks)
    await tick(lead, form, "不满意", "满意", "满意")
    await lead.presses("提交评价", form)
    await lead.sees("不满意的原因", after=form)
    await lead.sends("还是老样子。")
    assert (await lead.sees("谢谢您的评价", after=form))["text"] == thanks["text"]

    # No third round: the supervisor takes it up and, in the end, closes it.
    task = await supervisor.sees("代表再次不满意")
    assert "当面协商" in task["text"]
    assert owed(house, "second_dissatisfied") == [(SUPERVISOR, "open")]
    for name in (OFFICER, LEADER, LEAD):
        phone = house.phone(name)
        for data in ("taken:1", "close:1"):
            assert DENIED in (await phone.presses_data(await phone.last(), data))["text"]
    await supervisor.presses("已受理", task)
    assert "已经办好" in (await supervisor.presses_data(task, "taken:1"))["text"]
    await house.to(2026, 4, 15, 9, 0)
    assert (await house.record())["stage"] == "rated"
    await supervisor.presses("办结", await open_card(supervisor))
    for name in (LEAD, CO_SIGNER, OFFICER):
        await house.phone(name).sees("已办结")
    assert "已经办好" in (await supervisor.presses_data(task, "close:1"))["text"]
    record = await house.record()
    assert (record["stage"], record["round"]) == ("closed", 2)
    assert [(one["round"], one["reason"]) for one in record["ratings"]] == [
        (1, "没有上门听取意见。"),
        (2, "还是老样子。"),
    ]
    for kind in ("round_opened", "escalated", "taken_up", "closed"):
        assert len(happened(record, kind)) == 1, kind


async def test_silence_is_no_rating_and_the_reminders_stop(one_matter: House) -> None:
    house = one_matter
    lead, supervisor = house.phone(LEAD), house.phone(SUPERVISOR)
    under = await supervisor.last()
    assert "代表评价之后" in (await supervisor.presses_data(under, "close:1"))["text"]
    await replied(house)
    assert "代表评价之后" in (await supervisor.presses_data(under, "close:1"))["text"]
    assert "办结" not in labels(await open_card(supervisor))

    # Asked on the 8th; again three and seven working days later; then never again.
    for day in (9, 10, 13, 14, 16, 17, 20, 22, 23, 30):
        await house.to(2026, 4, day, 9, 0)
        await house.settle()
    forms = await from_bot(lead, "请您评价第0107号")
    assert [moment(one).day for one in forms] == [8, 13, 17]
    assert (await house.record())["ratings"] == []
    assert "未评价" in await house.lianluo("export", "suggestion", "0107", "--format", "md")

    # The time for it is over: the supervisor may close, and it stays unrated, whatever was begun.
    await tick(lead, forms[-1], "不满意", "满意", "满意")
    await lead.presses("提交评价", forms[-1])
    await lead.sees("不满意的原因")
    await supervisor.presses("办结", await open_card(supervisor))
    await lead.sees("已办结")
    key = forms[-1]["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
    assert "不能再评价" in (await lead.presses_data(forms[-1], key))["text"]
    record = await house.record()
    assert (record["stage"], record["ratings"]) == ("closed", [])
    await lead.sends("今后还能写信吗？")
    await house.phone(OFFICER).sees("今后还能写信吗？")


async def test_a_bot_asleep_over_the_closing_tells_of_it_in_contact_hours(
    one_matter: House,
) -> None:
    house = one_matter
    lead = house.phone(LEAD)
    await replied(house)
    await rate(lead, "满意", "满意", "满意")
    await lead.sees("谢谢您的评价")
    await house.settle()
    await house.stop()
    await house.to(2026, 4, 9, 22, 0)
    await house.start()
    await house.settle()
    assert not await from_bot(lead, "已办结")
    await house.to(2026, 4, 10, 9, 0)
    for name in (LEAD, CO_SIGNER, OFFICER):
        closed = await house.phone(name).sees("已办结")
        assert at(2026, 4, 10, 8, 0) <= moment(closed)
    await house.settle()
    assert len(await from_bot(lead, "已办结")) == 1


async def test_whoever_has_the_form_only_in_a_list_has_been_asked_too(house: House) -> None:
    await open_office(house, matter(), matter("0108"), joined=EVERYBODY)
    officer, lead = house.phone(OFFICER), house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 0)
    for number in ("0107", "0108"):
        await give_reply(officer, number=number)
        await officer.sees(f"第{number}号建议的答复已登记")
    await house.settle()
    earlier = await lead.last()
    await house.to(2026, 4, 8, 9, 0)
    digest = await lead.sees("有2件事想请教您", after=earlier)
    assert labels(digest) == ["1. 0107 评价", "2. 0108 评价"]
    await house.settle()
    for number in ("0107", "0108"):
        record = await house.record(number)
        assert len(happened(record, "rating_form_sent")) == 1
        assert record["ratings"] == []
    await lead.presses("2. 0108 评价", digest)
    await lead.sees("请您评价第0108号")
    assert len(happened(await house.record("0108"), "rating_form_sent")) == 1
