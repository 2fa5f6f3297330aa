"""Words that come when the question is old: whoever says them is asked whether they answer it."""

from collections.abc import Sequence

from handlers import keyboard
from handlers.acts.replying import drafts
from handlers.acts.talking import asking, words
from handlers.conversations.answering import Handler
from handlers.incoming import File, Said, Sender
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import dialogs, files, messages
from storage.dialogs import Dialog
from storage.messages import Message
from storage.vocabulary import MessageKind, MessageState

# What is passed on as it was said, each by itself; the rest of what was said finds its place.
ONE_BY_ONE = frozenset({"compose", "progress", "comment", "objection", drafts.WHY})


def ask_whether(turn: Turn, said: Said, dialog: Dialog) -> None:
    """Do they answer it? They wait until that is said."""
    kept = words.keep(turn, said, None)
    if dialog.data.get("whether"):
        messages.rewrite(turn.session, dialog.data["whether"], turn.now, keyboard=None)
    message_id = turn.say(
        turn.me,
        "asked.whether",
        suggestion_id=dialog.suggestion_id,
        purpose="prompt",
        what=asking.called(turn, dialog.kind, dialog.suggestion_id, turn.language),
        keyboard=[
            [
                keyboard.button(turn.language, "button.it_answers", "late", "yes"),
                keyboard.button(turn.language, "button.something_else", "late", "no"),
            ]
        ],
    )
    waiting = [*dialog.data.get("late", []), kept.message_id]
    dialog.data = {**dialog.data, "late": waiting, "whether": message_id}


def said(turn: Turn, dialog: Dialog | None) -> list[Message]:
    """The words it was asked about; that question is over. Raises Refused `button.gone`."""
    if dialog is None or not dialog.data.get("late"):
        raise Refused("button.gone")
    if turn.pressed_on not in (None, dialog.data["whether"]):
        raise Refused("button.gone")
    turn.used()
    data = dict(dialog.data)
    found = [messages.get(turn.session, one) for one in data.pop("late")]
    del data["whether"]
    dialog.data = data
    turn.session.flush()
    return found


def take(turn: Turn, dialog: Dialog, rows: Sequence[Message], answer: Handler) -> None:
    """They answer it: several texts are one answer, unless each is passed on as it stands."""
    kind, dialog.at = dialog.kind, turn.now
    turn.pressed_on = None  # from here on it is as if they had been said now
    turn.session.flush()
    written = [row for row in rows if row.kind == MessageKind.TEXT]
    groups = [written, *([row] for row in rows if row.kind != MessageKind.TEXT)]
    if kind in ONE_BY_ONE:
        groups = [[row] for row in rows]
    for group in groups:
        still = dialogs.of(turn.session, turn.me.id)
        if not group or still is None or still.kind != kind:
            continue
        turn.heard = group[0].id
        answer(turn, _said(turn, group), still)
        first = messages.get(turn.session, turn.heard)
        for row in group[1:]:
            row.suggestion_id, row.purpose = first.suggestion_id, first.purpose
            row.state = first.state
        turn.session.flush()


def not_taken(turn: Turn) -> None:
    """They were said to answer it, and do not fit: the question is open anew, and they count as
    not said.
    """
    dialog = dialogs.of(turn.session, turn.me.id)
    for row in said(turn, dialog):
        row.state = MessageState.CANCELLED
    assert dialog is not None
    dialog.at = turn.now


def _said(turn: Turn, rows: Sequence[Message]) -> Said:
    """Words as they were said, out of their rows."""
    first = rows[0]
    assert first.chat_id is not None
    assert first.telegram_id is not None
    found = files.of_messages(turn.session, [first.id]).get(first.id, [])
    return Said(
        sender=Sender(first.chat_id),
        chat_id=first.chat_id,
        is_private=True,
        message_id=first.telegram_id,
        at=first.at,
        kind=first.kind,
        text="\n".join(row.text or "" for row in rows),
        entities=first.entities or [] if len(rows) == 1 else [],
        file=File(found[0].telegram_file_id, found[0].kind, found[0].name) if found else None,
        media=first.media,
        album=first.album,
    )
