"""涉密: wherever its title has got to is looked up, and whatever answers it is kept nowhere."""

import io
from typing import Any

import openpyxl

from bot.sandbox.client import Phone
from bot.sandbox.client import words as text_of
from handlers.acts.talking.words import short
from tests.flows.small import rows
from tests.flows.steps import begin, from_bot, labels, matter, open_card, open_office
from tests.flows.test_groups import bound
from tests.house import EVERYBODY, LEAD, OFFICER, SUPERVISOR, House

TITLE = "关于龙潭水库机要泵站闸门图纸保密管理和安全防护的建议"
OTHER = TITLE.replace("保密", "日常")  # begins alike
OWN = f"0107 {short(TITLE, 24)}"  # its button
BY_PAPER = "第0107号建议走纸质渠道办理。"


async def made_secret(house: House) -> dict[str, Any]:
    """The committee says so; the notice on the deputy's phone."""
    supervisor = house.phone(SUPERVISOR)
    await begin(supervisor, "交办事项")
    await supervisor.presses("涉密")
    await supervisor.presses("是，走纸质渠道", await supervisor.sees("从此只走纸质渠道"))
    await house.settle()
    return (await from_bot(house.phone(LEAD), BY_PAPER))[-1]


async def shown(phone: Phone) -> list[str]:
    """Every line, button and cell of a sheet on a phone that names the suggestion's subject."""
    found = []
    for one in await phone.messages():
        if not one["outgoing_by_bot"]:
            continue
        found += [*text_of(one).splitlines(), *labels(one)]
        if one.get("document", {}).get("file_name", "").endswith("xlsx"):
            book = openpyxl.load_workbook(io.BytesIO(await phone.downloads(one)))
            cells = (
                cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
            )
            found += [str(cell) for cell in cells if cell]
    return [one for one in found if "龙潭" in one]


async def test_lists_buttons_sheets_and_threads_name_it_no_more(house: House) -> None:
    await open_office(
        house, matter("0107", 标题=TITLE), matter("0108", 标题=OTHER), joined=EVERYBODY
    )
    group = await bound(house)
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await lead.sends("想问一下图纸的事。")
    await lead.presses(OWN, await lead.sees("哪一件"))
    await group.sees("想问一下图纸的事。")
    assert [one["name"] for one in await group.topics() if TITLE in one["name"]]
    await lead.sends("还有一句，先不选。")  # a picker waits, with titles on its buttons
    for asked in ("/ledger", "/s 龙潭", "/my"):
        await officer.sends(asked)
    await house.settle()
    await house.to(2026, 6, 30, 9, 30)
    await officer.sends("/report 周")
    alike = await open_card(officer, "0108")
    await house.settle()
    assert "保密管理" in text_of(alike)  # among the similar ones
    assert len(await shown(officer)) > 5

    await made_secret(house)
    for name in EVERYBODY:
        secret = [one for one in await shown(house.phone(name)) if "日常管理" not in one]
        # What a card of figures cuts after 14 characters could be either.
        assert [one for one in secret if "保密" in one or "0107" in one] == [], name
    assert [one["name"] for one in await group.topics() if "0107" in one["name"]] == [
        "0107 走纸质渠道"
    ]
    assert "日常管理" in text_of(await open_card(officer, "0108"))
    took = [one for one in await from_bot(officer, "文件已收回") if one.get("document")]
    assert {one["document"]["file_name"] for one in took} == {"note.txt"}
    assert len(took) == 2  # the ledger and the report


