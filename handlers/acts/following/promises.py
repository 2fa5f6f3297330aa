"""承诺事项: made with a reply, kept with proof, explained when things change.

Whoever leads the suggestion says whether a promise was kept; what was not is owed anew.
"""

from datetime import date, timedelta

from handlers.acts import access, duties, telling
from handlers.acts.prompting import echoes, promised_echoes
from handlers.acts.prompting.heard import MOVED
from handlers.acts.rating import committee
from handlers.rules import promises as rules
from handlers.rules.dates import parse_day
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import people, promises, replies, suggestions
from storage.people import Person
from storage.promises import Explanation, Promise
from storage.replies import Reply
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, DutyState, PromiseState, ReplyClass, Role

HANDLERS = (Role.OFFICER, Role.OFFICE_HEAD)
MOST_OWNERS = 12  # among whom one is chosen


def ask_for(turn: Turn, item: Suggestion, reply: Reply) -> None:
    """A reply of a class that promises something: what, and by when?"""
    rules = turn.office.profile.promises
    officer = access.responsible(turn.session, item)
    if reply.reply_class.value in rules.classes and officer is not None:
        due_on = turn.office.calendar.add(turn.office.today(turn.now), rules.note_working_days)
        duties.owe(turn, item, officer, DutyKind.PROMISE_TO_NOTE, due_on=due_on)


def may_promise(turn: Turn, item: Suggestion) -> None:
    """Raises Refused `promise.no_reply` before there is a reply."""
    if not replies.of_suggestion(turn.session, item.id):
        raise Refused("promise.no_reply", number=item.number)


def may_own(turn: Turn, item: Suggestion) -> list[Person]:
    """Who may be chosen to keep a promise: handlers of the unit, and the leader in charge.

    Whoever is responsible first, then their office.
    """
    responsible = access.responsible(turn.session, item)
    staff = [
        one
        for one in people.staff_of(turn.session, item.lead_unit_id)
        if one.role in HANDLERS or one.id == item.leader_id
    ]
    office = responsible.office if responsible is not None else item.office
    return sorted(staff, key=lambda one: (one != responsible, one.office != office))[:MOST_OWNERS]


def owner_of(turn: Turn, item: Suggestion, person_id: int) -> Person:
    """One of them. Raises Refused `button.gone` for anybody else."""
    found = next((one for one in may_own(turn, item) if one.id == person_id), None)
    if found is None:
        raise Refused("button.gone")
    return found


