"""举一反三: root causes behind several suggestions, and what was done about each.

Somebody may be to do something about one by a day: that is owed under the first suggestion it is
about which they may see, for everything owed is owed about a suggestion.
"""

import re
from datetime import date

from handlers import keyboard, texts
from handlers.acts import access, duties, naming, telling
from handlers.html import quote
from handlers.rules import permissions, reminders
from handlers.rules.permissions import Act, OfficeAct
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import PROMPT, Turn
from storage import causes, people, suggestions
from storage.causes import Cause, CauseMeasure
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, DutyState, Role

PAGE = 10
LONGEST = 300
MOST_OWNERS = 12
_DONE = re.compile(r"(\d{1,9})\s+(\S.*)", re.DOTALL)


def show(turn: Turn, before: int | None = None) -> None:
    """The list, the newest first, page by page; each opens a page of its own."""
    found = causes.of_unit(turn.session, _unit(turn), PAGE + 1, before)
    shown = found[:PAGE]
    if not shown and before is not None:
        turn.say(turn.me, "my.no_more")
        return
    if not shown:
        turn.say(turn.me, "cause.none")
    else:
        last = causes.last_measures(turn.session, shown, turn.now)
        lines = "\n".join(_line(turn, one, last.get(one.id)) for one in shown)
        rows = [[keyboard.named(f"{one.id}. {one.text[:30]}", "cause", one.id)] for one in shown]
        if len(found) > PAGE:
            more = keyboard.button(turn.language, "button.more", "causes", shown[-1].id)
            rows.append([more])
        turn.say(turn.me, "cause.list", purpose="card", lines=Html(lines), keyboard=rows)
    if before is None:
        turn.say(turn.me, "cause.how")


def _unit(turn: Turn) -> int | None:
    """Supervisors see all causes, and note them for all."""
    return None if turn.me.role == Role.SUPERVISOR else turn.me.unit_id


def _line(turn: Turn, cause: Cause, done: str | None) -> str:
    return texts.render(
        "cause.line",
        turn.language,
        mark="✅ " if cause.ended_at is not None else "",
        id=cause.id,
        text=cause.text,
        numbers=_numbers(turn, cause),
        done=done or texts.label("cause.open", turn.language),
        task=Html(_task(turn, cause)),
    )


def _numbers(turn: Turn, cause: Cause) -> str:
    return "、".join(suggestions.get(turn.session, one).number for one in cause.about)


def _task(turn: Turn, cause: Cause) -> str:
    """Who is to do something about it by when; nothing where nobody is."""
    if cause.owner_id is None or cause.due_on is None or cause.ended_at is not None:
        return ""
    days = (cause.due_on - turn.office.today(turn.now)).days
    return texts.render(
        "cause.task",
        turn.language,
        owner=people.get(turn.session, cause.owner_id).name,
        due_on=cause.due_on,
        left=Html(texts.days_left(days, turn.language)),
    )


