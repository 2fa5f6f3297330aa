"""/lookback and what is said in it (年度回头看)."""

from handlers.acts import access
from handlers.acts.following import look_back_pages, look_backs, promise_views
from handlers.incoming import Pressed, Said
from handlers.rules import plausible
from handlers.rules.permissions import OfficeAct
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import look_backs as rows
from storage.vocabulary import PromiseView


def show(turn: Turn, _said: Said, words: str) -> None:
    """/lookback: the campaign of this year, or of the year named: to begin, or how it stands."""
    access.in_office(turn, OfficeAct.LOOK_BACK)
    today = turn.office.today(turn.now)
    year = words.strip() or str(today.year)
    if not plausible.is_year(year, today):
        raise Refused("look_back.year")
    campaign = rows.campaign(turn.session, year)
    if campaign is not None:
        look_back_pages.tell_progress(turn, campaign)
    else:
        look_back_pages.offer(turn, year, look_backs.to_cover(turn))


def begin(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Begin it."""
    access.in_office(turn, OfficeAct.LOOK_BACK)
    if not plausible.is_year(arguments[0], turn.office.today(turn.now)):
        raise Refused("button.gone")
    campaign = look_backs.begin(turn, arguments[0])
    turn.used()
    turn.say(turn.me, "look_back.has_begun", year=campaign.year, due_on=campaign.due_on)


def units(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """按单位."""
    look_back_pages.units(turn, int(arguments[0]), int(arguments[1]))


def names(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """未答名单."""
    look_back_pages.names(turn, int(arguments[0]), int(arguments[1]))


def view(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """What the deputy says."""
    look_backs.view(turn, int(arguments[0]), PromiseView(arguments[1]))


def heard(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """What the deputy said to the committee, or that nobody answered."""
    said = None if arguments[1] == promise_views.NOBODY else PromiseView(arguments[1])
    look_backs.heard(turn, int(arguments[0]), said)
