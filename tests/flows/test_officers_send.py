"""An officer finds a suggestion, writes, looks at it once more, sends, and hears of its fate."""

from bot.sandbox.client import buttons, words
from tests.flows.small import link_for, rows, until
from tests.flows.steps import (
    DENIED,
    GONE,
    OUTSIDER,
    from_bot,
    labels,
    matter,
    open_card,
    open_office,
    said,
)
from tests.house import CO_SIGNER, LEAD, OFFICER, SUPERVISOR, House

NUMBERS = ("0107", "0112", "0113", "0114", "0115", "0116", "0117", "0118")

FOLDERS = {
    "办理 ▸": ["办理方案", "办理清单", "交办事项", "逐条答复", "提请协调", "标为难点件"],
    "记录 ▸": ["沟通记录", "接触记录", "数据链接"],
    "归类 ▸": ["主题", "融入工作", "社情民意"],
}


async def test_a_suggestion_is_found_by_number_words_name_and_page_by_page(house: House) -> None:
    titles = {"0112": "关于农村饮用水监测的建议", "0113": "关于校车安全的建议"}
    ledger = [
        matter(number, **({"标题": titles[number]} if number in titles else {}))
        for number in NUMBERS
    ]
    ledger[-1]["领衔代表"], ledger[-1]["附议代表"] = CO_SIGNER, ""
    await open_office(house, *ledger, joined=(OFFICER,))
    officer = house.phone(OFFICER)

    for asked in ("/s 0107", "/S 0107", "/s@lianluo_demo_bot 0107", "/s ０１０７", "/s 第0107号"):
        sent = await officer.sends(asked)
        card = await officer.sees("第0107号《", after=sent)
        for piece in ("李秀兰", "长沙代表团", "附议：周建国", "答复期限", "还有"):
            assert piece in words(card)
        assert labels(card) == [
            "给代表发消息",
            "登记沟通",
            "约见代表",
            "办理进展",
            "答复稿",
            "送达答复",
            "办理 ▸",
            "记录 ▸",
            "归类 ▸",
        ]
    # The rest is in folders, opened and closed under the same card.
    for folder, inside in FOLDERS.items():
        await officer.presses(folder, card)
        opened = await officer.sees("第0107号《", after=card)
        assert labels(opened) == [*inside, "◂ 返回"]
        await officer.presses("◂ 返回", opened)
        card = await officer.sees("第0107号《", after=opened)
        assert folder in labels(card)
    sent = await officer.sends("/s 饮用水 监测")
    await officer.sees("第0112号《", after=sent)
    # A name: hers to lead or to stand behind.
    sent = await officer.sends("/s 周建国")
    several = await officer.sees("找到几件，请选一件", after=sent)
    assert len(labels(several)) > 1
    await officer.presses(labels(several)[0], several)
    await officer.sees(f"第{labels(several)[0][:4]}号《", after=several)
    sent = await officer.sends("/s 高铁")
    assert "没有找到“高铁”" in words(await officer.sees("没有找到", after=sent))
    sent = await officer.sends("/s")
    await officer.sees("请在 /s 后面写编号或词语", after=sent)

    # /my: six at a time, each once.
    sent = await officer.sends("/my")
    first = await officer.sees("您承办的建议", after=sent)
    assert len(labels(first)) == 7
    await officer.presses("更多", first)
    second = await officer.sees("您承办的建议", after=first)
    shown = [label[:4] for label in labels(first)[:6] + labels(second)]
    assert sorted(shown) == list(NUMBERS)
    await officer.presses(labels(second)[-1], second)
    await officer.sees(f"第{shown[-1]}号《", after=second)


