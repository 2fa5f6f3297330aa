"""The judge of a rehearsed year counts every part of the annual report, and says what differs."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from bot.rehearsal import annual, raw, recount
from handlers.acts.following import promises
from handlers.rules.figures.scope import WHOLE
from storage.vocabulary import ReportKind, RequestKind
from tests.figures.office import FAIR, GOOD, Office
from tests.house import LEADER, OFFICER, ZONE

Figures = dict[str, Any]


def compared(office: Office, change: Callable[[Figures], None]) -> list[str]:
    """What the judge says of the annual report once something in it has been changed."""
    (made,) = office.made(ReportKind.ANNUAL, office.world.now, [WHOLE])
    figures = deepcopy(made.figures)
    change(figures)
    record = raw.read(office.world.folder / "story.db", ZONE)
    own = recount.cases(record, office.world.office.profile, office.world.now)
    return annual.compare(figures, own)


@pytest.fixture
def year(office: Office) -> Office:
    """Something of everything that is counted."""
    office.to(2026, 4, 8, 9)
    office.asks(RequestKind.EXTENSION)
    met = office.visits(LEADER)
    office.says_it_is_so(met)
    office.to(2026, 4, 10, 9)
    office.decides(office.asks(RequestKind.RETURN, proposed="农业农村厅"), is_granted=False)
    office.replies()
    with office.acting(OFFICER) as (turn, item):
        promises.make(turn, item, "完成清淤", date(2026, 8, 20))
    office.to(2026, 4, 14, 9)
    office.rates(GOOD, GOOD, FAIR)
    office.to(2026, 12, 21, 8)
    return office


def put(*path: Any, to: Any) -> Callable[[Figures], None]:
    """Another value at a place of the figures."""

    def change(figures: Figures) -> None:
        found: Any = figures
        for name in path[:-1]:
            found = found[name]
        found[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (put("totals", "figures", "solved", "n", to=7), "totals solved"),
        (put("matrix", "refused", to=""), "refused"),
        (put("matrix", "extended", to="1"), "extended"),
        (put("analysis", "topics", to={}), "topics"),
        (put("analysis", "days", "to_reply", to=[1, 1]), "days"),
        (put("counters", "leader_meetings", to=5), "leaders met"),
        (put("counters", "late_promises", to=[]), "late promises"),
        (put("units", "scores", 0, "score", to=1.0), "score"),
        (put("units", "scores", 0, "points", 0, 1, to=9), "score"),
        (put("matrix", "invented", to=1), "matrix.invented: nobody counts it"),
    ],
)
def test_whatever_is_put_otherwise_is_noticed(
    year: Office, change: Callable[[Figures], None], named: str
) -> None:
    assert compared(year, lambda _: None) == []
    found = compared(year, change)
    assert any(one.startswith(named) for one in found), found
