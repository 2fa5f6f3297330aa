"""The committee's own house rules, put together once: profile, calendar and time zone."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.rules.flood import Pace
from handlers.rules.profile import Profile
from handlers.rules.working_days import WorkCalendar


@dataclass(frozen=True, slots=True)
class Office:
    """What every turn needs to know of the place it works in."""

    profile: Profile
    calendar: WorkCalendar
    timezone: ZoneInfo
    bot_username: str = "lianluo_bot"
    pace: Pace = field(default_factory=Pace, compare=False)

    def local(self, moment: datetime) -> datetime:
        """A moment in the office's time zone."""
        return moment.astimezone(self.timezone)

    def midnight(self, day: date) -> datetime:
        """When a day begins here."""
        return datetime(day.year, day.month, day.day, tzinfo=self.timezone)

    def today(self, now: datetime) -> date:
        """The office's calendar day at a moment."""
        return self.local(now).date()
