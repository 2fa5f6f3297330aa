"""One line of the ledger (台账): everything that its columns are filled from, page by page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from handlers.acts.handling import checklist
from handlers.acts.rating import seals
from handlers.office import Office
from handlers.sheets import lights
from handlers.sheets.lights import Shown
from handlers.turn import Turn
from storage import checklists, facts, ledger, meetings, passes, plans
from storage import contacts as contact_rows
from storage.closings import ClosingCheck
from storage.contacts import Answer, Contact
from storage.database import Session
from storage.drafts import Draft, Review
from storage.ledger import RosterEntry
from storage.look_backs import LookBackAnswer
from storage.passes import Pass
from storage.plans import Milestone, Plan
from storage.points import Point, PointAnswer
from storage.promises import Explanation, Promise
from storage.publications import Publication
from storage.ratings import Rating, RatingForm
from storage.receipts import Receipt
from storage.replies import Reply
from storage.requests import Request
from storage.suggestions import JointUnit, Key, Suggestion
from storage.vocabulary import ContactForm, ContactState, Phase

PAGE = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """Everything a line of the ledger says. Rows of every round, in order."""

    position: int
    item: Suggestion
    lead: RosterEntry
    co_signers: Sequence[RosterEntry]
    units: Mapping[int, str]
    roster: Mapping[int, RosterEntry]
    parts: Sequence[tuple[str, JointUnit]]
    contacts: Sequence[Contact]
    answers: Mapping[int, Sequence[Answer]]  # of the deputy, by contact
    said: Mapping[int, str]  # what the deputy answered to progress, by contact
    meets_at: datetime | None
    granted: Sequence[tuple[Pass, RosterEntry]]  # gates passed, and by whose word
    receipt: Receipt | None
    requests: Sequence[Request]
    plan: Plan | None  # that counts
    milestones: Sequence[Milestone]
    draft: Draft | None  # of the round that was replied to, or of the present one
    reviews: Sequence[Review]
    replies: Sequence[Reply]
    points: Sequence[Point]
    point_answers: Mapping[int, PointAnswer]  # that counts, by point
    publication: Publication | None
    form: RatingForm | None
    ratings: Sequence[Rating]
    is_sealed: bool  # the grades of the last one are not shown to whoever the sheet is for
    promises: Sequence[Promise]
    explanations: Sequence[Explanation]
    looked_back: Sequence[tuple[str, LookBackAnswer]]  # with the year of each
    closing: ClosingCheck | None
    light: Shown
    checklist: str
    with_phones: bool
    office: Office
    now: datetime
    taken_over_at: datetime | None  # by its unit, where another led before
    own_part: JointUnit | None = None  # of the reader's unit, where another leads

    @property
    def lead_unit(self) -> str:
        """The unit that leads."""
        return self.units[self.item.lead_unit_id]

    @property
    def officer(self) -> RosterEntry | None:
        """Who handles it."""
        return self.roster.get(self.item.officer_id or 0)

    @property
    def leader(self) -> RosterEntry | None:
        """Who is in charge of it."""
        return self.roster.get(self.item.leader_id or 0)

    @property
    def reply(self) -> Reply | None:
        """The latest reply."""
        return self.replies[-1] if self.replies else None

    @property
    def rating(self) -> Rating | None:
        """The rating that counts."""
        return self.ratings[-1] if self.ratings else None

    def day(self, moment: datetime | None) -> date | None:
        """The office's day of a moment."""
        return self.office.today(moment) if moment else None

    def iso(self, moment: datetime | None) -> str:
        """The same in a text; empty for none."""
        return self.office.today(moment).isoformat() if moment else ""

    def name(self, person_id: int | None) -> str:
        """The name of a person; empty for nobody."""
        found = self.roster.get(person_id or 0)
        return found.name if found else ""

    def done(self, phase: Phase | None = None) -> list[Contact]:
        """The contacts that took place, of all rounds."""
        return [
            contact
            for contact in self.contacts
            if contact.state == ContactState.DONE and phase in (None, contact.phase)
        ]

    def first(self, form: ContactForm) -> date | None:
        """The first day of a contact of that form."""
        return next((self.day(one.done_at) for one in self.done() if one.form == form), None)

    @property
    def parts_shown(self) -> Sequence[tuple[str, JointUnit]]:
        """The parts whose opinions whoever reads it may know of."""
        return [one for one in self.parts if self.own_part in (None, one[1])]


def every(
    session: Session, office: Office, now: datetime, *, with_phones: bool, sees_sealed: bool
) -> Iterator[Line]:
    """Every line in the order of the ledger. Memory stays flat however long it is."""
    units = {unit.id: unit.name for unit in ledger.units(session)}
    roster = {person.id: person for person in ledger.roster(session)}
    turn = Turn(session, office, now)
    after: Key | None = None
    position = 0
    while page := ledger.page(session, after, PAGE):
        known = _Known(turn, page, units, roster)
        for item in page:
            position += 1
            yield known.line(item, position, with_phones=with_phones, sees_sealed=sees_sealed)
        last = page[-1]
        after = Key(last.congress, last.session_number, last.number)
        session.expunge_all()


