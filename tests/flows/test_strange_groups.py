"""Groups into which the bot was dragged, and buttons that come from somewhere else."""

from typing import Any

from bot.sandbox.client import Phone
from tests.flows.small import kept, rows
from tests.flows.steps import DENIED, GONE, JOINT, from_bot, matter, open_office
from tests.house import CO_SIGNER, LEAD, OFFICER, House

SECRET = "群里的悄悄话"


async def left(house: House) -> list[int]:
    """The chats the bot has left."""
    return [int(call["params"]["chat_id"]) for call in await house.stage.calls("leaveChat")]


async def test_the_bot_goes_from_groups_where_it_has_no_business_and_keeps_nothing_of_them(
    one_matter: House,
) -> None:
    house = one_matter
    stranger = await house.stage.add_person("群主")
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    theirs = await house.stage.add_group("吃饭群", stranger, lead)
    deputies = await house.stage.add_group("代表自己的群", lead)
    await house.settle()
    assert set(await left(house)) == {theirs.id, deputies.id}

    # A channel is no place to talk, whoever has brought the bot there.
    channel = {"id": -1009, "type": "channel", "title": "频道"}
    me: dict[str, Any] = {"id": officer.id, "is_bot": False, "first_name": OFFICER}
    robot = {"id": 1, "is_bot": True, "first_name": "bot"}
    await house.stage.inject(
        {
            "my_chat_member": {
                "chat": channel,
                "from": me,
                "date": 1,
                "old_chat_member": {"user": robot, "status": "left"},
                "new_chat_member": {"user": robot, "status": "administrator"},
            }
        }
    )
    await house.settle()
    assert -1009 in await left(house)

    # Where staff has brought it, it waits in silence until the group is bound.
    ours = await house.stage.add_group("处室群", officer, stranger, lead)
    for phone in (stranger, lead, officer):
        await phone.sends(SECRET, to=ours)
        await phone.sends("/my", to=ours)
        await phone.sends("/s 0107", to=ours)
    await lead.sends("给承办人的话。")
    await officer.sees("给承办人的话。")
    await house.settle()
    assert ours.id not in await left(house)
    assert not await from_bot(ours)

    # The admin of a group who is no staff binds nothing, and neither does a deputy.
    for phone in (stranger, lead):
        await phone.sends("/bind", to=ours)
    await lead.sees(DENIED)
    await house.settle()
    assert rows(house, "SELECT count(*) FROM staff_groups") == [(0,)]
    assert not await from_bot(ours)
    assert not await from_bot(stranger)
    everything = await kept(house)
    assert SECRET.encode() not in everything
    assert ascii(SECRET)[1:-1].encode() not in everything
    assert "群主".encode() not in everything


async def test_a_units_group_is_not_taken_over_by_another_unit(house: House) -> None:
    await open_office(
        house, matter(会办单位="农业农村厅"), joined=(LEAD, OFFICER), besides=(JOINT,)
    )
    lead, officer, joint = house.phone(LEAD), house.phone(OFFICER), house.phone(JOINT)
    group = await house.stage.add_group("水处群", officer, joint)
    await officer.sends("/bind", to=group)
    await group.sees("这里是生态环境厅的工作群")

    await joint.sends("/bind", to=group)
    await joint.sees("这个群已是另一个单位的工作群")

    await lead.sends("总磷方案何时出？")
    await group.sees("总磷方案何时出？")
    assert len(rows(house, "SELECT unit_id FROM staff_groups WHERE closed_at IS NULL")) == 1


async def test_a_button_pressed_in_anothers_chat_does_nothing(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    asked = await lead.sees("第1问")
    before = rows(house, "SELECT * FROM contacts ORDER BY id")
    ((item,),) = rows(house, "SELECT id FROM suggestions")

    for data in (f"waive:{item}", f"card:{item}", f"compose:{item}"):
        await press_elsewhere(house, officer, lead, asked["message_id"], data)
        await press_elsewhere(house, lead, officer, 1, data)
    await house.settle()

    assert rows(house, "SELECT * FROM contacts ORDER BY id") == before
    assert rows(house, "SELECT waives_meeting FROM suggestions") == [(False,)]
    assert not rows(house, "SELECT * FROM dialogs WHERE kind = 'compose'")
    told = await house.stage.calls("answerCallbackQuery")
    assert all(GONE in call["params"]["text"] for call in told[-6:])
    # The message it was forwarded from is as it was.
    assert (await lead.sees("第1问"))["reply_markup"] == asked["reply_markup"]

    # And words that claim to come from another's chat are nobody's.
    await house.stage.inject(
        {
            "message": {
                "message_id": 9999,
                "date": 1,
                "chat": {"id": lead.id, "type": "private"},
                "from": {"id": house.phone(CO_SIGNER).id, "is_bot": False, "first_name": "x"},
                "text": "冒名的话",
            }
        }
    )
    await house.settle()
    assert not rows(house, "SELECT * FROM messages WHERE text = '冒名的话'")


async def press_elsewhere(
    house: House, who: Phone, chat: Phone, message_id: int, data: str
) -> None:
    """A callback query as no honest client could send it."""
    await house.stage.inject(
        {
            "callback_query": {
                "id": f"{who.id}{data}",
                "from": {"id": who.id, "is_bot": False, "first_name": who.name},
                "chat_instance": "1",
                "data": data,
                "message": {
                    "message_id": message_id,
                    "date": 1,
                    "chat": {"id": chat.id, "type": "private"},
                },
            }
        }
    )
