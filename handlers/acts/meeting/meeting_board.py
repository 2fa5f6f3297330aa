"""The board of a meeting for whoever arranges it: who can come when, and what can be done."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from handlers import keyboard, texts
from handlers.acts.meeting import meeting_times, meeting_words
from handlers.html import quote
from handlers.rules import meetings as rules
from handlers.texts import Html
from handlers.turn import Turn
from storage import meetings, messages
from storage.meetings import Meeting, Slot
from storage.people import Person
from storage.vocabulary import Language, MeetingState, SlotAnswer


def ask_who_said(turn: Turn, meeting: Meeting) -> None:
    """代填时间: which deputy has said on the telephone when they can come?"""
    who = [
        [keyboard.named(person.name, "mphonewho", meeting.id, person.id)]
        for part, person in meetings.participants(turn.session, meeting.id)
        if person.is_deputy and person.left_at is None
    ]
    meeting_words.say(turn, meeting, turn.me, "meeting.who_said", purpose="prompt", keyboard=who)


def ask_what_said(turn: Turn, meeting: Meeting, person: Person) -> None:
    """And what?"""
    offered = meetings.slots(turn.session, meeting.id, meeting.round)
    pick = ("mphoneset", meeting.id, meeting.round, person.id)
    meeting_words.say(
        turn,
        meeting,
        turn.me,
        "meeting.what_said",
        purpose="prompt",
        deputy=person.name,
        phone=person.phone_shown,
        keyboard=meeting_times.buttons(turn, turn.language, offered, pick),
    )


def board(turn: Turn, meeting: Meeting, *, is_new: bool = False) -> None:
    """Show the caller who can come when; the same message again, or a new one with what to do."""
    person = meeting_words.caller(turn, meeting)
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
    items = meeting_words.own_items(turn, meeting, person)
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
        "numbers": meeting_words.numbers_of(meeting_words.own_items(turn, meeting, reader)),
        "form": meeting.form,
        "place": meeting.place,
        "state": meeting.state,
        "lines": Html("\n".join(_who(turn, meeting, reader.language))),
    }


def _who(turn: Turn, meeting: Meeting, language: Language) -> list[str]:
    """Who can come when, who cannot, who has not said anything yet."""
    deputies = meeting_words.active_deputies(turn, meeting)
    if meeting.state != MeetingState.PROPOSED:
        when = turn.office.local(meeting.starts_at) if meeting.starts_at else None
        apart = meeting_words.cannot_come(turn, meeting)
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
        f"{meeting_times.slot_line(turn, one, language)}：{quote(named(can[one.position]))}"
        for one in offered
    ]
    lines.append(texts.render("meeting.who_none", language, who=named(none)))
    lines.append(texts.render("meeting.who_silent", language, who=named(silent)))
    return lines


def _to_do(turn: Turn, meeting: Meeting, person: Person) -> keyboard.Keyboard | None:
    language = person.language
    rows: keyboard.Keyboard = []
    if meeting.state == MeetingState.PROPOSED:
        for slot in meetings.slots(turn.session, meeting.id, meeting.round):
            label = meeting_times.slot_label(turn, slot, language)
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
        for person in meeting_words.active_deputies(turn, meeting)
        if person.id in answers
    )
    people_ = meeting_words.taking_part(turn, meeting)
    against = {
        "meeting.said_no": meeting_words.said_no(turn, meeting, slot),
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
    meeting_words.say(
        turn,
        meeting,
        turn.me,
        "meeting.sure",
        slot=Html(meeting_times.slot_line(turn, slot, turn.language)),
        against=Html("\n".join(lines)),
        keyboard=[[sure]],
    )
    return True
