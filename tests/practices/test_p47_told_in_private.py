"""我受到压力 (P47): whatever a deputy tells the committee, and goes on to tell, stays with it."""

from typing import Any

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import from_bot, labels, open_card
from tests.house import LEAD, OFFICER, SUPERVISOR, House
from tests.practices.honest_steps import heard_by_the_unit, replied, watched, write

PRESSED = "我受到压力（只告诉代表工作委员会）"


async def pressed(house: House, form: dict[str, Any], said: str | None = None) -> dict[str, Any]:
    """The deputy reports it, in words or without; what the bot answers."""
    lead = house.phone(LEAD)
    await lead.presses(PRESSED, form)
    asked = await lead.sees("承办单位在任何地方都看不到", after=form)
    if said is None:
        await lead.presses("只报告，不说明", asked)
        return await lead.sees("已密送代表工作委员会", after=asked)
    sent = await lead.sends(said)
    return await lead.sees("已密送代表工作委员会", after=sent)


async def test_whatever_answers_a_private_message_goes_to_the_committee(one_matter: House) -> None:
    house = one_matter
    lead, supervisor = house.phone(LEAD), house.phone(SUPERVISOR)
    kept = await pressed(house, await replied(house))
    first = await supervisor.sees("李秀兰代表：我受到压力")
    await lead.sends("昨晚打电话来逼我改。", reply_to=kept)
    further = await supervisor.sees("李秀兰代表补充", after=first)
    assert "逼我改" in further["text"]
    # A voice and a picture are words, too.
    kept = await lead.sees("还有要说的，请接着说")
    await lead.uploads(("v.ogg", b"OggS voice"), kind="voice", reply_to=kept)
    await supervisor.sees("[语音]", after=further)
    await house.settle()
    assert any(one.get("voice") for one in await supervisor.messages())
    assert rows(house, "SELECT count(*) FROM pressures") == [(1,)]

    # Once it has been taken up, what is added is a report of its own: somebody takes it up, too.
    await supervisor.presses("已受理", first)
    taken = await lead.sees("已受理您反映的情况")
    await house.to(2026, 4, 8, 10, 30)
    await lead.sends("他说不改就不给我单位批项目。", reply_to=taken)
    again = await supervisor.sees("不给我单位批项目", after=further)
    assert "李秀兰代表：我受到压力" in again["text"]
    assert "我受到压力：1" in words(await watched(house))
    await supervisor.presses("已受理", again)
    await house.settle()
    pieces = ("逼我改", "批项目", "密送", "pmore", "pdone")
    assert await heard_by_the_unit(house, *pieces) == []
    assert not any(one.get("voice") for one in await house.phone(OFFICER).messages())
    assert rows(house, "SELECT count(*) FROM messages WHERE text LIKE '%批项目%' AND"
                       " suggestion_id IS NOT NULL") == [(0,)]  # fmt: skip


async def test_who_goes_on_is_listened_to_until_they_say_that_it_is_all(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    form = await replied(house)
    await write(officer, "请您查收材料。")
    officers = await lead.sees("请您查收材料。")
    await pressed(house, form, "厅里来人做工作。")
    report = await supervisor.sees("厅里来人做工作。")
    # The next words belong to it, even as a reply to what the officer wrote.
    await lead.sends("还带了礼品。", reply_to=officers)
    await supervisor.sees("还带了礼品。", after=report)
    await house.settle()
    on = (await from_bot(lead, "还有要说的，请接着说"))[-1]
    await lead.presses("说完了", on)
    await house.settle()
    over = next(one for one in await lead.messages() if one["message_id"] == on["message_id"])
    assert labels(over) == ["补充"]
    sent = await lead.sends("材料收到了。")
    await officer.sees("材料收到了。")
    # 补充 opens it again; after a quarter of an hour words find their suggestion as always.
    await lead.presses("补充", over)
    await lead.sees("请说，只有代表工作委员会看得到", after=sent)
    await lead.sends("今天又来了一次。")
    await supervisor.sees("今天又来了一次。", after=report)
    await house.to(2026, 4, 8, 9, 20)
    sent = await lead.sends("请问管网什么时候通？")
    await officer.sees("请问管网什么时候通？")
    await house.settle()
    assert await heard_by_the_unit(house, "做工作", "礼品", "又来了一次") == []
    assert rows(house, "SELECT count(*) FROM pressures") == [(1,)]
    # All of it comes back until somebody takes it up.
    await house.to(2026, 4, 9, 9, 0)
    brought = await supervisor.sees("还没有人受理：李秀兰")
    for piece in ("做工作", "礼品", "又来了一次"):
        assert piece in brought["text"]


async def test_what_is_edited_reaches_the_committee_as_it_stands(one_matter: House) -> None:
    house = one_matter
    lead, supervisor = house.phone(LEAD), house.phone(SUPERVISOR)
    await lead.presses(PRESSED, await replied(house))
    await lead.sees("承办单位在任何地方都看不到")
    said = await lead.sends("有人来过。")
    report = await supervisor.sees("有人来过。")
    await lead.edits(said, "水处的人来过两次。")
    changed = await supervisor.sees("改了自己的话", after=report)
    assert "水处的人来过两次。" in changed["text"]
    await house.settle()
    assert await heard_by_the_unit(house, "来过") == []


async def test_a_refused_press_leaves_no_trace_under_the_suggestion(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    form = await replied(house)
    told = await lead.presses_data(form, "pressed_me:1")  # nothing has been asked
    assert "已经用过" in told["text"]
    await house.settle()
    assert await heard_by_the_unit(house, "pressed_me") == []
    card = await open_card(officer)
    assert not await from_bot(officer, "pressed_me")
    assert PRESSED not in labels(card)


async def test_a_reply_to_the_form_is_read_by_nobody_before_it_is_said_whom_it_is_for(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    form = await replied(house)
    await lead.sends("他们让我三项都打满意。", reply_to=form)
    asked = await lead.sees("这句话是说给谁的", after=form)
    await house.settle()
    assert not await from_bot(officer, "他们让我")
    await lead.presses("只告诉代表工作委员会", asked)
    report = await supervisor.sees("李秀兰代表：我受到压力")
    assert "他们让我三项都打满意。" in report["text"]
    assert "已经用过" in (await lead.presses_data(asked, "pwunit:1"))["text"]
    await lead.presses("说完了", await lead.sees("还有要说的，请接着说"))
    await lead.sends("附件二打不开。", reply_to=form)
    await house.settle()
    await lead.presses("转给承办单位", (await from_bot(lead, "这句话是说给谁的"))[-1])
    await officer.sees("附件二打不开。")
    await house.settle()
    assert await heard_by_the_unit(house, "他们让我", "pwcom", "pwunit") == []
    (kept,) = (one for one in (await house.record())["messages"] if one["text"] == "附件二打不开。")
    assert kept["author"] == LEAD
