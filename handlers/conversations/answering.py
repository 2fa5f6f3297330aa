"""Answers to the questions of a form: which words gave which, and what becomes of words that are
edited, or that a phone has cut in pieces.

Which message answered which step is kept with the open question: `answers`, the steps in order,
each with the rows of its words (several, where a long text came in pieces).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from handlers import pieces
from handlers.acts.talking import words
from handlers.conversations.questions import BACK_TO, QUIETLY
from handlers.incoming import Said
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import dialogs, messages
from storage.dialogs import Dialog
from storage.messages import Message
from storage.vocabulary import MessageKind, MessageState

Handler = Callable[[Turn, Said, Dialog], None]
INPUT = "form_input"  # the purpose of an answer that no act keeps as something else
HANDED_IN = frozenset({INPUT, "paper", "reason"})  # purposes of words that count in another place


def take(turn: Turn, said: Said, dialog: Dialog, handler: Handler) -> None:
    """An answer to the present question; the rest of one that came in pieces goes to its step.

    Raises Refused `form.rest` for the rest of one that was refused.
    """
    if pieces.follows(said, _refused_at(dialog)):
        raise Refused("form.rest")
    before = _begun(turn, said, dialog)
    if before is not None:
        _more(turn, said, dialog, handler, before)
        return
    about, step = dialog.suggestion_id, dialog.data.get("step")
    earlier = dialog.data.get("answers", [])
    begun: dict[str, Any] = {"step": step, "rows": []}
    if step is not None:
        dialog.data = {**dialog.data, "answers": [*earlier, begun]}
    handler(turn, said, dialog)
    row = _written_down(turn, said, about)
    still = dialogs.of(turn.session, turn.me.id)
    if still is None and pieces.is_cut(said.text) and not turn.me.is_deputy:
        raise Refused("form.too_long", limit=pieces.NEARLY_FULL)  # the rest would have no place
    if still is not None and still.data.get("answers", [])[-1:] == [begun]:
        answers = [*earlier, {"step": step, "rows": [row.id]}]
        still.data = {**still.data, "answers": answers, "refused_at": None}
        still.at = turn.now
        turn.session.flush()


def _written_down(turn: Turn, said: Said, suggestion_id: int | None) -> Message:
    """The row of an answer: whatever a form keeps of it, the message itself is known again."""
    heard = messages.get(turn.session, turn.heard) if turn.heard is not None else None
    if heard is not None and heard.state != MessageState.WAITING:
        return heard
    row = messages.get(
        turn.session, words.keep(turn, said, suggestion_id, purpose=INPUT).message_id
    )
    row.state = MessageState.RECEIVED  # it waits for no suggestion
    turn.session.flush()
    return row


# Edited


def is_answer(dialog: Dialog | None, row: Message) -> bool:
    """Whether words answered a question, so that what counts is what was made of them."""
    return row.purpose in HANDED_IN or (dialog is not None and _answer(dialog, row) is not None)


def _answer(dialog: Dialog, row: Message) -> dict[str, Any] | None:
    return next((one for one in dialog.data.get("answers", []) if row.id in one["rows"]), None)


def anew(turn: Turn, said: Said, dialog: Dialog | None, row: Message, handler: Handler) -> bool:
    """An answer that was edited takes the place of the earlier one, and the form goes on where it
    stood; False where the form is over, or another one is open.
    """
    found = _answer(dialog, row) if dialog is not None else None
    if dialog is None or found is None:
        return False
    rows = [messages.get(turn.session, one) for one in found["rows"]]
    text = pieces.joined([one.text or "" for one in rows])
    _again(turn, replace(said, text=text), dialog, handler, found["step"])
    return True


def _again(
    turn: Turn, said: Said, dialog: Dialog, handler: Handler, step: Any, **how: bool
) -> None:
    dialog.data = {**dialog.data, "step": step, BACK_TO: dialog.data["step"], **how}
    handler(turn, said, dialog)
    still = dialogs.of(turn.session, turn.me.id)
    if still is None:
        return
    data = {name: value for name, value in still.data.items() if name not in how}
    is_left = BACK_TO in data  # what was said belongs to no step alone
    if is_left:
        data["step"] = data.pop(BACK_TO)
        turn.say(turn.me, "asked.noted_anew", suggestion_id=still.suggestion_id)
    still.data = data
    turn.session.flush()


# Cut in pieces


def is_rest(said: Said, before: Message) -> bool:
    """Whether words are the rest of a text that was too long for one message."""
    is_cut = before.kind == MessageKind.TEXT and pieces.is_cut(before.text)
    return is_cut and pieces.follows(said, before.at)


def _refused_at(dialog: Dialog) -> datetime | None:
    """When words that a phone may have cut were refused."""
    value = dialog.data.get("refused_at")
    return datetime.fromisoformat(value) if value else None


def _begun(turn: Turn, said: Said, dialog: Dialog) -> dict[str, Any] | None:
    """The last answer, if these words are the rest of it."""
    answers = dialog.data.get("answers")
    if not answers or not answers[-1]["rows"]:
        return None
    last: dict[str, Any] = answers[-1]
    return last if is_rest(said, messages.get(turn.session, last["rows"][-1])) else None


def _more(turn: Turn, said: Said, dialog: Dialog, handler: Handler, before: dict[str, Any]) -> None:
    earlier = [messages.get(turn.session, one).text or "" for one in before["rows"]]
    row = _written_down(turn, said, dialog.suggestion_id)
    answers = [*dialog.data["answers"][:-1], {**before, "rows": [*before["rows"], row.id]}]
    dialog.data = {**dialog.data, "answers": answers}
    whole = replace(said, text=pieces.joined([*earlier, said.text]))
    _again(turn, whole, dialog, handler, before["step"], **{QUIETLY: True})


def not_taken(turn: Turn, said: Said) -> None:
    """Words were refused: no piece of them stands alone, be it one before or one that follows."""
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is None or said.kind != MessageKind.TEXT or said.is_edit:
        return
    before = _begun(turn, said, dialog)
    follows = pieces.follows(said, _refused_at(dialog))
    if before is None and not follows and not pieces.is_cut(said.text):
        return
    data = {**dialog.data, "refused_at": said.at.isoformat()}
    if before is not None:
        data |= {"step": before["step"], "answers": dialog.data["answers"][:-1]}
        turn.say(turn.me, "asked.again_whole", suggestion_id=dialog.suggestion_id)
    dialog.data = data
