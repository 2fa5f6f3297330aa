"""P52 年度回头看: a campaign of the year, begun once, which ends on a day, with its results."""

from pathlib import Path

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import (
    from_bot,
    give_reply,
    happened,
    labels,
    matter,
    open_office,
    owed,
    rate,
)
from tests.house import EVERYBODY, LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.look_back_steps import asked_to_look_back, begin_look_back, look_back_card
from tests.practices.promise_steps import keep_promise, note_promise


async def test_the_campaign_of_a_year(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await supervisor.sends("/lookback")
    begin = await supervisor.sees("2026年回头看：将就0项承诺")
    refused = await supervisor.presses("开始2026年回头看", begin)
    assert "没有可回头看的" in refused["text"]
    await give_reply(officer)
    await note_promise(officer, "完成清淤。", "2026年8月20日")
    await house.to(2026, 9, 1, 9, 30)
    await house.settle()
    assert "2026年9月29日" in words(await begin_look_back(house))
    assert "承诺 1 项，已答 0 项" in words(await look_back_card(supervisor))
    await house.to(2026, 9, 1, 15, 0)
    await lead.presses("部分兑现", await asked_to_look_back(house, lead))
    await officer.sees("承诺作了评价：部分兑现")
    card = await look_back_card(supervisor)
    assert "已答 1 项：已兑现 0 · 部分 1 · 未兑现 0" in words(card)
    await supervisor.presses("按单位", card)
    assert "生态环境厅" in words(await supervisor.sees("回头看 · 按单位", after=card))
    sent = await supervisor.sends("/lookback 明年")
    await supervisor.sees("请写四位年份", after=sent)
    assert owed(house, "look_back") == [(LEAD, "done")]
    record = await house.record()
    assert [(one["year"], one["view"]) for one in record["look_backs"]] == [("2026", "partly")]


async def test_one_question_after_the_other_and_none_about_what_was_called_kept(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    for what in ("完成清淤。", "建成三个监测站。", "公布水质数据。"):
        await note_promise(officer, what, "2026年8月20日")
    await keep_promise(officer, "已兑现：公布水质数据。", "省厅官网")
    await lead.presses("已兑现", await lead.sees("您看兑现了吗"))
    await house.to(2026, 9, 1, 9, 30)
    await house.settle()
    assert "将就2项承诺" in words(
        (await supervisor.sends("/lookback")) and (await supervisor.sees("年回头看：将就"))
    )
    await begin_look_back(house)
    await house.to(2026, 9, 1, 15, 0)
    first = await asked_to_look_back(house, lead)
    assert len(await from_bot(lead, "您看兑现了吗")) == 2  # what was kept, and this
    assert "（1/2）" in words(first)
    await lead.presses("未兑现", first)
    second = await lead.sees("回头看（2/2）", after=first)
    await lead.presses("已兑现", second)
    await lead.sees("谢谢您，对第0107号", after=second)
    # A word may be changed; nothing is asked by that.
    await lead.presses("部分兑现", first)
    await lead.sees("谢谢您，对第0107号", after=second)
    await house.settle()
    assert len(await from_bot(lead, "您看兑现了吗")) == 3
    assert rows(house, "SELECT view FROM look_back_answers ORDER BY id") == [
        ("partly",),
        ("kept",),
    ]


async def test_who_is_silent_is_asked_again_and_the_result_is_rated_anew(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await note_promise(officer, "完成清淤。", "2026年8月20日")
    await house.to(2026, 4, 8, 9, 30)
    await rate(lead, "满意", "满意", "基本满意")
    await house.to(2026, 4, 10, 9, 30)
    await lead.sees("已办结")
    await house.to(2026, 9, 1, 9, 30)
    await begin_look_back(house)
    asked = await lead.sees("回头看：您的第0107号")
    card = await look_back_card(supervisor)
    assert "结果再评价 1 件，已评 0 件" in words(card)
    await supervisor.presses("未答名单", card)
    assert f"{LEAD}（长沙代表团）0107" in words(await supervisor.sees("还没有答的代表", after=card))
    await house.to(2026, 9, 4, 9, 30)
    again = await lead.sees("回头看：您的第0107号", after=asked)
    await lead.presses("部分兑现", again)
    await officer.sees("承诺作了评价：部分兑现")
    # What is over is rated anew, and then nothing more is asked.
    await lead.presses("满意", await lead.sees("请您再评价一次"))
    await lead.sees("谢谢您的评价")
    await lead.presses("已兑现", again)
    await officer.sees("承诺作了评价：已兑现")
    await house.settle()
    assert rows(house, "SELECT state, view FROM promises") == [("kept", "kept")]
    assert owed(house, "look_back") == [(LEAD, "done")]
    assert "已评 1 件（不足5件，不列明细）" in words(await look_back_card(supervisor))


async def test_it_ends_on_its_day_and_everybody_hears_what_came_of_it(house: House) -> None:
    both = matter("0107"), matter("0108")
    await open_office(house, *both, joined=EVERYBODY)
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    for number in ("0107", "0108"):
        await give_reply(officer, number=number)
        await note_promise(officer, f"办好{number}。", "2026年8月20日", number)
    await house.to(2026, 9, 1, 9, 30)
    await house.settle()
    await begin_look_back(house)
    await house.to(2026, 9, 1, 15, 0)
    asked = await asked_to_look_back(house, lead, "0107")
    await lead.presses("未兑现", asked)
    await house.settle()
    await house.to(2026, 9, 29, 15, 0)  # its last day
    await house.settle()
    assert ("open",) in rows(house, "SELECT state FROM duties WHERE kind = 'look_back'")
    late = await asked_to_look_back(house, lead, "0108", after=asked)
    await house.to(2026, 10, 8, 9, 30)
    for name in (SUPERVISOR, LEADER):
        told = words(await house.phone(name).sees("2026年回头看结果"))
        assert "承诺 2 项，已答 1 项：已兑现 0 · 部分 0 · 未兑现 1" in told
        assert "未答 1 项，联系不上 0 项" in told
    assert "评价了1项承诺" in words(await lead.sees("2026年回头看已结束"))
    await house.settle()
    states = rows(house, "SELECT state FROM duties WHERE kind = 'look_back' ORDER BY id")
    assert states == [("done",), ("cancelled",)]
    assert len(happened(await house.record(), "looked_back")) == 1
    # What comes late is noted all the same.
    await lead.presses("已兑现", late)
    await officer.sees("承诺作了评价：已兑现")
    assert "已结束" in words(await look_back_card(supervisor))
    # The next year shows it, and asks anew about what is not kept.
    await house.to(2027, 9, 1, 9, 30)
    sent = await supervisor.sends("/lookback")
    offered = words(await supervisor.sees("2027年回头看：将就1项承诺", after=sent))
    assert "承诺 2 项，已答 2 项：已兑现 1 · 部分 0 · 未兑现 1" in offered


async def test_whom_the_chat_does_not_reach_the_committee_calls(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await note_promise(officer, "完成清淤。", "2026年8月20日")
    await note_promise(officer, "建成三个监测站。", "2026年8月20日")
    await lead.sees("承办单位承诺")
    await lead.blocks()
    await house.settle()
    await house.to(2026, 9, 1, 9, 30)
    await begin_look_back(house)
    await house.to(2026, 9, 1, 10, 0)
    await house.settle()
    assert owed(house, "look_back_hear") == [(SUPERVISOR, "open")]
    assert owed(house, "reach_by_phone").count((OFFICER, "open")) <= 1  # as before it began
    card = await look_back_card(supervisor)
    assert "未答 0 项，联系不上 2 项" in words(card)
    await supervisor.presses("未答名单", card)
    assert f"📵 {LEAD}" in words(await supervisor.sees("还没有答的代表", after=card))
    await house.to(2026, 9, 1, 15, 0)
    first = await supervisor.sees("请代为询问代表（回头看（1/2））")
    await supervisor.presses("已兑现", first)
    second = await supervisor.sees("请代为询问代表（回头看（2/2））", after=first)
    await supervisor.presses("没有联系上", second)
    await house.settle()
    await house.to(2026, 9, 3, 15, 0)
    await house.settle()
    assert owed(house, "look_back_hear") == [(SUPERVISOR, "done")]
    assert rows(house, "SELECT view FROM look_back_answers ORDER BY id") == [("kept",), (None,)]
    await lead.unblocks()


def begin_in_september(profile: Path) -> None:
    """The profile names the day on which it begins by itself."""
    rules = profile.read_text("utf-8")
    profile.write_text(rules + '[look_back]\non = "09-01"\n', "utf-8")


async def test_it_may_begin_by_itself_about_what_was_closed_in_late_years(
    house: House,
) -> None:
    begin_in_september(Path(house.settings["LIANLUO_PROFILE"]))
    await open_office(house, matter("0107"), joined=(LEAD, OFFICER, SUPERVISOR))
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer, letter="A 已解决或基本解决")
    await lead.sees("已正式答复")
    await house.to(2026, 4, 8, 9, 30)
    await rate(lead, "满意", "满意", "满意")
    await house.to(2026, 8, 31, 15, 0)
    await house.settle()
    assert not rows(house, "SELECT year FROM look_backs")
    await house.to(2026, 9, 1, 9, 30)
    await supervisor.sees("2026年回头看今天已按规定开始")
    await lead.sees("请您再评价一次")
    assert labels(await look_back_card(supervisor)) == ["按单位", "未答名单"]
    await house.to(2030, 9, 2, 9, 30)  # closed four years ago, nothing to ask about any more
    await house.settle()
    assert rows(house, "SELECT year FROM look_backs") == [("2026",)]
