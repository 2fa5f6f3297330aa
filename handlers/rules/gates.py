"""What has to come before the plan, before handling and before the reply: gates (2+2, 六定).

A gate says no and what is missing. It may be passed without, with a reason and by the word of
somebody above whoever asks.
"""

from collections.abc import Collection
from dataclasses import dataclass

from handlers.rules.permissions import Act
from handlers.rules.profile import Gates
from storage.vocabulary import Gate, Role

_HANDLING = (
    Gate.LEVELS_NAMED,
    Gate.CONTACT_BEFORE_HANDLING,
    Gate.STUDY_BEFORE_HANDLING,
    Gate.VISIT_BEFORE_PLAN,
    Gate.SIX_FIXED,
    Gate.PLAN_APPROVED,
)
# A reply is the end of handling: whatever handling needed, it needs too.
BEFORE = {
    Act.PLAN: (Gate.VISIT_BEFORE_PLAN,),
    Act.REPORT_PROGRESS: _HANDLING,
    Act.DELIVER_REPLY: (
        *_HANDLING,
        Gate.CONTACT_BEFORE_REPLY,
        Gate.SYMPOSIUM_BEFORE_REPLY,
        Gate.POINTS_ANSWERED,
        Gate.DRAFT_SHOWN,
        Gate.DRAFT_REVIEWED,
        Gate.OPINIONS_IN,
    ),
}
RANKS = {Role.OFFICER: 1, Role.OFFICE_HEAD: 2, Role.LEADER: 3, Role.HEAD: 4}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded about the present round; what a deputy disputes is not counted.

    `is_discussed`: there was a contact during handling, and the deputy has said something to it.
    """

    is_pre_contacted: bool
    has_study: bool
    is_discussed: bool
    has_symposium: bool
    is_fixed: bool  # 六定: all six stand
    is_plan_approved: bool
    needs_visit: bool  # it is about what has to be seen before it is planned
    has_levels: bool
    has_points: bool  # what is asked for is listed, and every point of it answered
    is_draft_shown: bool  # the lead deputy has agreed to the draft, or had the time to
    is_draft_reviewed: bool
    has_opinions: bool  # of every joint unit that is here


def on(act: Act, rules: Gates) -> list[Gate]:
    """The gates before an act that this place wants, in order."""
    return [gate for gate in BEFORE.get(act, ()) if gate in rules.on]


def closed(act: Act, rules: Gates, facts: Facts, passed: Collection[Gate]) -> list[Gate]:
    """The gates that stand in the way of an act, in order; none: it may be done."""
    is_met = {
        Gate.CONTACT_BEFORE_HANDLING: facts.is_pre_contacted,
        Gate.STUDY_BEFORE_HANDLING: facts.has_study,
        Gate.CONTACT_BEFORE_REPLY: facts.is_discussed,
        Gate.SYMPOSIUM_BEFORE_REPLY: facts.has_symposium,
        Gate.SIX_FIXED: facts.is_fixed,
        Gate.PLAN_APPROVED: facts.is_plan_approved,
        Gate.VISIT_BEFORE_PLAN: facts.has_study or not facts.needs_visit,
        Gate.LEVELS_NAMED: facts.has_levels,
        Gate.POINTS_ANSWERED: facts.has_points,
        Gate.DRAFT_SHOWN: facts.is_draft_shown,
        Gate.DRAFT_REVIEWED: facts.is_draft_reviewed,
        Gate.OPINIONS_IN: facts.has_opinions,
    }
    return [gate for gate in on(act, rules) if not is_met[gate] and gate not in passed]


def is_above(approver: Role, asker: Role) -> bool:
    """Whether somebody of that role may let somebody of this one pass."""
    return RANKS.get(approver, 0) > RANKS.get(asker, 0) > 0
