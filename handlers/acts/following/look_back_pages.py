"""A look-back to look at: where it stands, unit by unit and name by name, and what came of it.

Names of who has not answered are for the committee alone.
"""

from collections.abc import Iterable

from handlers import keyboard, texts
from handlers.acts import access, hours
from handlers.acts.talking import groups
from handlers.html import quote
from handlers.rules import look_back
from handlers.rules.permissions import OfficeAct
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import PROMPT, Turn
from storage import look_backs, people
from storage.look_backs import Asked, LookBack
from storage.people import Person
from storage.vocabulary import Language, PromiseView, Role

YEARS = 5  # earlier ones shown
PAGE = 20


def tell_progress(turn: Turn, campaign: LookBack) -> None:
    """/lookback: where a campaign stands, and what came of earlier ones."""
    asked = look_backs.asked(turn.session, campaign)
    rows: keyboard.Keyboard = []
    if asked:
        language = turn.language
        rows = [
            [
                keyboard.button(language, "button.look_back_units", "lbunits", campaign.id, 0),
                keyboard.button(language, "button.look_back_names", "lbnames", campaign.id, 0),
            ]
        ]
    turn.say(
        turn.me,
        "look_back.progress",
        purpose="card",
        year=campaign.year,
        when=_when(turn, campaign),
        figures=Html(_figures(turn, asked, turn.language)),
        earlier=Html(_earlier(turn, campaign.year)),
        keyboard=rows or None,
    )


def _when(turn: Turn, campaign: LookBack) -> str:
    if campaign.ended_at is not None:
        ended_on = turn.office.today(campaign.ended_at)
        return texts.label("look_back.has_ended", turn.language, day=ended_on)
    if campaign.due_on is None:
        return ""
    return texts.label("look_back.ends", turn.language, day=campaign.due_on)


def _figures(turn: Turn, asked: Iterable[Asked], language: Language) -> str:
    """The figures of a campaign or of a part of it, in three lines."""
    least = turn.office.profile.figures.least_raters
    found = look_back.outcome(
        [
            look_back.Asked(one.is_promise, one.is_answered, one.is_reached, one.view, one.effect)
            for one in asked
        ],
        least,
    )
    grades = ""
    if found.grades is not None:
        values = {grade.value: count for grade, count in found.grades.items()}
        grades = texts.label("look_back.grades", language, **values)
    elif found.rated:
        grades = texts.label("look_back.too_few", language, least=least)
    return texts.render(
        "look_back.figures",
        language,
        promises=found.promises,
        answered=found.answered,
        kept=found.views[PromiseView.KEPT],
        partly=found.views[PromiseView.PARTLY],
        not_kept=found.views[PromiseView.NOT_KEPT],
        silent=found.silent,
        unreached=found.unreached,
        results=found.results,
        rated=found.rated,
        grades=grades,
    )


def _earlier(turn: Turn, year: str) -> str:
    """Each earlier campaign in a paragraph."""
    return "\n".join(
        f"\n<b>{quote(one.year)}</b>\n"
        f"{_figures(turn, look_backs.asked(turn.session, one), turn.language)}"
        for one in look_backs.earlier(turn.session, year, YEARS)
    )


def offer(turn: Turn, year: str, covered: tuple[int, int]) -> None:
    """A campaign that has not begun: how many promises and results it would ask about."""
    rules = turn.office.profile.look_back
    promises, results = covered
    turn.say(
        turn.me,
        "look_back.begin",
        purpose="card",
        year=year,
        count=promises,
        results=results,
        years=rules.years,
        days=rules.working_days,
        earlier=Html(_earlier(turn, year)),
        keyboard=[
            [keyboard.button(turn.language, "button.begin_look_back", "lookback", year, year=year)]
        ],
    )


def _fetch(turn: Turn, look_back_id: int) -> LookBack:
    access.in_office(turn, OfficeAct.LOOK_BACK)
    campaign = look_backs.find(turn.session, look_back_id)
    if campaign is None:
        raise Refused("permission.denied")
    return campaign


