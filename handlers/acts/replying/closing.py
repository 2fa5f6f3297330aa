"""办结, and 办结复核 before it: somebody who has not handled it looks whether all was done.

The list follows from what is recorded; whoever looks lets it pass or sends it back with a reason.
"""

from collections.abc import Iterable

from handlers import keyboard, texts
from handlers.acts import access, duties, stages, telling
from handlers.acts.handling import endings, opinions
from handlers.acts.rating import holds, seals
from handlers.acts.replying import points, publications
from handlers.html import quote
from handlers.rules import closing as rules
from handlers.rules import permissions
from handlers.rules.closing import Facts
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import PROMPT, Turn
from storage import closings, contacts, drafts, people, replies
from storage import duties as duty_rows
from storage import points as point_rows
from storage.closings import ClosingCheck
from storage.contacts import Contact
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import (
    AUDITS,
    PROMISES,
    ClosingLine,
    ContactState,
    DutyKind,
    DutyState,
    Gate,
    Language,
    Phase,
    Role,
)

# What the clock waits for before it closes: what the officer hears, and the button beside it.
_WAITED_FOR = {
    "closing.points": ("closing.points_left", "button.points", "points"),
    "closing.parts": ("closing.parts_left", "button.opinions", "opinions"),
}
OF_CHECKS = (DutyKind.CLOSING_CHECK, DutyKind.CLOSING_MEND)
# What is owed of what is closed, too, and is a line of its own or none.
_OUTLASTING = (
    PROMISES | AUDITS | {DutyKind.PUBLISH, DutyKind.TAKE_DOWN, DutyKind.CALL_BACK, DutyKind.CAUSE}
)
# What is owed about the closing itself, by deputies of their own will, or above.
_NOT_COUNTED = frozenset(
    {*OF_CHECKS, DutyKind.CLOSING, DutyKind.RATING, DutyKind.CONFIRM, DutyKind.OVERDUE}
)


def close(turn: Turn, item: Suggestion) -> ClosingCheck | None:
    """Close it; where this place wants a second look, ask for that first: the look, not decided.

    Raises Refused `closing.points` while a point is unanswered, `closing.parts` while a unit has
    not answered its part, `closing.held` while the committee looks into its rating,
    `closing.nobody` when nobody can look, `closing.sent_back` when what was sent back has not been
    mended.
    """
    if points_are_left(turn, item):
        raise Refused("closing.points", number=item.number)
    if owing := opinions.unanswered_parts(turn, item):
        raise Refused("closing.parts", number=item.number, units="、".join(owing))
    holds.must_not_be_held(turn, item)
    latest = closings.latest(turn.session, item.id, item.round)
    if not turn.office.profile.closing.check or (latest and latest.is_passed):
        _end(turn, item)
        return None
    if latest is not None and latest.is_passed is None:
        return latest
    if duty_rows.open_about(turn.session, item.id, [DutyKind.CLOSING_MEND]):
        raise Refused("closing.sent_back", number=item.number)
    return _ask(turn, item)


def _end(turn: Turn, item: Suggestion) -> None:
    """It is over: all concerned are told, each in their own contact hours."""
    stages.close(turn, item)
    telling.deputies(turn, item, "closed.deputy")
    seals.lift(turn, item)
    endings.follow(turn, item)


def points_are_left(turn: Turn, item: Suggestion) -> bool:
    """必答题: whether a point is unanswered where every point has to be."""
    wanted = Gate.POINTS_ANSWERED in turn.office.profile.gates.on
    return wanted and point_rows.unanswered(turn.session, item.id) > 0


def by_clock(turn: Turn, item: Suggestion) -> bool:
    """The days of the rating are over. False: it has to wait, and whoever handles it hears why."""
    try:
        close(turn, item)
    except Refused as refused:
        officer = access.responsible(turn.session, item)
        if officer is not None and refused.code in _WAITED_FOR:
            key, label, verb = _WAITED_FOR[refused.code]
            button = keyboard.button(officer.language, label, verb, item.id)
            values = {name: refused.values[name] for name in ("units",) if name in refused.values}
            telling.one(turn, officer, key, item, keyboard=[[button]], **values)
        return refused.code == "closing.sent_back"
    return True


