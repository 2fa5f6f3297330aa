"""When reports come, what they look back to, and when silence has lasted too long."""

from datetime import date

import pytest

from handlers.rules.figures import echo, topics
from handlers.rules.figures.cadence import Rhythm, in_hand_since, next_day, period
from handlers.rules.figures.echo import Echo
from handlers.rules.figures.sections import differences
from handlers.rules.figures.topics import Topic
from handlers.rules.profiles import load_profile
from storage.vocabulary import ReportKind

CALENDAR = load_profile("hunan").calendar
WEEKLY = Rhythm(ReportKind.WEEKLY, (), 1)


@pytest.mark.parametrize(
    ("rhythm", "since", "expected"),
    [
        (WEEKLY, date(2026, 4, 7), date(2026, 4, 13)),
        (WEEKLY, date(2026, 4, 12), date(2026, 4, 13)),
        (WEEKLY, date(2026, 4, 13), date(2026, 4, 20)),
        (WEEKLY, date(2026, 4, 3), date(2026, 4, 7)),  # Monday is Qingming: the day after
        (WEEKLY, date(2026, 9, 28), date(2026, 10, 8)),  # National Day: the first day of work
        (Rhythm(ReportKind.WEEKLY, (), 5), date(2026, 4, 7), date(2026, 4, 10)),
        (Rhythm(ReportKind.MONTHLY, (), 1), date(2026, 4, 7), date(2026, 5, 6)),
        (Rhythm(ReportKind.MONTHLY, (), 3), date(2026, 6, 1), date(2026, 6, 3)),
        (Rhythm(ReportKind.MONTHLY, (), 3), date(2026, 12, 31), date(2027, 1, 6)),
        (Rhythm(ReportKind.QUARTERLY, (), 3), date(2026, 4, 7), date(2026, 7, 3)),
        (Rhythm(ReportKind.HALF_YEAR, (), 5, 7), date(2026, 4, 7), date(2026, 7, 6)),  # Sunday
        (Rhythm(ReportKind.ANNUAL, (), 20, 12), date(2026, 12, 21), date(2027, 12, 20)),
    ],
)
def test_the_next_day(rhythm: Rhythm, since: date, expected: date) -> None:
    assert next_day(rhythm, since, CALENDAR) == expected


MONTHLY = Rhythm(ReportKind.MONTHLY, (), 1)
QUARTERLY = Rhythm(ReportKind.QUARTERLY, (), 3)
ANNUAL = Rhythm(ReportKind.ANNUAL, (), 20, 12)


@pytest.mark.parametrize(
    ("rhythm", "on", "since"),
    [
        (WEEKLY, date(2026, 4, 20), date(2026, 4, 13)),
        (WEEKLY, date(2026, 4, 13), date(2026, 4, 7)),  # Monday was Qingming: the day after it
        (WEEKLY, date(2026, 10, 8), date(2026, 9, 28)),  # over National Day
        (WEEKLY, date(2026, 2, 24), date(2026, 2, 9)),  # over the Spring Festival
        (WEEKLY, date(2026, 4, 15), date(2026, 4, 13)),  # asked for on a Wednesday
        (Rhythm(ReportKind.WEEKLY, (), 5), date(2026, 4, 17), date(2026, 4, 10)),
        (MONTHLY, date(2026, 1, 5), date(2025, 12, 1)),
        (MONTHLY, date(2026, 5, 20), date(2026, 4, 1)),
        (QUARTERLY, date(2026, 7, 3), date(2026, 4, 1)),
        (QUARTERLY, date(2026, 7, 1), date(2026, 4, 1)),  # its report has not come yet
        (QUARTERLY, date(2026, 7, 4), date(2026, 7, 1)),
        (QUARTERLY, date(2026, 5, 20), date(2026, 4, 1)),
        (QUARTERLY, date(2026, 3, 31), date(2026, 1, 1)),
        (QUARTERLY, date(2027, 1, 6), date(2026, 10, 1)),
        (Rhythm(ReportKind.HALF_YEAR, (), 5, 7), date(2026, 7, 6), date(2026, 1, 1)),
        (ANNUAL, date(2027, 12, 20), date(2026, 12, 21)),  # the 20th was a Sunday
        (ANNUAL, date(2027, 6, 1), date(2026, 12, 21)),
        (Rhythm(ReportKind.ANNUAL, (), 10, 1), date(2027, 1, 11), date(2026, 1, 12)),
    ],
)
def test_what_a_report_looks_back_to(rhythm: Rhythm, on: date, since: date) -> None:
    assert period(rhythm, on, CALENDAR) == since


@pytest.mark.parametrize(
    ("rhythm", "on", "since"),
    [
        (WEEKLY, date(2026, 10, 8), date(2026, 1, 1)),
        (WEEKLY, date(2027, 1, 4), date(2026, 12, 28)),
        (MONTHLY, date(2027, 1, 4), date(2026, 12, 1)),
        (QUARTERLY, date(2027, 1, 6), date(2026, 10, 1)),
        (ANNUAL, date(2027, 12, 20), date(2026, 12, 21)),
    ],
)
def test_what_ended_since_then_is_in_its_figures(rhythm: Rhythm, on: date, since: date) -> None:
    assert in_hand_since(rhythm, on, CALENDAR) == since


@pytest.mark.parametrize(
    ("heard_on", "today", "call", "look_on"),
    [
        (None, date(2026, 5, 6), Echo.HEARD, date(2026, 5, 7)),
        (None, date(2026, 5, 7), Echo.OFFICER, date(2026, 5, 17)),
        (None, date(2026, 5, 17), Echo.HEAD, date(2026, 5, 18)),
        (date(2026, 5, 1), date(2026, 5, 17), Echo.HEARD, date(2026, 5, 31)),
        (date(2026, 3, 1), date(2026, 5, 6), Echo.HEARD, date(2026, 5, 7)),  # before it was given
    ],
)
def test_silence(heard_on: date | None, today: date, call: Echo, look_on: date) -> None:
    found = echo.look(date(2026, 4, 7), heard_on, today, officer_days=30, head_days=40)
    assert (found.call, found.look_on) == (call, look_on)


TOPICS = {
    "ecology": Topic("优生态", "environment", ("湖区", "水质")),
    "livelihood": Topic("惠民生", "livelihood", ("饮水",)),
}


def test_topics_are_recognised_by_words_and_put_right_by_people() -> None:
    found = topics.recognised("农村饮水与湖区水质", TOPICS)
    assert found == ("ecology", "livelihood")
    assert topics.chosen(found, {"ecology": False}, TOPICS) == ("livelihood",)
    assert topics.chosen((), {"ecology": True, "gone": True}, TOPICS) == ("ecology",)


def test_what_is_asked_for_again_and_again_is_one_group_over_its_years() -> None:
    days = {
        1: date(2023, 3, 1),
        2: date(2024, 3, 1),
        3: date(2026, 3, 1),
        4: date(2026, 3, 1),
        5: date(2026, 3, 2),
        6: date(2026, 3, 2),
    }
    found = topics.recurrences([(2, 1), (3, 2), (5, 4), (9, 6)], days)
    assert [(one.ids, one.years) for one in found] == [((1, 2, 3), 3), ((4, 5), 1)]


def test_where_two_reports_differ_is_named() -> None:
    before = {"totals": {"figures": {"met": {"n": 1}}}, "since": "2026-01-01"}
    after = {"totals": {"figures": {"met": {"n": 2}}}, "since": "2026-01-01"}
    assert differences(before, before) == []
    assert differences(before, after) == [("totals.figures.met.n", 1, 2)]
