"""What was suggested (建议), by whom, and who handles it.

A suggestion is named by three separate facts: congress (届次), session (会次), number (建议编号).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.database import Base, Id, Json, remember, remembered
from storage.duties import Duty
from storage.numbers import Words
from storage.pending import BESIDE
from storage.people import Person
from storage.replies import Reply
from storage.vocabulary import (
    TAKEN_OUT,
    DutyState,
    Handling,
    Openness,
    ReplyClass,
    Role,
    SaidBy,
    Stage,
)

OVER = (Stage.CLOSED, *sorted(TAKEN_OUT))


class Suggestion(Base):
    """One suggestion. `stage` follows from recorded facts; `due_on` is when the reply is owed.

    `needs_no_paper`: the deputy wants no written reply (供参考). `wished_at`: when they last said
    in chat what they wish; no import goes over that. `openness_by`: who has said how far the public
    may see it, None in rows older than that question. `hard_since`: since then it counts as hard
    (难点件), to be studied and talked over together. `came_at`: when the present lead unit took it
    over from another; None: it has had it from the first. `listed`: what the last import said of
    who handles it since when, so that a cell that says the same again undoes nothing.
    """

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("congress", "session_number", "number"),
        Index("ix_suggestions_officer_stage", "officer_id", "stage"),
        Index("ix_suggestions_number", "number"),
        Index("ix_suggestions_stage_due", "stage", "due_on"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    congress: Mapped[str] = mapped_column(String(20))
    session_number: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(500))
    content: Mapped[str | None] = mapped_column(Words)
    category: Mapped[str | None] = mapped_column(String(100))
    lead_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    office: Mapped[str | None] = mapped_column(String(100))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    assigned_on: Mapped[date]
    came_at: Mapped[datetime | None]
    is_key: Mapped[bool] = mapped_column(default=False)
    is_confidential: Mapped[bool] = mapped_column(default=False)
    waives_meeting: Mapped[bool] = mapped_column(default=False)
    wishes_meeting: Mapped[bool] = mapped_column(default=False)
    needs_no_paper: Mapped[bool] = mapped_column(default=False, server_default=false())
    hard_since: Mapped[datetime | None]
    openness: Mapped[Openness] = mapped_column(default=Openness.FULL)
    openness_by: Mapped[SaidBy | None]
    wishes: Mapped[str | None] = mapped_column(Words)
    wished_at: Mapped[datetime | None]
    stage: Mapped[Stage] = mapped_column(default=Stage.ASSIGNED)
    round: Mapped[int] = mapped_column(default=1)
    due_on: Mapped[date]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    listed: Mapped[dict[str, Any] | None] = mapped_column(Json)
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own shape)

    @property
    def is_by_paper(self) -> bool:
        """Whether it is secret: nothing of it but its number is ever sent (涉密, 走纸质渠道)."""
        return self.stage == Stage.BY_PAPER

    @property
    def is_open(self) -> bool:
        """Whether anything may still come of it."""
        return self.stage not in OVER


class Signature(Base):
    """That a deputy stands behind a suggestion: leading (领衔) or co-signing (附议)."""

    __tablename__ = "signatures"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    is_lead: Mapped[bool]
    position: Mapped[int]


class JointUnit(Base):
    """A unit with a part in a suggestion besides the lead unit (会办).

    `ended_at`: since then it has no part any more; it leads, or the ledger names it no longer.
    """

    __tablename__ = "joint_units"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True, index=True)
    handling: Mapped[Handling]
    part: Mapped[str | None] = mapped_column(
        Words
    )  # what of it is theirs, where it is split (分办)
    opinion_due_on: Mapped[date]
    opinion_given_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


_OPEN_OF = (
    select(Signature.person_id, Suggestion)
    .join(Suggestion, Signature.suggestion_id == Suggestion.id)
    .where(
        Signature.person_id.in_(bindparam("person_ids", expanding=True)),
        Suggestion.stage.not_in(OVER),
    )
    .order_by(Suggestion.id)
    .execution_options(**BESIDE)
)


@dataclass(frozen=True, slots=True)
class Key:
    """The full name of a suggestion."""

    congress: str
    session_number: str
    number: str


def get(session: Session, suggestion_id: int) -> Suggestion:
    """The suggestion of that id."""
    return session.get_one(Suggestion, suggestion_id, execution_options=BESIDE)


def find(session: Session, suggestion_id: int) -> Suggestion | None:
    """The suggestion of that id, if there is one."""
    return session.get(Suggestion, suggestion_id)


def locked(session: Session, suggestion_id: int) -> Suggestion | None:
    """The suggestion as it stands now, which nobody else changes until the transaction ends."""
    return session.get(
        Suggestion,
        suggestion_id,
        with_for_update={"key_share": True},
        populate_existing=True,
    )


def by_key(session: Session, key: Key) -> Suggestion | None:
    """The suggestion of that full name."""
    return session.scalars(
        select(Suggestion).where(
            Suggestion.congress == key.congress,
            Suggestion.session_number == key.session_number,
            Suggestion.number == key.number,
        )
    ).first()


def numbered(session: Session, number: str) -> Sequence[Suggestion]:
    """Every suggestion of that number, the newest congress and session first.

    Leading zeros do not matter. `届-会-号` (14-4-0107) names exactly one.
    """
    parts = number.split("-")
    digits = parts[-1].strip()
    bare = digits.lstrip("0") or "0"
    question = select(Suggestion).where(
        Suggestion.number.in_({digits, bare, *(bare.zfill(width) for width in range(2, 7))})
    )
    if len(parts) == 3:
        question = question.where(
            Suggestion.congress == parts[0], Suggestion.session_number == parts[1]
        )
    return session.scalars(question.order_by(Suggestion.id.desc()).limit(20)).all()


def deputies(session: Session, suggestion_id: int) -> Sequence[tuple[Person, bool]]:
    """Who stands behind a suggestion, the lead first: (person, leads)."""
    rows = session.execute(
        select(Person, Signature.is_lead)
        .join(Signature, Signature.person_id == Person.id)
        .where(Signature.suggestion_id == suggestion_id)
        .order_by(Signature.is_lead.desc(), Signature.position)
    )
    return [(person, is_lead) for person, is_lead in rows]


def lead_deputy_id(session: Session, suggestion_id: int) -> int:
    """Who leads: the first contact person, the only one who rates."""
    return session.scalars(
        select(Signature.person_id).where(
            Signature.suggestion_id == suggestion_id, Signature.is_lead
        )
    ).one()


def signature(session: Session, suggestion_id: int, person_id: int) -> Signature | None:
    """How a person signed a suggestion, if they did."""
    return session.get(Signature, (suggestion_id, person_id))


def joint_units(session: Session, suggestion_id: int) -> Sequence[JointUnit]:
    """The units that have a part besides the lead."""
    return session.scalars(
        select(JointUnit)
        .where(JointUnit.suggestion_id == suggestion_id, JointUnit.ended_at.is_(None))
        .order_by(JointUnit.unit_id)
    ).all()


def former_joint_units(session: Session, suggestion_id: int) -> Sequence[JointUnit]:
    """The units that had a part once."""
    return session.scalars(
        select(JointUnit)
        .where(JointUnit.suggestion_id == suggestion_id, JointUnit.ended_at.is_not(None))
        .order_by(JointUnit.unit_id)
    ).all()


def ever_joint(session: Session, suggestion_id: int) -> bool:
    """Whether any unit besides the lead has a part, or has had one."""
    question = select(JointUnit.unit_id).where(JointUnit.suggestion_id == suggestion_id)
    return session.scalars(question.limit(1)).first() is not None


def joint_unit(session: Session, suggestion_id: int, unit_id: int) -> JointUnit | None:
    """The part that a unit has, or has had."""
    return session.get(JointUnit, (suggestion_id, unit_id))


def of_deputy(session: Session, person_id: int, *, only_open: bool) -> Sequence[Suggestion]:
    """The suggestions a deputy stands behind, the nearest date first."""
    question = (
        select(Suggestion)
        .join(Signature, Signature.suggestion_id == Suggestion.id)
        .where(Signature.person_id == person_id)
        .order_by(Suggestion.due_on, Suggestion.id)
    )
    if only_open:
        question = question.where(Suggestion.stage.not_in(OVER))
    return session.scalars(question).all()


def named_for(session: Session, person_id: int) -> Sequence[Suggestion]:
    """The open suggestions that somebody handles or leads by name, in the order of their ids."""
    return session.scalars(
        select(Suggestion)
        .where(
            or_(Suggestion.officer_id == person_id, Suggestion.leader_id == person_id),
            Suggestion.stage.not_in(OVER),
        )
        .order_by(Suggestion.id)
    ).all()


def open_ids_of_deputy(session: Session, person_id: int) -> list[int]:
    """The ids of a deputy's open suggestions."""
    session.flush()
    found = remembered(
        session, ("open_of", person_id), lambda: open_of_deputies(session, [person_id])[person_id]
    )
    return [item.id for item in found]


