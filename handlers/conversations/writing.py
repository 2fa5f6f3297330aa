"""Buttons about words: where they belong, what is written to a deputy, what is let go of."""

from handlers.acts import access
from handlers.acts.talking import asking, sending, words
from handlers.conversations import (
    late,
    open_questions,
)
from handlers.incoming import Pressed
from handlers.rules import routing
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.rules.routing import Ask, To
from handlers.turn import Turn
from storage import dialogs, messages, people, suggestions
from storage.messages import Message
from storage.vocabulary import Direction, MessageState


def pick(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The writer says which suggestion the waiting words belong to."""
    act = Act.WRITE_WORDS if turn.me.is_deputy else Act.MESSAGE_DEPUTY
    item = access.fetch(turn, int(arguments[0]), act)
    waiting = [row.id for row in messages.waiting_of(turn.session, turn.me.id)]
    if not waiting:
        raise Refused("button.gone")
    turn.used()
    if turn.me.is_deputy:
        words.place(turn, item)
        return
    deputy = sending.addressee(turn, item)
    sending.must_be_reachable(turn, deputy)
    sending.leave(turn)
    dialogs.ask(
        turn.session,
        turn.me.id,
        "compose",
        turn.now,
        suggestion_id=item.id,
        data={"to": deputy.id, "draft": waiting},
    )
    sending.preview(turn, item)


def pick_more(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Further suggestions to choose from."""
    choices = words.choices(turn)
    if turn.pressed_on is not None:
        buttons = words.picker(turn, choices, "pick", int(arguments[0]))
        messages.rewrite(turn.session, turn.pressed_on, turn.now, keyboard=buttons)


def move(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """换一件: words went to the wrong suggestion; which is the right one?"""
    row = _own_words(turn, int(arguments[0]))
    assert row.suggestion_id is not None
    access.fetch(turn, row.suggestion_id, Act.MOVE_WORDS)
    choices = [item for item in words.choices(turn) if item.id != row.suggestion_id]
    turn.say(
        turn.me,
        "words.which_instead",
        purpose="prompt",
        keyboard=words.picker(turn, choices, "moveto", 0, row.id),
    )


def move_to(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The right suggestion has been named: the words move, with trace."""
    item = access.fetch(turn, int(arguments[0]), Act.MOVE_WORDS)
    row = _own_words(turn, int(arguments[1]))
    turn.used()
    words.move(turn, row.id, item)
    turn.say(turn.me, "words.moved", suggestion_id=item.id, number=item.number)


def _own_words(turn: Turn, message_id: int) -> Message:
    """Words somebody said about a suggestion: no answer to a question, no copy for others."""
    row = turn.session.get(Message, message_id)
    if row is None or row.author_id != turn.me.id or row.direction != Direction.IN:
        raise Refused("permission.denied")
    if row.purpose != "words" or row.suggestion_id is None:
        raise Refused("permission.denied")
    return row


def write(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """回复 / 写信: the next words go to this suggestion."""
    item = access.fetch(turn, int(arguments[0]), Act.WRITE_WORDS)
    message_id = turn.say(
        turn.me, "words.write", suggestion_id=item.id, purpose="prompt", number=item.number
    )
    dialogs.ask(
        turn.session,
        turn.me.id,
        "write",
        turn.now,
        suggestion_id=item.id,
        message_id=message_id,
        data={"said_to": int(arguments[1])} if len(arguments) > 1 else {},
    )


def answer(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """回复 under a deputy's words, for staff."""
    row = turn.session.get(Message, int(arguments[0]))
    if row is None or row.suggestion_id is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.MESSAGE_DEPUTY)
    sending.begin(turn, item, sending.addressee(turn, item, row.id))


def compose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """给代表发消息."""
    item = access.fetch(turn, int(arguments[0]), Act.MESSAGE_DEPUTY)
    sending.begin(turn, item, sending.addressee(turn, item))


def template(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """One of the templates with blanks."""
    item = access.fetch(turn, int(arguments[0]), Act.MESSAGE_DEPUTY)
    dialog = dialogs.of(turn.session, turn.me.id)
    deputy = (
        people.get(turn.session, dialog.data["to"])
        if dialog is not None
        and dialog.kind in ("compose", "blank")
        and dialog.suggestion_id == item.id
        else sending.addressee(turn, item)
    )
    sending.fill(turn, item, deputy, arguments[1])


def send(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """发送, after the preview."""
    sending.send(turn, access.fetch(turn, int(arguments[0]), Act.MESSAGE_DEPUTY))
    turn.toast("toast.sending")


def redo(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """修改: write it anew."""
    item = access.fetch(turn, int(arguments[0]), Act.MESSAGE_DEPUTY)
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is None or dialog.kind != "compose" or dialog.suggestion_id != item.id:
        raise Refused("button.gone")
    deputy = people.get(turn.session, dialog.data["to"])
    sending.drop(turn)
    sending.begin(turn, item, deputy)


def drop(turn: Turn, _pressed: Pressed, _arguments: list[str]) -> None:
    """取消."""
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is None:
        raise Refused("button.gone")
    asking.must_be_under(turn, dialog)
    sending.drop(turn)
    turn.used()
    turn.toast("toast.cancelled")


def go_on_with(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """接着填: what gave way to something else."""
    sending.go_on_with(turn, int(arguments[0]))


def say_whether(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Whether words that came late answer the question that was open."""
    dialog = dialogs.of(turn.session, turn.me.id)
    rows = late.said(turn, dialog)
    assert dialog is not None
    if arguments[0] == "yes":
        of = open_questions.of_a_deputy if turn.me.is_deputy else open_questions.of_staff
        late.take(turn, dialog, rows, of)
    elif turn.me.is_deputy:
        dialogs.close(turn.session, turn.me.id)
    else:
        sending.leave(turn)
    still = dialogs.of(turn.session, turn.me.id)
    taken = still.data.get("draft", []) if still is not None else []
    if all(row.id in taken or row.state != MessageState.WAITING for row in rows):
        return
    if not turn.me.is_deputy:
        words.ask_staff_where(turn)
        return
    match routing.route(
        replied_suggestion=None,
        chosen=None,
        open_suggestions=suggestions.open_ids_of_deputy(turn.session, turn.me.id),
    ):
        case To(suggestion_id):
            words.place(turn, suggestions.get(turn.session, suggestion_id))
        case Ask():
            words.ask_where(turn, words.choices(turn))
        case _:
            turn.say(turn.me, "words.nowhere")
