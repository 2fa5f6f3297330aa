"""杜绝"被满意": what may not be asked of a deputy, and what is strange about a rating [KQ13, AHZX].

Whatever is found here is for the committee to look into: a sign is no proof.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise

from storage.vocabulary import Grade

_ENDS = re.compile(r"[。！？!?;；…\n]+")
_PAUSES = re.compile(r"[,，、:：]+")
_BETWEEN = re.compile(r"[\W_]+")
_GAP = "…"  # in a phrase of the profile: up to three characters of anything
_OUT = "\0"  # what stands where a harmless phrase stood
_SHORT = 4  # characters of a clause that only leads up to the next one, or trails after it
# Traditional forms of the characters in such requests, put as they are written here.
_OLD_FORMS = str.maketrans(
    "\u6eff\u8a55\u50f9\u9078\u8acb\u5e6b\u9ede\u7d66\u500b\u9805\u52d9\u7169\u8a17\u70ba\u5011\u5225",
    "\u6ee1\u8bc4\u4ef7\u9009\u8bf7\u5e2e\u70b9\u7ed9\u4e2a\u9879\u52a1\u70e6\u6258\u4e3a\u4eec\u522b",
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
    """What makes words of staff a request for a score: one of each of two kinds in one clause, or
    a plea by itself; what is `harmless` is not looked at, unless a plea is made of it.

    “…” in a phrase stands for up to three characters of anything.
    """

    scores: tuple[str, ...]
    asking: tuple[str, ...]
    pleas: tuple[str, ...]
    harmless: tuple[str, ...]


class Proof(StrEnum):
    """Who shows their telephone number before they rate."""

    NEVER = "never"
    NEW_ACCOUNT = "new_account"  # whose account took the place of another since the assignment
    ALWAYS = "always"  # everybody, for each form


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
    usual_share: float  # of ratings that are 满意 on every axis, where no other unit was rated
    hold_working_days: int  # for which a closing waits before those above the committee hear
    call_back_share: float  # of the ratings that the committee asks about; 0: none
    seals_until_closed: bool  # from the unit, while the deputy may still change it
    reauthenticate: Proof  # who shows their telephone number before rating
    least_seconds: int  # in which a hand can fill a form in; 0: nobody looks
    words: ScoreWords


def is_sealed(
    rules: HonestRules, *, is_dissatisfied: bool, is_closed: bool, is_superseded: bool
) -> bool:
    """Whether the unit may not see yet how it was rated: the deputy may still be talked over.

    不满意 is not sealed: the unit has to act on it at once.
    """
    return rules.seals_until_closed and not (is_dissatisfied or is_closed or is_superseded)


def must_show_phone(
    rule: Proof, *, is_replaced: bool, shown_at: datetime | None, asked_at: datetime
) -> bool:
    """Whether a deputy has to show that the telephone is theirs before they rate."""
    match rule:
        case Proof.NEVER:
            return False
        case Proof.NEW_ACCOUNT:
            return is_replaced and shown_at is None
        case Proof.ALWAYS:
            return shown_at is None or shown_at < asked_at


def is_hasty(begun_at: datetime | None, given_at: datetime, rules: HonestRules) -> bool:
    """Whether a form was filled in, from the first grade to the submission, as no hand can."""
    if begun_at is None or not rules.least_seconds:
        return False
    return given_at - begun_at < timedelta(seconds=rules.least_seconds)


def asks_for_score(text: str, words: ScoreWords) -> bool:
    """Whether words ask for a good rating, however they are spaced or written."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_OLD_FORMS)
    return any(_asks(sentence, words) for sentence in _ENDS.split(plain))


def _asks(sentence: str, words: ScoreWords) -> bool:
    said = _BETWEEN.sub("", sentence)
    if not said:
        return False
    harmless = _any_of(words.harmless)
    blunt = tuple(plea for plea in words.pleas if harmless.search(plea))
    others = tuple(plea for plea in words.pleas if plea not in blunt)
    if _any_of(blunt).search(said) or _any_of(others).search(harmless.sub(_OUT, said)):
        return True
    clauses = [harmless.sub(_OUT, _BETWEEN.sub("", one)) for one in _PAUSES.split(sentence)]
    pairs = (
        (one, next_)
        for one, next_ in pairwise(clauses)
        if min(len(one.strip(_OUT)), len(next_.strip(_OUT))) <= _SHORT
    )
    return any(
        any(score in clause for score in words.scores)
        and any(word in clause for word in words.asking)
        for clause in (*clauses, *(_OUT.join(pair) for pair in pairs))
    )


@lru_cache(maxsize=32)
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these phrases; of none, nothing."""
    gap = f"[^{_OUT}]{{0,3}}"
    longest_first = sorted(phrases, key=len, reverse=True)
    found = (gap.join(map(re.escape, phrase.split(_GAP))) for phrase in longest_first)
    return re.compile("|".join(found) or r"(?!)")


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
    that all of the unit's do; where nobody else has rated, what is usual tells.
    """
    (count, satisfied), (of_others, satisfied_of_others) = unit, others
    if count < rules.least_ratings or satisfied < count:
        return False
    share = satisfied_of_others / of_others if of_others else rules.usual_share
    return bool(share**count < rules.least_chance)


def same_words(text: str, least: int) -> str:
    """A reason as it is compared with others: "" when it is too short to be anybody's own."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold())
    return plain if len(plain) >= least else ""


def is_drawn(seed: str, share: float) -> bool:
    """Whether the lot falls on it: anybody can draw it again from the same seed."""
    drawn = int.from_bytes(sha256(seed.encode()).digest()[:8], "big")
    return drawn < share * 2**64
