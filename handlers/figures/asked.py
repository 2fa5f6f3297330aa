"""Figures that somebody asks for in chat: a report of a day, or the ledger of their own part."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from handlers import texts
from handlers.acts import access
from handlers.figures import reports, telling
from handlers.figures.reports import Made
from handlers.office import Office
from handlers.rules.figures import scope
from handlers.sheets.ledger import Filter, export_ledger
from handlers.turn import CHAT, Turn
from storage import people, signals
from storage import reports as report_rows
from storage.database import Session
from storage.people import Person
from storage.reports import Report
from storage.suggestions import Suggestion
from storage.vocabulary import ReportKind, Role

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody has asked for; `kind` None: the ledger."""

    id: int
    person_id: int
    kind: ReportKind | None
    day: date


@dataclass(frozen=True, slots=True)
class Shown:
    """What there is to show: figures made now, or a row of before; and the file."""

    made: Made | None
    frozen_id: int | None
    file: bytes


def ask(turn: Turn, kind: ReportKind | None, day: date) -> None:
    """Note what is wanted; it is made in a moment. Raises Refused `report.later` for later days."""
    reports.moment_of(turn.office, day, turn.now)
    turn.session.add(report_rows.Request(person_id=turn.me.id, kind=kind, day=day, at=turn.now))
    turn.rings.add(signals.REPORTS)
    turn.session.flush()


def wanted(session: Session) -> list[Wanted]:
    """What is still to be shown."""
    return [
        Wanted(row.id, row.person_id, row.kind, row.day)
        for row in report_rows.requests(session, AT_ONCE)
    ]


def compute(session: Session, office: Office, now: datetime, want: Wanted) -> Shown:
    """What is to be shown: figures as they were frozen that day, or made for it now."""
    person = people.get(session, want.person_id)
    if want.kind is None:
        return Shown(None, None, _ledger(session, office, now, person))
    part = telling.part_of(person)
    if want.day < office.today(now):
        frozen = report_rows.first(session, want.kind, want.day, part.name)
        if frozen is not None:
            return Shown(None, frozen.id, telling.sheet_of(office, made_of(frozen)))
    moment = reports.moment_of(office, want.day, now)
    (made,) = reports.compute(session, office, want.kind, moment, [part])
    return Shown(made, None, telling.sheet_of(office, made))


def made_of(row: Report) -> Made:
    """A frozen report as it was when it was made."""
    return Made(row.kind, row.day, row.at, scope.Scope(row.scope), row.figures)


def _ledger(session: Session, office: Office, now: datetime, person: Person) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        export_ledger(session, office, now, path, wanted=own_part(session, person))
        return path.read_bytes()


def own_part(session: Session, person: Person) -> Filter:
    """Which lines of the ledger are a person's own.

    Whoever answers for a unit has those, too, in which it has a part that another leads (会办).
    """
    if person.role == Role.SUPERVISOR:
        return Filter(sees_sealed=person.unit_id is None)
    answers_for_unit = person.role in (Role.HEAD, Role.OFFICE_HEAD) or (
        person.unit_id is not None and access.responsible_of_unit(session, person.unit_id) == person
    )
    is_own: dict[Role, Callable[[Suggestion], bool]] = {
        Role.HEAD: lambda item: item.lead_unit_id == person.unit_id,
        Role.OFFICE_HEAD: lambda item: (
            item.lead_unit_id == person.unit_id and item.office == person.office
        ),
        Role.LEADER: lambda item: item.leader_id == person.id,
        Role.OFFICER: lambda item: item.officer_id == person.id,
    }
    return Filter(
        is_own=is_own[person.role],
        joint_unit_id=person.unit_id if answers_for_unit else None,
        sees_sealed=False,
    )


def show(turn: Turn, want: Wanted, shown: Shown) -> None:
    """Give it to whoever asked, once."""
    row = report_rows.request(turn.session, want.id)
    if row is None:
        return
    row.done_at = turn.now
    person = people.get(turn.session, want.person_id)
    chat_id = people.chat_of(turn.session, person.id)
    if person.left_at is not None or chat_id is None:
        return
    if want.kind is None:
        name = f"{texts.label('ledger.file', person.language)}-{want.day.isoformat()}.xlsx"
        telling.send_file(
            turn, chat_id, name, shown.file, person_id=person.id, purpose="report", priority=CHAT
        )
        turn.event("exported", person_id=person.id, what="own_ledger")
        return
    report = report_rows.get(turn.session, shown.frozen_id) if shown.frozen_id else None
    if shown.made is not None and shown.made.is_empty:
        turn.say(person, "report.empty", day=want.day, report=want.kind)
        return
    if report is None:
        assert shown.made is not None
        (report,) = reports.freeze(turn, [shown.made], asked_by=person.id)
    telling.tell(turn, person, report, shown.file, priority=CHAT)


def give_up(turn: Turn, want: Wanted) -> None:
    """It cannot be made: whoever asked is told, and nobody else waits for it."""
    row = report_rows.request(turn.session, want.id)
    if row is None:
        return
    row.done_at = turn.now
    turn.say(people.get(turn.session, want.person_id), "broken", reference=f"R{want.id}")
