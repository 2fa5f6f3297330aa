"""An open question keeps its answer, whatever else comes due and however long it stays open."""

import pytest

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import (
    from_bot,
    give_reply,
    labels,
    matter,
    rate,
    said,
    write_matters,
)
from tests.house import LEAD, OFFICER, House


async def another(house: House, number: str, assigned_on: str) -> None:
    """Another suggestion of the lead deputy's comes in: its questions are due the same morning."""
    later = matter(number, 附议代表="", 交办日期=assigned_on)
    path = write_matters(house.data.parent / f"{number}.xlsx", later)
    await house.lianluo("import", str(path))


async def test_what_comes_due_does_not_take_the_reason_of_a_rating(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.to(2026, 4, 8, 9, 0)
    await rate(lead, "不满意", "满意", "满意")
    await lead.sees("请用您自己的话")

    # Another suggestion's questions come due: a button, no question.
    await another(house, "0108", "2026-04-08")
    await house.to(2026, 4, 8, 15, 0)
    listed = await lead.sees("有1件事想请教您")
    assert labels(listed) == ["1. 0108 回答几个问题"]
    await lead.sends("尾水仍然直排。")
    await lead.sees("谢谢您的评价")
    assert rows(house, "SELECT content, reason FROM ratings") == [
        ("dissatisfied", "尾水仍然直排。")
    ]

    # Asked for by its button, it is asked; and has its own answer.
    await lead.presses(labels(listed)[0], listed)
    asked = await lead.sees("第1问", after=listed)
    assert "0108" in words(asked)
    await lead.sends("湖区还有一处直排口。")
    await lead.sees("第2问", after=asked)
    assert said(await house.record("0108"), "直排口")


async def test_questions_under_way_are_not_replaced_by_those_of_another_suggestion(
    one_matter: House,
) -> None:
    house = one_matter
    lead = house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 0)
    await lead.sees("第1问")
    await lead.sends("水又绿了。")
    second = await lead.sees("第2问")
    await another(house, "0108", "2026-04-07")
    await house.to(2026, 4, 7, 15, 0)
    listed = await lead.sees("有1件事想请教您")
    assert labels(listed) == ["1. 0108 回答几个问题"]
    await lead.sends("让湖水变清。")
    await lead.sees("第3问", after=second)
    assert said(await house.record(), "让湖水变清。")
    # Left alone, they are asked once more in full, as ever.
    await house.to(2026, 4, 10, 9, 0)
    await lead.sees("第3问", after=listed)


@pytest.mark.parametrize("answer", ["是", "不是"])
async def test_a_reason_given_a_day_later_is_asked_about(one_matter: House, answer: str) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.to(2026, 4, 8, 9, 0)
    form = await rate(lead, "不满意", "满意", "满意")
    await lead.sees("请用您自己的话")
    await house.to(2026, 4, 9, 10, 0)
    late = await lead.sends("尾水仍然直排。")
    asked = await lead.sees("第0107号建议的评价（不满意的原因）还没有完成")
    await house.settle()
    assert not await from_bot(officer, "尾水仍然直排")
    await lead.presses(answer, asked)
    if answer == "是":
        await lead.sees("谢谢您的评价")
        assert rows(house, "SELECT content, reason FROM ratings") == [
            ("dissatisfied", "尾水仍然直排。")
        ]
        # What was given stands as it was: an edit says so, and how it can be changed.
        edit = await lead.edits(late, "没什么。")
        assert "尾水仍然直排。" in words(await lead.sees("已经交出", after=edit))
        return
    # Words for the unit; the form is as it was, and asks again.
    await officer.sees("尾水仍然直排。")
    assert rows(house, "SELECT count(*) FROM ratings") == [(0,)]
    await lead.presses("提交评价", form)
    await lead.sees("请用您自己的话", after=asked)
