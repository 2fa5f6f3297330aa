"""What a unit asks for is decided while that can change something, and not afterwards."""

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import GONE, give_reply, labels, open_card, owed
from tests.house import LEAD, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import menu, move


async def test_a_reply_ends_what_was_asked_for_and_late_stays_late(one_matter: House) -> None:
    house = one_matter
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 7, 6, 10, 0)
    await move(officer, "申请延期", "涉及三市，需一个枯水期的监测数据。")
    asked = await supervisor.sees("延至")
    await house.to(2026, 7, 20, 10, 0)
    await give_reply(officer)
    await officer.sees("申请延期不再需要决定，本轮已经答复")
    await house.settle()
    assert owed(house, "request") == [(SUPERVISOR, "cancelled")]
    assert not labels(await supervisor.sees("延至"))
    assert GONE in (await supervisor.presses_data(asked, "req_yes:1"))["text"]
    assert [str(day) for (day,) in rows(house, "SELECT due_on FROM suggestions")] == ["2026-07-07"]
    assert "未及决定，已失效" in words(await open_card(officer))


async def test_who_has_answered_late_is_not_replaced_by_somebody_in_time(
    one_matter: House,
) -> None:
    house = one_matter
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 10, 10, 0)
    await move(officer, "申请退办", "养殖尾水归农业农村部门管理。", "农业农村厅")
    asked = await supervisor.sees("申请退办第0107号建议")
    await give_reply(officer)
    await house.phone(LEAD).sees("已正式答复")
    assert GONE in (await supervisor.presses_data(asked, "req_yes:1"))["text"]
    said = await supervisor.presses("改派单位", await menu(supervisor))
    assert "本轮已经答复，不能再改派" in said["text"]
    found = rows(
        house,
        "SELECT units.name, assigned_on FROM suggestions JOIN units ON units.id = lead_unit_id",
    )
    assert [(name, str(day)) for name, day in found] == [("省生态环境厅", "2026-04-07")]


async def test_more_time_is_asked_for_before_the_day_is_past_and_may_be_granted_after(
    one_matter: House,
) -> None:
    house = one_matter
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 7, 7, 10, 0)
    await move(officer, "申请延期", "涉及三市，需一个枯水期的监测数据。")
    await house.to(2026, 7, 9, 10, 0)
    await supervisor.presses("同意", await supervisor.sees("延至"))
    await officer.sees("同意延期，答复期限改为")


async def test_what_was_never_asked_for_in_time_is_late(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 7, 8, 10, 0)
    said = await officer.presses("申请延期", await menu(officer))
    assert "2026年7月7日（周二），已经过了" in said["text"]
