"""Every overdue duty climbed on the right day: who had to hear what, worked out from the roster.

Judged from raw rows and the profile's own numbers alone. A level hears so many working days after
the one below; one on which nobody stands is passed over without its days being spared.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta

from bot.rehearsal.judged import Judged
from bot.rehearsal.raw import Raw
from handlers.rules.profile import Profile
from storage.rawrows import Row

# What deputies are asked, what nobody owes, and what stands above the units already.
NEVER = {
    *("request", "consent_paper"),
    *("opening", "confirm", "consent", "draft_view", "rating", "promise_view", "look_back"),
    *("meeting_choice", "meeting_ahead", "rehandle", "second_dissatisfied", "no_echo"),
    *("blocker", "closing", "poll_end", "overdue"),
}
RANKS = ("officer", "office_head", "leader", "head")


def judge(raw: Raw, profile: Profile, last: datetime | None) -> Judged:
    """Look at everything that has been overdue until the last moment."""
    found = Judged()
    if last is None or not profile.ladder.steps:
        return found
    heard = _heard(raw)
    for duty in raw.rows("duties"):
        if duty["due_on"] is not None and duty["kind"] not in NEVER:
            _look_at(raw, profile, duty, heard[duty["id"]], found, last)
    return found


def _look_at(
    raw: Raw,
    profile: Profile,
    duty: Row,
    heard: dict[int, list[date]],
    found: Judged,
    last: datetime,
) -> None:
    """Level by level: each counts from the day on which the one below had to hear."""
    until = raw.day(duty["ended_at"] or last)
    # What was overdue before it came here climbs from the day on which it came.
    entered = profile.calendar.on_or_after(raw.day(duty["created_at"]))
    expected = duty["due_on"]
    for level, step in enumerate(profile.ladder.steps, 1):
        after = step.after_working_days
        expected = max(profile.calendar.add(expected, after), entered)
        if expected > until:
            return
        found.looked_at += 1
        days = heard.get(level, [])
        about = f"duty {duty['id']} ({duty['kind']}, due {duty['due_on']}): level {level}"
        if not days:
            # On its last day it may have been done before anybody above had to hear.
            is_owed = expected < until and _stands(raw, profile, duty, level, step.to.value)
            if is_owed and not _was_heard_before(raw, duty, level):
                found.wrong.append(f"{about} never heard of it, {expected} was its day")
            continue
        if level == 1 and duty["due_on"] < entered:
            # Overdue as it was written: the next tick looks at it, and the clock may have jumped
            # over midnight to it; or another unit has taken it over, and has the level's days.
            later = {entered + timedelta(days=1), profile.calendar.add(entered, after)}
            expected = min(days) if min(days) in later else expected
        if min(days) != expected:
            found.wrong.append(f"{about} heard on {min(days)}, not {expected}")


def _heard(raw: Raw) -> dict[int, dict[int, list[date]]]:
    """Duty → level → the days on which somebody on it heard."""
    found: dict[int, dict[int, list[date]]] = defaultdict(lambda: defaultdict(list))
    for row in raw.rows("events"):
        if row["kind"] == "climbed":
            data = row["data"]
            found[data["duty_id"]][data["level"]].append(raw.day(row["at"]))
    return found


def _was_heard_before(raw: Raw, duty: Row, level: int) -> bool:
    """Whether the level heard of the same while somebody else owed it."""
    return any(
        row["kind"] == "climbed"
        and row["data"]["about"] == duty["kind"]
        and row["data"]["level"] == level
        and row["at"] <= duty["created_at"]
        for row in raw.of("events", "suggestion_id", duty["suggestion_id"])
    )


def _stands(raw: Raw, profile: Profile, duty: Row, level: int, role: str) -> bool:
    """Whether somebody stands on a level above whoever owes it.

    Who stood where before a suggestion changed hands is not looked up: of that nothing is said.
    """
    events = raw.of("events", "suggestion_id", duty["suggestion_id"])
    if any(row["kind"] in ("reassigned", "officer_changed") for row in events):
        return False
    owner = raw.one("people", duty["person_id"])
    item = raw.one("suggestions", duty["suggestion_id"])
    unit = owner["unit_id"] or item["lead_unit_id"]
    is_lead = unit == item["lead_unit_id"]
    staff = raw.of("people", "unit_id", unit)
    watching = profile.ladder.watching_office
    if level == 1 and watching and any(row["office"] == watching for row in staff):
        return True
    for row in staff:
        if row["role"] != role or not _is_above(row["role"], owner["role"]):
            continue
        if role == "office_head" and row["office"] != (item if is_lead else owner)["office"]:
            continue
        if role == "leader" and is_lead and row["id"] != item["leader_id"]:
            continue
        return True
    return False


def _is_above(role: str, owner: str) -> bool:
    return owner in RANKS and RANKS.index(role) > RANKS.index(owner)
