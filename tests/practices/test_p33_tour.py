"""P33 厅领导带队座谈: deputies by delegation with what they have open, invited together; and what
they asked. P40: how often leaders met deputies is counted from what was recorded.
"""

from pathlib import Path

import openpyxl

from bot.sandbox.client import Phone, words
from tests.flows.steps import (
    labels,
    matter,
    open_card,
    open_office,
    record_visit,
    write_matters,
)
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, House
from tests.practices.meeting_steps import (
    arrange,
    finish,
    fix,
    met,
    plan_tour,
    record_held,
    write_minutes,
)


async def test_a_tour_goes_to_the_deputies_of_a_delegation(house: House, tmp_path: Path) -> None:
    other = matter("0112", 领衔代表=CO_SIGNER, 附议代表="")
    secret = matter("0114", 附议代表="", 代表意愿="要求保密")
    await open_office(
        house,
        matter(),
        other,
        matter("0113", 附议代表=""),
        secret,
        joined=[LEAD, CO_SIGNER, LEADER, OFFICER],
    )
    lead, guest, leader = house.phone(LEAD), house.phone(CO_SIGNER), house.phone(LEADER)
    await house.to(2026, 4, 7, 9, 0)
    shown = await plan_tour(leader, "厅领导带队走访座谈")
    assert labels(shown) == [
        "岳阳代表团：1位代表 1件",
        "长沙代表团：1位代表 2件",
        "问题清单",
    ]
    await leader.presses("长沙代表团：1位代表 2件", shown)
    asked = await leader.sees("请哪些代表参加")
    await leader.presses("☑ 李秀兰", asked)
    await leader.button("☐ 李秀兰", message=asked)
    assert "至少留下一位代表" in (await leader.presses("下一步", asked))["text"]
    await leader.presses("☐ 李秀兰", asked)
    await leader.button("☑ 李秀兰", message=asked)
    await leader.presses("下一步", asked)
    await leader.presses("座谈会", await leader.sees("用什么方式见面"))
    await leader.sees("在什么地点")
    await finish(leader, place="长沙市岳麓区", times="4月20日 9:30\n4月20日 15:00")
    invited = await lead.sees("哪个时间您方便")
    assert "第0107、0113号建议" in invited["text"]
    await lead.presses("都可以", invited)
    await fix(leader)
    await house.phone(OFFICER).sees("会面已定")  # who handles it comes along
    await house.settle()
    assert not [one for one in await guest.messages() if "哪个时间" in one.get("text", "")]

    await house.to(2026, 4, 20, 11, 0)
    await record_held(leader, issues="0107 点位太少\n村里还没通知到")
    await lead.presses("属实", await lead.sees("请您核对一次沟通"))
    await house.settle()
    assert [met(house, number) for number in ("0107", "0112", "0113", "0114")] == [1, 0, 1, 0]

    sent = await leader.sends("/tour")
    everything = await leader.sees("带队座谈", after=sent)
    assert "今年本单位领导与代表见面 1 次" in everything["text"]
    await leader.presses("厅领导带队走访座谈", everything)
    shown = await leader.sees("已座谈 1 场", after=sent)
    assert "长沙市岳麓区：李秀兰（第0107、0113号）" in shown["text"]
    await leader.presses("问题清单", shown)
    issues = await leader.sees("问题清单（2 个）", after=shown)
    assert "1. [0107] 0107 点位太少" in issues["text"]
    assert "2. [—] 村里还没通知到" in issues["text"]
    sent = await leader.sends("/meetings")
    assert "今年您已与代表见面 1 次" in (await leader.sees("今年您已", after=sent))["text"]
    assert (await house.record())["meetings"][0]["tour"] == "厅领导带队走访座谈"
    assert "面对面 1 次" in (await open_card(leader))["text"]


async def test_deputies_plan_no_tours_and_see_what_is_ahead(one_matter: House) -> None:
    lead = one_matter.phone(LEAD)
    sent = await lead.sends("/tour")
    await lead.sees("不在您的权限", after=sent)
    sent = await lead.sends("/meetings")
    await lead.sees("近期没有会面", after=sent)


