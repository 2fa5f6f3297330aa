"""Which rows of the record a transaction has touched: noted as it goes, whoever changes them.

What goes through the session is noted here. Statements that go past it (`session.connection()`)
say what they have touched by `database.note`.
"""

from typing import Any

from sqlalchemy import Delete, Table, Update, event, inspect, select, tuple_
from sqlalchemy.orm import InstanceState, ORMExecuteState

from storage import kept
from storage.database import Base, RowKey, Writing, note

PASSING = {"is_passing": True}  # execution options of a change that says nothing of what happened


def of_the_record(session: Writing) -> dict[str, dict[RowKey, set[int]]]:
    """What has been touched: table → key → the chains a row was in before, where it has moved."""
    return {name: rows for name, rows in session.touched.items() if kept.is_kept(name)}


@event.listens_for(Writing, "after_flush")
def _flushed(session: Writing, _context: object) -> None:
    for noun in session.new:
        state: InstanceState[Any] = inspect(noun)
        if kept.is_kept(_table(state).name):
            note(session, _table(state).name, [_key(state)])
    for noun in session.dirty:
        _note_change(session, inspect(noun))
    for noun in session.deleted:
        _note_end(session, inspect(noun))


def _note_change(session: Writing, state: InstanceState[Any]) -> None:
    table = _table(state)
    if not kept.is_kept(table.name):
        return
    columns = {
        state.mapper.attrs[name].columns[0].name
        for name in set(state.mapper.column_attrs.keys()) - state.unmodified
    }
    if columns <= kept.PASSING.get(table.name, set()):
        return
    chained_by = kept.chained_by(table)
    before = state.attrs[chained_by].history.deleted if chained_by in columns else ()
    note(session, table.name, [_key(state)], *(chain or kept.OFFICE for chain in before))


def _note_end(session: Writing, state: InstanceState[Any]) -> None:
    table = _table(state)
    if not kept.is_kept(table.name):
        return
    if table.name in kept.PARENTS:
        column, parent = kept.PARENTS[table.name]
        of = Base.metadata.tables[parent]
        chain = session.connection().scalar(
            select(of.c.suggestion_id).where(of.c.id == state.dict[column])
        )
    else:
        chain = state.dict.get(kept.chained_by(table))
    note(session, table.name, [_key(state)], chain or kept.OFFICE)


def _table(state: InstanceState[Any]) -> Table:
    table = state.mapper.local_table
    assert isinstance(table, Table)
    return table


def _key(state: InstanceState[Any]) -> RowKey:
    return tuple(state.mapper.primary_key_from_instance(state.obj()))


@event.listens_for(Writing, "do_orm_execute")
def _executed(execution: ORMExecuteState) -> None:
    """Rows changed by a statement are looked up before it, and it changes no others."""
    statement, mapper = execution.statement, execution.bind_mapper
    if mapper is None or not isinstance(statement, Update | Delete):
        return
    table = mapper.local_table
    assert isinstance(table, Table)
    if not kept.is_kept(table.name) or execution.execution_options.get("is_passing"):
        return
    session = execution.session
    found = kept.kept(table.name)
    question = select(*found.keys, found.chain).select_from(found.source)
    if statement.whereclause is not None:
        question = question.where(statement.whereclause)
    if session.get_bind().dialect.name != "sqlite":
        question = question.with_for_update(of=table)
    session.flush()
    rows = session.connection().execute(question).all()
    for *key, chain in rows:
        note(session, table.name, [tuple(key)], chain)
    if session.get_bind().dialect.name != "sqlite":
        execution.statement = statement.where(_one_of(table, [tuple(row[:-1]) for row in rows]))


def _one_of(table: Table, keys: list[RowKey]) -> Any:
    columns = list(table.primary_key)
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    return tuple_(*columns).in_(keys)
