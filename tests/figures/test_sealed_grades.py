"""封存: no figure of a unit lets it guess a grade that the deputy may still change."""

from dataclasses import replace

from handlers.acts import stages
from storage.vocabulary import ReportKind
from tests.figures.office import BAD, FAIR, GOOD, Office, total
from tests.house import OFFICER, SUPERVISOR

SAID = ("satisfied", "strictly_satisfied", "satisfied_of_all")
UNIT = "unit:1"


def few_are_told(office: Office, **honest: object) -> None:
    """One rater is enough to be told here."""
    world = office.world
    profile = world.office.profile
    changed = replace(
        profile,
        figures=replace(profile.figures, least_raters=1),
        honest=replace(profile.honest, **honest),  # type: ignore[arg-type]
    )
    world.office = replace(world.office, profile=changed)


def told(office: Office, scope: str) -> list[tuple[int, int]]:
    """Feedback, and what was said, as it can be read now."""
    now = office.world.now
    figures = office.made(ReportKind.MONTHLY, now, [scope])[0].figures
    return [total(figures, name) for name in ("feedback", *SAID)]


def test_the_unit_s_figures_count_a_rating_once_it_can_be_changed_no_more(office: Office) -> None:
    few_are_told(office)
    office.to(2026, 4, 20, 9)
    office.replies()
    office.to(2026, 4, 21, 9)
    office.rates(GOOD, FAIR, GOOD)
    own = f"person:{office.id_of(OFFICER)}"
    for scope in (UNIT, "office:1:水处", own):
        assert told(office, scope) == [(1, 1), (0, 0), (0, 0), (0, 1)], scope
    assert told(office, "all") == [(1, 1), (1, 1), (0, 1), (0, 2)]  # the committee sees it
    office.to(2026, 4, 22, 9)
    office.rates(GOOD, GOOD, GOOD)  # changed, and sealed still
    assert told(office, UNIT) == [(1, 1), (0, 0), (0, 0), (0, 1)]
    with office.acting(SUPERVISOR) as (turn, item):
        stages.close(turn, item)
    assert told(office, UNIT) == [(1, 1), (1, 1), (1, 1), (1, 1)]


def test_what_calls_for_another_round_is_known_at_once(office: Office) -> None:
    few_are_told(office)
    office.to(2026, 4, 20, 9)
    office.replies()
    office.to(2026, 4, 21, 9)
    office.rates(BAD, FAIR, GOOD)
    assert told(office, UNIT) == [(1, 1), (0, 1), (0, 1), (0, 1)]


def test_where_nothing_is_sealed_everything_counts_at_once(office: Office) -> None:
    few_are_told(office, seals_until_closed=False)
    office.to(2026, 4, 20, 9)
    office.replies()
    office.to(2026, 4, 21, 9)
    office.rates(GOOD, GOOD, GOOD)
    assert told(office, UNIT) == [(1, 1), (1, 1), (1, 1), (1, 1)]
