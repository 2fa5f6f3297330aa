"""What joint units owed and handed in (会办意见) as it stood at a moment, and what was made of it.

One that was sent back is owed anew, by its new day; until it was sent back it stood. Whoever was
late with an empty one is not in time by handing in another.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime

from handlers.office import Office
from handlers.rules.figures.matter import SENT_BACK, Judged, Opinion
from storage.opinions import Opinion as Handed
from storage.suggestions import JointUnit

Due = Callable[[JointUnit], date]  # by when one that was not given was owed
Rows = Mapping[tuple[int, int], Sequence[Handed]]  # by suggestion and unit


def of(
    parts: Sequence[JointUnit], handed: Rows, due: Due, office: Office, moment: datetime
) -> Iterator[Opinion]:
    """What each joint unit of a suggestion owed."""
    for part in parts:
        rows = handed.get((part.suggestion_id, part.unit_id), ())
        if rows:
            yield _opinion(part, rows, due(part), office, moment)
        else:  # none, or as it was noted before opinions had words
            given = part.opinion_given_at
            on = office.today(given) if given is not None and given <= moment else None
            yield Opinion(part.unit_id, part.opinion_due_on if on else due(part), on)


def _opinion(
    part: JointUnit, rows: Sequence[Handed], due_on: date, office: Office, moment: datetime
) -> Opinion:
    past = [row for row in rows if row.given_at <= moment]
    stands = bool(past) and not _is_by(past[-1].sent_back_at, moment)
    owed = [row.due_on or part.opinion_due_on for row in rows]
    late = [
        due_on
        for due_on, row in zip(owed, past, strict=False)
        if due_on < office.today(row.given_at)
    ]
    present = [*owed, due_on][len(past) - stands]
    return Opinion(
        part.unit_id,
        late[0] if late else present,
        office.today(past[-1].given_at) if stands else None,
        tuple(_judged(rows, office, moment)),
        present if late and not stands else None,
    )


def _judged(rows: Sequence[Handed], office: Office, moment: datetime) -> Iterator[Judged]:
    for row in rows:
        if row.grade is not None and row.graded_at is not None and row.graded_at <= moment:
            yield Judged(row.grade.value, office.today(row.graded_at))
        if row.sent_back_at is not None and row.sent_back_at <= moment:
            yield Judged(SENT_BACK, office.today(row.sent_back_at))


def _is_by(at: datetime | None, moment: datetime) -> bool:
    return at is not None and at <= moment
