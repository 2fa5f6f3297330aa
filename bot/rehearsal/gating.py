"""No gate passed unnoticed: what the record shows of each gate at the moment of a step.

Judged from raw rows alone. Who stands on which level is looked up as the roster is at the end of
the year: nobody of a rehearsed province comes or goes.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.rehearsal.raw import Raw
from handlers.rules.profile import Profile
from storage.rawrows import Row

PLANNING = ("visit_before_plan",)
HANDLING = (
    "levels_named",
    "contact_before_handling",
    "study_before_handling",
    "visit_before_plan",
    "six_fixed",
    "plan_approved",
)
REPLYING = (
    *HANDLING,
    "contact_before_reply",
    "symposium_before_reply",
    "points_answered",
    "draft_shown",
    "draft_reviewed",
    "opinions_in",
)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done, and the gates before it."""

    suggestion_id: int
    round: int
    at: datetime
    gates: tuple[str, ...]
    what: str


def steps(raw: Raw) -> Iterator[Step]:
    """Every plan, every progress reported, every reply."""
    for row in raw.rows("plans"):
        yield Step(row["suggestion_id"], row["round"], row["made_at"], PLANNING, "planned")
    for row in raw.rows("events"):
        if row["kind"] == "progress_reported":
            number = raw.one("contacts", row["data"]["contact_id"])["round"]
            yield Step(row["suggestion_id"], number, row["at"], HANDLING, "reported progress")
    for row in raw.rows("replies"):
        yield Step(row["suggestion_id"], row["round"], row["at"], REPLYING, "replied")


def missing(raw: Raw, profile: Profile, step: Step) -> set[str]:
    """The gates of this place that stood in the way of a step."""
    wanted = {gate.value for gate in profile.gates.on}.intersection(step.gates)
    return {gate for gate in wanted if not MET[gate](raw, profile, step)}


def allowed(raw: Raw, step: Step) -> set[str]:
    """The gates that somebody above had let it pass by then."""
    return {
        gate
        for row in _until(raw, "passes", step, "decided_at")
        if row["round"] == step.round and row["is_granted"]
        for gate in row["gates"]
    }


def _until(raw: Raw, table: str, step: Step, moment: str) -> list[Row]:
    """The rows of its suggestion that stood by then."""
    rows = raw.of(table, "suggestion_id", step.suggestion_id)
    return [row for row in rows if row[moment] is not None and row[moment] <= step.at]


# Contacts


def stood(row: Row, at: datetime) -> bool:
    """Whether a contact counted at a moment: written down, and not called untrue by then."""
    told_at = row["recorded_at"] or row["done_at"]
    if row["form"] is None or told_at is None or told_at > at:
        return False
    is_disputed = row["confirmed"] == 0 and row["confirmed_at"] is not None
    if is_disputed:
        return bool(row["confirmed_at"] > at)
    return bool(row["state"] == "done")


def _contacts(raw: Raw, step: Step) -> list[Row]:
    rows = raw.of("contacts", "suggestion_id", step.suggestion_id)
    return [row for row in rows if row["round"] == step.round and stood(row, step.at)]


def _had(form: str) -> "Met":
    return lambda raw, _, step: any(row["form"] == form for row in _contacts(raw, step))


def _is_pre_contacted(raw: Raw, _: Profile, step: Step) -> bool:
    return step.round > 1 or any(row["phase"] == "before" for row in _contacts(raw, step))


def _is_discussed(raw: Raw, _: Profile, step: Step) -> bool:
    return any(
        row["phase"] == "during"
        and row["confirmed"]
        and row["confirmed_at"] is not None
        and row["confirmed_at"] <= step.at
        for row in _contacts(raw, step)
    )


# Plans and levels


def _has_levels(raw: Raw, profile: Profile, step: Step) -> bool:
    item = raw.one("suggestions", step.suggestion_id)
    staff = raw.of("people", "unit_id", item["lead_unit_id"])
    here = {row["role"] for row in staff if row["office"] == item["office"] or not row["office"]}
    if item["leader_id"] is not None:
        here.add("leader")
    watching = profile.ladder.watching_office
    is_watched = not watching or any(row["office"] == watching for row in staff)
    return {step.to.value for step in profile.ladder.steps} <= here and is_watched


