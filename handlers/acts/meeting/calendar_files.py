"""A meeting as a file for calendars (.ics): the same meeting again replaces what it said before."""

from datetime import timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event

from handlers import texts
from handlers.turn import Turn
from storage.meetings import Meeting
from storage.vocabulary import Language, MeetingState

NAME = "appointment.ics"


def media(turn: Turn, meeting: Meeting, numbers: str, language: Language) -> dict[str, Any]:
    """The file as a message carries it: its name and what stands in it."""
    return {"name": NAME, "content": _written(turn, meeting, numbers, language)}


def _written(turn: Turn, meeting: Meeting, numbers: str, language: Language) -> str:
    assert meeting.starts_at is not None
    is_off = meeting.state == MeetingState.CANCELLED
    event = Event()
    event.add("uid", f"meeting-{meeting.id}@{turn.office.bot_username}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", turn.now)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.starts_at + timedelta(minutes=meeting.minutes))
    form = texts.plain(meeting.form, language)
    event.add("summary", texts.label("meeting.calendar", language, form=form, numbers=numbers))
    event.add("location", meeting.place)
    if meeting.latitude is not None and meeting.longitude is not None:
        event.add("geo", (meeting.latitude, meeting.longitude))
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    if not is_off:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -timedelta(minutes=turn.office.profile.meetings.remind_minutes))
        alarm.add("description", form)
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Lianluo//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    calendar.add_component(event)
    return str(calendar.to_ical().decode())
