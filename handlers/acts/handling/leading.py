"""Leaders lead key items themselves (领办): who leads, and how often they met the deputy for it.

Counted is every recorded contact at which the leader in charge was, by name or by hand (of a
meeting: by who was ticked), unless the deputy calls it untrue.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers import keyboard, texts
from handlers.acts import duties, hours
from handlers.acts.handling import tags
from handlers.acts.talking.words import short
from handlers.rules import names
from handlers.rules.profile import HARD, KEY
from handlers.rules.refused import Refused
from handlers.rules.reminders import first_reminder
from handlers.turn import PROMPT, Turn
from storage import contacts, meetings, people
from storage import duties as duty_rows
from storage.contacts import Contact
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import ContactState, DutyKind, DutyState, Role

LEADING = (Role.LEADER, Role.HEAD)
LONGEST = 1000  # characters of an instruction


@dataclass(frozen=True, slots=True)
class Quota:
    """How often the leader in charge was in touch with the deputy, of how often they are to be."""

    held: int
    wanted: int


def quota(turn: Turn, item: Suggestion) -> Quota | None:
    """The leader's own contacts; None where none are asked for."""
    wanted = turn.office.profile.leaders.contacts_per_key_item
    leader = leader_of(turn, item)
    if not wanted or leader is None or not _is_led(turn, item):
        return None
    done = [
        one
        for one in contacts.of_suggestion(turn.session, item.id)
        if one.state == ContactState.DONE
    ]
    return Quota(len(attended(turn, leader, done)), wanted)


def attended(turn: Turn, leader: Person, found: Sequence[Contact]) -> list[Contact]:
    """Those contacts at which a leader was.

    Of a meeting it was written down who came; of others who is named, or wrote it down.
    """
    roster = people.staff_of(turn.session, leader.unit_id) if leader.unit_id else []
    longer = names.longer(leader.name, (one.name for one in roster))
    present = meetings.present_at(turn.session, [one.id for one in found])
    return [
        one
        for one in found
        if (
            leader.id in present[one.id]
            if one.id in present
            else one.recorded_by_id == leader.id
            or names.stands_in(one.participants or "", leader.name, longer)
        )
    ]


def _is_led(turn: Turn, item: Suggestion) -> bool:
    """Whether it is one of those that leaders lead themselves here."""
    wanted = turn.office.profile.leaders.leads
    is_named = (item.is_key and KEY in wanted) or (item.hard_since is not None and HARD in wanted)
    of_topics = wanted - {KEY, HARD}
    return is_named or bool(of_topics and of_topics.intersection(tags.of(turn, item)))


def leader_of(turn: Turn, item: Suggestion) -> Person | None:
    """The leader in charge, unless they have left."""
    if item.leader_id is None:
        return None
    leader = people.get(turn.session, item.leader_id)
    return leader if leader.left_at is None else None


def look(turn: Turn, item: Suggestion, since: date | None = None) -> None:
    """Owe, hand over or cross off what the leader in charge is to do; safe to repeat.

    `since`: the day from which the working days count, by default that of the assignment.
    """
    turn.session.flush()
    leader, found = leader_of(turn, item), quota(turn, item)
    for duty in duty_rows.open_about(turn.session, item.id, [DutyKind.LEADER_CONTACT]):
        if leader is None or found is None or duty.person_id != leader.id:
            duties.met(
                turn,
                item,
                [DutyKind.LEADER_CONTACT],
                person_id=duty.person_id,
                state=DutyState.CANCELLED,
            )
    if leader is None or found is None or not item.is_open:
        return
    if found.held >= found.wanted:
        duties.met(turn, item, [DutyKind.LEADER_CONTACT])
    elif not duty_rows.open_about(turn.session, item.id, [DutyKind.LEADER_CONTACT]):
        _owe(turn, item, leader, since or item.assigned_on)


def due_on(turn: Turn, item: Suggestion, since: date) -> date:
    """By when the leader in charge makes their contact, counted from a day; not after the reply."""
    office = turn.office
    day = office.calendar.add(since, office.profile.leaders.contact_working_days)
    return min(day, item.due_on) if since <= item.due_on else day


def _owe(turn: Turn, item: Suggestion, leader: Person, since: date) -> None:
    office, day = turn.office, due_on(turn, item, since)
    first_on = first_reminder(
        due_on=day,
        steps_before=office.profile.reminders.contact_days,
        today=office.today(turn.now),
        calendar=office.calendar,
    )
    duties.owe(turn, item, leader, DutyKind.LEADER_CONTACT, first_on=first_on, due_on=day)


