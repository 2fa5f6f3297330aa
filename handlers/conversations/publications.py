"""公开 in chat: decide whether the reply is published, and note where it can be read."""

from handlers import keyboard
from handlers.acts import access
from handlers.acts.replying import publications
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules import publication as rules
from handlers.rules.dates import parse_day
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage.dialogs import Dialog
from storage.vocabulary import Disclosure

PUBLICATION = "publication"
LONGEST_REASON = 500
STEPS = ("day", "url", "preview")


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """公开 of one suggestion."""
    publications.show(turn, access.fetch(turn, int(arguments[0]), Act.SEE_CARD))


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """主动公开 / 依申请公开 / 不予公开: why, where less is published than could be?"""
    item = publications.fetch(turn, int(arguments[0]))
    publications.can_be_decided(turn, item)
    decision = Disclosure(arguments[1])
    if publications.asks_why(turn, item, decision):
        dialog = questions.begin(turn, PUBLICATION, item.id, "reason", decision=decision.value)
        _ask(turn, dialog)
        return
    publications.decide(turn, item, decision)
    turn.used()
    publications.show(turn, item)


def note(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """登记公开: when, where?"""
    item = publications.fetch(turn, int(arguments[0]))
    publications.to_be_published(turn, item)
    _ask(turn, questions.begin(turn, PUBLICATION, item.id, "day"))


def take_down(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """已撤下."""
    item = access.fetch(turn, int(arguments[0]), Act.DECIDE_PUBLICATION)
    publications.take_down(turn, item)
    turn.used()
    publications.show(turn, item)


def _ask(turn: Turn, dialog: Dialog) -> None:
    values = dialog.data["values"]
    buttons: keyboard.Keyboard = []
    if dialog.data["step"] == "preview":
        buttons = [[keyboard.button(turn.language, "button.submit_publication", "pubsend", 0)]]
    lines = "\n".join(values[name] for name in ("day", "url") if name in values)
    questions.ask(turn, dialog, f"publication.ask_{dialog.data['step']}", buttons, lines=lines)


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Words in answer to the present question."""
    dialog = questions.of(turn, PUBLICATION, Act.DECIDE_PUBLICATION)
    assert dialog.suggestion_id is not None
    item = publications.fetch(turn, dialog.suggestion_id)
    step = dialog.data["step"]
    if step == "preview":
        raise Refused("form.choose")
    text = questions.text_of(said, LONGEST_REASON)
    if step == "reason":
        decision = Disclosure(dialog.data["values"]["decision"])
        questions.end(turn, dialog)
        publications.decide(turn, item, decision, text)
        publications.show(turn, item)
        return
    if step == "day":
        day = parse_day(text, turn.office.today(turn.now))
        if day is None:
            raise Refused("publication.day")
        publications.must_be_past(turn, item, day)
        text = day.isoformat()
    else:
        text = rules.address(text)
    questions.go_on(turn, dialog, STEPS, **{step: text})
    _ask(turn, dialog)


def send(turn: Turn, _pressed: Pressed, _arguments: list[str]) -> None:
    """Everything is right."""
    dialog = questions.of(turn, PUBLICATION, Act.DECIDE_PUBLICATION)
    if dialog.data["step"] != "preview" or dialog.suggestion_id is None:
        raise Refused("button.gone")
    item = publications.fetch(turn, dialog.suggestion_id)
    values = dialog.data["values"]
    questions.end(turn, dialog)
    day = parse_day(values["day"], turn.office.today(turn.now))
    assert day is not None
    publications.publish(turn, item, day, values["url"])
    publications.show(turn, item)