def make(
    turn: Turn, item: Suggestion, what: str, due_on: date, owner_id: int | None = None
) -> Promise:
    """A promise is noted: its owner (default: who is responsible) is reminded, deputies hear of it.

    Raises Refused `button.gone` for an owner who may not be chosen.
    """
    may_promise(turn, item)
    responsible = access.responsible(turn.session, item) or turn.me
    owner = responsible if owner_id is None else owner_of(turn, item, owner_id)
    row = Promise(
        suggestion_id=item.id,
        round=item.round,
        what=what,
        owner_id=owner.id,
        is_owner_chosen=True if owner != responsible else None,
        due_on=due_on,
        first_due_on=due_on,
        state=PromiseState.OPEN,
        made_by_id=turn.me.id,
        made_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    duties.met(turn, item, [DutyKind.PROMISE_TO_NOTE])
    owe(turn, item, row)
    echoes.heard(turn, item)
    turn.event("promised", suggestion_id=item.id, promise_id=row.id, due_on=str(due_on))
    telling.deputies(turn, item, "promise.made", what=what, due_on=due_on, owner=owner.name)
    return row


def may_have_none(turn: Turn, item: Suggestion) -> None:
    """Raises Refused `promise.there` where something is promised already."""
    if promises.of_suggestion(turn.session, item.id):
        raise Refused("promise.there", number=item.number)


def none(turn: Turn, item: Suggestion, reason: str) -> None:
    """There is nothing to promise: why is said, the committee reads it, nobody is asked again."""
    may_have_none(turn, item)
    rules.must_say_why(reason, turn.office.profile.promises.least_reason)
    duties.met(turn, item, [DutyKind.PROMISE_TO_NOTE])
    turn.event("nothing_promised", suggestion_id=item.id, reason=reason)
    for person in committee.of(turn.session, item):
        telling.one(turn, person, "promise.none_told", item, who=turn.me.name, reason=reason)


def follow_class(turn: Turn, item: Suggestion, reply: Reply, before: ReplyClass) -> None:
    """The class of a reply has changed: whether it promises something may have changed with it."""
    classes = turn.office.profile.promises.classes
    if reply.reply_class.value not in classes:
        duties.met(turn, item, [DutyKind.PROMISE_TO_NOTE], state=DutyState.CANCELLED)
    elif before.value not in classes:
        ask_for(turn, item, reply)


def _owner(turn: Turn, item: Suggestion, row: Promise) -> Person | None:
    """Whoever was chosen, while they are of the unit that leads; else whoever is responsible."""
    if stays_with_owner(turn, item, row.id):
        return people.get(turn.session, row.owner_id)
    found = access.responsible(turn.session, item)
    if found is not None:
        promises.hand_over(turn.session, row.id, found.id)
    return found


def stays_with_owner(turn: Turn, item: Suggestion, promise_id: int) -> bool:
    """Whether its owner was chosen for it, and is still of the unit that leads."""
    row = turn.session.get_one(Promise, promise_id)
    owner = people.get(turn.session, row.owner_id)
    is_here = owner.left_at is None and owner.unit_id == item.lead_unit_id
    return is_here and bool(row.is_owner_chosen)


def owe(turn: Turn, item: Suggestion, row: Promise) -> None:
    """Its owner owes that it is kept by its date."""
    owner = _owner(turn, item, row)
    if owner is None:
        return
    first = row.due_on - timedelta(days=max(turn.office.profile.promises.remind_days, default=1))
    duties.owe(
        turn,
        item,
        owner,
        DutyKind.PROMISE,
        first_on=max(first, turn.office.today(turn.now)),
        due_on=row.due_on,
        subject_id=row.id,
        note=row.what[:300],
    )
    promised_echoes.watch(turn, item)


def reaches_lead(turn: Turn, item: Suggestion) -> bool:
    """Whether the chat reaches the lead deputy."""
    lead = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    return people.is_reached(turn.session, lead)


def open_one(turn: Turn, promise_id: int) -> tuple[Promise, Suggestion]:
    """A promise still to be kept, by whoever may: who handles it, or its owner.

    Raises Refused `duty.done`.
    """
    row = promises.find(turn.session, promise_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.KEEP_PROMISE)
    if row.owner_id != turn.me.id and not access.may(turn, item, Act.PROMISE):
        raise Refused("permission.denied")
    if row.state != PromiseState.OPEN:
        raise Refused("duty.done")
    return row, item


def read_day(turn: Turn, words: str) -> str:
    """The day that was typed, if something may be promised by it. Raises Refused."""
    today = turn.office.today(turn.now)
    day = parse_day(words, today, is_ahead=True)
    months = turn.office.profile.promises.furthest_months
    return rules.must_be_ahead(day, today, months).isoformat()


def read_reason(turn: Turn, words: str) -> str:
    """What was typed, if it says why. Raises Refused `promise.reason`."""
    return rules.must_say_why(words, turn.office.profile.promises.least_reason)


def report(turn: Turn, promise_id: int, words: str) -> None:
    """How it goes: the deputies hear it, whom the chat does not reach by telephone."""
    row, item = open_one(turn, promise_id)
    turn.event(MOVED, suggestion_id=item.id, promise_id=row.id, words=words)
    echoes.heard(turn, item)
    telling.deputies(turn, item, "promise.moved", what=row.what, due_on=row.due_on, words=words)


def explain(turn: Turn, promise_id: int, reason: str, due_on: date) -> None:
    """Circumstances have changed: deputies and those above are told why, and the new date."""
    row, item = open_one(turn, promise_id)
    office = turn.office.profile.promises
    rules.must_say_why(reason, office.least_reason)
    rules.must_be_ahead(due_on, turn.office.today(turn.now), office.furthest_months)
    earlier = promises.explanations(turn.session, [row.id]).get(row.id, [])
    row.first_due_on = row.first_due_on or (earlier[0].before if earlier else row.due_on)
    turn.session.add(
        Explanation(
            suggestion_id=item.id,
            promise_id=row.id,
            reason=reason,
            before=row.due_on,
            due_on=due_on,
            by_id=turn.me.id,
            at=turn.now,
        )
    )
    before, row.due_on = row.due_on, due_on
    turn.session.flush()
    duties.met(turn, item, [DutyKind.PROMISE], subject_id=row.id)
    owe(turn, item, row)
    turn.event(
        "promise_explained",
        suggestion_id=item.id,
        promise_id=row.id,
        reason=reason,
        before=str(before),
        due_on=str(due_on),
    )
    echoes.heard(turn, item)
    told = {"what": row.what, "reason": reason, "before": before, "due_on": due_on}
    telling.deputies(turn, item, "promise.explained", **told)
    for person in above(turn, item):
        telling.one(
            turn,
            person,
            "promise.explained_above",
            item,
            who=turn.me.name,
            times=len(earlier) + 1,
            first=row.first_due_on,
            **told,
        )


def above(turn: Turn, item: Suggestion) -> list[Person]:
    """Who hears when a promise is put off: the leader in charge, or the head, and the committee."""
    staff = people.staff_of(turn.session, item.lead_unit_id)
    leaders = [one for one in staff if one.id == item.leader_id]
    heads = [one for one in staff if one.role == Role.HEAD]
    found = [*(leaders or heads), *committee.of(turn.session, item)]
    return [one for one in found if one != turn.actor]
