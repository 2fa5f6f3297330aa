"""Somebody is no deputy, or no staff, any more: from that moment nothing works, nothing is sent.

What they said stays in the record. What they owed is owed by whoever is responsible now, and
whoever has another post only keeps what still is theirs.
"""

from collections.abc import Callable

from handlers.acts import access
from handlers.acts.assigning import assignment, moving, requests, withdrawal
from handlers.acts.handling import blockers, gates, leading, plans
from handlers.acts.meeting import meeting_changes
from handlers.acts.people import presence
from handlers.acts.rating import committee, lots
from handlers.acts.replying import closing, reviews
from handlers.acts.talking import words
from handlers.turn import Turn
from storage import audits, callbacks, dialogs, leavers, messages, people, suggestions
from storage import duties as duty_rows
from storage.audits import ReplyAudit
from storage.callbacks import CallBack
from storage.database import Session
from storage.duties import Duty
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, DutyState, Role

# Nobody inherits what a level was told of; whoever leads a key item next owes their own contact.
_PERSONAL = (DutyKind.OVERDUE, DutyKind.LEADER_CONTACT)
# What they were asked to decide is put to somebody else who may.
_DECISIONS: dict[DutyKind, Callable[[Turn, Suggestion], None]] = {
    DutyKind.REQUEST: requests.follow,
    DutyKind.EXCEPTION: gates.follow,
    DutyKind.PLAN: plans.follow,
    DutyKind.REVIEW: reviews.follow,
    DutyKind.CLOSING_CHECK: closing.follow,
}
# Those of which somebody is asked anew, whatever has become of whoever was asked before.
_ASKED_ANEW = (DutyKind.REQUEST, DutyKind.EXCEPTION, DutyKind.PLAN)
# What fell to them by lot falls to another of the committee; what else is the committee's, too.
_DRAWN: dict[DutyKind, Callable[[Session, int], CallBack | ReplyAudit | None]] = {
    DutyKind.CALL_BACK: callbacks.find,
    DutyKind.AUDIT: audits.find,
}
_COMMITTEES = (DutyKind.PROMISE_HEAR, DutyKind.LOOK_BACK_HEAR, DutyKind.RECLASS)


def leave(turn: Turn, person: Person) -> None:
    """Close the door behind somebody, and pass on what they leave behind."""
    person.left_at = turn.now
    account = people.open_account(turn.session, person.id)
    if account is not None:
        account.closed_at, account.closed_why = turn.now, "left"
    people.revoke_open_invitations(turn.session, person.id, turn.now)
    dialogs.close(turn.session, person.id)
    dialogs.forget_asides(turn.session, person.id)
    turn.session.flush()
    lost = leavers.withdraw(turn.session, person.id)
    turn.event("left", person_id=person.id)
    if person.is_deputy:
        meeting_changes.left(turn, person)
        presence.gone(turn, person, "left")
        for item in suggestions.of_deputy(turn.session, person.id, only_open=True):
            withdrawal.look(turn, item)
        return
    _hand_over(turn, person)
    meeting_changes.left(turn, person)
    for message_id in lost:
        words.pass_on_to_next(turn, messages.get(turn.session, message_id))


def _hand_over(turn: Turn, person: Person) -> None:
    """Somebody else owes what they owed; where there is nobody, it stays with the suggestion."""
    handled = suggestions.named_for(turn.session, person.id)
    taken = {item.id: item for item in handled if item.officer_id == person.id and item.is_open}
    for duty in list(duty_rows.open_of(turn.session, person.id)):
        item = suggestions.get(turn.session, duty.suggestion_id)
        if duty.kind in _PERSONAL:
            _end(turn, duty)
        elif duty.kind in _DECISIONS:
            if duty.kind in _ASKED_ANEW:
                _end(turn, duty)
            _DECISIONS[duty.kind](turn, item)
        elif _pass_on(turn, item, duty) and duty.kind in assignment.STAFF_DUTIES and item.is_open:
            taken[item.id] = item
    for item in taken.values():
        officer = access.responsible(turn.session, item)
        if officer is not None:
            moving.announce(turn, item, officer)
    for item in handled:
        if item.leader_id == person.id:
            leading.look(turn, item, turn.office.today(turn.now))
            leading.seek(turn, item)


def _end(turn: Turn, duty: Duty) -> None:
    duty.state, duty.ended_at, duty.next_at = DutyState.CANCELLED, turn.now, None
    turn.session.flush()


def _pass_on(turn: Turn, item: Suggestion, duty: Duty) -> bool:
    """Whoever answers for it now owes it; False: nobody does, or the same person."""
    heir = _heir(turn, item, duty)
    if heir is None or heir.id == duty.person_id:
        return False
    before = duty.person_id
    assignment.pass_duty(turn, item, duty, heir)
    turn.event("handed_over", suggestion_id=item.id, person_id=heir.id, from_person_ids=[before])
    return True


def _heir(turn: Turn, item: Suggestion, duty: Duty) -> Person | None:
    if duty.kind == DutyKind.OPINION:
        return access.responsible_of_unit(turn.session, duty.subject_id)
    if duty.kind in _DRAWN:
        row = _DRAWN[duty.kind](turn.session, duty.subject_id)
        return lots.passes_to(turn, item, row)
    if duty.kind in _COMMITTEES:
        return next(iter(committee.of(turn.session, item)), None)
    if duty.kind == DutyKind.BLOCKER:
        return blockers.heir(turn, duty.subject_id)
    if duty.kind == DutyKind.SECOND_DISSATISFIED:
        return next(iter(people.all_of(turn.session, [Role.SUPERVISOR])), None)
    return access.responsible(turn.session, item)


def stand_elsewhere(turn: Turn, person: Person) -> None:
    """Somebody has another post or office: others decide and owe what is theirs no more."""
    taken = {}
    for duty in list(duty_rows.open_of(turn.session, person.id)):
        item = suggestions.get(turn.session, duty.suggestion_id)
        if duty.kind in _DECISIONS:
            if duty.kind == DutyKind.REQUEST and person.role != Role.SUPERVISOR:
                _end(turn, duty)
            _DECISIONS[duty.kind](turn, item)
        elif duty.kind in (*_DRAWN, *_COMMITTEES):
            if person not in committee.of(turn.session, item):
                _pass_on(turn, item, duty)
        elif duty.kind in assignment.STAFF_DUTIES and _pass_on(turn, item, duty) and item.is_open:
            taken[item.id] = item
    for item in taken.values():
        officer = access.responsible(turn.session, item)
        if officer is not None:
            moving.announce(turn, item, officer)
