"""When agency and deputies are to meet: face to face, at a place studied, at a table, online.

One meeting may serve several suggestions and deputies of several delegations. Times offered and
what was chosen are never overwritten: a meeting that moves opens a further round of both. It counts
for a suggestion through the contact that was recorded of it, and only once the deputy has confirmed
that it took place.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.contacts import Contact
from storage.database import Base, Id
from storage.numbers import Words
from storage.people import Person
from storage.suggestions import OVER, Signature, Suggestion
from storage.vocabulary import (
    ContactForm,
    ContactState,
    MeetingState,
    Phase,
    Role,
    SlotAnswer,
    Stage,
)

LEADERS = (Role.LEADER, Role.HEAD)
AHEAD = (MeetingState.PROPOSED, MeetingState.FIXED)


class Tour(Base):
    """Leaders of a unit go from place to place and sit down with the deputies there (带队座谈)."""

    __tablename__ = "tours"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]


class Meeting(Base):
    """One meeting of a unit with deputies. `starts_at` stands once it is fixed.

    `round`: how often times have been offered. `sequence`: how often what the calendars of those
    who take part were told has changed. `files`: messages with pictures and papers of it.
    """

    __tablename__ = "meetings"
    __table_args__ = (Index("ix_meetings_unit_state", "unit_id", "state"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    tour_id: Mapped[int | None] = mapped_column(ForeignKey("tours.id"), index=True)
    called_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    form: Mapped[ContactForm]
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.PROPOSED)
    round: Mapped[int] = mapped_column(default=1)
    place: Mapped[str] = mapped_column(Words)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    starts_at: Mapped[datetime | None]
    minutes: Mapped[int]
    sequence: Mapped[int] = mapped_column(default=0)
    board_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    summary: Mapped[str | None] = mapped_column(Words)
    files: Mapped[list[Any] | None]
    besides: Mapped[str | None] = mapped_column(Words)
    cancelled_why: Mapped[str | None] = mapped_column(Words)
    created_at: Mapped[datetime]
    recorded_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Item(Base):
    """That a meeting is about a suggestion; `contact_id`: as what it was recorded there.

    `ended_at`: since then it is no longer about it, which was over before they met.
    """

    __tablename__ = "meeting_items"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions.id"), primary_key=True, index=True
    )
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    ended_at: Mapped[datetime | None]


class Slot(Base):
    """A time that was offered."""

    __tablename__ = "meeting_slots"
    __table_args__ = (UniqueConstraint("meeting_id", "round", "position"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    round: Mapped[int]
    position: Mapped[int]
    starts_at: Mapped[datetime]


class Participant(Base):
    """A deputy who is invited, or a member of staff who is to come along.

    `withdrew_at`: has said since that they cannot come. `has_attended`: once it is recorded.
    """

    __tablename__ = "meeting_participants"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    withdrew_at: Mapped[datetime | None]
    has_attended: Mapped[bool | None]


class Choice(Base):
    """What a deputy said to the times offered in a round; the latest counts.

    `noted_by_id`: who wrote it down for them, when it was said on the telephone.
    """

    __tablename__ = "meeting_choices"
    __table_args__ = (Index("ix_meeting_choices_meeting", "meeting_id", "round"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    round: Mapped[int]
    answer: Mapped[SlotAnswer]
    at: Mapped[datetime]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Issue(Base):
    """A question raised at a meeting (问题清单), about one of its suggestions or none."""

    __tablename__ = "meeting_issues"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"))
    text: Mapped[str] = mapped_column(Words)
    at: Mapped[datetime]


def find(session: Session, meeting_id: int) -> Meeting | None:
    """The meeting of that id, if there is one."""
    return session.get(Meeting, meeting_id)


def locked(session: Session, meeting_id: int) -> Meeting:
    """The meeting as it stands now, which nobody else changes until the transaction ends."""
    return session.get_one(
        Meeting, meeting_id, with_for_update={"key_share": True}, populate_existing=True
    )


def items(session: Session, meeting_id: int) -> Sequence[Suggestion]:
    """The suggestions a meeting is, or was to be, about, in the order of their ids."""
    return session.scalars(
        select(Suggestion)
        .join(Item, Item.suggestion_id == Suggestion.id)
        .where(Item.meeting_id == meeting_id)
        .order_by(Suggestion.id)
    ).all()


def live(session: Session, meeting_id: int) -> Sequence[Suggestion]:
    """Those a meeting is still about: neither over before it was held, nor gone by paper."""
    return session.scalars(
        select(Suggestion)
        .join(Item, Item.suggestion_id == Suggestion.id)
        .where(Item.meeting_id == meeting_id, *_LIVE)
        .order_by(Suggestion.id)
    ).all()


_LIVE = (Item.ended_at.is_(None), Suggestion.stage != Stage.BY_PAPER)


def item(session: Session, meeting_id: int, suggestion_id: int) -> Item:
    """What ties a meeting to a suggestion."""
    return session.get_one(Item, (meeting_id, suggestion_id))


def items_of(session: Session, meeting_id: int, person_id: int) -> list[Suggestion]:
    """Those of them that a deputy stands behind."""
    return list(
        session.scalars(
            select(Suggestion)
            .join(Item, Item.suggestion_id == Suggestion.id)
            .join(Signature, Signature.suggestion_id == Suggestion.id)
            .where(Item.meeting_id == meeting_id, Signature.person_id == person_id, *_LIVE)
            .order_by(Suggestion.id)
        )
    )


def slots(session: Session, meeting_id: int, round_number: int | None = None) -> Sequence[Slot]:
    """The times offered (in one round, if given), in order."""
    question = select(Slot).where(Slot.meeting_id == meeting_id)
    if round_number is not None:
        question = question.where(Slot.round == round_number)
    return session.scalars(question.order_by(Slot.round, Slot.position)).all()


def participants(session: Session, meeting_id: int) -> Sequence[tuple[Participant, Person]]:
    """Everybody who is to take part, deputies first."""
    rows = session.execute(
        select(Participant, Person)
        .join(Person, Person.id == Participant.person_id)
        .where(Participant.meeting_id == meeting_id)
        .order_by(Person.role != Role.DEPUTY, Person.id)
    )
    return [(row[0], row[1]) for row in rows]


def participant(session: Session, meeting_id: int, person_id: int) -> Participant | None:
    """How somebody takes part, if they do."""
    return session.get(Participant, (meeting_id, person_id))


def choices(session: Session, meeting_id: int, round_number: int | None = None) -> Sequence[Choice]:
    """What was ever said to the times offered (in one round, if given), in order."""
    question = select(Choice).where(Choice.meeting_id == meeting_id)
    if round_number is not None:
        question = question.where(Choice.round == round_number)
    return session.scalars(question.order_by(Choice.id)).all()


def chosen(session: Session, meeting: Meeting) -> dict[int, SlotAnswer]:
    """Who has said what to the times on offer now; the latest of each counts."""
    return {row.person_id: row.answer for row in choices(session, meeting.id, meeting.round)}


def issues(session: Session, meeting_id: int) -> Sequence[Issue]:
    """What was raised at a meeting."""
    return session.scalars(
        select(Issue).where(Issue.meeting_id == meeting_id).order_by(Issue.id)
    ).all()


def of_suggestion(session: Session, suggestion_id: int) -> Sequence[Meeting]:
    """Every meeting about a suggestion."""
    return session.scalars(
        select(Meeting)
        .join(Item, Item.meeting_id == Meeting.id)
        .where(Item.suggestion_id == suggestion_id)
        .order_by(Meeting.id)
    ).all()


def ahead_about(session: Session, suggestion_id: int) -> Sequence[Meeting]:
    """The meetings about a suggestion that are still to be fixed, held or written down."""
    return session.scalars(
        select(Meeting)
        .join(Item, Item.meeting_id == Meeting.id)
        .where(
            Item.suggestion_id == suggestion_id,
            Item.ended_at.is_(None),
            Meeting.state.in_(AHEAD),
        )
        .order_by(Meeting.id)
    ).all()


def of_person(session: Session, person_id: int) -> Sequence[tuple[Participant, Meeting]]:
    """Every meeting somebody was to take part in."""
    rows = session.execute(
        select(Participant, Meeting)
        .join(Meeting, Meeting.id == Participant.meeting_id)
        .where(Participant.person_id == person_id)
        .order_by(Meeting.id)
    )
    return [(row[0], row[1]) for row in rows]


def next_of(session: Session, ids: Iterable[int]) -> dict[int, datetime]:
    """Suggestion → the beginning of the meeting about it that is fixed and not written down."""
    rows = session.execute(
        select(Item.suggestion_id, func.min(Meeting.starts_at))
        .join(Meeting, Meeting.id == Item.meeting_id)
        .where(
            Item.suggestion_id.in_(list(ids)),
            Item.ended_at.is_(None),
            Meeting.state == MeetingState.FIXED,
        )
        .group_by(Item.suggestion_id)
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}


def ahead_of(session: Session, person: Person, limit: int) -> Sequence[Meeting]:
    """What is ahead of a person: the meetings they take part in or have called, not over yet."""
    part = select(Participant.meeting_id).where(
        Participant.person_id == person.id, Participant.withdrew_at.is_(None)
    )
    return session.scalars(
        select(Meeting)
        .where(
            Meeting.state.in_(AHEAD),
            Meeting.id.in_(part) | (Meeting.called_by_id == person.id),
        )
        .order_by(Meeting.starts_at.is_(None), Meeting.starts_at, Meeting.id)
        .limit(limit)
    ).all()


def behind_contacts(session: Session, suggestion_ids: Iterable[int]) -> dict[int, int]:
    """Contact → the meeting that it was recorded of, of all about these suggestions."""
    rows = session.execute(
        select(Item.contact_id, Item.meeting_id).where(
            Item.suggestion_id.in_(list(suggestion_ids)), Item.contact_id.is_not(None)
        )
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def fixed_about(
    session: Session, person_ids: Iterable[int], since: datetime, until: datetime
) -> Sequence[tuple[int, Meeting]]:
    """What begins in a time and is fixed for any of these people: (person, meeting)."""
    rows = session.execute(
        select(Participant.person_id, Meeting)
        .join(Meeting, Meeting.id == Participant.meeting_id)
        .where(
            Participant.person_id.in_(list(person_ids)),
            Participant.withdrew_at.is_(None),
            Meeting.state == MeetingState.FIXED,
            Meeting.starts_at >= since,
            Meeting.starts_at < until,
        )
        .order_by(Participant.person_id, Meeting.starts_at)
    )
    return [(row[0], row[1]) for row in rows]


def with_the_same(session: Session, contact: Contact) -> list[Contact]:
    """The other contacts that one meeting made for the same deputy: one question for all."""
    meeting_id = session.scalar(select(Item.meeting_id).where(Item.contact_id == contact.id))
    if meeting_id is None:
        return []
    return list(
        session.scalars(
            select(Contact)
            .join(Item, Item.contact_id == Contact.id)
            .where(
                Item.meeting_id == meeting_id,
                Contact.id != contact.id,
                Contact.deputy_id == contact.deputy_id,
            )
            .order_by(Contact.id)
        )
    )


def face_to_face(session: Session, suggestion_id: int, forms: Iterable[ContactForm]) -> int:
    """How often lead unit and deputy have met about a suggestion, confirmed by the deputy."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Contact)
            .where(
                Contact.suggestion_id == suggestion_id,
                Contact.phase != Phase.PART,
                Contact.state == ContactState.DONE,
                Contact.form.in_(list(forms)),
                Contact.confirmed.is_(True),
            )
        )
        or 0
    )


