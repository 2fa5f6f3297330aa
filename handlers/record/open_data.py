"""开放数据: what the public may know of a day's suggestions, as JSON; nobody is named in it.

Made anew for the same day it is the same, bytes and all, until something is corrected or a deputy
lets less be known: how far a suggestion may be seen is asked of the present, whatever the day.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from handlers.acts.replying import publications as publishing
from handlers.figures import gathering, reports
from handlers.office import Office
from handlers.rules import anonymous
from handlers.rules.figures.matter import Matter
from handlers.rules.figures.scope import WHOLE
from storage import ledger, models, people, publications, results, suggestions
from storage.database import Session
from storage.suggestions import Suggestion
from storage.vocabulary import Disclosure, Openness, ReportKind

SCHEMA = 1
# What raters said: told only where there are enough of them.
_SAID = frozenset({"satisfied", "strictly_satisfied", "satisfied_of_all", "second_satisfied"})


def files(session: Session, office: Office, day: date, now: datetime) -> dict[str, bytes]:
    """Every file by its name, `manifest.json` last. Raises Refused for a day to come."""
    moment = reports.moment_of(office, day, now)
    (made,) = reports.compute(session, office, ReportKind.ANNUAL, moment, [WHOLE])
    public, count = _suggestions(session, office, moment)
    told = {
        "suggestions.json": _json(public),
        "models.json": _json(_models(session, office, moment)),
        "indicators.json": _json(_indicators(office, made.figures["totals"])),
    }
    manifest = {
        "schema": SCHEMA,
        "day": day.isoformat(),
        "profile": office.profile.name,
        "suggestions": len(public),
        "not_public": count - len(public),
        "files": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in told.items()
        },
    }
    return told | {"manifest.json": _json(manifest)}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _indicators(office: Office, totals: Mapping[str, Any]) -> dict[str, Any]:
    """Numerators and denominators of the year so far; what few raters said stays untold."""
    figures = totals["figures"]
    is_told = figures["feedback"]["n"] >= office.profile.figures.least_raters
    return {
        "suggestions": totals["count"],
        "least_raters": office.profile.figures.least_raters,
        "figures": {
            name: {"numerator": figure["n"], "denominator": figure["d"]}
            for name, figure in figures.items()
            if is_told or name not in _SAID
        },
    }


def _suggestions(
    session: Session, office: Office, moment: datetime
) -> tuple[list[dict[str, Any]], int]:
    """What may be seen, in the ledger's order; and how many were replied to by then."""
    units = {unit.id: unit.name for unit in ledger.units(session)}
    found, count = [], 0
    for matter in gathering.matters(session, office, moment):
        if matter.replied is None:  # opened together with its reply, not before
            continue
        count += 1
        item = suggestions.get(session, matter.id)
        extent = _opened(session, office, moment, matter, item)
        if extent != Openness.NONE:
            found.append(_told(session, office, moment, matter, item, extent, units))
    return sorted(found, key=lambda one: (one["congress"], one["session"], one["number"])), count


def _told(
    session: Session,
    office: Office,
    moment: datetime,
    matter: Matter,
    item: Suggestion,
    extent: Openness,
    units: Mapping[int, str],
) -> dict[str, Any]:
    names = _names(session, item)
    replied = matter.replied
    assert replied is not None
    told: dict[str, Any] = {
        "congress": item.congress,
        "session": item.session_number,
        "number": item.number,
        "extent": extent.value,
        "title": anonymous.without(item.title, names),
        "unit": units[matter.unit_id],
        "joint_units": sorted(units[one.unit_id] for one in matter.opinions),
        "topics": [office.profile.topics[one].label("zh") for one in matter.topics],
        "is_key": matter.is_key,
        "assigned_on": matter.assigned_on.isoformat(),
        "replied_on": replied.replied_on.isoformat() if replied.replied_on else None,
        "class": replied.reply_class.value if replied.reply_class else None,
        "round": replied.number,
        "closed_on": matter.closed_on.isoformat() if matter.closed_on else None,
    }
    if extent == Openness.FULL:
        told["text"] = anonymous.without(item.content, names) if item.content else None
        told["results"] = [
            {
                "kind": row.kind.value,
                "what": anonymous.without(row.what, names),
                "proof": anonymous.without(row.proof, names),
                "before": row.before,
                "after": row.after,
                "noted_on": office.today(row.noted_at).isoformat(),
            }
            for row in results.of_suggestion(session, item.id)
            if row.noted_at <= moment
        ]
    return told


def _models(session: Session, office: Office, moment: datetime) -> list[dict[str, Any]]:
    """Examples that stood by then and stand now, where the text may be known."""
    units = {unit.id: unit.name for unit in ledger.units(session)}
    found = []
    for row, item in models.every(session):
        kept = publications.of_round(session, item.id, item.round)
        is_kept = kept is not None and kept.decision != Disclosure.OPEN
        if row.marked_at > moment or is_kept or publishing.allowed(office, item) != Openness.FULL:
            continue
        lead = people.get(session, suggestions.lead_deputy_id(session, item.id))
        names = _names(session, item)
        told = {
            "congress": item.congress,
            "session": item.session_number,
            "number": item.number,
            "title": anonymous.without(item.title, names),
            "unit": units[item.lead_unit_id],
            "summary": anonymous.without(row.summary, names),
            "marked_on": office.today(row.marked_at).isoformat(),
            "deputy": lead.name if row.is_named else None,
        }
        found.append(told)
    return sorted(found, key=lambda one: (one["congress"], one["session"], one["number"]))


def _opened(
    session: Session, office: Office, moment: datetime, matter: Matter, item: Suggestion
) -> Openness:
    """How much of it is open: what the unit decided with the reply, under the deputy's ceiling.

    Where the profile asks for a decision, nothing is open before it.
    """
    assert matter.replied is not None
    decided = publications.of_round(session, item.id, matter.replied.number)
    is_kept = decided is not None and decided.decision != Disclosure.OPEN
    if decided is None or decided.decided_at > moment:
        is_kept = is_kept or office.profile.publication.decide_working_days > 0
    return Openness.NONE if is_kept else publishing.allowed(office, item)


def _names(session: Session, item: Suggestion) -> list[str]:
    """Whoever stands behind it or handles it."""
    staff = [item.officer_id, item.leader_id]
    return [
        *(deputy.name for deputy, _ in suggestions.deputies(session, item.id)),
        *(people.get(session, one).name for one in staff if one is not None),
    ]
