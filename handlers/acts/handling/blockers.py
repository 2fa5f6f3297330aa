"""堵点: what a suggestion's units cannot clear themselves goes up to the government office (P48).

Policy, project, fund, or units that do not agree. Where the place has no such office (courts), none
can be raised. Where the chat reaches nobody of it the committee decides; and it may, and hears so,
once the day for the decision is past.
"""

from handlers import keyboard, texts
from handlers.acts import access, duties, telling
from handlers.acts.talking import groups
from handlers.html import quote
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import blockers, people, suggestions, units
from storage.blockers import Blocker
from storage.duties import Duty
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import BlockerKind, DutyKind, Role

SHOWN = 30


def is_offered(turn: Turn) -> bool:
    """Whether there is a government office above the units here."""
    return bool(turn.office.profile.government.office)


def may_raise(turn: Turn, item: Suggestion) -> None:
    """Raises Refused where there is nobody to raise it to, or nothing to be cleared."""
    access.must_be_open(item)
    if not is_offered(turn):
        raise Refused("blocker.nowhere")


def raise_one(turn: Turn, item: Suggestion, kind: BlockerKind, words: str) -> Blocker:
    """It goes to the government office, which owes a decision by a day of the profile."""
    may_raise(turn, item)
    rules, office = turn.office.profile.government, turn.office
    unit = units.by_name(turn.session, rules.office)
    person = _reached(turn, unit.id) if unit is not None else None
    row = Blocker(
        suggestion_id=item.id,
        kind=kind,
        words=words,
        raised_by_id=turn.me.id,
        raised_at=turn.now,
        asked_unit_id=unit.id if unit is not None and person is not None else None,
        due_on=office.calendar.add(office.today(turn.now), rules.decide_working_days),
    )
    turn.session.add(row)
    turn.session.flush()
    turn.event("blocker_raised", suggestion_id=item.id, blocker_id=row.id, what=kind.value)
    asked = [person] if person is not None else people.all_of(turn.session, [Role.SUPERVISOR])
    for one in asked:
        _owe(turn, item, row, one)
    _tell_lead(turn, item, row)
    return row


def _reached(turn: Turn, unit_id: int) -> Person | None:
    """Who of a unit is asked: whoever answers for it, else another whom the chat reaches."""
    first = access.responsible_of_unit(turn.session, unit_id)
    found = [first] if first is not None else []
    for person in (*found, *people.staff_of(turn.session, unit_id)):
        if people.is_reached(turn.session, person):
            return person
    return None


def _owe(turn: Turn, item: Suggestion, row: Blocker, person: Person) -> None:
    duties.owe(
        turn,
        item,
        person,
        DutyKind.BLOCKER,
        due_on=row.due_on,
        subject_id=row.id,
        note=f"{texts.plain(row.kind, person.language)}：{row.words}"[:300],
    )


def _tell_lead(turn: Turn, item: Suggestion, row: Blocker) -> None:
    """Whoever handles it hears what another unit has raised."""
    officer = access.responsible(turn.session, item)
    if officer is None or officer.unit_id == turn.me.unit_id or turn.me.unit_id is None:
        return
    telling.one(
        turn,
        officer,
        "blocker.raised_by",
        item,
        unit=groups.unit_name(turn.session, turn.me.unit_id),
        what=row.kind,
        words=row.words,
        who=called(turn, row),
        due_on=row.due_on,
    )


def heir(turn: Turn, blocker_id: int) -> Person | None:
    """Who decides instead of somebody who has left: their unit, else another of the committee."""
    row = blockers.find(turn.session, blocker_id)
    if row is None:
        return None
    if row.asked_unit_id is not None:
        person = _reached(turn, row.asked_unit_id)
        if person is not None:
            return person
        row.asked_unit_id = None
    return next(iter(people.all_of(turn.session, [Role.SUPERVISOR])), None)


def look(turn: Turn, duty: Duty, item: Suggestion) -> None:
    """It is looked at again: past its day the committee hears, too, and may decide."""
    row = blockers.find(turn.session, duty.subject_id)
    if row is None or row.asked_unit_id is None or row.decided_at is not None:
        return
    if row.due_on < turn.office.today(turn.now):
        for person in people.all_of(turn.session, [Role.SUPERVISOR]):
            _owe(turn, item, row, person)


def item_ended(turn: Turn, item: Suggestion) -> None:
    """A suggestion is over: nothing is to be cleared any more, and whoever counted on it hears."""
    for row in blockers.of_suggestion(turn.session, item.id):
        if row.decided_at is not None:
            continue
        turn.event("blocker_ended", suggestion_id=item.id, blocker_id=row.id)
        told = [people.get(turn.session, row.raised_by_id)]
        if row.asked_unit_id is not None:
            person = _reached(turn, row.asked_unit_id)
            told += [person] if person is not None else []
        else:
            told += people.all_of(turn.session, [Role.SUPERVISOR])
        for person in {one.id: one for one in told if one.left_at is None}.values():
            telling.one(turn, person, "blocker.ended", item, what=row.kind, stage=item.stage)


