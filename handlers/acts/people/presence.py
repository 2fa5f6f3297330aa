"""Who can be reached in chat. Somebody who cannot is not met with silence: a human telephones."""

from handlers.acts import access, duties, hours
from handlers.acts.assigning import withdrawal
from handlers.acts.talking import words
from handlers.turn import Turn
from storage import duties as duty_rows
from storage import people, suggestions
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind

WAITED = "waited"  # a duty whose person could not be asked when its moment came
UNTOLD = "untold"  # a meeting was fixed while the chat did not reach whoever is to be there


def gone(turn: Turn, person: Person, why: str) -> None:
    """A person has stopped or blocked the bot: for a deputy, each officer owes a telephone call."""
    if not people.mark_unreachable(turn.session, person.id, why, turn.now):
        return
    turn.session.refresh(person)
    turn.event("unreachable", person_id=person.id, why=why)
    if not person.is_deputy:
        return
    for item in suggestions.of_deputy(turn.session, person.id, only_open=True):
        turn.event("deputy_unreachable", suggestion_id=item.id, person_id=person.id, why=why)
        call(turn, item, person)
        withdrawal.look(turn, item)


def call(turn: Turn, item: Suggestion, deputy: Person) -> None:
    """The officer owes a telephone call to a deputy whom the chat does not reach."""
    officer = access.responsible(turn.session, item)
    if officer is not None:
        duties.owe(
            turn, item, officer, DutyKind.REACH_BY_PHONE, subject_id=deputy.id, note=deputy.name
        )


def back(turn: Turn, person: Person) -> bool:
    """A person is back: what waited for them is asked or told; False when they were not away."""
    if not people.mark_reachable(turn.session, person.id):
        return False
    turn.session.refresh(person)
    turn.event("reachable", person_id=person.id)
    if person.is_deputy:
        for item in suggestions.of_deputy(turn.session, person.id, only_open=True):
            turn.event("deputy_reachable", suggestion_id=item.id, person_id=person.id)
    else:
        words.catch_up(turn)
    reached(turn, person)
    return True


def reached(turn: Turn, person: Person) -> None:
    """The chat reaches a person: telephone calls are no longer owed, what waited is asked again."""
    if person.is_deputy:
        for item in suggestions.of_deputy(turn.session, person.id, only_open=True):
            duties.met(turn, item, [DutyKind.REACH_BY_PHONE], subject_id=person.id)
    _ask_again(turn, person)


def _ask_again(turn: Turn, person: Person) -> None:
    """Bring forward whatever waited for a person who could not be asked."""
    soonest = hours.next_allowed(turn.office, person, turn.now)
    for duty in duty_rows.open_of(turn.session, person.id):
        if duty.note == UNTOLD:
            duty.next_at = soonest
        elif duty.next_at is not None and duty.note == WAITED:
            duty.next_at, duty.note = min(duty.next_at, soonest), None
    turn.session.flush()
