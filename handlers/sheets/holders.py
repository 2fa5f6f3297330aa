"""Who handles a suggestion, by a row of the ledger: what of it is news, what is left as it is.

A cell that says what it said at the last import is no news: what has been done in chat since then
(改派, 转交, 指定领办, 分办) stands. And who has answered is not replaced while that is rated.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from handlers import texts
from handlers.acts import access
from handlers.acts.assigning import assignment, moving
from handlers.acts.assigning.moving import Taker
from handlers.acts.people.roster import Changed
from handlers.sheets import wording
from handlers.sheets.records import Record
from handlers.sheets.references import References
from handlers.turn import Turn
from storage import events, people, replies
from storage.suggestions import Suggestion
from storage.units import Unit

COLUMNS = ("lead_unit_id", "office", "officer_id", "leader_id", "assigned_on")
_OF_A_UNIT = ("office", "officer_id", "leader_id", "assigned_on")

Listed = dict[str, Any]
"""What a row says of who handles it, by column, as it is kept; only what it says anything of."""


@dataclass(slots=True)
class News:
    """What changes by a row, and what is left as it is: column → why, in words."""

    fields: Listed = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)


def said(record: Record, known: References) -> Listed:
    """What a row says."""
    values = record.values
    found: Listed = {
        "lead_unit_id": known.unit_id(values["lead_unit"]),
        "assigned_on": values["assigned_on"].isoformat(),
    }
    if "office" in values:
        found["office"] = values["office"]
    for column, name in (("officer_id", "officer"), ("leader_id", "leader")):
        if name in values:
            found[column] = known.person(values[name]).id if values[name] else None
    if "parts" in values:
        found["parts"] = sorted(
            [known.unit_id(name), handling.value] for name, handling in values["parts"]
        )
    return found


def news(turn: Turn, item: Suggestion, row: Listed) -> News:
    """What of a row differs from what stands and was not said before."""
    found = News()
    for name in COLUMNS:
        if name not in row or row[name] == _standing(item, name):
            continue
        if is_old(turn, item, name, row[name]):
            found.left[name] = wording.MOVED_IN_CHAT
        else:
            found.fields[name] = row[name]
    if "lead_unit_id" in found.fields and _is_answered(turn, item):
        found.left["lead_unit_id"] = wording.ANSWERED
    for name in ("lead_unit_id", *_OF_A_UNIT):
        # Where the row names another unit than the one that keeps it, the rest is that unit's.
        if "lead_unit_id" in found.left and found.fields.pop(name, None) is not None:
            found.left.setdefault(name, wording.OF_ANOTHER_UNIT)
    return found


def _standing(item: Suggestion, name: str) -> Any:
    value = getattr(item, name)
    return value.isoformat() if isinstance(value, date) else value


def is_old(turn: Turn, item: Suggestion, name: str, value: Any) -> bool:
    """Whether the last import said so already; where nothing tells, chat has the last word."""
    if item.listed is not None:
        return name in item.listed and bool(item.listed[name] == value)
    return events.was_moved(turn.session, item.id)


def _is_answered(turn: Turn, item: Suggestion) -> bool:
    reply = replies.of_round(turn.session, item.id, item.round)
    return item.is_open and reply is not None


def keep(item: Suggestion, row: Listed, found: News) -> None:
    """Remember what the row said, but for what waits until it can be done."""
    waits = {name for name, why in found.left.items() if why != wording.MOVED_IN_CHAT}
    listed = {name: value for name, value in row.items() if name not in waits}
    together = {**(item.listed or {}), **listed}
    if together != item.listed:
        item.listed = together


def apply(turn: Turn, item: Suggestion, row: Listed, found: News, changed: Changed) -> Changed:
    """Do what a row changes as it is done in chat, and set going what follows from all `changed`.

    The columns of who handles it that are different now: column → (before, after).
    """
    if not found.fields and not changed:
        return {}
    before = {name: getattr(item, name) for name in COLUMNS}
    others = {name: value for name, (value, _) in changed.items()}
    if "lead_unit_id" in found.fields and item.is_open:
        if others:
            assignment.reassign(turn, item, others)
        reason = texts.label("move.by_ledger", turn.language)
        moving.taken_over(turn, item, _taker(turn, row, found), reason)
    else:
        _within_the_unit(turn, item, row, found, others)
    return {
        name: (before[name], getattr(item, name))
        for name in COLUMNS
        if before[name] != getattr(item, name)
    }


def _taker(turn: Turn, row: Listed, found: News) -> Taker:
    assigned_on = found.fields.get("assigned_on")
    return Taker(
        turn.session.get_one(Unit, row["lead_unit_id"]),
        row.get("office") or _office_of(turn, row.get("officer_id")),
        row.get("officer_id"),
        row.get("leader_id"),
        date.fromisoformat(assigned_on) if assigned_on else None,
    )


def _office_of(turn: Turn, person_id: int | None) -> str | None:
    return people.get(turn.session, person_id).office if person_id is not None else None


def _within_the_unit(
    turn: Turn, item: Suggestion, row: Listed, found: News, before: dict[str, Any]
) -> None:
    """Another officer, office, leader or date; or, of what is over, whatever is corrected."""
    former = access.responsible(turn.session, item)
    fields = dict(found.fields)
    if "lead_unit_id" in fields:  # nobody of the former unit answers for it
        fields |= {name: row.get(name) for name in ("office", "officer_id", "leader_id")}
    if fields.get("officer_id") is not None and "office" not in row:
        fields["office"] = _office_of(turn, fields["officer_id"]) or item.office
    for name, value in fields.items():
        before[name] = getattr(item, name)
        setattr(item, name, date.fromisoformat(value) if name == "assigned_on" else value)
    turn.session.flush()
    now = access.responsible(turn.session, item)
    if former is not None and now != former:
        before["officer_id"] = former.id
    if now != former and now is not None and item.is_open:
        moving.handed_on(turn, item, before)
    elif before:
        assignment.reassign(turn, item, before)
