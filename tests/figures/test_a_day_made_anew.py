"""A day's figures made anew are what they were, whatever has happened since (数据截至某日)."""

from collections.abc import Callable
from datetime import date

import pytest

from handlers.acts.assigning import letters, moving, withdrawal
from handlers.acts.contacting import briefing, visits
from handlers.acts.following import promises
from handlers.acts.handling import leading, opinions, plans
from handlers.acts.keeping import secrecy
from handlers.acts.replying import classes
from handlers.figures import reports
from handlers.rules.figures.scope import WHOLE
from handlers.rules.figures.sections import differences
from handlers.rules.plans import Step
from storage import contacts
from storage.vocabulary import ReplyClass, ReportKind, RequestKind
from tests.chaos.world import matters
from tests.figures.office import BAD, GOOD, Office, person_of, unit_of
from tests.flows.steps import JOINT, OUTSIDER
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, at

FROZEN = at(2026, 4, 13, 8)


def frozen(office: Office) -> list[reports.Made]:
    """Everything that was told on the morning of the day."""
    own = [f"person:{office.id_of(OFFICER)}", f"leader:{office.id_of(LEADER)}"]
    scopes = [WHOLE, "unit:1", "unit:2", "office:1:水处", *own]
    return [made for kind in ReportKind for made in office.made(kind, FROZEN, scopes)]


def another_unit(office: Office) -> None:
    with office.acting(SUPERVISOR) as (turn, item):
        moving.to_unit(turn, item, unit_of(turn.session, "农业农村厅"), "职责所在")


def another_officer(office: Office) -> None:
    with office.acting(OUTSIDER, "0108") as (turn, item):
        moving.to_officer(turn, item, person_of(turn.session, JOINT))


def a_plan_with_who_leads(office: Office) -> None:
    leads = office.id_of(JOINT)
    with office.acting(OUTSIDER, "0108") as (turn, item):
        plans.make(turn, item, "做什么", "做到什么", [Step("调研", date(2026, 5, 20))], leads)


def waived(office: Office) -> None:
    with office.acting(LEAD) as (turn, item):
        briefing.waive_meeting(turn, item.id, is_waived=True)


def waived_and_wished_after_all(office: Office) -> None:
    waived(office)
    with office.acting(LEAD) as (turn, item):
        briefing.wish_meeting(turn, item.id)


def in_the_ledger(**changes: str) -> Callable[[Office], None]:
    """The clerk brings No. 0107 changed."""

    def bring(office: Office) -> None:
        first, second = matters()
        office.world.imports(first | changes, second)

    return bring


def a_leader_named_anew(office: Office) -> None:
    in_the_ledger(责任领导="无")(office)
    with office.acting(SUPERVISOR) as (turn, item):
        leading.name(turn, item, office_id(turn, LEADER))


def office_id(turn: object, name: str) -> int:
    return person_of(turn.session, name).id  # type: ignore[attr-defined]


def a_part_for_another(office: Office) -> None:
    with office.acting(SUPERVISOR) as (turn, item):
        moving.split(turn, item, unit_of(turn.session, "代表工作委员会"), "监督部分")


def disputed(office: Office) -> None:
    with office.acting(LEAD) as (turn, item):
        found = contacts.of_suggestion(turn.session, item.id)
        (met,) = [one for one in found if one.recorded_by_id is not None]
        visits.dispute(turn, met.id)


def a_letter(office: Office) -> None:
    with office.acting(SUPERVISOR, "0108") as (turn, item):
        letters.route_out(turn, item)


def withdrawn(office: Office) -> None:
    with office.acting(CO_SIGNER, "0108") as (turn, item):
        withdrawal.ask(turn, item, "已经解决")


def more_time(office: Office) -> None:
    office.decides(office.asks(RequestKind.EXTENSION), is_granted=True)


def another_unit_asked_for(office: Office) -> None:
    asked = office.asks(RequestKind.RETURN, proposed="农业农村厅")
    office.decides(asked, is_granted=True)


def an_opinion_sent_back(office: Office) -> None:
    with office.acting(JOINT) as (turn, item):
        given = opinions.give(turn, item, {"words": "同意"}).id
    office.to(2026, 4, 22, 9)
    with office.acting(OFFICER) as (turn, _item):
        opinions.send_back(turn, given, "没有内容")


def answered_rated_and_handled_again(office: Office) -> None:
    office.replies()
    with office.acting(OFFICER) as (turn, item):
        promises.make(turn, item, "清淤", date(2026, 5, 20))
    with office.acting(SUPERVISOR) as (turn, item):
        classes.change(turn, item, ReplyClass.C, "实际未解决")
    office.to(2026, 4, 23, 9)
    office.rates(BAD, GOOD, GOOD)
    office.to(2026, 4, 24, 9)
    another_unit(office)


LATER = [
    another_unit,
    another_officer,
    a_plan_with_who_leads,
    waived,
    waived_and_wished_after_all,
    in_the_ledger(交办日期="2026-03-02"),
    in_the_ledger(领衔代表=CO_SIGNER, 附议代表=LEAD),
    in_the_ledger(是否重点="是", 代表意愿="免见面", 责任领导="无", 会办单位="无"),
    in_the_ledger(主办单位="农业农村厅", 会办单位="生态环境厅", 承办人=OUTSIDER, 责任领导=""),
    a_leader_named_anew,
    a_part_for_another,
    disputed,
    a_letter,
    withdrawn,
    more_time,
    another_unit_asked_for,
    an_opinion_sent_back,
    answered_rated_and_handled_again,
]


@pytest.mark.parametrize("happens", LATER, ids=lambda one: one.__name__)
def test_a_day_stays_what_it_was(office: Office, happens: Callable[[Office], None]) -> None:
    office.to(2026, 4, 9, 10)
    office.visits()
    before = frozen(office)
    office.to(2026, 4, 14, 9)
    happens(office)
    for then, now in zip(before, frozen(office), strict=True):
        assert differences(then.figures, now.figures) == [], (then.kind, then.scope)


def test_everything_together_changes_the_figures_of_later_days_alone(office: Office) -> None:
    office.to(2026, 4, 9, 10)
    office.visits()
    before = frozen(office)
    office.to(2026, 4, 14, 9)
    for happens in (waived, disputed, another_officer, more_time, another_unit, a_letter):
        happens(office)
    for then, now in zip(before, frozen(office), strict=True):
        assert differences(then.figures, now.figures) == [], (then.kind, then.scope)
    old, new = (office.matters(2026, 4, day, 20) for day in (13, 14))
    assert set(old) - set(new) == {"0108"}
    assert (old["0107"].unit_id, new["0107"].unit_id) == (1, 2)
    assert (old["0107"].waives_meeting, new["0107"].waives_meeting) == (False, True)
    assert (len(old["0107"].contacts), len(new["0107"].contacts)) == (1, 0)


def test_what_is_secret_is_named_by_nothing_but_its_number_from_then_on(office: Office) -> None:
    before = frozen(office)
    office.to(2026, 4, 14, 9)
    with office.acting(SUPERVISOR) as (turn, item):
        secrecy.flag(turn, item)
    found = [
        path
        for then, now in zip(before, frozen(office), strict=True)
        for path, _, _ in differences(then.figures, now.figures)
    ]
    assert found
    assert set(found) <= {"items.1", "analysis.topics.", "analysis.topics.ecology"}
