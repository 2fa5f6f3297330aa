"""The department of ecology's profile: four levels, three contacts, face to face 1–3."""

from bot.sandbox.client import words
from tests.attackers.everybody import write_staff
from tests.flows.steps import answer_questions, matter, open_card, owed, record_visit
from tests.house import LEAD, LEADER, House
from tests.practices.gate_steps import stopped
from tests.practices.ladder_steps import WATCHER, everybody, of_agency


async def test_four_levels_three_contacts_and_leaders_who_go_themselves(house: House) -> None:
    of_agency(house, "ecology")
    phones = await everybody(house, matter("0107", 是否重点督办="是"), joined=(WATCHER,))
    lead, leader = phones[LEAD], phones[LEADER]
    await house.to(2026, 4, 7, 9, 0)
    assert "先沟通后办理" in words(await stopped(house, "办理进展"))
    await answer_questions(lead)
    missing = words(await stopped(house, "送达答复"))
    assert "先沟通后答复" in missing
    assert "办理方案经领导同意" in missing
    assert "⚠️面对面 0 次（要求 1–3 次）" in words(await open_card(leader))

    # The leader leads it: two contacts of their own, one of them met as soon as it is told.
    for count, said in enumerate(("第一次走访", "第二次走访"), 1):
        await record_visit(leader, summary=said)
        await lead.presses("属实", await lead.sees(said))
        await house.settle()
        assert owed(house, "leader_contact") == [(LEADER, "done" if count == 2 else "open")]
    card = words(await open_card(leader))
    assert "面对面 2 次（要求 1–3 次）" in card
    assert f"领办：{LEADER}，与代表沟通 2/2 次" in card

    # The office that watches has nobody any more: that level is missing, too.
    gone = write_staff(
        house.data.parent / "gone.xlsx", (WATCHER, "生态环境厅", "办公室", "处室负责人", "离任")
    )
    await house.lianluo("import", str(gone))
    assert "还缺：办公室" in words(await stopped(house, "送达答复"))
