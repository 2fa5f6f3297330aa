"""The contacts of a round: who owes which, and which of them one that took place has met.

What has come too late is let go of: once a round is answered, only the contact after it is owed.
"""

from handlers.acts import duties
from handlers.turn import Turn
from storage import contacts, replies
from storage.contacts import Contact
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import ContactState, DutyKind, DutyState, Phase

OWED = {
    Phase.BEFORE: DutyKind.CONTACT,
    Phase.DURING: DutyKind.PROGRESS,
    Phase.AFTER: DutyKind.FOLLOW_UP,
}
KINDS = frozenset(OWED.values())


def owe(turn: Turn, item: Suggestion, officer: Person) -> None:
    """The contacts of the round that are still to be made; those owed already stay as they are."""
    is_replied = replies.of_round(turn.session, item.id, item.round) is not None
    for phase, kind in OWED.items():
        if is_replied != (phase == Phase.AFTER):
            continue
        for contact in contacts.planned(turn.session, item.id, item.round, phase):
            duties.owe(
                turn,
                item,
                officer,
                kind,
                first_on=contact.opens_on,
                due_on=contact.due_on,
                subject_id=contact.id,
            )


def let_go(turn: Turn, item: Suggestion) -> None:
    """What was planned and can be made no more is over, and owed by nobody."""
    turn.session.flush()
    for contact in contacts.still_planned(turn.session, item.id):
        if not is_in_time(turn, item, contact):
            contact.state = ContactState.CANCELLED
            kinds = (OWED[contact.phase], DutyKind.OPENING)
            duties.met(turn, item, kinds, subject_id=contact.id, state=DutyState.CANCELLED)
    turn.session.flush()


def is_in_time(turn: Turn, item: Suggestion, contact: Contact) -> bool:
    """Whether it can still be made: in this round, and before the reply if it has to precede it."""
    is_replied = replies.of_round(turn.session, item.id, item.round) is not None
    return contact.round == item.round and (contact.phase == Phase.AFTER or not is_replied)


def is_needed(turn: Turn, item: Suggestion, contact_id: int) -> bool:
    """Whether a contact is still to be made."""
    contact = contacts.get(turn.session, contact_id)
    is_ahead = contact.state in (ContactState.PLANNED, ContactState.OPEN)
    return is_ahead and is_in_time(turn, item, contact)


def met(turn: Turn, item: Suggestion, phase: Phase) -> Contact:
    """The next planned contact of a phase, or, when none is open (or planned), a further one."""
    planned = contacts.planned(turn.session, item.id, item.round, phase)
    if planned:
        return planned[0]
    further = Contact(
        suggestion_id=item.id,
        round=item.round,
        phase=phase,
        sequence=len(contacts.of_suggestion(turn.session, item.id, item.round)) + 1,
        is_planned=False,
    )
    turn.session.add(further)
    return further
