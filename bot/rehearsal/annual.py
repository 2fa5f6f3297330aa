"""Every part of the annual report beside what the raw rows say: totals, units, people, sections.

What is counted twice is counted in `recount`; a part of a report that nobody counts a second time
is named as wrong, unless it is told here why it need not be.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.rehearsal.recount import COUNTS, FACE, SAID, Case, Counted, counted, is_mine, kept
from storage.rawrows import Row

# What is not counted a second time, and why.
NOT_COUNTED = {
    "matrix.late_opinions": "which are late is counted with opinions_on_time",
    "matrix.judged_opinions": "what the lead unit said of each, as it said it",
    "results.cells": "the same results as in kinds, by topic and unit",
    "look_back.answered": "the sum of what was said",
    "look_back.compared": "told of many raters only",
    "alike": "a ranking, judged by its own tests",
    "studies": "the rows themselves",
    "causes": "the rows themselves",
    "counted_by": "which code it was",
    "since": "the frame",
    "in_hand_since": "the frame",
    "items": "names",
    "unit_names": "names",
    "names": "names",
}
COUNTED = frozenset(
    {
        *("totals", "units.lines", "units.scores", "people", "results.kinds"),
        *("matrix.cells", "matrix.refused", "matrix.extended"),
        *("analysis.days", "analysis.classes", "analysis.topics"),
        *("counters.leader_meetings", "counters.about"),
        *("counters.exceptions", "counters.late_promises"),
        *("look_back.asked", "look_back.unasked", "look_back.said"),
        *("look_back.again", "look_back.rated"),
    }
)
PARTED = frozenset({"units", "matrix", "analysis", "counters", "results", "look_back"})
AGES = (30, 90)  # days that promises are overdue
ROUNDED = 0.2  # a score is made of points before they were rounded


def compare(figures: Mapping[str, Any], of: list[Case]) -> list[str]:
    """Where a frozen annual report differs from what its rows say; empty: nowhere."""
    wrong = _uncounted(figures)
    wrong += _compared("totals", figures["totals"], of)
    for line in figures["units"]["lines"]:
        units = set(line["units"])
        own = [_of_unit(case) for case in of if case.stood("lead_unit_id") in units]
        wrong += _compared(f"units {sorted(units)}", line, own, _refused_before(of, units))
    wrong += _people(figures["people"], of)
    matrix, analysis, counters = (figures[name] for name in ("matrix", "analysis", "counters"))
    wrong += _differ("matrix", _as_cells(matrix["cells"]), _cells(of))
    wrong += _differ("refused", _ids(matrix["refused"]), _refused(of))
    wrong += _differ("extended", _ids(matrix["extended"]), _extended(of))
    wrong += _differ("days", analysis["days"], _days(of))
    wrong += _differ("classes", _by_name(analysis["classes"]), _classes(of))
    wrong += _differ("topics", _by_name(analysis["topics"]), _topics(of))
    meetings = _leaders_met(of)
    wrong += _differ("leaders met", counters["leader_meetings"], len(meetings))
    wrong += _differ("leaders met about", _ids(counters["about"]), set().union(*meetings.values()))
    for sheet in figures["units"]["scores"]:
        wrong += _scored(sheet, of)
    if of:
        late = {age: sorted(ids) for age, ids in counters["late_promises"]}
        wrong += _differ("late promises", late, _late_promises(of[0]))
        results = {name: count for name, (count, _) in figures["results"]["kinds"].items()}
        wrong += _differ("results", results, _results(of[0]))
        wrong += _differ("look back", _told_of_look_back(figures["look_back"]), _look_back(of[0]))
    return wrong + _differ("exceptions", _ids(counters["exceptions"]), _exceptions(of))


def _of_unit(case: Case, unit_id: int | None = None) -> Case:
    """The same with what one unit asked alone, by default the one that leads."""
    one = case.stood("lead_unit_id") if unit_id is None else unit_id
    return replace(case, units=frozenset({one}))


def _refused_before(of: list[Case], units: set[int]) -> list[Case]:
    """What these units refused and lead no longer: counted for the refusal alone."""
    return [
        _of_unit(case, unit_id)
        for case in of
        for unit_id in units - {case.stood("lead_unit_id")}
        if _of_unit(case, unit_id).refusals
    ]


# What is of whoever gave the reply or kept the promise; the rest is of whoever answers for it.
OF_REPLIES = {
    "on_time",
    "feedback",
    "satisfied",
    "strictly_satisfied",
    "satisfied_of_all",
    "solved",
    "rehandled",
    "second_satisfied",
    "promises_kept",
    "published",
}


def _of_person(person: int, of: list[Case]) -> Counted:
    """What of these suggestions is one person's."""
    found: Counted = {name: (Counter(), Counter()) for name in COUNTS}
    for case in of:
        mine = replace(_of_unit(case), person=person)
        words = [kept(mine, row["data"]["promise_id"]) for row in mine.told("promised")]
        has = mine.answers or mine.replies or any(is_mine(mine, word) for word in words)
        for name, count in COUNTS.items():
            if not (has if name in OF_REPLIES else mine.answers):
                continue
            for counter, parts in zip(found[name], count(mine), strict=True):
                if parts:
                    counter[case.id] = parts
    return found


