"""A meeting as a file for calendars (.ics): the same meeting again replaces what it said before.

As RFC 5546 wants it, each names who called the meeting, and each change is told by a higher number
(`sequence`); the address is the bot's, so no number or address of a person is in it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from handlers import texts
from handlers.turn import Turn
from storage.meetings import Meeting
from storage.vocabulary import Language

NAME = "appointment.ics"


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a file is: in which language, about which numbers, called by whom."""

    language: Language
    numbers: str
    caller: str


def appointment(turn: Turn, meeting: Meeting, reader: Reader) -> dict[str, Any]:
    """The file, as a message carries it, of a meeting that is fixed."""
    assert meeting.starts_at is not None
    event = _event(turn, meeting, meeting.starts_at, reader)
    form = texts.plain(meeting.form, reader.language)
    event.add("summary", _summary("meeting.calendar", reader, form=form))
    event.add("location", meeting.place)
    if meeting.latitude is not None and meeting.longitude is not None:
        event.add("geo", (meeting.latitude, meeting.longitude))
    event.add("status", "CONFIRMED")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -timedelta(minutes=turn.office.profile.meetings.remind_minutes))
    alarm.add("description", form)
    event.add_component(alarm)
    return _file("PUBLISH", event)


def cancellation(
    turn: Turn, meeting: Meeting, starts_at: datetime, reader: Reader
) -> dict[str, Any]:
    """The file that takes what was told out of a calendar; `starts_at`: as it stands there.

    It says no more than the numbers, for one of them may be secret by now.
    """
    event = _event(turn, meeting, starts_at, reader)
    event.add("summary", _summary("meeting.calendar_off", reader))
    event.add("status", "CANCELLED")
    return _file("CANCEL", event)


def _event(turn: Turn, meeting: Meeting, starts_at: datetime, reader: Reader) -> Event:
    event = Event()
    event.add("uid", f"meeting-{meeting.id}@{turn.office.bot_username}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", turn.now)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=meeting.minutes))
    organizer = vCalAddress(f"https://t.me/{turn.office.bot_username}")
    organizer.params["CN"] = vText(reader.caller)
    event.add("organizer", organizer)
    return event


def _summary(key: str, reader: Reader, **values: object) -> str:
    return texts.label(key, reader.language, numbers=reader.numbers, **values)


def _file(method: str, event: Event) -> dict[str, Any]:
    calendar = Calendar()
    calendar.add("prodid", "-//Lianluo//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return {"name": NAME, "content": str(calendar.to_ical().decode())}
