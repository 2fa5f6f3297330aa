"""Every day is in a report: over holidays, at the turn of the year, between two Decembers."""

from handlers.figures import cards
from storage.reports import Report
from storage.vocabulary import Language, Phase, ReportKind
from tests.figures.office import BAD, GOOD, Office, total
from tests.house import LEADER, OFFICER, at

UNIT = "unit:1"


def test_who_was_dissatisfied_before_a_holiday_is_on_the_card_after_it(office: Office) -> None:
    office.to(2026, 9, 25, 9)
    office.replies()
    office.to(2026, 9, 29, 9)
    office.rates(BAD, GOOD, GOOD)
    found = {
        day: office.figures(ReportKind.WEEKLY, 2026, *day, 8)["attention"]["dissatisfied"]
        for day in ((9, 28), (10, 8), (10, 12))
    }
    assert found == {(9, 28): [], (10, 8): [[1, ""]], (10, 12): []}


def test_a_reply_of_late_december_is_in_january_s_cards_and_the_next_annual_report(
    office: Office,
) -> None:
    office.to(2026, 12, 23, 9)
    met = office.visits(LEADER)
    office.says_it_is_so(met)
    office.to(2026, 12, 24, 9)
    office.replies()
    for kind, *parts in (
        (ReportKind.MONTHLY, 2027, 1, 4, 8),
        (ReportKind.QUARTERLY, 2027, 1, 6, 8),
        (ReportKind.ANNUAL, 2027, 12, 20, 8),
    ):
        assert total(office.figures(kind, *parts, scope=UNIT), "on_time") == (0, 1), kind
    for year, meetings, replies in ((2026, 0, 0), (2027, 1, 1)):
        figures = office.figures(ReportKind.ANNUAL, year, 12, 21, 8)
        assert figures["counters"]["leader_meetings"] == meetings
        by_name = {figures["names"][str(one["person"])]: one for one in figures["people"]}
        assert by_name[OFFICER]["replies"] == replies
        assert by_name[LEADER]["led_meetings"] == meetings
    assert office.matters(2027, 1, 4, 8)["0107"].met(Phase.BEFORE)


def test_a_card_names_the_days_of_all_its_figures(office: Office) -> None:
    (made,) = office.made(ReportKind.MONTHLY, at(2026, 6, 1, 8), [UNIT])
    assert (made.figures["in_hand_since"], made.figures["since"]) == ("2026-01-01", "2026-05-01")
    row = Report(kind=made.kind, day=made.day, scope=made.scope.name, figures=made.figures)
    house = office.world.office
    said = cards.card(house, row, Language.CHINESE)
    assert "2026年1月1日" in said.splitlines()[1]
    assert "新情况自 2026年5月1日" in said.splitlines()[1]
    row.figures = {name: told for name, told in made.figures.items() if name != "in_hand_since"}
    assert "2026年5月1日" in cards.card(house, row, Language.CHINESE).splitlines()[1]
