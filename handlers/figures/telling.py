"""Giving reports to people: a card and a sheet, in their own contact hours."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from handlers import texts
from handlers.acts import hours
from handlers.acts.handling import checklist
from handlers.figures import cards, reports
from handlers.figures.reports import Made
from handlers.office import Office
from handlers.rules.figures import cadence
from handlers.rules.figures.cadence import Rhythm
from handlers.rules.figures.scope import WHOLE, Scope, scope_of
from handlers.sheets.report import workbook
from handlers.turn import PROMPT, Turn
from storage import people
from storage import reports as report_rows
from storage.database import Session, insert_new
from storage.people import Person
from storage.reports import Report
from storage.vocabulary import MessageKind, ReportKind, Role

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMED = 20  # people named in one message


@dataclass(frozen=True, slots=True)
class Due:
    """A report whose day has come."""

    kind: ReportKind
    day: date


def part_of(person: Person) -> Scope:
    """What somebody is told about."""
    return scope_of(person.role, person_id=person.id, unit_id=person.unit_id, office=person.office)


def plan(turn: Turn) -> None:
    """Write down when each report of the profile comes next; what has come due stays due."""
    known = report_rows.rhythms(turn.session)
    for kind, rhythm in turn.office.profile.cadence.items():
        row = known.get(kind)
        next_at = _ahead(turn, rhythm, row.last_on if row else None)
        if row is None:
            values = {"kind": kind, "next_at": next_at, "last_on": None}
            insert_new(turn.session, report_rows.Rhythm, values)
        elif row.next_at > turn.now:
            row.next_at = next_at
    turn.session.flush()


def _ahead(turn: Turn, rhythm: Rhythm, last_on: date | None) -> datetime:
    """The next moment of a report that is still to come, today's if it was not made yet."""
    today = turn.office.today(turn.now)
    next_at = _next_moment(turn.office, rhythm, today - timedelta(days=1))
    if next_at > turn.now and last_on != today:
        return next_at
    return _next_moment(turn.office, rhythm, today)


def _next_moment(office: Office, rhythm: Rhythm, since: date) -> datetime:
    day = cadence.next_day(rhythm, since, office.calendar)
    return datetime.combine(day, rhythm.at, tzinfo=office.timezone)


def due(session: Session, office: Office, now: datetime) -> list[Due]:
    """The reports whose moment has come, each for the day on which it is made."""
    return [
        Due(row.kind, office.today(now))
        for row in report_rows.due(session, now)
        if office.profile.cadence[row.kind].to
    ]


def compute(session: Session, office: Office, now: datetime, wanted: Due) -> list[Made]:
    """The figures for everybody who gets this report. For a session that only reads."""
    scopes = {part_of(person) for person in _readers(session, office, wanted.kind)} | {WHOLE}
    found = reports.compute(
        session, office, wanted.kind, now, sorted(scopes, key=lambda one: one.name)
    )
    return [one for one in found if one.scope.is_whole or not one.is_empty]


def _readers(session: Session, office: Office, kind: ReportKind) -> Sequence[Person]:
    return people.all_of(session, office.profile.cadence[kind].to)


def give(turn: Turn, wanted: Due, made: Sequence[Made], sheets: dict[str, bytes]) -> bool:
    """Freeze what was computed and tell everybody their part; False when that was done already.

    With the weekly one, whoever handles suggestions hears which of them lack most.

    `sheets`: the workbook of each part.
    """
    rhythm = next(
        (row for row in report_rows.due(turn.session, turn.now) if row.kind == wanted.kind), None
    )
    if rhythm is None:
        return False
    move_on(turn, rhythm)
    rows = {row.scope: row for row in reports.freeze(turn, made)}
    unreached = []
    for person in _readers(turn.session, turn.office, wanted.kind):
        row = rows.get(part_of(person).name)
        if row is not None and not people.is_reached(turn.session, person):
            unreached.append(person)
        elif row is not None:
            heard_at = hours.next_allowed(turn.office, person, turn.now)
            tell(turn, person, row, sheets[row.scope], priority=PROMPT, not_before=heard_at)
    _name_unreached(turn, wanted.kind, unreached)
    if wanted.kind == ReportKind.WEEKLY:
        checklist.tell_weekly(turn)
    return True


