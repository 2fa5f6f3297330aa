"""What a unit asks the committee for, put to its supervisors and decided by one of them."""

from datetime import datetime
from typing import Any

from handlers import keyboard
from handlers.acts import access, decisions, duties, hours, telling
from handlers.acts.assigning import assignment, extension, moving, tenure, waiting
from handlers.acts.assigning.waiting import UNITS_ASK_FOR
from handlers.acts.replying import given
from handlers.acts.talking import groups
from handlers.rules import requests as rules
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.rules.requests import Asked
from handlers.turn import PROMPT, Turn
from storage import messages, people, requests, suggestions, units
from storage.people import Person
from storage.requests import Request
from storage.suggestions import Suggestion
from storage.units import Unit
from storage.vocabulary import DutyKind, RequestKind, Role

LONGEST = 500  # characters of a reason


def may_ask(turn: Turn, item: Suggestion, kind: RequestKind) -> None:
    """Raises Refused, saying why it cannot be asked for (any more)."""
    access.must_be_open(item)
    deciders(turn)
    today, began_on = turn.office.today(turn.now), tenure.began_on(turn, item)
    earlier = [
        Asked(turn.office.today(row.asked_at), row.is_granted)
        for row in requests.of_suggestion(turn.session, item.id, [kind])
        if row.unit_id == item.lead_unit_id and not waiting.is_void(row)
    ]
    given.can_be_given(turn, item)
    if kind == RequestKind.RETURN:
        office = turn.office
        last_day = rules.last_day_to_return(began_on, office.profile.assignment, office.calendar)
        rules.may_return(turn.me.role, began_on, last_day, today, earlier)
    else:
        rules.may_extend(
            item.round,
            item.assigned_on,
            item.due_on,
            today,
            earlier,
            is_extended=extension.is_extended(turn, item),
        )


def deciders(turn: Turn) -> list[Person]:
    """The supervisors who can be reached; somebody is. Raises Refused `request.nobody`."""
    found = deciders_here(turn)
    if not found:
        raise Refused("request.nobody")
    return found


def deciders_here(turn: Turn) -> list[Person]:
    """The supervisors who can be reached."""
    supervisors = people.all_of(turn.session, [Role.SUPERVISOR])
    return [person for person in supervisors if people.is_reached(turn.session, person)]


