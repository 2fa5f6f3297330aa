"""Suggestions enter the ledger, or a changed row changes them; contact plan and duties follow."""

from collections.abc import Sequence
from typing import Any

from handlers.acts import access
from handlers.acts.assigning import assignment
from handlers.acts.contacting import wishes
from handlers.acts.keeping import secrecy
from handlers.acts.people import roster
from handlers.acts.people.roster import Changed
from handlers.acts.replying import publications
from handlers.sheets import cells
from handlers.sheets.records import Record
from handlers.sheets.references import References
from handlers.turn import Turn
from storage import events, ledger, suggestions
from storage.suggestions import JointUnit, Key, Signature, Suggestion
from storage.vocabulary import Handling, Openness, SaidBy

_PLAIN = ("title", "content", "category", "office", "assigned_on", "is_key", "openness", "wishes")

_WHO_HANDLES = ("officer_id", "lead_unit_id", "office")


def keep(turn: Turn, records: Sequence[Record], known: References) -> list[Changed | None]:
    """A batch of suggestions enters (None each) or is changed, in the order of the batch."""
    standing = ledger.of_keys(turn.session, [record.values["key"] for record in records])
    new = [record for record in records if record.values["key"] not in standing]
    _enter(turn, new, known)
    ids = [item.id for item in standing.values()]
    signed = ledger.signatures(turn.session, ids)
    parts = ledger.joint_units(turn.session, ids)
    changes: list[Changed | None] = []
    for record in records:
        item = standing.get(record.values["key"])
        if item is None:
            changes.append(None)
        else:
            changes.append(
                _change(turn, item, record, known, signed.get(item.id, []), parts.get(item.id, []))
            )
    return changes


def _enter(turn: Turn, records: Sequence[Record], known: References) -> None:
    items = [_new(turn, record, known) for record in records]
    turn.session.add_all(items)
    turn.session.flush()
    ledger.add_rows(
        turn.session,
        Signature,
        [
            {
                "suggestion_id": item.id,
                "person_id": known.person(key).id,
                "is_lead": position == 0,
                "position": position,
            }
            for item, record in zip(items, records, strict=True)
            for position, key in enumerate(_signers(record))
        ],
    )
    ledger.add_rows(
        turn.session,
        JointUnit,
        [
            _part(item, known.unit_id(name), handling)
            for item, record in zip(items, records, strict=True)
            for name, handling in record.values.get("parts", ())
        ],
    )
    events.add_all(
        turn.session,
        [
            {
                "suggestion_id": item.id,
                "person_id": None,
                "actor_id": None,
                "kind": "imported",
                "data": {"row": record.row},
                "update_id": None,
                "at": turn.now,
            }
            for item, record in zip(items, records, strict=True)
        ],
    )
    for item, record in zip(items, records, strict=True):
        if record.values.get("is_secret"):
            secrecy.flag(turn, item)
        else:
            assignment.assign(turn, item)
    turn.session.flush()


def _signers(record: Record) -> list[str]:
    return [record.values["lead_deputy"], *(record.values.get("co_signers") or ())]


def _part(item: Suggestion, unit_id: int, handling: Handling) -> dict[str, Any]:
    """A unit's part; the day its opinion is owed is set by the assignment."""
    return {
        "suggestion_id": item.id,
        "unit_id": unit_id,
        "handling": handling,
        "opinion_due_on": item.due_on,
    }


def _new(turn: Turn, record: Record, known: References) -> Suggestion:
    values, key = record.values, record.values["key"]
    assert isinstance(key, Key)
    asked = cells.wishes(values.get("wishes") or "")
    officer = known.person(values["officer"]) if values.get("officer") else None
    leader = known.person(values["leader"]) if values.get("leader") else None
    return Suggestion(
        congress=key.congress,
        session_number=key.session_number,
        number=key.number,
        title=values["title"],
        content=values.get("content"),
        category=values.get("category"),
        lead_unit_id=known.unit_id(values["lead_unit"]),
        office=values.get("office") or (officer.office if officer else None),
        officer_id=officer.id if officer else None,
        leader_id=leader.id if leader else None,
        assigned_on=values["assigned_on"],
        due_on=values["assigned_on"],  # the assignment puts the day the reply is owed
        is_key=bool(values.get("is_key")),
        is_confidential=bool(values.get("is_confidential")) or asked.is_confidential,
        waives_meeting=asked.waives_meeting,
        wishes_meeting=asked.wishes_meeting,
        needs_no_paper=asked.needs_no_paper,
        openness=values.get("openness") or Openness.FULL,
        openness_by=SaidBy.LEDGER if values.get("openness") else SaidBy.NOBODY,
        wishes=values.get("wishes"),
        created_at=turn.now,
        notes=record.notes,
    )


