"""Rules of a profile that are each well formed and do not go together."""

from collections.abc import Iterator

from handlers.rules.figures.indicators import Indicator
from handlers.rules.profile import Profile

# More of these is worse: whoever earns points by them is rewarded for it.
WORSE = (
    Indicator.OVERDUE,
    Indicator.URGED,
    Indicator.REFUSED,
    Indicator.EXTENDED,
    Indicator.REHANDLED,
    Indicator.EXEMPTED,
)


def told(profile: Profile) -> Iterator[str]:
    """Each contradiction: the key, its value and what is expected."""
    unknown = sorted(profile.plans.visit_topics - profile.topics.keys())
    if unknown:
        yield f"plans.visit_topics = {unknown!r}; expected names of [topics]"
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
