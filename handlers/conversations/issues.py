"""Common issues in chat: topics, and drafts of cases for the newsletter."""

from handlers.acts import access, naming
from handlers.acts.following import cases
from handlers.acts.handling import leading, tags
from handlers.acts.showing import cards
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act
from handlers.turn import Turn


def case(turn: Turn, _said: Said, words: str) -> None:
    """/case, or /case NUMBER."""
    if not words:
        cases.offer(turn)
        return
    for item in naming.found(turn, [words.strip()]):
        cases.draft(turn, access.fetch(turn, item.id, Act.SEE_CARD))


def send_case(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """送编辑."""
    cases.send(turn, access.fetch(turn, int(arguments[0]), Act.SEND_CASE))


def topics(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """主题 on a card."""
    tags.offer(turn, access.fetch(turn, int(arguments[0]), Act.TAG))


def tag(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A topic put on, or struck."""
    item = access.fetch(turn, int(arguments[0]), Act.TAG)
    tags.toggle(turn, item, arguments[1])
    leading.look(turn, item, turn.office.today(turn.now))


def history(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """接触记录: who handles it, what comes next, and every contact there was."""
    cards.history(turn, access.fetch(turn, int(arguments[0]), Act.SEE_CARD))
