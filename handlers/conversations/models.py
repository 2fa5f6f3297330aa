"""示范样板 in chat: its summary, shown once more before it stands; /models for all staff."""

from handlers import keyboard
from handlers.acts import access
from handlers.acts.following import models
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act, OfficeAct
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage.dialogs import Dialog

MODEL = "model"
LONGEST = 600
STEPS = ("summary", "preview")


def library(turn: Turn, _said: Said, words: str) -> None:
    """/models, or /models TOPIC."""
    access.in_office(turn, OfficeAct.SEE_REPORTS)
    models.library(turn, words.strip())


def make(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """示范样板: what may be told of it?"""
    item = access.fetch(turn, int(arguments[0]), Act.MARK_MODEL)
    models.must_fit(turn, item)
    _ask(turn, questions.begin(turn, MODEL, item.id, "summary"))


def _ask(turn: Turn, dialog: Dialog) -> None:
    step = dialog.data["step"]
    rows: keyboard.Keyboard = []
    if step == "preview":
        rows = [[keyboard.button(turn.language, "button.submit_model", "mcsend", 0)]]
    summary = dialog.data["values"].get("summary", "")
    questions.ask(turn, dialog, f"model.ask_{step}", rows, lines=summary)


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """The summary."""
    dialog = questions.of(turn, MODEL, Act.MARK_MODEL)
    if dialog.data["step"] == "preview" or dialog.suggestion_id is None:
        raise Refused("form.choose")
    item = access.fetch(turn, dialog.suggestion_id, Act.MARK_MODEL)
    summary = questions.text_of(said, LONGEST)
    models.must_name_nobody(turn, item, summary)
    questions.go_on(turn, dialog, STEPS, summary=summary)
    _ask(turn, dialog)


def send(turn: Turn, _pressed: Pressed, _arguments: list[str]) -> None:
    """Everything is right."""
    dialog = questions.of(turn, MODEL, Act.MARK_MODEL)
    if dialog.data["step"] != "preview" or dialog.suggestion_id is None:
        raise Refused("button.gone")
    item = access.fetch(turn, dialog.suggestion_id, Act.MARK_MODEL)
    questions.end(turn, dialog)
    models.mark(turn, item, dialog.data["values"]["summary"])
    turn.say(turn.me, "model.marked", suggestion_id=item.id, number=item.number)


def name(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """同意署名 / 不署名."""
    models.name(turn, int(arguments[0]), is_named=arguments[1] == "yes")


def take_back(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """撤下样板."""
    models.take_back(turn, access.fetch(turn, int(arguments[0]), Act.MARK_MODEL))
