"""What an office may change in its profile, and what it is told of each kind of mistake."""

from datetime import date
from pathlib import Path

import pytest

from handlers.rules.profile import ProfileError
from handlers.rules.profiles import load_profile

HUNAN = load_profile("hunan")


def written(folder: Path, text: str, name: str = "office.toml") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ProfileError) as error:
        load_profile(written(folder, 'extends = "hunan"\n' + text))
    return error.value.problems


def test_an_office_changes_what_it_names_and_keeps_the_rest(tmp_path: Path) -> None:
    office = load_profile(
        written(
            tmp_path,
            """
            extends = "hunan"
            name = "changsha"
            title = "长沙市"
            [contact_plan]
            before_working_days = 10
            [calendar]
            off = [2026-03-23]
            """,
        )
    )
    assert (office.name, office.title) == ("changsha", "长沙市")
    assert office.contact_plan.before_working_days == 10
    assert office.contact_plan.during_days == HUNAN.contact_plan.during_days
    assert not office.calendar.is_working_day(date(2026, 3, 23))
    assert office.calendar.last_day == HUNAN.calendar.last_day


def test_an_office_with_three_classes_has_three(tmp_path: Path) -> None:
    office = load_profile(
        written(
            tmp_path,
            """
            extends = "hunan"
            [reply.classes]
            A = { zh = "已解决", en = "solved" }
            B = { zh = "部分解决或列入计划", en = "partly solved or planned" }
            C = { zh = "留作参考", en = "kept for reference" }
            """,
        )
    )
    assert list(office.reply.classes) == ["A", "B", "C"]


def test_a_profile_may_extend_a_file_beside_it_that_extends_another(tmp_path: Path) -> None:
    written(tmp_path, 'extends = "hunan"\n[reply]\nmonths = 2\n', "city.toml")
    office = load_profile(
        written(tmp_path, 'extends = "city.toml"\n[rating]\nfeedback_working_days = 15\n')
    )
    assert (office.reply.months, office.rating.feedback_working_days) == (2, 15)
    assert office.contact_plan.before_working_days == 20


def test_profiles_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    written(tmp_path, 'extends = "office.toml"\n', "city.toml")
    with pytest.raises(ProfileError, match="extends"):
        load_profile(written(tmp_path, 'extends = "city.toml"\n'))


@pytest.mark.parametrize(
    ("text", "key", "value", "expected"),
    [
        ("[reply]\nmonths = 0", "reply.months", "0", "whole number of at least 1"),
        ("[reply]\nmonths = 3.5", "reply.months", "3.5", "whole number"),
        ("[reply]\nmonths = true", "reply.months", "True", "whole number"),
        ('[reply]\nmonths = "3"', "reply.months", "'3'", "whole number"),
        ("[reminders]\nreply_days = 30", "reminders.reply_days", "30", "list of whole numbers"),
        ("[reminders]\nreply_days = [-1]", "reminders.reply_days", "[-1]", "list of whole"),
        ('[contact_hours]\nstaff = "8-12"', "contact_hours.staff", "'8-12'", "09:00-11:30"),
        ('[calendar]\nlast_day = "later"', "calendar.last_day", "'later'", "next_working_day"),
        ('[calendar]\noff = ["2026-03-23"]', "calendar.off", "2026-03-23", "list of dates"),
        ('timezone = "Asia/Changsha"', "timezone", "Asia/Changsha", "time zone"),
        ('timezone = "Asia"', "timezone", "'Asia'", "time zone"),
        ('timezone = "../Asia"', "timezone", "'../Asia'", "time zone"),
        ('title = " "', "title", "' '", "some text"),
        ("[delivery]\ndelay_factor = -1", "delivery.delay_factor", "-1", "number above 0"),
        ("[delivery]\ndelay_factor = nan", "delivery.delay_factor", "nan", "number above 0"),
        ("[delivery]\nmax_delay_seconds = inf", "delivery.max_delay_seconds", "inf", "number"),
        ("[registration]\nrequire_phone_match = 1", "require_phone_match", "1", "true or false"),
        ("[prompts.later_days]\ntomorrow = 0", "prompts.later_days", "0", "tomorrow = 1"),
        ("[prompts.later_days]\nsomeday = 9", "prompts.later_days", "someday", "tomorrow = 1"),
        ('[reply.classes]\nE = {zh = "x", en = "x"}', "reply.classes", "'E'", "classes such as"),
        ('[reply.classes]\nA = {zh = "x"}', "reply.classes", "'A'", "classes such as"),
        ('[reply.classes]\nA = "solved"', "reply.classes", "'solved'", "classes such as"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_expected(
    tmp_path: Path, text: str, key: str, value: str, expected: str
) -> None:
    found = problems(tmp_path, text)
    assert len(found) == 1
    for part in ("office.toml", key, value, expected):
        assert part in found[0]


def test_a_wrong_value_is_named_with_the_file_it_stands_in(tmp_path: Path) -> None:
    city = written(tmp_path, 'extends = "hunan"\n[reply]\nmonths = "three"\n', "city.toml")
    written(tmp_path, f'extends = "{Path(city).name}"\n[leaders]\nleads = 3\n')
    with pytest.raises(ProfileError) as error:
        load_profile(str(tmp_path / "office.toml"))
    found = sorted(error.value.problems)
    assert [one.split(" = ")[0] for one in found] == [
        "city.toml: reply.months",
        "office.toml: leaders.leads",
    ]


def test_a_value_in_the_place_of_a_table_is_named_once(tmp_path: Path) -> None:
    assert problems(tmp_path, "gates = 3") == [
        "office.toml: gates = 3; expected a table of settings"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[reply]\nextended_months = 2", "reply.extended_months = 2; expected at least months (3)"),
        ("[gates]\nplan_approved = true", "gates.plan_approved = True; expected plans.needs_app"),
        ('[leaders]\nleads = ["hot"]', "leaders.leads = ['hot']; expected 'key', 'hard' or names"),
        ('[assignment]\nreturn_counts = "weeks"', "assignment.return_counts = 'weeks'; expected"),
        ("[assignment]\nwithdraw_until = 3", "assignment.withdraw_until = 3; expected one of"),
    ],
)
def test_rules_that_do_not_go_together_are_refused(tmp_path: Path, text: str, told: str) -> None:
    (found,) = problems(tmp_path, text)
    assert found.startswith(f"office.toml: {told}")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[reply]\nmonth = 3", "reply.month"),
        ("[holidays]\noff = []", "holidays"),
        ("before_working_days = 3", "before_working_days"),
    ],
)
def test_an_unknown_key_is_refused(tmp_path: Path, text: str, key: str) -> None:
    found = problems(tmp_path, text)
    assert len(found) == 1
    assert f"office.toml: {key} " in found[0]


def test_a_day_cannot_be_worked_and_off(tmp_path: Path) -> None:
    found = problems(tmp_path, "[calendar]\nworking = [2026-03-21]\noff = [2026-03-21]")
    assert len(found) == 1
    assert "2026-03-21" in found[0]


def test_a_missing_value_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as error:
        load_profile(written(tmp_path, 'name = "empty"'))
    assert "office.toml: reply.months is missing; expected a whole number" in str(error.value)


def test_a_name_nobody_knows_is_answered_with_those_known() -> None:
    with pytest.raises(ProfileError, match=r"'hainan'.*hunan"):
        load_profile("hainan")


def test_a_file_that_is_not_there_or_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"gone\.toml"):
        load_profile(str(tmp_path / "gone.toml"))
    with pytest.raises(ProfileError, match=r"office\.toml"):
        load_profile(written(tmp_path, "months = "))