def _compared(
    where: str,
    told: Mapping[str, Any],
    of: list[Case],
    refused: Iterable[Case] = (),
    own: Counted | None = None,
) -> list[str]:
    own = counted(of) if own is None else own
    _add_refused(own, refused)
    wrong = _differ(f"{where} count", told["count"], len(of))
    for name, (n, d) in own.items():
        figure = told["figures"].get(name)
        if figure is None and name in SAID and not told["shows_satisfaction"]:
            continue
        if figure is None and name == "second_satisfied" and _are_few(d, of):
            continue
        if figure is None:
            wrong.append(f"{where} {name}: missing")
            continue
        wrong += _differ(f"{where} {name}", (figure["n"], figure["d"]), (n.total(), d.total()))
        wrong += _differ(f"{where} {name} having", _ids(figure["has"]), set(n))
        wrong += _differ(f"{where} {name} counted", _ids(figure["of"]), set(d))
    strange = set(told["figures"]) - set(COUNTS)
    return wrong + [f"{where} {name}: nobody counts it a second time" for name in sorted(strange)]


def _add_refused(own: Counted, refused: Iterable[Case]) -> None:
    for case in refused:
        for name in ("refused", "refused_in_vain"):
            for counter, parts in zip(own[name], COUNTS[name](case), strict=True):
                counter[case.id] += parts
                if not parts:
                    del counter[case.id]


def _are_few(counted_once: Counter[int], of: list[Case]) -> bool:
    """Whether so few have rated a later round that it is not told of a part."""
    return 0 < counted_once.total() < of[0].profile.figures.least_raters


def _differ(what: str, told: object, own: object) -> list[str]:
    return [] if told == own else [f"{what}: {_short(told)}, by the rows {_short(own)}"]


def _short(value: object) -> str:
    return str(value)[:120]


def _ids(spans: str) -> set[int]:
    found: set[int] = set()
    for piece in filter(None, spans.split(",")):
        first, _, last = piece.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found


def _as_cells(cells: list[Any]) -> dict[int, dict[str, int]]:
    return {unit: dict(stages) for unit, stages in cells}


def _cells(of: list[Case]) -> dict[int, dict[str, int]]:
    found: dict[int, Counter[str]] = {}
    for case in of:
        found.setdefault(case.stood("lead_unit_id"), Counter())[case.stage] += 1
    return {unit: dict(stages) for unit, stages in found.items()}


def _standing(one: Case, table: str) -> list[tuple[Case, Row]]:
    """The rows of a table about everything that had not been taken out, over or not."""
    found = []
    for row in one.raw.rows(table):
        item = one.raw.one("suggestions", row["suggestion_id"])
        case = Case(one.raw, one.profile, item, one.at)
        if item["created_at"] <= one.at and not case.is_taken_out:
            found.append((case, row))
    return found


def _results(one: Case) -> dict[str, int]:
    """What came of suggestions since the last report, by kind; not what was corrected since."""
    gone = {row["result_id"] for row in one.raw.rows("result_changes") if row["at"] <= one.at}
    kinds = [
        row["kind"]
        for case, row in _standing(one, "results")
        if row["noted_at"] <= one.at
        and one.raw.day(row["noted_at"]) >= case.reported
        and row["id"] not in gone
    ]
    return dict(Counter(kinds))


def _told_of_look_back(told: Mapping[str, Any]) -> list[int]:
    said = [told["said"][view][0] for view in ("kept", "partly", "not_kept")]
    return [told["asked"], told["unasked"], *said, told["again"], told["rated"]]


