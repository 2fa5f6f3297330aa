"""What led to the reply: points, drafts, changes of class; what other units said and cleared."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from storage import (
    audits,
    blockers,
    campaigns,
    classes,
    drafts,
    models,
    opinions,
    points,
    proofs,
    voices,
)
from storage.database import Session
from storage.proofs import Proof
from storage.suggestions import Suggestion
from storage.units import Unit

Named = Callable[[int | None], str | None]


def of(session: Session, item: Suggestion, person: Named) -> dict[str, list[dict[str, Any]]]:
    """`points` with every answer, `drafts` with every look at them, `proofs`, `audits`,
    `class_changes`; `opinions`, `unit_notes` and `blockers`; `model_cases`.
    """

    def unit(unit_id: int | None) -> str | None:
        return None if unit_id is None else session.get_one(Unit, unit_id).called

    answers = points.given(session, item.id)
    return {
        "points": [
            {
                "what": row.what,
                "noted_by": person(row.noted_by_id),
                "noted_at": _moment(row.noted_at),
                "struck_by": person(row.struck_by_id),
                "struck_at": _moment(row.struck_at),
                "answers": [
                    {
                        "round": one.round,
                        "outcome": one.outcome.value,
                        "words": one.words,
                        "reason": one.reason,
                        "by": person(one.by_id),
                        "at": _moment(one.at),
                    }
                    for one in answers
                    if one.point_id == row.id
                ],
            }
            for row in points.every(session, item.id)
        ],
        "drafts": [
            {
                "round": row.round,
                "words": row.words,
                "document_message_id": row.document_id,
                "class": row.reply_class.value,
                "why_class": row.why_class,
                "disclosure": row.disclosure.value if row.disclosure else None,
                "why_disclosure": row.why_disclosure,
                "made_by": person(row.made_by_id),
                "made_at": _moment(row.made_at),
                "shown_until": row.view_due_on.isoformat() if row.view_due_on else None,
                "view": row.view.value if row.view else None,
                "objection": row.objection,
                "viewed_at": _moment(row.viewed_at),
                "passed_at": _moment(row.passed_at),
                "outdated_at": _moment(row.outdated_at),
                "reviews": [
                    {
                        "role": look.role.value,
                        "asked_of": person(look.asked_of_id),
                        "asked_at": _moment(look.asked_at),
                        "due_on": look.due_on.isoformat(),
                        "is_passed": look.is_passed,
                        "note": look.note,
                        "decided_by": person(look.decided_by_id),
                        "decided_at": _moment(look.decided_at),
                    }
                    for look in drafts.reviews(session, row.id)
                ],
            }
            for row in drafts.of_suggestion(session, item.id)
        ],
        "proofs": [
            {
                "of": _goes_with(row),
                "class": row.reply_class.value,
                "words": row.words,
                "document_message_id": row.document_id,
                "given_by": person(row.given_by_id),
                "given_at": _moment(row.given_at),
            }
            for row in proofs.of_suggestion(session, item.id)
        ],
        "audits": [
            {
                "seed": row.seed,
                "drawn_at": _moment(row.drawn_at),
                "asked_of": person(row.asked_of_id),
                "due_on": row.due_on.isoformat(),
                "is_true": row.is_true,
                "reason": row.reason,
                "done_by": person(row.done_by_id),
                "done_at": _moment(row.done_at),
            }
            for row in audits.of_suggestion(session, item.id)
        ],
        "class_changes": [
            {
                "before": row.before.value,
                "after": row.after.value,
                "reason": row.reason,
                "by": person(row.by_id),
                "at": _moment(row.at),
            }
            for row in classes.of_suggestions(session, [item.id])
        ],
        "opinions": [
            {
                "unit": unit(row.unit_id),
                "words": row.words,
                "document_message_id": row.document_id,
                "number": row.number,
                "due_on": row.due_on.isoformat() if row.due_on else None,
                "given_by": person(row.given_by_id),
                "given_at": _moment(row.given_at),
                "grade": row.grade.value if row.grade else None,
                "graded_by": person(row.graded_by_id),
                "why_back": row.why_back,
                "sent_back_by": person(row.sent_back_by_id),
                "sent_back_at": _moment(row.sent_back_at),
                "told_at": _moment(row.told_at),
            }
            for row in opinions.of_suggestion(session, item.id)
        ],
        "campaigns": [
            {
                "kind": campaign.kind.value,
                "title": campaign.title,
                "linked_by": person(link.linked_by_id),
                "linked_at": _moment(link.linked_at),
                "struck_at": _moment(link.struck_at),
            }
            for link, campaign in campaigns.of_suggestion(session, item.id)
        ],
        "voices": [
            {
                "source": row.source.value,
                "words": row.words,
                "noted_by": person(row.noted_by_id),
                "noted_at": _moment(row.noted_at),
                "told_at": _moment(row.told_at),
            }
            for row in voices.of_suggestion(session, item.id)
        ],
        "polls": [
            {
                "question": row.question,
                "choices": row.choices,
                "audience": row.audience.value,
                "asked_by": person(row.asked_by_id),
                "asked_at": _moment(row.asked_at),
                "asked": [person(one.person_id) for one in voices.asked(session, row.id)],
                "answers": [
                    {"deputy": person(person_id), "choice": _chosen(row.choices, choice)}
                    for person_id, choice in voices.answers(session, row.id).items()
                ],
                "ends_on": row.ends_on.isoformat(),
                "ended_at": _moment(row.ended_at),
            }
            for row in voices.polls_of(session, item.id)
        ],
        "unit_notes": [
            {
                "unit": unit(row.unit_id),
                "words": row.words,
                "by": person(row.by_id),
                "at": _moment(row.at),
            }
            for row in opinions.notes(session, item.id)
        ],
        "blockers": [
            {
                "kind": row.kind.value,
                "words": row.words,
                "raised_by": person(row.raised_by_id),
                "raised_at": _moment(row.raised_at),
                "asked_unit": unit(row.asked_unit_id),
                "due_on": row.due_on.isoformat(),
                "decision": row.decision,
                "decided_by": person(row.decided_by_id),
                "decided_at": _moment(row.decided_at),
            }
            for row in blockers.of_suggestion(session, item.id)
        ],
        "model_cases": [
            {
                "summary": row.summary,
                "marked_by": person(row.marked_by_id),
                "marked_at": _moment(row.marked_at),
                "is_named": row.is_named,
                "answered_at": _moment(row.answered_at),
                "taken_back_by": person(row.taken_back_by_id),
                "taken_back_at": _moment(row.taken_back_at),
            }
            for row in models.of_suggestion(session, item.id)
        ],
    }


def _goes_with(row: Proof) -> str:
    if row.draft_id is not None:
        return "draft"
    return "reply" if row.class_change_id is None else "class_change"


def _chosen(choices: list[Any], choice: int) -> str:
    return str(choices[choice]) if 0 <= choice < len(choices) else str(choice)


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()
