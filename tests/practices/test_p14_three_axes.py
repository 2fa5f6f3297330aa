"""听取三方面评价 (P14): content, attitude, effect, each by itself; and why in own words."""

import pytest

from tests.flows.steps import tick
from tests.house import LEAD, OFFICER, House
from tests.practices.honest_steps import replied


@pytest.mark.parametrize("axis", ["答复内容", "办理态度", "办理效果"])
async def test_each_axis_counts_by_itself(one_matter: House, axis: str) -> None:
    house = one_matter
    lead = house.phone(LEAD)
    form = await replied(house)
    names = ("答复内容", "办理态度", "办理效果")
    await tick(lead, form, *("不满意" if name == axis else "满意" for name in names))
    await lead.presses("提交评价", form)
    await lead.sees("不满意的原因", after=form)
    await lead.sends("没有回应第二点诉求。")
    told = await house.phone(OFFICER).sees("代表已评价第0107号建议")
    assert f"{axis}：不满意" in told["text"]
    assert told["text"].count("：满意") == 2
    assert "原因：没有回应第二点诉求。" in told["text"]
    record = await house.record()
    assert record["round"] == 2
    assert record["ratings"][0]["reason"] == "没有回应第二点诉求。"
