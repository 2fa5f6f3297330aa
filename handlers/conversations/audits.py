"""抽查 in chat: 属实, or 名不副实 and why; then which class the reply is to have."""

from handlers.acts.replying import audits
from handlers.conversations import classes, questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act
from handlers.turn import Turn
from storage.dialogs import Dialog

AUDIT = "audit"
LONGEST = 500


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """属实 / 名不副实: why?"""
    row, item = audits.open_one(turn, int(arguments[0]))
    if arguments[1] == "true":
        audits.found(turn, row.id, is_true=True)
        return
    dialog = questions.begin(turn, AUDIT, item.id, "reason", audit_id=row.id)
    questions.ask(turn, dialog, "audit.ask_why", [], number=item.number, title=item.title)


def reason(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Because of this; and the class that fits is asked for at once."""
    dialog = questions.of(turn, AUDIT, Act.CHANGE_CLASS)
    text = questions.text_of(said, LONGEST)
    questions.end(turn, dialog)
    audit_id = dialog.data["values"]["audit_id"]
    item = audits.found(turn, audit_id, is_true=False, reason=text)
    turn.say(turn.me, "audit.noted", suggestion_id=item.id, number=item.number)
    if audits.is_to_be_reclassed(turn, item, audit_id):
        classes.ask(turn, item, why=text)
