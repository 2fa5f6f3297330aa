"""Rules of a profile that are each well formed and do not go together."""

from collections.abc import Iterator

from handlers.rules.figures.indicators import Indicator
from handlers.rules.profile import HARD, KEY, Profile
from storage.vocabulary import Gate

# More of these is worse: whoever earns points by them is rewarded for it.
WORSE = (
    Indicator.OVERDUE,
    Indicator.URGED,
    Indicator.REFUSED,
    Indicator.REFUSED_IN_VAIN,
    Indicator.EXTENDED,
    Indicator.REHANDLED,
    Indicator.EXEMPTED,
)


def told(profile: Profile) -> Iterator[str]:
    """Each contradiction: the key, its value and what is expected."""
    unknown = sorted(profile.plans.visit_topics - profile.topics.keys())
    if unknown:
        yield f"plans.visit_topics = {unknown!r}; expected names of [topics]"
    reply, plans = profile.reply, profile.plans
    if reply.extended_months < reply.months:
        yield (
            f"reply.extended_months = {reply.extended_months}; "
            f"expected at least months ({reply.months})"
        )
    if Gate.PLAN_APPROVED in profile.gates.on and not plans.needs_approval:
        yield (
            "gates.plan_approved = True; expected plans.needs_approval = true beside it: "
            "nobody is asked to approve a plan otherwise"
        )
    unled = sorted(profile.leaders.leads - profile.topics.keys() - {KEY, HARD})
    if unled:
        yield f"leaders.leads = {unled!r}; expected {KEY!r}, {HARD!r} or names of [topics]"
    figures = profile.figures
    if figures.silent_head_days < figures.silent_days:
        yield (
            f"figures.silent_head_days = {figures.silent_head_days}; "
            f"expected at least silent_days ({figures.silent_days})"
        )
    known = profile.reply.classes.keys()
    if strange := sorted(profile.promises.classes - known):
        yield f"promises.classes = {strange!r}; expected names of [reply.classes]"
    if strange := sorted(profile.reply.proof_classes - known):
        yield f"reply.proof_classes = {strange!r}; expected names of [reply.classes]"
    for one in WORSE:
        if one.value in profile.score.earned:
            yield f"score.earned.{one.value}; expected under [score] lost: more of it is worse"
    if Indicator.REFUSED.value in profile.score.lost:
        yield "score.lost.refused; expected refused_in_vain: what was granted is no fault"
