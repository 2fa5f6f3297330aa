"""党组专题研究: noted with its day and what it took up, and put into each suggestion's record."""

from datetime import date

from handlers import keyboard
from handlers.acts import naming
from handlers.rules import plausible
from handlers.rules.dates import parse_day
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import studies
from storage.studies import Study

LONGEST = 300  # characters of a subject


def note(turn: Turn, words: str) -> None:
    """`DAY SUBJECT NUMBERS`. Raises Refused `study.how` when it is not that."""
    today = turn.office.today(turn.now)
    first, _, rest = words.strip().partition(" ")
    held_on = parse_day(first, today)
    subject, numbers = naming.split(rest)
    if held_on is None or not subject or turn.me.unit_id is None:
        raise Refused("study.how")
    plausible.must_have_happened(held_on, today, plausible.study_since(today))
    if len(subject) > LONGEST:
        raise Refused("form.too_long", limit=LONGEST)
    if not numbers:
        naming.must_not_be_glued(turn, subject)
    items = naming.found(turn, numbers)
    row = Study(
        unit_id=turn.me.unit_id,
        held_on=held_on,
        subject=subject,
        about=[item.id for item in items],
        recorded_by_id=turn.me.id,
        recorded_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    for item in items:
        turn.event("studied", suggestion_id=item.id, study_id=row.id, day=held_on.isoformat())
    turn.event("study_noted", person_id=turn.me.id, study_id=row.id)
    turn.say(
        turn.me,
        "study.noted",
        day=held_on,
        subject=row.subject,
        numbers="、".join(item.number for item in items) or "—",
        count=studies.count(turn.session, row.unit_id, *_year(held_on)),
        keyboard=[[keyboard.button(turn.language, "button.withdraw", "unstudy", row.id)]],
    )


def this_year(turn: Turn, unit_id: int) -> int:
    """How often a unit's party group has sat over suggestions this year."""
    return studies.count(turn.session, unit_id, *_year(turn.office.today(turn.now)))


def _year(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year, 12, 31)


def withdraw(turn: Turn, study_id: int) -> None:
    """It was noted by mistake: only whoever noted it takes it back."""
    row = studies.find(turn.session, study_id)
    if row is None or row.recorded_by_id != turn.me.id:
        raise Refused("permission.denied")
    if row.withdrawn_at is not None:
        raise Refused("duty.done")
    row.withdrawn_at = turn.now
    for suggestion_id in row.about:
        turn.event("study_withdrawn", suggestion_id=suggestion_id, study_id=row.id)
    turn.event("study_withdrawn", person_id=turn.me.id, study_id=row.id)
    turn.used()
    turn.say(turn.me, "study.withdrawn")
