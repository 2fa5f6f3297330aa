"""退办率: a refusal is that of the unit that asked, and no fault where it was granted."""

from typing import Any

from storage.vocabulary import ReportKind, RequestKind
from tests.figures.office import Office, total

ENVIRONMENT, AGRICULTURE = 1, 2
LATER = (2026, 7, 6, 9)


def line(figures: dict[str, Any], unit: int, name: str) -> tuple[int, int]:
    """An indicator of a unit, of the table of units."""
    (found,) = [one for one in figures["units"]["lines"] if one["units"] == [unit]]
    return found["figures"][name]["n"], found["figures"][name]["d"]


def points(figures: dict[str, Any], unit: int) -> list[list[Any]]:
    """What a score says of refusals, office by office."""
    sheets = [one for one in figures["units"]["scores"] if one["unit"] == unit]
    return [point for one in sheets for point in one["points"] if point[0].startswith("refused")]


def test_a_granted_refusal_is_the_former_unit_s_and_costs_nobody_a_point(office: Office) -> None:
    office.to(2026, 4, 8, 9)
    asked = office.asks(RequestKind.RETURN, proposed="农业农村厅")
    office.decides(asked, is_granted=True)
    figures = office.figures(ReportKind.HALF_YEAR, *LATER)
    assert total(figures, "refused") == (1, 2)
    assert line(figures, ENVIRONMENT, "refused") == (1, 1)
    assert line(figures, AGRICULTURE, "refused") == (0, 2)
    assert [point[3] for unit in (1, 2) for point in points(figures, unit)] == [0, 0, 0]
    former = office.figures(ReportKind.HALF_YEAR, *LATER, scope="unit:1")
    assert total(former, "refused") == (1, 1)
    assert former["totals"]["count"] == 0
    assert former["matrix"]["refused"] == "1"
    assert former["items"]["1"][0] == "0107"
    present = office.figures(ReportKind.HALF_YEAR, *LATER, scope="unit:2")
    assert total(present, "refused") == (0, 2)
    assert present["matrix"]["refused"] == ""
    water = office.figures(ReportKind.MONTHLY, 2026, 5, 6, 8, scope="office:1:水处")
    assert water["matrix"]["refused"] == "1"


def test_what_the_committee_did_not_agree_to_costs_the_office_that_asked(office: Office) -> None:
    office.to(2026, 4, 8, 9)
    asked = office.asks(RequestKind.RETURN, proposed="农业农村厅")
    before = office.figures(ReportKind.HALF_YEAR, *LATER)
    assert line(before, ENVIRONMENT, "refused") == (1, 1)
    assert line(before, ENVIRONMENT, "refused_in_vain") == (0, 1)  # nobody has decided yet
    office.decides(asked, is_granted=False)
    after = office.figures(ReportKind.HALF_YEAR, *LATER)
    assert line(after, ENVIRONMENT, "refused_in_vain") == (1, 1)
    assert points(after, ENVIRONMENT) == [["refused_in_vain", 1, 1, -1, 0, ""]]
    assert total(office.figures(ReportKind.HALF_YEAR, 2026, 4, 8, 8), "refused") == (0, 2)
