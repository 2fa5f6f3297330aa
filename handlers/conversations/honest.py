"""杜绝"被满意" in chat: 我受到压力 of deputies; /honest and its buttons for the committee."""

from handlers.acts import access
from handlers.acts.rating import (
    call_backs,
    committee,
    flags,
    honesty,
    identity,
    pressures,
    seconds,
    window,
)
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act, OfficeAct
from handlers.turn import Turn
from storage.dialogs import Dialog
from storage.vocabulary import CallBackOutcome, Grade


def lists(turn: Turn, _said: Said, _words: str) -> None:
    """/honest: what is to be looked into."""
    access.in_office(turn, OfficeAct.WATCH_RATINGS)
    honesty.lists(turn)


def pressure(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """我受到压力."""
    pressures.ask(turn, int(arguments[0]))


def pressure_alone(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """只报告，不说明."""
    pressures.without_words(turn, int(arguments[0]))


def say_more(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """补充."""
    pressures.ask_more(turn, int(arguments[0]))


def said_all(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """说完了."""
    pressures.said_all(turn, int(arguments[0]))


def to_committee(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """只告诉委员会."""
    pressures.to_committee(turn, int(arguments[0]))


def to_unit(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """转给承办单位."""
    pressures.to_unit(turn, int(arguments[0]))


def pressure_words(turn: Turn, said: Said, dialog: Dialog) -> None:
    """What has happened, in the deputy's words."""
    pressures.with_words(turn, said, dialog)


def look_at_pressure(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A report, from the list."""
    pressures.look(turn, int(arguments[0]))


def take_up_pressure(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """已受理."""
    pressures.take_up(turn, int(arguments[0]))


def settle_pressure(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """已了结."""
    pressures.settle(turn, int(arguments[0]))


def log(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """答复后接触."""
    window.show(turn, committee.fetch(turn, int(arguments[0]), Act.WATCH_RATINGS))


def flag(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """What is strange, from the list."""
    flags.look(turn, int(arguments[0]))


def looked_into(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """已核查."""
    flags.looked_into(turn, int(arguments[0]))


def call_back(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """登记回访: whom to call and what the rating says."""
    call_backs.show(turn, int(arguments[0]))


def called(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """与评价一致 / 与评价不一致 / 没有接通."""
    call_backs.called(turn, int(arguments[0]), CallBackOutcome(arguments[1]))


def otherwise(turn: Turn, said: Said, dialog: Dialog) -> None:
    """What the deputy said on the telephone."""
    call_backs.otherwise(turn, dialog, questions.text_of(said, call_backs.LONGEST))


def want_paper(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """想用纸质表."""
    identity.want_paper(turn, int(arguments[0]))


def ask_again(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """再次请代表评价."""
    seconds.ask_now(turn, committee.fetch(turn, int(arguments[0]), Act.ASK_AGAIN))


def rate_again(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """满意 / 基本满意 / 不满意, asked once more."""
    seconds.choose(turn, int(arguments[0]), Grade(arguments[1]))
