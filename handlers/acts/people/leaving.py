"""Somebody is no deputy, or no staff, any more: from that moment nothing works, nothing is sent.

What they said stays in the record. What they owed is owed by whoever is responsible now, and
whoever has another post only keeps what still is theirs.
"""

from collections.abc import Callable, Iterable

from handlers.acts import access
from handlers.acts.assigning import assignment, moving, requests, withdrawal
from handlers.acts.handling import blockers, causes, gates, leading, plans
from handlers.acts.meeting import meeting_changes
from handlers.acts.people import presence
from handlers.acts.prompting import echoes
from handlers.acts.rating import committee, lots
from handlers.acts.replying import closing, reviews
from handlers.acts.talking import words
from handlers.turn import Turn
from storage import audits, callbacks, dialogs, leavers, messages, people, suggestions
from storage import duties as duty_rows
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
# What is the committee's, by lot or altogether.
_DRAWN = (DutyKind.CALL_BACK, DutyKind.AUDIT)
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
        elif duty.kind == DutyKind.CONSENT_PAPER:
            _end(turn, duty)
            withdrawal.follow_paper(turn, item, duty.subject_id)
        else:
            is_handlers = _is_handlers(turn, item, duty)
            if _pass_on(turn, item, duty) and is_handlers and item.is_open:
                taken[item.id] = item
    _announce(turn, taken.values())
    for item in handled:
        if item.leader_id == person.id:
            leading.look(turn, item, turn.office.today(turn.now))
            leading.seek(turn, item)


def _announce(turn: Turn, taken: Iterable[Suggestion]) -> None:
    """Deputies and whoever handles it now hear of it."""
    for item in taken:
        officer = access.responsible(turn.session, item)
        if officer is not None:
            moving.announce(turn, item, officer)


def _end(turn: Turn, duty: Duty) -> None:
    duty.state, duty.ended_at, duty.next_at = DutyState.CANCELLED, turn.now, None
    turn.session.flush()


def _is_handlers(turn: Turn, item: Suggestion, duty: Duty) -> bool:
    """Whether it is owed by whoever handles the suggestion, and with it the rest."""
    if _is_of_the_head(duty) or assignment.stays(turn, item, duty):
        return False
    return duty.kind in assignment.STAFF_DUTIES


def _is_of_the_head(duty: Duty) -> bool:
    return duty.kind == DutyKind.NO_ECHO and duty.subject_id == echoes.HEAD


def _pass_on(turn: Turn, item: Suggestion, duty: Duty) -> bool:
    """Whoever answers for it now owes it; False: nobody does, or the same person."""
    heir = _heir(turn, item, duty)
    if heir is None and duty.kind == DutyKind.CAUSE:
        _end(turn, duty)
    if heir is None or heir.id == duty.person_id:
        return False
    before = duty.person_id
    assignment.pass_duty(turn, item, duty, heir)
    turn.event("handed_over", suggestion_id=item.id, person_id=heir.id, from_person_ids=[before])
    return True


def _heir(turn: Turn, item: Suggestion, duty: Duty) -> Person | None:
    found = _HEIRS.get(duty.kind)
    if found is not None:
        return found(turn, item, duty.subject_id)
    officer = access.responsible(turn.session, item)
    return echoes.head(turn, item, officer) if _is_of_the_head(duty) else officer


def _of_committee(turn: Turn, item: Suggestion, _subject_id: int) -> Person | None:
    return next(iter(committee.of(turn.session, item)), None)


# Who owes instead what is not the handler's: by what it is about.
_HEIRS: dict[DutyKind, Callable[[Turn, Suggestion, int], Person | None]] = {
    DutyKind.OPINION: lambda turn, _, unit_id: access.responsible_of_unit(turn.session, unit_id),
    DutyKind.CAUSE: lambda turn, _, cause_id: causes.heir(turn, cause_id),
    DutyKind.BLOCKER: lambda turn, _, blocker_id: blockers.heir(turn, blocker_id),
    DutyKind.CALL_BACK: lambda turn, item, id_: lots.passes_to(
        turn, item, callbacks.find(turn.session, id_)
    ),
    DutyKind.AUDIT: lambda turn, item, id_: lots.passes_to(
        turn, item, audits.find(turn.session, id_)
    ),
    DutyKind.SECOND_DISSATISFIED: lambda turn, _item, _: next(
        iter(people.all_of(turn.session, [Role.SUPERVISOR])), None
    ),
    **dict.fromkeys(_COMMITTEES, _of_committee),
}


def _fits_no_more(turn: Turn, item: Suggestion, duty: Duty, person: Person) -> bool:
    """Whether somebody with another post may not do any more what they alone were to do."""
    match duty.kind:
        case DutyKind.OPINION:
            return person.unit_id != duty.subject_id
        case DutyKind.CAUSE:
            return not causes.is_for(turn, duty.subject_id, person)
        case DutyKind.SECOND_DISSATISFIED:
            return person.role != Role.SUPERVISOR
        case DutyKind.BLOCKER:
            return True  # their unit may have another who decides
        case kind if kind in (*_DRAWN, *_COMMITTEES):
            return person not in committee.of(turn.session, item)
    return _is_of_the_head(duty)


def stand_elsewhere(turn: Turn, person: Person) -> None:
    """Somebody has another post or office: others decide and owe what is theirs no more."""
    taken = {}
    for duty in list(duty_rows.open_of(turn.session, person.id)):
        item = suggestions.get(turn.session, duty.suggestion_id)
        if duty.kind in _DECISIONS:
            if duty.kind == DutyKind.REQUEST and person.role != Role.SUPERVISOR:
                _end(turn, duty)
            _DECISIONS[duty.kind](turn, item)
        elif duty.kind == DutyKind.CONSENT_PAPER:
            if person.role != Role.SUPERVISOR:
                _end(turn, duty)
                withdrawal.follow_paper(turn, item, duty.subject_id)
        elif _fits_no_more(turn, item, duty, person):
            _pass_on(turn, item, duty)
        elif _is_handlers(turn, item, duty) and _pass_on(turn, item, duty) and item.is_open:
            taken[item.id] = item
    _announce(turn, taken.values())