def open_one(turn: Turn, blocker_id: int) -> tuple[Blocker, Suggestion]:
    """A blocker still to be decided, by whoever is asked. Raises Refused."""
    row = blockers.find(turn.session, blocker_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.DECIDE_BLOCKER)
    if not _may_decide(turn, row):
        raise Refused("permission.denied")
    access.must_be_open(item)
    if row.decided_at is not None:
        raise Refused("duty.done")
    return row, item


def _may_decide(turn: Turn, row: Blocker) -> bool:
    if turn.me.role == Role.SUPERVISOR:
        return row.asked_unit_id is None or row.due_on < turn.office.today(turn.now)
    return row.asked_unit_id is not None and turn.me.unit_id == row.asked_unit_id


def waits_for(turn: Turn, item: Suggestion) -> bool:
    """Whether whoever acts is to decide something about it."""
    rows = blockers.of_suggestion(turn.session, item.id)
    return any(row.decided_at is None and _may_decide(turn, row) for row in rows)


def nearest(turn: Turn, item: Suggestion) -> Blocker:
    """What whoever acts is to decide first about a suggestion.

    Raises Refused: `suggestion.closed`; `duty.done`; `permission.denied` where others are asked.
    """
    access.must_be_open(item)
    waiting = [
        row for row in blockers.of_suggestion(turn.session, item.id) if row.decided_at is None
    ]
    for row in waiting:
        if _may_decide(turn, row):
            return row
    raise Refused("permission.denied" if waiting else "duty.done")


def decide(turn: Turn, blocker_id: int, decision: str) -> None:
    """The units are told what was decided, and so, in plain words, are the deputies."""
    row, item = open_one(turn, blocker_id)
    row.decision, row.decided_by_id, row.decided_at = decision, turn.me.id, turn.now
    turn.session.flush()
    duties.met(turn, item, [DutyKind.BLOCKER], subject_id=row.id)
    turn.event("blocker_decided", suggestion_id=item.id, blocker_id=row.id)
    who = called(turn, row)
    for person in _concerned(turn, item, row):
        telling.one(
            turn, person, "blocker.decided", item, what=row.kind, who=who, decision=decision
        )
    if row.kind == BlockerKind.DISPUTE:  # that units disagree is between them
        telling.deputies(turn, item, "blocker.deputy_dispute", who=who, decision=decision)
    else:
        telling.deputies(turn, item, "blocker.deputy", what=row.kind, who=who, decision=decision)


def called(turn: Turn, row: Blocker) -> str:
    """Who decides it, or has."""
    decider = people.get(turn.session, row.decided_by_id) if row.decided_by_id else None
    is_committee = decider is not None and decider.role == Role.SUPERVISOR
    if row.asked_unit_id is not None and not is_committee:
        return groups.unit_name(turn.session, row.asked_unit_id)
    return texts.label("blocker.committee", turn.language)


def _concerned(turn: Turn, item: Suggestion, row: Blocker) -> list[Person]:
    found = [people.get(turn.session, row.raised_by_id)]
    officer = access.responsible(turn.session, item)
    found += [officer] if officer is not None else []
    for joint in suggestions.joint_units(turn.session, item.id):
        person = access.responsible_of_unit(turn.session, joint.unit_id)
        found += [person] if person is not None else []
    each = {person.id: person for person in found if person.left_at is None}
    return list(each.values())


def lines(turn: Turn, item: Suggestion) -> list[str]:
    """Each blocker in a line of HTML, for a card."""
    return [_line(turn, row, item) for row in blockers.of_suggestion(turn.session, item.id)]


def _line(turn: Turn, row: Blocker, item: Suggestion) -> str:
    key = "blocker.is_open" if item.is_open else "blocker.is_over"
    if row.decided_at is not None:
        key = "blocker.is_decided"
    return texts.render(
        key,
        turn.language,
        what=row.kind,
        words=row.words,
        who=called(turn, row),
        due_on=row.due_on,
        decision=row.decision or "",
    )


def ledger(turn: Turn) -> None:
    """/blockers: what waits for a decision, by kind."""
    unit_id = None if turn.me.role == Role.SUPERVISOR else turn.me.unit_id or 0
    found = blockers.still_open(turn.session, unit_id, SHOWN)
    if not found:
        turn.say(turn.me, "blocker.none")
        return
    parts: list[str] = []
    rows: keyboard.Keyboard = []
    for kind in BlockerKind:
        same = [row for row in found if row.kind == kind]
        if same:
            parts.append(f"<b>{quote(texts.plain(kind, turn.language))}</b>")
        for row in same:
            item = suggestions.get(turn.session, row.suggestion_id)
            parts.append(f"{quote(item.number)} {_line(turn, row, item)}")
            rows.append([keyboard.named(f"{item.number} {row.words[:20]}", "card", item.id)])
    turn.say(turn.me, "blocker.ledger", purpose="card", lines=Html("\n".join(parts)), keyboard=rows)
