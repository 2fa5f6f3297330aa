"""When meetings may be offered, when people are reminded of them, and how often they have to be."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.rules import meetings
from handlers.rules.contact_hours import parse_windows
from handlers.rules.dates import parse_moment
from handlers.rules.meetings import Doubt, Hours
from handlers.rules.profiles import load_profile
from handlers.rules.refused import Refused
from storage.vocabulary import MeetingState, SlotAnswer

PROFILE = load_profile("hunan")
RULES = PROFILE.meetings
ZONE = ZoneInfo("Asia/Shanghai")
HOURS = Hours(PROFILE.contact_hours.deputies, PROFILE.calendar, ZONE)
AFTERNOONS = Hours(parse_windows("15:00-17:30"), PROFILE.calendar, ZONE)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[arg-type]


TUESDAY = at(2026, 4, 7, 9, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("4月20日 9:30", (2026, 4, 20, 9, 30), id="plain"),
        pytest.param("4月20日（周一）上午9点半", (2026, 4, 20, 9, 30), id="as people write it"),
        pytest.param("明天下午3点", (2026, 4, 8, 15, 0), id="tomorrow afternoon"),
        pytest.param("后天 15：00", (2026, 4, 9, 15, 0), id="full-width colon"),
        pytest.param("2026-04-20 15:00", (2026, 4, 20, 15, 0), id="ISO"),
        pytest.param("4.20 3:30 pm", (2026, 4, 20, 15, 30), id="English afternoon"),
        pytest.param("1月5日 10:00", (2027, 1, 5, 10, 0), id="without a year: the next one"),
        pytest.param("中午12点 4月20日", None, id="the wrong way round"),
        pytest.param("4月20日", None, id="no time"),
        pytest.param("4月31日 9:00", None, id="no such day"),
        pytest.param("4月20日 25:00", None, id="no such time"),
        pytest.param("下周找个时间", None, id="no day at all"),
    ],
)
def test_a_typed_moment(text: str, expected: tuple[int, ...] | None) -> None:
    found = parse_moment(text, TUESDAY.date())
    assert found == (None if expected is None else datetime(*expected))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [
        pytest.param(at(2026, 4, 20, 9, 30), (), id="an ordinary Monday"),
        pytest.param(at(2026, 5, 1, 9, 30), (Doubt.REST_DAY,), id="Labour Day"),
        pytest.param(at(2026, 5, 9, 9, 30), (), id="a Saturday worked to make up for it"),
        pytest.param(at(2026, 4, 20, 12, 30), (Doubt.OUT_OF_HOURS,), id="over lunch"),
        pytest.param(at(2026, 4, 7, 15, 0), (Doubt.SOON,), id="this afternoon"),
        pytest.param(at(2026, 4, 7, 20, 0), (Doubt.OUT_OF_HOURS, Doubt.SOON), id="tonight"),
    ],
)
def test_times_that_may_be_mistakes(starts_at: datetime, expected: tuple[Doubt, ...]) -> None:
    assert meetings.doubts(starts_at, TUESDAY, RULES, HOURS) == expected


@pytest.mark.parametrize(
    ("starts_at", "code"),
    [(TUESDAY, "meeting.past"), (at(2027, 4, 7, 9, 0), "meeting.far")],
)
def test_times_that_are_mistakes(starts_at: datetime, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        meetings.doubts(starts_at, TUESDAY, RULES, HOURS)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("starts_at", "hours", "expected"),
    [
        pytest.param(
            at(2026, 4, 21, 11, 0),
            HOURS,
            (at(2026, 4, 20, 9, 0), at(2026, 4, 21, 9, 0)),
            id="two hours before",
        ),
        pytest.param(
            at(2026, 4, 21, 10, 0),
            HOURS,
            (at(2026, 4, 20, 9, 0), at(2026, 4, 21, 9, 0)),
            id="two hours before is too early: as soon as it is allowed",
        ),
        pytest.param(
            at(2026, 4, 21, 9, 0),
            HOURS,
            (at(2026, 4, 20, 9, 0), at(2026, 4, 20, 17, 0)),
            id="first thing in the morning: the evening before",
        ),
        pytest.param(
            at(2026, 4, 21, 15, 0),
            HOURS,
            (at(2026, 4, 20, 9, 0), at(2026, 4, 21, 11, 0)),
            id="after lunch: before lunch",
        ),
        pytest.param(
            at(2026, 5, 6, 11, 0),
            HOURS,
            (at(2026, 4, 30, 9, 0), at(2026, 5, 6, 9, 0)),
            id="after Labour Day: before the holiday",
        ),
        pytest.param(
            at(2026, 4, 25, 11, 0),
            HOURS,
            (at(2026, 4, 24, 9, 0), at(2026, 4, 24, 17, 0)),
            id="on a Saturday: nobody is addressed that day",
        ),
        pytest.param(
            at(2026, 4, 21, 11, 0),
            AFTERNOONS,
            (at(2026, 4, 20, 15, 0), at(2026, 4, 20, 17, 0)),
            id="somebody who is only addressed in the afternoon",
        ),
    ],
)
def test_reminders(starts_at: datetime, hours: Hours, expected: tuple[datetime, ...]) -> None:
    assert meetings.reminders(starts_at, RULES, hours) == expected
    assert meetings.next_reminder(starts_at, expected[0], RULES, hours) == expected[1]
    assert meetings.next_reminder(starts_at, expected[1], RULES, hours) is None


@pytest.mark.parametrize(
    ("held", "is_waived", "missing"),
    [(0, False, 1), (1, False, 0), (4, False, 0), (0, True, 0)],
)
def test_the_quota(held: int, is_waived: bool, missing: int) -> None:
    assert meetings.quota(held, is_waived=is_waived, rules=RULES).missing == missing


def test_who_can_come_when() -> None:
    answers = {1: SlotAnswer.ALL, 2: SlotAnswer.SECOND, 3: SlotAnswer.NONE}
    assert meetings.who_can(answers, [1, 2]) == {1: [1], 2: [1, 2]}
    assert meetings.who_cannot(answers, 1) == [2, 3]


@pytest.mark.parametrize(
    ("answer", "offered", "times"),
    [
        (SlotAnswer.ALL, [1, 2], {1, 2, 3}),
        (SlotAnswer.NONE, [1], set()),
        (SlotAnswer.FIRST_THIRD, [1, 2, 3], {1, 3}),
        (SlotAnswer.SECOND, [1, 2], {2}),
    ],
)
def test_what_an_answer_means(answer: SlotAnswer, offered: list[int], times: set[int]) -> None:
    assert meetings.is_offered(answer, offered)
    assert {one for one in (1, 2, 3) if meetings.suits(answer, one)} == times


@pytest.mark.parametrize("answer", [SlotAnswer.THIRD, SlotAnswer.FIRST_THIRD])
def test_a_time_that_is_not_offered_cannot_be_chosen(answer: SlotAnswer) -> None:
    assert not meetings.is_offered(answer, [1, 2])


@pytest.mark.parametrize(
    ("starts_at", "minutes", "overlaps"),
    [
        (TUESDAY, 60, True),
        (TUESDAY - timedelta(minutes=60), 60, False),  # over as the other begins
        (TUESDAY - timedelta(minutes=59), 60, True),
        (TUESDAY + timedelta(minutes=90), 60, False),
        (TUESDAY + timedelta(minutes=89), 60, True),
    ],
)
def test_two_meetings_at_one_time(starts_at: datetime, minutes: int, overlaps: bool) -> None:
    assert meetings.overlaps(starts_at, minutes, TUESDAY, 90) is overlaps


@pytest.mark.parametrize(
    ("state", "starts_at", "code"),
    [
        (MeetingState.PROPOSED, None, "meeting.is_proposed"),
        (MeetingState.CANCELLED, None, "meeting.is_cancelled"),
        (MeetingState.HELD, TUESDAY, "meeting.is_held"),
        (MeetingState.FIXED, at(2026, 4, 7, 9, 1), "meeting.not_yet"),
    ],
)
def test_what_has_not_been_is_not_recorded(state: Any, starts_at: Any, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        meetings.may_be_recorded(state, starts_at, TUESDAY)
    assert refusal.value.code == code
    meetings.may_be_recorded(MeetingState.FIXED, TUESDAY, TUESDAY)
