"""我的意愿: what a deputy wishes binds the reply, and no import goes over it."""

import csv
import json
from pathlib import Path
from typing import Any

from bot.sandbox.client import Phone, words
from tests.flows.small import rows
from tests.flows.steps import (
    GONE,
    JOINT,
    PROOF,
    answer_questions,
    begin,
    from_bot,
    give_reply,
    happened,
    labels,
    matter,
    open_card,
    open_office,
    owed,
    write_matters,
)
from tests.house import CO_SIGNER, LEAD, OFFICER, SUPERVISOR, House
from tests.practices.closing_steps import note_published, publication_page
from tests.practices.test_p20_closed_loop import URL
from tests.practices.test_p38_model_cases import library, mark, solved


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
    await officer.sees("请给出办成的依据")
    await officer.sends(PROOF)
    preview = await officer.sees("将送达全体提出代表")
    assert "文号：免书面答复" in preview["text"]
    await officer.presses("送达", preview)
    told = words(await lead.sees("供您参考"))
    assert "另寄书面答复" in told
    late = await lead.presses_data(page, "wish:1:full")
    assert "公开意愿只能收紧" in late["text"]
    assert len(happened(await house.record(), "wished")) == 2


async def test_wishes_in_the_ledger_are_read(house: House) -> None:
    await open_office(house, matter(代表意愿="不需要书面答复，供参考"), joined=(LEAD,))
    assert (await house.record())["needs_no_paper"] is True


async def test_the_deputy_is_asked_once_how_far_and_until_then_it_is_the_title(
    house: House, tmp_path: Path
) -> None:
    unsaid = [matter(number, 公开意愿="", 建议内容="请治理。") for number in ("0107", "0108")]
    await open_office(house, *unsaid, joined=(LEAD, OFFICER))
    officer, lead = house.phone(OFFICER), house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 0)
    listed = await lead.sees("有2件事想请教您")
    await lead.presses("1. 0107 回答几个问题", listed)
    await answer_questions(lead)
    asked = await lead.sees("可以向社会公开到哪一步")
    assert "“仅公开标题”" in asked["text"]
    assert labels(asked) == ["全文公开", "仅公开标题", "不公开"]
    # Another wish is no word on this one.
    sent = await lead.sends("/s 0108")
    await lead.presses("我的意愿", await lead.sees("第0108号", after=sent))
    await lead.presses("不需要书面答复", await lead.sees("我的意愿 · 第0108号"))
    await lead.sees("公开：代表没有表明，最多仅公开标题")
    await give_reply(officer)
    await house.settle()

    async def extents() -> dict[str, str]:
        await house.lianluo("export", "open-data", str(tmp_path / "open"))
        told = json.loads((tmp_path / "open" / "suggestions.json").read_text("utf-8"))
        return {one["number"]: one["extent"] for one in told}

    assert await extents() == {"0107": "title"}
    assert "代表没有表明，最多仅公开标题" in words(await publication_page(officer))
    assert len(await from_bot(lead, "可以向社会公开到哪一步")) == 1
    # It is the deputy's first word on it, so it is taken after the reply, too.
    await lead.presses("全文公开", asked)
    await lead.sees("公开：全文公开")
    assert await extents() == {"0107": "full"}
    assert "代表意愿：全文公开" in words(await publication_page(officer))
    record = await house.record()
    assert (record["openness"], record["openness_by"]) == ("full", "deputy")
    assert (await house.record("0108"))["openness_by"] == "nobody"
    # What goes out as a ledger says no more than is known.
    ledger = tmp_path / "ledger.csv"
    await house.lianluo("export", "ledger", str(ledger))
    lines = list(csv.DictReader(ledger.read_text("utf-8-sig").splitlines()))
    assert [line["公开意愿"] for line in lines] == ["全文公开", ""]


async def wishes_page(lead: Phone) -> dict[str, Any]:
    """我的意愿 of the deputy's card."""
    sent = await lead.sends("/s 0107")
    card = await lead.sees("第0107号", after=sent)
    await lead.presses("我的意愿", card)
    return await lead.sees("我的意愿 · 第0107号", after=card)


def decided(house: House) -> list[tuple[str, str, str]]:
    """Every decision about publication, and by whom."""
    return rows(
        house,
        "SELECT decision, extent, people.name FROM publications"
        " JOIN people ON people.id = decided_by_id ORDER BY publications.id",
    )


