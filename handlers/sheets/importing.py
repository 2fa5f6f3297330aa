"""People and ledger come in: all or nothing, every wrong cell told at once.

The files are gone through twice: once to check every cell, once to write in one transaction. Only
a batch of rows is in memory at a time. What stands already is changed where the row differs;
a second import of the same file changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Literal, TypeVar

from handlers.acts.handling import likeness
from handlers.acts.keeping import secrecy
from handlers.acts.people import roster
from handlers.acts.people.roster import Changed
from handlers.office import Office
from handlers.rules import plausible
from handlers.sheets import entering, headers, records, wording
from handlers.sheets.entering import Left
from handlers.sheets.headers import Sheet
from handlers.sheets.problems import Problem, SheetError, WrongCells
from handlers.sheets.reading import Book, Table, open_book
from handlers.sheets.records import Record
from handlers.sheets.references import Known, References
from handlers.turn import Turn
from storage import chain, ledger
from storage.database import Database, in_batches, is_conflict
from storage.suggestions import Key

BATCH = 200
CONFLICTS = 5  # times writing begins again because the running bot was faster
MAX_TOLD = 1_000  # changes told one by one; the others are only counted

Step = Literal["checking", "writing"]
Progress = Callable[[Step, int, int | None], None]
"""Told after every batch: step, rows done, rows in all (None while they are being counted)."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """One row that entered (`fields` is None) or was changed: field → (before, after)."""

    sheet: str
    name: str
    fields: Changed | None


@dataclass(slots=True)
class Summary:
    """What an import did, or would do."""

    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    left: dict[str, Left] = field(default_factory=dict)  # by suggestion, what stays as it is
    ignored: list[str] = field(default_factory=list)
    worded: list[Key] = field(default_factory=list)  # suggestions that say something new
    doubts: list[str] = field(default_factory=list)  # what has come in and should be looked at

    def count(self, kind: Sheet, name: str, changed: Changed | None) -> None:
        """Take one row into account."""
        if changed is None:
            self.created[kind.title] += 1
        elif changed:
            self.updated[kind.title] += 1
        else:
            self.unchanged[kind.title] += 1
            return
        if len(self.changes) < MAX_TOLD:
            self.changes.append(Change(kind.title, name, changed))


class _Undone(Exception):
    """Rolls a dry run back."""


def import_files(
    database: Database,
    office: Office,
    now: datetime,
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    progress: Progress = lambda step, done, total: None,
) -> Summary:
    """Import workbooks and csv files as if they were one.

    Raises SheetError when a file cannot be read, WrongCells when cells are wrong; nothing is
    imported then. A dry run says what would change and changes nothing.
    """
    with ExitStack() as stack:
        books: list[Book] = []
        for path in paths:
            books.append(open_book(path))
            stack.callback(books[-1].close)
        tables = [table for book in books for table in book.tables]
        with database.read() as session:
            known = References(ledger.units(session), ledger.roster(session))
        total = _check(tables, known, office.today(now), progress)
        ignored = [f"{book.file}!{title}" for book in books for title in book.ignored]
        for _ in range(CONFLICTS):
            summary = Summary(ignored=list(ignored))
            try:
                with database.write() as session:
                    turn = Turn(session, office, now)
                    _write(turn, tables, summary, lambda done: progress("writing", done, total))
                    if dry_run:
                        raise _Undone
                    _compare(turn, summary.worded)
            except _Undone:
                break
            except Exception as error:
                if not is_conflict(error):
                    raise
            else:
                break
        else:
            raise SheetError(wording.BUSY)
    return summary


# ——— checking ———


def _check(tables: Sequence[Table], known: References, today: date, progress: Progress) -> int:
    """Check every cell of every table; how many rows there are. Raises WrongCells."""
    problems = [problem for table in tables for problem in _missing_columns(table)]
    if problems:
        raise WrongCells(problems)
    seen: dict[tuple[str, object], tuple[str, str, int]] = {}
    done = 0
    for table in _in_order(tables):
        for row in _rows(table):
            record = _record(table, row, known, problems)
            _learn(table.kind, record, known)
            _check_twice(table, record, seen, problems)
            _check_day(table, record, today, problems)
            done += 1
            if done % BATCH == 0:
                progress("checking", done, None)
    if problems:
        raise WrongCells(problems)
    progress("checking", done, done)
    return done


def _rows(table: Table) -> Iterator[Any]:
    """The rows of a table, but for those of an exported ledger that name no more than a number."""
    for row in table.rows():
        title = row.cells.get("title") if table.kind is headers.SUGGESTIONS else None
        if title is None or title.text != secrecy.masked():
            yield row


def _in_order(tables: Sequence[Table]) -> list[Table]:
    """Units first, then people, then what they are to handle."""
    return sorted(tables, key=lambda table: headers.SHEETS.index(table.kind))


def _missing_columns(table: Table) -> Iterator[Problem]:
    place = f"A{table.header_row}"
    for column in table.kind.columns:
        if column.key in table.kind.required - table.keys:
            yield Problem(table.title, place, "", wording.NO_COLUMN.format(header=column.header))


def _record(table: Table, row: Any, known: References, problems: list[Problem]) -> Record:
    if table.kind is headers.UNITS:
        return records.unit(table, row, problems)
    if table.kind is headers.DEPUTIES:
        return records.deputy(table, row, known, problems)
    if table.kind is headers.STAFF:
        return records.staff(table, row, known, problems)
    return records.suggestion(table, row, known, problems)


def _learn(kind: Sheet, record: Record, known: References) -> None:
    """Rows further on may name whom this row brings."""
    values = record.values
    if kind is headers.UNITS and values.get("name"):
        known.add_unit(values["name"], values.get("short_name"), values.get("parent_name"))
    elif kind is headers.DEPUTIES and values.get("name"):
        known.add_person(
            Known(values["key"], values["name"], values.get("delegation") or "", None, None),
            is_deputy=True,
        )
    elif kind is headers.STAFF and values.get("name") and values.get("unit"):
        known.add_person(
            Known(values["key"], values["name"], values["unit"], values.get("office"), None),
            is_deputy=False,
        )


def _check_twice(
    table: Table,
    record: Record,
    seen: dict[tuple[str, object], tuple[str, str, int]],
    problems: list[Problem],
) -> None:
    """Two rows of one key would overwrite each other."""
    shown = "number" if table.kind is headers.SUGGESTIONS else "name"
    key = record.values.get("name" if table.kind is headers.UNITS else "key")
    if key is None or shown not in record.values:
        return
    here = (table.file, table.title, record.row)
    first = seen.setdefault((table.kind.key, key), here)
    if first != here:
        place = table.place_of(shown, record.row)
        value = str(record.values[shown])
        where = f"第 {first[2]} 行" if first[:2] == here[:2] else f"{first[1]}第 {first[2]} 行"
        problems.append(Problem(table.title, place, value, wording.TWICE.format(where=where)))


def _check_day(table: Table, record: Record, today: date, problems: list[Problem]) -> None:
    """A slip in the year would make everything that follows overdue, or due in ages."""
    day = record.values.get("assigned_on")
    if day is not None and not plausible.may_be_assigned(day, today):
        expected = wording.ASSIGNED.format(first=plausible.FIRST, last=today + plausible.AHEAD)
        place = table.place_of("assigned_on", record.row)
        problems.append(Problem(table.title, place, str(day), expected))


# ——— writing ———


def _write(
    turn: Turn, tables: Sequence[Table], summary: Summary, told: Callable[[int], None]
) -> None:
    done = 0
    for _kind, same in groupby(_in_order(tables), key=lambda table: table.kind):
        # What came before has its ids by now.
        known = References(ledger.units(turn.session), ledger.roster(turn.session))
        for table in same:
            for rows in _batches(_rows(table)):
                _write_batch(turn, table, rows, known, summary)
                chain.bind(turn.session, only_new=True)
                turn.session.expunge_all()
                done += len(rows)
                told(done)


def _write_batch(
    turn: Turn, table: Table, rows: Sequence[Any], known: References, summary: Summary
) -> None:
    problems: list[Problem] = []
    batch = [_record(table, row, known, problems) for row in rows]
    if problems:  # somebody has changed the roster since the check
        raise WrongCells(problems)
    if table.kind is headers.SUGGESTIONS:
        for record, kept in zip(batch, entering.keep(turn, batch, known), strict=True):
            changed = kept.changed
            summary.count(table.kind, _named(record.values["key"]), changed)
            if kept.left:
                summary.left[_named(record.values["key"])] = kept.left
            if changed is None or {"title", "content"} & changed.keys():
                summary.worded.append(record.values["key"])
            if changed is None or "assigned_on" in changed:
                _doubt(turn, record, summary)
        return
    for record in batch:
        if table.kind is headers.UNITS:
            changed = roster.keep_unit(turn, record.values, record.notes)
        else:
            place = record.values.get("unit")
            changed = roster.keep_person(
                turn,
                record.values,
                record.notes,
                unit_id=known.unit_id(place) if place else None,
            )
        summary.count(table.kind, record.values["name"], changed)


def _doubt(turn: Turn, record: Record, summary: Summary) -> None:
    day, number = record.values["assigned_on"], record.values["key"].number
    is_doubtful = plausible.is_doubtful(day, turn.office.today(turn.now))
    if is_doubtful and len(summary.doubts) < MAX_TOLD:
        summary.doubts.append(wording.DOUBTFUL.format(number=number, day=day))


def _compare(turn: Turn, worded: Sequence[Key]) -> None:
    """Find what suggestions with new words are like."""
    ids: list[int] = []
    for some in in_batches(worded):
        ids += [item.id for item in ledger.of_keys(turn.session, some).values()]
        turn.session.expunge_all()
    likeness.compare(turn, ids)


def _named(key: Key) -> str:
    return f"{key.congress}-{key.session_number}-{key.number}"


def _batches(rows: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
