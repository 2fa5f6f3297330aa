"""Gates before handling and before the reply: what is missing, and passing without it.

Passing needs a reason, and the word of somebody above whoever asks; both stand in the record.
"""

from collections.abc import Iterable
from datetime import datetime

from handlers import keyboard, texts
from handlers.acts import access, decisions, duties, hours, stages, telling
from handlers.acts.handling import opinions, passing, plans, tags
from handlers.acts.prompting import levels
from handlers.acts.replying import drafts, points
from handlers.acts.talking import sending
from handlers.rules import gates, permissions
from handlers.rules.gates import Facts
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import PROMPT, Turn
from storage import contacts, dialogs, messages, passes, people, replies
from storage.contacts import Contact
from storage.passes import Pass
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import (
    ContactForm,
    ContactState,
    DutyKind,
    DutyState,
    Gate,
    Language,
    Phase,
    Role,
)

LONGEST = 500  # characters of a reason
ASKED_IN = "gate_reason"
_ABOVE = (Role.OFFICE_HEAD, Role.LEADER, Role.HEAD)


def closed(turn: Turn, item: Suggestion, act: Act) -> list[Gate]:
    """The gates that stand in the way of an act; nothing is asked where none is on."""
    if not gates.on(act, turn.office.profile.gates):
        return []
    passed = passes.granted(passing.present(turn, item))
    return gates.closed(act, turn.office.profile.gates, _facts(turn, item), passed)


def require(turn: Turn, item: Suggestion, act: Act) -> None:
    """Raises Refused `gate.closed` naming what is missing."""
    missing = closed(turn, item, act)
    if missing:
        raise Refused("gate.closed", number=item.number, missing=_missing(turn, item, missing))


def require_talk(turn: Turn, item: Suggestion) -> None:
    """先沟通后答复, of a part answered by another unit: somebody has talked with the deputy.

    Raises Refused `gate.part`.
    """
    if Gate.CONTACT_BEFORE_REPLY not in turn.office.profile.gates.on:
        return
    is_passed = Gate.CONTACT_BEFORE_REPLY in passes.granted(passing.present(turn, item))
    if not is_passed and not _counted(turn, item):
        raise Refused("gate.part", number=item.number)


def stops(turn: Turn, item: Suggestion, act: Act) -> bool:
    """Whether gates stand in the way; then it is said what is missing, with buttons to do it."""
    missing = closed(turn, item, act)
    if not missing:
        return False
    asked = _undecided(turn, item, missing)
    rows = [[keyboard.button(turn.language, "button.record_contact", "record", item.id)]]
    if {Gate.SIX_FIXED, Gate.PLAN_APPROVED} & set(missing):
        rows.append([keyboard.button(turn.language, "button.plan", "plan", item.id)])
    if Gate.POINTS_ANSWERED in missing:
        rows.append([keyboard.button(turn.language, "button.points", "points", item.id)])
    if {Gate.DRAFT_SHOWN, Gate.DRAFT_REVIEWED} & set(missing):
        rows.append([keyboard.button(turn.language, "button.drafts", "drafts", item.id)])
    if Gate.OPINIONS_IN in missing:
        rows.append([keyboard.button(turn.language, "button.opinions", "opinions", item.id)])
    if Role.LEADER in levels.unnamed(turn, item):
        rows.append([keyboard.button(turn.language, "button.ask_leader", "askleader", item.id)])
    if asked is None:
        rows.append(
            [keyboard.button(turn.language, "button.ask_to_pass", "gate_ask", item.id, act.value)]
        )
    turn.say(
        turn.me,
        "gate.closed",
        suggestion_id=item.id,
        number=item.number,
        missing=_missing(turn, item, missing),
        waits=texts.label("gate.waits", turn.language) if asked else "",
        roster=_to_be_entered(turn, item, missing),
        keyboard=rows,
    )
    return True


def _counted(turn: Turn, item: Suggestion) -> list[Contact]:
    """The contacts of the round since the present unit leads that no deputy calls untrue."""
    return [
        one
        for one in contacts.of_suggestion(turn.session, item.id, item.round)
        if one.state == ContactState.DONE
        and one.confirmed is not False
        and one.phase != Phase.PART
        and stages.is_of_present_unit(item, one)
    ]


