"""Which rules dates follow from: only those that move a date tell two profiles apart."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.rules.fingerprint import of_dates
from handlers.rules.profiles import load_profile

PROFILE = load_profile("hunan")


def test_it_is_the_same_for_the_same_rules_whatever_the_order_of_days() -> None:
    days = [date(2026, 4, day) for day in range(1, 29)]
    one = replace(PROFILE, calendar=replace(PROFILE.calendar, off=frozenset(days)))
    other = replace(PROFILE, calendar=replace(PROFILE.calendar, off=frozenset(reversed(days))))
    assert of_dates(one) == of_dates(other) != of_dates(PROFILE)


def test_only_what_moves_dates_counts() -> None:
    assert of_dates(replace(PROFILE, title="别处")) == of_dates(PROFILE)
    later = replace(PROFILE, reply=replace(PROFILE.reply, months=4))
    sooner = replace(PROFILE, contact_plan=replace(PROFILE.contact_plan, before_working_days=5))
    assert len({of_dates(PROFILE), of_dates(later), of_dates(sooner)}) == 3


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("decisions", "working_days"),
        ("review", "working_days"),
        ("closing", "working_days"),
        ("promises", "note_working_days"),
        ("publication", "working_days"),
        ("leaders", "contact_working_days"),
        ("rating", "feedback_working_days"),
        ("honest", "call_back_working_days"),
        ("government", "decide_working_days"),
    ],
)
def test_whatever_is_owed_some_days_after_something_follows(table: str, key: str) -> None:
    rules = getattr(PROFILE, table)
    longer = replace(rules, **{key: getattr(rules, key) + 1})
    assert of_dates(replace(PROFILE, **{table: longer})) != of_dates(PROFILE)