async def counted(leader: Phone) -> list[str]:
    """How often leaders have met deputies, by the board, the tours and the year's report."""
    sent = await leader.sends("/board")
    board = words(await leader.sees("领导与代表见面", after=sent))
    sent = await leader.sends("/tour")
    tours = words(await leader.sees("今年本单位领导", after=sent))
    found = [board.rpartition("领导与代表见面 ")[2], tours.rpartition("领导与代表见面 ")[2]]
    return [one.partition(" 次")[0].partition("/")[0] for one in found]


async def test_one_meeting_about_two_suggestions_is_one_and_a_disputed_one_is_none(
    house: House,
) -> None:
    second = matter("0112", 附议代表="")
    await open_office(house, matter(附议代表=""), second, joined=[LEAD, OFFICER, LEADER])
    lead, officer, leader = (house.phone(name) for name in (LEAD, OFFICER, LEADER))
    await house.to(2026, 4, 7, 9, 0)
    await arrange(officer, form="座谈会", add="0112", extras=["分管领导"])
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(officer)
    await lead.sees("会面已定")
    await house.to(2026, 4, 20, 11, 0)
    await record_held(officer)
    confirm = await lead.sees("请您核对一次沟通")
    assert await counted(leader) == ["0", "0"]  # nobody but the officer says so yet
    await lead.presses("属实", confirm)
    await house.settle()
    assert await counted(leader) == ["1", "1"]
    await record_visit(leader, number="0112")  # made otherwise, and by himself
    await lead.presses("属实", await lead.sees("看了三个点位"))
    await house.settle()
    assert await counted(leader) == ["2", "2"]

    await arrange(officer, times="4月21日 9:30\n4月21日 15:00", extras=["分管领导"])
    again = await lead.sees("哪个时间您方便", after=confirm)
    await lead.presses("都可以", again)
    await fix(officer, after=again)
    await lead.sees("4月21日（周二） 09:30\n地点", after=again)
    await house.to(2026, 4, 21, 11, 0)
    asked = await officer.sees("4月21日（周二） 09:30）结束了吗")
    await officer.presses("登记会面情况", asked)
    await write_minutes(officer, after=asked)
    await lead.presses("有出入", await lead.sees("请您核对一次沟通", after=again))
    await house.settle()
    assert await counted(leader) == ["2", "2"]


PLACES = (
    *("长沙", "株洲", "湘潭", "衡阳", "邵阳", "岳阳", "常德"),
    *("张家界", "益阳", "郴州", "永州", "怀化", "娄底", "湘西"),
)


async def test_a_tour_reaches_every_prefecture_and_no_tour_is_lost(house: House) -> None:
    names = [f"代表{number:02}" for number in range(len(PLACES))]
    rows = [
        matter(f"{number:04}", 领衔代表=name, 附议代表="") for number, name in enumerate(names, 201)
    ]
    path = write_matters(house.data.parent / "ledger.xlsx", *rows)
    book = openpyxl.load_workbook(path)
    for name, place in zip(names, PLACES, strict=True):
        book["代表"].append([name, f"{place}代表团", ""])
    book.save(path)
    await house.lianluo("import", str(path))
    await house.start()
    await house.join(LEADER)
    leader = house.phone(LEADER)
    shown = await plan_tour(leader, "十四市州座谈")
    first = [one for one in labels(shown) if "代表团" in one]
    assert len(first) == 12
    await leader.presses("更多", shown)
    rest = await leader.sees("按代表团请代表座谈", after=shown)
    second = [one for one in labels(rest) if "代表团" in one]
    assert "更多" not in labels(rest)
    assert {one.split("代表团")[0] for one in first + second} == set(PLACES)
    await leader.presses(second[-1], rest)
    await leader.sees("请哪些代表参加")

    for number in range(12):
        await plan_tour(leader, f"第{number}次")
    sent = await leader.sends("/tour")
    newest = await leader.sees("今年本单位领导", after=sent)
    assert "十四市州座谈" not in labels(newest)
    await leader.presses("更多", newest)
    oldest = await leader.sees("今年本单位领导", after=newest)
    await leader.presses("十四市州座谈", oldest)
    await leader.sees("已座谈 0 场", after=oldest)