def _facts(turn: Turn, item: Suggestion) -> Facts:
    counted = _counted(turn, item)
    return Facts(
        is_pre_contacted=any(one.phase == Phase.BEFORE for one in counted)
        or _had_earlier_round(turn, item),
        has_study=any(one.form == ContactForm.STUDY_VISIT for one in counted),
        is_discussed=any(one.phase == Phase.DURING and one.confirmed for one in counted),
        has_symposium=any(one.form == ContactForm.SYMPOSIUM for one in counted),
        is_fixed=not plans.six(turn, item).missing,
        is_plan_approved=plans.is_approved(turn, item),
        needs_visit=bool(turn.office.profile.plans.visit_topics.intersection(tags.of(turn, item))),
        has_levels=not levels.unnamed(turn, item),
        has_points=points.all_answered(turn, item),
        is_draft_shown=drafts.was_heard(turn, item),
        is_draft_reviewed=drafts.is_passed(turn, item),
        has_opinions=not opinions.missing(turn, item),
    )


def _had_earlier_round(turn: Turn, item: Suggestion) -> bool:
    """Whether the unit that leads now has handled it in a round before, and so knows the deputy."""
    earlier = replies.of_round(turn.session, item.id, item.round - 1)
    return item.round > 1 and (
        item.came_at is None or (earlier is not None and earlier.at >= item.came_at)
    )


def _missing(turn: Turn, item: Suggestion, missing: list[Gate]) -> str:
    """The gates, and of the levels those on which nobody stands."""
    named = _named(missing, turn.language)
    if Gate.LEVELS_NAMED not in missing:
        return named
    who = levels.told(turn, levels.unnamed(turn, item))
    return texts.label("gate.missing_levels", turn.language, named=named, who=who)


def _to_be_entered(turn: Turn, item: Suggestion, missing: list[Gate]) -> str:
    """Of the levels on which nobody stands those that only the roster can fill, and how."""
    nobody: list[Role | None] = [one for one in levels.unnamed(turn, item) if one != Role.LEADER]
    if Gate.LEVELS_NAMED not in missing or not nobody:
        return ""
    return texts.label("gate.to_be_entered", turn.language, who=levels.told(turn, nobody))


def _named(missing: Iterable[Gate], language: Language) -> str:
    return "、".join(texts.plain(gate, language) for gate in missing)


def _undecided(turn: Turn, item: Suggestion, missing: list[Gate]) -> Pass | None:
    for row in passing.present(turn, item):
        if row.is_granted is None and set(missing) <= set(row.kinds):
            return row
    return None


def ask_reason(turn: Turn, item: Suggestion, act: Act) -> None:
    """申请例外: why should it be passed without what is missing?"""
    missing = closed(turn, item, act)
    if not missing or _undecided(turn, item, missing) is not None:
        raise Refused("button.gone")
    _above(turn, item, turn.me)
    sending.leave(turn)
    message_id = turn.say(
        turn.me,
        "gate.why",
        suggestion_id=item.id,
        purpose="prompt",
        number=item.number,
        missing=_named(missing, turn.language),
        keyboard=[[keyboard.button(turn.language, "button.cancel", "drop", 0)]],
    )
    dialogs.ask(
        turn.session,
        turn.me.id,
        ASKED_IN,
        turn.now,
        suggestion_id=item.id,
        message_id=message_id,
        data={"act": act.value},
    )


def ask(turn: Turn, item: Suggestion, act: Act, reason: str) -> None:
    """Ask somebody above to let it pass. Raises Refused `gate.long` for too long a reason."""
    if len(reason) > LONGEST:
        raise Refused("form.too_long", limit=LONGEST)
    missing = closed(turn, item, act)
    dialogs.close(turn.session, turn.me.id)
    if not missing:
        turn.say(turn.me, "gate.open", suggestion_id=item.id, number=item.number)
        return
    approver = _above(turn, item, turn.me)
    row = Pass(
        suggestion_id=item.id,
        round=item.round,
        gates=[gate.value for gate in missing],
        reason=reason,
        asked_by_id=turn.me.id,
        asked_at=turn.now,
        asked_of_id=approver.id,
    )
    turn.session.add(row)
    turn.session.flush()
    allowed = hours.next_allowed(turn.office, approver, turn.now)
    put_before(turn, item, approver, row.id, not_before=allowed)
    decisions.owe(turn, item, approver, DutyKind.EXCEPTION, row.id, turn.now)
    turn.event(
        "pass_asked",
        suggestion_id=item.id,
        person_id=approver.id,
        pass_id=row.id,
        gates=row.gates,
        reason=reason,
    )
    turn.say(turn.me, "gate.sent", suggestion_id=item.id, approver=approver.name)


