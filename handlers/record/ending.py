"""What became of the reply in public, and who has looked whether all was done."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from storage import closings, publications
from storage.database import Session
from storage.suggestions import Suggestion

Named = Callable[[int | None], str | None]


def of(session: Session, item: Suggestion, person: Named) -> dict[str, list[dict[str, Any]]]:
    """`publications`: each decision, and where a reply can be read; `closing_checks`: each look."""
    return {
        "publications": [
            {
                "round": row.round,
                "decision": row.decision.value,
                "extent": row.extent.value,
                "reason": row.reason,
                "decided_by": person(row.decided_by_id),
                "decided_at": _text(row.decided_at),
                "due_on": _text(row.due_on),
                "published_on": _text(row.published_on),
                "url": row.url,
                "noted_by": person(row.noted_by_id),
                "noted_at": _text(row.noted_at),
                "taken_down_by": person(row.taken_down_by_id),
                "taken_down_at": _text(row.taken_down_at),
            }
            for row in publications.of_suggestion(session, item.id)
        ],
        "closing_checks": [
            {
                "round": row.round,
                "asked_of": person(row.asked_of_id),
                "asked_at": _text(row.asked_at),
                "due_on": _text(row.due_on),
                "is_passed": row.is_passed,
                "missing": row.missing.split(",") if row.missing else [],
                "reason": row.reason,
                "decided_by": person(row.decided_by_id),
                "decided_at": _text(row.decided_at),
            }
            for row in closings.of_suggestion(session, item.id)
        ],
    }


def _text(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()