def _look_back(one: Case) -> list[int]:
    """Of this year's campaigns: asked, not reached, 已兑现, 部分, 未兑现; results asked about and
    rated anew.
    """
    begun = {row["id"]: row["begun_at"] for row in one.raw.rows("look_backs")}
    views: Counter[str] = Counter()
    for case, row in _standing(one, "look_back_answers"):
        at = begun[row["look_back_id"]]
        if row["promise_id"] is None:
            continue  # the result is asked about by a form of its own
        if at > one.at or one.raw.day(at) < min(case.reported, date(one.today.year, 1, 1)):
            continue
        words = [e for e in case.told("looked_back") if e["data"]["answer_id"] == row["id"]]
        is_asked = bool(words) or row["message_id"] is not None
        views["asked" if is_asked else "unasked"] += 1
        if words:
            views[words[-1]["data"]["view"]] += 1
    rated = {row["form_id"] for row in one.raw.rows("second_ratings") if row["at"] <= one.at}
    for case, row in _standing(one, "second_forms"):
        sent_on = one.raw.day(row["sent_at"])
        if row["sent_at"] <= one.at and sent_on >= min(case.reported, date(one.today.year, 1, 1)):
            views["again"] += 1
            views["rated"] += row["id"] in rated
    names = ("asked", "unasked", "kept", "partly", "not_kept", "again", "rated")
    return [views[name] for name in names]


def _uncounted(figures: Mapping[str, Any]) -> list[str]:
    """The parts of a report that nobody counts a second time, though nothing says why."""
    told = {
        f"{section}.{name}" if name else section
        for section, of_it in figures.items()
        for name in (of_it if section in PARTED else [""])
    }
    return [f"{name}: nobody counts it" for name in sorted(told - COUNTED - NOT_COUNTED.keys())]


def _refused(of: list[Case]) -> set[int]:
    """What a unit asked to be relieved of since the last report."""
    return {
        case.id
        for case in of
        if any(case.raw.day(row["asked_at"]) >= case.reported for row in case.refusals)
    }


def _extended(of: list[Case]) -> set[int]:
    return {
        case.id
        for case in of
        if any(case.raw.day(row["at"]) >= case.reported for row in case.told("extended"))
    }


def _topics(of: list[Case]) -> dict[str, set[int]]:
    """By the words of each topic, unless somebody has marked or struck it; the rest: no name."""
    found: dict[str, set[int]] = {}
    for case in of:
        said = " ".join(str(case.item[name] or "") for name in ("title", "category", "content"))
        marked = {
            row["topic"]: bool(row["is_on"])
            for row in case.raw.of("tags", "suggestion_id", case.id)
            if row["at"] <= case.at
        }
        about = {
            name
            for name, topic in case.profile.topics.items()
            if marked.get(name, any(word in said for word in topic.words))
        }
        for name in about or {""}:
            found.setdefault(name, set()).add(case.id)
    return found


def _leaders_met(of: list[Case]) -> dict[str, set[int]]:
    """Meetings since the last report at which a leader of the unit was, and about what each was."""
    found: dict[str, set[int]] = {}
    for case in of:
        for row in case.face_to_face:
            unit = case.stood("lead_unit_id", row["recorded_at"] or row["done_at"])
            there = set(re.split(r"[、，,;；\s]+", row["participants"] or ""))
            leaders = [
                one
                for one in case.raw.of("people", "unit_id", unit)
                if one["role"] in ("leader", "head")
                and (one["name"] in there or one["id"] == row["recorded_by_id"])
            ]
            if leaders and row["on"] >= case.reported:
                found.setdefault(_meeting(case, row), set()).add(case.id)
    return found


def _late_promises(one: Case) -> dict[int, list[int]]:
    """By how many days at most they are overdue (0: more) → the suggestions."""
    found: dict[int, list[int]] = {}
    for case, row in _standing(one, "promises"):
        if row["made_at"] > one.at or kept(case, row["id"]) is not None:
            continue
        moved = [
            later
            for later in case.raw.of("explanations", "promise_id", row["id"])
            if later["at"] <= one.at
        ]
        first = next(e for e in case.told("promised") if e["data"]["promise_id"] == row["id"])
        due = moved[-1]["due_on"] if moved else date.fromisoformat(first["data"]["due_on"])
        days = (one.today - due).days
        if days > 0:
            age = next((most for most in AGES if days <= most), 0)
            found.setdefault(age, []).append(case.id)
    return {age: sorted(ids) for age, ids in found.items()}


def _scored(sheet: Mapping[str, Any], of: list[Case]) -> list[str]:
    """A score sheet: each point from the office's own suggestions, and the sum."""
    unit, office = sheet["unit"], sheet["office"]
    own = [
        _of_unit(case)
        for case in of
        if (case.stood("lead_unit_id"), case.stood("office") or "") == (unit, office)
    ]
    refused = [case for case in _refused_before(of, {unit}) if _asking_office(case) == office]
    counts = counted(own)
    _add_refused(counts, refused)
    formula = of[0].profile.score
    where, gained, possible, minus, wrong = f"score {unit} {office}", 0.0, 0.0, 0.0, []
    for name, numerator, denominator, got, full, why_not in sheet["points"]:
        n, d = (counter.total() for counter in counts[name])
        if why_not == "few" and name in SAID:
            continue  # what few have said is not told
        wrong += _differ(f"{where} {name}", (numerator, denominator), (n, d))
        if full:
            wrong += _differ(f"{where} {name} full", full, formula.earned[name])
            wrong += _differ(f"{where} {name} why not", why_not, "" if d else "nothing")
            gained, possible = gained + (got if d else 0), possible + (full if d else 0)
            wrong += _differ(f"{where} {name} got", got, round(full * n / d, 2) if d else 0.0)
        else:
            minus += got
            wrong += _differ(f"{where} {name} lost", got, round(-formula.lost[name] * n, 2))
    score = round(max(0.0, 100 * gained / possible + minus), 1) if possible else None
    is_near = score == sheet["score"] or (score and abs(score - sheet["score"]) < ROUNDED)
    return wrong if is_near else [*wrong, f"{where}: {sheet['score']}, by the points {score}"]


