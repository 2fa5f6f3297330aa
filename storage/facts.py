"""What figures are made of, in bulk: what happened to suggestions, and what was said about them.

Every question takes a batch of suggestions and answers with plain values. Moments come along, so
that figures of an earlier day can be told from what was known then.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from storage import requests, results
from storage.contacts import Contact
from storage.events import Event
from storage.look_backs import LookBack, LookBackAnswer
from storage.messages import Message
from storage.people import Person
from storage.seconds import SecondForm, SecondRating
from storage.studies import Study
from storage.suggestions import JointUnit, Signature, Suggestion
from storage.tags import Tag
from storage.vocabulary import ContactState, Direction, DutyKind, RequestKind, Role

# Kinds of events that figures count on, besides the rows themselves.
ASSIGNED, ROUND_OPENED, STAGE = "assigned", "round_opened", "stage"
EXTENDED = "extended"
PROMISED, PROMISE_KEPT, PROMISE_VIEWED = "promised", "promise_kept", "promise_viewed"
PROMISE_EXPLAINED = "promise_explained"
POINT_NOTED, POINT_STRUCK, POINT_ANSWERED = "point_noted", "point_struck", "point_answered"
PUBLISHED = "published"
BY_PAPER = "reply_by_paper"
LOOKED_BACK = "looked_back"
PROMPTED = "prompted"
# Kinds that tell how a suggestion stood before them.
REASSIGNED, HANDED_OVER, SPLIT = "reassigned", "handed_over", "split"
OFFICER_CHANGED, LEADER_NAMED, PLANNED = "officer_changed", "leader_named", "planned"
MEETING_WAIVED, WAIVER_REVOKED = "meeting_waived", "waiver_revoked"
MEETING_WISHED, PROGRESS_ANSWERED = "meeting_wished", "progress_answered"
UPDATED, REDATED, RECOMPUTED = "updated", "redated", "dates_recomputed"
KINDS = (
    ASSIGNED,
    ROUND_OPENED,
    STAGE,
    EXTENDED,
    PROMISED,
    PROMISE_KEPT,
    PROMISE_VIEWED,
    PROMISE_EXPLAINED,
    POINT_NOTED,
    POINT_STRUCK,
    POINT_ANSWERED,
    PUBLISHED,
    BY_PAPER,
    LOOKED_BACK,
    REASSIGNED,
    HANDED_OVER,
    SPLIT,
    OFFICER_CHANGED,
    LEADER_NAMED,
    PLANNED,
    MEETING_WAIVED,
    WAIVER_REVOKED,
    MEETING_WISHED,
    PROGRESS_ANSWERED,
    UPDATED,
    REDATED,
    RECOMPUTED,
)


class Happened(NamedTuple):
    """An event, in short."""

    suggestion_id: int
    kind: str
    data: dict[str, Any]
    at: datetime
    actor_id: int | None = None
    person_id: int | None = None


def page(session: Session, after_id: int, until: datetime, limit: int) -> Sequence[Suggestion]:
    """The next suggestions that had entered the ledger by a moment."""
    return session.scalars(
        select(Suggestion)
        .where(Suggestion.id > after_id, Suggestion.created_at <= until)
        .order_by(Suggestion.id)
        .limit(limit)
    ).all()


def happened(session: Session, ids: Sequence[int]) -> dict[int, list[Happened]]:
    """What happened to each of these suggestions that figures count on, in order."""
    rows = session.execute(
        select(
            Event.suggestion_id, Event.kind, Event.data, Event.at, Event.actor_id, Event.person_id
        )
        .where(Event.suggestion_id.in_(ids), Event.kind.in_(KINDS))
        .order_by(Event.suggestion_id, Event.id)
    )
    found: dict[int, list[Happened]] = {}
    for row in rows:
        found.setdefault(row.suggestion_id, []).append(Happened(*row))
    return found


def progress_answers(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """What the deputy said last to progress, by contact."""
    rows = session.scalars(
        select(Event.data)
        .where(Event.suggestion_id.in_(ids), Event.kind == PROGRESS_ANSWERED)
        .order_by(Event.id)
    )
    return {data["contact_id"]: data["answer"] for data in rows}


def refusals(
    session: Session, ids: Sequence[int], until: datetime
) -> dict[int, list[requests.Request]]:
    """Which units had asked by a moment to be relieved of each of these suggestions, in order."""
    found: dict[int, list[requests.Request]] = {}
    rows = session.scalars(
        select(requests.Request)
        .where(
            requests.Request.suggestion_id.in_(ids),
            requests.Request.kind == RequestKind.RETURN,
            requests.Request.asked_at <= until,
        )
        .order_by(requests.Request.id)
    )
    for row in rows:
        found.setdefault(row.suggestion_id, []).append(row)
    return found


def taken_over(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    """Since when the unit that leads each of these leads it, where another did before."""
    rows = session.execute(
        select(Event.suggestion_id, Event.kind, Event.data, Event.at)
        .where(Event.suggestion_id.in_(ids), Event.kind.in_([REASSIGNED, UPDATED]))
        .order_by(Event.id)
    )
    return {
        row.suggestion_id: row.at
        for row in rows
        if row.suggestion_id and (row.kind == REASSIGNED or "lead_unit_id" in row.data["before"])
    }


def results_of(
    session: Session, ids: Sequence[int], until: datetime
) -> dict[int, list[results.Result]]:
    """What had been noted by a moment to have come of each of these, and stood then, in order."""
    found: dict[int, list[results.Result]] = {}
    gave_way = exists().where(
        results.ResultChange.result_id == results.Result.id, results.ResultChange.at <= until
    )
    rows = session.scalars(
        select(results.Result)
        .where(results.Result.suggestion_id.in_(ids), results.Result.noted_at <= until, ~gave_way)
        .order_by(results.Result.id)
    )
    for row in rows:
        found.setdefault(row.suggestion_id, []).append(row)
    return found


def looked_back(
    session: Session, ids: Sequence[int], until: datetime
) -> dict[int, list[tuple[LookBackAnswer, datetime]]]:
    """The promises about each of these that campaigns begun by a moment asked about."""
    found: dict[int, list[tuple[LookBackAnswer, datetime]]] = {}
    rows = session.execute(
        select(LookBackAnswer, LookBack.begun_at)
        .join(LookBack, LookBack.id == LookBackAnswer.look_back_id)
        .where(
            LookBackAnswer.suggestion_id.in_(ids),
            LookBackAnswer.promise_id.is_not(None),
            LookBack.begun_at <= until,
        )
        .order_by(LookBackAnswer.id)
    )
    for row, begun_at in rows:
        found.setdefault(row.suggestion_id, []).append((row, begun_at))
    return found


def asked_again(
    session: Session, ids: Sequence[int], until: datetime
) -> dict[int, list[tuple[SecondForm, SecondRating | None]]]:
    """The forms by which results were asked about anew, with the answer that counted then."""
    answers = {
        row.form_id: row
        for row in session.scalars(
            select(SecondRating)
            .where(SecondRating.suggestion_id.in_(ids), SecondRating.at <= until)
            .order_by(SecondRating.sequence)
        )
    }
    found: dict[int, list[tuple[SecondForm, SecondRating | None]]] = {}
    rows = session.scalars(
        select(SecondForm)
        .where(SecondForm.suggestion_id.in_(ids), SecondForm.sent_at <= until)
        .order_by(SecondForm.id)
    )
    for row in rows:
        found.setdefault(row.suggestion_id, []).append((row, answers.get(row.id)))
    return found


def parts(session: Session, ids: Sequence[int]) -> dict[int, list[JointUnit]]:
    """The units that have, or have had, a part in each of these suggestions."""
    found: dict[int, list[JointUnit]] = {}
    rows = session.scalars(
        select(JointUnit)
        .where(JointUnit.suggestion_id.in_(ids))
        .order_by(JointUnit.suggestion_id, JointUnit.unit_id)
    )
    for row in rows:
        found.setdefault(row.suggestion_id, []).append(row)
    return found


def heard_by_each(
    session: Session, ids: Sequence[int], until: datetime, purposes: Iterable[str]
) -> dict[tuple[int, int], datetime]:
    """When anybody last had something of these purposes: by suggestion and person."""
    rows = session.execute(
        select(Message.suggestion_id, Message.person_id, func.max(Message.delivered_at))
        .where(
            Message.suggestion_id.in_(ids),
            Message.direction == Direction.OUT,
            Message.person_id.is_not(None),
            Message.purpose.in_(list(purposes)),
            Message.delivered_at <= until,
        )
        .group_by(Message.suggestion_id, Message.person_id)
    )
    return {(row[0], row[1]): row[2] for row in rows if row[0] and row[1] and row[2]}


def heard(
    session: Session, ids: Sequence[int], until: datetime, purposes: Iterable[str]
) -> dict[int, datetime]:
    """When the lead deputy last had something of these purposes about each suggestion."""
    rows = session.execute(
        select(Message.suggestion_id, func.max(Message.delivered_at))
        .join(
            Signature,
            and_(
                Signature.suggestion_id == Message.suggestion_id,
                Signature.person_id == Message.person_id,
                Signature.is_lead,
            ),
        )
        .where(
            Message.suggestion_id.in_(ids),
            Message.direction == Direction.OUT,
            Message.purpose.in_(list(purposes)),
            Message.delivered_at <= until,
        )
        .group_by(Message.suggestion_id)
    )
    return {row[0]: row[1] for row in rows if row[0] and row[1]}


def met_last(session: Session, suggestion_id: int) -> datetime | None:
    """When somebody last was in touch with the deputy about a suggestion, in whatever form."""
    return session.scalar(
        select(func.max(Contact.done_at)).where(
            Contact.suggestion_id == suggestion_id,
            Contact.state == ContactState.DONE,
            Contact.confirmed.is_not(False),
        )
    )


def urged(session: Session, ids: Sequence[int], until: datetime) -> dict[tuple[int, int], int]:
    """How often each unit's staff was reminded of what it owed and was late with: by suggestion
    and unit. What older reminders were about the day does not tell: all of them count.
    """
    is_late = Event.data["late"].as_boolean()
    rows = session.execute(
        select(Event.suggestion_id, Person.unit_id, func.count())
        .join(Person, Person.id == Event.person_id)
        .where(
            Event.suggestion_id.in_(ids),
            Event.kind == PROMPTED,
            Event.at <= until,
            Person.role.not_in([Role.DEPUTY, Role.SUPERVISOR]),
            or_(is_late, is_late.is_(None)),
            Event.data["about"].as_string() != DutyKind.OVERDUE,  # told above, of somebody else's
        )
        .group_by(Event.suggestion_id, Person.unit_id)
    )
    return {(row[0], row[1]): row[2] for row in rows if row[0] and row[1]}


def tags(session: Session, ids: Sequence[int], until: datetime) -> dict[int, dict[str, bool]]:
    """Which topics people have put on, or struck from, each of these suggestions."""
    rows = session.scalars(
        select(Tag).where(Tag.suggestion_id.in_(ids), Tag.at <= until).order_by(Tag.id)
    )
    found: dict[int, dict[str, bool]] = {}
    for row in rows:
        found.setdefault(row.suggestion_id, {})[row.topic] = row.is_on
    return found


def studies(session: Session, until: datetime) -> Sequence[Study]:
    """The sessions recorded by a moment and not withdrawn by then."""
    return session.scalars(
        select(Study)
        .where(
            Study.recorded_at <= until,
            or_(Study.withdrawn_at.is_(None), Study.withdrawn_at > until),
        )
        .order_by(Study.held_on, Study.id)
    ).all()