def _ask(turn: Turn, item: Suggestion) -> ClosingCheck:
    person = _checker(turn, item)
    if person is None:
        raise Refused("closing.nobody", number=item.number)
    office = turn.office
    days = office.profile.closing.working_days
    row = ClosingCheck(
        suggestion_id=item.id,
        round=item.round,
        asked_of_id=person.id,
        asked_at=turn.now,
        due_on=office.calendar.add(office.today(turn.now), days),
    )
    turn.session.add(row)
    turn.session.flush()
    _owe(turn, item, row, person)
    return row


def _owe(turn: Turn, item: Suggestion, row: ClosingCheck, person: Person) -> None:
    duties.owe(turn, item, person, DutyKind.CLOSING_CHECK, due_on=row.due_on, subject_id=row.id)
    turn.event("closing_check_asked", suggestion_id=item.id, person_id=person.id)


def _checker(turn: Turn, item: Suggestion) -> Person | None:
    """The first of the ranks the profile names who can be asked; else whoever supervises."""
    ranks = turn.office.profile.closing.by
    found = [
        person
        for role in ranks
        for person in people.staff_of(turn.session, item.lead_unit_id, role)
    ]
    for person in [*found, *people.all_of(turn.session, [Role.SUPERVISOR])]:
        if _may_check(turn, item, person):
            return person
    return None


def _may_check(turn: Turn, item: Suggestion, person: Person) -> bool:
    """Whether somebody may look who has not handled it, and can be asked."""
    relations = access.relations(turn.session, person, item)
    may_look = permissions.may_any(relations, Act.CHECK_CLOSING)
    is_apart = rules.is_apart(person.id, _handled_by(turn, item))
    return may_look and is_apart and people.is_reached(turn.session, person)


def _handled_by(turn: Turn, item: Suggestion) -> set[int]:
    """Who has handled it: the officer, who wrote the reply, and who handed it over."""
    officer = access.responsible(turn.session, item)
    reply = replies.of_round(turn.session, item.id, item.round)
    draft = drafts.latest(turn.session, item.id, item.round, item.lead_unit_id)
    found = {item.officer_id, officer.id if officer else None}
    found |= {reply.delivered_by_id if reply else None, draft.made_by_id if draft else None}
    return {one for one in found if one is not None}


def facts(turn: Turn, item: Suggestion) -> Facts:
    """What is recorded about the present round."""
    session, profile = turn.session, turn.office.profile
    planned = [
        one for one in contacts.of_suggestion(session, item.id, item.round) if one.is_planned
    ]
    owed = duty_rows.open_about(session, item.id, set(DutyKind) - _NOT_COUNTED)
    wants_points = Gate.POINTS_ANSWERED in profile.gates.on
    return Facts(
        is_contacted=_all_made(planned),
        is_replied=replies.of_round(session, item.id, item.round) is not None,
        are_points_answered=points.all_answered(turn, item)
        if wants_points
        else point_rows.unanswered(session, item.id) == 0,
        is_rated=stages.may_close(turn, item),
        are_promises_noted=not any(one.kind == DutyKind.PROMISE_TO_NOTE for one in owed),
        is_publication_decided=not profile.publication.decide_working_days
        or publications.counting(turn, item) is not None,
        owes_nothing=not any(one.kind not in _OUTLASTING for one in owed),
    )


def _all_made(planned: Iterable[Contact]) -> bool:
    """Whether each planned contact took place; not what was let go of or is disputed."""
    states: dict[tuple[Phase, int], set[ContactState]] = {}
    for one in planned:
        states.setdefault((one.phase, one.sequence), set()).add(one.state)
    ahead = {ContactState.PLANNED, ContactState.OPEN}
    return all(ContactState.DONE in found and not found & ahead for found in states.values())


def ask(
    turn: Turn, item: Suggestion, person: Person, check_id: int, priority: int = PROMPT
) -> int | None:
    """The list before whoever is to look, each line ticked or not."""
    row = turn.session.get_one(ClosingCheck, check_id)
    language = person.language
    buttons = [
        [
            keyboard.button(language, "button.check_passed", "chkyes", row.id),
            keyboard.button(language, "button.check_back", "chkno", row.id),
        ],
        [keyboard.button(language, "button.card", "card", item.id)],
    ]
    return turn.say(
        person,
        "closing.to_check",
        suggestion_id=item.id,
        purpose="prompt",
        priority=priority,
        number=item.number,
        title=item.title,
        due_on=row.due_on,
        lines=Html(_shown(turn, item, language)),
        keyboard=buttons,
    )


