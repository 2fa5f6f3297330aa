"""A small province lives through some weeks; what comes of it is judged from the raw record."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from bot.rehearsal import checks, raw
from bot.rehearsal.raw import Raw
from bot.rehearsal.year import Wanted, live
from handlers.rules.profile import Profile
from handlers.rules.profiles import load_profile
from tests.house import ZONE

# Everything that takes a quarter of a year takes some weeks, and the annual report comes in April.
HASTY = """extends = "agriculture"
[contact_plan]
before_working_days = 5
during_days = [8]
during_working_days = 3
[reply]
months = 1
[cadence]
weekly.to = []
monthly.to = []
quarterly.to = []
annual = { on = "04-17", to = ["head", "supervisor"] }
"""


async def test_a_small_province_lives_through_some_weeks(tmp_path: Path) -> None:
    profile = tmp_path / "hasty.toml"
    profile.write_text(HASTY, "utf-8")
    said: list[str] = []
    wanted = Wanted(
        str(profile),
        deputies=8,
        suggestions=9,
        units=2,
        seed=7,
        folder=tmp_path / "year",
        begins=date(2026, 2, 27),
        ends=date(2026, 4, 17),
    )
    lived = await live(wanted, said.append)
    told = "\n".join(said)
    assert lived.is_right, told
    played = {verdict.name for verdict in lived.verdicts if verdict.was_played}
    assert {
        "no message outside contact hours or on a day off",
        "no gate passed unnoticed",
        "every answered deputy is asked, and silence is no rating",
        "no rating by anybody but the lead deputy",
        "nothing is stuck",
        "every figure of the annual report is as recounted",
    } <= played, told
    assert lived.play.no_way.total() == 0, told
    assert "annual report of 2026-04-17" in told
    _a_bent_record_is_noticed(wanted.folder / "data" / "lianluo.db", str(profile))


def _a_bent_record_is_noticed(file: Path, name: str) -> None:
    """Each figure stands on its rows: a row that says something else is a figure that is wrong."""
    profile = load_profile(name)
    assert _complaints(file, profile, lambda _: None) == []
    for bend in (_a_reply_later, _a_visit_untrue, _no_rating, _another_figure):
        assert _complaints(file, profile, bend), bend


def _complaints(file: Path, profile: Profile, bend: Callable[[Raw], None]) -> list[str]:
    record = raw.read(file, ZONE)
    bend(record)
    return checks.annual(record, profile).wrong


def _a_reply_later(record: Raw) -> None:
    record.rows("replies")[0]["replied_on"] += timedelta(days=60)


def _a_visit_untrue(record: Raw) -> None:
    for row in record.rows("contacts"):
        row["confirmed"] = 0 if row["confirmed"] else row["confirmed"]


def _no_rating(record: Raw) -> None:
    record.rows("ratings").clear()


def _another_figure(record: Raw) -> None:
    row = checks.annual_row(record)
    assert row is not None
    figures = json.loads(row["figures"])
    figures["totals"]["figures"]["met"]["n"] += 1
    row["figures"] = json.dumps(figures)