def note(turn: Turn, words: str) -> None:
    """`NUMBER WHAT WAS DONE` about a cause that stands, or a new one: `PROBLEM NUMBERS`."""
    done = _DONE.fullmatch(words)
    cause = causes.find(turn.session, int(done.group(1))) if done else None
    if done is not None and cause is not None and _is_own(turn, cause):
        act(turn, cause, done.group(2))
        return
    text, numbers = naming.split(words)
    if not numbers:
        naming.must_not_be_glued(turn, text)
    if not text or not numbers:
        raise Refused("cause.how")
    _must_fit(text)
    items = naming.found(turn, numbers)
    row = Cause(
        text=text,
        about=[item.id for item in items],
        unit_id=_unit(turn),
        noted_by_id=turn.me.id,
        noted_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    for item in items:
        turn.event("cause_noted", suggestion_id=item.id, cause_id=row.id)
    open_it = keyboard.button(turn.language, "button.open_cause", "cause", row.id)
    turn.say(turn.me, "cause.noted", id=row.id, keyboard=[[open_it]])


def _must_fit(text: str) -> None:
    if len(text) > LONGEST:
        raise Refused("form.too_long", limit=LONGEST)


def _is_own(turn: Turn, cause: Cause) -> bool:
    """Whether whoever acts may do something about it: their unit's, or the whole office's."""
    return cause.unit_id in (None, turn.me.unit_id)


def fetch(turn: Turn, cause_id: int) -> Cause:
    """A cause that whoever acts may do something about.

    Raises Refused `permission.denied`, and `duty.done` for one that is cleared away.
    """
    access.in_office(turn, OfficeAct.NOTE_CAUSE)
    row = causes.find(turn.session, cause_id)
    if row is None or not _is_own(turn, row):
        raise Refused("permission.denied")
    if row.ended_at is not None:
        raise Refused("duty.done")
    return row


def page(turn: Turn, cause_id: int) -> None:
    """One cause: what was done about it and when, who is to do more, what can be done."""
    access.in_office(turn, OfficeAct.NOTE_CAUSE)
    cause = causes.find(turn.session, cause_id)
    if cause is None or not (_unit(turn) is None or _is_own(turn, cause)):
        raise Refused("permission.denied")
    told = []
    if cause.done is not None and cause.done_at is not None:
        told.append(_measure(turn, turn.office.today(cause.done_at), cause.done))
    for row in causes.measures(turn.session, cause.id):
        told.append(_measure(turn, turn.office.today(row.at), row.what))
    rows: keyboard.Keyboard = []
    if cause.ended_at is None and _is_own(turn, cause):
        rows = [
            [
                keyboard.button(turn.language, f"button.cause_{what}", verb, cause.id)
                for what, verb in (("act", "csact"), ("task", "cstask"), ("end", "csend"))
            ]
        ]
    turn.say(
        turn.me,
        "cause.page",
        purpose="card",
        mark="✅ " if cause.ended_at is not None else "",
        id=cause.id,
        text=cause.text,
        numbers=_numbers(turn, cause),
        lines=Html("\n".join(told) or quote(texts.label("cause.open", turn.language))),
        task=Html(_task(turn, cause)),
        keyboard=rows or None,
    )


def _measure(turn: Turn, day: date, what: str) -> str:
    return f"<i>{quote(texts.plain(day, turn.language))}</i> {quote(what)}"


def act(turn: Turn, cause: Cause, what: str) -> None:
    """Something was done: whoever was to do something about it need not any more."""
    if cause.ended_at is not None:
        raise Refused("duty.done")
    _must_fit(what)
    turn.session.add(CauseMeasure(cause_id=cause.id, what=what, by_id=turn.me.id, at=turn.now))
    cause.due_on = None
    turn.session.flush()
    _settle(turn, cause, DutyState.DONE)
    for suggestion_id in cause.about:
        turn.event(
            "cause_acted", suggestion_id=suggestion_id, cause_id=cause.id, what=what[:LONGEST]
        )
    turn.say(turn.me, "cause.done", id=cause.id)


def _settle(turn: Turn, cause: Cause, state: DutyState) -> None:
    for suggestion_id in cause.about:
        item = suggestions.get(turn.session, suggestion_id)
        duties.met(turn, item, [DutyKind.CAUSE], subject_id=cause.id, state=state)


def may_own(turn: Turn, cause: Cause) -> list[Person]:
    """Who may be asked to do something: staff of the unit, or supervisors, who may see it.

    Whoever chooses comes first.
    """
    if cause.unit_id is None:
        staff = people.all_of(turn.session, [Role.SUPERVISOR])
    else:
        staff = people.staff_of(turn.session, cause.unit_id)
    found = [one for one in staff if _seen_by(turn, cause, one) is not None]
    return sorted(found, key=lambda one: one != turn.actor)[:MOST_OWNERS]


def is_for(turn: Turn, cause_id: int, person: Person) -> bool:
    """Whether somebody may be the one to do something about it."""
    cause = causes.find(turn.session, cause_id)
    if cause is None:
        return False
    is_of = (
        person.role == Role.SUPERVISOR if cause.unit_id is None else cause.unit_id == person.unit_id
    )
    return is_of and _seen_by(turn, cause, person) is not None


def heir(turn: Turn, cause_id: int) -> Person | None:
    """Who does something about it instead of somebody who may not any more."""
    cause = causes.find(turn.session, cause_id)
    return next(iter(may_own(turn, cause)), None) if cause is not None else None


def _seen_by(turn: Turn, cause: Cause, person: Person) -> Suggestion | None:
    """The first suggestion it is about that somebody may see."""
    for suggestion_id in cause.about:
        item = suggestions.get(turn.session, suggestion_id)
        relations = access.relations(turn.session, person, item)
        if not item.is_by_paper and permissions.may_any(relations, Act.SEE_CARD):
            return item
    return None


def task(turn: Turn, cause: Cause, person_id: int, due_on: date) -> None:
    """Somebody is to do something about it by a day; whoever was to before need not any more.

    Raises Refused `button.gone` for who may not be asked, `cause.day` for a day not ahead.
    """
    owner = next((one for one in may_own(turn, cause) if one.id == person_id), None)
    item = _seen_by(turn, cause, owner) if owner is not None else None
    if owner is None or item is None:
        raise Refused("button.gone")
    office = turn.office
    today = office.today(turn.now)
    if due_on <= today:
        raise Refused("cause.day")
    _settle(turn, cause, DutyState.CANCELLED)
    cause.owner_id, cause.due_on = owner.id, due_on
    turn.session.flush()
    first_on = reminders.first_reminder(
        due_on=due_on,
        steps_before=office.profile.reminders.contact_days,
        today=today,
        calendar=office.calendar,
    )
    duties.owe(
        turn,
        item,
        owner,
        DutyKind.CAUSE,
        first_on=max(first_on, office.calendar.next(today)),
        due_on=due_on,
        subject_id=cause.id,
        note=cause.text[:LONGEST],
    )
    for suggestion_id in cause.about:
        turn.event(
            "cause_tasked",
            suggestion_id=suggestion_id,
            person_id=owner.id,
            cause_id=cause.id,
            due_on=str(due_on),
        )
    if owner != turn.actor:
        telling.one(turn, owner, "cause.asked", item, text=cause.text, due_on=due_on)


def end(turn: Turn, cause_id: int) -> None:
    """It is cleared away: it stays in the list, marked. Raises Refused before anything was done."""
    cause = fetch(turn, cause_id)
    if not causes.last_measures(turn.session, [cause], turn.now):
        raise Refused("cause.nothing_done")
    cause.ended_at, cause.ended_by_id, cause.due_on = turn.now, turn.me.id, None
    turn.session.flush()
    _settle(turn, cause, DutyState.DONE)
    for suggestion_id in cause.about:
        turn.event("cause_ended", suggestion_id=suggestion_id, cause_id=cause.id)
    turn.used()


def is_needed(turn: Turn, _item: Suggestion, cause_id: int) -> bool:
    """Whether something is still to be done about it by a day."""
    cause = causes.find(turn.session, cause_id)
    return cause is not None and cause.ended_at is None and cause.due_on is not None


def put_before(
    turn: Turn, item: Suggestion, person: Person, cause_id: int, priority: int = PROMPT
) -> int | None:
    """What is to be done by when, before whoever is to do it."""
    cause = turn.session.get_one(Cause, cause_id)
    open_it = keyboard.button(person.language, "button.open_cause", "cause", cause.id)
    left = ""
    if cause.due_on is not None:
        days = (cause.due_on - turn.office.today(turn.now)).days
        left = texts.days_left(days, person.language)
    return turn.say(
        person,
        "owed.cause",
        suggestion_id=item.id,
        purpose="prompt",
        priority=priority,
        id=cause.id,
        text=cause.text,
        numbers=_numbers(turn, cause),
        due_on=cause.due_on,
        left=Html(left),
        keyboard=[[open_it]],
    )
