"""A profile is read whole or refused with every problem named."""

from datetime import time
from pathlib import Path

import pytest

from handlers.rules.profile import ProfileError
from handlers.rules.profiles import load_profile


def test_hunan_has_the_law_s_numbers() -> None:
    profile = load_profile("hunan")
    assert profile.reply.months == 3
    assert profile.contact_plan.before_working_days == 20
    assert profile.reminders.reply_days == (30, 15, 7, 3, 1)
    assert profile.reply.classes["A"].label("zh") == "已解决或基本解决"


def test_an_office_overrides_single_values(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('extends = "hunan"\n[reply]\nmonths = 2\n', "utf-8")
    profile = load_profile(str(file))
    assert profile.reply.months == 2
    assert profile.reply.rehandle_months == load_profile("hunan").reply.rehandle_months


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(
        'extends = "hunan"\n[reply]\nmonths = "three"\nmonth = 3\n[contact_hours]\nstaff = "9-5"\n',
        "utf-8",
    )
    with pytest.raises(ProfileError) as caught:
        load_profile(str(file))
    told = "\n".join(caught.value.problems)
    assert "ours.toml: reply.months = 'three'; expected a whole number of at least 1" in told
    assert "reply.month is no setting" in told
    assert "contact_hours.staff = '9-5'; expected windows" in told
    assert len(caught.value.problems) == 3


def test_the_hour_of_reports_is_a_place_s_own(tmp_path: Path) -> None:
    assert {one.at for one in load_profile("hunan").cadence.values()} == {time(8)}
    own = tmp_path / "own.toml"
    own.write_text('extends = "hunan"\n[cadence]\nat = "08:30"\n', "utf-8")
    assert {one.at for one in load_profile(str(own)).cadence.values()} == {time(8, 30)}
    own.write_text('extends = "hunan"\n[cadence]\nat = "at eight"\n', "utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profile(str(own))
    (told,) = caught.value.problems
    assert told == "own.toml: cadence.at = 'at eight'; expected a time of day such as \"08:00\""


@pytest.mark.parametrize("name", ["atlantis", "../hunan", "missing.toml"])
def test_an_unknown_profile_is_refused(name: str) -> None:
    with pytest.raises(ProfileError):
        load_profile(name)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ('[plans]\nvisit_topics = ["nothing"]', "plans.visit_topics = ['nothing']"),
        (
            "[figures]\nsilent_days = 50\nsilent_head_days = 40",
            "expected at least silent_days",
        ),
        ('[promises]\nclasses = ["Z"]', "promises.classes = ['Z']"),
        (
            "[score.earned]\noverdue = 5\nsolved = 20",
            "score.earned.overdue; expected under [score] lost",
        ),
        ("[score.lost]\nrefused = 1", "score.lost.refused; expected refused_in_vain"),
    ],
)
def test_rules_that_do_not_go_together_are_named(tmp_path: Path, rules: str, told: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f'extends = "hunan"\n{rules}\n', "utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profile(str(own))
    assert told in str(caught.value)
    assert "own.toml" in str(caught.value)
