"""The times on offer, before those who choose among them: the invitation and its buttons."""

from typing import Any

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.meeting import meeting_words
from handlers.rules import meetings as rules
from handlers.rules import permissions
from handlers.rules.permissions import Act
from handlers.texts import Html
from handlers.turn import PROMPT, RELAY, Turn
from storage import meetings
from storage.meetings import Meeting, Slot
from storage.people import Person
from storage.vocabulary import FACE_TO_FACE, Language, SlotAnswer

POSITIONS = {position: answer for answer, position in rules.POSITIONS.items()}


def invite(
    turn: Turn,
    meeting: Meeting,
    person: Person,
    priority: int = RELAY,
    key: str = "meeting.invite",
    **values: Any,
) -> int | None:
    """Which of these times suits you?"""
    heard_at = meeting_words.heard_at(turn, meeting, person, None)
    offered = meetings.slots(turn.session, meeting.id, meeting.round)
    return meeting_words.say(
        turn,
        meeting,
        person,
        key,
        purpose="prompt",
        priority=priority,
        not_before=turn.now if priority == PROMPT else heard_at,
        slots=Html("\n".join(slot_line(turn, one, person.language) for one in offered)),
        keyboard=_choices(turn, meeting, person, offered),
        **values,
    )


def slot_line(turn: Turn, slot: Slot, language: Language) -> str:
    """时间一　2026年4月20日（周一） 09:30."""
    return texts.render(
        f"meeting.slot_{slot.position}", language, at=turn.office.local(slot.starts_at)
    )


def _choices(turn: Turn, meeting: Meeting, person: Person, offered: Any) -> keyboard.Keyboard:
    pick = ("mpick", meeting.id, meeting.round)
    rows = buttons(turn, person.language, offered, pick)
    if meeting.form in FACE_TO_FACE and may_waive(turn, meeting, person):
        rows.append([keyboard.button(person.language, "button.no_meeting", "mwaive", meeting.id)])
    return rows


def buttons(
    turn: Turn, language: Language, offered: Any, pick: tuple[object, ...]
) -> keyboard.Keyboard:
    """A button for each answer to the times on offer."""
    rows = [
        [keyboard.named(slot_label(turn, one, language), *pick, POSITIONS[one.position].value)]
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


def slot_label(turn: Turn, slot: Slot, language: Language) -> str:
    """The same, as short as a button."""
    at = turn.office.local(slot.starts_at)
    answer = texts.plain(POSITIONS[slot.position], language)
    return f"{answer} {at.month}-{at.day} {at:%H:%M}"


def may_waive(turn: Turn, meeting: Meeting, person: Person) -> bool:
    """Whether a deputy leads something that the meeting is about, and has not waived it."""
    return any(
        not item.waives_meeting
        and item.is_open
        and permissions.may_any(access.relations(turn.session, person, item), Act.WAIVE_MEETING)
        for item in meeting_words.own_items(turn, meeting, person)
    )
