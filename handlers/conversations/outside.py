"""What leaves the chat: 涉密 goes by paper, a concrete case as a letter. Each is pressed twice."""

from handlers import keyboard
from handlers.acts import access
from handlers.acts.assigning import letters
from handlers.acts.keeping import secrecy
from handlers.incoming import Pressed
from handlers.rules.permissions import Act
from handlers.turn import Turn


def ask_by_paper(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """涉密: really?"""
    _ask(turn, "by_paper", "secret", Act.TAKE_OUT, int(arguments[0]))


def by_paper(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Yes: it leaves the chat."""
    item = access.fetch(turn, int(arguments[0]), Act.TAKE_OUT)
    secrecy.flag(turn, item)
    turn.toast("toast.done")


def ask_letter(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """转来信: really?"""
    access.must_be_open(access.fetch(turn, int(arguments[0]), Act.TAKE_OUT))
    _ask(turn, "letter", "toletter", Act.TAKE_OUT, int(arguments[0]))


def letter(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Yes: it goes on as a letter."""
    letters.route_out(turn, access.fetch(turn, int(arguments[0]), Act.TAKE_OUT))
    turn.used()
    turn.toast("toast.done")


def _ask(turn: Turn, key: str, verb: str, act: Act, suggestion_id: int) -> None:
    item = access.fetch(turn, suggestion_id, act)
    yes = keyboard.button(turn.language, f"button.{key}_yes", verb, item.id)
    number = item.number
    turn.say(turn.me, f"{key}.sure", suggestion_id=item.id, number=number, keyboard=[[yes]])
