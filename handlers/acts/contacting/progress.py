"""Progress during handling (办中): told to the deputy, who agrees, adds, or wishes to meet."""

from handlers import keyboard
from handlers.acts import access, duties, stages
from handlers.acts.contacting import briefing, contact_duties
from handlers.acts.talking import sending
from handlers.acts.talking.words import Kept
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import dialogs, messages, people, suggestions
from storage.contacts import Contact
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import ContactForm, ContactState, DutyKind, Phase


def report(turn: Turn, item: Suggestion, kept: list[Kept]) -> None:
    """Give the deputy the progress; the contact during handling has taken place in chat."""
    deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    sending.must_be_reachable(turn, deputy)
    contact = _contact(turn, item, deputy, kept)
    for number, words in enumerate(kept):
        is_last = number == len(kept) - 1
        buttons = _answers(deputy, contact) if is_last else []
        sending.deliver(
            turn, words, item, deputy, with_status=is_last, buttons=buttons, purpose="progress"
        )
    duties.met(turn, item, [DutyKind.PROGRESS], subject_id=contact.id)
    turn.event("progress_reported", suggestion_id=item.id, contact_id=contact.id)
    stages.refresh(turn, item)


def _contact(turn: Turn, item: Suggestion, deputy: Person, kept: list[Kept]) -> Contact:
    contact = contact_duties.met(turn, item, Phase.DURING)
    contact.form = ContactForm.CHAT
    contact.state = ContactState.DONE
    contact.done_at = contact.recorded_at = turn.now
    contact.recorded_by_id = turn.me.id
    contact.deputy_id = deputy.id
    contact.summary = "\n".join(
        messages.get(turn.session, words.message_id).text or "📎" for words in kept
    )
    turn.session.flush()
    return contact


def _answers(deputy: Person, contact: Contact) -> keyboard.Keyboard:
    return [
        [
            keyboard.button(deputy.language, "button.agree", "agree", contact.id),
            keyboard.button(deputy.language, "button.comment", "comment", contact.id),
        ],
        [keyboard.button(deputy.language, "button.wish_talk", "talk", contact.id)],
    ]


def _own(turn: Turn, contact_id: int) -> tuple[Contact, Suggestion]:
    """Progress that the deputy was told, if whoever acts may answer it."""
    contact, item = briefing.own_contact(turn, contact_id, Act.ANSWER_PROGRESS)
    is_told = contact.phase == Phase.DURING and contact.form == ContactForm.CHAT
    if not is_told or contact.state != ContactState.DONE:
        raise Refused("button.gone")
    return contact, item


def agree(turn: Turn, contact_id: int) -> None:
    """同意: the deputy agrees with the progress."""
    contact, item = _own(turn, contact_id)
    if contact.confirmed is not None:
        raise Refused("button.gone")
    _heard(turn, contact, item, "agree")
    turn.say(turn.me, "progress.agreed", suggestion_id=item.id)
    _tell(turn, item, "progress.agreed_officer")


def ask_comment(turn: Turn, contact_id: int) -> None:
    """有补充意见: what would the deputy add?"""
    contact, item = _own(turn, contact_id)
    message_id = turn.say(turn.me, "progress.comment", suggestion_id=item.id, purpose="prompt")
    dialogs.ask(
        turn.session,
        turn.me.id,
        "comment",
        turn.now,
        suggestion_id=item.id,
        message_id=message_id,
        data={"contact_id": contact.id, "pressed_on": turn.pressed_on},
    )


def comment(turn: Turn, contact_id: int, pressed_on: int | None) -> Suggestion:
    """The deputy has added something: the contact counts as heard both ways.

    `pressed_on` is the message with the progress; its buttons have done their work.
    """
    contact, item = _own(turn, contact_id)
    turn.pressed_on = pressed_on
    _heard(turn, contact, item, "comment")
    dialogs.close(turn.session, turn.me.id)
    return item


def wish_talk(turn: Turn, contact_id: int) -> None:
    """希望面谈: the officer owes a meeting."""
    contact, item = _own(turn, contact_id)
    _heard(turn, contact, item, "talk")
    briefing.note_wish(turn, item)


def _heard(turn: Turn, contact: Contact, item: Suggestion, answer: str) -> None:
    if contact.confirmed is None:
        contact.confirmed, contact.confirmed_at = True, turn.now
    turn.used()
    turn.event(
        "progress_answered",
        suggestion_id=item.id,
        contact_id=contact.id,
        answer=answer,
        waived=item.waives_meeting,
    )


def _tell(turn: Turn, item: Suggestion, key: str) -> None:
    officer = access.responsible(turn.session, item)
    if officer is not None:
        turn.say(
            officer,
            key,
            suggestion_id=item.id,
            number=item.number,
            deputy=turn.me.name,
        )
