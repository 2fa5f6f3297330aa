"""审核: a draft of the reply goes up step by step; each lets it pass or sends it back, with why."""

from handlers import keyboard
from handlers.acts import access, duties, telling
from handlers.acts.replying import drafts
from handlers.rules import permissions, review
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import PROMPT, Turn
from storage import drafts as rows
from storage import people
from storage.drafts import Draft, Review
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import DraftStanding, DutyKind, DutyState, Role


def open_draft(turn: Turn, draft_id: int) -> tuple[Draft, Suggestion]:
    """The draft that counts, by whoever may write drafts. Raises Refused `button.gone`."""
    draft = rows.find(turn.session, draft_id)
    if draft is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, draft.suggestion_id, Act.DRAFT_REPLY)
    counts = drafts.counting(turn, item)
    if counts is None or counts.id != draft.id or not item.is_open:
        raise Refused("button.gone")
    return draft, item


def hand_in(turn: Turn, draft_id: int) -> Suggestion:
    """送审: the first who looks at it is asked; where nobody has to, it has passed."""
    draft, item = open_draft(turn, draft_id)
    if drafts.standing(turn, draft) != DraftStanding.READY:
        raise Refused("button.gone")
    drafts.must_be_shown(turn, item, draft)
    duties.met(turn, item, [DutyKind.HAND_IN])
    if turn.office.profile.review.steps and _next(turn, item, draft) is None:
        raise Refused("draft.nobody")
    turn.event("draft_handed_in", suggestion_id=item.id, draft_id=draft.id)
    _go_on(turn, item, draft)
    return item


def _next(turn: Turn, item: Suggestion, draft: Draft) -> Role | None:
    passed = {row.role for row in rows.reviews(turn.session, draft.id) if row.is_passed}
    drafter = people.get(turn.session, draft.made_by_id).role
    there = {role for role in Role if _reviewer(turn, item, draft, role) is not None}
    return review.next_step(turn.office.profile.review.steps, drafter, passed, there)


def _reviewer(turn: Turn, item: Suggestion, draft: Draft, role: Role) -> Person | None:
    """Whoever of that rank stands above this suggestion and can be asked."""
    for person in people.staff_of(turn.session, item.lead_unit_id, role):
        relations = access.relations(turn.session, person, item)
        may_look = permissions.may_any(relations, Act.REVIEW_DRAFT)
        if may_look and person.id != draft.made_by_id and people.is_reached(turn.session, person):
            return person
    return None


def _go_on(turn: Turn, item: Suggestion, draft: Draft) -> None:
    """Ask the next above; where nobody is left, the draft has passed and the officer hears it."""
    role = _next(turn, item, draft)
    if role is None:
        draft.passed_at = turn.now
        turn.session.flush()
        turn.event("draft_passed", suggestion_id=item.id, draft_id=draft.id)
        officer = access.responsible(turn.session, item)
        if officer is not None:
            button = keyboard.button(officer.language, "button.deliver_reply", "reply", item.id)
            telling.one(turn, officer, "draft.passed", item, keyboard=[[button]])
        return
    person = _reviewer(turn, item, draft, role)
    assert person is not None
    office = turn.office
    due_on = office.calendar.add(office.today(turn.now), office.profile.review.working_days)
    row = Review(
        suggestion_id=item.id,
        draft_id=draft.id,
        role=role,
        asked_of_id=person.id,
        asked_at=turn.now,
        due_on=due_on,
    )
    turn.session.add(row)
    turn.session.flush()
    _owe(turn, item, row, person)


def _owe(turn: Turn, item: Suggestion, row: Review, person: Person) -> None:
    duties.owe(turn, item, person, DutyKind.REVIEW, due_on=row.due_on, subject_id=row.id)
    turn.event("review_asked", suggestion_id=item.id, person_id=person.id, draft_id=row.draft_id)


def ask(
    turn: Turn, item: Suggestion, person: Person, review_id: int, priority: int = PROMPT
) -> int | None:
    """The whole draft before whoever is to let it pass."""
    row = turn.session.get_one(Review, review_id)
    draft = turn.session.get_one(Draft, row.draft_id)
    language = person.language
    buttons = [
        [
            keyboard.button(language, "button.let_draft_pass", "rv_yes", row.id),
            keyboard.button(language, "button.send_draft_back", "rv_no", row.id),
        ],
        [keyboard.button(language, "button.card", "card", item.id)],
    ]
    drafter = people.get(turn.session, draft.made_by_id)
    values = {"name": drafter.name, "due_on": row.due_on}
    return drafts.put_before(
        turn, person, "draft.to_review", item, draft, priority, buttons, values
    )


def open_one(turn: Turn, review_id: int) -> tuple[Review, Draft, Suggestion]:
    """A review not decided yet, by somebody of that rank. Raises Refused."""
    row = rows.review(turn.session, review_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.REVIEW_DRAFT)
    draft = turn.session.get_one(Draft, row.draft_id)
    if turn.me.role != row.role or turn.me.id == draft.made_by_id:
        raise Refused("permission.denied")
    counts = drafts.counting(turn, item)
    is_gone = counts is None or counts.id != draft.id or not item.is_open
    if is_gone or drafts.standing(turn, draft) != DraftStanding.IN_REVIEW:
        raise Refused("button.gone")
    if row.is_passed is not None:
        raise Refused("button.gone")
    return row, draft, item


def decide(turn: Turn, review_id: int, *, is_passed: bool, note: str | None = None) -> None:
    """Let it pass, up to the next; or send it back with a reason."""
    row, draft, item = open_one(turn, review_id)
    row.is_passed, row.note = is_passed, note
    row.decided_by_id, row.decided_at = turn.me.id, turn.now
    turn.session.flush()
    turn.used()
    duties.met(turn, item, [DutyKind.REVIEW], subject_id=row.id)
    turn.event(
        "draft_let_pass" if is_passed else "draft_sent_back",
        suggestion_id=item.id,
        draft_id=draft.id,
        reason=note,
    )
    if is_passed:
        _go_on(turn, item, draft)
    else:
        drafts.owe_another(turn, item, draft, note)


def follow(turn: Turn, item: Suggestion) -> None:
    """Whoever was asked to look may stand there no more: then somebody else is asked."""
    draft = drafts.counting(turn, item)
    if draft is None or drafts.standing(turn, draft) != DraftStanding.IN_REVIEW:
        return
    for row in rows.reviews(turn.session, draft.id):
        if row.is_passed is not None:
            continue
        asked = people.get(turn.session, row.asked_of_id)
        relations = access.relations(turn.session, asked, item)
        if permissions.may_any(relations, Act.REVIEW_DRAFT) and asked.role == row.role:
            continue
        duties.met(turn, item, [DutyKind.REVIEW], subject_id=row.id, state=DutyState.CANCELLED)
        heir = _reviewer(turn, item, draft, row.role)
        if heir is not None:
            row.asked_of_id = heir.id
            turn.session.flush()
            _owe(turn, item, row, heir)
        else:  # nobody of that rank is left: the step is passed over, and the draft handed in anew
            row.is_passed, row.decided_at = False, turn.now
            turn.session.flush()
            drafts.owe_another(turn, item, draft, None)
