"""What the checklists of many suggestions need that no other question about many gives."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.duties import Duty
from storage.plans import Milestone
from storage.promises import Promise
from storage.receipts import Receipt
from storage.vocabulary import DutyKind, DutyState


def receipts(session: Session, ids: Collection[int]) -> dict[tuple[int, int], Receipt]:
    """The last receipt of each unit for each of these suggestions."""
    rows = session.scalars(
        select(Receipt).where(Receipt.suggestion_id.in_(ids)).order_by(Receipt.id)
    )
    return {(row.suggestion_id, row.unit_id): row for row in rows}


def milestones(session: Session, ids: Collection[int]) -> dict[int, list[Milestone]]:
    """The milestones of each plan of these suggestions, the earliest first."""
    found: dict[int, list[Milestone]] = {}
    rows = session.scalars(
        select(Milestone)
        .where(Milestone.suggestion_id.in_(ids))
        .order_by(Milestone.due_on, Milestone.id)
    )
    for row in rows:
        found.setdefault(row.plan_id, []).append(row)
    return found


def promises(session: Session, ids: Collection[int]) -> dict[int, list[Promise]]:
    """The promises of each of these suggestions, the nearest date first."""
    found: dict[int, list[Promise]] = {}
    rows = session.scalars(
        select(Promise).where(Promise.suggestion_id.in_(ids)).order_by(Promise.due_on, Promise.id)
    )
    for row in rows:
        found.setdefault(row.suggestion_id, []).append(row)
    return found


def with_promises_to_note(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Those of which nobody has noted yet what was promised with the reply."""
    return frozenset(
        session.scalars(
            select(Duty.suggestion_id).where(
                Duty.suggestion_id.in_(ids),
                Duty.kind == DutyKind.PROMISE_TO_NOTE,
                Duty.state == DutyState.OPEN,
            )
        )
    )
