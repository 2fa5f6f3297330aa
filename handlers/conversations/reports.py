"""Figures in chat: /report, /ledger, and /study, by which a party group's session is noted."""

from datetime import date

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.handling import studies
from handlers.figures import asked
from handlers.incoming import Pressed, Said
from handlers.rules.dates import parse_day
from handlers.rules.permissions import OfficeAct
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage.vocabulary import Language, ReportKind


def report(turn: Turn, _said: Said, words: str) -> None:
    """/report, or /report KIND [DAY]."""
    if not words:
        buttons = [
            [keyboard.named(texts.plain(kind, turn.language), "report", kind.value)]
            for kind in ReportKind
        ]
        turn.say(turn.me, "report.choose", keyboard=buttons)
        return
    name, _, day = words.partition(" ")
    kind = _kind(name)
    on = parse_day(day, turn.office.today(turn.now)) if day else turn.office.today(turn.now)
    if kind is None or on is None:
        raise Refused("report.how")
    _ask(turn, kind, on)


def _kind(name: str) -> ReportKind | None:
    """周, 周例会 or weekly."""
    for kind in ReportKind:
        if name and (
            name == kind.value
            or any(texts.plain(kind, language).startswith(name) for language in Language)
        ):
            return kind
    return None


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A report of today, by its button."""
    access.in_office(turn, OfficeAct.SEE_REPORTS)
    _ask(turn, ReportKind(arguments[0]), turn.office.today(turn.now))


def _ask(turn: Turn, kind: ReportKind, day: date) -> None:
    asked.ask(turn, kind, day)
    turn.toast("toast.being_made")


def ledger(turn: Turn, _said: Said, _words: str) -> None:
    """/ledger: the ledger of one's own part, as a sheet."""
    asked.ask(turn, None, turn.office.today(turn.now))


def study(turn: Turn, _said: Said, words: str) -> None:
    """/study DAY SUBJECT NUMBERS."""
    studies.note(turn, words)


def unstudy(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """撤销: the session was noted by mistake."""
    studies.withdraw(turn, int(arguments[0]))