def offer(turn: Turn, item: Suggestion, to: Person, asker: Person | None = None) -> None:
    """Ask the head who is to lead a suggestion; `asker`: who has asked for it."""
    key = "leading.choose" if asker is None else "leading.asked"
    _offer(turn, item, to, key, asker=asker.name if asker else "")


def _offer(turn: Turn, item: Suggestion, to: Person, key: str, **values: Any) -> None:
    turn.say(
        to,
        key,
        suggestion_id=item.id,
        purpose="prompt",
        number=item.number,
        title=item.title,
        keyboard=[
            [keyboard.named(one.name, "leadby", item.id, one.id)] for one in leaders(turn, item)
        ],
        **values,
    )


def leaders(turn: Turn, item: Suggestion) -> list[Person]:
    """Who of the unit can be the leader in charge."""
    staff = people.staff_of(turn.session, item.lead_unit_id)
    return [one for one in staff if one.role in LEADING]


def seek(turn: Turn, item: Suggestion) -> None:
    """Nobody leads it any more: the head of the unit is asked who will, in their hours."""
    heads = people.staff_of(turn.session, item.lead_unit_id, Role.HEAD)
    head = next((one for one in heads if people.is_reached(turn.session, one)), None)
    if leader_of(turn, item) is not None or head is None or not item.is_open:
        return
    allowed = hours.next_allowed(turn.office, head, turn.now)
    _offer(turn, item, head, "leading.wanted", priority=PROMPT, not_before=allowed)
    turn.event("leader_asked_for", suggestion_id=item.id, person_id=head.id)


def ask_head(turn: Turn, item: Suggestion) -> None:
    """The head of the unit is asked to name who leads. Raises Refused `gate.nobody`."""
    heads = people.staff_of(turn.session, item.lead_unit_id, Role.HEAD)
    head = next((one for one in heads if people.chat_of(turn.session, one.id) is not None), None)
    if head is None:
        raise Refused("gate.nobody")
    offer(turn, item, head, turn.me)
    turn.used()
    turn.event("leader_asked_for", suggestion_id=item.id, person_id=head.id)
    turn.toast("toast.done")


def name(turn: Turn, item: Suggestion, person_id: int) -> None:
    """Name who leads a suggestion: they and the officer are told, in their hours."""
    leader = next((one for one in leaders(turn, item) if one.id == person_id), None)
    if leader is None or not item.is_open:
        raise Refused("button.gone")
    if item.leader_id == leader.id:
        raise Refused("duty.done")
    before, item.leader_id = item.leader_id, leader.id
    turn.event("leader_named", suggestion_id=item.id, person_id=leader.id, before_person_id=before)
    look(turn, item, turn.office.today(turn.now))
    turn.used()
    _tell(turn, item, leader, "leading.yours")
    turn.say(turn.me, "leading.named", suggestion_id=item.id, number=item.number, name=leader.name)


def _tell(turn: Turn, item: Suggestion, person: Person, key: str, **values: str) -> None:
    told: dict[str, Any] = {**values, "number": item.number, "title": short(item.title)}
    turn.say(
        person,
        key,
        suggestion_id=item.id,
        priority=PROMPT,
        not_before=hours.next_allowed(turn.office, person, turn.now),
        keyboard=[[keyboard.button(person.language, "button.card", "card", item.id)]],
        **told,
    )


def instruct(turn: Turn, item: Suggestion, handling: list[Person], words: str) -> None:
    """调度: what the head wants done reaches everybody who handles it, and stands in the record."""
    turn.event(
        "instructed", suggestion_id=item.id, words=words, to=[person.name for person in handling]
    )
    for person in handling:
        _tell(turn, item, person, "leading.instruction", name=turn.me.name, words=words)
    turn.say(
        turn.me,
        "leading.instructed",
        suggestion_id=item.id,
        number=item.number,
        who="、".join(person.name for person in handling) or "—",
    )


def held(turn: Turn, item: Suggestion, reader: Person) -> str:
    """领办 刘明华 1/2: in a line, for cards and boards; nothing where nobody is to lead it."""
    leader, found = leader_of(turn, item), quota(turn, item)
    if leader is None or found is None:
        return ""
    return texts.render(
        "leading.held", reader.language, name=leader.name, held=found.held, wanted=found.wanted
    )
