"""看答复: the reply as it was given, for whoever may see the card."""

from handlers.acts import access
from handlers.acts.replying import given
from handlers.incoming import Pressed
from handlers.rules.permissions import Act
from handlers.turn import Turn


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The last one, or that of a round."""
    item = access.fetch(turn, int(arguments[0]), Act.SEE_REPLY)
    given.show(turn, item, int(arguments[1]) if len(arguments) > 1 else None)
