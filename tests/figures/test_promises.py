"""承诺兑现率 goes by the deputy's last word, in a look-back too."""

from datetime import date

import pytest

from handlers.acts.following import look_backs, promise_views, promises
from storage.vocabulary import PromiseView, ReportKind
from tests.figures.office import Office, total
from tests.house import LEAD, OFFICER, SUPERVISOR

KEPT, PARTLY, NOT_KEPT = PromiseView.KEPT, PromiseView.PARTLY, PromiseView.NOT_KEPT
UNIT, DEPUTY, LOOK_BACK = "unit", "deputy", "look back"
Word = tuple[tuple[int, int], str, PromiseView]


def says(office: Office, when: tuple[int, int], who: str, word: PromiseView) -> None:
    """The unit calls the promise kept, or the deputy says what is true of it."""
    office.to(2026, *when, 9)
    if who == UNIT:
        with office.acting(OFFICER) as (turn, _item):
            promise_views.keep(turn, 1, "验收报告")
    elif who == DEPUTY:
        with office.acting(LEAD) as (turn, _item):
            promise_views.view(turn, 1, word)
    else:
        with office.acting(LEAD) as (turn, _item):
            look_backs.view(turn, 1, word)


@pytest.mark.parametrize(
    ("words", "kept_on"),
    [
        ([], None),
        ([((8, 1), UNIT, KEPT)], date(2026, 8, 1)),
        ([((8, 1), UNIT, KEPT), ((8, 2), DEPUTY, KEPT)], date(2026, 8, 1)),
        ([((8, 1), UNIT, KEPT), ((8, 2), DEPUTY, PARTLY)], None),
        # The deputy says so of what the unit had never called kept: on that day it was.
        ([((9, 10), LOOK_BACK, KEPT)], date(2026, 9, 10)),
        ([((9, 10), LOOK_BACK, NOT_KEPT)], None),
        ([((9, 10), LOOK_BACK, NOT_KEPT), ((9, 12), LOOK_BACK, KEPT)], date(2026, 9, 12)),
        # A change of mind: it had been kept on the unit's day after all.
        (
            [((8, 1), UNIT, KEPT), ((8, 2), DEPUTY, PARTLY), ((9, 10), LOOK_BACK, KEPT)],
            date(2026, 8, 1),
        ),
        (
            [((8, 1), UNIT, KEPT), ((8, 2), DEPUTY, NOT_KEPT), ((9, 3), UNIT, KEPT)],
            date(2026, 9, 3),
        ),
    ],
)
def test_the_last_word_counts(office: Office, words: list[Word], kept_on: date | None) -> None:
    office.to(2026, 4, 7, 10)
    office.replies()
    with office.acting(OFFICER) as (turn, item):
        promises.make(turn, item, "完成清淤", date(2026, 8, 20))
    for when, who, word in [one for one in words if one[1] != LOOK_BACK]:
        says(office, when, who, word)
    later = [one for one in words if one[1] == LOOK_BACK]
    office.to(2026, 9, 4, 9)
    if later:  # what the deputy has called kept is asked no more
        with office.acting(SUPERVISOR) as (turn, _item):
            look_backs.begin(turn, "2026")
        office.world.goes_on()
    for when, who, word in later:
        says(office, when, who, word)
    figures = office.figures(ReportKind.QUARTERLY, 2026, 12, 1, 9)
    in_time = kept_on is not None and kept_on <= date(2026, 8, 20)
    assert total(figures, "promises_kept") == (int(in_time), 1)
    assert bool(figures["counters"]["late_promises"]) is (kept_on is None)
    (promise,) = office.matters(2026, 12, 1, 9)["0107"].promises
    assert promise.kept_on == kept_on


def test_what_is_due_today_is_not_broken_in_the_morning(office: Office) -> None:
    office.to(2026, 4, 7, 10)
    office.replies()
    with office.acting(OFFICER) as (turn, item):
        promises.make(turn, item, "完成清淤", date(2026, 8, 20))
    for day, counted in ((20, (0, 0)), (21, (0, 1))):
        figures = office.figures(ReportKind.WEEKLY, 2026, 8, day, 8)
        assert total(figures, "promises_kept") == counted
