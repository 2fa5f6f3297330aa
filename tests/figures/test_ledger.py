"""台账: a line says of a suggestion all that is recorded, in the columns that offices keep."""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import select

from handlers.acts import stages
from handlers.acts.assigning import receipts
from handlers.acts.contacting import briefing
from handlers.acts.following import look_backs, promise_views, promises
from handlers.acts.handling import opinions, plans
from handlers.acts.replying import answering, drafts, publications, reviews
from handlers.rules.plans import Step
from handlers.sheets.columns import COLUMNS, GROUPS
from handlers.sheets.importing import import_files
from handlers.sheets.ledger import export_ledger
from storage.closings import ClosingCheck
from storage.drafts import Review
from storage.vocabulary import Disclosure, PointOutcome, PromiseView, RequestKind
from tests.chaos.world import matters
from tests.figures.office import BAD, FAIR, GOOD, Office, person_of
from tests.flows.steps import JOINT
from tests.house import LEAD, LEADER, OFFICER, SUPERVISOR

Line = dict[str, Any]


def exported(office: Office, name: str = "ledger.xlsx", *, with_phones: bool = False) -> Path:
    path = office.world.folder / name
    with office.world.database.read() as session:
        export_ledger(session, office.world.office, office.world.now, path, with_phones=with_phones)
    return path


def line(office: Office, *, with_phones: bool = False) -> Line:
    """No. 0107."""
    path = exported(office, with_phones=with_phones)
    header, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return dict(zip(header, rows[0], strict=True))


def of(found: Line, *names: str) -> list[Any]:
    return [found[name] for name in names]


def test_from_the_assignment_to_the_plan(office: Office) -> None:
    office.to(2026, 4, 8, 9)
    with office.acting(OFFICER) as (turn, item):
        receipts.sign(turn, item)
    office.decides(office.asks(RequestKind.RETURN, proposed="农业农村厅"), is_granted=False)
    office.to(2026, 4, 10, 9)
    with office.acting(OFFICER) as (turn, item):
        steps = [Step("现场踏勘", date(2026, 5, 8)), Step("拿出方案", date(2026, 6, 5))]
        plan = plans.make(turn, item, "治理湖区", "水质达标", steps, None)
        first = plans.plans.milestones(turn.session, plan.id)[0].id
    office.to(2026, 5, 7, 9)
    with office.acting(OFFICER) as (turn, _item):
        plans.reach(turn, first)
    office.decides(office.asks(RequestKind.EXTENSION), is_granted=True)
    found = line(office)
    assert of(found, "签收日期", "退办次数") == [datetime(2026, 4, 8), 1]
    asked = "2026-04-08 省生态环境厅：理由（不同意：请继续办理 2026-04-08）"
    assert found["退办理由及结果"] == asked
    assert of(found, "办理任务", "工作目标") == ["治理湖区", "水质达标"]
    steps_told = "2026-05-08 现场踏勘（2026-05-07 完成）；2026-06-05 拿出方案"
    assert found["时间节点"] == steps_told
    assert found["延期批准"] == "2026-05-07 省生态环境厅：理由（同意 2026-05-07）"
    assert found["法定期限"] == datetime(2026, 9, 30)  # six months, before the holiday
    assert of(found, "承办人电话", "联系方式（受限）") == [None, None]
    full = line(office, with_phones=True)
    assert full["承办人电话"] == "'+8613800000011"


def test_the_deputy_s_own_words_stand_with_each_contact(office: Office) -> None:
    office.to(2026, 4, 20, 9)
    silent = office.visits()
    assert line(office)["办前沟通"] == "2026-04-20 登门走访 陈思远 代表未回"
    office.says_it_is_so(silent)
    assert line(office)["办前沟通"] == "2026-04-20 登门走访 陈思远 属实"
    with office.acting(LEAD) as (turn, item):
        briefing.wish_meeting(turn, item.id)
    assert line(office)["见面与书面意愿"] == "希望见面"
    with office.acting(LEAD) as (turn, item):
        briefing.waive_meeting(turn, item.id, is_waived=True)
    assert of(line(office), "见面与书面意愿", "豁免") == ["免见面", "免见面"]


def test_each_joint_unit_s_own_dates(office: Office) -> None:
    office.to(2026, 5, 11, 9)
    found = line(office)
    assert found["会办意见应到"] == "省农业农村厅 2026-05-07"
    assert found["会办意见实到"] == "省农业农村厅 逾期未到"
    with office.acting(JOINT) as (turn, item):
        opinions.give(turn, item, {"words": "同意"})
    assert line(office)["会办意见实到"] == "省农业农村厅 2026-05-11"