def _change(
    turn: Turn,
    item: Suggestion,
    record: Record,
    known: References,
    signed: Sequence[Signature],
    parts: Sequence[JointUnit],
) -> Changed:
    if item.is_by_paper:
        return {}  # nothing of it is changed here any more, nor said
    if record.values.get("is_secret"):
        secrecy.flag(turn, item)
        return {"is_secret": (False, True)}
    fields = _fields(item, record, known)
    moves = any(name in fields and getattr(item, name) != fields[name] for name in _WHO_HANDLES)
    before = access.responsible(turn.session, item) if moves else None
    most = publications.allowed(turn.office, item)
    changed = roster.update(item, fields, record.notes)
    changed |= _sign_again(turn, item, record, known, signed)
    changed |= _part_again(turn, item, record, known, parts)
    if not changed:
        return {}
    turn.session.flush()
    shown = {
        name: (_named(known, name, a), _named(known, name, b)) for name, (a, b) in changed.items()
    }
    ids = {name: a for name, (a, _) in changed.items() if name in _BY_NAME}
    turn.event("updated", suggestion_id=item.id, **roster.told(shown), ids=ids)
    old = {name: value for name, (value, _) in changed.items()}
    if before is not None and before != access.responsible(turn.session, item):
        old["officer_id"] = before.id
    due_on = item.due_on
    assignment.reassign(turn, item, old)
    wishes.follow(turn, item, most)
    turn.session.flush()
    if item.due_on != due_on:
        turn.event(
            "redated",
            suggestion_id=item.id,
            round=item.round,
            before=str(due_on),
            due_on=str(item.due_on),
        )
    return shown


def _fields(item: Suggestion, record: Record, known: References) -> dict[str, Any]:
    """What the row gives, as columns. The deputy's own later word outlasts an unchanged wish."""
    values = record.values
    fields = {name: values[name] for name in _PLAIN if values.get(name) is not None}
    fields |= {
        name: None for name in ("content", "category", "office") if _is_cleared(values, name)
    }
    fields["lead_unit_id"] = known.unit_id(values["lead_unit"])
    for column, name in (("officer_id", "officer"), ("leader_id", "leader")):
        if name in values:
            fields[column] = known.person(values[name]).id if values[name] else None
    if "wishes" in values and (values["wishes"] or None) != item.wishes:
        asked = cells.wishes(values["wishes"] or "")
        fields |= {
            "wishes": values["wishes"],
            "waives_meeting": asked.waives_meeting,
            "wishes_meeting": asked.wishes_meeting,
            "needs_no_paper": asked.needs_no_paper,
        }
        if asked.is_confidential:
            fields["is_confidential"] = True
    if values.get("is_confidential") is not None:
        fields["is_confidential"] = values["is_confidential"] or fields.get(
            "is_confidential", False
        )
    if "openness" in fields:
        fields["openness_by"] = SaidBy.LEDGER
    if item.wished_at is not None:
        for name in BY_THE_DEPUTY:
            fields.pop(name, None)
    return fields


# What the deputy may say in chat; from then on only the deputy changes it.
BY_THE_DEPUTY = ("openness", "openness_by", "is_confidential", "needs_no_paper")


def _is_cleared(values: dict[str, Any], name: str) -> bool:
    return name in values and values[name] is None


def _sign_again(
    turn: Turn, item: Suggestion, record: Record, known: References, signed: Sequence[Signature]
) -> Changed:
    before = [row.person_id for row in signed]
    wanted = [known.person(key).id or 0 for key in _signers(record)]
    if "co_signers" not in record.values:
        wanted = [
            wanted[0],
            *(one for one in before if one != wanted[0] and not _leads(signed, one)),
        ]
    if before == wanted:
        return {}
    ledger.sign(turn.session, item.id, wanted)
    for row in signed:
        turn.session.expunge(row)
    return {"deputies": (before, wanted)}


def _leads(signed: Sequence[Signature], person_id: int) -> bool:
    return any(row.is_lead and row.person_id == person_id for row in signed)


def _part_again(
    turn: Turn, item: Suggestion, record: Record, known: References, parts: Sequence[JointUnit]
) -> Changed:
    if "parts" not in record.values:
        return {}
    wanted = {known.unit_id(name): handling for name, handling in record.values["parts"]}
    before = {row.unit_id: row.handling for row in parts}
    if wanted == before:
        return {}
    for row in parts:
        if row.unit_id not in wanted:
            row.ended_at = turn.now
        else:
            row.handling = wanted[row.unit_id]
    added = {unit_id: wanted[unit_id] for unit_id in wanted if unit_id not in before}
    for unit_id, handling in list(added.items()):
        part = suggestions.joint_unit(turn.session, item.id, unit_id)
        if part is not None:  # it had a part before, and has one again
            part.handling, part.ended_at = handling, None
            del added[unit_id]
    turn.session.flush()
    ledger.add_rows(
        turn.session,
        JointUnit,
        [_part(item, unit_id, handling) for unit_id, handling in added.items()],
    )
    return {"joint_units": (sorted(before), sorted(wanted))}


# Told by name in the audit, and by id besides: names change, and several people may bear one.
_BY_NAME = frozenset({"deputies", "joint_units", "lead_unit_id", "officer_id", "leader_id"})


def _named(known: References, name: str, value: Any) -> Any:
    """Ids in the audit are told as names."""
    if name == "deputies":
        return [known.name_of(person_id) for person_id in value]
    if name == "joint_units":
        return [known.unit_name(unit_id) for unit_id in value]
    if name == "lead_unit_id":
        return known.unit_name(value)
    if name in ("officer_id", "leader_id"):
        return known.name_of(value)
    return value
