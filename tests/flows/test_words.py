"""A deputy's words find their suggestion, whatever they are made of and whenever they are said."""

import json

from bot.sandbox.client import Json, Phone, words
from tests.flows.small import rows, until
from tests.flows.steps import (
    DENIED,
    from_bot,
    happened,
    labels,
    matter,
    open_office,
    said,
)
from tests.house import CO_SIGNER, LEAD, OFFICER, House

WHICH = "请问是关于哪一件建议"
PICTURE = b"\xff\xd8\xff\xe0 a picture"


async def two_matters(house: House, *joined: str) -> None:
    """The lead deputy has two suggestions, with one officer; all questions come later."""
    await open_office(house, matter(), matter("0112"), joined=(LEAD, OFFICER, *joined))


def title(number: str) -> str:
    return f"{number} 关于加快第{number}号湖区治理的建议"


def relayed(record: Json, text: str, to: str) -> list[Json]:
    """What of these words went to somebody."""
    return [one for one in said(record, text) if one["to"] == to]


async def test_words_go_to_the_only_open_suggestion_and_are_acknowledged_once(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    for text in ("水又变绿了。", "照片回头发。"):
        await lead.sends(text)
        told = await officer.sees(text)
        assert words(told).startswith("李秀兰代表（0107 ")
        assert labels(told) == ["回复", "看建议"]
    ack = await lead.sees("收到，已记入第0107号建议，转给承办人员陈思远")
    assert labels(ack) == []  # nowhere else to put them
    await house.settle()
    assert len(await from_bot(lead, "收到")) == 1
    # Half an hour later it is another conversation.
    await house.stage.advance(31 * 60)
    await lead.sends("又来了。")
    await lead.sees("收到", after=ack)


async def test_words_arrive_as_they_were_written(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    for text in (
        "<b>不是粗体</b> & <script>alert('1')</script> &amp;",
        "👍👨‍👩‍👧 🇨🇳 ✍🏽",
        "右\u202e起\u202c左 שלום مرحبا",
        "/不是命令 {name} %s \\n",
    ):
        await lead.sends(text)
        await officer.sees(text)

    # 20,000 characters: a phone sends five messages, and all of it comes.
    long = "".join(f"{number:05d}" for number in range(4000))
    await lead.sends(long)
    await officer.sees("03999")
    await house.settle()
    came = "".join(
        words(one).partition("：\n")[2] or words(one)
        for one in await from_bot(officer)
        if "0000" in words(one) or any(piece in words(one) for piece in ("01000", "02500", "0399"))
    )
    assert long in came
    # One update of 20,000 characters, which no phone sends, does no harm either.
    await house.stage.inject(
        {
            "message": {
                "message_id": 9_000_001,
                "date": int((await house.stage.now()).timestamp()),
                "chat": {"id": lead.chat_id, "type": "private"},
                "from": {"id": lead.id, "is_bot": False, "first_name": LEAD},
                "text": "长" * 20_000 + "完",
            }
        }
    )
    await officer.sees("长完")
    kept = [one["text"] for one in (await house.record())["messages"] if one["direction"] == "in"]
    assert "长" * 20_000 + "完" in kept
    assert "<b>不是粗体</b> & <script>alert('1')</script> &amp;" in kept


async def test_with_several_open_words_wait_until_the_deputy_says_where_they_belong(
    house: House,
) -> None:
    await two_matters(house)
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    first = await lead.sends("第一句")
    picker = await lead.sees(WHICH)
    await lead.sends("第二句")
    await lead.uploads(*((f"{n}.jpg", PICTURE) for n in range(3)), caption="三张照片")
    await lead.edits(first, "改过的第一句")
    await house.settle()
    assert len(await from_bot(lead, WHICH)) == 1  # asked once for all of them
    assert not await from_bot(officer, "一句")
    assert {one for (one,) in rows(house, "SELECT state FROM messages WHERE text = '第二句'")} == {
        "waiting"
    }

    await lead.presses(title("0112"), picker)
    await officer.sees("三张照片")
    await until(lambda: _came(officer, "photo", 3))
    came = [one for one in await from_bot(officer) if "（0112 " in words(one) or "photo" in one]
    assert [words(one).partition("：\n")[2] for one in came[:3]] == [
        "改过的第一句",
        "第二句",
        "三张照片",
    ]
    assert len({one["media_group_id"] for one in came[2:]}) == 1
    assert not await from_bot(officer, "（0107 ")
    record = await house.record("0112")
    kept = next(one for one in said(record, "改过的第一句") if one["direction"] == "in")
    assert [one["text"] for one in kept["revisions"]] == ["第一句"]
    # The picker has done its work: pressed again it says so.
    again = await lead.presses_data(picker, "pick:1")
    assert "已经用过" in again["text"]


async def _came(phone: Phone, kind: str, count: int) -> bool:
    return len([one for one in await from_bot(phone) if kind in one]) == count


async def test_words_under_the_wrong_suggestion_are_moved_with_trace(house: House) -> None:
    await two_matters(house, CO_SIGNER)
    lead, officer, other = (house.phone(name) for name in (LEAD, OFFICER, CO_SIGNER))
    await lead.sends("这是说饮用水的。")
    await lead.presses(title("0107"))
    wrong = await officer.sees("（0107 ")
    ack = await lead.sees("已记入第0107号建议")

    move = next(key for row in ack["reply_markup"]["inline_keyboard"] for key in row)
    assert move["text"] == "换一件建议"
    await lead.presses("换一件建议", ack)
    asked = await lead.sees("应归入哪一件")
    assert labels(asked) == [title("0112")]
    target = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    # Nobody else can move them, not even a co-signer of both.
    theirs = await other.sees("都设好了")
    assert DENIED in (await other.presses_data(theirs, target))["text"]
    await lead.presses(title("0112"), asked)

    await lead.sees("已改记入第0112号建议")
    await officer.sees("（0112 ")
    note = await officer.sees("这段话是关于另一件建议的", after=wrong)
    assert note["message_id"] == wrong["message_id"]
    for number in ("0107", "0112"):
        record = await house.record(number)
        assert len(happened(record, "words_moved")) == 1
    old, new = await house.record("0107"), await house.record("0112")
    assert [one for one in said(new, "饮用水") if one["direction"] == "in"]
    assert not [one for one in said(old, "饮用水") if one["direction"] == "in"]
    assert rows(house, "SELECT count(*) FROM moves") == [(1,)]


async def test_a_reply_names_the_suggestion_and_an_album_keeps_together(house: House) -> None:
    await two_matters(house)
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await lead.sends("先问一件。")
    await lead.presses(title("0112"))
    await officer.sends("请讲。", reply_to=await officer.sees("先问一件。"))
    answer = await lead.sees("请讲。")

    # To an officer's words, and to one's own.
    mine = await lead.sends("水管旧了。", reply_to=answer)
    await lead.sends("三十年了。", reply_to=mine)
    assert "（0112 " in words(await officer.sees("三十年了。"))
    # 回复 under it, and then an album: the pictures stay together.
    await lead.presses("回复", answer)
    await lead.sees("接下来的话会记入第0112号建议")
    await lead.uploads(*((f"{n}.jpg", PICTURE) for n in range(4)), caption="水管四处")
    await until(lambda: _came(officer, "photo", 4))
    assert "（0112 " in words(await officer.sees("水管四处"))
    await house.settle()
    assert await _asked(lead, 1)
    # What comes afterwards is asked for again.
    await lead.sends("还有一件事。")
    await until(lambda: _asked(lead, 2))


async def _asked(lead: Phone, times: int) -> bool:
    return len(await from_bot(lead, WHICH)) == times


async def test_words_at_night_are_acknowledged_at_once_and_answered_in_contact_hours(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 21, 0)
    await lead.sends("晚上好，想起一件事。")
    await lead.sees("现在不是工作时间，工作日会答复您")
    told = await officer.sees("想起一件事")

    # The deputy is talking: an answer comes at once, at any hour.
    await officer.sends("您请讲。", reply_to=told)
    await lead.sees("您请讲。")
    await officer.sees("✅ 已送达李秀兰代表，21:0")
    # Two hours later the deputy is asleep: it is held, and the officer told until when.
    await house.to(2026, 4, 7, 23, 0)
    await officer.sends("已查到资料。", reply_to=told)
    await officer.sees("⏳ 已排队，2026年4月8日（周三） 09:00 送达李秀兰代表")
    await house.settle()
    assert not await from_bot(lead, "已查到资料")
    await house.to(2026, 4, 8, 9, 0)
    await lead.sees("已查到资料")
    await officer.sees("✅ 已送达李秀兰代表，09:00")


async def test_edits_arrive_as_edits_and_the_first_text_is_kept(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    # A deputy's, twice; a caption; an officer's.
    mine = await lead.sends("五月能好吗")
    told = await officer.sees("五月能好吗")
    await lead.edits(mine, "六月能好吗")
    await officer.sees("六月能好吗")
    await lead.edits(mine, "七月能好吗")
    changed = await officer.sees("七月能好吗")
    assert changed["message_id"] == told["message_id"]
    assert "（已修改）" in words(changed)
    assert labels(changed) == ["回复", "看建议"]
    photo = await lead.uploads(("湖.jpg", PICTURE), caption="东湖")
    await officer.sees("东湖")
    await lead.edits(photo, "西湖")
    await officer.sees("西湖")
    theirs = await officer.sends("五月底", reply_to=changed)
    await lead.sees("五月底")
    await officer.edits(theirs, "六月底")
    await lead.sees("六月底")
    record = await house.record()
    first = next(one for one in said(record, "七月能好吗") if one["direction"] == "in")
    assert [one["text"] for one in first["revisions"]] == ["五月能好吗", "六月能好吗"]
    assert len(happened(record, "edited")) == 4

    # Of an answer: the summary says what was meant.
    await house.to(2026, 4, 7, 15, 0)
    await lead.sees("第1问")
    answer = await lead.sends("总磷高")
    await lead.sees("第2问")
    await lead.edits(answer, "总氮高")
    for number in (2, 3, 4):
        await lead.sees(f"第{number}问")
        await lead.sends(f"回答{number}")
    summary = await lead.sees("我们这样理解")
    assert "背景：总氮高" in words(summary)


async def test_while_a_question_is_open_words_to_the_officer_are_not_its_answer(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    # What is written before a question has come cannot be its answer.
    await lead.sends("早上好")
    told = await officer.sees("早上好")
    await house.to(2026, 4, 7, 9, 0)
    question = await lead.sees("第1问")
    await officer.sends("您上午在吗？", reply_to=told)
    await lead.sees("您上午在吗？")
    await lead.sends("在的，十点以后。")
    await officer.sees("在的，十点以后。")
    await house.settle()
    assert not await from_bot(lead, "第2问")
    # The questions are taken up again by a reply to the one asked…
    await lead.sends("湖水发绿。", reply_to=question)
    await lead.sees("第2问")
    assert not await from_bot(officer, "湖水发绿。")
    # … or by the button under the next acknowledgement.
    await officer.sends("十点见。", reply_to=told)
    await lead.sees("十点见。")
    await house.stage.advance(31 * 60)
    await lead.sends("好的，见。")
    await officer.sees("好的，见。")
    ack = await lead.sees("收到")
    await lead.presses("继续回答", ack)
    second = await lead.sees("第2问", after=ack)
    await lead.uploads(("说.ogg", b"OggS voice"), kind="voice")
    await lead.sees("第3问", after=second)
    await lead.sends("三")
    await lead.sees("第4问")
    await lead.sends("四")
    await lead.presses("确认无误")
    # What was spoken is heard by the officer, not only named.
    summary = await officer.sees("目的：[语音]")
    await until(lambda: _came(officer, "voice", 1))
    assert "背景：湖水发绿。" in words(summary)


async def test_of_two_open_questions_each_gets_its_own_answer(house: House) -> None:
    await two_matters(house)
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    digest = await lead.sees("有2件事想请教您")
    first, second = labels(digest)
    await lead.presses(first, digest)
    one = await lead.sees("第1问")
    await lead.presses(second, digest)
    two = await lead.sees("第1问", after=one)
    numbers = [label.split()[1] for label in (first, second)]
    assert numbers[0] in words(one)
    assert numbers[1] in words(two)

    # The question asked last is the one answered.
    await lead.sends("第二件的背景")
    await lead.sees("第2问")
    assert [one["text"] for one in said(await house.record(numbers[1]), "第二件的背景")]
    # A reply to the other one goes there.
    await lead.sends("第一件的背景", reply_to=one)
    await officer.sees("第一件的背景")
    assert said(await house.record(numbers[0]), "第一件的背景")
    assert not said(await house.record(numbers[1]), "第一件的背景")


async def test_what_comes_out_of_order_ends_as_it_was_said_last(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.stop()
    said_ = await lead.sends("原话")
    await lead.edits(said_, "改一次")
    await lead.edits(said_, "改两次")
    pending = house.sandbox.world.updates.pending
    late = [pending.popleft(), pending.popleft()]  # the words, and the first edit
    await house.start()
    await officer.sees("改两次")
    for update_id, raw in late:
        await house.stage.inject(json.loads(raw) | {"update_id": update_id})
    await house.settle()

    (row,) = [one for one in said(await house.record(), "改两次") if one["direction"] == "in"]
    assert {one["text"] for one in row["revisions"]} == {"原话", "改一次"}
    assert not await from_bot(officer, "原话")
    assert not await from_bot(officer, "改一次")
    assert [words(one) for one in await from_bot(officer, "改两次")]
