"""办结复核 in chat: let it pass, with why when something is open, or send it back with a reason."""

from handlers.acts import access
from handlers.acts.replying import closing
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act
from handlers.turn import Turn
from storage.dialogs import Dialog

CHECK = "closing_check"
LONGEST = 500


def let_pass(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """复核通过: with lines open, why all the same?"""
    row, item = closing.open_one(turn, int(arguments[0]))
    missing = closing.open_lines(turn, item)
    if missing:
        dialog = questions.begin(turn, CHECK, item.id, "pass", check_id=row.id)
        questions.ask(
            turn, dialog, "closing.ask_pass", [], missing=closing.named(missing, turn.language)
        )
        return
    closing.let_pass(turn, row.id)
    turn.used()
    turn.say(turn.me, "closing.decided")


def send_back(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """退回: why?"""
    row, item = closing.open_one(turn, int(arguments[0]))
    dialog = questions.begin(turn, CHECK, item.id, "back", check_id=row.id)
    questions.ask(turn, dialog, "closing.ask_back", [], number=item.number)


def reason(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Because of this."""
    dialog = questions.of(turn, CHECK, Act.CHECK_CLOSING)
    text = questions.text_of(said, LONGEST)
    questions.end(turn, dialog)
    check_id = dialog.data["values"]["check_id"]
    if dialog.data["step"] == "pass":
        closing.let_pass(turn, check_id, text)
    else:
        closing.send_back(turn, check_id, text)
    turn.say(turn.me, "closing.decided")


def again(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """已补正，再请复核."""
    item = access.fetch(turn, int(arguments[0]), Act.ASK_CLOSING)
    row = closing.again(turn, item)
    turn.used()
    closing.told(turn, item, row)