def of_contacts(session: Session, contact_ids: Iterable[int]) -> dict[int, int]:
    """Contact → the meeting of which it was recorded; those made otherwise are not in it."""
    rows = session.execute(
        select(Item.contact_id, Item.meeting_id).where(Item.contact_id.in_(list(contact_ids)))
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def present_at(session: Session, contact_ids: Iterable[int]) -> dict[int, set[int]]:
    """Contact → who was at the meeting of which it was recorded, by what was written down."""
    of = of_contacts(session, contact_ids)
    present: dict[int, set[int]] = {meeting_id: set() for meeting_id in of.values()}
    rows = session.execute(
        select(Participant.meeting_id, Participant.person_id).where(
            Participant.meeting_id.in_(list(present)), Participant.has_attended.is_(True)
        )
    )
    for meeting_id, person_id in rows:
        present[meeting_id].add(person_id)
    return {contact_id: present[meeting_id] for contact_id, meeting_id in of.items()}


def confirmed(
    session: Session,
    unit_id: int,
    since: datetime,
    until: datetime,
    forms: Iterable[ContactForm],
) -> Sequence[Contact]:
    """What of these forms a unit's deputies have confirmed of a time, of what it leads."""
    return session.scalars(
        select(Contact)
        .join(Suggestion, Suggestion.id == Contact.suggestion_id)
        .where(
            Suggestion.lead_unit_id == unit_id,
            Contact.phase != Phase.PART,
            Contact.state == ContactState.DONE,
            Contact.confirmed.is_(True),
            Contact.form.in_(list(forms)),
            Contact.done_at >= since,
            Contact.done_at < until,
        )
        .order_by(Contact.id)
    ).all()


def tour(session: Session, tour_id: int) -> Tour | None:
    """The tour of that id, if there is one."""
    return session.get(Tour, tour_id)


def tours(session: Session, unit_id: int, limit: int, before: int | None = None) -> Sequence[Tour]:
    """The tours of a unit (before one of them, if given), the newest first."""
    question = select(Tour).where(Tour.unit_id == unit_id)
    if before is not None:
        question = question.where(Tour.id < before)
    return session.scalars(question.order_by(Tour.id.desc()).limit(limit)).all()


def stops(session: Session, tour_id: int) -> Sequence[Meeting]:
    """The meetings of a tour, in the order in which they were called."""
    return session.scalars(
        select(Meeting).where(Meeting.tour_id == tour_id).order_by(Meeting.id)
    ).all()


def waiting(session: Session, unit_id: int) -> Sequence[tuple[Person, Suggestion]]:
    """Lead deputies with open suggestions of a unit, by delegation: whom a tour may visit.

    What a deputy wants to be kept confidential is not talked about before others.
    """
    rows = session.execute(
        select(Person, Suggestion)
        .join(Signature, Signature.person_id == Person.id)
        .join(Suggestion, Suggestion.id == Signature.suggestion_id)
        .where(
            Signature.is_lead,
            Person.left_at.is_(None),
            Suggestion.lead_unit_id == unit_id,
            Suggestion.stage.not_in(OVER),
            Suggestion.is_confidential.is_(False),
        )
        .order_by(Person.delegation, Person.id, Suggestion.id)
    )
    return [(row[0], row[1]) for row in rows]
