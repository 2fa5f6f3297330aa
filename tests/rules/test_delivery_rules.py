"""How long a failed call waits, and when a human has to know."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.delivery import FailureKind, GiveUp, Retry, after_failure
from handlers.rules.profiles import load_profile

NOW = datetime(2026, 3, 24, 2, 0, tzinfo=UTC)
SETTINGS = load_profile("hunan").delivery
PASSING = (FailureKind.NETWORK, FailureKind.SERVER)


@pytest.mark.parametrize("kind", [FailureKind.GONE, FailureKind.REJECTED, FailureKind.BLOCKED])
def test_what_will_not_pass_goes_to_a_human_at_once(kind: FailureKind) -> None:
    decision = after_failure(kind, attempts=1, first_tried_at=NOW, now=NOW, settings=SETTINGS)
    assert decision == GiveUp(kind.value)


def test_a_group_that_moved_nobody_knows_where_is_given_up() -> None:
    decision = after_failure(
        FailureKind.MIGRATED, attempts=1, first_tried_at=NOW, now=NOW, settings=SETTINGS
    )
    assert decision == GiveUp("rejected")


@pytest.mark.parametrize("kind", PASSING)
@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 2), (2, 4), (3, 8), (5, 32), (6, 45), (9, 45)]
)
def test_waiting_doubles_up_to_the_longest(
    kind: FailureKind, attempts: int, seconds: float
) -> None:
    decision = after_failure(
        kind, attempts=attempts, first_tried_at=NOW, now=NOW, settings=SETTINGS
    )
    assert decision == Retry(NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("kind", [*PASSING, FailureKind.RATE_LIMITED])
def test_after_a_day_a_human_has_to_know(kind: FailureKind) -> None:
    day = timedelta(hours=SETTINGS.give_up_after_hours)
    for waited, expected in ((day - timedelta(seconds=1), Retry), (day, GiveUp)):
        decision = after_failure(
            kind, attempts=9, first_tried_at=NOW - waited, now=NOW, settings=SETTINGS
        )
        assert isinstance(decision, expected)


@given(st.sampled_from(PASSING), st.integers(1, 10_000))
def test_a_retry_is_ahead_and_never_further_than_the_longest_wait(
    kind: FailureKind, attempts: int
) -> None:
    decision = after_failure(
        kind, attempts=attempts, first_tried_at=NOW, now=NOW, settings=SETTINGS
    )
    assert isinstance(decision, Retry)
    assert NOW < decision.at <= NOW + timedelta(seconds=SETTINGS.max_delay_seconds)
