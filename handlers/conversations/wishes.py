"""我的意愿 on a deputy's card."""

from handlers.acts import access
from handlers.acts.contacting import wishes
from handlers.incoming import Pressed
from handlers.rules.permissions import Act
from handlers.turn import Turn


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """As they stand."""
    wishes.show(turn, access.fetch(turn, int(arguments[0]), Act.WISH))


def change(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """One of them otherwise."""
    wishes.change(turn, access.fetch(turn, int(arguments[0]), Act.WISH), arguments[1])
    turn.toast("toast.done")
