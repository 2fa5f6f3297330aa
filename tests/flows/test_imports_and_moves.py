"""An import moves suggestions as the committee does in chat, and undoes nothing done there."""

from pathlib import Path

from tests.attackers.everybody import COLLEAGUE, write_staff
from tests.flows.small import rows
from tests.flows.steps import (
    DENIED,
    JOINT,
    OUTSIDER,
    give_reply,
    happened,
    matter,
    open_card,
    owed,
    write_matters,
)
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import let_units_sign, move

WHOSE = (
    "SELECT units.short_name, officer.name, leader.name, assigned_on FROM suggestions"
    " JOIN units ON units.id = lead_unit_id"
    " LEFT JOIN people AS officer ON officer.id = officer_id"
    " LEFT JOIN people AS leader ON leader.id = leader_id"
)


def whose(house: House) -> tuple[str, ...]:
    """Unit, officer, leader, day of assignment."""
    ((unit, officer, leader, day),) = rows(house, WHOSE)
    return unit, officer, leader, str(day)


def ledger(house: House, name: str, **changes: str) -> Path:
    """A ledger with this row."""
    return write_matters(house.data.parent / f"{name}.xlsx", matter(**changes))


async def test_an_import_moves_it_as_the_committee_does(one_matter: House) -> None:
    house = one_matter
    let_units_sign(house)
    await house.stop()
    await house.start()
    leader = house.phone(LEADER)
    await house.to(2026, 4, 13, 9, 30)
    card = await open_card(leader)
    moved = ledger(house, "moved", 主办单位="农业农村厅", 承办人=OUTSIDER, 责任领导="")
    await house.lianluo("import", str(moved))
    for deputy in (LEAD, CO_SIGNER):
        told = await house.phone(deputy).sees("原由生态环境厅办理，现改由农业农村厅办理")
        assert "台账更正" in told["text"]
        assert OUTSIDER in told["text"]
    await house.phone(OFFICER).sees("改交农业农村厅办理")
    await house.settle()
    assert whose(house) == ("农业农村厅", OUTSIDER, None, "2026-04-13")
    assert (OUTSIDER, "open") in owed(house, "sign_for")
    assert DENIED in (await leader.presses_data(card, "card:1"))["text"]
    assert DENIED in (await leader.presses_data(card, "mv_return:1"))["text"]
    assert happened(await house.record(), "reassigned")


async def test_an_import_that_says_what_it_said_undoes_nothing_done_in_chat(
    one_matter: House,
) -> None:
    house = one_matter
    supervisor, lead = house.phone(SUPERVISOR), house.phone(LEAD)
    master = str(ledger(house, "master"))
    await house.to(2026, 4, 13, 9, 30)
    await move(supervisor, "改派单位", "农业农村厅", "主要是养殖尾水。")
    await lead.sees("现改由农业农村厅办理")
    await house.settle()
    stands = whose(house)
    assert stands == ("农业农村厅", None, None, "2026-04-13")

    for more in (["--dry-run"], []):
        said = await house.lianluo("import", master, *more)
        assert "未改 left as it is 14-4-0107：主办单位 仍为 省农业农村厅" in said
        assert "changed in chat since the last import" in said
        assert "建议台账：新增 0 new，变更 0 changed，不变 1 unchanged" in said
        assert whose(house) == stands

    # What the ledger says anew is done; and the next time it is no news.
    theirs = {"主办单位": "农业农村厅", "承办人": OUTSIDER, "责任领导": ""}
    again = ledger(house, "again", 交办日期="2026-04-13", **theirs)
    assert "未改" not in await house.lianluo("import", str(again))
    assert whose(house) == ("农业农村厅", OUTSIDER, None, "2026-04-13")
    await lead.sees(f"现由{OUTSIDER}承办")
    back = ledger(house, "back")
    await house.lianluo("import", str(back))
    await lead.sees("现改由生态环境厅办理")
    assert whose(house)[:3] == ("生态环境厅", OFFICER, LEADER)


async def test_a_part_split_off_in_chat_outlasts_an_import(one_matter: House) -> None:
    house = one_matter
    await house.to(2026, 4, 13, 9, 30)
    await move(house.phone(SUPERVISOR), "分办", "农业农村厅", "养殖尾水的治理。")
    await house.phone(LEAD).sees("分办并答复您")
    same = ledger(house, "same", 会办单位="无")
    await house.lianluo("import", str(same))
    parts = "SELECT handling, part, ended_at FROM joint_units"
    assert rows(house, parts) == [("separate", "养殖尾水的治理。", None)]
    assert owed(house, "opinion") == [(JOINT, "open")]


async def test_another_officer_in_the_ledger_is_told_to_the_deputies(one_matter: House) -> None:
    house = one_matter
    await house.to(2026, 4, 13, 9, 30)
    staff = write_staff(
        house.data.parent / "more.xlsx", (COLLEAGUE, "生态环境厅", "大气处", "承办人", "在职")
    )
    await house.lianluo("import", str(staff))
    await house.lianluo("import", str(ledger(house, "other", 承办人=COLLEAGUE)))
    for deputy in (LEAD, CO_SIGNER):
        await house.phone(deputy).sees(f"现由{COLLEAGUE}承办")
    assert rows(house, "SELECT office FROM suggestions") == [("大气处",)]


async def test_who_has_answered_is_not_replaced_by_an_import(one_matter: House) -> None:
    house = one_matter
    await house.to(2026, 4, 13, 9, 30)
    await give_reply(house.phone(OFFICER))
    await house.phone(LEAD).sees("已正式答复")
    await house.settle()
    stands = whose(house)
    moved = ledger(house, "moved", 主办单位="农业农村厅", 承办人=OUTSIDER, 责任领导="")
    said = await house.lianluo("import", str(moved))
    assert "本轮已经答复 this round has been answered" in said
    assert whose(house) == stands
