"""Whether what somebody says or presses answers the question that they were asked last."""

from datetime import timedelta

from handlers import texts
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import dialogs, messages, suggestions
from storage.dialogs import Dialog
from storage.people import Person
from storage.vocabulary import Language, MessageState

OPENING, PICK, WRITE, PRESSURE = "opening", "pick", "write", "pressure"
# A question that lapses is no question any more; any other has to be answered, or given up.
LAPSING = frozenset({OPENING, WRITE, PRESSURE})


def waits_for_words(turn: Turn, dialog: Dialog) -> bool:
    """Whether words answer an open question.

    The four questions stay open until they are answered (one that is still on its way cannot be
    what is answered); a smaller one grows old.
    """
    if dialog.kind == OPENING:
        return not dialog.data.get("is_paused") and _is_asked(turn, dialog.message_id)
    return not is_old(turn, dialog)


def is_old(turn: Turn, dialog: Dialog) -> bool:
    """Whether a question has been open for so long that words may well mean something else."""
    hours = turn.office.profile.prompts.question_hours
    return turn.now - dialog.at > timedelta(hours=hours)


def _is_asked(turn: Turn, message_id: int | None) -> bool:
    """Whether a question has been sent, or may have been."""
    if message_id is None:
        return False
    question = messages.get(turn.session, message_id)
    has_left = question.state == MessageState.SENDING or question.maybe_twice
    return has_left or question.telegram_id is not None


def is_answering(turn: Turn, person: Person, contact_id: int) -> bool:
    """Whether a deputy is about to answer something else than the four questions of a contact:
    what comes due meanwhile must not take their words.
    """
    dialog = dialogs.of(turn.session, person.id)
    if dialog is None or dialog.kind == PICK:
        return False
    if dialog.kind == OPENING and dialog.data["contact_id"] == contact_id:
        return False
    return dialog.kind not in LAPSING or waits_for_words(turn, dialog)


def must_be_under(turn: Turn, dialog: Dialog) -> None:
    """Raises Refused `button.gone` for a button that is under no question of this form: one of an
    earlier form acts on that form only.
    """
    if turn.pressed_on not in (None, dialog.message_id, *dialog.data.get("asked", [])):
        raise Refused("button.gone")


def called(turn: Turn, kind: str, suggestion_id: int | None, language: Language) -> str:
    """What an open question is about, in words: 第0107号建议的登记沟通."""
    names = texts.catalogue(language)
    name = names.get(f"formname.{kind}", names["formname.other"])
    if suggestion_id is None:
        return name
    number = suggestions.get(turn.session, suggestion_id).number
    return texts.label("asked.of", language, number=number, form=name)
