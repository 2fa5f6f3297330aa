"""杜绝"被满意": what may not be asked of a deputy, and what is strange about a rating [KQ13, AHZX].

Whatever is found here is for the committee to look into: a sign is no proof.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from storage.vocabulary import Grade

_ENDS = re.compile(r"[。！？!?;；…\n]+")
_BETWEEN = re.compile(r"[\W_]+")
# Traditional forms of the characters in such requests, put as they are written here.
_OLD_FORMS = str.maketrans(
    "\u6eff\u8a55\u50f9\u9078\u8acb\u5e6b", "\u6ee1\u8bc4\u4ef7\u9009\u8bf7\u5e2e"
)
_GRADES = list(Grade)  # the best first


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name deputies are asked to rate."""

    zh: str
    en: str

    def label(self, language: str) -> str:
        """The name in a language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class ScoreWords:
    """What makes words of staff a request for a score: one of each of two kinds in one sentence,
    or a plea by itself; `harmless` is not looked at.
    """

    scores: tuple[str, ...]
    asking: tuple[str, ...]
    pleas: tuple[str, ...]
    harmless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HonestRules:
    """How ratings are kept the deputies' own."""

    sender: Sender
    cool_hours: int  # after words of the unit the form waits so long,
    cool_most_days: int  # but not longer than so many working days
    soon_minutes: int  # a rating so soon after words of the unit is strange
    least_own_words: int  # characters of a reason from which on it is somebody's own
    call_back_working_days: int  # in which a rating that was drawn is asked about
    least_ratings: int  # of a unit, before it is strange that all are 满意
    least_chance: float  # that chance alone makes them so, as others rate; below it is strange
    call_back_share: float  # of the ratings that the committee asks about; 0: none
    seals_until_closed: bool  # from the unit, while the deputy may still change it
    words: ScoreWords


def is_sealed(
    rules: HonestRules, *, is_dissatisfied: bool, is_closed: bool, is_superseded: bool
) -> bool:
    """Whether the unit may not see yet how it was rated: the deputy may still be talked over.

    不满意 is not sealed: the unit has to act on it at once.
    """
    return rules.seals_until_closed and not (is_dissatisfied or is_closed or is_superseded)


def asks_for_score(text: str, words: ScoreWords) -> bool:
    """Whether words ask for a good rating, however they are spaced or written."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_OLD_FORMS)
    return any(_asks(_BETWEEN.sub("", sentence), words) for sentence in _ENDS.split(plain))


def _asks(sentence: str, words: ScoreWords) -> bool:
    if any(plea in sentence for plea in words.pleas):
        return True
    for phrase in words.harmless:
        sentence = sentence.replace(phrase, " ")
    has_score = any(score in sentence for score in words.scores)
    return has_score and any(word in sentence for word in words.asking)


def form_opens_at(
    now: datetime, last_words_at: datetime | None, latest: datetime, rules: HonestRules
) -> datetime:
    """When the form may go out: some quiet after words of the unit, which cannot put it off for
    ever.
    """
    if last_words_at is None:
        return now
    quiet = last_words_at + timedelta(hours=rules.cool_hours)
    return max(now, min(quiet, latest))


def is_soon(rated_at: datetime, last_words_at: datetime | None, rules: HonestRules) -> bool:
    """Whether a rating follows words of the unit within minutes."""
    if last_words_at is None:
        return False
    return rated_at - last_words_at <= timedelta(minutes=rules.soon_minutes)


Grades = tuple[Grade, Grade, Grade]


def is_bettered(before: Grades, after: Grades) -> bool:
    """Whether a rating was changed for the better: on some axis, and on none for the worse."""
    steps = [
        _GRADES.index(old) - _GRADES.index(new) for old, new in zip(before, after, strict=True)
    ]
    return max(steps) > 0 and min(steps) >= 0


def fell(before: Grade, after: Grade) -> bool:
    """Whether what came of it looks worse than it did."""
    return _GRADES.index(after) > _GRADES.index(before)


def has_no_spread(unit: tuple[int, int], others: tuple[int, int], rules: HonestRules) -> bool:
    """Whether a unit that hears nothing but 满意 does so by more than chance.

    Both: (ratings, those with 满意 on every axis). How often others say so tells how likely it is
    that all of the unit's do; where nobody else has rated there is nothing to compare with.
    """
    (count, satisfied), (of_others, satisfied_of_others) = unit, others
    if count < rules.least_ratings or satisfied < count or not of_others:
        return False
    share = satisfied_of_others / of_others
    return bool(share**count < rules.least_chance)


def same_words(text: str, least: int) -> str:
    """A reason as it is compared with others: "" when it is too short to be anybody's own."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold())
    return plain if len(plain) >= least else ""


def is_drawn(seed: str, share: float) -> bool:
    """Whether the lot falls on it: anybody can draw it again from the same seed."""
    drawn = int.from_bytes(sha256(seed.encode()).digest()[:8], "big")
    return drawn < share * 2**64
