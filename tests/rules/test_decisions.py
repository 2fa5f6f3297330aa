"""Stages, ratings, routing, delivery, permissions and typed days: each decision as a table."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from handlers.rules import permissions
from handlers.rules.dates import parse_day
from handlers.rules.delivery import FailureKind, GiveUp, Readdress, Retry, after_failure
from handlers.rules.permissions import Act
from handlers.rules.profiles import load_profile
from handlers.rules.ratings import Draft, choose, may_rate, missing, needs_reason, outcome
from handlers.rules.refused import Refused
from handlers.rules.routing import Ask, Nowhere, To, route
from handlers.rules.stages import Facts, progress_bar, stage_of
from storage.vocabulary import Axis, Grade, Relation, Stage

PROFILE = load_profile("hunan")
FULL = Draft(Grade.SATISFIED, Grade.MOSTLY_SATISFIED, Grade.SATISFIED)


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        (Facts(1), Stage.ASSIGNED),
        (Facts(1, is_pre_contacted=True), Stage.PRE_CONTACTED),
        (Facts(1, is_pre_contacted=True, has_progress=True), Stage.IN_PROGRESS),
        (Facts(1, is_replied=True), Stage.REPLIED),
        (Facts(1, is_replied=True, is_rated=True), Stage.RATED),
        (Facts(2), Stage.IN_PROGRESS),
        (Facts(2, is_replied=True, is_rated=True, is_closed=True), Stage.CLOSED),
        (Facts(1, is_closed=True, taken_out=Stage.WITHDRAWN), Stage.WITHDRAWN),
    ],
)
def test_the_stage_follows_from_the_facts(facts: Facts, stage: Stage) -> None:
    assert stage_of(facts) == stage


def test_the_bar_marks_exactly_one_stage_as_now() -> None:
    for stage in (Stage.ASSIGNED, Stage.REPLIED, Stage.CLOSED):
        assert [one for one, place in progress_bar(stage) if place == "now"] == [stage]


def test_a_rating_is_filled_in_axis_by_axis() -> None:
    draft = Draft()
    assert missing(draft) == tuple(Axis)
    for axis in Axis:
        draft = choose(draft, axis, Grade.SATISFIED)
    assert missing(draft) == ()
    assert not needs_reason(draft)


@pytest.mark.parametrize("axis", list(Axis))
def test_dissatisfied_on_any_axis_wants_a_reason(axis: Axis) -> None:
    draft = choose(FULL, axis, Grade.DISSATISFIED)
    assert needs_reason(draft)
    with pytest.raises(Refused, match=r"rating\.no_reason"):
        outcome(draft, 1, PROFILE)


@pytest.mark.parametrize(
    ("round_number", "opens", "escalates"), [(1, 2, False), (2, None, True), (3, None, True)]
)
def test_dissatisfied_opens_a_round_and_then_goes_to_the_supervisor(
    round_number: int, opens: int | None, escalates: bool
) -> None:
    draft = Draft(Grade.SATISFIED, Grade.SATISFIED, Grade.DISSATISFIED, "没有时间表")
    found = outcome(draft, round_number, PROFILE)
    assert (found.is_dissatisfied, found.opens_round, found.escalates) == (True, opens, escalates)


def test_an_incomplete_rating_is_no_rating() -> None:
    with pytest.raises(Refused, match=r"rating\.incomplete"):
        outcome(Draft(Grade.SATISFIED), 1, PROFILE)


@pytest.mark.parametrize(
    ("what_is_not", "code"),
    [
        ("is_lead", "rating.not_yours"),
        ("is_own_chat", "rating.not_yours"),
        ("is_open", "rating.not_open"),
        ("is_present", "rating.superseded"),
    ],
)
def test_nobody_rates_for_the_deputy(what_is_not: str, code: str) -> None:
    holds = dict.fromkeys(("is_lead", "is_own_chat", "is_open", "is_present"), True)
    may_rate(**holds)
    with pytest.raises(Refused, match=code):
        may_rate(**holds | {what_is_not: False})


@pytest.mark.parametrize(
    ("replied", "chosen", "open_ids", "expected"),
    [
        (7, None, [1, 2], To(7)),
        (7, 2, [1, 2], To(7)),
        (None, 2, [1, 2], To(2)),
        (None, None, [1], To(1)),
        (None, None, [1, 2], Ask((1, 2))),
        (None, None, [], Nowhere()),
    ],
)
def test_words_are_never_guessed_to_a_suggestion(
    replied: int | None, chosen: int | None, open_ids: list[int], expected: object
) -> None:
    assert route(replied_suggestion=replied, chosen=chosen, open_suggestions=open_ids) == expected


NOW = datetime(2026, 4, 7, 1, tzinfo=UTC)


def decide(kind: FailureKind, attempts: int = 1, hours: float = 0, **more: float) -> object:
    return after_failure(
        kind,
        attempts=attempts,
        first_tried_at=NOW - timedelta(hours=hours),
        now=NOW,
        settings=PROFILE.delivery,
        **more,  # type: ignore[arg-type]
    )


def test_failures_lead_to_a_decision() -> None:
    assert decide(FailureKind.BLOCKED) == GiveUp("blocked")
    assert decide(FailureKind.REJECTED) == GiveUp("rejected")
    assert decide(FailureKind.MIGRATED, migrate_to=-100) == Readdress(-100)
    assert decide(FailureKind.RATE_LIMITED, retry_after=7) == Retry(NOW + timedelta(seconds=7))
    assert decide(FailureKind.NETWORK) == Retry(NOW + timedelta(seconds=2))
    assert decide(FailureKind.SERVER, attempts=3) == Retry(NOW + timedelta(seconds=8))
    assert decide(FailureKind.SERVER, attempts=500) == Retry(NOW + timedelta(seconds=45))
    assert decide(FailureKind.NETWORK, attempts=90, hours=25) == GiveUp("expired")
    assert decide(FailureKind.RATE_LIMITED, hours=99, retry_after=1) == Retry(
        NOW + timedelta(seconds=1)
    )


def test_only_the_deputy_speaks_for_the_deputy() -> None:
    own = {Act.RATE, Act.WAIVE_MEETING, Act.CONFIRM_CONTACT, Act.WRITE_WORDS, Act.MOVE_WORDS}
    deputies = {Relation.LEAD_DEPUTY, Relation.CO_SIGNER}
    for relation, act in product(Relation, own):
        if relation not in deputies:
            assert not permissions.may(relation, act), (relation, act)
    assert [one for one in Relation if permissions.may(one, Act.RATE)] == [Relation.LEAD_DEPUTY]


def test_the_table_has_a_row_for_every_relation_and_strangers_may_nothing() -> None:
    assert set(permissions.TABLE) == set(Relation)
    for act in Act:
        with pytest.raises(Refused, match=r"permission\.denied"):
            permissions.require([Relation.NONE], act)


TODAY = date(2026, 4, 7)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天", TODAY),
        ("昨天", date(2026, 4, 6)),
        ("4月5日", date(2026, 4, 5)),
        ("12月30日", date(2025, 12, 30)),
        ("２０２６－０４－０１", date(2026, 4, 1)),
        ("2026年4月1日", date(2026, 4, 1)),
        ("2026/4/1", date(2026, 4, 1)),
        ("2026-02-30", None),
        ("下周", None),
    ],
)
def test_days_are_read_as_people_type_them(text: str, expected: date | None) -> None:
    assert parse_day(text, TODAY) == expected