async def test_what_answers_it_is_kept_nowhere_and_goes_to_nobody(house: House) -> None:
    await open_office(house, matter("0107", 标题=TITLE), matter("0108"), joined=EVERYBODY)
    group = await bound(house)
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    first = await lead.sends("图纸在我这里。")
    await lead.presses(OWN, await lead.sees("哪一件"))
    relayed = await officer.sees("图纸在我这里。")
    mirrored = await group.sees("图纸在我这里。")
    await begin(officer, "给代表发消息")
    await officer.sends("图纸第一张已收。")  # written, shown, not sent
    await officer.sees("将发给")
    notice = await made_secret(house)
    kept = rows(house, "SELECT count(*) FROM messages WHERE direction = 'in'")

    sent = await lead.sends("图纸第三张在我这里。", reply_to=notice)
    refused = await lead.sees("只走纸质渠道，请勿在此发送", after=notice)
    await officer.sends("图纸第五张请送来。", reply_to=relayed)
    await officer.sees("只走纸质渠道，请勿在此发送", after=relayed)
    await officer.sends("图纸第六张请送来。", reply_to=mirrored, to=group)
    await house.settle()
    assert rows(house, "SELECT count(*) FROM messages WHERE direction = 'in'") == kept
    for piece in ("第三张", "第五张", "第六张"):
        assert rows(house, f"SELECT count(*) FROM inbox WHERE raw LIKE '%{piece}%'") == [(0,)], (
            piece
        )
        for phone in (lead, officer, group):
            said = [one for one in await phone.messages() if one["outgoing_by_bot"]]
            assert not [one for one in said if piece in text_of(one)], piece
    # What they sent is taken out of their chats, too, as far as the network lets us.
    left = {one["message_id"] for one in await lead.messages()}
    assert not left & {first["message_id"], sent["message_id"]}
    assert refused["message_id"] in left
    assert "图纸第一张已收。" not in [text_of(one) for one in await officer.messages()]


async def test_with_nothing_else_open_it_is_said_so(house: House) -> None:
    await open_office(house, matter(), joined=EVERYBODY)
    lead = house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 30)
    notice = await made_secret(house)
    await lead.sends("图纸第三张在我这里。")
    await lead.sees("只走纸质渠道，请勿在此发送", after=notice)
    await house.settle()
    assert rows(house, "SELECT count(*) FROM messages WHERE text LIKE '%第三张%'") == [(0,)]


async def test_what_is_older_than_two_days_stays_and_is_counted(house: House) -> None:
    await open_office(house, matter(), joined=EVERYBODY)
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    await house.to(2026, 4, 7, 9, 30)
    old = await lead.sends("旧的一句。")
    taken = await lead.sees("已记入第0107号建议")
    await house.to(2026, 4, 9, 10, 0)
    new = await lead.sends("新的一句。", reply_to=taken)
    await lead.uploads(("v.ogg", b"OggS voice"), kind="voice", reply_to=taken)
    await officer.sees("新的一句。")
    await house.settle()
    assert any(one.get("voice") for one in await officer.messages())
    await made_secret(house)
    told = await supervisor.sees("机器人收不回")
    assert "还有 1 条" in told["text"]
    await lead.edits(old, "图纸第四张在我这里。")
    await lead.sees("只走纸质渠道，请勿在此发送")
    assert rows(house, "SELECT count(*) FROM messages WHERE text LIKE '%第四张%'") == [(0,)]
    ids = {one["message_id"] for one in await lead.messages()}
    assert old["message_id"] in ids
    assert new["message_id"] not in ids
    for phone in (lead, officer):
        assert not any(one.get("voice") for one in await phone.messages())


async def test_what_the_network_does_not_take_back_is_told(house: House) -> None:
    await open_office(house, matter(), joined=EVERYBODY)
    lead, supervisor = house.phone(LEAD), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await lead.sends("第一句。")
    second = await lead.sends("第二句。", reply_to=await lead.sees("已记入第0107号建议"))
    await house.settle()
    await lead.deletes(second)  # by herself: that is as it should be
    match = {"method": "deleteMessage", "chat_id": lead.chat_id}
    await house.stage.faults({"kind": "error", "status": 400, "match": match, "count": 1})
    await made_secret(house)
    told = [text_of(one) for one in await from_bot(supervisor, "机器人收不回")]
    assert len(told) == 1
    assert "还有 1 条" in told[0]
    states = rows(house, "SELECT state, count(*) FROM messages WHERE kind = 'removal' GROUP BY 1")
    assert dict(states)["failed"] == 1
