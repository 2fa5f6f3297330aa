"""成果登记: which demand was taken up, and what came of it; its deputies hear of each.

What was wrong is corrected or withdrawn with a reason, which they read, too.
"""

from dataclasses import dataclass

from handlers.acts import access, telling
from handlers.acts.following import result_pages
from handlers.rules.changes import Change
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import points, results
from storage.points import Point
from storage.results import Result, ResultChange
from storage.suggestions import Suggestion
from storage.vocabulary import ResultKind


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a result. `point_id`: which of the listed demands it takes up, if one."""

    kind: ResultKind
    point: str
    what: str
    proof: str | None
    point_id: int | None = None
    document: str | None = None
    amount_yuan: int | None = None
    change: Change | None = None


def note(turn: Turn, item: Suggestion, told: Told) -> Result:
    """Write a result down, and bring it to the deputies as a card of progress."""
    row = _add(turn, item, told)
    turn.event("result_noted", suggestion_id=item.id, result_id=row.id, result=row.kind.value)
    _tell(turn, item, row, "result.deputy")
    return row


def _add(turn: Turn, item: Suggestion, told: Told) -> Result:
    proof = told.proof or told.document
    if proof is None:
        raise Refused("result.proof")
    row = Result(
        suggestion_id=item.id,
        kind=told.kind,
        point=told.point,
        point_id=told.point_id,
        what=told.what,
        document=told.document,
        amount_yuan=told.amount_yuan,
        proof=proof,
        before=told.change.before if told.change else None,
        after=told.change.after if told.change else None,
        noted_by_id=turn.me.id,
        noted_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    return row


def _tell(turn: Turn, item: Suggestion, row: Result, key: str, **values: object) -> None:
    shown = Html(result_pages.line(turn, row))
    telling.deputies(turn, item, key, point=row.point, result=shown, proof=row.proof, **values)


def open_one(turn: Turn, result_id: int) -> tuple[Result, Suggestion]:
    """A result that stands, by whoever may change it. Raises Refused `duty.done`."""
    row = results.find(turn.session, result_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.NOTE_RESULT)
    if not results.stands(turn.session, row.id):
        raise Refused("duty.done")
    return row, item


def told_of(row: Result) -> Told:
    """What is told of a result, as it stands."""
    return Told(
        kind=row.kind,
        point=row.point,
        what=row.what,
        proof=row.proof,
        point_id=row.point_id,
        document=row.document,
        amount_yuan=row.amount_yuan,
        change=Change(row.before, row.after) if row.before and row.after else None,
    )


def correct(turn: Turn, result_id: int, told: Told, reason: str) -> None:
    """Another takes its place; the deputies read both, and why."""
    row, item = open_one(turn, result_id)
    new = _add(turn, item, told)
    _change(turn, item, row, reason, new)
    _tell(
        turn,
        item,
        new,
        "result.corrected",
        former=Html(result_pages.line(turn, row)),
        reason=reason,
    )


def withdraw(turn: Turn, result_id: int, reason: str) -> None:
    """It was no result; the deputies read why."""
    row, item = open_one(turn, result_id)
    _change(turn, item, row, reason, None)
    _tell(turn, item, row, "result.withdrawn", reason=reason)


def _change(turn: Turn, item: Suggestion, row: Result, reason: str, new: Result | None) -> None:
    turn.session.add(
        ResultChange(
            suggestion_id=item.id,
            result_id=row.id,
            replaced_by_id=new.id if new else None,
            reason=reason,
            by_id=turn.me.id,
            at=turn.now,
        )
    )
    turn.session.flush()
    kind = "result_corrected" if new else "result_withdrawn"
    turn.event(kind, suggestion_id=item.id, result_id=row.id, reason=reason)


def listed(turn: Turn, item: Suggestion) -> list[Point]:
    """The demands that it may take up, where they are listed point by point (逐条答复)."""
    return points.of_suggestion(turn.session, item.id)


def demand(turn: Turn, item: Suggestion, point_id: int) -> Point:
    """One of them. Raises Refused `button.gone` for what is not among them."""
    found = next((row for row in listed(turn, item) if row.id == point_id), None)
    if found is None:
        raise Refused("button.gone")
    return found
