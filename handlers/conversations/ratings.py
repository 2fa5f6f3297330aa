"""The buttons of the rating form."""

from handlers.acts.rating import ratings
from handlers.incoming import Pressed
from handlers.turn import Turn
from storage.vocabulary import Axis, Grade


def heading(turn: Turn, _pressed: Pressed, _arguments: list[str]) -> None:
    """The heading of an axis is no choice: say where to press."""
    turn.toast("toast.choose_below")


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """满意 / 基本满意 / 不满意 on one axis."""
    ratings.choose(turn, int(arguments[0]), Axis(arguments[1]), Grade(arguments[2]))


def clear(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """重新填写."""
    ratings.clear(turn, int(arguments[0]))


def submit(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """提交评价."""
    ratings.submit(turn, int(arguments[0]))


def ask_word(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """补一句评语."""
    ratings.ask_word(turn, int(arguments[0]))


def change(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """修改评价."""
    ratings.reopen(turn, int(arguments[0]))
