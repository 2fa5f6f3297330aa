"""P15 吸纳意见: what was taken up of a deputy's demands stands with what came of it."""

from tests.flows.small import rows
from tests.flows.steps import give_reply, happened, open_card
from tests.house import LEAD, OFFICER, House
from tests.practices.draft_steps import list_points
from tests.practices.result_steps import note_result, result_page


async def test_each_result_names_the_demand_that_it_takes_up(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await note_result(
        officer,
        "政策（施工图）",
        point="统一养殖尾水排放标准",
        what="修订排放标准",
        proof="DB43/1752-2026",
    )
    told = await house.phone(LEAD).sees("有了成果")
    assert "采纳您的意见：统一养殖尾水排放标准" in told["text"]
    card = await open_card(officer)
    await officer.presses("成果", card)
    assert "统一养殖尾水排放标准" in (await officer.sees("成果 · 第0107号", after=card))["text"]
    record = await house.record()
    assert len(happened(record, "result_noted")) == 1


async def test_it_is_tied_to_one_of_the_demands_that_are_listed(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await list_points(officer, "统一尾水标准", "建监测站")
    await give_reply(officer)
    await note_result(
        officer, "项目（实景图）", point="建监测站", what="建成三个监测站", proof="验收报告"
    )
    assert "采纳您的意见：建监测站" in (await house.phone(LEAD).sees("有了成果"))["text"]
    assert rows(house, "SELECT points.what FROM results JOIN points ON points.id = point_id") == [
        ("建监测站",)
    ]
    assert (await house.record())["results"][0]["is_listed"] is True
    assert "建监测站 · 验收报告" in (await result_page(officer))["text"]
