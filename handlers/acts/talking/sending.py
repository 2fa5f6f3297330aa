"""What staff send to a deputy: written, shown as a preview, then sent and its fate reported."""

from datetime import datetime
from typing import Any

from handlers import keyboard, texts
from handlers.acts import access, hours
from handlers.acts.prompting import echoes
from handlers.acts.rating import score_requests
from handlers.acts.talking import asking, words
from handlers.acts.talking.words import Kept
from handlers.html import quote
from handlers.incoming import Said
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import dialogs, messages, outbox, people, suggestions
from storage.dialogs import Dialog
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import Direction, MessageKind, MessageState

TEMPLATES = ("visit", "material", "progress", "thanks")
LONGEST_BLANK = 300  # characters


def begin(turn: Turn, item: Suggestion, deputy: Person) -> None:
    """Open the question: what shall the deputy be told?"""
    must_be_reachable(turn, deputy)
    leave(turn)
    buttons = [
        [keyboard.button(turn.language, f"template.{name}.title", "template", item.id, name)]
        for name in TEMPLATES
    ]
    message_id = turn.say(
        turn.me,
        "send.ask",
        suggestion_id=item.id,
        purpose="prompt",
        deputy=deputy.name,
        number=item.number,
        keyboard=[*buttons, [keyboard.button(turn.language, "button.cancel", "drop", item.id)]],
    )
    dialogs.ask(
        turn.session,
        turn.me.id,
        "compose",
        turn.now,
        suggestion_id=item.id,
        message_id=message_id,
        data={"to": deputy.id, "draft": []},
    )


def must_be_reachable(turn: Turn, deputy: Person) -> None:
    """Refuse to queue words that nobody would read: the officer is told to use the phone."""
    if people.chat_of(turn.session, deputy.id) is None:
        raise Refused("deputy.not_joined", name=deputy.name)
    if deputy.unreachable_since is not None:
        raise Refused("deputy.unreachable", name=deputy.name)


def fill(turn: Turn, item: Suggestion, deputy: Person, template: str) -> None:
    """Ask for the first blank of a template."""
    if template not in TEMPLATES:
        raise Refused("button.gone")
    leave(turn)
    dialogs.ask(
        turn.session,
        turn.me.id,
        "blank",
        turn.now,
        suggestion_id=item.id,
        data={"to": deputy.id, "draft": [], "template": template, "values": {}},
    )
    ask_blank(turn, item)


def ask_blank(turn: Turn, item: Suggestion) -> None:
    """Ask for the next blank; when none is left, show the preview."""
    dialog = dialogs.of(turn.session, turn.me.id)
    assert dialog is not None
    template, values = dialog.data["template"], dialog.data["values"]
    sentence = texts.catalogue(turn.language)[f"template.{template}.text"]
    blank = next((name for name in _blanks(sentence) if name not in values), None)
    if blank is None:
        text = texts.label(f"template.{template}.text", turn.language, **values)
        dialog.kind, dialog.data = "compose", {**dialog.data, "text": text}
        turn.session.flush()
        preview(turn, item)
        return
    if dialog.message_id is not None:
        messages.rewrite(turn.session, dialog.message_id, turn.now, keyboard=None)
    dialog.data = {**dialog.data, "step": blank}
    dialog.message_id = turn.say(
        turn.me,
        f"template.{template}.{blank}",
        suggestion_id=item.id,
        purpose="prompt",
        keyboard=[[keyboard.button(turn.language, "button.cancel", "drop", item.id)]],
    )


def fill_in(turn: Turn, dialog: Dialog, words: str) -> None:
    """The words for a blank."""
    values = {**dialog.data["values"], dialog.data["step"]: words}
    dialog.data = {**dialog.data, "values": values}
    turn.session.flush()
    assert dialog.suggestion_id is not None
    ask_blank(turn, suggestions.get(turn.session, dialog.suggestion_id))


def _blanks(sentence: str) -> list[str]:
    """The blanks of a template in the order in which they stand."""
    names = texts.placeholders(sentence)
    return sorted(names, key=lambda name: sentence.index("{" + name))


