"""定期提醒 (P50): 30, 15, 7, 3 and 1 days before, then every working day; in contact hours."""

from datetime import date

from tests.flows.steps import answer_questions, from_bot, moment, report_progress
from tests.house import LEAD, OFFICER, ZONE, House, at


async def test_the_reply_is_asked_for_step_by_step_and_daily_once_overdue(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    await report_progress(officer, "方案已成稿。")
    await lead.presses("同意", await lead.sees("方案已成稿。"))
    await house.settle()
    due = date.fromisoformat((await house.record())["due_on"])
    assert due == date(2026, 7, 7)
    # 30 and 3 days before are a Sunday and a Saturday: asked on the working day before.
    asked_on = [date(2026, 6, 5), date(2026, 6, 22), date(2026, 6, 30), date(2026, 7, 3)]
    asked_on += [date(2026, 7, 6), date(2026, 7, 8), date(2026, 7, 9)]
    quiet = [date(2026, 6, 4), date(2026, 6, 23), date(2026, 7, 4)]
    days = sorted({*asked_on, *quiet})
    for day in days:
        for hour in (7, 9, 13):  # before hours, in them, at noon
            await house.stage.clock_to(at(day.year, day.month, day.day, hour, 0))
            await house.settle()
    asked = [moment(one).astimezone(ZONE) for one in await from_bot(officer, "最迟：2026年7月7日")]
    on = [one.date() for one in asked]
    assert on == asked_on
    assert all(8 <= one.hour < 12 or 14 <= one.hour < 18 for one in asked)
