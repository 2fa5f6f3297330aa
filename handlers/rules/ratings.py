"""What makes a rating, and what follows from it. Three axes, no default; silence is no rating."""

from dataclasses import dataclass, replace

from handlers.rules.profile import Profile
from handlers.rules.refused import Refused
from storage.vocabulary import Axis, Grade


@dataclass(frozen=True, slots=True)
class Draft:
    """A form being filled in."""

    content: Grade | None = None
    attitude: Grade | None = None
    effect: Grade | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rating sets going."""

    is_dissatisfied: bool
    opens_round: int | None
    escalates: bool


def choose(draft: Draft, axis: Axis, grade: Grade) -> Draft:
    """The draft with one axis filled in."""
    match axis:
        case Axis.CONTENT:
            return replace(draft, content=grade)
        case Axis.ATTITUDE:
            return replace(draft, attitude=grade)
        case Axis.EFFECT:
            return replace(draft, effect=grade)


def missing(draft: Draft) -> tuple[Axis, ...]:
    """The axes not filled in yet."""
    given = {Axis.CONTENT: draft.content, Axis.ATTITUDE: draft.attitude, Axis.EFFECT: draft.effect}
    return tuple(axis for axis, grade in given.items() if grade is None)


def is_dissatisfied(*grades: Grade | None) -> bool:
    """不满意 on any axis."""
    return Grade.DISSATISFIED in grades


def needs_reason(draft: Draft) -> bool:
    """Whether a reason is due and missing [SH21, HA22, CQ27]."""
    grades = (draft.content, draft.attitude, draft.effect)
    return is_dissatisfied(*grades) and not (draft.reason or "").strip()


def outcome(draft: Draft, round_number: int, profile: Profile) -> Outcome:
    """What follows. Raises Refused `rating.incomplete` or `rating.no_reason`."""
    if missing(draft):
        raise Refused("rating.incomplete", missing=", ".join(missing(draft)))
    if needs_reason(draft):
        raise Refused("rating.no_reason")
    if not is_dissatisfied(draft.content, draft.attitude, draft.effect):
        return Outcome(is_dissatisfied=False, opens_round=None, escalates=False)
    is_last = round_number >= profile.rating.rounds_before_escalation
    return Outcome(
        is_dissatisfied=True,
        opens_round=None if is_last else round_number + 1,
        escalates=is_last,
    )


def may_rate(*, is_lead: bool, is_own_chat: bool, is_open: bool, is_present: bool) -> None:
    """Only the lead deputy, in their own chat, until the suggestion is closed; else Refused.

    Nor a round that was followed by another (`is_present`): so it is no use to talk a deputy out of
    the 不满意 that opened it.
    """
    if not is_lead or not is_own_chat:
        raise Refused("rating.not_yours")
    if not is_open:
        raise Refused("rating.not_open")
    if not is_present:
        raise Refused("rating.superseded")
