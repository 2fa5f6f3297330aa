"""What a deputy presses around contacts: the four questions, the wishes, 属实 / 有出入."""

from handlers.acts.contacting import briefing, progress, visits
from handlers.incoming import Pressed
from handlers.turn import Turn
from storage.vocabulary import Question


def resume(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """继续回答."""
    briefing.resume(turn, int(arguments[0]))


def skip(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """跳过."""
    briefing.skip(turn, int(arguments[0]), Question(arguments[1]))
    turn.used()


def later(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """稍后."""
    briefing.offer_later(turn, int(arguments[0]))


def later_on(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """明天 / 三天后 / 下周."""
    briefing.postpone(turn, int(arguments[0]), arguments[1])
    turn.used()


def summary_right(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The summary is right."""
    briefing.confirm(turn, int(arguments[0]))
    turn.used()


def summary_wrong(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Something in the summary is to be corrected."""
    briefing.choose_correction(turn, int(arguments[0]))
    turn.used()


def fix(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Which of the four is to be corrected."""
    briefing.correct(turn, int(arguments[0]), Question(arguments[1]))
    turn.used()


def meet(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """希望见面."""
    briefing.wish_meeting(turn, int(arguments[0]))
    turn.toast("toast.noted")


def waive(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """免见面."""
    briefing.waive_meeting(turn, int(arguments[0]), is_waived=True)
    turn.toast("toast.noted")


def unwaive(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """恢复见面."""
    briefing.waive_meeting(turn, int(arguments[0]), is_waived=False)
    turn.toast("toast.noted")


def true(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """属实."""
    visits.confirm(turn, int(arguments[0]))


def untrue(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """有出入."""
    visits.dispute(turn, int(arguments[0]))


def agree(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """同意."""
    progress.agree(turn, int(arguments[0]))


def comment(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """有补充意见."""
    progress.ask_comment(turn, int(arguments[0]))


def talk(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """希望面谈."""
    progress.wish_talk(turn, int(arguments[0]))
