"""承诺事项: made with a reply, kept with proof, explained when things change.

Whoever leads the suggestion says whether a promise was kept; what was not is owed anew.
"""

from datetime import date, datetime, timedelta

from handlers import keyboard, texts
from handlers.acts import access, decisions, duties, hours, telling
from handlers.acts.rating import committee
from handlers.html import quote
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import PROMPT, Turn
from storage import people, promises, replies, suggestions
from storage.people import Person
from storage.promises import Explanation, Promise
from storage.replies import Reply
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, PromiseState, PromiseView, Role

SHOWN = 20
MARKS = {PromiseState.OPEN: "⏳", PromiseState.KEPT: "✅"}


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
    _owe(turn, item, row)
    turn.event("promised", suggestion_id=item.id, promise_id=row.id, due_on=str(due_on))
    telling.deputies(turn, item, "promise.made", what=what, due_on=due_on, owner=owner.name)
    return row


def none(turn: Turn, item: Suggestion) -> None:
    """There is nothing to promise: that is said, and nobody is asked any more."""
    duties.met(turn, item, [DutyKind.PROMISE_TO_NOTE])
    turn.event("nothing_promised", suggestion_id=item.id)


def _owe(turn: Turn, item: Suggestion, row: Promise) -> None:
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


def keep(turn: Turn, promise_id: int, proof: str) -> Promise:
    """Kept: the deputies are answered anew, and the lead says whether it is so."""
    row, item = open_one(turn, promise_id)
    row.state, row.proof, row.view = PromiseState.KEPT, proof, None
    row.kept_by_id, row.kept_at = turn.me.id, turn.now
    turn.session.flush()
    duties.met(turn, item, [DutyKind.PROMISE], subject_id=row.id)
    turn.event("promise_kept", suggestion_id=item.id, promise_id=row.id, proof=proof)
    for deputy, is_lead in suggestions.deputies(turn.session, item.id):
        if is_lead:
            _ask_lead(turn, item, deputy, row)
        else:
            telling.one(turn, deputy, "promise.kept", item, what=row.what, proof=proof)
    return row


def _ask_lead(turn: Turn, item: Suggestion, lead: Person, row: Promise) -> None:
    """The lead is asked, and reminded when silent; the committee asks whom chat does not reach."""
    if not people.is_reached(turn.session, lead):
        hear(turn, item, row.id)
        return
    allowed = hours.next_allowed(turn.office, lead, turn.now)
    ask_view(turn, item, lead, row.id, not_before=allowed)
    decisions.remind(turn, item, lead, DutyKind.PROMISE_VIEW, row.id)


def ask_view(
    turn: Turn,
    item: Suggestion,
    lead: Person,
    promise_id: int,
    priority: int = PROMPT,
    not_before: datetime | None = None,
) -> int | None:
    """Whether it was kept, before the lead deputy."""
    row = turn.session.get_one(Promise, promise_id)
    return turn.say(
        lead,
        "promise.kept_lead",
        suggestion_id=item.id,
        priority=priority,
        not_before=not_before,
        number=item.number,
        title=item.title,
        what=row.what,
        proof=row.proof or "—",
        keyboard=[views(lead, "pview", row.id)],
    )


def is_to_be_viewed(turn: Turn, _item: Suggestion, promise_id: int) -> bool:
    """Whether the lead has still to say whether it was kept."""
    row = promises.find(turn.session, promise_id)
    return row is not None and row.state == PromiseState.KEPT and row.view is None


def hear(turn: Turn, item: Suggestion, promise_id: int) -> None:
    """The chat does not reach the lead: somebody of the committee asks, never the unit."""
    of = committee.of(turn.session, item)
    asked = next((one for one in of if people.is_reached(turn.session, one)), None)
    if asked is not None:
        office = turn.office
        due_on = office.calendar.add(office.today(turn.now), office.profile.decisions.working_days)
        kind = DutyKind.PROMISE_HEAR
        duties.owe(turn, item, asked, kind, due_on=due_on, subject_id=promise_id)


def ask_committee(
    turn: Turn, item: Suggestion, person: Person, promise_id: int, priority: int = PROMPT
) -> int | None:
    """Whom to ask, about what, and what may come of it."""
    row = turn.session.get_one(Promise, promise_id)
    lead = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    return turn.say(
        person,
        "promise.hear",
        suggestion_id=item.id,
        priority=priority,
        number=item.number,
        title=item.title,
        deputy=lead.name,
        phone=lead.phone_shown,
        what=row.what,
        proof=row.proof or "—",
        keyboard=[views(person, "pheard", row.id)],
    )


def heard(turn: Turn, promise_id: int, said: PromiseView) -> None:
    """What the deputy said to the committee; by whom it was noted stands in the record."""
    row = promises.find(turn.session, promise_id)
    if row is None:
        raise Refused("permission.denied")
    item = committee.fetch(turn, row.suggestion_id, Act.WATCH_RATINGS)
    if not is_to_be_viewed(turn, item, row.id):
        raise Refused("button.gone")
    turn.used()
    viewed(turn, item, row, said)
    turn.toast("toast.done")


