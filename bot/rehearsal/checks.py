"""What the record of the year has to show, judged from raw rows alone.

Each check says how much it looked at and what it found wrong; one that had nothing to look at says
"not played", which is not the same as right.
"""

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from bot.rehearsal import annual as annual_report
from bot.rehearsal import climbing, gating, moving, recount
from bot.rehearsal.cheating import LEAST, Cheat
from bot.rehearsal.raw import Raw
from handlers.rules.profile import Profile
from storage.rawrows import Row

SHOWN = 8  # things found wrong that are told one by one
PASSED_ON_WITHIN = timedelta(minutes=2)  # words of a deputy, told to staff as they come


@dataclass
class Verdict:
    """What one check says."""

    name: str
    looked_at: int = 0
    wrong: list[str] = field(default_factory=list)
    note: str = ""

    @property
    def was_played(self) -> bool:
        """Whether there was anything to look at."""
        return self.looked_at > 0

    @property
    def is_right(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.wrong

    def lines(self) -> Iterator[str]:
        """For the terminal."""
        state = "not played" if not self.was_played else "right" if self.is_right else "WRONG"
        if self.wrong:
            state = "WRONG"
        note = f"; {self.note}" if self.note else ""
        yield f"{state:10}  {self.name} ({self.looked_at} looked at){note}"
        yield from (f"            {one}" for one in self.wrong[:SHOWN])
        if len(self.wrong) > SHOWN:
            yield f"            … and {len(self.wrong) - SHOWN} more"


def every(
    raw: Raw, profile: Profile, cheats: Mapping[str, Cheat], played: Mapping[str, int]
) -> list[Verdict]:
    """All checks. `cheats`: which units make satisfaction up, and how; `played`: how often."""
    return [
        in_contact_hours(raw, profile),
        gates(raw, profile),
        dissatisfied(raw, profile),
        climbed(raw, profile),
        forms_sent(raw),
        only_by_the_deputy(raw),
        nothing_stuck(raw),
        *moved(raw),
        annual(raw, profile),
        *abuses(raw, cheats, played),
    ]


# No message outside contact hours or on a day off


def in_contact_hours(raw: Raw, profile: Profile) -> Verdict:
    """Nobody is addressed outside their hours or on a day off, unless they are talking just then.

    Staff and their groups hear what deputies do about a suggestion as it comes: deputies may write
    at any time.
    """
    verdict = Verdict("no message outside contact hours or on a day off")
    own_acts, deputies_acts = _acts(raw)
    talk = timedelta(minutes=profile.prompts.conversation_minutes)
    relayed = 0
    for row in raw.rows("messages"):
        at = row["delivered_at"]
        if row["direction"] != "out" or at is None:
            continue
        verdict.looked_at += 1
        person = raw.one("people", row["person_id"]) if row["person_id"] is not None else A_GROUP
        if _is_in_hours(raw, profile, person, at):
            continue
        if person is not A_GROUP and _had(own_acts[person["id"]], at, talk):
            continue
        of_deputies = deputies_acts[row["suggestion_id"]]
        if person["role"] != "deputy" and _had(of_deputies, at, PASSED_ON_WITHIN):
            relayed += 1
            continue
        local = raw.local(at)
        verdict.wrong.append(
            f"message {row['id']} ({row['purpose']}) to {person['role']} {person['id']} "
            f"on {local:%a %m-%d %H:%M:%S}"
        )
    verdict.note = f"{relayed} passed on to staff as deputies wrote" if relayed else ""
    return verdict


A_GROUP: Row = {"id": "", "role": "group", "windows": None}


def _acts(raw: Raw) -> tuple[dict[int, list[datetime]], dict[int | None, list[datetime]]]:
    """When each person did something, and when a deputy did about a suggestion; in order."""
    found: dict[int, list[datetime]] = defaultdict(list)
    about: dict[int | None, list[datetime]] = defaultdict(list)
    roles = {row["id"]: row["role"] for row in raw.rows("people")}
    done = [(row, row["actor_id"]) for row in raw.rows("events")]
    done += [(r, r["author_id"]) for r in raw.rows("messages") if r["direction"] == "in"]
    for row, person_id in done:
        if person_id is None:
            continue
        found[person_id].append(row["at"])
        if roles[person_id] == "deputy":
            about[row["suggestion_id"]].append(row["at"])
    for moments in (*found.values(), *about.values()):
        moments.sort()
    return found, about


def _had(moments: list[datetime], at: datetime, within: timedelta) -> bool:
    """Whether one of these moments lies at most so long before."""
    place = bisect_right(moments, at)
    return place > 0 and at - moments[place - 1] <= within


def _is_in_hours(raw: Raw, profile: Profile, person: Row, at: datetime) -> bool:
    local = raw.local(at)
    if not profile.calendar.is_working_day(local.date()):
        return False
    hours = profile.contact_hours
    windows = hours.deputies if person["role"] == "deputy" else hours.staff
    here = [(one.start, one.end) for one in windows]
    if person["role"] == "deputy" and person["windows"]:
        own = [_window(piece) for piece in person["windows"].split(",")]
        both = [(max(a, c), min(b, d)) for a, b in here for c, d in own]
        here = [(start, end) for start, end in both if start < end] or here
    clock = local.time()
    return any(start <= clock < end for start, end in here)


def _window(text: str) -> tuple[time, time]:
    start, _, end = text.strip().partition("-")
    return time.fromisoformat(start), time.fromisoformat(end)


# No gate passed unnoticed


def gates(raw: Raw, profile: Profile) -> Verdict:
    """Nothing was planned, begun or answered without what comes first, or a word that allows it."""
    verdict = Verdict("no gate passed unnoticed")
    wanted = {gate.value for gate in profile.gates.on}
    for step in gating.steps(raw):
        if wanted.isdisjoint(step.gates):
            continue
        verdict.looked_at += 1
        unnoticed = gating.missing(raw, profile, step) - gating.allowed(raw, step)
        if unnoticed:
            verdict.wrong.append(
                f"suggestion {step.suggestion_id}, round {step.round}: {step.what} without "
                f"{', '.join(sorted(unnoticed))}"
            )
    granted = [row for row in raw.rows("passes") if row["is_granted"]]
    verdict.note = f"{', '.join(sorted(wanted)) or 'none here'}; {len(granted)} exceptions granted"
    for row in granted:
        if not (row["reason"] or "").strip():
            verdict.wrong.append(f"exception {row['id']} has no reason")
        if row["decided_by_id"] == row["asked_by_id"]:
            verdict.wrong.append(f"exception {row['id']} was granted by whoever asked")
    return verdict


# Every 不满意 has its round


def dissatisfied(raw: Raw, profile: Profile) -> Verdict:
    """Each 不满意 opens a round or, as the rounds are used up, goes to the supervisor."""
    verdict = Verdict("every 不满意 has its round")
    for row in raw.rows("ratings"):
        if "dissatisfied" not in (row["content"], row["attitude"], row["effect"]):
            continue
        verdict.looked_at += 1
        events = raw.of("events", "suggestion_id", row["suggestion_id"])
        follows = [
            one["kind"]
            for one in events
            if (one["kind"] == "round_opened" and one["data"].get("round") == row["round"] + 1)
            or (one["kind"] == "escalated" and one["data"].get("round") == row["round"])
        ]
        if not follows:
            verdict.wrong.append(
                f"suggestion {row['suggestion_id']}: 不满意 in round {row['round']}, nothing came"
            )
        if row["round"] >= profile.rating.rounds_before_escalation and "escalated" not in follows:
            verdict.wrong.append(
                f"suggestion {row['suggestion_id']}: 不满意 in round {row['round']}, "
                "no supervisor heard of it"
            )
        if not (row["reason"] or "").strip():
            verdict.wrong.append(f"rating {row['id']}: 不满意 without a reason")
    return verdict


# 杜绝"被满意"


def forms_sent(raw: Raw) -> Verdict:
    """The form of each reply has gone out by itself; silence is no rating."""
    verdict = Verdict("every answered deputy is asked, and silence is no rating")
    last = max(
        (row["delivered_at"] for row in raw.rows("messages") if row["delivered_at"]), default=None
    )
    forms = {(row["suggestion_id"], row["round"]): row for row in raw.rows("rating_forms")}
    joined = {row["person_id"] for row in raw.rows("accounts")}
    for row in raw.rows("replies"):
        item = raw.one("suggestions", row["suggestion_id"])
        lead = _lead(raw, row["suggestion_id"])
        person = raw.one("people", lead)
        is_reached = lead in joined and person["unreachable_since"] is None
        assert last is not None
        if not is_reached or last - row["at"] < timedelta(days=21) or _is_over(item):
            continue
        verdict.looked_at += 1
        form = forms.get((row["suggestion_id"], row["round"]))
        if form is None or not _has_arrived(raw, form["message_id"]):
            verdict.wrong.append(f"suggestion {row['suggestion_id']}: no form after the reply")
    given = {(row["suggestion_id"], row["round"]) for row in raw.rows("ratings")}
    without = given - forms.keys()
    verdict.wrong += [f"suggestion {one}: a rating without a form" for one, _ in without]
    return verdict


def _has_arrived(raw: Raw, message_id: int | None) -> bool:
    """Whether a form was seen: by itself, or in a list (which keeps no message of its own)."""
    return message_id is None or raw.one("messages", message_id)["delivered_at"] is not None


def last_moment(raw: Raw) -> datetime | None:
    """When the last message arrived."""
    return max((r["delivered_at"] for r in raw.rows("messages") if r["delivered_at"]), default=None)


def _is_over(item: Row) -> bool:
    return bool(item["stage"] == "withdrawn")


def _lead(raw: Raw, suggestion_id: int) -> int:
    rows = raw.of("signatures", "suggestion_id", suggestion_id)
    return next(int(row["person_id"]) for row in rows if row["is_lead"])


def only_by_the_deputy(raw: Raw) -> Verdict:
    """Each rating was given by the lead deputy, in a turn of their own."""
    verdict = Verdict("no rating by anybody but the lead deputy")
    for row in raw.rows("ratings"):
        verdict.looked_at += 1
        given = [
            one
            for one in raw.of("events", "suggestion_id", row["suggestion_id"])
            if one["kind"] == "rated"
            and one["data"].get("round") == row["round"]
            and one["data"].get("sequence") == row["sequence"]
        ]
        lead = _lead(raw, row["suggestion_id"])
        if row["deputy_id"] != lead or [one["actor_id"] for one in given] != [lead]:
            verdict.wrong.append(f"rating {row['id']} of suggestion {row['suggestion_id']}")
    return verdict


# Nothing left lying


def nothing_stuck(raw: Raw) -> Verdict:
    """Every message has arrived, waits for its hour, or was given up and somebody heard of it."""
    verdict = Verdict("nothing is stuck")
    last = last_moment(raw)
    for row in raw.rows("messages"):
        if row["direction"] != "out":
            continue
        verdict.looked_at += 1
        waits = row["state"] in ("queued", "stale")
        is_late = waits and last is not None and last - row["next_at"] > STUCK_AFTER
        if row["state"] == "sending" or (is_late and not _waits_behind(raw, row, last)):
            verdict.wrong.append(f"message {row['id']} is {row['state']}")
        if row["state"] == "failed" and not _was_told(raw, row):
            verdict.wrong.append(f"message {row['id']} was given up and nobody heard of it")
    lost = Counter(row["error"] for row in raw.rows("messages") if row["state"] == "failed")
    verdict.note = ", ".join(f"{count} undelivered: {why}" for why, count in lost.most_common())
    return verdict


STUCK_AFTER = timedelta(hours=1)


def _waits_behind(raw: Raw, row: Row, last: datetime | None) -> bool:
    """Whether an earlier message of its chat waits for a later hour."""
    return any(
        one["id"] < row["id"]
        and one["priority"] == row["priority"]
        and one["state"] == "queued"
        and last is not None
        and one["next_at"] > last
        for one in raw.of("messages", "chat_id", row["chat_id"])
    )


def _was_told(raw: Raw, row: Row) -> bool:
    """Whether somebody owes something for it, or knows that its reader cannot be reached."""
    of_person = raw.of("events", "person_id", row["person_id"])
    if any(one["kind"] in ("unreachable", "deputy_unreachable") for one in of_person):
        return True
    is_noted = any(
        one["kind"] == "undelivered" and one["data"].get("message_id") == row["id"]
        for one in raw.of("events", "suggestion_id", row["suggestion_id"])
    )
    if row["purpose"] in ("status", "ack") or row["suggestion_id"] is None:
        return is_noted
    owed = raw.of("duties", "suggestion_id", row["suggestion_id"])
    return is_noted and any(
        one["kind"] == "undelivered" and one["subject_id"] == row["id"] for one in owed
    )


# The annual report


def annual(raw: Raw, profile: Profile) -> Verdict:
    """Every figure of the annual report equals the one counted once more from raw rows."""
    verdict = Verdict("every figure of the annual report is as recounted")
    row = annual_row(raw)
    if row is None:
        return verdict
    figures: dict[str, Any] = json.loads(row["figures"])
    own = recount.cases(raw, profile, row["at"])
    verdict.looked_at = len(own)
    verdict.wrong = annual_report.compare(figures, own)
    return verdict


def annual_row(raw: Raw) -> Row | None:
    """The annual report over everything, as it was frozen first."""
    rows = [r for r in raw.rows("reports") if r["kind"] == "annual" and r["scope"] == "all"]
    return rows[0] if rows else None


# What is overdue climbs


def climbed(raw: Raw, profile: Profile) -> Verdict:
    """What was overdue was heard of by each level on its day, and nothing waits to be looked at."""
    last = last_moment(raw)
    found = climbing.judge(raw, profile, last)
    verdict = Verdict("every overdue duty climbed on the right day", found.looked_at, found.wrong)
    for row in raw.rows("duties"):
        is_waiting = row["state"] == "open" and row["climbs_at"] is not None
        if last is not None and is_waiting and last - row["climbs_at"] > timedelta(days=1):
            verdict.wrong.append(f"duty {row['id']} ({row['kind']}) should have been looked at")
    return verdict


# What leaves the ordinary way


def moved(raw: Raw) -> Iterator[Verdict]:
    """Withdrawn, handled together, secret, looked back on."""
    for name, found in (
        ("withdrawn with the consent of all behind it", moving.withdrawn(raw)),
        ("handled together, answered and rated each", moving.together(raw, last_moment(raw))),
        ("of what is secret nothing was said", moving.secret(raw)),
        ("every promise looked back on", moving.looked_back(raw)),
    ):
        yield Verdict(name, found.looked_at, found.wrong)


# Abuses


def abuses(raw: Raw, cheats: Mapping[str, Cheat], played: Mapping[str, int]) -> Iterator[Verdict]:
    """Each abuse that was played is seen against the unit that played it, and no honest one is."""
    seen = traces(raw)
    names = {row["id"]: row["name"] for row in raw.rows("units")}
    for unit, cheat in cheats.items():
        verdict = Verdict(f"被满意 seen: {cheat.value}")
        found = seen[cheat]
        often = played.get(cheat.value, 0)
        if found is None:
            verdict.note = "the record has no place for it"
        elif often >= LEAST.get(cheat, 1):
            own = next(id_ for id_, name in names.items() if name == unit)
            verdict.looked_at = often
            verdict.note = f"{found[own]} traces"
            if not found[own]:
                verdict.wrong.append(f"{unit} did it unseen")
        yield verdict
    honest = Verdict("no honest unit is blamed")
    for cheat, found in seen.items():
        if found is None:
            continue
        honest.looked_at += len(names) - len(cheats)
        honest.wrong += [
            f"{names[unit]}: {count} × {cheat.value}"
            for unit, count in found.items()
            if names[unit] not in cheats
        ]
    yield honest


def traces(raw: Raw) -> dict[Cheat, Counter[int] | None]:
    """How often each abuse was seen against each unit; None: the record has no place for it."""
    found: dict[Cheat, Counter[int] | None] = dict.fromkeys(Cheat)
    found[Cheat.FILLS_IN] = _refused_forms(raw)
    if "flags" in raw.tables:
        for cheat in (Cheat.SOON, Cheat.CHANGED, Cheat.ALIKE, Cheat.NO_SPREAD):
            of = (row["unit_id"] for row in raw.rows("flags") if row["kind"] == cheat.value)
            found[cheat] = Counter(of)
        stopped = (row for row in raw.rows("events") if row["kind"] == "score_request_stopped")
        found[Cheat.ASKS] = Counter(_unit(raw, row["suggestion_id"]) for row in stopped)
    if "pressures" in raw.tables:
        told = raw.rows("pressures")
        found[Cheat.PRESSES] = Counter(_unit(raw, row["about_id"]) for row in told)
    return found


def _unit(raw: Raw, suggestion_id: int) -> int:
    return int(raw.one("suggestions", suggestion_id)["lead_unit_id"])


def _refused_forms(raw: Raw) -> Counter[int]:
    """Buttons of the form pressed by staff: refused, each an event."""
    found: Counter[int] = Counter()
    for row in raw.rows("events"):
        if row["kind"] == "refused" and str(row["data"].get("button", "")).startswith("rated"):
            person = raw.one("people", row["actor_id"])
            if person["role"] != "deputy":
                found[person["unit_id"]] += 1
    return found
