"""What is said about a meeting: the invitation, the board of who can come, the appointment."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from handlers import keyboard, texts
from handlers.acts import access, hours
from handlers.acts.meeting import calendar_files
from handlers.acts.meeting.calendar_files import Reader
from handlers.acts.people import presence
from handlers.acts.talking import groups
from handlers.html import quote
from handlers.rules import meetings as rules
from handlers.rules import permissions
from handlers.rules.permissions import Act
from handlers.texts import Html
from handlers.turn import PROMPT, RELAY, Turn
from storage import meetings, messages, people
from storage.meetings import Meeting, Slot
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import FACE_TO_FACE, Language, MeetingState, MessageKind, SlotAnswer

POSITIONS = {position: answer for answer, position in rules.POSITIONS.items()}


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


def invite(
    turn: Turn,
    meeting: Meeting,
    person: Person,
    priority: int = RELAY,
    key: str = "meeting.invite",
    **values: Any,
) -> int | None:
    """Which of these times suits you?"""
    offered = meetings.slots(turn.session, meeting.id, meeting.round)
    return say(
        turn,
        meeting,
        person,
        key,
        purpose="prompt",
        priority=priority,
        not_before=turn.now if priority == PROMPT else heard_at(turn, meeting, person, None),
        slots=Html("\n".join(_slot(turn, one, person.language) for one in offered)),
        keyboard=_choices(turn, meeting, person, offered),
        **values,
    )


def _slot(turn: Turn, slot: Slot, language: Language) -> str:
    return texts.render(
        f"meeting.slot_{slot.position}", language, at=turn.office.local(slot.starts_at)
    )


def _choices(turn: Turn, meeting: Meeting, person: Person, offered: Any) -> keyboard.Keyboard:
    pick = ("mpick", meeting.id, meeting.round)
    rows = _times(turn, person.language, offered, pick)
    if meeting.form in FACE_TO_FACE and may_waive(turn, meeting, person):
        rows.append([keyboard.button(person.language, "button.no_meeting", "mwaive", meeting.id)])
    return rows


def _times(
    turn: Turn, language: Language, offered: Any, pick: tuple[object, ...]
) -> keyboard.Keyboard:
    """A button for each answer to the times on offer."""
    rows = [
        [keyboard.named(_slot_label(turn, one, language), *pick, POSITIONS[one.position].value)]
        for one in offered
    ]
    if len(offered) > 1:
        rows.insert(0, [keyboard.button(language, "slotanswer.all", *pick, SlotAnswer.ALL.value)])
    if len(offered) > 2:
        rows.append(
            [
                keyboard.button(language, f"slotanswer.{pair.value}", *pick, pair.value)
                for pair in rules.PAIRS
            ]
        )
    rows.append([keyboard.button(language, "slotanswer.none", *pick, SlotAnswer.NONE.value)])
    return rows


def ask_who_said(turn: Turn, meeting: Meeting) -> None:
    """代填时间: which deputy has said on the telephone when they can come?"""
    who = [
        [keyboard.named(person.name, "mphonewho", meeting.id, person.id)]
        for part, person in meetings.participants(turn.session, meeting.id)
        if person.is_deputy and person.left_at is None
    ]
    say(turn, meeting, turn.me, "meeting.who_said", purpose="prompt", keyboard=who)


def ask_what_said(turn: Turn, meeting: Meeting, person: Person) -> None:
    """And what?"""
    offered = meetings.slots(turn.session, meeting.id, meeting.round)
    pick = ("mphoneset", meeting.id, meeting.round, person.id)
    say(
        turn,
        meeting,
        turn.me,
        "meeting.what_said",
        purpose="prompt",
        deputy=person.name,
        phone=person.phone_shown,
        keyboard=_times(turn, turn.language, offered, pick),
    )


def _slot_label(turn: Turn, slot: Slot, language: Language) -> str:
    at = turn.office.local(slot.starts_at)
    answer = texts.plain(POSITIONS[slot.position], language)
    return f"{answer} {at.month}-{at.day} {at:%H:%M}"


def may_waive(turn: Turn, meeting: Meeting, person: Person) -> bool:
    """Whether a deputy leads something that the meeting is about, and has not waived it."""
    return any(
        not item.waives_meeting
        and item.is_open
        and permissions.may_any(access.relations(turn.session, person, item), Act.WAIVE_MEETING)
        for item in own_items(turn, meeting, person)
    )


def board(turn: Turn, meeting: Meeting, *, is_new: bool = False) -> None:
    """Show the caller who can come when; the same message again, or a new one with what to do."""
    person = caller(turn, meeting)
    if person is None:
        return
    if meeting.board_id is not None and not is_new:
        text = texts.render("meeting.board", person.language, **_board(turn, meeting, person))
        if messages.rewrite(
            turn.session,
            meeting.board_id,
            turn.now,
            text=text,
            keyboard=_to_do(turn, meeting, person),
        ):
            return
    close_board(turn, meeting)
    items = own_items(turn, meeting, person)
    meeting.board_id = turn.say(
        person,
        "meeting.board",
        suggestion_id=items[0].id,
        purpose="card",
        keyboard=_to_do(turn, meeting, person),
        **_board(turn, meeting, person),
    )


def close_board(turn: Turn, meeting: Meeting) -> None:
    """Nothing more is to be done on the last board."""
    if meeting.board_id is not None:
        messages.rewrite(turn.session, meeting.board_id, turn.now, keyboard=None)


def _board(turn: Turn, meeting: Meeting, reader: Person) -> dict[str, Any]:
    return {
        "numbers": numbers_of(own_items(turn, meeting, reader)),
        "form": meeting.form,
        "place": meeting.place,
        "state": meeting.state,
        "lines": Html("\n".join(_who(turn, meeting, reader.language))),
    }


def _who(turn: Turn, meeting: Meeting, language: Language) -> list[str]:
    """Who can come when, who cannot, who has not said anything yet."""
    deputies = active_deputies(turn, meeting)
    if meeting.state != MeetingState.PROPOSED:
        when = turn.office.local(meeting.starts_at) if meeting.starts_at else None
        apart = cannot_come(turn, meeting)
        coming = "、".join(person.name for person in deputies if person not in apart) or "—"
        lines = [texts.render("meeting.who_comes", language, at=when, who=coming)]
        if apart:
            names = "、".join(person.name for person in apart)
            lines.append(texts.render("meeting.who_none", language, who=names))
        return lines
    answers = meetings.chosen(turn.session, meeting)
    offered = meetings.slots(turn.session, meeting.id, meeting.round)
    can = rules.who_can(answers, [slot.position for slot in offered])

    def named(ids: Any) -> str:
        return "、".join(person.name for person in deputies if person.id in set(ids)) or "—"

    none = [who for who, answer in answers.items() if answer == SlotAnswer.NONE]
    silent = [person.id for person in deputies if person.id not in answers]
    lines = [
        f"{_slot(turn, slot, language)}：{quote(named(can[slot.position]))}" for slot in offered
    ]
    lines.append(texts.render("meeting.who_none", language, who=named(none)))
    lines.append(texts.render("meeting.who_silent", language, who=named(silent)))
    return lines


def active_deputies(turn: Turn, meeting: Meeting) -> list[Person]:
    """The deputies who are invited and have not said that they cannot come."""
    return [person for person in taking_part(turn, meeting) if person.is_deputy]


def _to_do(turn: Turn, meeting: Meeting, person: Person) -> keyboard.Keyboard | None:
    language = person.language
    rows: keyboard.Keyboard = []
    if meeting.state == MeetingState.PROPOSED:
        for slot in meetings.slots(turn.session, meeting.id, meeting.round):
            label = _slot_label(turn, slot, language)
            rows.append(
                [keyboard.button(language, "button.fix", "mfix", meeting.id, slot.id, slot=label)]
            )
        if rows:
            rows.append([keyboard.button(language, "button.said_by_phone", "mphone", meeting.id)])
    elif meeting.state == MeetingState.FIXED:
        rows.append([keyboard.button(language, "button.held", "mheld", meeting.id)])
    else:
        return None
    rows.append(
        [
            keyboard.button(language, "button.new_times", "mnew", meeting.id),
            keyboard.button(language, "button.call_off", "moff", meeting.id),
        ]
    )
    return rows


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
        keyboard=may_change(meeting, person),
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
    return _said_no(turn, meeting, fixed) if fixed is not None else []


def _said_no(turn: Turn, meeting: Meeting, slot: Slot) -> list[Person]:
    refusing = rules.who_cannot(meetings.chosen(turn.session, meeting), slot.position)
    return [person for person in active_deputies(turn, meeting) if person.id in refusing]


def clashing(
    turn: Turn, persons: Iterable[Person], starts_at: datetime, minutes: int, but: int | None = None
) -> list[Person]:
    """Who of these has another meeting fixed at that time; `but`: the one that is arranged."""
    around = timedelta(days=1)
    found = meetings.fixed_about(
        turn.session, [one.id for one in persons], starts_at - around, starts_at + around
    )
    busy = {
        person_id
        for person_id, other in found
        if other.id != but
        and other.starts_at is not None
        and rules.overlaps(starts_at, minutes, other.starts_at, other.minutes)
    }
    return [person for person in persons if person.id in busy]


def is_doubted(turn: Turn, meeting: Meeting, slot: Slot) -> bool:
    """Whether something speaks against fixing a time; then it is said, and asked once more."""
    answers = meetings.chosen(turn.session, meeting)
    is_chosen = any(
        rules.suits(answers[person.id], slot.position)
        for person in active_deputies(turn, meeting)
        if person.id in answers
    )
    people_ = taking_part(turn, meeting)
    against = {
        "meeting.said_no": _said_no(turn, meeting, slot),
        "meeting.is_busy": clashing(turn, people_, slot.starts_at, meeting.minutes, meeting.id),
    }
    lines = [
        texts.render(key, turn.language, who="、".join(person.name for person in found))
        for key, found in against.items()
        if found
    ]
    if not is_chosen:
        lines.insert(0, texts.render("meeting.not_chosen", turn.language))
    if not lines:
        return False
    sure = keyboard.button(turn.language, "button.fix_anyway", "mfixsure", meeting.id, slot.id)
    say(
        turn,
        meeting,
        turn.me,
        "meeting.sure",
        slot=Html(_slot(turn, slot, turn.language)),
        against=Html("\n".join(lines)),
        keyboard=[[sure]],
    )
    return True


def may_change(meeting: Meeting, person: Person) -> keyboard.Keyboard | None:
    """What a deputy can still do about an appointment; staff have their board for it."""
    if not person.is_deputy:
        return None
    return [
        [
            keyboard.button(person.language, "button.ask_move", "mmove", meeting.id),
            keyboard.button(person.language, "button.cannot_come", "moff", meeting.id),
        ]
    ]


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
        keyboard=may_change(meeting, person),
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
