"""清单化落实: of each item what is done, what is missing, whose it is and by when (P04)."""

import openpyxl

from tests.flows.small import rows
from tests.flows.steps import from_bot, labels, matter, open_card, record_visit
from tests.house import LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.cadence import office, reports
from tests.practices.gate_steps import with_gates
from tests.practices.plan_steps import make_plan


async def test_what_is_done_is_ticked_and_what_is_missing_has_its_button(
    one_matter: House,
) -> None:
    house = one_matter
    officer, lead = house.phone(OFFICER), house.phone(LEAD)
    await with_gates(house, "six_fixed")
    await officer.presses("办理清单", await open_card(officer))
    seen = await officer.sees("办理清单：已完成")
    assert "○ 六定 · 陈思远" in seen["text"]
    assert "○ 办前沟通 · 陈思远" in seen["text"]
    assert "○ 代表评价 · 领衔代表 · —" in seen["text"]
    assert {"办理方案", "登记沟通", "送达答复"} <= set(labels(seen))

    await make_plan(officer)
    await house.to(2026, 4, 7, 9, 0)
    await record_visit(officer)
    await lead.presses("属实", await lead.sees("看了三个点位"))
    await house.settle()
    await officer.presses("办理清单", await open_card(officer))
    seen = await officer.sees("办理清单：已完成", after=seen)
    for done in ("✓ 六定", "✓ 办前沟通"):
        assert done in seen["text"]
    assert "○ 时间节点 · 陈思远 · 2026年4月20日" in seen["text"]
    await house.to(2026, 4, 21, 10, 0)
    supervisor = house.phone(SUPERVISOR)
    await supervisor.presses("办理清单", await open_card(supervisor))
    late = await supervisor.sees("🔴 时间节点")
    assert "送达答复" not in labels(late)  # what a reader may not do is not offered

    path = house.data.parent / "out.xlsx"
    await house.lianluo("export", "ledger", str(path))
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    head, line = list(sheet.iter_rows(values_only=True))[:2]
    cell = str(dict(zip(head, line, strict=True))["办理清单"])
    assert "缺时间节点（承办人，2026-04-20，逾期）" in cell
    assert "六定" not in cell


async def test_each_week_whoever_handles_them_hears_which_lack_most(house: House) -> None:
    reports(house, weekly='["leader"]')
    await office(
        house,
        OFFICER,
        LEADER,
        rows=(matter("0107"), matter("0108", 交办日期="2026-03-02", 会办单位="农业农村厅")),
    )
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 10, 0)  # a Tuesday
    await house.settle()
    assert await from_bot(officer, "缺得最多的是") == []
    await house.to(2026, 6, 1, 9, 0)  # a Monday
    seen = await officer.sees("缺得最多的是")
    assert seen["text"].index("0108") < seen["text"].index("0107")
    told = rows(
        house,
        "SELECT suggestions.number FROM events JOIN suggestions"
        " ON suggestions.id = events.suggestion_id WHERE events.kind = 'checklist_told'",
    )
    assert sorted(told) == [("0107",), ("0108",)]
    await officer.presses("0108 办理清单", seen)
    page = await officer.sees("办理清单：已完成")
    assert "会办意见 · 农业农村厅" in page["text"]
    await house.to(2026, 6, 2, 9, 0)
    await house.settle()
    assert len(await from_bot(officer, "缺得最多的是")) == 1
