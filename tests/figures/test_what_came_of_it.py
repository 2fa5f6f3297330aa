"""三图 and 回头看 are told in the quarterly and annual reports, of what is over too."""

from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from handlers.acts import stages
from handlers.acts.following import look_backs, promises, results
from handlers.acts.following.results import Told
from handlers.acts.rating import seconds
from handlers.figures import cards
from handlers.figures.reports import Made
from handlers.sheets.report import workbook
from storage.reports import Report
from storage.vocabulary import Grade, Language, PromiseView, ReportKind, ResultKind
from tests.figures.office import FAIR, GOOD, Office
from tests.house import LEAD, OFFICER, SUPERVISOR, at


def card_of(office: Office, made: Made) -> str:
    row = Report(kind=made.kind, day=made.day, scope=made.scope.name, figures=made.figures)
    return cards.card(office.world.office, row, Language.CHINESE)


def sheet_of(office: Office, made: Made, title: str) -> list[tuple[Any, ...]]:
    path = office.world.folder / "report.xlsx"
    path.write_bytes(workbook(made.kind, made.day, made.figures, office.world.office.profile))
    return list(openpyxl.load_workbook(path)[title].iter_rows(values_only=True))


def notes(office: Office, kind: ResultKind, proof: str) -> None:
    """The officer notes what came of it."""
    with office.acting(OFFICER) as (turn, item):
        results.note(turn, item, Told(kind, "要求", "做成了", proof))


def test_results_stand_by_kind_topic_and_unit_in_the_reports_of_their_time(office: Office) -> None:
    office.to(2026, 4, 20, 9)
    notes(office, ResultKind.POLICY, "湘环发1号")
    notes(office, ResultKind.POLICY, "湘环发2号")
    office.to(2026, 7, 20, 9)
    notes(office, ResultKind.BENEFIT, "三万户")
    (quarter,) = office.made(ReportKind.QUARTERLY, at(2026, 7, 3, 8), ["unit:1"])
    assert quarter.figures["results"] == {
        "kinds": {"policy": [2, "1"]},
        "cells": [["policy", "ecology", 1, 2, "1"]],
    }
    assert "成果：政策（施工图） 2" in card_of(office, quarter).replace("<b>", "").replace(
        "</b>", ""
    )
    assert sheet_of(office, quarter, "成果三图")[1] == (
        "政策（施工图）",
        "优生态",
        "省生态环境厅",
        2,
        "0107",
    )
    (year,) = office.made(ReportKind.ANNUAL, at(2026, 12, 21, 8), ["all"])
    assert {kind: told[0] for kind, told in year.figures["results"]["kinds"].items()} == {
        "policy": 2,
        "benefit": 1,
    }
    assert "results" not in office.figures(ReportKind.MONTHLY, 2026, 7, 31, 8)
    assert office.figures(ReportKind.QUARTERLY, 2026, 10, 12, 8)["results"]["kinds"] == {}


def closed(office: Office) -> None:
    """Replied to with a promise, rated and closed, in April."""
    office.to(2026, 4, 20, 9)
    office.replies()
    with office.acting(OFFICER) as (turn, item):
        promises.make(turn, item, "完成清淤", date(2026, 8, 20))
    office.to(2026, 4, 21, 9)
    office.rates(GOOD, GOOD, FAIR)
    with office.acting(SUPERVISOR) as (turn, item):
        stages.close(turn, item)


@pytest.mark.parametrize(
    ("now", "least", "compared"),
    [
        (GOOD, 1, {"better": 1, "same": 0, "lower": 0}),
        (FAIR, 1, {"better": 0, "same": 1, "lower": 0}),
        (GOOD, 5, None),  # what one has said is told of nobody
    ],
)
def test_a_look_back_is_told_with_what_was_said(
    office: Office, now: Grade, least: int, compared: dict[str, int] | None
) -> None:
    world = office.world
    figures = replace(world.office.profile.figures, least_raters=least)
    world.office = replace(world.office, profile=replace(world.office.profile, figures=figures))
    closed(office)
    office.to(2026, 11, 3, 9)
    with office.acting(SUPERVISOR) as (turn, _item):
        look_backs.begin(turn, "2026")
    office.world.goes_on()
    with office.acting(LEAD) as (turn, _item):
        look_backs.view(turn, 1, PromiseView.PARTLY)
    office.to(2026, 11, 4, 9)
    with office.acting(LEAD) as (turn, _item):
        seconds.choose(turn, 1, now)
    office.to(2026, 11, 5, 9)
    with office.acting(LEAD) as (turn, _item):
        look_backs.view(turn, 1, PromiseView.NOT_KEPT)
    then = office.figures(ReportKind.ANNUAL, 2026, 11, 4, 8)["look_back"]
    assert then["said"]["partly"] == [1, "1"]
    assert (then["again"], then["rated"]) == (1, 0)
    (made,) = office.made(ReportKind.ANNUAL, at(2026, 12, 21, 8), ["all"])
    assert made.figures["look_back"] == {
        "asked": 1,
        "unasked": 0,
        "answered": 1,
        "said": {"kept": [0, ""], "partly": [0, ""], "not_kept": [1, "1"]},
        "again": 1,
        "rated": 1,
        "compared": compared,
    }
    said = card_of(office, made)
    assert "承诺已问 1 项，联系不上 0 项，已答 1 项：已兑现 0 · 部分兑现 0 · 未兑现 1" in said
    assert ("与第一次评价相比" in said) is (compared is not None)
    told = {row[0]: row[1] for row in sheet_of(office, made, "回头看")}
    assert told["未兑现"] == 1
    assert told["比第一次评价上升"] == (compared["better"] if compared else "评价人数不足，不单列")


def test_whom_the_chat_does_not_reach_is_not_among_those_asked(office: Office) -> None:
    closed(office)
    office.to(2026, 11, 3, 9)
    office.world.blocks(LEAD, is_member=False)
    office.world.goes_on()
    with office.acting(SUPERVISOR) as (turn, _item):
        look_backs.begin(turn, "2026")
    office.world.goes_on()
    found = office.figures(ReportKind.QUARTERLY, 2027, 1, 6, 8)["look_back"]
    assert (found["asked"], found["unasked"]) == (0, 1)
    assert office.figures(ReportKind.QUARTERLY, 2027, 4, 6, 8)["look_back"]["unasked"] == 0
