"""When people may meet, when they are reminded of it, and how often they have to meet.

面对面 1–3 次 for what a unit leads, 除代表特殊要求外 [LLDT]: the waiver is the deputy's alone.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from handlers.rules import contact_hours
from handlers.rules.contact_hours import Windows
from handlers.rules.profile import Meetings
from handlers.rules.refused import Refused
from handlers.rules.working_days import WorkCalendar
from storage.vocabulary import ContactForm, MeetingState, SlotAnswer

# In which people can be asked to meet, in the order in which they are offered.
FORMS = (
    ContactForm.VISIT,
    ContactForm.INVITED,
    ContactForm.STUDY_VISIT,
    ContactForm.SYMPOSIUM,
    ContactForm.VIDEO,
)
MOST_SLOTS = 3
SPARE = timedelta(minutes=30)  # a reminder later than this before the beginning comes too late
POSITIONS = {SlotAnswer.FIRST: 1, SlotAnswer.SECOND: 2, SlotAnswer.THIRD: 3}
PAIRS = {
    SlotAnswer.FIRST_SECOND: (1, 2),
    SlotAnswer.FIRST_THIRD: (1, 3),
    SlotAnswer.SECOND_THIRD: (2, 3),
}
TIMES: Mapping[SlotAnswer, frozenset[int]] = {
    **{answer: frozenset({position}) for answer, position in POSITIONS.items()},
    **{answer: frozenset(pair) for answer, pair in PAIRS.items()},
    SlotAnswer.ALL: frozenset(POSITIONS.values()),
    SlotAnswer.NONE: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody may be addressed."""

    windows: Windows
    calendar: WorkCalendar
    timezone: ZoneInfo

    def allowed_from(self, moment: datetime) -> datetime:
        """The first moment from then on."""
        return contact_hours.next_allowed(moment, self.windows, self.calendar, self.timezone)


class Doubt(StrEnum):
    """Why a time offered may be a mistake; whoever offers it may mean it all the same."""

    REST_DAY = "rest_day"
    OUT_OF_HOURS = "out_of_hours"
    SOON = "soon"


def doubts(starts_at: datetime, now: datetime, rules: Meetings, hours: Hours) -> tuple[Doubt, ...]:
    """What speaks against a time. Raises Refused for one that is over, or much too far ahead."""
    if starts_at <= now:
        raise Refused("meeting.past")
    if starts_at > now + timedelta(days=rules.furthest_days):
        raise Refused("meeting.far", days=rules.furthest_days)
    found = []
    local = starts_at.astimezone(hours.timezone)
    if not hours.calendar.is_working_day(local.date()):
        found.append(Doubt.REST_DAY)
    elif not any(one.start <= local.time() < one.end for one in hours.windows):
        found.append(Doubt.OUT_OF_HOURS)
    if starts_at - now < timedelta(hours=rules.notice_hours):
        found.append(Doubt.SOON)
    return tuple(found)


def reminders(starts_at: datetime, rules: Meetings, hours: Hours) -> tuple[datetime, ...]:
    """The moments at which somebody is reminded: on the working day before, and shortly before.

    Both lie in the person's contact hours. What would fall outside comes as late before it as is
    allowed, so that it is never missed and nobody is woken.
    """
    local = starts_at.astimezone(hours.timezone)
    eve = hours.calendar.previous(local.date())
    first = min(hours.windows).start
    day_before = datetime.combine(eve, first, hours.timezone).astimezone(UTC)
    soon = starts_at.astimezone(UTC) - timedelta(minutes=rules.remind_minutes)
    allowed = hours.allowed_from(soon)
    if allowed > starts_at - SPARE:
        allowed = _last_before(soon, hours)
    return tuple(sorted({day_before, max(allowed, day_before)}))


def _last_before(moment: datetime, hours: Hours) -> datetime:
    """Shortly before the end of the last window that has ended by then."""
    day = moment.astimezone(hours.timezone).date()
    while True:
        if hours.calendar.is_working_day(day):
            for window in sorted(hours.windows, reverse=True):
                end = datetime.combine(day, window.end, hours.timezone).astimezone(UTC)
                if end <= moment:
                    start = datetime.combine(day, window.start, hours.timezone).astimezone(UTC)
                    return max(start, end - SPARE)
        day = hours.calendar.previous(day)


def next_reminder(
    starts_at: datetime, after: datetime, rules: Meetings, hours: Hours
) -> datetime | None:
    """The next of the reminders after a moment."""
    return next((at for at in reminders(starts_at, rules, hours) if at > after), None)


@dataclass(frozen=True, slots=True)
class Quota:
    """How often they have met face to face, confirmed, against what is asked for."""

    held: int
    least: int
    most: int
    is_waived: bool

    @property
    def missing(self) -> int:
        """How many meetings are still needed."""
        return 0 if self.is_waived else max(0, self.least - self.held)


def quota(held: int, *, is_waived: bool, rules: Meetings) -> Quota:
    """Where a suggestion stands."""
    return Quota(held, rules.face_to_face_least, rules.face_to_face_most, is_waived)


def suits(answer: SlotAnswer, position: int) -> bool:
    """Whether somebody who answered so can come at that time."""
    return position in TIMES[answer]


def is_offered(answer: SlotAnswer, positions: Collection[int]) -> bool:
    """Whether every time that an answer names is on offer."""
    return answer == SlotAnswer.ALL or TIMES[answer] <= set(positions)


def who_cannot(answers: Mapping[int, SlotAnswer], position: int) -> list[int]:
    """Who has said that they cannot come at a time, or named others only."""
    return [who for who, answer in answers.items() if not suits(answer, position)]


def overlaps(one: datetime, minutes: int, other: datetime, others_minutes: int) -> bool:
    """Whether two meetings, each from a moment on and of so many minutes, stand at one time."""
    return one < other + timedelta(minutes=others_minutes) and other < one + timedelta(
        minutes=minutes
    )


def who_can(answers: Mapping[int, SlotAnswer], positions: Iterable[int]) -> dict[int, list[int]]:
    """Position of a time → who can come then."""
    return {
        position: [who for who, answer in answers.items() if suits(answer, position)]
        for position in positions
    }


def must_be(state: MeetingState, *wanted: MeetingState) -> None:
    """Raises Refused unless the meeting is in one of these states."""
    if state not in wanted:
        raise Refused(f"meeting.is_{state.value}")


def may_be_recorded(state: MeetingState, starts_at: datetime | None, now: datetime) -> None:
    """Raises Refused unless the meeting has begun: nobody writes down what is still to come."""
    must_be(state, MeetingState.FIXED)
    if starts_at is None or now < starts_at:
        raise Refused("meeting.not_yet")
