"""What is said about a meeting to those who take part: the appointment, and what changes it."""

from datetime import datetime
from typing import Any

from handlers import keyboard, texts
from handlers.acts import access, hours
from handlers.acts.meeting import calendar_files
from handlers.acts.meeting.calendar_files import Reader
from handlers.acts.people import presence
from handlers.acts.talking import groups
from handlers.rules import meetings as rules
from handlers.rules import permissions
from handlers.rules.permissions import Act
from handlers.turn import PROMPT, RELAY, Turn
from storage import meetings, people
from storage.meetings import Meeting, Slot
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import Language, MessageKind


def own_items(turn: Turn, meeting: Meeting, person: Person) -> list[Suggestion]:
    """The suggestions a meeting is about, as far as they are somebody's business."""
    if person.is_deputy:
        return meetings.items_of(turn.session, meeting.id, person.id)
    return list(meetings.live(turn.session, meeting.id))


def numbers_of(items: list[Suggestion]) -> str:
    """0107、0112."""
    return "、".join(item.number for item in items)


def caller(turn: Turn, meeting: Meeting) -> Person | None:
    """Who arranges a meeting: whoever called it or, when it is no longer theirs to arrange, who is
    responsible.
    """
    person = people.get(turn.session, meeting.called_by_id)
    items = meetings.live(turn.session, meeting.id)
    for item in items:
        relations = access.relations(turn.session, person, item)
        if permissions.may_any(relations, Act.ARRANGE_MEETING):
            return person
    return access.responsible(turn.session, items[0]) if items else None


def say(
    turn: Turn,
    meeting: Meeting,
    person: Person,
    key: str,
    *,
    starts_at: datetime | None = None,
    items: list[Suggestion] | None = None,
    **values: Any,
) -> int | None:
    """Say something about a meeting, under the first suggestion of it that concerns somebody.

    `starts_at`, `items`: the time and the suggestions it is about, where they stand no more.
    """
    items = items if items is not None else own_items(turn, meeting, person)
    caller_ = caller(turn, meeting)
    at = starts_at or meeting.starts_at
    told: dict[str, Any] = {
        "priority": RELAY,
        "not_before": heard_at(turn, meeting, person, at),
        "numbers": numbers_of(items),
        "officer": caller_.name if caller_ else "—",
        "unit": groups.unit_name(turn.session, meeting.unit_id),
        "form": meeting.form,
        "place": meeting.place,
        "at": turn.office.local(at) if at is not None else None,
    }
    under = items[0].id if items else None
    return turn.say(person, key, suggestion_id=under, **(told | values))


def heard_at(turn: Turn, meeting: Meeting, person: Person, at: datetime | None) -> datetime:
    """When somebody hears about a meeting at some time: in their hours.

    Whoever acts or has called it hears at once, and so do staff for whom it would come too late.
    """
    if person == turn.actor:
        return turn.now
    if person.is_deputy:
        return hours.to_be_heard(turn, person)
    if person == caller(turn, meeting):
        return turn.now
    allowed = hours.next_allowed(turn.office, person, turn.now)
    return turn.now if at is not None and turn.now <= at <= allowed else allowed


def tell(
    turn: Turn,
    meeting: Meeting,
    person: Person,
    key: str,
    *,
    starts_at: datetime | None = None,
    items: list[Suggestion] | None = None,
    **values: Any,
) -> None:
    """Say what somebody has to know; a deputy who would not read it in time is telephoned."""
    items = items if items is not None else own_items(turn, meeting, person)
    say(turn, meeting, person, key, starts_at=starts_at, items=items, **values)
    at = starts_at or meeting.starts_at
    if not person.is_deputy or not items or (at is not None and at <= turn.now):
        return
    is_late = at is not None and heard_at(turn, meeting, person, at) >= at
    if not is_late and people.is_reached(turn.session, person):
        return
    officer = caller(turn, meeting) or access.responsible(turn.session, items[0])
    if items[0].is_open:
        presence.call(turn, items[0], person)
    elif officer is not None:  # nothing is owed about what is over
        to_phone = {"deputy": person.name, "phone": person.phone_shown}
        say(turn, meeting, officer, "meeting.please_phone", starts_at=at, items=items, **to_phone)


def active_deputies(turn: Turn, meeting: Meeting) -> list[Person]:
    """The deputies who are invited and have not said that they cannot come."""
    return [person for person in taking_part(turn, meeting) if person.is_deputy]


def appointment(turn: Turn, meeting: Meeting, person: Person) -> None:
    """The time is fixed: told with a file for the calendar, and the place on the map."""
    tell(
        turn,
        meeting,
        person,
        "meeting.fixed",
        kind=MessageKind.DOCUMENT,
        media=calendar_files.appointment(turn, meeting, _reader(turn, meeting, person)),
        who=everybody(turn, meeting, person.language),
        keyboard=may_change(turn, meeting, person),
    )
    if meeting.latitude is None or meeting.longitude is None:
        return
    items = own_items(turn, meeting, person)
    turn.send(
        person,
        "",
        suggestion_id=items[0].id if items else None,
        priority=RELAY,
        not_before=heard_at(turn, meeting, person, meeting.starts_at),
        kind=MessageKind.LOCATION,
        media={
            "latitude": meeting.latitude,
            "longitude": meeting.longitude,
            "title": meeting.place,
            "address": texts.plain(meeting.form, person.language),
        },
    )