def open_of_deputies(session: Session, person_ids: Collection[int]) -> dict[int, list[Suggestion]]:
    """The open suggestions of deputies: all asked at once."""
    found: dict[int, list[Suggestion]] = {person_id: [] for person_id in person_ids}
    for person_id, item in session.execute(_OPEN_OF, {"person_ids": list(person_ids)}):
        found[person_id].append(item)
    for person_id, items in found.items():
        remember(session, ("open_of", person_id), items)
    return found


def in_reach(person: Person) -> Select[Suggestion]:
    """The suggestions a member of staff has to do with, by the roster.

    Each reason is asked for by an index of its own: what there is besides costs nothing.
    """
    question = select(Suggestion)
    if person.role == Role.SUPERVISOR:
        return question
    ids = select(Suggestion.id)
    reasons = [
        select(JointUnit.suggestion_id).where(
            JointUnit.unit_id == person.unit_id, JointUnit.ended_at.is_(None)
        )
    ]
    if person.role == Role.HEAD:
        reasons.append(ids.where(Suggestion.lead_unit_id == person.unit_id))
    else:
        # Where nobody is named, or whoever was has left, it is theirs who owes something about it.
        owes = select(Duty.suggestion_id).where(
            Duty.person_id == person.id, Duty.state == DutyState.OPEN
        )
        reasons += [
            ids.where(Suggestion.officer_id == person.id),
            ids.where(Suggestion.leader_id == person.id),
            owes,
        ]
    of_unit = Suggestion.lead_unit_id == person.unit_id
    if person.role == Role.OFFICE_HEAD:
        reasons.append(ids.where(of_unit, Suggestion.office == person.office))
    if person.role == Role.LEADER:
        gone = select(Person.id).where(Person.left_at.is_not(None))
        is_unled = or_(Suggestion.leader_id.is_(None), Suggestion.leader_id.in_(gone))
        reasons.append(ids.where(of_unit, is_unled))
    return question.where(Suggestion.id.in_(union_all(*reasons)))