def draft(turn: Turn, said: Said, dialog: Dialog) -> None:
    """Add what the officer has written to the draft and show it, an album once."""
    is_further = (
        said.album is not None
        and messages.of_album(turn.session, turn.me.id, said.album) is not None
    )
    kept = words.keep(turn, said, None)
    dialog.data = {**dialog.data, "draft": [*dialog.data["draft"], kept.message_id]}
    dialog.at = turn.now
    turn.session.flush()
    assert dialog.suggestion_id is not None
    preview(turn, suggestions.get(turn.session, dialog.suggestion_id), in_place=is_further)


def preview(turn: Turn, item: Suggestion, *, in_place: bool = False) -> None:
    """Show the draft as the deputy will see it; an earlier preview changes or loses its buttons."""
    dialog = dialogs.of(turn.session, turn.me.id)
    assert dialog is not None
    deputy = people.get(turn.session, dialog.data["to"])
    heard_at = hours.to_be_heard(turn, deputy)
    key = "send.preview" if heard_at == turn.now else "send.preview_later"
    shown: dict[str, Any] = {
        "deputy": deputy.name,
        "number": item.number,
        "text": _draft_shown(turn, dialog),
        "at": turn.office.local(heard_at),
    }
    if dialog.message_id is not None and in_place:
        text = texts.render(key, turn.language, **shown)
        messages.rewrite(turn.session, dialog.message_id, turn.now, text=text)
        return
    if dialog.message_id is not None:
        messages.rewrite(turn.session, dialog.message_id, turn.now, keyboard=None)
    dialog.message_id = turn.say(
        turn.me,
        key,
        suggestion_id=item.id,
        purpose="preview",
        **shown,
        keyboard=[
            [
                keyboard.button(turn.language, "button.send", "send", item.id),
                keyboard.button(turn.language, "button.rewrite", "redo", item.id),
                keyboard.button(turn.language, "button.cancel", "drop", item.id),
            ]
        ],
    )


def _draft_shown(turn: Turn, dialog: Dialog) -> Html:
    lines = [quote(dialog.data["text"])] if dialog.data.get("text") else []
    lines += [words.shown(messages.get(turn.session, id_), turn) for id_ in dialog.data["draft"]]
    return Html("\n".join(lines))


def _draft_texts(turn: Turn, dialog: Dialog) -> list[str]:
    """The words of a draft, a template's too."""
    written = [messages.get(turn.session, id_).text or "" for id_ in dialog.data["draft"]]
    return [*written, dialog.data.get("text") or ""]


def send(turn: Turn, item: Suggestion) -> None:
    """Send the draft to the deputy; the sender is told when it has arrived, or why not."""
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is None or dialog.kind != "compose" or dialog.suggestion_id != item.id:
        raise Refused("button.gone")
    asking.must_be_under(turn, dialog)
    deputy = people.get(turn.session, dialog.data["to"])
    must_be_reachable(turn, deputy)
    if score_requests.stops(turn, item, _draft_texts(turn, dialog), dialog.data["draft"]):
        drop(turn)
        begin(turn, item, deputy)
        return
    to_send = [
        words.kept(messages.get(turn.session, message_id)) for message_id in dialog.data["draft"]
    ]
    for kept in to_send:
        messages.put_under(turn.session, kept.message_id, item.id)
    if dialog.data.get("text"):
        to_send.append(_templated(turn, item, dialog.data["text"]))
    if not to_send:
        raise Refused("send.empty")
    for number, kept in enumerate(to_send, 1):
        deliver(turn, kept, item, deputy, with_status=number == len(to_send))
    if dialog.message_id is not None:
        messages.rewrite(turn.session, dialog.message_id, turn.now, keyboard=None)
    dialogs.close(turn.session, turn.me.id)


def _templated(turn: Turn, item: Suggestion, text: str) -> Kept:
    """Words made from a template: the officer's own, though typed by the bot."""
    message_id = messages.add(
        turn.session,
        {
            "suggestion_id": item.id,
            "direction": Direction.IN,
            "author_id": turn.me.id,
            "chat_id": turn.chat_id,
            "text": text,
            "state": MessageState.RECEIVED,
            "at": turn.now,
        },
    )
    return Kept(message_id, turn.me.id, quote(text), MessageKind.TEXT, None, None)