def views(deputy: Person, verb: str, row_id: int) -> list[dict[str, str]]:
    """已兑现, 部分兑现, 未兑现, always in this order."""
    return [
        keyboard.button(deputy.language, f"button.view_{view.value}", verb, row_id, view.value)
        for view in PromiseView
    ]


def view(turn: Turn, promise_id: int, said: PromiseView) -> None:
    """The lead deputy says whether it was kept; what was not is owed anew."""
    row = promises.find(turn.session, promise_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.JUDGE_PROMISE)
    if row.state != PromiseState.KEPT or row.view is not None:
        raise Refused("button.gone")
    turn.used()
    viewed(turn, item, row, said)
    turn.say(turn.me, "promise.thanks", suggestion_id=item.id, number=item.number)


def viewed(turn: Turn, item: Suggestion, row: Promise, said: PromiseView) -> None:
    """The lead's word counts from now on; who is responsible and who signed hear it."""
    row.view, row.viewed_at = said, turn.now
    asked = (DutyKind.PROMISE_VIEW, DutyKind.PROMISE_HEAR)
    duties.met(turn, item, asked, subject_id=row.id)
    if said == PromiseView.KEPT and row.state == PromiseState.OPEN:
        row.state, row.kept_by_id, row.kept_at = PromiseState.KEPT, turn.me.id, turn.now
        duties.met(turn, item, [DutyKind.PROMISE], subject_id=row.id)
    if said != PromiseView.KEPT and row.state == PromiseState.KEPT:
        row.state = PromiseState.OPEN
        row.due_on = turn.office.calendar.add(
            turn.office.today(turn.now), turn.office.profile.promises.again_working_days
        )
        turn.session.flush()
        _owe(turn, item, row)
    turn.event("promise_viewed", suggestion_id=item.id, promise_id=row.id, view=said.value)
    told = [access.responsible(turn.session, item)]
    if said == PromiseView.NOT_KEPT:
        told += people.all_of(turn.session, [Role.SUPERVISOR])
    for person in told:
        if person is not None:
            telling.one(turn, person, "promise.viewed", item, what=row.what, view=said)
    for deputy, is_lead in suggestions.deputies(turn.session, item.id):
        if not is_lead:
            telling.one(turn, deputy, "promise.viewed_deputy", item, what=row.what, view=said)


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
    _owe(turn, item, row)
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


def lines(turn: Turn, item: Suggestion) -> list[str]:
    """Each promise in a line of HTML, for a card."""
    return [line(turn, row) for row in promises.of_suggestion(turn.session, item.id)]


def line(turn: Turn, row: Promise) -> str:
    """⏳ until when, what; or how it was kept and what the deputy says to it."""
    today = turn.office.today(turn.now)
    mark = "🔴" if row.state == PromiseState.OPEN and row.due_on < today else MARKS[row.state]
    said = f" · {texts.plain(row.view, turn.language)}" if row.view else ""
    return f"{mark} {quote(texts.plain(row.due_on, turn.language))} {quote(row.what)}{quote(said)}"


def ledger(turn: Turn) -> None:
    """/promises: what is still to be kept, over all years, the nearest date first."""
    units = None if turn.me.role == Role.SUPERVISOR else [turn.me.unit_id or 0]
    found = promises.every(turn.session, units, SHOWN + 1)
    if not found:
        turn.say(turn.me, "promise.none_open")
        return
    rows = []
    shown = []
    for row in found[:SHOWN]:
        item = suggestions.get(turn.session, row.suggestion_id)
        shown.append(f"<b>{quote(item.number)}</b> {line(turn, row)}")
        rows.append([keyboard.named(f"{item.number} {row.what[:20]}", "promises", item.id)])
    turn.say(turn.me, "promise.ledger", purpose="card", lines=Html("\n".join(shown)), keyboard=rows)


def show(turn: Turn, item: Suggestion) -> None:
    """The promises of one suggestion, with what can be done about each."""
    rows: keyboard.Keyboard = []
    language = turn.language
    if access.may(turn, item, Act.PROMISE):
        for row in promises.of_suggestion(turn.session, item.id):
            if row.state == PromiseState.OPEN:
                what = row.what[:12]
                rows.append(
                    [
                        keyboard.button(
                            language, "button.promise_kept", "pkeep", row.id, what=what
                        ),
                        keyboard.button(language, "button.promise_later", "plater", row.id),
                    ]
                )
        rows.append([keyboard.button(language, "button.promise", "mkpromise", item.id)])
        rows.append([keyboard.button(language, "button.promise_none", "nopromise", item.id)])
    turn.say(
        turn.me,
        "promise.page",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        lines=Html("\n".join(lines(turn, item)) or "—"),
        keyboard=rows or None,
    )
