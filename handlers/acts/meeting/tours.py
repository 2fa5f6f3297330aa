"""Leaders go to the deputies (带队座谈): who has what open where, stop by stop, what was asked.

直面代表和群众: a stop is a meeting with the deputies of one delegation about all they have open.
"""

from collections import defaultdict
from datetime import datetime

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.handling import leading
from handlers.acts.meeting import meeting_words
from handlers.html import quote
from handlers.rules.permissions import Act, OfficeAct
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import meetings, people, suggestions
from storage.meetings import Meeting, Tour
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import FACE_TO_FACE, MeetingState

PAGE = 12  # delegations, tours
Waiting = dict[Person, list[Suggestion]]


def show_all(turn: Turn, before: int | None = None) -> None:
    """The tours of one's unit, and how often its leaders have met deputies this year.

    Page by page, the newest first: those `before` one of them.
    """
    unit_id = _unit(turn)
    found = meetings.tours(turn.session, unit_id, PAGE + 1, before)
    rows = [[keyboard.named(tour.title[:40], "tour", tour.id)] for tour in found[:PAGE]]
    if len(found) > PAGE:
        rows.append([keyboard.button(turn.language, "button.more", "tours", found[PAGE - 1].id)])
    rows.append([keyboard.button(turn.language, "button.new_tour", "tournew", 0)])
    turn.say(turn.me, "tour.all", purpose="card", met=met_this_year(turn, unit_id), keyboard=rows)


def met_this_year(turn: Turn, unit_id: int, person_id: int | None = None) -> int:
    """How often leaders of the unit (or one of them) have met deputies this year.

    As everywhere: face to face, and confirmed; one meeting about several suggestions is one.
    """
    year, zone = turn.office.today(turn.now).year, turn.office.timezone
    begin, end = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    found = meetings.confirmed(turn.session, unit_id, begin, end, FACE_TO_FACE)
    leaders = [
        one
        for one in people.staff_of(turn.session, unit_id)
        if one.role in meetings.LEADERS and person_id in (None, one.id)
    ]
    there = {one.id for leader in leaders for one in leading.attended(turn, leader, found)}
    of_meeting = meetings.of_contacts(turn.session, there)
    return len(there - of_meeting.keys()) + len(set(of_meeting.values()))


def _unit(turn: Turn) -> int:
    access.in_office(turn, OfficeAct.PLAN_TOUR)
    if turn.me.unit_id is None:
        raise Refused("permission.denied")
    return turn.me.unit_id


def plan(turn: Turn, title: str) -> Tour:
    """Begin a tour."""
    tour = Tour(title=title, unit_id=_unit(turn), planned_by_id=turn.me.id, created_at=turn.now)
    turn.session.add(tour)
    turn.session.flush()
    turn.event("tour_planned", person_id=turn.me.id, tour_id=tour.id)
    return tour


def fetch(turn: Turn, tour_id: int) -> Tour:
    """A tour of one's own unit."""
    found = meetings.tour(turn.session, tour_id)
    if found is None or found.unit_id != _unit(turn):
        raise Refused("permission.denied")
    return found


def waiting(turn: Turn, tour: Tour) -> dict[str, Waiting]:
    """Delegation → its deputies with what they have open, of what whoever acts may talk about."""
    found: dict[str, Waiting] = defaultdict(dict)
    for deputy, item in meetings.waiting(turn.session, tour.unit_id):
        if access.may(turn, item, Act.ARRANGE_MEETING):
            found[deputy.delegation or "—"].setdefault(deputy, []).append(item)
    return dict(found)


def guests_of(turn: Turn, tour: Tour, deputy_id: int) -> Waiting:
    """Everybody of the delegation of one deputy, with what they have open."""
    for guests in waiting(turn, tour).values():
        if any(deputy.id == deputy_id for deputy in guests):
            return guests
    raise Refused("button.gone")


def show(turn: Turn, tour: Tour, after: int | None = None) -> None:
    """The planner: where deputies wait, which stops there are, what was asked.

    Page by page: the delegations after that of one of the deputies.
    """
    places = list(waiting(turn, tour).items())
    seen = next((n for n, (_, who) in enumerate(places, 1) if after in _ids(who)), 0)
    shown = places[seen : seen + PAGE]
    rows: keyboard.Keyboard = [
        [
            keyboard.button(
                turn.language,
                "button.stop",
                "tourstop",
                tour.id,
                next(iter(guests)).id,
                delegation=name,
                deputies=len(guests),
                items=sum(len(items) for items in guests.values()),
            )
        ]
        for name, guests in shown
    ]
    if len(places) > seen + PAGE:
        last = next(iter(shown[-1][1])).id
        rows.append([keyboard.button(turn.language, "button.more", "tour", tour.id, last)])
    rows.append([keyboard.button(turn.language, "button.issues", "tourissues", tour.id)])
    stops = meetings.stops(turn.session, tour.id)
    turn.say(
        turn.me,
        "tour.card",
        purpose="card",
        title=tour.title,
        held=sum(stop.state == MeetingState.HELD for stop in stops),
        stops=Html("\n".join(_stop(turn, stop) for stop in stops) or "—"),
        keyboard=rows,
    )


def _ids(guests: Waiting) -> set[int]:
    return {deputy.id for deputy in guests}


def _stop(turn: Turn, stop: Meeting) -> str:
    deputies = [
        person for _, person in meetings.participants(turn.session, stop.id) if person.is_deputy
    ]
    return texts.render(
        "tour.stop",
        turn.language,
        state=stop.state,
        at=turn.office.local(stop.starts_at) if stop.starts_at else None,
        place=stop.place,
        who="、".join(person.name for person in deputies),
        numbers=meeting_words.numbers_of(list(meetings.items(turn.session, stop.id))),
    )


def issues(turn: Turn, tour: Tour) -> None:
    """问题清单: everything that was asked at the stops so far."""
    lines: list[str] = []
    for stop in meetings.stops(turn.session, tour.id):
        for issue in meetings.issues(turn.session, stop.id):
            about = (
                suggestions.get(turn.session, issue.suggestion_id).number
                if issue.suggestion_id is not None
                else "—"
            )
            lines.append(f"{len(lines) + 1}. [{quote(about)}] {quote(issue.text)}")
    turn.say(
        turn.me,
        "tour.issues",
        purpose="card",
        title=tour.title,
        count=len(lines),
        lines=Html("\n".join(lines) or "—"),
    )