def _asking_office(case: Case) -> str:
    return case.stood("office", case.refusals[0]["asked_at"]) or ""


def _by_name(told: Mapping[str, str]) -> dict[str, set[int]]:
    return {name: _ids(spans) for name, spans in told.items()}


def _classes(of: list[Case]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for case in of:
        if case.reply is not None:
            found.setdefault(case.reply["reply_class"], set()).add(case.id)
    return found


def _days(of: list[Case]) -> dict[str, list[int]]:
    """[sum of days, count] of each step that ended this year."""
    spans: dict[str, list[int]] = {
        name: [] for name in ("to_contact", "to_reply", "to_rating", "to_closing")
    }
    for case in of:
        reply = case.replies.get(1)
        asked = case.replies.get(case.form["round"]) if case.form is not None else None
        rating = case.rating
        for name, begun, ended in (
            ("to_contact", case.begun_on, case.first_contact),
            ("to_reply", case.stood("assigned_on"), reply and reply["replied_on"]),
            ("to_rating", asked and asked["replied_on"], rating and case.raw.day(rating["at"])),
            ("to_closing", case.stood("assigned_on"), case.closed_on),
        ):
            if begun and ended and case.reported <= ended <= case.today:
                spans[name].append((ended - begun).days)
    return {name: [sum(days), len(days)] for name, days in spans.items()}


def _exceptions(of: list[Case]) -> set[int]:
    return {
        case.id
        for case in of
        for row in case.raw.of("passes", "suggestion_id", case.id)
        if row["is_granted"] and row["decided_at"] is not None and row["decided_at"] <= case.at
    }


def _meeting(case: Case, contact: Row) -> str:
    """What a contact is counted as: one meeting may be about several suggestions."""
    items = case.raw.of("meeting_items", "contact_id", contact["id"])
    return f"meeting {items[0]['meeting_id']}" if items else f"contact {contact['id']}"


def _has_done(case: Case, person: int) -> bool:
    """Whether somebody replied or kept a promise since the last report, or led it then."""
    mine = replace(case, person=person)
    words = [kept(mine, row["data"]["promise_id"]) for row in mine.told("promised")]
    return any(row["replied_on"] >= case.reported for row in mine.replies.values()) or any(
        word is not None and word[1] and is_mine(mine, word) for word in words
    )


def _people(told: list[Mapping[str, Any]], of: list[Case]) -> list[str]:
    """Each person's year: contacts, meetings, replies, key items, and the figures of their own."""
    own: dict[int, Counter[str]] = {}
    met: dict[int, set[str]] = {}
    handled: dict[int, list[Case]] = {}
    for case in of:
        for person in (case.ever_stood("officer_id") | case.ever_stood("leader_id")) - {None}:
            handled.setdefault(person, []).append(case)
            own.setdefault(person, Counter())["key"] += bool(case.stood("is_key"))
        for row in case.valid:
            if row["recorded_by_id"] is not None and row["on"] >= case.reported:
                one = own.setdefault(row["recorded_by_id"], Counter())
                one["contacts"] += 1
                if row["form"] in FACE and row["said"]:
                    met.setdefault(row["recorded_by_id"], set()).add(_meeting(case, row))
        for row in case.replies.values():
            if row["replied_on"] >= case.reported:
                own.setdefault(row["delivered_by_id"], Counter())["replies"] += 1
    wrong = []
    for record in told:
        person = record["person"]
        mine = own.get(person, Counter())
        mine["meetings"] = len(met.get(person, ()))
        for name in ("contacts", "meetings", "replies", "key"):
            wrong += _differ(f"person {person} {name}", record[name], mine[name])
        held = handled.get(person, [])
        theirs = [case for case in of if case in held or _has_done(case, person)]
        own_figures = _of_person(person, theirs)
        wrong += _compared(f"person {person}", record, held, own=own_figures)
    seen = {record["person"] for record in told}
    return wrong + [f"person {one}: has no record" for one in sorted(set(own) - seen)]