def units(turn: Turn, look_back_id: int, first: int) -> None:
    """按单位: the figures of each unit."""
    campaign = _fetch(turn, look_back_id)
    asked = look_backs.asked(turn.session, campaign)
    names = {id_: groups.unit_name(turn.session, id_) for id_ in {one.unit_id for one in asked}}
    told = [
        f"<b>{quote(name)}</b>\n"
        f"{_figures(turn, [one for one in asked if one.unit_id == id_], turn.language)}"
        for id_, name in sorted(names.items(), key=lambda pair: pair[1])
    ]
    _page(turn, campaign, "units", told, first)


def names(turn: Turn, look_back_id: int, first: int) -> None:
    """未答名单: who is silent, and whom the chat does not reach, each with the suggestions."""
    campaign = _fetch(turn, look_back_id)
    waiting: dict[tuple[bool, int], tuple[Person, dict[str, None]]] = {}
    for one in look_backs.asked(turn.session, campaign):
        if not one.is_answered:
            found = waiting.setdefault((one.is_reached, one.deputy.id), (one.deputy, {}))
            found[1][one.number] = None
    told = []
    for (is_reached, _), (deputy, numbers) in sorted(waiting.items(), key=lambda pair: pair[0]):
        told.append(
            texts.render(
                "look_back.silent" if is_reached else "look_back.unreached",
                turn.language,
                deputy=deputy.name,
                delegation=deputy.delegation or "—",
                numbers="、".join(numbers),
            )
        )
    _page(turn, campaign, "names", told, first)


def _page(turn: Turn, campaign: LookBack, what: str, told: list[str], first: int) -> None:
    rows: keyboard.Keyboard = []
    if len(told) > first + PAGE:
        verb = f"lb{what}"
        more = keyboard.button(turn.language, "button.more", verb, campaign.id, first + PAGE)
        rows = [[more]]
    turn.say(
        turn.me,
        f"look_back.{what}",
        purpose="card",
        year=campaign.year,
        lines=Html("\n".join(told[first : first + PAGE]) or "—"),
        keyboard=rows or None,
    )


def tell_results(turn: Turn, campaign: LookBack) -> None:
    """It is over: the committee reads the whole, heads and leaders their part, deputies a line."""
    asked = look_backs.asked(turn.session, campaign)
    for person in people.all_of(turn.session, [Role.SUPERVISOR]):
        _tell(turn, person, campaign, asked)
    heads = people.all_of(turn.session, [Role.HEAD])
    for head in heads:
        _tell(turn, head, campaign, [one for one in asked if one.unit_id == head.unit_id])
    told = {head.id for head in heads}
    for leader in people.learn(turn.session, sorted({one.leader_id or 0 for one in asked} - told)):
        if leader.left_at is None:
            _tell(turn, leader, campaign, [one for one in asked if one.leader_id == leader.id])
    _thank(turn, campaign, asked)


def _tell(turn: Turn, person: Person, campaign: LookBack, asked: list[Asked]) -> None:
    if asked:
        turn.say(
            person,
            "look_back.results",
            priority=PROMPT,
            not_before=hours.next_allowed(turn.office, person, turn.now),
            year=campaign.year,
            figures=Html(_figures(turn, asked, person.language)),
        )


def _thank(turn: Turn, campaign: LookBack, asked: list[Asked]) -> None:
    """One line to each deputy who has taken part, with what they said themselves."""
    taken_part: dict[int, list[Asked]] = {}
    for one in asked:
        if one.is_answered:
            taken_part.setdefault(one.deputy.id, []).append(one)
    for said in taken_part.values():
        views = [one.view for one in said if one.view is not None]
        deputy = said[0].deputy
        turn.say(
            deputy,
            "look_back.thanked" if views else "look_back.thanked_for_rating",
            priority=PROMPT,
            not_before=hours.next_allowed(turn.office, deputy, turn.now),
            year=campaign.year,
            answered=len(views),
            kept=views.count(PromiseView.KEPT),
        )