def _reader(
    turn: Turn, meeting: Meeting, person: Person, items: list[Suggestion] | None = None
) -> Reader:
    """For whom a file for calendars is."""
    unit, officer = groups.unit_name(turn.session, meeting.unit_id), caller(turn, meeting)
    return Reader(
        person.language,
        numbers_of(items if items is not None else own_items(turn, meeting, person)),
        f"{unit} {officer.name}" if officer is not None else unit,
    )


def off_calendar(
    turn: Turn,
    meeting: Meeting,
    person: Person,
    was_at: datetime | None,
    items: list[Suggestion] | None = None,
) -> dict[str, Any]:
    """What takes a time that was told out of somebody's calendar, while it is still ahead."""
    if was_at is None or was_at <= turn.now:
        return {}
    reader = _reader(turn, meeting, person, items)
    return {
        "kind": MessageKind.DOCUMENT,
        "media": calendar_files.cancellation(turn, meeting, was_at, reader),
        "starts_at": was_at,
    }


def taking_part(turn: Turn, meeting: Meeting) -> list[Person]:
    """Who is invited or is to come along, and has not said that they cannot; deputies first."""
    return [
        person
        for part, person in meetings.participants(turn.session, meeting.id)
        if part.withdrew_at is None and person.left_at is None
    ]


def everybody(turn: Turn, meeting: Meeting, language: Language) -> str:
    """The names of all who are to take part; apart, who has said that they cannot at that time."""
    people_ = taking_part(turn, meeting)
    apart = cannot_come(turn, meeting)
    who = "、".join(person.name for person in people_ if person not in apart) or "—"
    if not apart:
        return who
    names = "、".join(person.name for person in apart)
    return texts.label("meeting.but_not", language, who=who, names=names)


def cannot_come(turn: Turn, meeting: Meeting) -> list[Person]:
    """Those deputies who have chosen other times than the one that is fixed, or none."""
    offered = meetings.slots(turn.session, meeting.id, meeting.round)
    fixed = next((one for one in offered if one.starts_at == meeting.starts_at), None)
    return said_no(turn, meeting, fixed) if fixed is not None else []


def said_no(turn: Turn, meeting: Meeting, slot: Slot) -> list[Person]:
    """Those deputies who have said that they cannot come at a time, or named others only."""
    refusing = rules.who_cannot(meetings.chosen(turn.session, meeting), slot.position)
    return [person for person in active_deputies(turn, meeting) if person.id in refusing]


def may_change(turn: Turn, meeting: Meeting, person: Person) -> keyboard.Keyboard | None:
    """What somebody can still do about an appointment; who has called it has the board for it."""
    if person.is_deputy:
        move = keyboard.button(person.language, "button.ask_move", "mmove", meeting.id)
        away = keyboard.button(person.language, "button.cannot_come", "moff", meeting.id)
        return [[move, away]]
    if person == caller(turn, meeting):
        return None
    return [[keyboard.button(person.language, "button.cannot_come", "maway", meeting.id)]]


def no_longer(turn: Turn, meeting: Meeting, person: Person, was_at: datetime) -> None:
    """The time does not stand any more, another is looked for; calendars forget it."""
    more = off_calendar(turn, meeting, person, was_at)
    if more:
        tell(turn, meeting, person, "meeting.no_longer", **more)


def called_off(turn: Turn, meeting: Meeting, person: Person, was_at: datetime | None) -> None:
    """The meeting will not take place; calendars forget it."""
    more = off_calendar(turn, meeting, person, was_at)
    tell(turn, meeting, person, "meeting.called_off", why=meeting.cancelled_why or "—", **more)


def remind(turn: Turn, meeting: Meeting, person: Person) -> None:
    """It is near: when, where, with whom."""
    say(
        turn,
        meeting,
        person,
        "meeting.reminder",
        purpose="prompt",
        priority=PROMPT,
        not_before=turn.now,
        who=everybody(turn, meeting, person.language),
        keyboard=may_change(turn, meeting, person),
    )


def ask_record(turn: Turn, meeting: Meeting, person: Person, priority: int) -> int | None:
    """The meeting is over: who came, what was said?"""
    return say(
        turn,
        meeting,
        person,
        "meeting.please_record",
        purpose="prompt",
        priority=priority,
        keyboard=[
            [keyboard.button(person.language, "button.held", "mheld", meeting.id)],
            [
                keyboard.button(person.language, "button.new_times", "mnew", meeting.id),
                keyboard.button(person.language, "button.call_off", "moff", meeting.id),
            ],
        ],
    )