class _Known:
    """What is recorded about a page of suggestions."""

    def __init__(
        self,
        turn: Turn,
        page: Sequence[Suggestion],
        units: Mapping[int, str],
        roster: Mapping[int, RosterEntry],
    ) -> None:
        session, ids = turn.session, [item.id for item in page]
        self._turn, self._units, self._roster = turn, units, roster
        self._signed = ledger.signatures(session, ids)
        self._parts = ledger.joint_units(session, ids)
        self._contacts = ledger.contacts(session, ids)
        self._answers = _by(
            contact_rows.answers_of(
                session, [one.id for rows in self._contacts.values() for one in rows]
            ),
            lambda row: row.contact_id,
        )
        self._said = facts.progress_answers(session, ids)
        self._meets = meetings.next_of(session, ids)
        self._passes = passes.of_suggestions(session, ids)
        self._receipts = checklists.receipts(session, ids)
        self._requests = ledger.of_each(session, Request, ids)
        self._plans = plans.of_suggestions(session, ids)
        self._milestones = checklists.milestones(session, ids)
        self._drafts = ledger.of_each(session, Draft, ids)
        self._reviews = ledger.of_each(session, Review, ids)
        self._replies = ledger.replies(session, ids)
        self._points = ledger.of_each(session, Point, ids)
        self._point_answers = ledger.of_each(session, PointAnswer, ids)
        self._publications = ledger.of_each(session, Publication, ids)
        self._forms = ledger.rating_forms(session, ids)
        self._ratings = ledger.ratings(session, ids)
        self._promises = checklists.promises(session, ids)
        self._explanations = ledger.of_each(session, Explanation, ids)
        self._looked_back = ledger.of_each(session, LookBackAnswer, ids)
        self._years = ledger.look_back_years(session)
        self._closings = ledger.of_each(session, ClosingCheck, ids)
        self._lists = checklist.of_all(turn, page)
        self._taken_over = facts.taken_over(session, ids)

    def line(
        self, item: Suggestion, position: int, *, with_phones: bool, sees_sealed: bool
    ) -> Line:
        """One line."""
        office, now = self._turn.office, self._turn.now
        signers = [self._roster[row.person_id] for row in self._signed[item.id]]
        contacts, replies = self._contacts.get(item.id, []), self._replies.get(item.id, [])
        ratings = self._ratings.get(item.id, [])
        rating = _last(ratings)
        draft = self._draft(item, replies)
        plan = self._plan(item)
        return Line(
            position=position,
            item=item,
            lead=signers[0],
            co_signers=signers[1:],
            units=self._units,
            roster=self._roster,
            parts=[(self._units[one.unit_id], one) for one in self._parts.get(item.id, [])],
            contacts=contacts,
            answers=self._answers,
            said=self._said,
            meets_at=self._meets.get(item.id),
            granted=[
                (row, self._roster[row.decided_by_id])
                for row in self._passes.get(item.id, [])
                if row.is_granted and row.decided_by_id is not None
            ],
            receipt=self._receipts.get((item.id, item.lead_unit_id)),
            requests=self._requests.get(item.id, []),
            plan=plan,
            milestones=self._milestones.get(plan.id, []) if plan else [],
            draft=draft,
            reviews=[
                row
                for row in self._reviews.get(item.id, [])
                if draft is not None and row.draft_id == draft.id
            ],
            replies=replies,
            points=[row for row in self._points.get(item.id, []) if row.struck_at is None],
            point_answers={row.point_id: row for row in self._point_answers.get(item.id, [])},
            publication=_last(
                [
                    row
                    for row in self._publications.get(item.id, [])
                    if replies and row.round == replies[-1].round
                ]
            ),
            form=_last(self._forms.get(item.id, [])),
            ratings=ratings,
            is_sealed=rating is not None
            and not sees_sealed
            and seals.is_sealed(self._turn, item, rating),
            promises=self._promises.get(item.id, []),
            explanations=self._explanations.get(item.id, []),
            looked_back=[
                (self._years[row.look_back_id], row) for row in self._looked_back.get(item.id, [])
            ],
            closing=_last(
                [row for row in self._closings.get(item.id, []) if row.is_passed is not None]
            ),
            light=lights.shown(
                item,
                contacts,
                is_replied=bool(replies) and replies[-1].round == item.round,
                rating=rating,
                today=office.today(now),
                warn_days=office.profile.figures.warn_days,
            ),
            checklist=checklist.in_words(self._turn, self._lists[item.id]),
            with_phones=with_phones,
            office=office,
            now=now,
            taken_over_at=self._taken_over.get(item.id),
        )

    def _plan(self, item: Suggestion) -> Plan | None:
        """The plan that counts: the latest of the round, unless of a unit that led before."""
        last = _last([row for row in self._plans.get(item.id, []) if row.round == item.round])
        if last is None:
            return None
        maker = self._roster.get(last.made_by_id)
        return last if maker is not None and maker.unit_id == item.lead_unit_id else None

    def _draft(self, item: Suggestion, replies: Sequence[Reply]) -> Draft | None:
        number = replies[-1].round if replies else item.round
        return _last(
            [
                row
                for row in self._drafts.get(item.id, [])
                if row.round == number and row.unit_id == item.lead_unit_id
            ]
        )


def _last(rows: Sequence[T]) -> T | None:
    return rows[-1] if rows else None


def _by(rows: Sequence[T], key: Callable[[T], Any]) -> dict[Any, list[T]]:
    found: dict[Any, list[T]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