async def test_a_deputy_may_always_let_less_be_known_and_what_was_decided_follows(
    one_matter: House,
) -> None:
    house = one_matter
    officer, lead = house.phone(OFFICER), house.phone(LEAD)
    await house.to(2026, 4, 7, 9, 30)
    await lead.sees("第1问")
    page = await publication_page_before_the_reply(officer)
    await officer.presses("主动公开", page)
    await officer.sees("主动公开（全文公开）", after=page)
    await lead.presses("仅公开标题", await wishes_page(lead))
    await officer.sees("更改了第0107号建议")
    await give_reply(officer)
    await lead.sees("决定主动公开")
    await house.settle()
    assert decided(house) == [("open", "full", OFFICER), ("open", "title", LEAD)]
    publish = "SELECT note, due_on, state FROM duties WHERE kind = 'publish' ORDER BY id"
    ((note, due_on, _),) = rows(house, publish)
    assert "只同意公开标题" in note

    page = await wishes_page(lead)
    assert labels(page) == ["不公开", "请保密"]  # nothing that would let more be known
    late = await lead.presses_data(page, "wish:1:full")
    assert "已经答复或办结，公开意愿只能收紧" in late["text"]
    assert "只能收紧" in (await lead.presses_data(page, "wish:1:paper"))["text"]
    await lead.presses("不公开", page)
    await house.phone(CO_SIGNER).sees("领衔代表收紧了公开意愿：不公开")
    await house.settle()
    assert [state for *_, state in rows(house, publish)] == ["cancelled"]
    assert decided(house)[-1] == ("withheld", "none", LEAD)
    assert (await house.record())["publications"][-1]["reason"] == "领衔代表收紧了公开意愿"
    assert due_on is not None
    assert not await from_bot(house.phone(SUPERVISOR), "收紧了公开意愿")  # nothing is out


async def test_what_is_out_already_is_owed_to_be_taken_down(
    one_matter: House, tmp_path: Path
) -> None:
    house = one_matter
    officer, lead, supervisor = (house.phone(one) for one in (OFFICER, LEAD, SUPERVISOR))
    await solved(house)
    page = await publication_page(officer)
    await officer.presses("主动公开", page)
    page = await officer.sees("主动公开（全文公开）", after=page)
    await note_published(officer, page, "今天", URL)
    await mark(supervisor)
    sent = await supervisor.sends("/case 0107")
    await supervisor.presses("送编辑", await supervisor.sees("办理实例（草稿）", after=sent))

    # It is closed, and the deputy asks for the name to be kept back.
    page = await wishes_page(lead)
    assert labels(page) == ["仅公开标题", "不公开", "请保密"]
    await lead.presses("请保密", page)
    told = words(await supervisor.sees("收紧了公开意愿：不公开"))
    for outside in (URL, "示范样板中撤下", "实例草稿已送编辑"):
        assert outside in told
    assert "还没有" in await library(officer)
    await house.settle()
    assert owed(house, "take_down") == [(OFFICER, "open")]
    await house.lianluo("export", "open-data", str(tmp_path))
    assert (json.loads((tmp_path / "models.json").read_text("utf-8"))) == []
    await house.to(2026, 4, 9, 15, 0)
    due = await officer.sees("请撤下已公开的内容")
    assert "不得公开" in due["text"]
    await officer.presses("已撤下", due)
    assert "公开的已撤下" in words(await officer.sees("公开 · 第0107号", after=due))
    for name in (LEAD, CO_SIGNER):
        assert URL in words(await house.phone(name).sees("已按领衔代表的意愿撤下"))
    await house.settle()
    assert owed(house, "take_down") == [(OFFICER, "done")]
    assert GONE in (await officer.presses_data(due, "takendown:1"))["text"]
    assert labels(await wishes_page(lead)) == ["仅公开标题", "不公开"]
    record = await house.record()
    assert record["publications"][-1]["taken_down_by"] == OFFICER
    assert record["model_cases"][-1]["taken_back_by"] == LEAD


async def test_an_import_that_lets_less_be_known_is_followed_too(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    page = await publication_page(officer)
    await officer.presses("主动公开", page)
    await officer.sees("主动公开（全文公开）", after=page)
    row = matter(公开意愿="仅公开标题")
    await house.lianluo("import", str(write_matters(house.data.parent / "again.xlsx", row)))
    assert decided(house) == [("open", "full", OFFICER), ("open", "title", LEAD)]


async def publication_page_before_the_reply(officer: Phone) -> dict[str, Any]:
    """公开, which a card shows once there is a reply; decided before, it waits for it."""
    card = await open_card(officer)
    await officer.presses_data(card, "public:1")
    return await officer.sees("公开 · 第0107号", after=card)


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
