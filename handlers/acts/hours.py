"""When a person may be addressed: contact hours, their own window, and whether they are talking."""

from datetime import date, datetime, timedelta

from handlers.office import Office
from handlers.rules import contact_hours
from handlers.rules.contact_hours import Window
from handlers.turn import Turn
from storage import messages
from storage.people import Person


def windows(office: Office, person: Person) -> tuple[Window, ...]:
    """The hours in which a person may be prompted."""
    hours = office.profile.contact_hours
    if not person.is_deputy:
        return hours.staff
    if not person.windows:
        return hours.deputies
    own = contact_hours.parse_windows(person.windows)
    return contact_hours.narrowed(hours.deputies, own)


def next_allowed(office: Office, person: Person, moment: datetime) -> datetime:
    """The first moment from then on at which a person may be prompted."""
    return contact_hours.next_allowed(
        moment, windows(office, person), office.calendar, office.timezone
    )


def morning(office: Office, person: Person, day: date) -> datetime:
    """The first moment of a day (or the next working day) at which a person may be prompted."""
    return next_allowed(office, person, office.midnight(day))


def to_be_heard(turn: Turn, person: Person) -> datetime:
    """When words of staff reach a deputy: in contact hours, or now while the deputy is talking."""
    if not person.is_deputy:
        return turn.now
    quiet_after = timedelta(minutes=turn.office.profile.prompts.conversation_minutes)
    last = messages.last_from(turn.session, person.id)
    if last is not None and turn.now - last <= quiet_after:
        return turn.now
    return next_allowed(turn.office, person, turn.now)