def of_staff(
    session: Session, person: Person, *, limit: int, after: tuple[date, int] | None = None
) -> Sequence[tuple[Suggestion, date]]:
    """A page of the open suggestions of a member of staff, their own nearest duty first.

    Where nothing is owed by the person, the reply's date counts.
    """
    owed = (
        select(Duty.suggestion_id, func.min(Duty.due_on).label("due_on"))
        .where(Duty.person_id == person.id, Duty.state == DutyState.OPEN)
        .group_by(Duty.suggestion_id)
        .subquery()
    )
    nearest = func.coalesce(owed.c.due_on, Suggestion.due_on)
    question = (
        in_reach(person)
        .add_columns(nearest)
        .outerjoin(owed, owed.c.suggestion_id == Suggestion.id)
        .where(Suggestion.stage.not_in(OVER))
    )
    if after is not None:
        day, last_id = after
        question = question.where(or_(nearest > day, and_(nearest == day, Suggestion.id > last_id)))
    rows = session.execute(question.order_by(nearest, Suggestion.id).limit(limit))
    return [(row[0], row[1]) for row in rows]


def search(session: Session, person: Person, words: str, limit: int) -> Sequence[Suggestion]:
    """What of a person's reach has that number, or these words in title or deputy's name.

    A name that is kept back is found by those alone who may see it.
    """
    found = [item for item in numbered(session, words) if _reaches(session, person, item)]
    if found:
        return found[:limit]
    question = of_deputy_question(person.id) if person.is_deputy else in_reach(person)
    named = _shows_names(person)
    for word in words.split():
        by_deputy = (
            select(Signature.suggestion_id)
            .join(Person, Person.id == Signature.person_id)
            .where(Person.name.contains(word, autoescape=True))
        )
        is_theirs = and_(named, Suggestion.id.in_(by_deputy))
        in_title = Suggestion.title.contains(word, autoescape=True)
        question = question.where(or_(in_title, is_theirs))
    return session.scalars(question.order_by(Suggestion.due_on, Suggestion.id).limit(limit)).all()


