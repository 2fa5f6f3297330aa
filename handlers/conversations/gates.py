"""The buttons of the gates: asking to pass without what has to come first, and the answer."""

from handlers.acts import access
from handlers.acts.handling import gates
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act
from handlers.turn import Turn
from storage.dialogs import Dialog


def ask(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """申请例外."""
    item = access.fetch(turn, int(arguments[0]), Act.ASK_EXCEPTION)
    access.must_be_open(item)
    gates.ask_reason(turn, item, Act(arguments[1]))


def reason(turn: Turn, said: Said, dialog: Dialog) -> None:
    """Why, in words."""
    text = questions.text_of(said, gates.LONGEST)
    assert dialog.suggestion_id is not None
    item = access.fetch(turn, dialog.suggestion_id, Act.ASK_EXCEPTION)
    gates.ask(turn, item, Act(dialog.data["act"]), text)


def grant(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """同意."""
    gates.decide(turn, int(arguments[0]), is_granted=True)


def deny(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """不同意."""
    gates.decide(turn, int(arguments[0]), is_granted=False)
