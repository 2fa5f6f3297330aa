"""Whatever anybody does in whatever order: the rules of the office hold."""

import os

from hypothesis import HealthCheck, settings

from tests.chaos.moves import Moves

EXAMPLES = int(os.environ.get("LIANLUO_TEST_STORIES", "12"))

TestAnyMoves = Moves.TestCase
TestAnyMoves.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=40,
    deadline=None,
    derandomize="LIANLUO_TEST_STORIES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