def _shows_names(person: Person) -> ColumnElement[bool]:
    """Where a person sees who stands behind it: not of what is confidential, as another unit."""
    if person.is_deputy or person.role == Role.SUPERVISOR:
        return true()
    return or_(Suggestion.is_confidential.is_(False), Suggestion.lead_unit_id == person.unit_id)


def with_class(
    session: Session, person: Person, letter: ReplyClass, limit: int
) -> Sequence[Suggestion]:
    """What of a member of staff's reach was last answered with that class, the newest first."""
    answered = select(Reply.suggestion_id).where(Reply.reply_class == letter)
    return session.scalars(
        in_reach(person)
        .where(Suggestion.id.in_(answered))
        .order_by(Suggestion.id.desc())
        .limit(limit)
    ).all()


def of_deputy_question(person_id: int) -> Select[Suggestion]:
    """The question for everything a deputy stands behind."""
    return (
        select(Suggestion)
        .join(Signature, Signature.suggestion_id == Suggestion.id)
        .where(Signature.person_id == person_id)
    )


def _reaches(session: Session, person: Person, item: Suggestion) -> bool:
    question = of_deputy_question(person.id) if person.is_deputy else in_reach(person)
    return session.scalars(question.where(Suggestion.id == item.id)).first() is not None


def every(session: Session) -> Sequence[int]:
    """The ids of all suggestions in ledger order."""
    return session.scalars(
        select(Suggestion.id).order_by(
            Suggestion.congress, Suggestion.session_number, Suggestion.number
        )
    ).all()


def open_after(session: Session, after: int, limit: int) -> Sequence[Suggestion]:
    """The next open suggestions, in the order of their ids."""
    return session.scalars(
        select(Suggestion)
        .where(Suggestion.id > after, Suggestion.stage.not_in(OVER))
        .order_by(Suggestion.id)
        .limit(limit)
    ).all()


def with_dates_after(session: Session, after: int, limit: int) -> Sequence[Suggestion]:
    """The next suggestions that are open, or of which something is owed by a day all the same."""
    owed = select(Duty.suggestion_id).where(Duty.state == DutyState.OPEN, Duty.due_on.is_not(None))
    ids = union_all(select(Suggestion.id).where(Suggestion.stage.not_in(OVER)), owed)
    return session.scalars(
        select(Suggestion)
        .where(Suggestion.id > after, Suggestion.id.in_(ids))
        .order_by(Suggestion.id)
        .limit(limit)
    ).all()
