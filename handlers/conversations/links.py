"""数据链接 in chat: what it is, and its address; shown once more before the deputies get it."""

from handlers import keyboard
from handlers.acts import access
from handlers.acts.replying import links
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules import links as rules
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage.dialogs import Dialog

LINK = "link"
LONGEST = {"title": 100, "url": 500}
STEPS = ("title", "url", "preview")


def make(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """数据链接: to what?"""
    item = access.fetch(turn, int(arguments[0]), Act.GIVE_LINK)
    links.hosts(turn)
    _ask(turn, questions.begin(turn, LINK, item.id, "title"))


def _ask(turn: Turn, dialog: Dialog) -> None:
    step, values = dialog.data["step"], dialog.data["values"]
    rows: keyboard.Keyboard = []
    if step == "preview":
        rows = [[keyboard.button(turn.language, "button.submit_link", "lksend", 0)]]
    lines = "\n".join(values[name] for name in ("title", "url") if name in values)
    questions.ask(turn, dialog, f"link.ask_{step}", rows, lines=lines)


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Words in answer to the present question."""
    dialog = questions.of(turn, LINK, Act.GIVE_LINK)
    step = dialog.data["step"]
    if step == "preview":
        raise Refused("form.choose")
    text = questions.text_of(said, LONGEST[step])
    if step == "url":
        text = rules.address(text, links.hosts(turn))
    questions.go_on(turn, dialog, STEPS, **{step: text})
    _ask(turn, dialog)


def send(turn: Turn, _pressed: Pressed, _arguments: list[str]) -> None:
    """Everything is right."""
    dialog = questions.of(turn, LINK, Act.GIVE_LINK)
    if dialog.data["step"] != "preview" or dialog.suggestion_id is None:
        raise Refused("button.gone")
    item = access.fetch(turn, dialog.suggestion_id, Act.GIVE_LINK)
    values = dialog.data["values"]
    questions.end(turn, dialog)
    links.give(turn, item, values["title"], values["url"])
    turn.say(turn.me, "link.given", suggestion_id=item.id, number=item.number)
