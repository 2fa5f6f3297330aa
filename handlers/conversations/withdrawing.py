"""撤回 in chat: the lead deputy says why, co-signers agree, the committee notes paper."""

from handlers import keyboard
from handlers.acts import access
from handlers.acts.assigning import withdrawal
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage.dialogs import Dialog

WITHDRAW = "withdraw"
LONGEST = 500  # characters of a reason


def begin(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Why is it taken back?"""
    item = access.fetch(turn, int(arguments[0]), Act.WITHDRAW)
    withdrawal.may_withdraw(turn, item)
    dialog = questions.begin(turn, WITHDRAW, item.id, "reason")
    questions.ask(turn, dialog, "withdrawal.why", [], number=item.number, title=item.title)


def answered(turn: Turn, said: Said, dialog: Dialog) -> None:
    """The reason, shown once more before anything ends."""
    assert dialog.suggestion_id is not None
    item = access.fetch(turn, dialog.suggestion_id, Act.WITHDRAW)
    if dialog.data["step"] == "preview":
        raise Refused("form.choose")
    reason = questions.text_of(said, LONGEST)
    questions.put(turn, dialog, step="preview", reason=reason)
    button = keyboard.button(turn.language, "button.withdraw_surely", "wdsend", item.id)
    questions.ask(
        turn,
        dialog,
        "withdrawal.preview",
        [[button]],
        number=item.number,
        title=item.title,
        reason=reason,
    )


def send(turn: Turn, _pressed: Pressed, _arguments: list[str]) -> None:
    """Surely."""
    dialog = questions.of(turn, WITHDRAW, Act.WITHDRAW)
    if dialog.data["step"] != "preview" or dialog.suggestion_id is None:
        raise Refused("button.gone")
    item = access.fetch(turn, dialog.suggestion_id, Act.WITHDRAW)
    reason = str(dialog.data["values"]["reason"])
    questions.end(turn, dialog)
    withdrawal.ask(turn, item, reason)


def agree(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """同意撤回."""
    withdrawal.answer(turn, int(arguments[0]), is_given=True)


def refuse(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """不同意撤回."""
    withdrawal.answer(turn, int(arguments[0]), is_given=False)


def paper(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The written consent is there."""
    withdrawal.paper(turn, int(arguments[0]), is_given=True)


def paper_refused(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """It is there in writing that somebody does not agree."""
    withdrawal.paper(turn, int(arguments[0]), is_given=False)


def stop(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """取消撤回."""
    withdrawal.stop(turn, int(arguments[0]))
