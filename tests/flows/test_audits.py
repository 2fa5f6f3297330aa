"""抽查: replies that say something is solved are drawn by lot, and the committee looks."""

from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.client import words
from handlers.rules import honesty
from tests.flows.small import rows
from tests.flows.steps import (
    DENIED,
    GONE,
    PROOF,
    from_bot,
    give_reply,
    happened,
    labels,
    open_card,
    owed,
)
from tests.house import LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.draft_steps import A, C, answer_point, list_points
from tests.practices.honest_steps import SECOND
from tests.practices.ladder_steps import joins, write_staff

ASKED = "名副其实吗"


def drawn(house: House, share: str = "1") -> None:
    """How many are drawn; before the bot starts (again)."""
    file = Path(house.settings["LIANLUO_PROFILE"])
    rules = file.read_text("utf-8").replace("audit_share = 0\n", f"audit_share = {share}\n")
    file.write_text(rules, "utf-8")


async def replied(house: House, letter: str = A) -> None:
    """With every reply drawn, one is given on 7 April; on the 8th the committee is asked."""
    await house.stop()
    drawn(house)
    await house.start()
    await house.to(2026, 4, 7, 9, 30)
    officer = house.phone(OFFICER)
    page = await list_points(officer, "统一尾水标准")
    await answer_point(officer, page, 1, "采纳", "今年修订标准。")
    await give_reply(officer, letter=letter)
    await house.phone(LEAD).sees("已正式答复")
    await house.settle()
    await house.to(2026, 4, 8, 9, 30)


async def test_what_is_not_as_its_class_says_is_told_counted_and_gets_another(
    one_matter: House,
) -> None:
    house = one_matter
    supervisor, officer = house.phone(SUPERVISOR), house.phone(OFFICER)
    await replied(house)
    asked = await supervisor.sees(ASKED)
    for piece in ("A 已解决或基本解决", f"办成的依据：{PROOF}", "采纳：今年修订标准。"):
        assert piece in words(asked)
    assert await supervisor.downloads(asked) == b"%PDF-1.4 reply"
    assert labels(asked) == ["属实", "名不副实", "看建议"]
    denied = await officer.presses_data(await open_card(officer), "audited:1:true")
    assert DENIED in denied["text"]

    await supervisor.presses("名不副实", asked)
    why = await supervisor.sees("哪里名不副实", after=asked)
    await supervisor.sends("验收文号查不到，监测站没有建。")
    asked_class = await supervisor.sees("改为哪一类？", after=why)
    for name in (OFFICER, LEADER):
        told = words(await house.phone(name).sees("答复名不副实"))
        assert "验收文号查不到" in told
    assert "抽查名不副实：验收文号查不到" in words(await open_card(officer))
    await house.settle()
    assert owed(house, "audit") == [(SUPERVISOR, "done")]
    assert owed(house, "reclass") == [(SUPERVISOR, "open")]
    # What was found wanting is the reason; it is not asked for once more.
    await supervisor.presses(C, asked_class)
    preview = await supervisor.sees("没有错的话，请确认", after=asked_class)
    assert "理由：验收文号查不到" in words(preview)
    await supervisor.presses("确认调整", preview)
    assert "现在：C" in words(await house.phone(LEAD).sees("答复分类调整了"))
    await house.settle()
    assert owed(house, "reclass") == [(SUPERVISOR, "done")]
    assert GONE in (await supervisor.presses("属实", asked))["text"]
    found = rows(house, "SELECT is_true, reason, done_at IS NOT NULL FROM reply_audits")
    assert [(bool(one), two, bool(three)) for one, two, three in found] == [
        (False, "验收文号查不到，监测站没有建。", True)
    ]
    record = await house.record()
    (event,) = happened(record, "audited")
    assert event["data"] == {"is_true": False, "reason": "验收文号查不到，监测站没有建。"}
    assert record["audits"][0]["done_by"] == SUPERVISOR


async def test_what_is_true_is_noted_and_anybody_can_draw_the_lot_again(one_matter: House) -> None:
    house = one_matter
    supervisor = house.phone(SUPERVISOR)
    await replied(house, "B 正在解决或列入规划")
    await supervisor.presses("属实", await supervisor.sees(ASKED))
    await supervisor.sees("抽查属实")
    await house.settle()
    assert owed(house, "reclass") == []
    assert not await from_bot(house.phone(OFFICER), "名不副实")
    record = await house.record()
    seed = happened(record, "audit_drawn")[0]["data"]["seed"]
    assert record["audits"][0]["seed"] == seed
    assert honesty.is_drawn(seed, 1)
    links = [hash_ for (hash_,) in rows(house, "SELECT hash FROM events WHERE suggestion_id = 1")]
    assert seed.rpartition("|")[2] in links


@pytest.mark.parametrize(("share", "letter"), [("0", A), ("1", C)])
async def test_what_is_not_drawn(one_matter: House, share: str, letter: str) -> None:
    house = one_matter
    await house.stop()
    drawn(house, share)
    await house.start()
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(house.phone(OFFICER), letter=letter)
    await house.phone(LEAD).sees("已正式答复")
    await house.settle()
    assert rows(house, "SELECT id FROM reply_audits") == []


async def test_who_supervises_no_more_looks_no_more(one_matter: House) -> None:
    house = one_matter
    await house.stop()
    drawn(house)
    await house.start()
    await second_of_the_committee(house)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(house.phone(OFFICER), letter=A)
    await house.phone(LEAD).sees("已正式答复")
    await house.settle()
    ((first, _),) = owed(house, "audit")
    other = next(one for one in (SUPERVISOR, SECOND) if one != first)
    await _changed(house, first, 角色="承办人")
    await house.to(2026, 4, 8, 9, 30)
    await house.phone(other).sees(ASKED)
    await house.settle()
    assert not await from_bot(house.phone(first), ASKED)
    assert owed(house, "audit") == [(first, "cancelled"), (other, "open")]


async def _changed(house: House, name: str, **cells: str) -> None:
    """Somebody of the committee as the roster has them now."""
    row: dict[str, Any] = {"姓名": name, "单位": "代表工作委员会", "处室": "议案处", "角色": "督办"}
    row |= cells
    path = house.data.parent / "changed.csv"
    path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", "utf-8")
    await house.lianluo("import", str(path))


async def test_who_has_left_hands_it_on(one_matter: House) -> None:
    house = one_matter
    await house.stop()
    drawn(house)
    await house.start()
    await second_of_the_committee(house)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(house.phone(OFFICER), letter=A)
    await house.phone(LEAD).sees("已正式答复")
    await house.settle()
    ((first, _),) = owed(house, "audit")
    other = next(one for one in (SUPERVISOR, SECOND) if one != first)
    await _changed(house, first, 是否在职="否")
    assert owed(house, "audit") == [(first, "cancelled"), (other, "open")]
    await house.to(2026, 4, 8, 9, 30)
    await house.phone(other).presses("属实", await house.phone(other).sees(ASKED))
    await house.phone(other).sees("抽查属实")


async def second_of_the_committee(house: House) -> None:
    """Another is on the roster, and joins."""
    more = write_staff(
        house.data.parent / "more.xlsx", (SECOND, "代表工作委员会", "议案处", "督办", "")
    )
    await house.lianluo("import", str(more))
    await joins(house, SECOND)
