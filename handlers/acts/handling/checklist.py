"""办理清单: made from the record, shown on a card, told each week to whoever handles it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from handlers import keyboard, texts
from handlers.acts import access, hours, stages
from handlers.acts.assigning import receipts
from handlers.acts.handling import leading, passing, tags
from handlers.acts.handling import plans as own_plans
from handlers.acts.talking import groups
from handlers.acts.talking.words import short
from handlers.html import quote
from handlers.rules import checklist as rules
from handlers.rules import permissions
from handlers.rules.checklist import Check, Facts, Line, Owner, Part
from handlers.rules.permissions import Act
from handlers.texts import Html
from handlers.turn import PROMPT, Turn
from storage import checklists, ledger, opinions, passes, people, plans, suggestions
from storage.contacts import Contact
from storage.opinions import Opinion
from storage.passes import Pass
from storage.people import Person
from storage.plans import Milestone, Plan
from storage.promises import Promise
from storage.ratings import Rating, RatingForm
from storage.receipts import Receipt
from storage.replies import Reply
from storage.suggestions import JointUnit, Suggestion
from storage.vocabulary import (
    FACE_TO_FACE,
    ContactForm,
    ContactState,
    Gate,
    Handling,
    Language,
    PromiseState,
)

AT_ONCE = 200
MOST_TOLD = 5  # suggestions in one weekly message
WEEK = timedelta(days=7)

# What a missing line's button leads to, for whoever may do it.
_DOING = {
    Check.SIGNED_FOR: ("button.sign_for", "signfor", Act.SIGN_FOR),
    Check.SIX_FIXED: ("button.plan", "plan", Act.PLAN),
    Check.PLAN_APPROVED: ("button.plan", "plan", Act.SEE_CARD),
    Check.MILESTONES: ("button.plan", "plan", Act.PLAN),
    Check.BEFORE: ("button.record_contact", "record", Act.RECORD_CONTACT),
    Check.STUDY: ("button.arrange", "arrange", Act.ARRANGE_MEETING),
    Check.DURING: ("button.report_progress", "progress", Act.REPORT_PROGRESS),
    Check.SYMPOSIUM: ("button.arrange", "arrange", Act.ARRANGE_MEETING),
    Check.FACE_TO_FACE: ("button.arrange", "arrange", Act.ARRANGE_MEETING),
    Check.OPINION: ("button.opine", "opine", Act.GIVE_OPINION),
    Check.PASSED_ON: ("button.opinions", "opinions", Act.JUDGE_OPINION),
    Check.REPLY: ("button.deliver_reply", "reply", Act.DELIVER_REPLY),
    Check.AFTER: ("button.record_contact", "record", Act.RECORD_CONTACT),
    Check.PROMISES_NOTED: ("button.promises", "promises", Act.PROMISE),
    Check.PROMISE_KEPT: ("button.promises", "promises", Act.PROMISE),
}
_LASTING = frozenset({Check.PROMISES_NOTED, Check.PROMISE_KEPT})  # what an end does not end
_Row = TypeVar("_Row", Plan, Reply, Rating, RatingForm, Pass)


def of(turn: Turn, item: Suggestion) -> list[Line]:
    """The list of one suggestion."""
    return of_all(turn, [item])[item.id]


def of_all(turn: Turn, items: Sequence[Suggestion]) -> dict[int, list[Line]]:
    """The list of each of these suggestions: many cost as many questions as one."""
    known = _known(turn, [item.id for item in items])
    found = {}
    for item in items:
        own = rules.lines(_facts(turn, item, known))
        found[item.id] = [line for line in own if item.is_open or line.check in _LASTING]
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What is recorded about many suggestions, by suggestion."""

    contacts: dict[int, list[Contact]]
    parts: dict[int, list[JointUnit]]
    opinions: Mapping[tuple[int, int], list[Opinion]]  # by suggestion and unit
    passes: dict[int, list[Pass]]
    plans: dict[int, list[Plan]]
    milestones: dict[int, list[Milestone]]  # by plan
    receipts: dict[tuple[int, int], Receipt]  # by suggestion and unit
    replies: dict[int, list[Reply]]
    forms: dict[int, list[RatingForm]]
    ratings: dict[int, list[Rating]]
    promises: dict[int, list[Promise]]
    to_note: frozenset[int]


def _known(turn: Turn, ids: list[int]) -> _Known:
    session = turn.session
    made = plans.of_suggestions(session, ids)
    people.learn(session, {plan.made_by_id for own in made.values() for plan in own})
    return _Known(
        ledger.contacts(session, ids),
        ledger.joint_units(session, ids),
        opinions.of_suggestions(session, ids),
        passes.of_suggestions(session, ids),
        made,
        checklists.milestones(session, ids),
        checklists.receipts(session, ids),
        ledger.replies(session, ids),
        ledger.rating_forms(session, ids),
        ledger.ratings(session, ids),
        checklists.promises(session, ids),
        checklists.with_promises_to_note(session, ids),
    )


