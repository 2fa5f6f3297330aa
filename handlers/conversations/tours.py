"""/tour: planning a tour of leaders to the deputies, stop by stop."""

from handlers import keyboard
from handlers.acts.meeting import tours
from handlers.acts.talking import sending
from handlers.conversations import arranging, questions
from handlers.incoming import Pressed, Said
from handlers.turn import Turn
from storage import dialogs
from storage.dialogs import Dialog

TITLE = "tour"
LONGEST = 200


def show_all(turn: Turn, _said: Said, _words: str) -> None:
    """/tour."""
    tours.show_all(turn)


def more(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The next page of /tour."""
    tours.show_all(turn, int(arguments[0]))


def new(turn: Turn, _pressed: Pressed, _arguments: list[str]) -> None:
    """新的巡回座谈: what shall it be called?"""
    sending.leave(turn)
    cancel = [[keyboard.button(turn.language, "button.cancel", "drop", 0)]]
    message_id = turn.say(turn.me, "tour.ask_title", purpose="prompt", keyboard=cancel)
    dialogs.ask(
        turn.session, turn.me.id, TITLE, turn.now, message_id=message_id, data={"draft": []}
    )


def titled(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """The name of the tour."""
    title = questions.text_of(said, LONGEST)
    sending.drop(turn)
    tours.show(turn, tours.plan(turn, title))


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The planner of one tour, or the next page of it."""
    after = int(arguments[1]) if len(arguments) > 1 else None
    tours.show(turn, tours.fetch(turn, int(arguments[0])), after)


def issues(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """问题清单."""
    tours.issues(turn, tours.fetch(turn, int(arguments[0])))


def stop(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A stop with the deputies of one delegation: whom, how, where, when."""
    tour = tours.fetch(turn, int(arguments[0]))
    guests = tours.guests_of(turn, tour, int(arguments[1]))
    items = [item for found in guests.values() for item in found]
    arranging.begin(turn, items, [deputy.id for deputy in guests], tour_id=tour.id)
