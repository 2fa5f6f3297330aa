"""What a look-back has brought: counted, and not told where so few have rated."""

from handlers.rules.look_back import Asked, outcome
from storage.vocabulary import Grade, PromiseView

KEPT = Asked(is_promise=True, is_answered=True, is_reached=True, view=PromiseView.KEPT, effect=None)
NOT_KEPT = Asked(
    is_promise=True, is_answered=True, is_reached=False, view=PromiseView.NOT_KEPT, effect=None
)
SILENT = Asked(is_promise=True, is_answered=False, is_reached=True, view=None, effect=None)
AWAY = Asked(is_promise=False, is_answered=False, is_reached=False, view=None, effect=None)


def rated(grade: Grade) -> Asked:
    return Asked(is_promise=False, is_answered=True, is_reached=True, view=None, effect=grade)


def test_promises_and_results_are_counted_apart() -> None:
    found = outcome([KEPT, KEPT, NOT_KEPT, SILENT, AWAY, rated(Grade.SATISFIED)], 1)
    assert (found.promises, found.answered, found.results, found.rated) == (4, 3, 2, 1)
    assert found.views == {PromiseView.KEPT: 2, PromiseView.PARTLY: 0, PromiseView.NOT_KEPT: 1}
    assert (found.silent, found.unreached) == (1, 1)
    assert found.grades == {
        Grade.SATISFIED: 1,
        Grade.MOSTLY_SATISFIED: 0,
        Grade.DISSATISFIED: 0,
    }


def test_of_few_raters_it_is_told_only_how_many_they_are() -> None:
    few = [rated(Grade.DISSATISFIED)] * 4
    assert outcome(few, 5).grades is None
    assert outcome(few, 5).rated == 4
    enough = outcome([*few, rated(Grade.SATISFIED)], 5)
    assert enough.grades is not None
    assert enough.grades[Grade.DISSATISFIED] == 4
