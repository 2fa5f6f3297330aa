"""被催办次数: what a unit was reminded of when it was late already, and no other unit's."""

from datetime import date, timedelta

from handlers.acts.assigning import receipts
from storage.vocabulary import ReportKind
from tests.figures.office import Office, total
from tests.flows.steps import OUTSIDER
from tests.house import OFFICER


def urged(office: Office, unit: int) -> int:
    """How often, as is known now."""
    scope = f"unit:{unit}"
    (made,) = office.made(ReportKind.MONTHLY, office.world.now, [scope])
    return total(made.figures, "urged")[0]


def lives_until(office: Office, day: date) -> None:
    """The clock goes on, day by day, and asks what comes due."""
    while office.world.now.date() < day:
        office.world.goes_on(timedelta(days=1))


def test_reminders_ahead_of_a_date_urge_nobody_and_a_joint_unit_s_are_its_own(
    office: Office,
) -> None:
    for name, number in ((OFFICER, "0107"), (OUTSIDER, "0108")):
        with office.acting(name, number) as (turn, item):
            receipts.sign(turn, item)
    office.to(2026, 4, 20, 9)
    lives_until(office, date(2026, 5, 8))  # the day on which the first contact is due
    assert urged(office, 1) == urged(office, 2) == 0
    office.visits()  # No. 0107 is in time; its joint unit is late with the opinion
    lives_until(office, date(2026, 5, 14))
    assert urged(office, 1) == 0
    assert urged(office, 2) > 0  # No. 0108, which it leads and has not talked over


def test_what_older_reminders_were_about_is_not_known(office: Office) -> None:
    with office.acting(OFFICER) as (turn, item):
        for about, more in (
            ("contact", {}),
            ("contact", {"late": True}),
            ("contact", {"late": False}),
            ("overdue", {"late": True}),
        ):
            told = {"suggestion_id": item.id, "person_id": turn.me.id, "about": about}
            turn.event("prompted", **told, **more)
    assert urged(office, 1) == 2
