"""What else is kept about a suggestion: the assignment, plans, promises, results, what was owed.

Each table that names a suggestion has its place in the record; a test compares the two.
"""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from storage import look_backs, plans, suggestions
from storage.about import about
from storage.database import Session
from storage.duties import Duty
from storage.links import Link
from storage.look_backs import LookBackAnswer
from storage.merges import Merge
from storage.messages import moves_of
from storage.plans import Plan
from storage.promises import Explanation, Promise
from storage.receipts import Receipt
from storage.requests import Consent
from storage.requests import Request as Asked
from storage.results import Result, ResultChange
from storage.seconds import SecondForm
from storage.suggestions import JointUnit, Suggestion
from storage.tags import Tag

Name = Callable[[int | None], str | None]
Part = list[dict[str, Any]]


def further(
    session: Session, item: Suggestion, name: Name, unit: Callable[[int], str]
) -> dict[str, Part]:
    """The further parts of the record of a suggestion."""
    return {
        "parts": _parts(session, item, unit),
        "receipts": [
            {"unit": unit(row.unit_id), "signed_by": name(row.person_id), "at": _plain(row.at)}
            for row in about(session, Receipt, item.id)
        ],
        "requests": _requests(session, item, name, unit),
        "merges": _merges(session, item, name),
        "moved_words": _moves(session, item, name),
        "topics": [
            {"topic": row.topic, "is_on": row.is_on, "by": name(row.by_id), "at": _plain(row.at)}
            for row in about(session, Tag, item.id)
        ],
        "plans": _plans(session, item, name),
        "promises": _promises(session, item, name),
        "look_backs": _look_backs(session, item),
        "results": _results(session, item, name),
        "links": _links(session, item, name),
        "asked_again": [
            {
                "occasion": row.occasion,
                "deputy": name(row.deputy_id),
                "sent_at": _plain(row.sent_at),
            }
            for row in about(session, SecondForm, item.id)
        ],
        "duties": _duties(session, item, name),
    }


def _plain(value: date | datetime | StrEnum | None) -> str | None:
    """A day, a moment or a word of the vocabulary as text."""
    if value is None:
        return None
    return value.value if isinstance(value, StrEnum) else value.isoformat()


def _parts(session: Session, item: Suggestion, unit: Callable[[int], str]) -> Part:
    return [
        {
            "unit": unit(row.unit_id),
            "handling": row.handling.value,
            "part": row.part,
            "opinion_due_on": _plain(row.opinion_due_on),
            "opinion_given_at": _plain(row.opinion_given_at),
        }
        for row in about(session, JointUnit, item.id)
    ]


def _requests(session: Session, item: Suggestion, name: Name, unit: Callable[[int], str]) -> Part:
    consents = about(session, Consent, item.id)
    return [
        {
            "round": row.round,
            "kind": row.kind.value,
            "unit": unit(row.unit_id) if row.unit_id is not None else None,
            "reason": row.reason,
            "asked_by": name(row.asked_by_id),
            "asked_at": _plain(row.asked_at),
            "decided_by": name(row.decided_by_id),
            "decided_at": _plain(row.decided_at),
            "is_granted": row.is_granted,
            "note": row.note,
            "consents": [
                {
                    "name": name(one.person_id),
                    "is_given": one.is_given,
                    "at": _plain(one.at),
                    "noted_by": name(one.noted_by_id),
                }
                for one in consents
                if one.request_id == row.id
            ],
        }
        for row in about(session, Asked, item.id)
    ]


def _merges(session: Session, item: Suggestion, name: Name) -> Part:
    return [
        {
            "into": suggestions.get(session, row.into_id).number,
            "by": name(row.by_id),
            "at": _plain(row.at),
            "ended_at": _plain(row.ended_at),
        }
        for row in about(session, Merge, item.id)
    ]


def _moves(session: Session, item: Suggestion, name: Name) -> Part:
    def number(suggestion_id: int | None) -> str | None:
        return None if suggestion_id is None else suggestions.get(session, suggestion_id).number

    return [
        {
            "message_id": row.message_id,
            "from": number(row.from_suggestion_id),
            "to": number(row.to_suggestion_id),
            "by": name(row.moved_by_id),
            "at": _plain(row.at),
        }
        for row in moves_of(session, item.id)
    ]


