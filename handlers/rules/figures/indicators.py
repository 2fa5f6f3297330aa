"""The indicators of the field (办结率, 见面率, 反馈率 …): what each counts, and out of what.

An indicator says how much one suggestion adds to its denominator and to its numerator; a tally
adds up any number of suggestions and keeps which ones were behind it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from handlers.rules.figures.matter import Matter
from storage.vocabulary import THE_THREE, Phase


class Indicator(StrEnum):
    """What is counted, in the order in which it is shown."""

    CONCLUDED = "concluded"  # 办结率
    ON_TIME = "on_time"  # 按时答复率
    CONTACTED = "contacted"  # 沟通率
    CONTACTED_BEFORE = "contacted_before"  # 办前沟通率
    CONTACTED_DURING = "contacted_during"  # 办中沟通率
    CONTACTED_AFTER = "contacted_after"  # 办后沟通率
    MET = "met"  # 见面率
    EXEMPTED = "exempted"  # 免见面占比
    FIRST_CONTACT = "first_contact"  # 首次联系及时率
    FEEDBACK = "feedback"  # 反馈率
    SATISFIED = "satisfied"  # 满意率
    STRICTLY_SATISFIED = "strictly_satisfied"  # 其中满意
    SATISFIED_OF_ALL = "satisfied_of_all"  # 满意占全部交办
    SOLVED = "solved"  # 解决率
    REHANDLED = "rehandled"  # 重办率
    SECOND_SATISFIED = "second_satisfied"  # 二次满意率
    ADOPTED = "adopted"  # 采纳率
    PROMISES_KEPT = "promises_kept"  # 承诺兑现率
    PUBLISHED = "published"  # 公开率
    REFUSED = "refused"  # 退办率
    REFUSED_IN_VAIN = "refused_in_vain"  # 退办未获同意
    OPINIONS_ON_TIME = "opinions_on_time"  # 会办按时率
    EXTENDED = "extended"  # 延期率
    OVERDUE = "overdue"  # 超期件
    URGED = "urged"  # 被催办次数


# Satisfaction is never shown without these, nor these in pieces (domain 6; QD31).
QUALITY = (
    Indicator.FEEDBACK,
    Indicator.SATISFIED,
    Indicator.STRICTLY_SATISFIED,
    Indicator.SATISFIED_OF_ALL,
    Indicator.SOLVED,
    Indicator.REHANDLED,
)
PLAIN = tuple(one for one in Indicator if one not in QUALITY)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an indicator has to know besides the suggestion: the days, and which classes solve.

    `since`: from when on what was done counts; what ended before is in an earlier report.
    """

    on: date
    solved_classes: frozenset[str]
    since: date


Parts = tuple[int, int]  # what a suggestion adds to (numerator, denominator)


def _share(is_counted: object, holds: object) -> Parts:
    return (1 if is_counted and holds else 0), (1 if is_counted else 0)


def concluded(matter: Matter, _terms: Terms) -> Parts:
    """办结率: replied under the full procedure (talked with before the reply) / assigned.

    An item that the unit was relieved of is another unit's by now; a reply that nobody talked over
    does not count [TZ, ZJHY14].
    """
    reply = matter.replied
    talked = reply is not None and any(
        one.is_valid and reply.replied_on is not None and one.on <= reply.replied_on
        for one in matter.contacts
    )
    return _share(True, talked)


def on_time(matter: Matter, terms: Terms) -> Parts:
    """按时答复率: replied by its own date / replied since then, or due and not replied."""
    counted = [
        one
        for one in matter.rounds
        if (one.replied_on >= terms.since if one.replied_on else one.due_on < terms.on)
    ]
    in_time = [one for one in counted if one.replied_on and one.replied_on <= one.due_on]
    return len(in_time), len(counted)


def contacted(matter: Matter, terms: Terms) -> Parts:
    """沟通率: valid contacts before, during and after / replied, and the last one made or late."""
    counted = matter.replied and _is_followed_up(matter, terms)
    return _share(counted, all(matter.met(phase) for phase in THE_THREE))


def _is_followed_up(matter: Matter, terms: Terms) -> bool:
    """Whether the contact after the reply was made, or its date is past: till then none is owed."""
    return matter.met(Phase.AFTER) or any(
        one.phase == Phase.AFTER and one.due_on < terms.on for one in matter.owed
    )


def _contacted_in(phase: Phase) -> Callable[[Matter, Terms], Parts]:
    def count(matter: Matter, terms: Terms) -> Parts:
        counted = matter.replied and (phase != Phase.AFTER or _is_followed_up(matter, terms))
        return _share(counted, matter.met(phase))

    return count


def met(matter: Matter, _terms: Terms) -> Parts:
    """见面率: at least one meeting face to face that the deputy confirmed / not exempted."""
    return _share(not matter.waives_meeting, any(one.is_face_to_face for one in matter.contacts))


def exempted(matter: Matter, _terms: Terms) -> Parts:
    """免见面占比: exempted by the deputy / assigned."""
    return _share(True, matter.waives_meeting)


