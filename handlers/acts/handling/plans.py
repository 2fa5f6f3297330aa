"""办理方案: made by whoever handles it, approved above where the profile wants it, followed up."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from handlers import keyboard, texts
from handlers.acts import access, decisions, duties, hours, telling
from handlers.acts.handling import leading
from handlers.acts.replying import given
from handlers.html import quote
from handlers.rules import permissions
from handlers.rules import plans as rules
from handlers.rules.permissions import Act
from handlers.rules.plans import SixFixed, Step
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import CHAT, Turn
from storage import duties as duty_rows
from storage import messages, people, plans
from storage import replies as reply_rows
from storage.people import Person
from storage.plans import Milestone, Plan
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, DutyState, Role

LIGHTS = {
    rules.Light.REACHED: "✅",
    rules.Light.GREEN: "🟢",
    rules.Light.YELLOW: "🟡",
    rules.Light.RED: "🔴",
}


def counting(turn: Turn, item: Suggestion) -> Plan | None:
    """The plan that counts: the latest of the round, unless it is of a unit that led before."""
    plan = plans.latest(turn.session, item.id, item.round)
    return plan if plan is not None and is_its_own(turn, item, plan) else None


def is_its_own(turn: Turn, item: Suggestion, plan: Plan) -> bool:
    """Whether the unit that leads now has made a plan, since it leads."""
    if item.came_at is not None:
        return plan.made_at >= item.came_at
    return people.get(turn.session, plan.made_by_id).unit_id == item.lead_unit_id


def six(turn: Turn, item: Suggestion) -> SixFixed:
    """Which of the six stand."""
    plan = counting(turn, item)
    officer = access.responsible(turn.session, item)
    return SixFixed(
        leader=leading.leader_of(turn, item) is not None,
        office=bool(item.office or (officer is not None and officer.office)),
        officer=officer is not None,
        task=plan is not None,
        goal=plan is not None,
        milestones=plan is not None and bool(plans.milestones(turn.session, plan.id)),
    )


def is_approved(turn: Turn, item: Suggestion) -> bool:
    """Whether somebody above has approved the plan that counts."""
    plan = counting(turn, item)
    return plan is not None and plan.is_approved is True


def make(
    turn: Turn, item: Suggestion, task: str, goal: str, steps: Sequence[Step], leader_id: int | None
) -> Plan:
    """A plan takes the place of the one before; its milestones are owed. Raises Refused."""
    access.must_be_open(item)
    given.can_be_given(turn, item)
    officer = access.responsible(turn.session, item)
    stood = {"leader_id": item.leader_id, "office": item.office}
    if leader_id is not None and leading.leader_of(turn, item) is None:
        item.leader_id = leader_id
        leading.look(turn, item, turn.office.today(turn.now))
    if item.office is None and officer is not None:
        item.office = officer.office
    leader = leading.leader_of(turn, item)
    plan = Plan(
        suggestion_id=item.id,
        round=item.round,
        task=task,
        goal=goal,
        leader_id=leader.id if leader else None,
        officer_id=officer.id if officer else None,
        office=item.office,
        made_by_id=turn.me.id,
        made_at=turn.now,
    )
    turn.session.add(plan)
    turn.session.flush()
    for step in steps:
        turn.session.add(
            Milestone(suggestion_id=item.id, plan_id=plan.id, what=step.what, due_on=step.due_on)
        )
    turn.session.flush()
    former = (DutyKind.MILESTONE, DutyKind.PLAN)
    duties.met(turn, item, former, state=DutyState.CANCELLED)
    if officer is not None:
        _owe(turn, item, officer, plan)
    turn.event(
        "planned",
        suggestion_id=item.id,
        plan_id=plan.id,
        before=stood,
        milestones=[{"what": step.what, "due_on": str(step.due_on)} for step in steps],
    )
    if turn.office.profile.plans.needs_approval:
        _ask(turn, item, plan)
    return plan


def _owe(turn: Turn, item: Suggestion, officer: Person, plan: Plan) -> None:
    for one in plans.milestones(turn.session, plan.id):
        if one.reached_at is None:
            first = turn.office.calendar.previous(one.due_on)
            duties.owe(
                turn,
                item,
                officer,
                DutyKind.MILESTONE,
                first_on=first,
                due_on=one.due_on,
                subject_id=one.id,
                note=one.what[:300],
            )


def _ask(turn: Turn, item: Suggestion, plan: Plan) -> None:
    """Whoever leads it (else the head) approves. Raises Refused `plan.nobody`."""
    above = [one for one in leading.leaders(turn, item) if _may_approve(turn, item, plan, one)]
    above.sort(key=lambda person: (person.id != item.leader_id, person.role != Role.LEADER))
    found = next(iter(above), None)
    if found is None:
        raise Refused("plan.nobody")
    allowed = hours.next_allowed(turn.office, found, turn.now)
    put_before(turn, item, found, plan.id, not_before=allowed)
    decisions.owe(turn, item, found, DutyKind.PLAN, plan.id, plan.made_at)


def _may_approve(turn: Turn, item: Suggestion, plan: Plan, person: Person) -> bool:
    """Whether somebody stands above it who has not made it, and can be asked."""
    relations = access.relations(turn.session, person, item)
    may_approve = permissions.may_any(relations, Act.APPROVE_PLAN)
    is_here = people.chat_of(turn.session, person.id) is not None
    return may_approve and person.id != plan.made_by_id and is_here


def put_before(
    turn: Turn,
    item: Suggestion,
    person: Person,
    plan_id: int,
    priority: int = CHAT,
    not_before: datetime | None = None,
) -> int | None:
    """The plan before whoever approves it; once more, and the earlier message is only read."""
    plan = turn.session.get_one(Plan, plan_id)
    if plan.message_id is not None:
        messages.rewrite(turn.session, plan.message_id, turn.now, keyboard=None)
    language = person.language
    plan.message_id = turn.say(
        person,
        "plan.asked",
        suggestion_id=item.id,
        purpose="prompt",
        priority=priority,
        not_before=not_before,
        asker=people.get(turn.session, plan.made_by_id).name,
        number=item.number,
        title=item.title,
        plan=Html(_told(turn, item, plan)),
        keyboard=[
            [
                keyboard.button(language, "button.approve_plan", "plan_yes", plan.id),
                keyboard.button(language, "button.send_plan_back", "plan_no", plan.id),
            ]
        ],
    )
    turn.session.flush()
    return plan.message_id


def is_needed(turn: Turn, item: Suggestion, plan_id: int) -> bool:
    """Whether it is still to be approved: no other has taken its place, no reply been given."""
    counts = counting(turn, item)
    is_replied = reply_rows.of_round(turn.session, item.id, item.round) is not None
    is_asked = counts is not None and counts.id == plan_id and counts.is_approved is None
    return is_asked and not is_replied


def follow(turn: Turn, item: Suggestion) -> None:
    """Whoever was to approve the plan stands there no more: somebody else is asked."""
    plan = counting(turn, item)
    is_wanted = turn.office.profile.plans.needs_approval
    if plan is None or not is_wanted or not is_needed(turn, item, plan.id):
        return
    for duty in duty_rows.open_about(turn.session, item.id, [DutyKind.PLAN]):
        if _may_approve(turn, item, plan, people.get(turn.session, duty.person_id)):
            return
    duties.met(turn, item, [DutyKind.PLAN], state=DutyState.CANCELLED)
    with suppress(Refused):  # whoever made it sees that it waits, and may hand it in anew
        _ask(turn, item, plan)


def open_one(turn: Turn, plan_id: int) -> tuple[Plan, Suggestion]:
    """A plan that is still to be approved. Raises Refused `button.gone`."""
    plan = plans.find(turn.session, plan_id)
    if plan is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, plan.suggestion_id, Act.APPROVE_PLAN)
    if not is_needed(turn, item, plan.id):
        raise Refused("button.gone")
    return plan, item


def decide(turn: Turn, plan_id: int, *, is_approved: bool, note: str | None = None) -> None:
    """Approve it, or send it back with a reason."""
    plan, item = open_one(turn, plan_id)
    plan.is_approved, plan.decided_by_id, plan.decided_at = is_approved, turn.me.id, turn.now
    plan.note = note
    if plan.message_id is not None:
        messages.rewrite(turn.session, plan.message_id, turn.now, keyboard=None)
    duties.met(turn, item, [DutyKind.PLAN], subject_id=plan.id)
    turn.event(
        "plan_approved" if is_approved else "plan_sent_back",
        suggestion_id=item.id,
        plan_id=plan.id,
        reason=note,
    )
    maker = people.get(turn.session, plan.made_by_id)
    key = "plan.approved" if is_approved else "plan.sent_back"
    telling.one(turn, maker, key, item, name=turn.me.name, reason=note or "")
    turn.toast("toast.done")


def reach(turn: Turn, milestone_id: int) -> Suggestion:
    """A milestone has been reached. Raises Refused `duty.done` when it was."""
    row = plans.milestone(turn.session, milestone_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.PLAN)
    if row.reached_at is not None or not item.is_open:
        raise Refused("duty.done")
    row.reached_at, row.reached_by_id = turn.now, turn.me.id
    turn.session.flush()
    duties.met(turn, item, [DutyKind.MILESTONE], subject_id=row.id)
    turn.event("milestone_reached", suggestion_id=item.id, milestone_id=row.id, what=row.what)
    return item


def show(turn: Turn, item: Suggestion) -> None:
    """The six and the milestones on one screen, with what can be done."""
    plan = counting(turn, item)
    may_plan = access.may(turn, item, Act.PLAN) and item.is_open
    rows: keyboard.Keyboard = []
    if may_plan and plan is not None:
        rows = [
            [
                keyboard.button(
                    turn.language, "button.milestone_reached", "reached", one.id, what=one.what[:20]
                )
            ]
            for one in plans.milestones(turn.session, plan.id)
            if one.reached_at is None
        ]
    if may_plan:
        label = "button.make_plan" if plan is None else "button.change_plan"
        rows.append([keyboard.button(turn.language, label, "mkplan", item.id)])
    turn.say(
        turn.me,
        "plan.page",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        plan=Html(_told(turn, item, plan)),
        keyboard=rows or None,
    )


def _told(turn: Turn, item: Suggestion, plan: Plan | None) -> str:
    stands = six(turn, item)
    officer = access.responsible(turn.session, item)
    leader = leading.leader_of(turn, item)
    lines = [
        texts.render(
            "plan.six",
            turn.language,
            leader=leader.name if leader else "—",
            office=item.office or (officer.office if officer else None) or "—",
            officer=officer.name if officer else "—",
            task=plan.task if plan else "—",
            goal=plan.goal if plan else "—",
        )
    ]
    lines += milestone_lines(turn, plan)
    if plan is not None and plan.is_approved is not None and plan.decided_by_id is not None:
        key = "plan.was_approved" if plan.is_approved else "plan.was_sent_back"
        name = people.get(turn.session, plan.decided_by_id).name
        lines.append(texts.render(key, turn.language, name=name, reason=plan.note or ""))
    if stands.missing:
        names = "、".join(texts.label(f"six.{name}", turn.language) for name in stands.missing)
        lines.append(texts.render("plan.missing", turn.language, names=names))
    return "\n".join(lines)


def milestone_lines(turn: Turn, plan: Plan | None) -> list[str]:
    """Each milestone with its light, as HTML."""
    if plan is None:
        return []
    today, near = turn.office.today(turn.now), turn.office.profile.plans.near_days
    found = []
    for one in plans.milestones(turn.session, plan.id):
        is_reached = one.reached_at is not None
        mark = LIGHTS[rules.light(one.due_on, is_reached=is_reached, today=today, near_days=near)]
        day = quote(texts.plain(one.due_on, turn.language))
        found.append(f"{mark} {day} {quote(one.what)}")
    return found


def next_line(turn: Turn, item: Suggestion) -> list[str]:
    """The nearest milestone still to be reached, for a card: a line, or none."""
    plan = counting(turn, item)
    if plan is None:
        return []
    lines = milestone_lines(turn, plan)
    return [line for line in lines if not line.startswith(LIGHTS[rules.Light.REACHED])][:1]