def test_from_the_draft_to_the_publication(office: Office) -> None:
    office.to(2026, 6, 1, 9)
    with office.acting(OFFICER) as (turn, item):
        (first, second) = answering.add(turn, item, ["建站", "拨款"])
        ids = first.id, second.id
    with office.acting(OFFICER) as (turn, _item):
        answering.answer(turn, ids[0], PointOutcome.ADOPTED, "年内建成")
        answering.answer(turn, ids[1], PointOutcome.EXPLAINED, "另行安排")
    with office.acting(OFFICER) as (turn, item):
        draft = drafts.make(turn, item, {"words": "答复稿", "class": "B"}).id
    office.to(2026, 6, 2, 9)
    with office.acting(OFFICER) as (turn, _item):
        reviews.hand_in(turn, draft)
    office.to(2026, 6, 3, 9)
    with office.acting(LEADER) as (turn, _item):
        review = turn.session.scalars(select(Review)).one().id
        reviews.decide(turn, review, is_passed=True)
    office.to(2026, 6, 4, 9)
    office.replies()
    with office.acting(OFFICER) as (turn, item):
        publications.decide(turn, item, Disclosure.OPEN)
    with office.acting(OFFICER) as (turn, item):
        publications.publish(turn, item, date(2026, 6, 4), "https://sthjt.hunan.gov.cn/1")
    found = line(office)
    assert of(found, "拟稿日期", "签发日期") == [datetime(2026, 6, 1), datetime(2026, 6, 3)]
    assert found["审核日期"] == "分管领导刘明华 2026-06-03 通过"
    assert of(found, "采纳条数", "建议条数") == [1, 2]
    assert of(found, "公开属性", "公开日期") == ["主动公开", datetime(2026, 6, 4)]
    assert found["公开网址"] == "https://sthjt.hunan.gov.cn/1"


def test_rounds_promises_and_what_deputies_said_of_them_later(office: Office) -> None:
    office.to(2026, 6, 1, 9)
    office.replies()
    office.to(2026, 6, 3, 9)
    office.rates(GOOD, GOOD, BAD)
    found = line(office)
    assert found["法定期限"] == datetime(2026, 7, 7)  # not that of the second round
    assert of(found, "重办次数", "重办期限", "重办结果") == [1, datetime(2026, 7, 3), "办理中"]
    earlier = "第1轮 2026-06-01 湘环函〔2026〕1号 B类"
    said = "答复内容满意、办理态度满意、办理效果不满意（没有解决）"
    assert found["历次办理"] == f"{earlier}，{said}"
    office.to(2026, 6, 29, 9)
    office.replies()
    assert line(office)["重办结果"] == "已答复，待评价"
    with office.acting(OFFICER) as (turn, item):
        promises.make(turn, item, "完成清淤", date(2026, 8, 20))
        promises.make(turn, item, "建成湿地", date(2026, 10, 20))
    office.to(2026, 7, 1, 9)
    office.rates(GOOD, GOOD, FAIR)
    assert line(office)["重办结果"] == "代表认可"
    with office.acting(SUPERVISOR) as (turn, item):
        stages.close(turn, item)
        turn.session.add(
            ClosingCheck(
                suggestion_id=item.id,
                round=2,
                asked_of_id=person_of(turn.session, LEADER).id,
                asked_at=turn.now,
                due_on=date(2026, 7, 3),
                is_passed=True,
                decided_by_id=person_of(turn.session, LEADER).id,
                decided_at=turn.now,
            )
        )
    office.to(2026, 8, 3, 9)
    with office.acting(OFFICER) as (turn, _item):
        promise_views.keep(turn, 1, "验收报告")
        promises.explain(turn, 2, "等待省里审批，推迟到年底", date(2026, 12, 20))
    office.to(2026, 11, 3, 9)
    with office.acting(SUPERVISOR) as (turn, _item):
        look_backs.begin(turn, "2026")
    office.world.goes_on()
    with office.acting(LEAD) as (turn, _item):
        look_backs.view(turn, 1, PromiseView.KEPT)
    found = line(office)
    assert found["承诺事项"] == (
        "完成清淤（责任人陈思远，期限2026-08-20，2026-08-03 兑现并再次答复，证明：验收报告，"
        "代表：已兑现）；建成湿地（责任人陈思远，期限2026-12-20，待兑现，"
        "2026-08-03 说明：等待省里审批，推迟到年底）"
    )
    assert found["回头看日期"] == datetime(2026, 11, 3)
    assert found["回头看结论"] == "2026年 已兑现1项、未答1项"
    assert found["办结复核"] == "刘明华 2026-07-01 通过"
    assert found["办结日期"] == datetime(2026, 7, 1)


def test_what_offices_noted_themselves_stays_in_its_columns_and_all_of_it_comes_back(
    office: Office,
) -> None:
    first, second = matters()
    noted = {"会中/闭会": "会中", "督办单位": "环资委", "归档号": "2026-永久-107"}
    office.world.imports(first | noted, second | dict.fromkeys(noted, ""))
    office.to(2026, 6, 1, 9)
    office.visits()
    office.replies()
    found = line(office)
    assert of(found, *noted) == list(noted.values())
    path = exported(office)
    summary = import_files(office.world.database, office.world.office, office.world.now, [path])
    assert [change.fields for change in summary.changes] == []
    assert line(office) == found
    with exported(office, "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        header, row, _ = list(csv.reader(file))
    assert row[header.index("归档号")] == "2026-永久-107"


def test_columns_stand_in_groups_of_one_colour(office: Office) -> None:
    sheet = openpyxl.load_workbook(exported(office)).worksheets[0]
    fills = [cell.fill.fgColor.rgb for cell in sheet[1]]
    expected = [f"00{fill}" for _, fill, columns in GROUPS for _ in columns]
    assert fills == expected
    headers = [header for header, _, _ in COLUMNS]
    assert len(headers) == len(set(headers))
