"""Root causes in chat: their list, one with what was done, who is to do more by when."""

from handlers import keyboard
from handlers.acts import access
from handlers.acts.handling import causes
from handlers.acts.talking import sending
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.dates import parse_day
from handlers.rules.permissions import OfficeAct
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import dialogs
from storage.dialogs import Dialog

MEASURE, TASK = "cause_measure", "cause_task"


def cause(turn: Turn, _said: Said, words: str) -> None:
    """/cause, /cause PROBLEM NUMBERS, or /cause NUMBER WHAT WAS DONE."""
    if words:
        causes.note(turn, words)
    else:
        causes.show(turn)


def cause_page(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """One root cause."""
    causes.page(turn, int(arguments[0]))


def more_causes(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The next page of /cause."""
    access.in_office(turn, OfficeAct.NOTE_CAUSE)
    causes.show(turn, int(arguments[0]))


def begin_measure(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """写措施: what was done?"""
    row = causes.fetch(turn, int(arguments[0]))
    _ask(turn, MEASURE, "cause.ask_measure", cause_id=row.id)


def measured(turn: Turn, said: Said, dialog: Dialog) -> None:
    """This."""
    text = questions.text_of(said, causes.LONGEST)
    row = causes.fetch(turn, int(dialog.data["cause_id"]))
    questions.end(turn, dialog)
    causes.act(turn, row, text)


def begin_task(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """定责任人和期限: who?"""
    row = causes.fetch(turn, int(arguments[0]))
    rows = [
        [keyboard.named(one.name, "cswho", row.id, one.id)] for one in causes.may_own(turn, row)
    ]
    turn.say(turn.me, "cause.ask_owner", purpose="prompt", keyboard=rows or None)


def choose_owner(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """This one; by when?"""
    row = causes.fetch(turn, int(arguments[0]))
    turn.used()
    _ask(turn, TASK, "cause.ask_day", cause_id=row.id, owner_id=int(arguments[1]))


def dated(turn: Turn, said: Said, dialog: Dialog) -> None:
    """By then."""
    today = turn.office.today(turn.now)
    day = parse_day(questions.text_of(said, causes.LONGEST), today, is_ahead=True)
    if day is None:
        raise Refused("cause.day")
    row = causes.fetch(turn, int(dialog.data["cause_id"]))
    causes.task(turn, row, int(dialog.data["owner_id"]), day)
    questions.end(turn, dialog)
    causes.page(turn, row.id)


def end_cause(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """已解决."""
    causes.end(turn, int(arguments[0]))
    turn.toast("toast.done")


def _ask(turn: Turn, kind: str, key: str, **data: object) -> None:
    sending.leave(turn)
    cancel = keyboard.button(turn.language, "button.cancel", "drop", 0)
    message_id = turn.say(turn.me, key, purpose="prompt", keyboard=[[cancel]])
    data = {"draft": [], **data}
    dialogs.ask(turn.session, turn.me.id, kind, turn.now, message_id=message_id, data=data)
