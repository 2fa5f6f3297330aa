"""承诺事项: made with a reply, kept with proof, explained when things change.

Whoever leads the suggestion says whether a promise was kept; what was not is owed anew.
"""

from datetime import date, timedelta

from handlers.acts import access, duties, telling
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import promises, replies
from storage.promises import Explanation, Promise
from storage.replies import Reply
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, PromiseState


def ask_for(turn: Turn, item: Suggestion, reply: Reply) -> None:
    """A reply of a class that promises something: what, and by when?"""
    rules = turn.office.profile.promises
    officer = access.responsible(turn.session, item)
    if reply.reply_class.value in rules.classes and officer is not None:
        due_on = turn.office.calendar.add(turn.office.today(turn.now), rules.note_working_days)
        duties.owe(turn, item, officer, DutyKind.PROMISE_TO_NOTE, due_on=due_on)


def may_promise(turn: Turn, item: Suggestion) -> None:
    """Raises Refused `promise.no_reply` before there is a reply."""
    if replies.of_round(turn.session, item.id, item.round) is None:
        raise Refused("promise.no_reply", number=item.number)


def make(turn: Turn, item: Suggestion, what: str, due_on: date) -> Promise:
    """A promise is noted: its owner is reminded, the deputies hear of it."""
    may_promise(turn, item)
    owner = access.responsible(turn.session, item) or turn.me
    row = Promise(
        suggestion_id=item.id,
        round=item.round,
        what=what,
        owner_id=owner.id,
        due_on=due_on,
        state=PromiseState.OPEN,
        made_by_id=turn.me.id,
        made_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    duties.met(turn, item, [DutyKind.PROMISE_TO_NOTE])
    owe(turn, item, row)
    turn.event("promised", suggestion_id=item.id, promise_id=row.id, due_on=str(due_on))
    telling.deputies(turn, item, "promise.made", what=what, due_on=due_on, owner=owner.name)
    return row


def none(turn: Turn, item: Suggestion) -> None:
    """There is nothing to promise: that is said, and nobody is asked any more."""
    duties.met(turn, item, [DutyKind.PROMISE_TO_NOTE])
    turn.event("nothing_promised", suggestion_id=item.id)


def owe(turn: Turn, item: Suggestion, row: Promise) -> None:
    """Whoever is responsible owes that it is kept by its date."""
    owner = access.responsible(turn.session, item)
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


def open_one(turn: Turn, promise_id: int) -> tuple[Promise, Suggestion]:
    """A promise still to be kept, by whoever may. Raises Refused `duty.done`."""
    row = promises.find(turn.session, promise_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.PROMISE)
    if row.state != PromiseState.OPEN:
        raise Refused("duty.done")
    return row, item


def explain(turn: Turn, promise_id: int, reason: str, due_on: date) -> None:
    """Circumstances have changed: the deputies are told why, and the new date."""
    row, item = open_one(turn, promise_id)
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
    telling.deputies(
        turn, item, "promise.explained", what=row.what, reason=reason, before=before, due_on=due_on
    )
