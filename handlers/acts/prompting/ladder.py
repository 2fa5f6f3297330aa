"""What is overdue climbs: each level hears what has passed the level below, and says so.

The days follow from the date and from when the level below heard; a level on which nobody stands,
or whoever owes it, is passed over without its days being spared.
"""

from datetime import date, datetime

from handlers import keyboard, texts
from handlers.acts import access, duties, hours
from handlers.acts.prompting import levels
from handlers.rules import ladder
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import climbs, people, suggestions
from storage import duties as duty_rows
from storage.duties import Duty
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, DutyState

AT_ONCE = 50


def wake(turn: Turn) -> None:
    """The profile may have more levels now than when things became due."""
    levels = len(turn.office.profile.ladder.steps)
    climbs.wake(turn.session, turn.now, ladder.CLIMBING, levels)


def look(turn: Turn) -> int:
    """Look at some of what may climb; how many. 0: none is left."""
    due = climbs.due(turn.session, turn.now, AT_ONCE)
    for duty in due:
        _look(turn, duty)
    turn.session.flush()
    return len(due)


def _look(turn: Turn, duty: Duty) -> None:
    item = suggestions.get(turn.session, duty.suggestion_id)
    duty.climbs_at = None
    if duty.due_on is None or not ladder.climbs(duty.kind, duty.due_on):
        return
    today = turn.office.today(turn.now)
    if duty.due_on >= today:
        _begin_anew(turn, duty)
    while (day := _next(turn, duty)) is not None and day <= today:
        heard = _climb(turn, item, duty)
        duty.level, duty.climbed_on = (duty.level or 0) + 1, today if heard else day
    duty.climbs_at = turn.office.midnight(day) if day is not None else None


def _next(turn: Turn, duty: Duty) -> date | None:
    assert duty.due_on is not None
    return ladder.next_climb(
        turn.office.profile.ladder.steps,
        turn.office.calendar,
        due_on=duty.due_on,
        level=duty.level or 0,
        climbed_on=duty.climbed_on,
    )


def _begin_anew(turn: Turn, duty: Duty) -> None:
    """Its day has been put off since: nobody above need know any more."""
    duty.level = duty.climbed_on = None
    _let_go(turn, duty)


def _let_go(turn: Turn, duty: Duty) -> None:
    """Whoever was told that it is overdue need not look after it any more."""
    for told in climbs.told_of(turn.session, duty.id):
        if told.state == DutyState.OPEN:
            told.state, told.ended_at, told.next_at = DutyState.CANCELLED, turn.now, None


def _climb(turn: Turn, item: Suggestion, duty: Duty) -> bool:
    """The next level hears; with the first one, the office that watches. False: nobody is there."""
    rules = turn.office.profile.ladder
    step = rules.steps[duty.level or 0]
    owner = people.get(turn.session, duty.person_id)
    hearers = [*levels.standing(turn, item, owner, step.to)]
    if not duty.level and rules.watching_office:
        hearers += levels.watchers(turn, owner.unit_id or item.lead_unit_id)[:1]
    for person in hearers:
        is_new = duties.owe(
            turn, item, person, DutyKind.OVERDUE, due_on=duty.due_on, subject_id=duty.id
        )
        if is_new:
            turn.event(
                "climbed",
                suggestion_id=item.id,
                person_id=person.id,
                duty_id=duty.id,
                about=duty.kind.value,
                level=(duty.level or 0) + 1,
                due_on=str(duty.due_on),
            )
    return bool(hearers)


def follow(turn: Turn, item: Suggestion, former: Duty, person: Person) -> None:
    """Another owes it from now on: within a unit, what it has climbed it has climbed.

    Another unit has other people above it, who have let nothing lie: there it begins to climb as
    if it had come to be overdue today.
    """
    is_elsewhere = people.get(turn.session, former.person_id).unit_id != person.unit_id
    if is_elsewhere:
        _let_go(turn, former)
    for duty in duty_rows.open_about(turn.session, item.id, [former.kind], person.id):
        if (duty.round, duty.subject_id) != (former.round, former.subject_id):
            continue
        if is_elsewhere:
            duty.climbed_on = turn.office.today(turn.now)
            continue
        duty.level, duty.climbed_on = former.level, former.climbed_on
        duty.climbs_at = turn.now if former.level else duty.climbs_at
        for told in climbs.told_of(turn.session, former.id):
            if told.state == DutyState.OPEN:
                told.subject_id = duty.id
    turn.session.flush()


def is_still_overdue(turn: Turn, told: Duty) -> bool:
    """Whether what a level was told of is still owed and late."""
    owed = climbs.source(turn.session, told)
    today = turn.office.today(turn.now)
    if owed is None or owed.state != DutyState.OPEN or owed.due_on is None:
        return False
    return owed.due_on < today


def acknowledge(turn: Turn, duty_id: int) -> None:
    """知悉: whoever was told knows, and is not reminded any more. It climbs on all the same."""
    told = turn.session.get(Duty, duty_id)
    if told is None or told.kind != DutyKind.OVERDUE or told.person_id != turn.me.id:
        raise Refused("permission.denied")
    item = access.fetch(turn, told.suggestion_id, Act.ACKNOWLEDGE)
    if told.state != DutyState.OPEN or told.acknowledged_at is not None:
        raise Refused("duty.done")
    told.acknowledged_at, told.next_at = turn.now, None
    turn.used()
    turn.event("acknowledged", suggestion_id=item.id, person_id=turn.me.id, duty_id=told.subject_id)
    turn.toast("toast.done")


def named(turn: Turn, told: Duty, reader: Person) -> str:
    """What is overdue, and with whom: 逾期 答复（陈思远）."""
    owed = climbs.source(turn.session, told)
    if owed is None:
        return texts.plain(told.kind, reader.language)
    owner = people.get(turn.session, owed.person_id)
    return texts.label("duty.overdue", reader.language, what=owed.kind, who=owner.name)


def prompt(turn: Turn, person: Person, told: Duty, item: Suggestion, priority: int) -> int | None:
    """Tell a level what is overdue below it."""
    assert told.due_on is not None
    return turn.say(
        person,
        "owed.overdue",
        suggestion_id=item.id,
        purpose="prompt",
        priority=priority,
        number=item.number,
        title=item.title,
        what=named(turn, told, person),
        due_on=told.due_on,
        days=(turn.office.today(turn.now) - told.due_on).days,
        heard=_heard(turn, told, person),
        keyboard=[
            [keyboard.button(person.language, "button.heard", "heard", told.id)],
            [keyboard.button(person.language, "button.card", "card", item.id)],
        ],
    )


def _heard(turn: Turn, told: Duty, reader: Person) -> str:
    """Who else was told, and whether they said so."""
    others = [
        texts.label(
            "duty.heard" if one.acknowledged_at else "duty.told",
            reader.language,
            name=people.get(turn.session, one.person_id).name,
        )
        for one in climbs.told_of(turn.session, told.subject_id)
        if one.person_id != told.person_id
    ]
    return "、".join(others) or "—"


def next_look(turn: Turn) -> tuple[datetime, Duty] | None:
    """When something may climb next, in the hours in which it would be heard of."""
    found = climbs.earliest(turn.session, turn.now)
    if found is None or found.climbs_at is None:
        return None
    owner = people.get(turn.session, found.person_id)
    return hours.next_allowed(turn.office, owner, found.climbs_at), found