def first_contact(matter: Matter, terms: Terms) -> Parts:
    """首次联系及时率: first contact within the working days of the profile / contacted or late."""
    first = matter.first_contact_on
    counted = first is not None or matter.first_contact_due_on < terms.on
    return _share(counted, first is not None and first <= matter.first_contact_due_on)


def feedback(matter: Matter, _terms: Terms) -> Parts:
    """反馈率: forms returned / forms sent, in chat or with the reply on paper."""
    asked = matter.asked
    return _share(asked, asked is not None and (asked.rated or asked.has_sealed))


def satisfied(matter: Matter, _terms: Terms) -> Parts:
    """满意率: 满意 or 基本满意 on every axis / returned."""
    rating = matter.rating
    return _share(rating, rating is not None and not rating.is_dissatisfied)


def strictly_satisfied(matter: Matter, _terms: Terms) -> Parts:
    """其中满意: 满意 on every axis / returned."""
    rating = matter.rating
    return _share(rating, rating is not None and rating.is_strictly_satisfied)


def satisfied_of_all(matter: Matter, _terms: Terms) -> Parts:
    """满意占全部交办: 满意 on every axis / assigned, whether or not anybody was asked."""
    rating = matter.rating
    return _share(True, rating is not None and rating.is_strictly_satisfied)


def solved(matter: Matter, terms: Terms) -> Parts:
    """解决率: replies of a class that solves / replied."""
    reply = matter.replied
    letter = reply.reply_class if reply else None
    return _share(reply, letter is not None and letter.value in terms.solved_classes)


def rehandled(matter: Matter, _terms: Terms) -> Parts:
    """重办率: handled again / replied."""
    replied = [one for one in matter.rounds if one.replied_on]
    return _share(replied, any(one.is_followed for one in replied))


def second_satisfied(matter: Matter, _terms: Terms) -> Parts:
    """二次满意率: not dissatisfied with a later round / later rounds rated."""
    rating = matter.rating
    is_later = matter.asked is not None and matter.asked.number > 1
    return _share(is_later and rating, rating is not None and not rating.is_dissatisfied)


def adopted(matter: Matter, _terms: Terms) -> Parts:
    """采纳率: demands adopted / demands listed one by one [TZ]."""
    return matter.points_adopted, matter.points


def promises_kept(matter: Matter, terms: Terms) -> Parts:
    """承诺兑现率: promises kept by their date / promises kept since then, or overdue."""
    due = [one for one in matter.promises if one.is_counted(terms.since, terms.on)]
    return sum(bool(one.kept_on and one.kept_on <= one.due_on) for one in due), len(due)


def published(matter: Matter, _terms: Terms) -> Parts:
    """公开率: replies published, with their address / replied."""
    reply = matter.replied
    return _share(reply, reply is not None and reply.number in matter.published)


def refused(matter: Matter, _terms: Terms) -> Parts:
    """退办率: asked to be relieved of / assigned."""
    return _share(True, matter.refusals)


def refused_in_vain(matter: Matter, _terms: Terms) -> Parts:
    """退办未获同意: asked to be relieved of, and the committee did not agree / assigned."""
    return _share(True, any(one.is_granted is False for one in matter.refusals))


def opinions_on_time(matter: Matter, terms: Terms) -> Parts:
    """会办按时率: opinions given by their date / opinions due or given."""
    due = [one for one in matter.opinions if one.given_on or one.due_on < terms.on]
    return sum(bool(one.given_on and one.given_on <= one.due_on) for one in due), len(due)


def extended(matter: Matter, _terms: Terms) -> Parts:
    """延期率: extended / assigned."""
    return _share(True, matter.extended_on)


def overdue(matter: Matter, terms: Terms) -> Parts:
    """超期件: open, not replied and past its date / assigned."""
    return _share(True, is_overdue(matter, terms.on))


def is_overdue(matter: Matter, on: date) -> bool:
    """Whether the reply is owed and its date is past."""
    present = matter.present
    return matter.is_open and present.replied_on is None and present.due_on < on


def urged(matter: Matter, _terms: Terms) -> Parts:
    """被催办次数: reminders of what was overdue, to the staff of the unit that leads / assigned.

    Neither those ahead of a date count, nor those to joint units, to deputies, to the committee, or
    to whoever above hears of what others owe.
    """
    return matter.urged, 1


