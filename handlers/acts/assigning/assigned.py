"""What has become of an assignment, in lines for a card: signed for, asked for, merged, split."""

from handlers import texts
from handlers.acts.assigning import merging, receipts, waiting
from handlers.acts.talking import groups
from handlers.turn import Turn
from storage import requests, suggestions
from storage.requests import Request
from storage.suggestions import Suggestion
from storage.vocabulary import Handling, RequestKind


def lines(turn: Turn, item: Suggestion) -> list[str]:
    """A line of HTML for each thing that whoever looks should know."""
    found = [*_signed(turn, item), *_asked(turn, item)]
    together = merging.told(turn, item)
    if together:
        found.append(texts.render("assigned.together", turn.language, numbers=together))
    found += [
        texts.render(
            "assigned.part",
            turn.language,
            unit=groups.unit_name(turn.session, joint.unit_id),
            part=joint.part or "—",
        )
        for joint in suggestions.joint_units(turn.session, item.id)
        if joint.handling == Handling.SEPARATE
    ]
    return found


def _signed(turn: Turn, item: Suggestion) -> list[str]:
    day = receipts.signed_on(turn, item)
    return [] if day is None else [texts.render("assigned.signed", turn.language, day=day)]


def _asked(turn: Turn, item: Suggestion) -> list[str]:
    found = []
    for row in requests.of_suggestion(turn.session, item.id, list(RequestKind)):
        outcome = _outcome(row)
        found.append(
            texts.render(
                "assigned.asked",
                turn.language,
                what=texts.plain(row.kind, turn.language),
                day=turn.office.local(row.asked_at).date(),
                outcome=texts.label(outcome, turn.language),
            )
        )
    return found


def _outcome(row: Request) -> str:
    if row.is_granted is None:
        return "assigned.waits"
    if row.is_granted:
        return "assigned.granted"
    return "assigned.void" if waiting.is_void(row) else "assigned.denied"