def _is_visited(raw: Raw, profile: Profile, step: Step) -> bool:
    return not _needs_visit(raw, profile, step) or VISITED(raw, profile, step)


def _needs_visit(raw: Raw, profile: Profile, step: Step) -> bool:
    item = raw.one("suggestions", step.suggestion_id)
    text = " ".join(item[part] or "" for part in ("title", "category", "content"))
    marked = {row["topic"]: bool(row["is_on"]) for row in _until(raw, "tags", step, "at")}
    return any(
        marked.get(name, any(word in text for word in profile.topics[name].words))
        for name in profile.plans.visit_topics
    )


def _plan(raw: Raw, step: Step) -> Row | None:
    rows = _until(raw, "plans", step, "made_at")
    return next((row for row in reversed(rows) if row["round"] == step.round), None)


def _is_fixed(raw: Raw, _: Profile, step: Step) -> bool:
    plan = _plan(raw, step)
    item = raw.one("suggestions", step.suggestion_id)
    return (
        plan is not None
        and bool(raw.of("milestones", "plan_id", plan["id"]))
        and item["leader_id"] is not None
    )


def _is_approved(raw: Raw, _: Profile, step: Step) -> bool:
    plan = _plan(raw, step)
    if plan is None or not plan["is_approved"]:
        return False
    return bool(plan["decided_at"] <= step.at)


# Points and drafts


def _is_answered(raw: Raw, _: Profile, step: Step) -> bool:
    points = [
        row["id"]
        for row in _until(raw, "points", step, "noted_at")
        if row["struck_at"] is None or row["struck_at"] > step.at
    ]
    answered = {row["point_id"] for row in _until(raw, "point_answers", step, "at")}
    return bool(points) and answered.issuperset(points)


def _draft(raw: Raw, step: Step) -> Row | None:
    rows = _until(raw, "drafts", step, "made_at")
    return next((row for row in reversed(rows) if row["round"] == step.round), None)


def _is_shown(raw: Raw, _: Profile, step: Step) -> bool:
    draft = _draft(raw, step)
    if draft is None or _is_outdated(draft, step):
        return False
    if draft["viewed_at"] is not None and draft["viewed_at"] <= step.at:
        return bool(draft["view"] == "agrees")
    return draft["view_due_on"] is not None and draft["view_due_on"] < raw.day(step.at)


def _is_reviewed(raw: Raw, _: Profile, step: Step) -> bool:
    draft = _draft(raw, step)
    if draft is None or draft["passed_at"] is None or _is_outdated(draft, step):
        return False
    return bool(draft["passed_at"] <= step.at)


def _is_outdated(draft: Row, step: Step) -> bool:
    """Whether its points were answered otherwise after somebody had looked at it."""
    return draft["outdated_at"] is not None and bool(draft["outdated_at"] <= step.at)


# Joint units


def _are_in(raw: Raw, _: Profile, step: Step) -> bool:
    """Every joint unit that has anybody here has handed in what was not sent back."""
    here = {row["unit_id"] for row in raw.rows("people")}
    asked = {
        row["unit_id"]
        for row in raw.of("joint_units", "suggestion_id", step.suggestion_id)
        if row["handling"] == "joint" and (row["ended_at"] is None or row["ended_at"] > step.at)
    }
    given = {
        row["unit_id"]
        for row in _until(raw, "opinions", step, "given_at")
        if row["sent_back_at"] is None or row["sent_back_at"] > step.at
    }
    return asked & here <= given


Met = Callable[[Raw, Profile, Step], bool]
VISITED = _had("study_visit")
MET: Mapping[str, Met] = {
    "levels_named": _has_levels,
    "contact_before_handling": _is_pre_contacted,
    "study_before_handling": VISITED,
    "visit_before_plan": _is_visited,
    "six_fixed": _is_fixed,
    "plan_approved": _is_approved,
    "contact_before_reply": _is_discussed,
    "symposium_before_reply": _had("symposium"),
    "points_answered": _is_answered,
    "draft_shown": _is_shown,
    "draft_reviewed": _is_reviewed,
    "opinions_in": _are_in,
}
