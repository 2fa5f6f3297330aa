"""Suggestions enter the ledger, or a changed row changes them; contact plan and duties follow.

What people have said or done in chat since the last import is not undone by a row that says what it
said then: it is left as it is, and told (see `holders`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers.acts.assigning import assignment, withdrawal
from handlers.acts.assigning import parts as owed_parts
from handlers.acts.contacting import wishes
from handlers.acts.keeping import secrecy
from handlers.acts.people import roster
from handlers.acts.people.roster import Changed
from handlers.acts.replying import publications
from handlers.sheets import cells, holders, wording
from handlers.sheets.holders import Listed, News
from handlers.sheets.records import Record
from handlers.sheets.references import References
from handlers.turn import Turn
from storage import events, ledger, suggestions
from storage.suggestions import JointUnit, Key, Signature, Suggestion
from storage.vocabulary import Handling, Openness, SaidBy

_PLAIN = ("title", "content", "category", "is_key", "openness", "wishes")

Left = dict[str, tuple[Any, Any, str]]
"""What of a row is left as it is: field → (what the row says, what stands, why)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What has become of a row: `changed` None: it entered."""

    changed: Changed | None
    left: Left = field(default_factory=dict)


def keep(turn: Turn, records: Sequence[Record], known: References) -> list[Kept]:
    """A batch of suggestions enters or is changed, in the order of the batch."""
    standing = ledger.of_keys(turn.session, [record.values["key"] for record in records])
    new = [record for record in records if record.values["key"] not in standing]
    _enter(turn, new, known)
    ids = [item.id for item in standing.values()]
    signed = ledger.signatures(turn.session, ids)
    parts = ledger.joint_units(turn.session, ids)
    kept: list[Kept] = []
    for record in records:
        item = standing.get(record.values["key"])
        if item is None:
            kept.append(Kept(None))
        else:
            kept.append(
                _change(turn, item, record, known, signed.get(item.id, []), parts.get(item.id, []))
            )
    return kept


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
        listed=holders.said(record, known),
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
) -> Kept:
    if item.is_by_paper:
        return Kept({})  # nothing of it is changed here any more, nor said
    if record.values.get("is_secret"):
        secrecy.flag(turn, item)
        return Kept({"is_secret": (False, True)})
    most, due_on = publications.allowed(turn.office, item), item.due_on
    row = holders.said(record, known)
    news = holders.news(turn, item, row)
    fields, left = _fields(item, record)
    left |= {name: (row[name], getattr(item, name), why) for name, why in news.left.items()}
    changed = roster.update(item, fields, record.notes)
    changed |= _sign_again(turn, item, record, known, signed)
    changed |= _part_again(turn, item, row, news, parts, left)
    turn.session.flush()
    changed |= holders.apply(turn, item, row, news, changed)
    holders.keep(item, row, news)
    if "deputies" in changed:
        withdrawal.look(turn, item)
    left = {
        name: (_named(known, name, a), _named(known, name, b), why)
        for name, (a, b, why) in left.items()
    }
    if not changed:
        return Kept({}, left)
    shown = {
        name: (_named(known, name, a), _named(known, name, b)) for name, (a, b) in changed.items()
    }
    ids = {name: a for name, (a, _) in changed.items() if name in _BY_NAME}
    turn.event("updated", suggestion_id=item.id, **roster.told(shown), ids=ids)
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
    return Kept(shown, left)


def _fields(item: Suggestion, record: Record) -> tuple[dict[str, Any], Left]:
    """What the row gives, as columns. The deputy's own later word outlasts an unchanged wish."""
    values, left = record.values, Left()
    fields = {name: values[name] for name in _PLAIN if values.get(name) is not None}
    fields |= {name: None for name in ("content", "category") if _is_cleared(values, name)}
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
            stands = getattr(item, name)
            if fields.pop(name, stands) != stands:
                left[name] = (values.get(name), stands, wording.BY_THE_DEPUTY)
    return fields, left


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
    turn: Turn,
    item: Suggestion,
    row: Listed,
    news: News,
    parts: Sequence[JointUnit],
    left: Left,
) -> Changed:
    """Units come in, or have no part any more, as far as the row says something new."""
    if "parts" not in row:
        return {}
    wanted = {unit_id: Handling(handling) for unit_id, handling in row["parts"]}
    before = {part.unit_id: part.handling for part in parts}
    last = _parts_before(item, parts)
    if wanted == last and wanted.keys() == before.keys():
        return {}
    for part in parts:
        if part.unit_id in last.keys() - wanted.keys():
            part.ended_at = turn.now
    lead_unit_id = news.fields.get("lead_unit_id", item.lead_unit_id)
    for unit_id, handling in wanted.items():
        if last.get(unit_id) != handling and unit_id != lead_unit_id:
            _take_part(turn, item, unit_id, handling)
    turn.session.flush()
    now = {part.unit_id: part.handling for part in suggestions.joint_units(turn.session, item.id)}
    if now.keys() != wanted.keys():
        left["joint_units"] = (sorted(wanted), sorted(now), wording.MOVED_IN_CHAT)
    return {"joint_units": (sorted(before), sorted(now))} if now != before else {}


def _parts_before(item: Suggestion, parts: Sequence[JointUnit]) -> dict[int, Handling]:
    """What the last import said; what is split off in chat has its part in words."""
    if item.listed is not None and "parts" in item.listed:
        return {unit_id: Handling(handling) for unit_id, handling in item.listed["parts"]}
    return {part.unit_id: part.handling for part in parts if part.part is None}


def _take_part(turn: Turn, item: Suggestion, unit_id: int, handling: Handling) -> None:
    """A unit has a part from today on, or another kind of part."""
    part = suggestions.joint_unit(turn.session, item.id, unit_id)
    if part is None:
        part = JointUnit(suggestion_id=item.id, unit_id=unit_id, ended_at=turn.now)
        turn.session.add(part)
    part.handling = handling
    if part.ended_at is not None:
        part.ended_at = None
        today = turn.office.today(turn.now)
        part.opinion_due_on = owed_parts.due_on(turn, item, handling, today)


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