def deliver(
    turn: Turn,
    kept: Kept,
    item: Suggestion,
    deputy: Person,
    *,
    with_status: bool = True,
    **how: Any,
) -> int | None:
    """Pass words of staff on to a deputy in the deputy's hours, and report what becomes of them."""
    echoes.heard(turn, item)
    heard_at = hours.to_be_heard(turn, deputy)
    status_id = announce(turn, item, deputy, heard_at) if with_status else None
    _pause_questions(turn, deputy)
    chat_id = people.chat_of(turn.session, deputy.id)
    if chat_id is not None and heard_at == turn.now:
        # What was held back would keep these words waiting behind it: it comes first.
        outbox.bring_forward(turn.session, chat_id, turn.now)
    return words.pass_on(turn, kept, item, deputy, status_id=status_id, not_before=heard_at, **how)


def announce(turn: Turn, item: Suggestion, deputy: Person, heard_at: datetime) -> int | None:
    """Tell the sender that something is on its way; the message later says what became of it."""
    return turn.say(
        turn.me,
        "send.queued" if heard_at == turn.now else "send.queued_later",
        suggestion_id=item.id,
        purpose="status",
        deputy=deputy.name,
        at=turn.office.local(heard_at),
    )


def _pause_questions(turn: Turn, deputy: Person) -> None:
    """What the deputy says next answers the officer, not an open question of ours."""
    dialog = dialogs.of(turn.session, deputy.id)
    if dialog is not None and dialog.kind == "opening":
        dialog.data = {**dialog.data, "is_paused": True}


def drop(turn: Turn) -> None:
    """Cancel the draft; what was written stays in the log as not sent."""
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is not None:
        _close(turn, dialog)


def _close(turn: Turn, dialog: Dialog) -> None:
    for message_id in dialog.data.get("draft", []):
        row = messages.get(turn.session, message_id)
        row.state = MessageState.CANCELLED
        row.suggestion_id = dialog.suggestion_id
    if dialog.message_id is not None:
        messages.rewrite(turn.session, dialog.message_id, turn.now, keyboard=None)
    dialogs.close(turn.session, turn.me.id)


def leave(turn: Turn) -> None:
    """What was being written gives way to something else; words that wait for a place stay.

    A form in which something has been written can be taken up again.
    """
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is None or dialog.kind == asking.PICK:
        return
    if dialog.data.get("answers") or dialog.data.get("draft"):
        _put_aside(turn, dialog)
    _close(turn, dialog)


def _put_aside(turn: Turn, dialog: Dialog) -> None:
    question = messages.get(turn.session, dialog.message_id) if dialog.message_id else None
    under = question.keyboard if question is not None else None
    aside = dialogs.put_aside(turn.session, dialog, under, turn.now)
    turn.say(
        turn.me,
        "asked.put_aside",
        suggestion_id=dialog.suggestion_id,
        what=asking.called(turn, dialog.kind, dialog.suggestion_id, turn.language),
        keyboard=[[keyboard.button(turn.language, "button.go_on_filling", "goon", aside.id)]],
    )


def go_on_with(turn: Turn, aside_id: int) -> None:
    """Take up again what was put aside: its question is asked once more, as it stood."""
    aside = dialogs.aside_of(turn.session, turn.me.id, aside_id)
    if aside is None or aside.message_id is None:
        raise Refused("button.gone")
    turn.used()
    leave(turn)
    question = messages.get(turn.session, aside.message_id)
    message_id = turn.send(
        turn.me,
        question.text or "",
        suggestion_id=aside.suggestion_id,
        purpose=question.purpose,
        keyboard=aside.keyboard,
    )
    dialogs.ask(
        turn.session,
        turn.me.id,
        aside.kind,
        turn.now,
        suggestion_id=aside.suggestion_id,
        message_id=message_id,
        data=aside.data,
    )
    dialogs.take_up(turn.session, aside)


def addressee(turn: Turn, item: Suggestion, source_id: int | None = None) -> Person:
    """Whom words of staff go to: the author of the message answered, else the lead deputy."""
    access.fetch(turn, item.id, Act.MESSAGE_DEPUTY)
    if source_id is not None:
        author_id = messages.get(turn.session, source_id).author_id
        if author_id is not None:
            author = people.get(turn.session, author_id)
            if author.is_deputy:
                return author
    return people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
