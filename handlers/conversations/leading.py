"""The board of key items, naming who leads one, and what the head wants done about it."""

from datetime import date

from handlers.acts import access
from handlers.acts.assigning import deciding
from handlers.acts.handling import leading
from handlers.acts.prompting import levels
from handlers.acts.showing import board
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act, OfficeAct
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage.dialogs import Dialog
from storage.suggestions import Suggestion

INSTRUCTION = "instruction"


def show(turn: Turn, _said: Said, _words: str) -> None:
    """/board."""
    board.show(turn)


def page(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The next page of the board."""
    access.in_office(turn, OfficeAct.SEE_BOARD)
    try:
        day = date.fromisoformat(arguments[0])
    except ValueError:
        raise Refused("button.gone") from None
    board.show(turn, (day, int(arguments[1])))


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """指定领办: who?"""
    leading.offer(turn, _open(turn, int(arguments[0]), Act.LEAD_KEY_ITEMS), turn.me)


def name(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The one who leads it from now on."""
    item = _open(turn, int(arguments[0]), Act.LEAD_KEY_ITEMS)
    leading.name(turn, item, int(arguments[1]))
    deciding.follow(turn, item)


def ask(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """请主要领导指定."""
    leading.ask_head(turn, _open(turn, int(arguments[0]), Act.ASK_EXCEPTION))


def instruct(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """调度: what is to be done?"""
    item = _open(turn, int(arguments[0]), Act.LEAD_KEY_ITEMS)
    dialog = questions.begin(turn, INSTRUCTION, item.id, INSTRUCTION)
    questions.ask(turn, dialog, "leading.what", [], number=item.number)


def instructed(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """The words."""
    dialog = questions.of(turn, INSTRUCTION, Act.LEAD_KEY_ITEMS)
    assert dialog.suggestion_id is not None
    item = _open(turn, dialog.suggestion_id, Act.LEAD_KEY_ITEMS)
    words = questions.text_of(said, leading.LONGEST)
    questions.end(turn, dialog)
    leading.instruct(turn, item, levels.below(turn, item), words)


def _open(turn: Turn, suggestion_id: int, act: Act) -> Suggestion:
    item = access.fetch(turn, suggestion_id, act)
    access.must_be_open(item)
    return item
