"""分类调整 in chat: which class, and why; shown before it is done."""

from handlers import keyboard
from handlers.acts import access
from handlers.acts.replying import classes, proofs
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage.dialogs import Dialog
from storage.suggestions import Suggestion
from storage.vocabulary import ReplyClass

CLASS = "reclass"
LONGEST = 500


def begin(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """改分类: which?"""
    ask(turn, access.fetch(turn, int(arguments[0]), Act.CHANGE_CLASS))


def ask(turn: Turn, item: Suggestion, **known: str) -> None:
    """Which? `known`: why, where that has been said."""
    row = classes.given(turn, item)
    dialog = questions.begin(turn, CLASS, item.id, "class", **known)
    buttons = [
        [keyboard.named(classes.called(turn, one, turn.language), "clset", "class", one.value)]
        for one in classes.offered(turn)
        if one != row.reply_class
    ]
    before = classes.called(turn, row.reply_class, turn.language)
    questions.ask(turn, dialog, "class.ask_class", buttons, number=item.number, before=before)


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The class; or: everything is right."""
    dialog = questions.of(turn, CLASS, Act.CHANGE_CLASS)
    step, value = arguments
    if step != dialog.data["step"]:
        raise Refused("button.gone")
    if step == "class":
        classes.must_be_offered(turn, value)
        questions.put(turn, dialog, step="why", **{"class": value})
        if "why" in dialog.data["values"]:
            _after_why(turn, dialog)
        else:
            questions.ask(turn, dialog, "class.ask_why", [])
        return
    assert dialog.suggestion_id is not None
    item = access.fetch(turn, dialog.suggestion_id, Act.CHANGE_CLASS)
    values = dialog.data["values"]
    questions.end(turn, dialog)
    after = ReplyClass(values["class"])
    classes.change(turn, item, after, values["why"], values.get("proof"))
    turn.say(turn.me, "class.done", suggestion_id=item.id, number=item.number)


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """The reason; and of a class that needs it, the proof."""
    dialog = questions.of(turn, CLASS, Act.CHANGE_CLASS)
    step = dialog.data["step"]
    if step == "why":
        questions.put(turn, dialog, why=questions.text_of(said, LONGEST))
        _after_why(turn, dialog)
        return
    if step == "proof" and dialog.suggestion_id is not None:
        proof = questions.words_or_file(turn, said, dialog.suggestion_id, LONGEST)
        questions.put(turn, dialog, step="preview", proof=proof)
    else:
        raise Refused("form.choose")
    _ask(turn, dialog)


def _after_why(turn: Turn, dialog: Dialog) -> None:
    is_needed = proofs.is_needed(turn, ReplyClass(dialog.data["values"]["class"]))
    questions.put(turn, dialog, step="proof" if is_needed else "preview")
    _ask(turn, dialog)


def _ask(turn: Turn, dialog: Dialog) -> None:
    values = dialog.data["values"]
    if dialog.data["step"] == "proof":
        questions.ask(turn, dialog, "proof.ask", [])
        return
    proof = proofs.line(turn, values.get("proof"), turn.language)
    questions.ask(
        turn,
        dialog,
        "class.ask_preview",
        [[keyboard.button(turn.language, "button.submit_class", "clset", "preview", "send")]],
        after=classes.called(turn, ReplyClass(values["class"]), turn.language),
        reason=values["why"],
        proof=Html(f"\n{proof}" if proof else ""),
    )