async def test_a_template_is_filled_in_looked_at_changed_and_sent(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await officer.presses("给代表发消息", await open_card(officer))
    await officer.presses("约见面")
    await officer.sees("约见的时间？")
    await officer.sends("周四<下午>三点")
    await officer.sees("约见的地点？")
    await officer.sends("省厅 A&B 楼")
    text = "想就您的建议当面听取意见。时间：周四<下午>三点，地点：省厅 A&B 楼。您看是否方便？"
    preview = await officer.sees(text)
    assert labels(preview) == ["发送", "修改", "取消"]
    await house.settle()
    assert not await from_bot(lead, "当面听取意见")  # nothing leaves before 发送

    # 修改: written anew; 取消: nothing is sent, and the old buttons are gone.
    await officer.presses("修改", preview)
    again = await officer.sees("请写要发给李秀兰代表的话", after=preview)
    await officer.sends("周四下午三点方便吗？")
    draft = await officer.sees("周四下午三点方便吗？", after=again)
    await officer.presses("取消", draft)
    send = buttons(draft)[0]["callback_data"]
    assert GONE in (await officer.presses_data(draft, send))["text"]
    await house.settle()
    assert not labels(await officer.sees("周四下午三点方便吗？"))

    # A draft left lying is not swept up with what is written next.
    await officer.presses("给代表发消息", await open_card(officer))
    await officer.sends("写了一半")
    half = await officer.sees("写了一半")
    await officer.presses("给代表发消息", await open_card(officer))
    asked = await officer.sees("请写要发给李秀兰代表的话", after=half)
    await officer.sends("周五上午呢？")
    final = await officer.sees("周五上午呢？", after=asked)
    assert "写了一半" not in words(final)
    await officer.presses("发送", final)
    told = await lead.sees("周五上午呢？")
    assert words(told).startswith("生态环境厅 陈思远（0107 ")
    await officer.sees("✅ 已送达李秀兰代表，09:3")
    assert not await from_bot(lead, "写了一半")
    assert not await from_bot(lead, "周四下午三点")
    states = dict(rows(house, "SELECT text, state FROM messages WHERE direction = 'in'"))
    assert states["写了一半"] == states["周四下午三点方便吗？"] == "cancelled"
    assert states["周五上午呢？"] == "received"
    # What was dropped was never said: no card repeats it.
    card = words(await open_card(officer))
    assert "周五上午呢？" in card
    assert "写了一半" not in card
    assert "周四下午三点" not in card


async def test_a_reply_goes_at_once_and_to_whoever_wrote(one_matter: House) -> None:
    house = one_matter
    lead, co_signer, officer = (house.phone(name) for name in (LEAD, CO_SIGNER, OFFICER))
    await co_signer.sends("岳阳段也请看看。")
    theirs = await officer.sees("岳阳段也请看看。")
    assert words(theirs).startswith("周建国代表")
    await officer.sends("已列入点位。", reply_to=theirs)
    await co_signer.sees("已列入点位。")
    await officer.sees("✅ 已送达周建国代表")
    # By the button, with a template: still the co-signer's.
    await officer.presses("回复", theirs)
    await officer.sees("请写要发给周建国代表的话")
    await officer.presses("请补充材料")
    await officer.sends("去年的照片")
    await officer.sees("将发给周建国代表")
    await officer.presses("发送")
    await co_signer.sees("去年的照片")
    await house.settle()
    assert not await from_bot(lead, "点位")
    assert not await from_bot(lead, "去年的照片")
    # Two answers to two deputies, each to its own.
    await lead.sends("我也说一句。")
    mine = await officer.sees("我也说一句。")
    await officer.sends("给李代表", reply_to=mine)
    await officer.sends("给周代表", reply_to=theirs)
    await lead.sees("给李代表")
    await co_signer.sees("给周代表")
    assert not await from_bot(lead, "给周代表")
    record = await house.record()
    assert {one["to"] for one in said(record, "给周代表") if one["direction"] == "out"} == {
        CO_SIGNER
    }


async def test_what_waits_for_the_morning_comes_first_once_the_deputy_talks(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await lead.sends("傍晚好。")
    asked = await officer.sees("傍晚好。")
    await house.to(2026, 4, 7, 20, 0)
    await officer.sends("明早再看。", reply_to=asked)
    await house.settle()
    assert not await from_bot(lead, "明早再看。")
    await lead.sends("我还在线。")
    await officer.sends("那现在说。", reply_to=await officer.sees("我还在线。"))
    await lead.sees("那现在说。")
    await house.settle()
    assert [words(one)[-5:] for one in await from_bot(lead, "。")][-2:] == [
        "明早再看。",
        "那现在说。",
    ]


async def test_words_without_a_target_wait_for_the_officer_to_say_whose(house: House) -> None:
    await open_office(house, matter(), matter("0112"), joined=(LEAD, OFFICER))
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await officer.sends("材料已收到。")
    await officer.sends("谢谢您。")
    picker = await officer.sees("请问是关于哪一件建议")
    choice = next(label for label in labels(picker) if label.startswith("0112"))
    await officer.presses(choice, picker)
    preview = await officer.sees("将发给李秀兰代表（第0112号建议）")
    assert "材料已收到。\n谢谢您。" in words(preview)
    assert not await from_bot(lead, "材料已收到")
    await officer.presses("发送", preview)
    await lead.sees("材料已收到。")
    await lead.sees("谢谢您。")
    assert len(await from_bot(officer, "哪一件建议")) == 1
    assert GONE in (await officer.presses_data(picker, "pick:1"))["text"]
    assert not said(await house.record("0107"), "材料已收到")


async def test_who_has_nothing_to_do_with_it_opens_nothing_by_hand_made_buttons(
    one_matter: House,
) -> None:
    house = one_matter
    outsider = await house.stage.add_person(OUTSIDER)
    await outsider.opens(await link_for(house, OUTSIDER))
    await outsider.presses("确认")
    await outsider.presses("中文")
    await outsider.sees("登记好了")
    lead, supervisor = house.phone(LEAD), house.phone(SUPERVISOR)
    await lead.sends("只给承办人看的话。")
    await house.phone(OFFICER).sees("只给承办人看的话。")
    ((words_id,),) = rows(house, "SELECT id FROM messages WHERE text = '只给承办人看的话。'")

    await outsider.sends("/s 0107")
    await outsider.sees("没有找到“0107”")
    mine = await outsider.last()
    for data in ("card:1", "talk_page:1", "compose:1", "template:1:visit", "send:1", "pick:1"):
        told = await outsider.presses_data(mine, data)
        assert DENIED in told["text"], data
        assert told["show_alert"]
    assert DENIED in (await outsider.presses_data(mine, f"answer:{words_id}"))["text"]
    # The supervisor sees the talk but does not speak for the office.
    theirs = await supervisor.last()
    assert DENIED in (await supervisor.presses_data(theirs, "compose:1"))["text"]
    # Neither does a deputy read what is none of theirs, nor move another's words.
    await house.settle()
    assert not await from_bot(outsider, "只给承办人看的话")
    assert not await from_bot(outsider, "湖区治理")
    await until(lambda: _refusals(house) == 8)


def _refusals(house: House) -> int:
    return len(rows(house, "SELECT id FROM events WHERE kind = 'refused'"))
