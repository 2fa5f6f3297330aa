"""成果登记 in chat: what kind, which demand, what it is, its proof, figures before and after."""

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.following import results
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.changes import Change, parse_change
from handlers.rules.permissions import Act, OfficeAct
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage.dialogs import Dialog
from storage.vocabulary import ResultKind

RESULT = "result"
LONGEST = 500
STEPS = ("kind", "point", "what", "proof", "change", "preview")


def register(turn: Turn, _said: Said, _words: str) -> None:
    """/results."""
    access.in_office(turn, OfficeAct.SEE_REPORTS)
    results.register(turn)


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """成果 of one suggestion."""
    results.show(turn, access.fetch(turn, int(arguments[0]), Act.SEE_CARD))


def make(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """登记成果: of what kind?"""
    item = access.fetch(turn, int(arguments[0]), Act.NOTE_RESULT)
    _ask(turn, questions.begin(turn, RESULT, item.id, "kind"))


def _ask(turn: Turn, dialog: Dialog) -> None:
    step, values = dialog.data["step"], dialog.data["values"]
    rows: keyboard.Keyboard = []
    if step == "kind":
        rows = [
            [keyboard.named(texts.plain(kind, turn.language), "rsset", "kind", kind.value)]
            for kind in ResultKind
        ]
    elif step == "change":
        none = keyboard.button(turn.language, "button.no_figures", "rsset", "change", "none")
        rows = [[none]]
    elif step == "preview":
        rows = [
            [keyboard.button(turn.language, "button.submit_result", "rsset", "preview", "send")]
        ]
    told = [values[name] for name in ("point", "what", "proof") if name in values]
    if values.get("change"):
        told.append(" → ".join(values["change"]))
    questions.ask(turn, dialog, f"result.ask_{step}", rows, lines="\n".join(told))


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Words in answer to the present question."""
    dialog = questions.of(turn, RESULT, Act.NOTE_RESULT)
    step = dialog.data["step"]
    if step in ("kind", "preview"):
        raise Refused("form.choose")
    text = questions.text_of(said, LONGEST)
    if step == "change":
        change = parse_change(text)
        if change is None:
            raise Refused("result.change")
        _go_on(turn, dialog, change=list(change))
    else:
        _go_on(turn, dialog, **{step: text})


def _go_on(turn: Turn, dialog: Dialog, **values: object) -> None:
    questions.go_on(turn, dialog, STEPS, **values)
    _ask(turn, dialog)


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A button under a question."""
    what, value = arguments
    dialog = questions.of(turn, RESULT, Act.NOTE_RESULT)
    if what != dialog.data["step"] or dialog.suggestion_id is None:
        raise Refused("button.gone")
    if what == "kind":
        _go_on(turn, dialog, kind=ResultKind(value).value)
    elif what == "change":
        _go_on(turn, dialog, change=None)
    else:
        item = access.fetch(turn, dialog.suggestion_id, Act.NOTE_RESULT)
        values = dialog.data["values"]
        questions.end(turn, dialog)
        results.note(
            turn,
            item,
            ResultKind(values["kind"]),
            point=values["point"],
            what=values["what"],
            proof=values["proof"],
            change=Change(*values["change"]) if values["change"] else None,
        )
        turn.say(turn.me, "result.noted", suggestion_id=item.id, number=item.number)
