"""Questions asked one after the other, of which nothing is done before it has been shown.

Where they stand is kept in the person's open question: `step` names the one being asked, `values`
holds what was answered.
"""

from collections.abc import Collection, Sequence
from typing import Any

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.talking import asking, sending, words
from handlers.acts.talking.words import Kept
from handlers.incoming import Said
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import dialogs, messages
from storage.dialogs import Dialog
from storage.vocabulary import MessageKind

BACK_TO = "back_to"  # the step that was left to take an earlier answer anew
PAPERS = frozenset({MessageKind.DOCUMENT, MessageKind.PHOTO})  # what may be handed in
EVIDENCE = PAPERS | {MessageKind.VIDEO, MessageKind.AUDIO, MessageKind.VOICE}  # of what happened
QUIETLY = "quietly"  # and what is asked there just now need not be asked again


def begin(turn: Turn, kind: str, suggestion_id: int, step: str, **values: Any) -> Dialog:
    """Open the questions; what was being written gives way."""
    sending.leave(turn)
    data = {"draft": [], "step": step, "values": values}
    dialogs.ask(turn.session, turn.me.id, kind, turn.now, suggestion_id=suggestion_id, data=data)
    dialog = dialogs.of(turn.session, turn.me.id)
    assert dialog is not None
    return dialog


def open_of_kind(turn: Turn, kind: str) -> Dialog:
    """The open questions of a kind. Raises Refused `button.gone` where there are none, and for a
    button of others.
    """
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is None or dialog.kind != kind or dialog.suggestion_id is None:
        raise Refused("button.gone")
    asking.must_be_under(turn, dialog)
    return dialog


def of(turn: Turn, kind: str, act: Act) -> Dialog:
    """The open questions, if whoever is asked may still do what they are about."""
    dialog = open_of_kind(turn, kind)
    assert dialog.suggestion_id is not None
    access.fetch(turn, dialog.suggestion_id, act)
    return dialog


def put(turn: Turn, dialog: Dialog, *, step: str | int | None = None, **values: Any) -> None:
    """Keep an answer, and go on to a step; after an answer said anew, to the one left for it."""
    data = dict(dialog.data)
    if step is not None:
        data["step"] = data.pop(BACK_TO, step)
    dialog.data = {**data, "values": {**data["values"], **values}}
    dialog.at = turn.now
    turn.session.flush()


def go_on(turn: Turn, dialog: Dialog, steps: Sequence[str], **values: Any) -> None:
    """Keep an answer, and go on to the step after the present one."""
    put(turn, dialog, step=steps[steps.index(dialog.data["step"]) + 1], **values)


def ask(
    turn: Turn,
    dialog: Dialog,
    key: str,
    rows: keyboard.Keyboard,
    *,
    in_place: bool = False,
    **values: Any,
) -> None:
    """Ask the next one; the buttons of the one before go, or (`in_place`) it changes."""
    shown = with_cancel(turn, rows)
    if (in_place or QUIETLY in dialog.data) and dialog.message_id is not None:
        text = texts.render(key, turn.language, **values)
        messages.rewrite(turn.session, dialog.message_id, turn.now, text=text, keyboard=shown)
        return
    answered(turn, dialog)
    if dialog.message_id is not None:
        before = [*dialog.data.get("asked", []), dialog.message_id]
        dialog.data = {**dialog.data, "asked": before}
    dialog.message_id = turn.say(
        turn.me,
        key,
        suggestion_id=dialog.suggestion_id,
        purpose="prompt",
        keyboard=shown,
        **values,
    )


def with_cancel(turn: Turn, rows: keyboard.Keyboard) -> keyboard.Keyboard:
    """Buttons, and the one that lets go of it all."""
    return [*rows, [keyboard.button(turn.language, "button.cancel", "drop", 0)]]


def show_anew(turn: Turn, dialog: Dialog, rows: keyboard.Keyboard) -> None:
    """Other buttons under the present question."""
    if dialog.message_id is not None:
        shown = with_cancel(turn, rows)
        messages.rewrite(turn.session, dialog.message_id, turn.now, keyboard=shown)


def answered(turn: Turn, dialog: Dialog) -> None:
    """The present question has been answered: its buttons go."""
    if dialog.message_id is not None:
        messages.rewrite(turn.session, dialog.message_id, turn.now, keyboard=None)


def end(turn: Turn, dialog: Dialog) -> None:
    """All has been answered, and is going to be done."""
    answered(turn, dialog)
    dialogs.close(turn.session, turn.me.id)


def text_of(said: Said, longest: int) -> str:
    """The words of an answer; raises Refused for anything else, or too many."""
    text = said.text.strip()
    if said.kind != MessageKind.TEXT or not words.says_something(text):
        raise Refused("form.text_wanted")
    if len(text) > longest:
        raise Refused("form.too_long", limit=longest)
    return text


def must_be_file(said: Said, kinds: Collection[MessageKind] = PAPERS) -> None:
    """Raises Refused `form.file_wanted` for anything but a file of these kinds."""
    if said.kind not in kinds:
        raise Refused("form.file_wanted")


def words_or_file(turn: Turn, said: Said, suggestion_id: int, longest: int) -> dict[str, Any]:
    """What somebody hands in, kept: `words`, a `document_id`, or both.

    Raises Refused `form.words_or_file` for neither, `form.too_long`.
    """
    text = said.text.strip()
    is_written = said.kind == MessageKind.TEXT and words.says_something(text)
    if not is_written and said.kind not in PAPERS:
        raise Refused("form.words_or_file")
    if len(text) > longest:
        raise Refused("form.too_long", limit=longest)
    kept = words.keep(turn, said, suggestion_id, purpose="form_input")
    found: dict[str, Any] = {"words": text} if text else {}
    return found | ({"document_id": kept.message_id} if said.file is not None else {})


def with_file(chosen: list[int], kept: Kept) -> list[int]:
    """What has been sent once this has come (again: its words may have changed)."""
    return chosen if kept.message_id in chosen else [*chosen, kept.message_id]


def file_taken(turn: Turn, dialog: Dialog, kept: Kept, rows: keyboard.Keyboard) -> None:
    """Say that one of several files has come; of an album once."""
    if BACK_TO in dialog.data:
        return
    files = dialog.data["values"]["files"]
    before = [messages.get(turn.session, one) for one in files[:-1]]
    is_further = kept.album is not None and any(one.album == kept.album for one in before)
    ask(turn, dialog, "asked.file_taken", rows, in_place=is_further, count=len(files))


def toggled(chosen: list[Any], one: Any) -> list[Any]:
    """What is chosen once `one` has been pressed."""
    return [each for each in chosen if each != one] if one in chosen else [*chosen, one]