COUNTS: dict[Indicator, Callable[[Matter, Terms], Parts]] = {
    Indicator.CONCLUDED: concluded,
    Indicator.ON_TIME: on_time,
    Indicator.CONTACTED: contacted,
    Indicator.CONTACTED_BEFORE: _contacted_in(Phase.BEFORE),
    Indicator.CONTACTED_DURING: _contacted_in(Phase.DURING),
    Indicator.CONTACTED_AFTER: _contacted_in(Phase.AFTER),
    Indicator.MET: met,
    Indicator.EXEMPTED: exempted,
    Indicator.FIRST_CONTACT: first_contact,
    Indicator.FEEDBACK: feedback,
    Indicator.SATISFIED: satisfied,
    Indicator.STRICTLY_SATISFIED: strictly_satisfied,
    Indicator.SATISFIED_OF_ALL: satisfied_of_all,
    Indicator.SOLVED: solved,
    Indicator.REHANDLED: rehandled,
    Indicator.SECOND_SATISFIED: second_satisfied,
    Indicator.ADOPTED: adopted,
    Indicator.PROMISES_KEPT: promises_kept,
    Indicator.PUBLISHED: published,
    Indicator.REFUSED: refused,
    Indicator.REFUSED_IN_VAIN: refused_in_vain,
    Indicator.OPINIONS_ON_TIME: opinions_on_time,
    Indicator.EXTENDED: extended,
    Indicator.OVERDUE: overdue,
    Indicator.URGED: urged,
}


# What is counted of the replies and promises of whoever gave and kept them; all else is of whoever
# answers for a suggestion now.
OF_REPLIES = frozenset(
    {
        Indicator.ON_TIME,
        Indicator.FEEDBACK,
        Indicator.SATISFIED,
        Indicator.STRICTLY_SATISFIED,
        Indicator.SATISFIED_OF_ALL,
        Indicator.SOLVED,
        Indicator.REHANDLED,
        Indicator.SECOND_SATISFIED,
        Indicator.PROMISES_KEPT,
        Indicator.PUBLISHED,
    }
)


@dataclass(slots=True)
class Figure:
    """A figure: numerator, denominator, and the ids of the suggestions behind each."""

    numerator: int = 0
    denominator: int = 0
    having: list[int] = field(default_factory=list)
    counted: list[int] = field(default_factory=list)

    def add(self, suggestion_id: int, parts: Parts) -> None:
        """Take what one suggestion adds."""
        has, of = parts
        self.numerator += has
        self.denominator += of
        if of:
            self.counted.append(suggestion_id)
        if has:
            self.having.append(suggestion_id)

    def join(self, other: "Figure") -> None:
        """Take another figure over other suggestions."""
        self.numerator += other.numerator
        self.denominator += other.denominator
        self.having = sorted(self.having + other.having)
        self.counted = sorted(self.counted + other.counted)

    @property
    def percent(self) -> float | None:
        """Of a hundred, to one decimal; None where there is nothing to count."""
        return round(100 * self.numerator / self.denominator, 1) if self.denominator else None

    def frozen(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "n": self.numerator,
            "d": self.denominator,
            "of": spans(self.counted),
            "has": spans(self.having),
        }


class Tally:
    """Every indicator over the suggestions taken so far; memory grows by their ids alone.

    `person_id`: of these, what is one person's.
    """

    def __init__(self, terms: Terms, person_id: int | None = None) -> None:
        self._terms, self._person_id = terms, person_id
        self.figures = {one: Figure() for one in Indicator}
        self.count = 0

    def add(self, matter: Matter) -> None:
        """Take one more suggestion."""
        self.count += 1
        self.add_uncounted(matter)

    def add_uncounted(self, matter: Matter) -> None:
        """Take the figures of one that is not among those counted."""
        self._add(matter, self.figures)

    def add_only(self, indicator: Indicator, matter: Matter) -> None:
        """Take one more suggestion for one indicator alone."""
        self._add(matter, (indicator,))

    def _add(self, matter: Matter, indicators: Iterable[Indicator]) -> None:
        whole, own = self._of_person(matter)
        for indicator in indicators:
            counted = own if indicator in OF_REPLIES else whole
            if counted is not None:
                parts = COUNTS[indicator](counted, self._terms)
                self.figures[indicator].add(matter.id, parts)

    def _of_person(self, matter: Matter) -> tuple[Matter | None, Matter | None]:
        """What of it counts for the person, and what of its replies and promises; None: nothing."""
        if self._person_id is None:
            return matter, matter
        handles = self._person_id in matter.handlers
        own = matter.own(self._person_id)
        return matter if handles else None, own if handles or own.rounds or own.promises else None

    def join(self, other: "Tally") -> None:
        """Take those of another tally."""
        self.count += other.count
        for indicator, figure in self.figures.items():
            figure.join(other.figures[indicator])

    @property
    def raters(self) -> int:
        """How many have rated."""
        return self.figures[Indicator.SATISFIED].denominator

    def frozen(self) -> dict[str, Any]:
        """As it is kept."""
        return {name.value: figure.frozen() for name, figure in self.figures.items()}


def spans(ids: Iterable[int]) -> str:
    """Ids in short: `1-3,7`."""
    pieces: list[list[int]] = []
    for one in sorted(ids):
        if pieces and one == pieces[-1][1] + 1:
            pieces[-1][1] = one
        else:
            pieces.append([one, one])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in pieces)


def unspanned(text: str) -> list[int]:
    """The ids behind `1-3,7`."""
    found: list[int] = []
    for piece in text.split(",") if text else ():
        first, _, last = piece.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found
