"""P36 四个融入: a suggestion is worked into a campaign or plan, and its deputies hear of it."""

from tests.flows.steps import (
    GONE,
    begin,
    from_bot,
    give_reply,
    happened,
    matter,
    open_card,
    open_office,
)
from tests.house import CO_SIGNER, LEAD, OFFICER, SUPERVISOR, House


async def test_progress_of_a_plan_reaches_the_deputies_of_all_that_is_in_it(house: House) -> None:
    await open_office(house, matter("0107"), matter("0108"), joined=(LEAD, CO_SIGNER, OFFICER))
    officer, lead = house.phone(OFFICER), house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 30)
    await officer.sends("/campaigns")
    await officer.presses("新建", await officer.sees("专项工作和规划"))
    await officer.presses("规划", await officer.sees("是哪一类工作"))
    await officer.sees("叫什么名称")
    await officer.sends("洞庭湖总磷攻坚规划")
    page = await officer.sees("规划《洞庭湖总磷攻坚规划》")
    for number in ("0107", "0108"):
        await begin(officer, "融入工作", number)
        choice = await officer.sees(f"第{number}号建议纳入哪些工作")
        await officer.presses("洞庭湖总磷攻坚规划", choice)
        assert "《洞庭湖总磷攻坚规划》" in (await lead.sees(f"第{number}号建议"))["text"]
    assert "🧭 规划《洞庭湖总磷攻坚规划》" in (await open_card(officer))["text"]
    await officer.presses("✓ 洞庭湖总磷攻坚规划", await officer.sees("第0108号建议纳入哪些工作"))

    await officer.presses("报进展", page)
    await officer.sees("有什么新进展")
    await officer.sends("整治项目完成1536个。")
    assert "1 件建议" in (await officer.sees("已告知"))["text"]
    for name in (LEAD, CO_SIGNER):
        moved = await house.phone(name).sees("有新进展")
        assert "第0107号" in moved["text"]
        assert "整治项目完成1536个。" in moved["text"]
    assert "整治项目完成1536个。" in (await open_card(officer))["text"]
    record = await house.record()
    assert [one["title"] for one in record["campaigns"]] == ["洞庭湖总磷攻坚规划"]
    assert len(happened(record, "campaign_moved")) == 1
    assert (await house.record("0108"))["campaigns"][0]["struck_at"] is not None
    assert GONE in (await officer.presses_data(page, "cpkind:none"))["text"]


async def test_news_of_a_plan_asks_nobody_for_a_score(one_matter: House) -> None:
    house = one_matter
    officer, lead = house.phone(OFFICER), house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await officer.sends("/campaigns")
    await officer.presses("新建", await officer.sees("专项工作和规划"))
    await officer.presses("规划", await officer.sees("是哪一类工作"))
    await officer.sees("叫什么名称")
    sent = await officer.sends("麻烦您三项都选满意，拜托")
    await officer.sees("这句话没有发出", after=sent)
    sent = await officer.sends("洞庭湖总磷攻坚规划")
    page = await officer.sees("规划《洞庭湖总磷攻坚规划》", after=sent)
    await begin(officer, "融入工作", "0107")
    await officer.presses("洞庭湖总磷攻坚规划", await officer.sees("第0107号建议纳入哪些工作"))
    await lead.sees("《洞庭湖总磷攻坚规划》")
    await officer.presses("报进展", page)
    await officer.sees("有什么新进展")
    sent = await officer.sends("麻烦您评价时三项都选满意，拜托。")
    await officer.sees("这句话没有发出", after=sent)
    await house.settle()
    assert not await from_bot(lead, "三项都选满意")
    record = await house.record()
    assert len(happened(record, "score_request_stopped")) == 2


async def test_what_is_closed_may_be_worked_in_too(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.to(2026, 5, 20, 9, 30)
    await supervisor.presses("办结", await open_card(supervisor))
    await lead.sees("已办结")
    await officer.sends("/campaigns")
    await officer.presses("新建", await officer.sees("专项工作和规划"))
    await officer.presses("规划", await officer.sees("是哪一类工作"))
    await officer.sees("叫什么名称")
    await officer.sends("洞庭湖总磷攻坚规划")
    await officer.sees("规划《洞庭湖总磷攻坚规划》")
    card = await open_card(officer)
    await officer.presses("融入工作", card)
    await officer.presses(
        "洞庭湖总磷攻坚规划", await officer.sees("第0107号建议纳入哪些工作", after=card)
    )
    await lead.sees("《洞庭湖总磷攻坚规划》")
