"""What units besides the lead owe: opinions (会办), or answers to a part of their own (分办).

A day that stands is never touched by another unit's coming in; one that comes in midway has its
time from then.
"""

from datetime import date

from handlers.acts import access, duties
from handlers.turn import Turn
from storage import duties as duty_rows
from storage import suggestions
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, DutyState, Handling


def due_on(turn: Turn, item: Suggestion, handling: Handling, since: date) -> date:
    """By when a unit that came in on a day owes its part: an opinion after the profile's months, an
    answer of its own by the day of the reply.
    """
    if handling == Handling.SEPARATE:
        return item.due_on
    office = turn.office
    return office.calendar.due_after_months(since, office.profile.reply.joint_opinion_months)


def begin(turn: Turn, item: Suggestion) -> None:
    """As a round begins: who answers a part itself answers it anew; opinions are of the first."""
    for joint in suggestions.joint_units(turn.session, item.id):
        is_anew = item.round > 1 and joint.handling == Handling.SEPARATE
        if is_anew:
            joint.opinion_given_at = None
        if is_anew or item.round == 1:
            joint.opinion_due_on = due_on(turn, item, joint.handling, item.assigned_on)
    turn.session.flush()
    owe(turn, item)


def owe(turn: Turn, item: Suggestion) -> None:
    """What joint units have not handed in is owed once, by the day that stands for each."""
    owed = {
        duty.subject_id: duty
        for duty in duty_rows.open_about(turn.session, item.id, [DutyKind.OPINION])
    }
    for joint in suggestions.joint_units(turn.session, item.id):
        before = owed.get(joint.unit_id)
        is_owed = before is not None and before.due_on == joint.opinion_due_on
        person = access.responsible_of_unit(turn.session, joint.unit_id)
        if joint.opinion_given_at is not None or is_owed or person is None:
            continue
        if before is not None:
            before.state, before.ended_at, before.next_at = DutyState.CANCELLED, turn.now, None
            turn.session.flush()
        duties.owe(
            turn,
            item,
            person,
            DutyKind.OPINION,
            due_on=joint.opinion_due_on,
            subject_id=joint.unit_id,
        )


def follow(turn: Turn, item: Suggestion) -> None:
    """Opinions are owed by the units that have a part now, and by no others."""
    joint = suggestions.joint_units(turn.session, item.id)
    here = {unit.unit_id for unit in joint}
    for duty in duty_rows.open_about(turn.session, item.id, [DutyKind.OPINION]):
        if duty.subject_id not in here:
            duty.state, duty.ended_at, duty.next_at = DutyState.CANCELLED, turn.now, None
    turn.session.flush()
    owe(turn, item)
