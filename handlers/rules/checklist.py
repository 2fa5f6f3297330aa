"""办理清单: what is done about a suggestion, what is missing, whose it is, and by when.

Derived from what is recorded, so a correction recomputes it. One function a line, in the order of
handling: a further line is a fact, a function, its place in LINES, and its name in the texts.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.vocabulary import Gate, Phase


class Check(StrEnum):
    """What a line of the list is about."""

    SIGNED_FOR = "signed_for"  # 签收
    SIX_FIXED = "six_fixed"  # 六定
    PLAN_APPROVED = "plan_approved"  # 专题研究办理方案
    MILESTONES = "milestones"  # 时间节点
    BEFORE = "before"  # 办前沟通
    STUDY = "study"  # 现场调研
    DURING = "during"  # 办中沟通
    SYMPOSIUM = "symposium"  # 座谈会
    FACE_TO_FACE = "face_to_face"  # 面对面
    OPINION = "opinion"  # 会办意见
    PASSED_ON = "passed_on"  # 转告代表
    REPLY = "reply"  # 答复
    AFTER = "after"  # 办后回访
    FORM_SENT = "form_sent"  # 征询表发出
    RATED = "rated"  # 代表评价
    PROMISES_NOTED = "promises_noted"  # 登记承诺
    PROMISE_KEPT = "promise_kept"  # 兑现承诺


class Owner(StrEnum):
    """Whose it is."""

    OFFICER = "officer"  # 承办人
    LEADER = "leader"  # 责任领导
    JOINT_UNIT = "joint_unit"  # 会办单位
    DEPUTY = "deputy"  # 领衔代表
    COMMITTEE = "committee"  # 代表工委: by the bot


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `name` tells apart what there may be several of: a unit, a promise."""

    check: Check
    owner: Owner
    is_done: bool
    due_on: date | None = None
    name: str = ""

    def is_late(self, today: date) -> bool:
        """Whether its day is over."""
        return not self.is_done and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class Part:
    """One of several of a kind: whose or what it is, by when, and whether it is done."""

    name: str
    due_on: date | None
    is_done: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded about the present round of a suggestion.

    `sign_due_on` None: nobody signs here. `gates`: those that this place wants; `passed`: those
    that may be passed without. `contacts`: each with the phase as its name.
    """

    gates: frozenset[Gate]
    passed: frozenset[Gate]
    sign_due_on: date | None
    is_signed_for: bool
    is_fixed: bool  # 六定: all six stand
    has_plan: bool
    is_plan_approved: bool
    milestones: tuple[Part, ...]
    contacts: tuple[Part, ...]
    needs_visit: bool  # it is about what has to be seen before it is planned
    has_study: bool
    has_symposium: bool
    wants_meeting: bool
    has_met_enough: bool
    opinions: tuple[Part, ...]
    to_pass_on: tuple[Part, ...]  # those that are in
    reply_due_on: date
    is_replied: bool
    is_form_sent: bool
    rating_due_on: date | None
    is_rated: bool
    promises_to_note: bool
    promises: tuple[Part, ...]


def lines(facts: Facts) -> list[Line]:
    """The list, in the order of handling."""
    return [line for of in LINES for line in of(facts)]


def missing(found: Iterable[Line]) -> list[Line]:
    """What is not done yet."""
    return [line for line in found if not line.is_done]


def _during_due_on(facts: Facts) -> date | None:
    """By when work is to be reported: what has to come before it is due by then, too."""
    days = [one.due_on for one in facts.contacts if one.name == Phase.DURING and one.due_on]
    return min(days, default=facts.reply_due_on)


def _signed_for(facts: Facts) -> Iterator[Line]:
    if facts.sign_due_on is not None:
        yield Line(Check.SIGNED_FOR, Owner.OFFICER, facts.is_signed_for, facts.sign_due_on)


def _plan(facts: Facts) -> Iterator[Line]:
    due_on = _during_due_on(facts)
    if Gate.SIX_FIXED in facts.gates:
        is_done = facts.is_fixed or Gate.SIX_FIXED in facts.passed
        yield Line(Check.SIX_FIXED, Owner.OFFICER, is_done, due_on)
    if Gate.PLAN_APPROVED in facts.gates:
        is_done = facts.is_plan_approved or Gate.PLAN_APPROVED in facts.passed
        owner = Owner.LEADER if facts.has_plan else Owner.OFFICER
        yield Line(Check.PLAN_APPROVED, owner, is_done, due_on)
    if facts.milestones:
        ahead = [one.due_on for one in facts.milestones if not one.is_done and one.due_on]
        yield Line(Check.MILESTONES, Owner.OFFICER, not ahead, min(ahead, default=None))


def _before(facts: Facts) -> Iterator[Line]:
    yield from _contacts(facts, Phase.BEFORE, Check.BEFORE)


def _during(facts: Facts) -> Iterator[Line]:
    yield from _contacts(facts, Phase.DURING, Check.DURING)


def _after(facts: Facts) -> Iterator[Line]:
    """It is planned once the reply has been given."""
    planned = list(_contacts(facts, Phase.AFTER, Check.AFTER))
    yield from planned or [Line(Check.AFTER, Owner.OFFICER, is_done=False)]


def _contacts(facts: Facts, phase: Phase, check: Check) -> Iterator[Line]:
    for one in facts.contacts:
        if one.name == phase:
            yield Line(check, Owner.OFFICER, one.is_done, one.due_on)


def _study(facts: Facts) -> Iterator[Line]:
    wanted = {Gate.STUDY_BEFORE_HANDLING} & facts.gates
    if facts.needs_visit:
        wanted |= {Gate.VISIT_BEFORE_PLAN} & facts.gates
    if wanted:
        is_done = facts.has_study or wanted <= facts.passed
        yield Line(Check.STUDY, Owner.OFFICER, is_done, _during_due_on(facts))


def _symposium(facts: Facts) -> Iterator[Line]:
    if Gate.SYMPOSIUM_BEFORE_REPLY in facts.gates:
        is_done = facts.has_symposium or Gate.SYMPOSIUM_BEFORE_REPLY in facts.passed
        yield Line(Check.SYMPOSIUM, Owner.OFFICER, is_done, facts.reply_due_on)


def _face_to_face(facts: Facts) -> Iterator[Line]:
    if facts.wants_meeting:
        yield Line(Check.FACE_TO_FACE, Owner.OFFICER, facts.has_met_enough, facts.reply_due_on)


def _opinions(facts: Facts) -> Iterator[Line]:
    for one in facts.opinions:
        yield Line(Check.OPINION, Owner.JOINT_UNIT, one.is_done, one.due_on, one.name)
    for one in facts.to_pass_on:
        yield Line(Check.PASSED_ON, Owner.OFFICER, one.is_done, one.due_on, one.name)


def _reply(facts: Facts) -> Iterator[Line]:
    yield Line(Check.REPLY, Owner.OFFICER, facts.is_replied, facts.reply_due_on)


def _rating(facts: Facts) -> Iterator[Line]:
    yield Line(Check.FORM_SENT, Owner.COMMITTEE, facts.is_form_sent)
    yield Line(Check.RATED, Owner.DEPUTY, facts.is_rated, facts.rating_due_on)


def _promises(facts: Facts) -> Iterator[Line]:
    if facts.promises_to_note:
        yield Line(Check.PROMISES_NOTED, Owner.OFFICER, is_done=False)
    for one in facts.promises:
        yield Line(Check.PROMISE_KEPT, Owner.OFFICER, one.is_done, one.due_on, one.name)


LINES: tuple[Callable[[Facts], Iterable[Line]], ...] = (
    _signed_for,
    _plan,
    _before,
    _study,
    _during,
    _symposium,
    _face_to_face,
    _opinions,
    _reply,
    _after,
    _rating,
    _promises,
)