def _name_unreached(turn: Turn, kind: ReportKind, unreached: Sequence[Person]) -> None:
    """Whom the profile names and the chat does not reach: their head hears, else the committee.

    Once for each of them, whatever the report.
    """
    named = report_rows.unread(turn.session, [person.id for person in unreached])
    new = [person for person in unreached if person.id not in named]
    found: dict[int, list[Person]] = {}
    for person in new:
        turn.event("report_unread", person_id=person.id, what=kind.value)
        for one in _told_of(turn, person):
            found.setdefault(one.id, []).append(person)
    for person_id, whom in found.items():
        reader = people.get(turn.session, person_id)
        turn.say(
            reader,
            "report.unread",
            priority=PROMPT,
            not_before=hours.next_allowed(turn.office, reader, turn.now),
            report=kind,
            count=len(whom),
            names="、".join(one.name for one in whom[:NAMED]) + ("…" if len(whom) > NAMED else ""),
        )


def _told_of(turn: Turn, person: Person) -> Sequence[Person]:
    """Who can bring somebody into the chat: the head of their unit, else the committee."""
    heads = people.staff_of(turn.session, person.unit_id, Role.HEAD) if person.unit_id else []
    above = [one for one in heads if people.is_reached(turn.session, one)]
    return above or [
        one
        for one in people.all_of(turn.session, [Role.SUPERVISOR])
        if people.is_reached(turn.session, one)
    ]


def move_on(turn: Turn, rhythm: report_rows.Rhythm) -> None:
    """The report of this time is done: the next one. What was slept over is not made up."""
    today = turn.office.today(turn.now)
    rhythm.last_on = today
    rhythm.next_at = _next_moment(turn.office, turn.office.profile.cadence[rhythm.kind], today)


def skip_unread(turn: Turn) -> None:
    """Rhythms that the profile gives to nobody only move on."""
    for row in report_rows.due(turn.session, turn.now):
        if not turn.office.profile.cadence[row.kind].to:
            move_on(turn, row)


def sheet_of(office: Office, made: Made) -> bytes:
    """The workbook of a report."""
    return workbook(made.kind, made.day, made.figures, office.profile)


def tell(
    turn: Turn,
    person: Person,
    row: Report,
    sheet: bytes,
    *,
    priority: int,
    not_before: datetime | None = None,
) -> None:
    """The card, then the sheet. What about which suggestion is in the row that both come from."""
    chat_id = people.chat_of(turn.session, person.id)
    if chat_id is None:
        return
    common: dict[str, Any] = {
        "person_id": person.id,
        "purpose": "report",
        "priority": priority,
        "not_before": not_before,
    }
    turn.post(chat_id, cards.card(turn.office, row, person.language, person.id), **common)
    name = f"{texts.plain(row.kind, person.language)}-{row.day.isoformat()}.xlsx"
    send_file(turn, chat_id, name, sheet, **common)
    turn.event("report_sent", person_id=person.id, report_id=row.id)


def send_file(turn: Turn, chat_id: int, name: str, content: bytes, **row: Any) -> None:
    """Send a file that was made here: its bytes are in the row, so the record has them too."""
    turn.post(
        chat_id,
        None,
        kind=MessageKind.DOCUMENT,
        media={"name": name, "mime": MIME, "base64": base64.b64encode(content).decode()},
        **row,
    )


def all_sheets(office: Office, made: Sequence[Made]) -> Iterator[tuple[str, bytes]]:
    """The workbooks of reports, by the name of the part."""
    for one in made:
        yield one.scope.name, sheet_of(office, one)