def put_before(
    turn: Turn,
    item: Suggestion,
    person: Person,
    pass_id: int,
    priority: int = PROMPT,
    not_before: datetime | None = None,
) -> int | None:
    """What is asked for before whoever decides; once more, and the earlier message is only read."""
    row = turn.session.get_one(Pass, pass_id)
    if row.message_id is not None:
        messages.rewrite(turn.session, row.message_id, turn.now, keyboard=None)
    row.message_id = turn.say(
        person,
        "gate.asked",
        suggestion_id=item.id,
        purpose="prompt",
        priority=priority,
        not_before=not_before,
        number=item.number,
        title=item.title,
        asker=people.get(turn.session, row.asked_by_id).name,
        missing=_named(row.kinds, person.language),
        reason=row.reason,
        keyboard=[
            [
                keyboard.button(person.language, "button.let_pass", "gate_yes", row.id),
                keyboard.button(person.language, "button.let_not_pass", "gate_no", row.id),
            ]
        ],
    )
    turn.session.flush()
    return row.message_id


def is_needed(turn: Turn, item: Suggestion, pass_id: int) -> bool:
    """Whether it is still to be decided whether this round may pass."""
    row = passes.find(turn.session, pass_id)
    return row is not None and passing.is_open(turn, item, row)


def follow(turn: Turn, item: Suggestion) -> None:
    """Whoever was to decide stands there no more: the next above whoever asks is asked.

    Where nobody is left, whoever asked hears so, and may ask anew.
    """
    for row in passes.of_round(turn.session, item.id, item.round):
        asker = people.get(turn.session, row.asked_by_id)
        asked = people.get(turn.session, row.asked_of_id)
        if not passing.is_open(turn, item, row) or _may_decide(turn, item, asked, asker):
            continue
        duties.met(turn, item, [DutyKind.EXCEPTION], subject_id=row.id, state=DutyState.CANCELLED)
        try:
            heir = _above(turn, item, asker)
        except Refused:
            passing.close(turn, item, row)
            telling.one(turn, asker, "gate.lapsed", item)
            continue
        row.asked_of_id = heir.id
        allowed = hours.next_allowed(turn.office, heir, turn.now)
        put_before(turn, item, heir, row.id, not_before=allowed)
        decisions.owe(turn, item, heir, DutyKind.EXCEPTION, row.id, turn.now)


def _above(turn: Turn, item: Suggestion, asker: Person) -> Person:
    """The nearest above whoever asks who can be reached. Raises Refused `gate.nobody`."""
    staff = people.staff_of(turn.session, item.lead_unit_id)
    for role in _ABOVE:
        for person in staff:
            if person.role == role and _may_decide(turn, item, person, asker):
                return person
    raise Refused("gate.nobody")


def _may_decide(turn: Turn, item: Suggestion, person: Person, asker: Person) -> bool:
    return (
        gates.is_above(person.role, asker.role)
        and permissions.may_any(access.relations(turn.session, person, item), Act.DECIDE_EXCEPTION)
        and people.is_reached(turn.session, person)
    )


def decide(turn: Turn, pass_id: int, *, is_granted: bool) -> None:
    """Let it pass, or not. Raises Refused when it has been decided, or to whoever is not above."""
    row = passes.find(turn.session, pass_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.DECIDE_EXCEPTION)
    asker = people.get(turn.session, row.asked_by_id)
    if not gates.is_above(turn.me.role, asker.role):
        raise Refused("permission.denied")
    if not item.is_open or not passing.is_open(turn, item, row):
        raise Refused("button.gone")
    row.is_granted, row.decided_by_id, row.decided_at = is_granted, turn.me.id, turn.now
    if row.message_id is not None:
        messages.rewrite(turn.session, row.message_id, turn.now, keyboard=None)
    turn.used()
    duties.met(turn, item, [DutyKind.EXCEPTION], subject_id=row.id)
    turn.event(
        "pass_granted" if is_granted else "pass_denied",
        suggestion_id=item.id,
        person_id=asker.id,
        pass_id=row.id,
        gates=row.gates,
    )
    turn.say(
        asker,
        "gate.granted" if is_granted else "gate.denied",
        suggestion_id=item.id,
        number=item.number,
        approver=turn.me.name,
        missing=_named(row.kinds, asker.language),
    )
    turn.toast("toast.done")


def passed(turn: Turn, item: Suggestion) -> list[str]:
    """What was passed in this round without what has to come first: a line each, for the card."""
    return [
        texts.render(
            "gate.passed",
            turn.language,
            missing=_named(row.kinds, turn.language),
            reason=row.reason,
            approver=people.get(turn.session, row.decided_by_id).name,
        )
        for row in passing.present(turn, item)
        if row.is_granted and row.decided_by_id is not None
    ]
