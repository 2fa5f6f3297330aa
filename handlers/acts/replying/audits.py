"""抽查: of the replies that say something is solved, the lot says which the committee looks into.

What is not as its class says (名不副实) is told to the unit, is counted,
and gets another class.
"""

from handlers import keyboard, texts
from handlers.acts import access, duties, telling
from handlers.acts.rating import committee, lots
from handlers.acts.replying import given
from handlers.rules import honesty
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import PROMPT, Turn
from storage import audits, callbacks, people, replies
from storage.audits import ReplyAudit
from storage.people import Person
from storage.replies import Reply
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, DutyState, Role


def draw(turn: Turn, item: Suggestion, reply: Reply) -> None:
    """Draw a reply that has just been given, or not."""
    profile, office = turn.office.profile, turn.office
    seed = f"audit|{item.id}|{reply.round}|{callbacks.link(turn.session, item.id)}"
    is_solved = reply.reply_class.value in profile.figures.solved_classes
    if not is_solved or not honesty.is_drawn(seed, profile.reply.audit_share):
        return
    person = lots.falls_to(turn, item, seed)
    if person is None:
        return
    today = office.today(turn.now)
    row = ReplyAudit(
        suggestion_id=item.id,
        reply_id=reply.id,
        seed=seed,
        drawn_at=turn.now,
        asked_of_id=person.id,
        due_on=office.calendar.add(today, profile.reply.audit_working_days),
    )
    turn.session.add(row)
    turn.session.flush()
    turn.event("audit_drawn", suggestion_id=item.id, round=reply.round, seed=seed)
    duties.owe(
        turn,
        item,
        person,
        DutyKind.AUDIT,
        first_on=office.calendar.next(today),
        due_on=row.due_on,
        subject_id=row.id,
    )


def is_needed(turn: Turn, _item: Suggestion, audit_id: int) -> bool:
    """Whether nobody has looked yet."""
    row = audits.find(turn.session, audit_id)
    return row is not None and row.done_at is None


def is_to_be_reclassed(turn: Turn, item: Suggestion, audit_id: int) -> bool:
    """Whether the reply that was found wanting is still the one of this round."""
    row = audits.find(turn.session, audit_id)
    reply = replies.of_round(turn.session, item.id, item.round)
    return row is not None and reply is not None and row.reply_id == reply.id


def ask(
    turn: Turn, item: Suggestion, person: Person, audit_id: int, priority: int = PROMPT
) -> int | None:
    """The reply with its points and proof before whoever is to look; they may be apart no more."""
    if person not in committee.of(turn.session, item):
        _pass_on(turn, item, audit_id)
        return None
    row = turn.session.get_one(ReplyAudit, audit_id)
    buttons = [
        [
            keyboard.button(person.language, "button.audit_true", "audited", row.id, "true"),
            keyboard.button(person.language, "button.audit_false", "audited", row.id, "false"),
        ],
        [keyboard.button(person.language, "button.card", "card", item.id)],
    ]
    return given.bring(
        turn,
        item,
        turn.session.get_one(Reply, row.reply_id),
        person,
        "audit.ask",
        priority,
        purpose="prompt",
        keyboard=buttons,
        values={"due_on": row.due_on},
    )


def _pass_on(turn: Turn, item: Suggestion, audit_id: int) -> None:
    duties.met(turn, item, [DutyKind.AUDIT], subject_id=audit_id, state=DutyState.CANCELLED)
    row = audits.find(turn.session, audit_id)
    person = lots.passes_to(turn, item, row)
    if person is not None and row is not None:
        duties.owe(turn, item, person, DutyKind.AUDIT, due_on=row.due_on, subject_id=row.id)


def open_one(turn: Turn, audit_id: int) -> tuple[ReplyAudit, Suggestion]:
    """An audit not done yet, by somebody of the committee. Raises Refused."""
    row = audits.find(turn.session, audit_id)
    if row is None:
        raise Refused("permission.denied")
    item = committee.fetch(turn, row.suggestion_id, Act.CHANGE_CLASS)
    if row.done_at is not None:
        raise Refused("button.gone")
    return row, item


def found(turn: Turn, audit_id: int, *, is_true: bool, reason: str | None = None) -> Suggestion:
    """属实, or 名不副实 with a reason: then the unit hears it, and another class is owed."""
    row, item = open_one(turn, audit_id)
    _close(turn, item, row, is_true=is_true, reason=reason)
    turn.event("audited", suggestion_id=item.id, is_true=is_true, reason=reason)
    turn.used()
    if is_true:
        turn.say(turn.me, "audit.done", suggestion_id=item.id, number=item.number)
        return item
    for person in _of_the_unit(turn, item):
        telling.one(turn, person, "audit.told", item, reason=reason or "—")
    office = turn.office
    days = office.profile.reply.audit_working_days
    due_on = office.calendar.add(office.today(turn.now), days)
    tomorrow = office.calendar.next(office.today(turn.now))
    if is_to_be_reclassed(turn, item, row.id):
        duties.owe(
            turn,
            item,
            turn.me,
            DutyKind.RECLASS,
            first_on=tomorrow,
            due_on=due_on,
            subject_id=row.id,
            note=(reason or "")[:300],
        )
    return item


def _close(
    turn: Turn, item: Suggestion, row: ReplyAudit, *, is_true: bool | None, reason: str | None
) -> None:
    row.is_true, row.reason = is_true, reason
    row.done_by_id, row.done_at = turn.me.id, turn.now
    turn.session.flush()
    is_done = is_true is not None
    state = DutyState.DONE if is_done else DutyState.CANCELLED
    duties.met(turn, item, [DutyKind.AUDIT], subject_id=row.id, state=state)


def _of_the_unit(turn: Turn, item: Suggestion) -> list[Person]:
    """The officer, the leader in charge and the head of the unit, each once."""
    officer = access.responsible(turn.session, item)
    found = [officer] if officer is not None else []
    if item.leader_id is not None:
        found.append(people.get(turn.session, item.leader_id))
    found += people.staff_of(turn.session, item.lead_unit_id, Role.HEAD)
    return list({one.id: one for one in found if one.left_at is None}.values())


def class_changed(turn: Turn, item: Suggestion, reply: Reply) -> None:
    """The class that was owed has been given; what says no more that it is solved needs no look."""
    duties.met(turn, item, [DutyKind.RECLASS])
    row = audits.of_reply(turn.session, reply.id)
    is_solved = reply.reply_class.value in turn.office.profile.figures.solved_classes
    if row is not None and row.done_at is None and not is_solved:
        _close(turn, item, row, is_true=None, reason=None)


def lines(turn: Turn, item: Suggestion) -> list[str]:
    """What the committee found, for a card: a line each."""
    return [
        texts.render("audit.line", turn.language, reason=row.reason or "—")
        for row in audits.of_suggestion(turn.session, item.id)
        if row.is_true is False
    ]
