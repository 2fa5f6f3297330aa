"""我的意愿: what a deputy wishes binds the reply, and no import goes over it."""

from bot.sandbox.client import words
from tests.flows.steps import (
    JOINT,
    begin,
    happened,
    matter,
    open_card,
    open_office,
    write_matters,
)
from tests.house import CO_SIGNER, LEAD, OFFICER, SUPERVISOR, House


async def test_no_written_reply_is_asked_for_and_an_import_keeps_the_wish(house: House) -> None:
    row = matter() | {"公开意愿": "全文公开"}
    await open_office(house, row, joined=(LEAD, OFFICER))
    officer, lead = house.phone(OFFICER), house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 30)
    sent = await lead.sends("/s 0107")
    card = await lead.sees("第0107号", after=sent)
    await lead.presses("我的意愿", card)
    page = await lead.sees("我的意愿 · 第0107号")
    await lead.presses("仅公开标题", page)
    await lead.presses("不需要书面答复", await lead.sees("公开：仅公开标题"))
    await lead.sees("答复：不需要书面答复，供参考")
    assert "仅公开标题" in (await officer.sees("更改了第0107号建议"))["text"]
    assert "免书面" in (await open_card(officer))["text"]
    await house.lianluo("import", str(write_matters(house.data.parent / "again.xlsx", row)))
    record = await house.record()
    assert (record["openness"], record["needs_no_paper"]) == ("title", True)

    # Neither number nor document is asked for.
    await begin(officer, "送达答复")
    await officer.presses("今天", await officer.sees("答复日期"))
    await officer.presses("A 已解决或基本解决", await officer.sees("属于哪一类"))
    preview = await officer.sees("将送达全体提出代表")
    assert "文号：免书面答复" in preview["text"]
    await officer.presses("送达", preview)
    told = words(await lead.sees("供您参考"))
    assert "另寄书面答复" in told
    late = await lead.presses_data(page, "wish:1:full")
    assert "已经答复" in late["text"]
    assert len(happened(await house.record(), "wished")) == 2


async def test_wishes_in_the_ledger_are_read(house: House) -> None:
    await open_office(house, matter(代表意愿="不需要书面答复，供参考"), joined=(LEAD,))
    assert (await house.record())["needs_no_paper"] is True


async def test_a_name_kept_back_is_found_by_no_other_unit(house: House) -> None:
    shared = {"会办单位": "农业农村厅"}
    await open_office(
        house,
        matter("0107", 代表意愿="请对姓名保密", **shared),
        matter("0108", 领衔代表=CO_SIGNER, 附议代表="", **shared),
        joined=(LEAD, OFFICER, SUPERVISOR),
        besides=[JOINT],
    )
    joint = house.phone(JOINT)
    sent = await joint.sends(f"/s {LEAD}")
    assert "没有找到" in (await joint.sees(LEAD, after=sent))["text"]
    sent = await joint.sends(f"/s {CO_SIGNER}")  # who keeps nothing back, of another
    await joint.sees("第0108号", after=sent)
    for said in ("/s 0107", "/s 第0107号湖区"):
        sent = await joint.sends(said)
        assert LEAD not in words(await joint.sees("第0107号", after=sent))
    for name in (OFFICER, SUPERVISOR, LEAD):
        phone = house.phone(name)
        sent = await phone.sends(f"/s {LEAD}")
        await phone.sees("第0107号", after=sent)
