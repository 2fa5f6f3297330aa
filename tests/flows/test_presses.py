"""Buttons pressed twice at once, and buttons whose time is over."""

import asyncio

from tests.flows.small import rows
from tests.flows.steps import ANSWERS, GONE, give_reply, happened, labels, tick
from tests.house import LEAD, OFFICER, House


async def test_two_presses_at_once_give_one_rating(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.settle()
    await house.to(2026, 4, 8, 9, 0)
    form = await lead.sees("请您评价第0107号")
    await tick(lead, form, "满意", "满意", "满意")
    keys = [key for row in form["reply_markup"]["inline_keyboard"] for key in row]
    submit = next(key["callback_data"] for key in keys if key["text"] == "提交评价")

    told = await asyncio.gather(*(lead.presses_data(form, submit) for _ in range(5)))

    await house.settle()
    record = await house.record()
    assert len(record["ratings"]) == 1
    assert len(happened(record, "rated")) == 1
    assert sum("评价已提交" in (answer["text"] or "") for answer in told) == 4
    thanks = [one for one in record["messages"] if "谢谢您的评价" in (one["text"] or "")]
    assert len(thanks) == 1


async def test_an_old_button_says_so_and_disappears(one_matter: House) -> None:
    house = one_matter
    lead = house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 0)
    for number, answer in enumerate(ANSWERS, 1):
        await lead.sees(f"第{number}问")
        await lead.sends(answer)
    summary, key = await lead.button("确认无误")
    await lead.presses_data(summary, key["callback_data"])
    await lead.sees("办前沟通已记录")

    again = await lead.presses_data(summary, key["callback_data"])

    assert GONE in again["text"]
    await house.settle()
    shown = {one["message_id"]: one for one in await lead.messages()}
    assert labels(shown[summary["message_id"]]) == []
    assert len(happened(await house.record(), "contact_confirmed")) == 1


async def test_buttons_made_by_hand_do_nothing(one_matter: House) -> None:
    house = one_matter
    lead = house.phone(LEAD)
    message = await lead.last()
    before = (await house.record())["events"]
    for data in ("rate", "rate:x:y:z", "card:1 OR 1=1", "pick:-1", "no_such:1", "lateron:1:", ":"):
        assert GONE in (await lead.presses_data(message, data))["text"], data
    await house.settle()
    after = (await house.record())["events"]
    kinds = [one["kind"] for one in after[len(before) :]]
    assert set(kinds) <= {"exported", "refused", "pressed"}
    tried = str(rows(house, "SELECT data FROM events WHERE kind = 'refused'"))
    assert all(f'"{verb}"' in tried or f"'{verb}'" in tried for verb in ("rate", "card", "no_such"))
    assert "x:y:z" not in tried  # without what was chosen with it
