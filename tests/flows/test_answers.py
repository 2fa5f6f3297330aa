"""What answers a form: words edited, cut in pieces, late, or given while another form is begun."""

import pytest

from bot.sandbox.client import Json, Phone, words
from tests.flows.small import rows
from tests.flows.steps import GONE, begin, from_bot, labels, matter, open_office
from tests.house import EVERYBODY, LEAD, OFFICER, House
from tests.practices.draft_steps import A, draft_page
from tests.practices.plan_steps import plan_page

WHICH = "请问是关于哪一件建议"


async def begin_plan(officer: Phone) -> Json:
    """办理方案 up to its first question."""
    await officer.presses("制定方案", await plan_page(officer))
    return await officer.sees("办理任务是什么")


async def begin_record(officer: Phone, number: str = "0107") -> None:
    """登记沟通 up to the place."""
    await begin(officer, "登记沟通", number)
    await officer.presses("电话")
    await officer.presses("昨天")
    await officer.sees("在什么地点")


async def test_an_edited_answer_takes_the_place_of_the_first(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await begin_plan(officer)
    task = await officer.sends("削减湖区总林。")
    await officer.sees("工作目标是什么")
    # While the next is being asked: that one is asked again, and not answered by the edit.
    edit = await officer.edits(task, "削减湖区总磷。")
    await officer.sees("工作目标是什么", after=edit)
    goal = await officer.sends("降到0.05以下。")
    await officer.sees("时间节点")
    await officer.sends("5月20日 拿出方案")
    preview = await officer.sees("削减湖区总磷。")
    assert "降到0.05以下。" in words(preview)
    # At the look before it is handed in: it shows what was meant.
    edit = await officer.edits(goal, "降到0.04以下。")
    assert "削减湖区总磷。" in words(await officer.sees("降到0.04以下。", after=edit))
    # What no plan can say is refused, and the form stands as it was.
    steps = await officer.sends("随便")
    await officer.sees("请按一个按钮选择", after=steps)
    edit = await officer.edits(goal, "很" * 1001)
    await officer.sees("太长了，请不超过1000个字", after=edit)
    await officer.presses("提交方案")
    await officer.sees("办理方案已记入")
    assert rows(house, "SELECT task, goal FROM plans") == [("削减湖区总磷。", "降到0.04以下。")]

    # Handed in: an edit changes nothing, and is said so; it goes nowhere as words.
    edit = await officer.edits(task, "什么都不做。")
    told = await officer.sees("已经交出", after=edit)
    assert "削减湖区总磷。" in words(told)
    await house.settle()
    assert rows(house, "SELECT task FROM plans") == [("削减湖区总磷。",)]
    assert not await from_bot(officer, WHICH)


async def test_an_edited_answer_of_a_record_is_what_the_deputy_sees(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await begin_record(officer)
    place = await officer.sends("湖区错")
    await officer.sees("哪些人参加")
    edit = await officer.edits(place, "东洞庭湖")
    await officer.sees("哪些人参加", after=edit)
    await officer.sends("李秀兰、陈思远")
    summary = await officer.sends("谈了总林")
    await officer.sees("照片或文件")
    photo = await officer.uploads(("岸.jpg", b"\xff\xd8\xff\xe0"), caption="西岸排口")
    taken = await officer.sees("已收到1个文件")
    edit = await officer.edits(photo, "东岸排口，水样A17")
    await officer.sees("已按您改的记下", after=edit)
    await officer.presses("完成", taken)
    await officer.sees("东岸排口，水样A17")
    edit = await officer.edits(summary, "谈了总磷")
    preview = await officer.sees("谈了总磷", after=edit)
    for line in ("东洞庭湖", "东岸排口，水样A17"):
        assert line in words(preview)
    await officer.presses("提交", preview)
    asked = await lead.sees("请您核对一次沟通")
    assert "谈了总磷" in words(asked)
    assert "东洞庭湖" in words(asked)


async def test_the_reason_of_a_withdrawal_goes_out_as_it_was_edited(one_matter: House) -> None:
    house = one_matter
    lead = house.phone(LEAD)
    await lead.presses("撤回建议", await _own_card(lead))
    reason = await lead.sends("重复提出")
    await lead.sees("重复提出", after=reason)
    edit = await lead.edits(reason, "与另一件重复，不再需要。")
    await lead.sees("与另一件重复，不再需要。", after=edit)
    await lead.presses("确定撤回")
    await house.settle()
    assert rows(house, "SELECT reason FROM requests") == [("与另一件重复，不再需要。",)]


async def _own_card(lead: Phone) -> Json:
    sent = await lead.sends("/suggestions")
    listed = await lead.sees("0107", after=sent)
    await lead.presses(labels(listed)[0], listed)
    return await lead.sees("第0107号《", after=listed)


async def test_a_command_that_is_edited_is_no_answer(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await begin_plan(officer)
    asked = await officer.sends("/s 0108")
    await officer.sees("没有找到", after=asked)
    edit = await officer.edits(asked, "/s 0107")
    await officer.sees("修改过的命令不会再执行", after=edit)
    await officer.sends("任务。")
    await officer.sees("工作目标是什么", after=edit)


async def test_a_text_that_a_phone_cuts_is_one_answer(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await officer.presses("拟写答复稿", await draft_page(officer))
    await officer.sees("请发来答复稿")
    long = "".join(f"{number:05d}" for number in range(1800))  # 9,000 characters: three messages
    await officer.sends(long)
    await officer.presses(A, await officer.sees("拟定为哪一类"))
    await house.settle()
    kept = rows(house, "SELECT data FROM dialogs WHERE kind = 'reply_draft'")
    assert long in str(kept)
    await officer.presses("取消")

    # What is too long is refused with all its pieces; nothing of it is taken.
    await begin_plan(officer)
    await officer.sends("任" * 4096 + "尾巴。")
    await officer.sees("太长了，请不超过1000个字")
    await officer.sees("像是它的后半段，也没有记下")
    await house.settle()
    assert not await from_bot(officer, "工作目标是什么")
    await house.stage.advance(60)
    await officer.sends("任务。")
    await officer.sees("工作目标是什么")


async def test_an_answer_of_a_deputy_that_a_phone_cuts_is_one_answer(one_matter: House) -> None:
    house = one_matter
    lead = house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 0)
    await lead.sees("第1问")
    await lead.sends("水" * 4096 + "完。")
    second = await lead.sees("第2问")
    await house.settle()
    assert not await from_bot(lead, "第3问")
    await house.stage.advance(60)
    for number, said in ((3, "目的"), (4, "诉求"), (0, "重点")):
        await lead.sends(said)
        await lead.sees(f"第{number}问" if number else "我们这样理解", after=second)
    assert [text for (text,) in rows(house, "SELECT text FROM answers ORDER BY id")][1] == (
        "水" * 4096 + "完。"
    )
    await lead.presses("确认无误")
    await lead.sees("办前沟通已记录")
    # One edited after the summary was shown: the summary is shown anew (no longer once confirmed).
    record = await house.record()
    before = next(one for one in record["contacts"] if one["phase"] == "before")
    assert "水完。" in before["summary"]


async def test_a_button_of_another_form_does_nothing_to_this_one(house: House) -> None:
    await open_office(house, matter(), matter("0108"), joined=EVERYBODY)
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await begin(officer, "给代表发消息")
    asked = await officer.sees("请写要发给")
    await officer.presses(labels(asked)[0], asked)
    blank = await officer.sees("约见的时间")
    drop = blank["reply_markup"]["inline_keyboard"][-1][0]["callback_data"]

    await begin_record(officer, "0108")
    assert GONE in (await officer.presses_data(blank, drop))["text"]
    await officer.sends("湖区")
    await officer.sees("哪些人参加")
    for data in ("plset:send:0", "send:1", "submit:record"):
        assert GONE in (await officer.presses_data(blank, data))["text"], data
    await officer.sends("李秀兰")
    await officer.sees("谈了什么")


async def test_blanks_take_words_only(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await begin(officer, "给代表发消息")
    asked = await officer.sees("请写要发给")
    await officer.presses(labels(asked)[0], asked)
    await officer.sees("约见的时间")
    for name, kind in (("v.ogg", "voice"), ("s.webp", "sticker")):
        sent = await officer.uploads((name, b"OggS"), kind=kind)
        await officer.sees("这里请输入文字", after=sent)
    when = await officer.sends("四月九日上午")
    await officer.sees("约见的地点")
    edit = await officer.edits(when, "四月十日上午")
    await officer.sees("约见的地点", after=edit)
    where = await officer.sends("芦江社区")
    preview = await officer.sees("将发给李秀兰")
    assert "四月十日上午" in words(preview)
    edit = await officer.edits(where, "芦江村")
    preview = await officer.sees("芦江村", after=edit)
    await officer.presses("发送", preview)
    assert "芦江村" in words(await lead.sees("四月十日上午"))


async def test_a_form_that_gives_way_can_be_taken_up_again(house: House) -> None:
    await open_office(house, matter(), matter("0108"), joined=EVERYBODY)
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await begin_record(officer)
    await officer.sends("湖区")
    await officer.sees("哪些人参加")
    await begin(officer, "给代表发消息", "0108")
    aside = await officer.sees("第0107号建议的登记沟通还没有提交")
    await officer.sends("请讲。")
    await officer.sees("将发给李秀兰")

    # Gone on with: the message to the deputy gives way in turn, and can be taken up as well.
    await officer.presses("接着填", aside)
    message = await officer.sees("第0108号建议的给代表的消息还没有提交")
    await officer.sees("哪些人参加", after=aside)
    assert GONE in (await officer.presses_data(aside, "goon:1"))["text"]
    await officer.sends("李秀兰")
    await officer.sends("谈了总磷")
    await officer.presses("完成", await officer.sees("照片或文件"))
    shown = await officer.sees("提交后会请代表确认")
    for line in ("湖区", "李秀兰", "谈了总磷"):
        assert line in words(shown)
    await officer.presses("提交", shown)
    await officer.sees("已登记第0107号")
    await officer.presses("接着填", message)
    await officer.presses("发送", await officer.sees("将发给李秀兰", after=message))
    await lead.sees("请讲。")
    # Nothing is left behind; what nothing was filled in of, gives way without a word.
    await begin(officer, "登记沟通")
    seen = await officer.sees("这次沟通是什么方式")
    await begin(officer, "登记沟通", "0108")
    await officer.sees("这次沟通是什么方式", after=seen)
    assert len(await from_bot(officer, "还没有提交")) == 2
    assert rows(house, "SELECT count(*) FROM asides") == [(0,)]


@pytest.mark.parametrize("answer", ["是", "不是"])
async def test_words_that_come_late_are_asked_about(house: House, answer: str) -> None:
    await open_office(house, matter(), matter("0108"), joined=EVERYBODY)
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await begin_record(officer)
    await house.to(2026, 4, 24, 9, 0)
    first = await officer.sends("今天的会")
    await officer.sees("登记沟通还没有完成", after=first)
    second = await officer.sends("几点开始？")
    await house.settle()
    asked = await officer.sees("登记沟通还没有完成", after=second)
    await officer.presses(answer, asked)
    if answer == "是":
        await officer.sees("哪些人参加", after=asked)
        await officer.sends("李秀兰")
        await officer.sends("谈了总磷")
        await officer.presses("完成", await officer.sees("照片或文件"))
        assert "地点：今天的会\n几点开始？" in words(await officer.sees("提交后会请代表确认"))
        return
    picker = await officer.sees(WHICH, after=asked)
    await officer.presses(labels(picker)[0], picker)
    shown = await officer.sees("将发给李秀兰")
    assert "今天的会\n几点开始？" in words(shown)


async def test_late_words_that_do_not_fit_leave_the_question_open(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await begin(officer, "登记沟通")
    await officer.presses("电话")
    await officer.sees("是哪一天")
    await house.to(2026, 4, 9, 9, 0)
    await officer.sends("那天")
    await officer.presses("是", await officer.sees("登记沟通还没有完成"))
    again = await officer.sees("没看懂这个日期")
    await officer.sends("昨天")
    await officer.sees("在什么地点", after=again)
    await house.settle()
    assert not await from_bot(officer, WHICH)
    assert rows(house, "SELECT state FROM messages WHERE text = '那天'") == [("cancelled",)]