def _facts(turn: Turn, item: Suggestion, known: _Known) -> Facts:
    profile = turn.office.profile
    contacts = [
        one for one in known.contacts.get(item.id, []) if one.state != ContactState.CANCELLED
    ]
    held = [one for one in contacts if one.state == ContactState.DONE]
    forms_held = {
        one.form for one in held if one.round == item.round and stages.is_of_present_unit(item, one)
    }
    met = sum(one.form in FACE_TO_FACE and one.confirmed is True for one in held)
    plan = _last(known.plans, item)
    if plan is not None and not own_plans.is_its_own(turn, item, plan):
        plan = None
    steps = known.milestones.get(plan.id, []) if plan else []
    form = _last(known.forms, item)
    receipt = known.receipts.get((item.id, item.lead_unit_id))
    least = profile.meetings.face_to_face_least
    asked = passing.counting(item, known.passes.get(item.id, []))
    return Facts(
        gates=frozenset(profile.gates.on),
        passed=passes.granted(asked),
        sign_due_on=_sign_due_on(turn, item),
        is_signed_for=receipt is not None and receipts.counts(turn, item, receipt),
        is_fixed=plan is not None and bool(steps) and _stands(turn, item),
        has_plan=plan is not None,
        is_plan_approved=plan is not None and plan.is_approved is True,
        milestones=tuple(Part(one.what, one.due_on, one.reached_at is not None) for one in steps),
        contacts=tuple(
            Part(one.phase.value, one.due_on, one.state == ContactState.DONE)
            for one in contacts
            if one.round == item.round and (one.is_planned or one.state == ContactState.DONE)
        ),
        needs_visit=_needs_visit(turn, item),
        has_study=ContactForm.STUDY_VISIT in forms_held,
        has_symposium=ContactForm.SYMPOSIUM in forms_held,
        wants_meeting=least > 0 and not item.waives_meeting,
        has_met_enough=met >= least,
        opinions=tuple(
            Part(
                groups.unit_name(turn.session, one.unit_id),
                one.opinion_due_on,
                one.opinion_given_at is not None,
            )
            for one in known.parts.get(item.id, [])
        ),
        to_pass_on=tuple(
            Part(groups.unit_name(turn.session, one.unit_id), None, row.told_at is not None)
            for one in known.parts.get(item.id, [])
            if one.handling == Handling.JOINT
            for row in known.opinions.get((item.id, one.unit_id), [])
            if row.sent_back_at is None
        ),
        reply_due_on=item.due_on,
        is_replied=_last(known.replies, item) is not None,
        is_form_sent=form is not None,
        rating_due_on=_rating_due_on(turn, form),
        is_rated=_last(known.ratings, item) is not None,
        promises_to_note=item.id in known.to_note,
        promises=tuple(
            Part(one.what, one.due_on, one.state == PromiseState.KEPT)
            for one in known.promises.get(item.id, [])
        ),
    )


def _last(rows: dict[int, list[_Row]], item: Suggestion) -> _Row | None:
    """The latest of the present round."""
    return next((row for row in reversed(rows.get(item.id, [])) if row.round == item.round), None)


def _sign_due_on(turn: Turn, item: Suggestion) -> date | None:
    """Not for what had been assigned long before it came here: see `receipts.owe`."""
    is_signing = turn.office.profile.assignment.sign_for_working_days > 0
    day = receipts.due_on(turn, item)
    return day if is_signing and day >= turn.office.today(item.created_at) else None


def _rating_due_on(turn: Turn, form: RatingForm | None) -> date | None:
    if form is None:
        return None
    days = turn.office.profile.rating.feedback_working_days
    return turn.office.calendar.add(turn.office.today(form.sent_at), days)


def _stands(turn: Turn, item: Suggestion) -> bool:
    """Whether leader, office and officer are named."""
    officer = access.responsible(turn.session, item)
    has_office = bool(item.office or (officer is not None and officer.office))
    return leading.leader_of(turn, item) is not None and officer is not None and has_office


def _needs_visit(turn: Turn, item: Suggestion) -> bool:
    wanted = turn.office.profile.plans.visit_topics
    if not wanted or Gate.VISIT_BEFORE_PLAN not in turn.office.profile.gates.on:
        return False
    return bool(wanted.intersection(tags.of(turn, item)))


def show(turn: Turn, item: Suggestion) -> None:
    """办理清单 of a card: every line, and a button for each missing one that the reader may do."""
    found = of(turn, item)
    missing = rules.missing(found)
    turn.say(
        turn.me,
        "checklist.card",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        done=len(found) - len(missing),
        count=len(found),
        lines=Html("\n".join(_shown(turn, item, line) for line in found) or "—"),
        keyboard=_buttons(turn, item, missing) or None,
    )


