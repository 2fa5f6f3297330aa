"""Which rules dates follow from: only those that move a date tell two profiles apart."""

from dataclasses import replace
from datetime import date

from handlers.rules.fingerprint import of_dates
from handlers.rules.profile import Profile


def test_it_is_the_same_for_the_same_rules_whatever_the_order_of_days(profile: Profile) -> None:
    days = [date(2026, 4, day) for day in range(1, 29)]
    one = replace(profile, calendar=replace(profile.calendar, off=frozenset(days)))
    other = replace(profile, calendar=replace(profile.calendar, off=frozenset(reversed(days))))
    assert of_dates(one) == of_dates(other) != of_dates(profile)


def test_only_what_moves_dates_counts(profile: Profile) -> None:
    assert of_dates(replace(profile, title="别处")) == of_dates(profile)
    later = replace(profile, reply=replace(profile.reply, months=4))
    sooner = replace(profile, contact_plan=replace(profile.contact_plan, before_working_days=5))
    assert len({of_dates(profile), of_dates(later), of_dates(sooner)}) == 3