def _plans(session: Session, item: Suggestion, name: Name) -> Part:
    return [
        {
            "round": row.round,
            "task": row.task,
            "goal": row.goal,
            "leader": name(row.leader_id),
            "office": row.office,
            "officer": name(row.officer_id),
            "made_by": name(row.made_by_id),
            "made_at": _plain(row.made_at),
            "is_approved": row.is_approved,
            "decided_by": name(row.decided_by_id),
            "decided_at": _plain(row.decided_at),
            "note": row.note,
            "milestones": [
                {
                    "what": one.what,
                    "due_on": _plain(one.due_on),
                    "reached_at": _plain(one.reached_at),
                    "reached_by": name(one.reached_by_id),
                }
                for one in plans.milestones(session, row.id)
            ],
        }
        for row in about(session, Plan, item.id)
    ]


def _promises(session: Session, item: Suggestion, name: Name) -> Part:
    explained = about(session, Explanation, item.id)
    looked_back_on = about(session, LookBackAnswer, item.id)
    years = look_backs.years(session)
    return [
        {
            "id": row.id,
            "round": row.round,
            "what": row.what,
            "owner": name(row.owner_id),
            "is_owner_chosen": bool(row.is_owner_chosen),
            "due_on": _plain(row.due_on),
            "first_due_on": _plain(row.first_due_on),
            "state": row.state.value,
            "made_by": name(row.made_by_id),
            "made_at": _plain(row.made_at),
            "proof": row.proof,
            "kept_by": name(row.kept_by_id),
            "kept_at": _plain(row.kept_at),
            "view": _plain(row.view),
            "viewed_at": _plain(row.viewed_at),
            "explanations": [
                {
                    "reason": one.reason,
                    "before": _plain(one.before),
                    "due_on": _plain(one.due_on),
                    "by": name(one.by_id),
                    "at": _plain(one.at),
                }
                for one in explained
                if one.promise_id == row.id
            ],
            "look_backs": [
                {"year": years[one.look_back_id], "view": _plain(one.view), "at": _plain(one.at)}
                for one in looked_back_on
                if one.promise_id == row.id
            ],
        }
        for row in about(session, Promise, item.id)
    ]


def _look_backs(session: Session, item: Suggestion) -> Part:
    """What was asked in each campaign: about a promise, or (None) about the result."""
    years = look_backs.years(session)
    whats = {row.id: row.what for row in about(session, Promise, item.id)}
    return [
        {
            "year": years[row.look_back_id],
            "promise": None if row.promise_id is None else whats.get(row.promise_id),
            "view": _plain(row.view),
            "at": _plain(row.at),
        }
        for row in about(session, LookBackAnswer, item.id)
    ]


def _results(session: Session, item: Suggestion, name: Name) -> Part:
    changes = about(session, ResultChange, item.id)
    return [
        {
            "kind": row.kind.value,
            "point": row.point,
            "is_listed": row.point_id is not None,
            "what": row.what,
            "document": row.document,
            "amount_yuan": row.amount_yuan,
            "proof": row.proof,
            "before": row.before,
            "after": row.after,
            "noted_by": name(row.noted_by_id),
            "noted_at": _plain(row.noted_at),
            "changes": [
                {
                    "is_withdrawn": one.replaced_by_id is None,
                    "reason": one.reason,
                    "by": name(one.by_id),
                    "at": _plain(one.at),
                }
                for one in changes
                if one.result_id == row.id
            ],
        }
        for row in about(session, Result, item.id)
    ]


def _links(session: Session, item: Suggestion, name: Name) -> Part:
    return [
        {
            "title": row.title,
            "url": row.url,
            "given_by": name(row.given_by_id),
            "given_at": _plain(row.given_at),
        }
        for row in about(session, Link, item.id)
    ]


def _duties(session: Session, item: Suggestion, name: Name) -> Part:
    return [
        {
            "kind": row.kind.value,
            "round": row.round,
            "person": name(row.person_id),
            "due_on": _plain(row.due_on),
            "state": row.state.value,
            "created_at": _plain(row.created_at),
            "ended_at": _plain(row.ended_at),
            "times_asked": row.sent_count,
            "last_asked_on": _plain(row.last_sent_on),
            "levels_told": row.level,
            "acknowledged_at": _plain(row.acknowledged_at),
        }
        for row in about(session, Duty, item.id)
    ]
