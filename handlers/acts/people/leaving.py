"""Somebody is no deputy, or no staff, any more: from that moment nothing works, nothing is sent.

What they said stays in the record. What they owed is owed by whoever is responsible now.
"""

from collections.abc import Callable

from handlers.acts import access
from handlers.acts.assigning import assignment, requests
from handlers.acts.handling import blockers, gates, plans
from handlers.acts.people import presence
from handlers.acts.rating import call_backs, committee
from handlers.acts.replying import closing, reviews
from handlers.acts.talking import words
from handlers.turn import Turn
from storage import dialogs, leavers, messages, people, suggestions
from storage import duties as duty_rows
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
}


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
        presence.gone(turn, person, "left")
        return
    _hand_over(turn, person)
    for message_id in lost:
        words.pass_on_to_next(turn, messages.get(turn.session, message_id))


def _hand_over(turn: Turn, person: Person) -> None:
    """Somebody else owes what they owed; where there is nobody, it stays with the suggestion."""
    for duty in list(duty_rows.open_of(turn.session, person.id)):
        item = suggestions.get(turn.session, duty.suggestion_id)
        if duty.kind in _PERSONAL:
            duty.state, duty.ended_at, duty.next_at = DutyState.CANCELLED, turn.now, None
            continue
        if duty.kind == DutyKind.REVIEW:
            reviews.follow(turn, item)
            continue
        if duty.kind == DutyKind.CLOSING_CHECK:
            closing.follow(turn, item)
            continue
        if duty.kind in _DECISIONS:
            duty.state, duty.ended_at, duty.next_at = DutyState.CANCELLED, turn.now, None
            turn.session.flush()
            _DECISIONS[duty.kind](turn, item)
            continue
        if duty.kind == DutyKind.OPINION:
            heir = access.responsible_of_unit(turn.session, duty.subject_id)
        elif duty.kind == DutyKind.CALL_BACK:
            heir = call_backs.heir(turn, item, duty.subject_id)
        elif duty.kind == DutyKind.PROMISE_HEAR:
            heir = next(iter(committee.of(turn.session, item)), None)
        elif duty.kind == DutyKind.BLOCKER:
            heir = blockers.heir(turn, duty.subject_id)
        elif duty.kind == DutyKind.SECOND_DISSATISFIED:
            heir = next(iter(people.all_of(turn.session, [Role.SUPERVISOR])), None)
        else:
            heir = access.responsible(turn.session, item)
        if heir is not None:
            assignment.pass_duty(turn, item, duty, heir)
            turn.event(
                "handed_over",
                suggestion_id=item.id,
                person_id=heir.id,
                from_person_ids=[person.id],
            )