def _shown(turn: Turn, item: Suggestion, line: Line) -> str:
    what = quote(_named(line, turn.language))
    if line.is_done:
        return f"✓ {what}"
    due = quote(texts.plain(line.due_on, turn.language))
    is_late = line.is_late(turn.office.today(turn.now))
    return texts.render(
        "checklist.late" if is_late else "checklist.missing",
        turn.language,
        what=Html(what),
        owner=_owner(turn, item, line),
        due=Html(due),
    )


def _named(line: Line, language: Language) -> str:
    what = texts.plain(line.check, language)
    is_of_several = line.name and line.owner != Owner.JOINT_UNIT
    return f"{what} {short(line.name)}" if is_of_several else what


def _owner(turn: Turn, item: Suggestion, line: Line) -> str:
    """Whose it is; staff by name. A deputy's name may be kept from units that help."""
    somebody: Person | None = None
    if line.owner == Owner.JOINT_UNIT:
        return line.name
    if line.owner == Owner.OFFICER:
        somebody = access.responsible(turn.session, item)
    elif line.owner == Owner.LEADER:
        somebody = leading.leader_of(turn, item)
    return somebody.name if somebody else texts.plain(line.owner, turn.language)


def _buttons(turn: Turn, item: Suggestion, missing: Iterable[Line]) -> keyboard.Keyboard:
    relations = access.relations(turn.session, turn.me, item)
    doing = dict.fromkeys(_DOING[line.check] for line in missing if line.check in _DOING)
    return [
        [keyboard.button(turn.language, label, verb, item.id)]
        for label, verb, act in doing
        if permissions.may_any(relations, act)
    ]


def in_words(turn: Turn, found: Sequence[Line]) -> str:
    """The list in one cell of a sheet: how much is done, and what is missing."""
    language, today = Language.CHINESE, turn.office.today(turn.now)
    missing = rules.missing(found)
    parts = [f"{len(found) - len(missing)}/{len(found)}"]
    for line in missing:
        key = "checklist.cell_late" if line.is_late(today) else "checklist.cell"
        owner = line.name if line.owner == Owner.JOINT_UNIT else line.owner
        what, due = _named(line, language), line.due_on.isoformat() if line.due_on else "—"
        parts.append(texts.label(key, language, what=what, owner=owner, due=due))
    return "；".join(parts)


def tell_weekly(turn: Turn) -> None:
    """Whoever handles suggestions hears, once a week, of which most is missing.

    Only what has a line that is late or due within the week: the rest has its time.
    """
    pressing: dict[int, list[tuple[int, int, Suggestion]]] = {}
    after = 0
    while page := suggestions.open_after(turn.session, after, AT_ONCE):
        for item_id, found in of_all(turn, page).items():
            item = suggestions.get(turn.session, item_id)
            late, near = _pressing(turn, found)
            officer = access.responsible(turn.session, item) if late or near else None
            if officer is not None:
                pressing.setdefault(officer.id, []).append((late, late + near, item))
        after = page[-1].id
    for person_id, own in pressing.items():
        _tell(turn, people.get(turn.session, person_id), own)


def _pressing(turn: Turn, found: Iterable[Line]) -> tuple[int, int]:
    """How many lines of those who handle it are late, and how many will be within the week."""
    today = turn.office.today(turn.now)
    days = [
        line.due_on
        for line in rules.missing(found)
        if line.due_on is not None and line.owner in (Owner.OFFICER, Owner.LEADER, Owner.JOINT_UNIT)
    ]
    late = sum(day < today for day in days)
    return late, sum(today <= day < today + WEEK for day in days)


def _tell(turn: Turn, person: Person, own: list[tuple[int, int, Suggestion]]) -> None:
    own.sort(key=lambda one: (-one[0], -one[1], one[2].due_on, one[2].id))
    shown = own[:MOST_TOLD]
    lines = [
        texts.render(
            "checklist.weekly_line",
            person.language,
            number=item.number,
            title=short(item.title),
            missing=count,
            late=late,
        )
        for late, count, item in shown
    ]
    sent = turn.say(
        person,
        "checklist.weekly",
        purpose="notice",
        priority=PROMPT,
        not_before=hours.next_allowed(turn.office, person, turn.now),
        count=len(own),
        lines=Html("\n".join(lines)),
        keyboard=[
            [
                keyboard.button(
                    person.language, "button.checklist_of", "checklist", item.id, number=item.number
                )
            ]
            for _, _, item in shown
        ],
    )
    if sent is not None:
        for late, count, item in shown:
            turn.event(
                "checklist_told",
                suggestion_id=item.id,
                person_id=person.id,
                missing=count,
                late=late,
            )