def _shown(turn: Turn, item: Suggestion, language: Language) -> str:
    return "\n".join(
        f"{'☑' if is_done else '☐'} {quote(texts.plain(line, language))}"
        for line, is_done in rules.lines(facts(turn, item))
    )


def named(lines: list[ClosingLine], language: Language) -> str:
    """Lines of the list, in a row."""
    return "、".join(texts.plain(line, language) for line in lines)


def open_one(turn: Turn, check_id: int) -> tuple[ClosingCheck, Suggestion]:
    """A look not decided yet, by somebody who has had no hand in it. Raises Refused."""
    row = closings.find(turn.session, check_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.CHECK_CLOSING)
    if not rules.is_apart(turn.me.id, _handled_by(turn, item)):
        raise Refused("closing.own")
    if row.is_passed is not None or row.round != item.round or not item.is_open:
        raise Refused("button.gone")
    return row, item


def open_lines(turn: Turn, item: Suggestion) -> list[ClosingLine]:
    """The lines it would be closed without. Raises Refused `closing.stops` for what it needs."""
    found = facts(turn, item)
    stops = rules.stops(found)
    if stops:
        raise Refused("closing.stops", missing=named(stops, turn.language))
    return rules.missing(found)


def let_pass(turn: Turn, check_id: int, reason: str | None = None) -> None:
    """复核通过: it is closed. Raises Refused `closing.why` with lines open and no reason."""
    row, item = open_one(turn, check_id)
    if open_lines(turn, item) and not reason:
        raise Refused("closing.why")
    holds.must_not_be_held(turn, item)
    _decide(turn, item, row, is_passed=True, reason=reason)
    _end(turn, item)


def send_back(turn: Turn, check_id: int, reason: str) -> None:
    """退回: whoever handles it has to mend it, and then asks for another look."""
    row, item = open_one(turn, check_id)
    _decide(turn, item, row, is_passed=False, reason=reason)
    officer = access.responsible(turn.session, item)
    if officer is not None:
        office = turn.office
        due_on = office.calendar.add(office.today(turn.now), office.profile.closing.working_days)
        duties.owe(
            turn,
            item,
            officer,
            DutyKind.CLOSING_MEND,
            due_on=due_on,
            subject_id=row.id,
            note=reason[:300],
        )


def _decide(
    turn: Turn, item: Suggestion, row: ClosingCheck, *, is_passed: bool, reason: str | None
) -> None:
    row.is_passed, row.reason = is_passed, reason
    row.missing = ",".join(rules.missing(facts(turn, item))) or None
    row.decided_by_id, row.decided_at = turn.me.id, turn.now
    turn.session.flush()
    duties.met(turn, item, [DutyKind.CLOSING_CHECK])
    turn.event(
        "closing_checked" if is_passed else "closing_sent_back",
        suggestion_id=item.id,
        missing=row.missing,
        reason=reason,
    )


def again(turn: Turn, item: Suggestion) -> ClosingCheck:
    """已补正: another look is asked for. Raises Refused `button.gone` unless it was sent back."""
    latest = closings.latest(turn.session, item.id, item.round)
    if latest is None or latest.is_passed is not False or not item.is_open:
        raise Refused("button.gone")
    duties.met(turn, item, [DutyKind.CLOSING_MEND])
    turn.event("closing_mended", suggestion_id=item.id)
    return _ask(turn, item)


def follow(turn: Turn, item: Suggestion) -> None:
    """Whoever was asked to look may be here no more, or handle it now: somebody else is asked."""
    row = closings.latest(turn.session, item.id, item.round)
    if row is None or row.is_passed is not None or not item.is_open:
        return
    if _may_check(turn, item, people.get(turn.session, row.asked_of_id)):
        return
    heir = _checker(turn, item)
    if heir is None:
        return
    duties.met(turn, item, [DutyKind.CLOSING_CHECK], state=DutyState.CANCELLED)
    row.asked_of_id = heir.id
    turn.session.flush()
    _owe(turn, item, row, heir)


def told(turn: Turn, item: Suggestion, row: ClosingCheck) -> None:
    """Whoever wants it closed hears who looks first, and by when."""
    name = people.get(turn.session, row.asked_of_id).name
    turn.say(
        turn.me,
        "closing.asked",
        suggestion_id=item.id,
        number=item.number,
        name=name,
        due_on=row.due_on,
    )
