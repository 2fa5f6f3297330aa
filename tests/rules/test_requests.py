"""When a unit may still give a suggestion back or ask for more time; a deputy take it back."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.rules.profile import WithdrawUntil
from handlers.rules.profiles import load_profile
from handlers.rules.refused import Refused
from handlers.rules.requests import (
    Asked,
    last_day_to_return,
    may_extend,
    may_return,
    may_withdraw,
)
from storage.vocabulary import Role

HUNAN = load_profile("hunan")
ASSIGNED, DUE = date(2026, 4, 7), date(2026, 7, 7)


def extend(today: date, *earlier: Asked, round_number: int = 1, is_extended: bool = False) -> str:
    """Why it may not be asked for, "" where it may."""
    try:
        may_extend(round_number, ASSIGNED, DUE, today, earlier, is_extended=is_extended)
    except Refused as refused:
        return refused.code
    return ""


def test_more_time_is_asked_for_once_in_the_first_round_before_its_day_is_past() -> None:
    assert extend(DUE) == ""
    assert extend(date(2026, 7, 8)) == "extension.late"
    assert extend(DUE, round_number=2) == "extension.only_first"
    assert extend(DUE, is_extended=True) == "extension.granted"
    assert extend(DUE, Asked(date(2026, 5, 1), None)) == "request.waiting"
    assert extend(DUE, Asked(date(2026, 5, 1), is_granted=False)) == ""


@pytest.mark.parametrize(
    ("counts", "last_day"),
    [
        pytest.param("calendar_days", date(2026, 4, 17), id="ten days"),
        pytest.param("working_days", date(2026, 4, 21), id="over two weekends"),
    ],
)
def test_the_days_of_a_return_are_of_the_kind_the_place_has(counts: str, last_day: date) -> None:
    rules = replace(HUNAN.assignment, return_counts=counts)  # type: ignore[arg-type]
    assert last_day_to_return(ASSIGNED, rules, HUNAN.calendar) == last_day


def test_what_an_earlier_unit_asked_for_does_not_count_against_the_next() -> None:
    moved_on, last_day = date(2026, 4, 20), date(2026, 4, 30)
    earlier = [Asked(date(2026, 4, 8), is_granted=False)]
    may_return(Role.OFFICER, moved_on, last_day, moved_on, earlier)
    with pytest.raises(Refused, match=r"return\.head_only"):
        may_return(Role.OFFICER, ASSIGNED, last_day, moved_on, earlier)
    with pytest.raises(Refused, match=r"return\.late"):
        may_return(Role.HEAD, moved_on, last_day, date(2026, 5, 1), [])


@pytest.mark.parametrize(
    ("until", "is_replied", "may"),
    [
        ("closing", True, True),
        ("reply", False, True),
        ("reply", True, False),
        ("assignment", False, False),
    ],
)
def test_how_late_a_deputy_takes_it_back(until: WithdrawUntil, is_replied: bool, may: bool) -> None:
    if may:
        may_withdraw(until, is_replied=is_replied)
        return
    with pytest.raises(Refused, match=r"withdrawal\.late"):
        may_withdraw(until, is_replied=is_replied)
