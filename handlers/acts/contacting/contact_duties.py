"""The contacts of a round: who owes which, and which of them one that took place has met."""

from handlers.acts import duties
from handlers.turn import Turn
from storage import contacts
from storage.contacts import Contact
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, Phase

OWED = {
    Phase.BEFORE: DutyKind.CONTACT,
    Phase.DURING: DutyKind.PROGRESS,
    Phase.AFTER: DutyKind.FOLLOW_UP,
}


def owe(turn: Turn, item: Suggestion, officer: Person) -> None:
    """The contacts of the round that are still to be made; those owed already stay as they are."""
    for phase, kind in OWED.items():
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
