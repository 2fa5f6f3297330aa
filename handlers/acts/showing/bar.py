"""The bar of a card: which steps a suggestion has behind it, as this place shows them."""

from handlers import texts
from handlers.acts.replying import drafts, publications
from handlers.html import quote
from handlers.rules.stages import Beside, progress_bar
from handlers.turn import Turn
from storage.suggestions import Suggestion
from storage.vocabulary import BarStep, DraftStanding

MARKS = {"done": "●", "now": "◉", "ahead": "○"}
TOGETHER = "\u2060"  # no line ends between a mark and its step


def line(turn: Turn, item: Suggestion) -> str:
    """The steps in a line, the present one marked."""
    steps = turn.office.profile.bar
    return " ".join(
        f"{MARKS[place]}{TOGETHER}{quote(texts.plain(step, turn.language))}"
        for step, place in progress_bar(item.stage, steps, _beside(turn, item, steps))
    )


def _beside(turn: Turn, item: Suggestion, steps: tuple[BarStep, ...]) -> Beside:
    """What is recorded beside the stage, looked up only where it is shown."""
    standing = None
    if BarStep.REVIEWED in steps and (draft := drafts.counting(turn, item)) is not None:
        standing = drafts.standing(turn, draft)
    return Beside(
        is_in_review=standing == DraftStanding.IN_REVIEW,
        is_reviewed=standing == DraftStanding.PASSED,
        is_published=BarStep.PUBLISHED in steps and publications.is_settled(turn, item),
    )