def put(
    turn: Turn,
    item: Suggestion,
    kind: RequestKind,
    reason: str,
    *,
    unit_id: int | None = None,
    details: dict[str, Any] | None = None,
) -> Request:
    """Write down that something is asked for, not decided yet."""
    row = Request(
        suggestion_id=item.id,
        round=item.round,
        kind=kind,
        unit_id=unit_id,
        reason=reason,
        details=details or {},
        message_ids=[],
        asked_by_id=turn.me.id,
        asked_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    return row


def ask(
    turn: Turn, item: Suggestion, kind: RequestKind, reason: str, proposed: Unit | None = None
) -> None:
    """Put a request to the committee. Raises Refused as `may_ask` does."""
    may_ask(turn, item, kind)
    details = {"unit_id": proposed.id} if proposed else {}
    row = put(turn, item, kind, reason, unit_id=item.lead_unit_id, details=details)
    for person in deciders(turn):
        allowed = hours.next_allowed(turn.office, person, turn.now)
        put_before(turn, item, person, row.id, not_before=allowed)
    follow(turn, item)
    what = {RequestKind.RETURN: "refusal_requested", RequestKind.EXTENSION: "extension_requested"}
    turn.event(
        what[kind], suggestion_id=item.id, request_id=row.id, round=item.round, **row.details
    )
    turn.say(turn.me, "request.sent", suggestion_id=item.id, number=item.number)


def put_before(
    turn: Turn,
    item: Suggestion,
    person: Person,
    request_id: int,
    priority: int = PROMPT,
    not_before: datetime | None = None,
) -> int | None:
    """A request with its answers before a supervisor, for the first time or once more."""
    row = turn.session.get_one(Request, request_id)
    proposed = _proposed(turn, row)
    message_id = turn.say(
        person,
        f"request.asked_{row.kind.value}",
        suggestion_id=item.id,
        priority=priority,
        not_before=not_before,
        number=item.number,
        title=item.title,
        keyboard=_answers(turn, person, row, proposed),
        asker=people.get(turn.session, row.asked_by_id).name,
        unit=groups.unit_name(turn.session, item.lead_unit_id),
        reason=row.reason,
        proposed=groups.unit_name(turn.session, proposed.id) if proposed else "—",
        due_on=extension.extended_due_on(turn, item),
    )
    return noted(turn, row, message_id)


def noted(turn: Turn, row: Request, message_id: int | None) -> int | None:
    """That it was put to somebody by this message: its buttons go once it is decided."""
    if message_id is not None:
        row.message_ids = [*row.message_ids, message_id]
        turn.session.flush()
    return message_id


def _proposed(turn: Turn, row: Request) -> Unit | None:
    unit_id = row.details.get("unit_id")
    return units.find(turn.session, int(unit_id)) if unit_id is not None else None


def follow(turn: Turn, item: Suggestion) -> None:
    """What waits for a decision is owed by every supervisor there is; each is reminded of it."""
    for row in requests.of_suggestion(turn.session, item.id, UNITS_ASK_FOR):
        if waiting.is_open(turn, item, row):
            for person in deciders_here(turn):
                decisions.owe(turn, item, person, DutyKind.REQUEST, row.id, row.asked_at)


def is_needed(turn: Turn, item: Suggestion, request_id: int) -> bool:
    """Whether it is still to be decided: nobody has, and it is not too late for it."""
    row = requests.find(turn.session, request_id)
    return row is not None and waiting.is_open(turn, item, row)


def _answers(turn: Turn, person: Person, row: Request, proposed: Unit | None) -> keyboard.Keyboard:
    language = person.language
    no = [keyboard.button(language, "button.request_no", "req_no", row.id)]
    if row.kind == RequestKind.EXTENSION:
        return [[keyboard.button(language, "button.request_yes", "req_yes", row.id), *no]]
    rows: keyboard.Keyboard = [
        [keyboard.button(language, "button.request_other", "req_other", row.id)],
        no,
    ]
    if proposed is not None:
        name = groups.unit_name(turn.session, proposed.id)
        yes = keyboard.button(language, "button.request_move", "req_yes", row.id, unit=name)
        rows.insert(0, [yes])
    return rows


def open_one(turn: Turn, request_id: int) -> tuple[Request, Suggestion]:
    """A request that is still to be decided, by whoever may. Raises Refused `button.gone`."""
    row = requests.find(turn.session, request_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.DECIDE_REQUEST)
    if not item.is_open or not waiting.is_open(turn, item, row):
        raise Refused("button.gone")
    return row, item


def grant(turn: Turn, request_id: int, unit: Unit | None = None) -> None:
    """Agree; a suggestion that is returned goes to `unit`, or to the one that was proposed."""
    row, item = open_one(turn, request_id)
    decided(turn, row, is_granted=True)
    turn.toast("toast.done")
    asker = people.get(turn.session, row.asked_by_id)
    if row.kind == RequestKind.EXTENSION:
        _extend(turn, item, row)
        telling.one(turn, asker, "request.granted_extension", item, due_on=item.due_on)
        return
    chosen = unit or units.find(turn.session, int(row.details["unit_id"]))
    turn.event("refusal_granted", suggestion_id=item.id, request_id=row.id, unit_id=chosen.id)
    moving.to_unit(turn, item, chosen, row.reason)


def _extend(turn: Turn, item: Suggestion, row: Request) -> None:
    """The date moves, and everybody behind the suggestion hears why."""
    before = item.due_on
    assignment.owe_reply_by(turn, item, extension.extended_due_on(turn, item))
    turn.event(
        "extended",
        suggestion_id=item.id,
        request_id=row.id,
        round=item.round,
        before=str(before),
        due_on=str(item.due_on),
        reason=row.reason,
    )
    telling.deputies(
        turn, item, "extension.deputy", before=before, due_on=item.due_on, reason=row.reason
    )


def deny(turn: Turn, request_id: int, why: str) -> None:
    """Refuse with a reason: the unit goes on handling."""
    row, item = open_one(turn, request_id)
    row.note = why
    decided(turn, row, is_granted=False)
    turn.toast("toast.done")
    kind = {RequestKind.RETURN: "refusal_denied", RequestKind.EXTENSION: "extension_denied"}
    turn.event(kind[row.kind], suggestion_id=item.id, request_id=row.id, reason=why)
    asker = people.get(turn.session, row.asked_by_id)
    telling.one(turn, asker, f"request.denied_{row.kind.value}", item, reason=why)


def decided(turn: Turn, row: Request, *, is_granted: bool) -> None:
    """It is decided: nobody is asked any more."""
    row.is_granted, row.decided_at = is_granted, turn.now
    row.decided_by_id = turn.actor.id if turn.actor is not None else None
    for message_id in row.message_ids:
        messages.rewrite(turn.session, message_id, turn.now, keyboard=None)
    turn.session.flush()
    item = suggestions.get(turn.session, row.suggestion_id)
    kinds = (DutyKind.REQUEST, DutyKind.CONSENT, DutyKind.CONSENT_PAPER)
    duties.met(turn, item, kinds, subject_id=row.id)
