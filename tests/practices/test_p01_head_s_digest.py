"""一把手工程: the head of the unit gets the weekly card, with the party group's sessions (P01)."""

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import DENIED, happened, matter, write_matters
from tests.house import OFFICER, House
from tests.practices.cadence import frozen, reports

HEAD = "罗振邦"


async def head_s_office(house: House) -> None:
    """The small office with a head, who has joined."""
    path = write_matters(house.data.parent / "ledger.xlsx", matter("0107"), matter("0108"))
    more = house.data.parent / "head.csv"
    more.write_text(f"姓名,单位,处室,角色\n{HEAD},生态环境厅,,主要领导\n", "utf-8")
    await house.lianluo("import", str(path), str(more))
    await house.start()
    await house.join(OFFICER)
    phone = await house.stage.add_person(HEAD)
    await phone.opens((await house.lianluo("invite", HEAD)).strip())
    await phone.presses("确认")
    await phone.presses("中文")
    await phone.sees("登记好了")


async def test_the_head_hears_every_week_and_notes_what_the_party_group_did(house: House) -> None:
    reports(house, weekly='["head"]')
    await head_s_office(house)
    head = house.phone(HEAD)

    # Told how, then noted; a number nobody knows is named; nothing half done.
    await head.sends("/study 随便写写")
    await head.sees("/study 日期 内容 建议编号")
    await head.sends("/study 2026-04-07 研究办理方案 0107 9999")
    await head.sees("没有找到第9999号")
    assert rows(house, "SELECT count(*) FROM studies") == [(0,)]
    await head.sends("/study 2026-04-07 研究办理方案 0107 0108")
    noted = await head.sees("今年第 1 次")
    assert "0107、0108" in words(noted)
    await head.sends("/study 4月7日 再次研究 0107")
    again = await head.sees("今年第 2 次", after=noted)
    await head.presses("撤销", again)
    await head.sees("已撤销")

    officer = house.phone(OFFICER)
    await officer.sends("/study 2026-04-07 研究 0107")
    await officer.sees(DENIED)

    await house.to(2026, 4, 13, 8, 30)
    card = words(await head.sees("周例会"))
    assert "省生态环境厅" in card
    assert "党组专题研究 1 次" in card
    unit = rows(house, "SELECT id FROM units WHERE short_name = '生态环境厅'")[0][0]
    assert frozen(house, "weekly", f"unit:{unit}")["studies"][0]["subject"] == "研究办理方案"
    # It is in the record of each suggestion that was taken up.
    assert len(happened(await house.record("0108"), "studied")) == 1
