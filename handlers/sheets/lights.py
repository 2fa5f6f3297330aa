"""Red, yellow or green (红黄绿灯): what in a ledger needs somebody's eye today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from storage.contacts import Contact
from storage.ratings import Rating
from storage.suggestions import JointUnit, Suggestion
from storage.vocabulary import ContactState, Grade, Phase


class Light(Enum):
    """The colour, as its Chinese name and its fill."""

    RED = ("红", "F8CBAD")
    YELLOW = ("黄", "FFE699")
    GREEN = ("绿", "C6E0B4")


@dataclass(frozen=True, slots=True)
class Shown:
    """A light and why it is shown."""

    light: Light
    why: str

    def __str__(self) -> str:
        return f"{self.light.value[0]}：{self.why}" if self.why else self.light.value[0]


def of_opinion(part: JointUnit, today: date, warn_days: int, *, is_open: bool) -> Shown:
    """The light of a joint unit's part: overdue is red, due within the days of warning yellow."""
    if not is_open or part.opinion_given_at is not None:
        return Shown(Light.GREEN, "")
    days = (part.opinion_due_on - today).days
    if days < 0:
        return Shown(Light.RED, f"会办意见已逾期 {-days} 天")
    if days <= warn_days:
        return Shown(Light.YELLOW, f"距会办意见期限 {days} 天")
    return Shown(Light.GREEN, "")


_PHASES = {Phase.BEFORE: "办前", Phase.DURING: "办中", Phase.AFTER: "办后"}


def shown(
    item: Suggestion,
    contacts: Sequence[Contact],
    *,
    is_replied: bool,
    rating: Rating | None,
    today: date,
    warn_days: int,
) -> Shown:
    """The light of a suggestion: overdue or dissatisfied is red; uncontacted, or due within the
    days of warning, yellow.
    """
    if not item.is_open:
        return Shown(Light.GREEN, "")
    if rating is not None and Grade.DISSATISFIED in (
        rating.content,
        rating.attitude,
        rating.effect,
    ):
        return Shown(Light.RED, "代表不满意，待重新办理")
    days = (item.due_on - today).days
    if not is_replied and days < 0:
        return Shown(Light.RED, f"答复已逾期 {-days} 天")
    missed = [
        _PHASES[contact.phase]
        for contact in contacts
        if contact.round == item.round
        and contact.state in (ContactState.PLANNED, ContactState.OPEN)
        and contact.due_on is not None
        and contact.due_on < today
    ]
    if missed:
        return Shown(Light.YELLOW, f"{'、'.join(dict.fromkeys(missed))}沟通已过期未完成")
    if not is_replied and days <= warn_days:
        return Shown(Light.YELLOW, f"距答复期限 {days} 天")
    return Shown(Light.GREEN, "")
