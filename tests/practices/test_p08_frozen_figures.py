"""半年总结: figures frozen at a date, given again as they were, corrections named (P08)."""

from pathlib import Path

from tests.flows.steps import give_reply, write_matters
from tests.house import LEAD, OFFICER, SUPERVISOR, House
from tests.practices.cadence import ROWS, book, frozen, office, reports

SAME = "与当日定格的数据一致"


async def test_a_day_s_figures_stay_what_they_were(house: House, tmp_path: Path) -> None:
    reports(house, half_year='["supervisor"]')
    await office(house, LEAD, OFFICER, SUPERVISOR)
    await house.to(2026, 7, 6, 9, 0)  # the fifth is a Sunday
    supervisor = house.phone(SUPERVISOR)
    await supervisor.sees("半年总结")
    await house.settle()
    before = frozen(house, "half_year")
    assert before["totals"]["figures"]["solved"] == {"n": 0, "d": 0, "of": "", "has": ""}

    # What happens later changes nothing about that day.
    await give_reply(house.phone(OFFICER))
    await house.settle()
    out = tmp_path / "half-year.xlsx"
    said = await house.lianluo("report", "half_year", "--on", "2026-07-06", "--out", str(out))
    assert SAME in said
    assert "解决率：0/0" in said
    assert book(out)["指标"][0][0] == "半年总结，2026-01-01 至 2026-07-06，共 3 件"
    assert book(out)["指标"][-1][:2] == ("党组专题研究次数", 0)

    # Nor does it that a unit has no part any more: that day it had.
    moved = ROWS[1] | {"会办单位": "无", "是否重点": "是", "代表意愿": "免见面"}
    path = write_matters(tmp_path / "moved.xlsx", ROWS[0], moved, ROWS[2])
    await house.lianluo("import", str(path))
    said = await house.lianluo("report", "half_year", "--on", "2026-07-06")
    assert SAME in said

    # A correction of what it is about does, and is named.
    named = moved | {"标题": "关于修建农村道路的建议"}
    path = write_matters(tmp_path / "corrected.xlsx", ROWS[0], named, ROWS[2])
    await house.lianluo("import", str(path))
    said = await house.lianluo("report", "half_year", "--on", "2026-07-06")
    assert SAME not in said
    assert "此后有更正" in said
    assert "items.2：" in said
    assert frozen(house, "half_year") == before

    # Today's figures are others; a day to come has none.
    said = await house.lianluo("report", "monthly")
    assert "解决率：1/1（100.0%）" in said
    said = await house.lianluo("report", "monthly", "--on", "2026-12-31", fails=True)
    assert "还没有到" in said
    said = await house.lianluo("report", "monthly", "--unit", "没有的单位", fails=True)
    assert "没有这个单位" in said
    said = await house.lianluo("report", "monthly", "--unit", "生态环境厅")
    assert "共 3 件" in said
