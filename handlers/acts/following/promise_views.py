"""Whether a promise was kept: the lead deputy says so, or tells the committee on the telephone.

Silence is no yes: until one of them has said so, it stands as not confirmed (未经代表确认).
"""

from datetime import datetime

from handlers import keyboard, texts
from handlers.acts import access, decisions, duties, hours, telling
from handlers.acts.following import promises
from handlers.acts.prompting import echoes
from handlers.acts.rating import committee
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import PROMPT, Turn
from storage import duties as duty_rows
from storage import people, suggestions
from storage import promises as rows
from storage.people import Person
from storage.promises import Promise
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, PromiseState, PromiseView, Role

NOBODY = "nobody"  # behind a button: the deputy did not answer the telephone


def keep(turn: Turn, promise_id: int, proof: str) -> Promise:
    """Kept: the deputies are answered anew, and the lead says whether it is so."""
    row, item = promises.open_one(turn, promise_id)
    row.state, row.proof, row.view = PromiseState.KEPT, proof, None
    row.kept_by_id, row.kept_at = turn.me.id, turn.now
    turn.session.flush()
    duties.met(turn, item, [DutyKind.PROMISE], subject_id=row.id)
    echoes.heard(turn, item)
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
    if not decisions.remind(turn, item, lead, DutyKind.PROMISE_VIEW, row.id):
        hear(turn, item, row.id, is_silent=True)


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
    row = rows.find(turn.session, promise_id)
    return row is not None and row.state == PromiseState.KEPT and row.view is None


def caller(turn: Turn, item: Suggestion) -> Person | None:
    """Who of the committee asks a deputy on the telephone, never the unit; None: there is none."""
    of = committee.of(turn.session, item)
    here = (one for one in of if people.is_reached(turn.session, one))
    return next(here, next(iter(of), None))


def hear(turn: Turn, item: Suggestion, promise_id: int, *, is_silent: bool = False) -> None:
    """Somebody of the committee asks the lead, once each time that it is said to be kept.

    Whom the chat does not reach they call now; who only is silent (`is_silent`) may still answer
    the last reminder first.
    """
    row, asked = turn.session.get_one(Promise, promise_id), caller(turn, item)
    since = row.kept_at or turn.now
    kind = DutyKind.PROMISE_HEAR
    if asked is None or duty_rows.was_owed(turn.session, item.id, kind, since, promise_id):
        return
    office, days = turn.office, turn.office.profile.decisions.working_days
    today = office.today(turn.now)
    first_on = office.calendar.add(today, days) if is_silent else today
    due_on = office.calendar.add(first_on, days)
    duties.owe(turn, item, asked, kind, first_on=first_on, due_on=due_on, subject_id=promise_id)


def ask_committee(
    turn: Turn, item: Suggestion, person: Person, promise_id: int, priority: int = PROMPT
) -> int | None:
    """Whom to ask, about what, and what may come of it."""
    row = turn.session.get_one(Promise, promise_id)
    lead = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    why = "silent" if people.is_reached(turn.session, lead) else "unreached"
    nobody = keyboard.button(person.language, "button.heard_nobody", "pheard", row.id, NOBODY)
    return turn.say(
        person,
        "promise.hear",
        suggestion_id=item.id,
        priority=priority,
        number=item.number,
        title=item.title,
        deputy=lead.name,
        phone=lead.phone_shown,
        why=texts.label(f"promise.hear_{why}", person.language),
        what=row.what,
        proof=row.proof or "—",
        keyboard=[views(person, "pheard", row.id), [nobody]],
    )


def heard(turn: Turn, promise_id: int, said: PromiseView | None) -> None:
    """What the deputy said to the committee; by whom it was noted stands in the record.

    None: nobody answered the telephone. Then it stays unconfirmed, and is looked back on.
    """
    row = rows.find(turn.session, promise_id)
    if row is None:
        raise Refused("permission.denied")
    item = committee.fetch(turn, row.suggestion_id, Act.WATCH_RATINGS)
    if not is_to_be_viewed(turn, item, row.id):
        raise Refused("button.gone")
    turn.used()
    if said is not None:
        viewed(turn, item, row, said)
    elif duties.met(turn, item, [DutyKind.PROMISE_HEAR], subject_id=row.id):
        turn.event("promise_unheard", suggestion_id=item.id, promise_id=row.id)
    turn.toast("toast.done")


def views(deputy: Person, verb: str, row_id: int) -> list[dict[str, str]]:
    """已兑现, 部分兑现, 未兑现, always in this order."""
    return [
        keyboard.button(deputy.language, f"button.view_{view.value}", verb, row_id, view.value)
        for view in PromiseView
    ]


def view(turn: Turn, promise_id: int, said: PromiseView) -> None:
    """The lead deputy says whether it was kept; what was not is owed anew."""
    row = rows.find(turn.session, promise_id)
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
        promises.owe(turn, item, row)
    turn.event("promise_viewed", suggestion_id=item.id, promise_id=row.id, view=said.value)
    told = [access.responsible(turn.session, item), people.get(turn.session, row.owner_id)]
    if said == PromiseView.NOT_KEPT:
        told += people.all_of(turn.session, [Role.SUPERVISOR])
    for person in dict.fromkeys(told):
        if person is not None and person.left_at is None:
            telling.one(turn, person, "promise.viewed", item, what=row.what, view=said)
    for deputy, is_lead in suggestions.deputies(turn.session, item.id):
        if not is_lead:
            telling.one(turn, deputy, "promise.viewed_deputy", item, what=row.what, view=said)
