"""When which level hears of what is overdue."""

from datetime import date
from pathlib import Path

import pytest

from handlers.rules.ladder import Step, climbs, next_climb, unnamed
from handlers.rules.profile import ProfileError
from handlers.rules.profiles import load_profile
from storage.vocabulary import DutyKind, Role

HUNAN = load_profile("hunan")


@pytest.mark.parametrize(
    ("due_on", "level", "climbed_on", "expected"),
    [
        pytest.param(date(2026, 4, 9), 0, None, date(2026, 4, 10), id="the next working day"),
        pytest.param(date(2026, 4, 10), 0, None, date(2026, 4, 13), id="due on a Friday"),
        pytest.param(date(2026, 4, 30), 0, None, date(2026, 5, 6), id="eve of Labour Day"),
        pytest.param(date(2026, 5, 8), 0, None, date(2026, 5, 9), id="make-up Saturday"),
        pytest.param(date(2026, 4, 9), 1, date(2026, 4, 10), date(2026, 4, 15), id="the leader"),
        pytest.param(date(2026, 4, 9), 1, date(2026, 4, 20), date(2026, 4, 23), id="slept over"),
        pytest.param(date(2026, 4, 9), 2, date(2026, 4, 15), date(2026, 4, 22), id="the head"),
        pytest.param(date(2026, 4, 9), 3, date(2026, 4, 22), None, id="nobody above"),
    ],
)
def test_each_level_hears_so_many_working_days_after_the_one_below(
    due_on: date, level: int, climbed_on: date | None, expected: date | None
) -> None:
    found = next_climb(
        HUNAN.ladder.steps, HUNAN.calendar, due_on=due_on, level=level, climbed_on=climbed_on
    )
    assert found == expected


def test_only_what_staff_owes_by_a_day_climbs() -> None:
    day = date(2026, 4, 9)
    assert climbs(DutyKind.REPLY, day)
    assert climbs(DutyKind.OPINION, day)
    assert not climbs(DutyKind.REPLY, None)
    assert not climbs(DutyKind.RATING, day)
    assert not climbs(DutyKind.OVERDUE, day)
    assert not climbs(DutyKind.REHANDLE, day)


def test_which_level_nobody_stands_on() -> None:
    everybody = [Role.OFFICER, Role.OFFICE_HEAD, Role.LEADER, Role.HEAD]
    assert unnamed(HUNAN.ladder, everybody, is_watched=False) == []
    assert unnamed(HUNAN.ladder, everybody[:2], is_watched=False) == [Role.LEADER, Role.HEAD]
    ecology = load_profile("ecology").ladder
    assert unnamed(ecology, everybody, is_watched=False) == [None]


@pytest.mark.parametrize(
    "steps",
    [
        '"head"',
        '[{ to = "deputy", after_working_days = 1 }]',
        '[{ to = "head", after_working_days = 0 }]',
        '[{ to = "head", after_working_days = 1 }, { to = "leader", after_working_days = 1 }]',
        '[{ to = "head", after_working_days = 1 }, { to = "head", after_working_days = 2 }]',
        '[{ to = "head" }]',
    ],
)
def test_steps_that_do_not_lead_upwards_are_refused(tmp_path: Path, steps: str) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(f'extends = "hunan"\n[ladder]\nsteps = {steps}\n', "utf-8")
    with pytest.raises(ProfileError, match=r"ours.toml: ladder.steps = .*; expected steps upwards"):
        load_profile(str(file))
    assert Step(Role.HEAD, 5) in HUNAN.ladder.steps
