"""Everybody there can be around No. 0107, and a story that leaves something to press everywhere."""

from collections.abc import Iterable
from pathlib import Path

import openpyxl

from bot.sandbox.client import Phone
from handlers.rules.permissions import Standing
from storage.vocabulary import Relation
from tests.flows.steps import (
    JOINT,
    OUTSIDER,
    answer_questions,
    give_reply,
    matter,
    record_visit,
    report_progress,
    write_matters,
)
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.meeting_steps import arrange, plan_tour

OTHER_DEPUTY = "谢长林"  # of no suggestion here
OFFICE_HEAD, HEAD = "贺处长", "郑厅长"
COLLEAGUE = "同事甲"  # an officer of the lead unit whom nobody has named
FORMER = "离任乙"  # an officer who has joined, and left an hour ago
STRANGER = "路人"

STANDS = {
    LEAD: (Standing.DEPUTY, Relation.LEAD_DEPUTY),
    CO_SIGNER: (Standing.DEPUTY, Relation.CO_SIGNER),
    OTHER_DEPUTY: (Standing.DEPUTY, Relation.NONE),
    OFFICER: (Standing.OFFICER, Relation.OFFICER),
    OFFICE_HEAD: (Standing.OFFICE_HEAD, Relation.OFFICE_HEAD),
    LEADER: (Standing.LEADER, Relation.LEADER),
    HEAD: (Standing.HEAD, Relation.HEAD),
    COLLEAGUE: (Standing.OFFICER, Relation.NONE),
    JOINT: (Standing.OFFICE_HEAD, Relation.JOINT_OFFICER),
    OUTSIDER: (Standing.OFFICER, Relation.JOINT_OFFICER),
    SUPERVISOR: (Standing.SUPERVISOR, Relation.SUPERVISOR),
    FORMER: (Standing.STRANGER, Relation.NONE),
    STRANGER: (Standing.STRANGER, Relation.NONE),
}
STAFF_HEADER = ("姓名", "单位", "处室", "角色", "是否在职")


def write_staff(path: Path, *rows: Iterable[str]) -> Path:
    """A workbook of staff alone."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "工作人员"
    for row in (STAFF_HEADER, *rows):
        sheet.append(list(row))
    book.save(path)
    return path


async def joins(house: House, name: str, *, is_deputy: bool = False, **about: str) -> Phone:
    """Somebody who is not of the usual cast. `about`: what the stage is to know of them."""
    phone = await house.stage.add_person(name, **about)
    await phone.opens((await house.lianluo("invite", name)).strip())
    await phone.presses("确认")
    await phone.presses("中文")
    if is_deputy:
        await phone.presses("工作日上午、下午都可以")
        await phone.presses("在这里发消息")
        await phone.sees("都设好了")
    else:
        await phone.sees("登记好了")
    return phone


async def dismiss(house: House, name: str, unit: str = "生态环境厅", office: str = "水处") -> None:
    """The clerk imports that somebody is no longer here."""
    gone = write_staff(house.data.parent / "gone.xlsx", (name, unit, office, "承办人", "离任"))
    await house.lianluo("import", str(gone))


async def gather_everybody(house: House) -> dict[str, Phone]:
    """The office with everybody in it, before anything has happened."""
    folder = house.data.parent
    write_matters(folder / "ledger.xlsx", matter(会办单位="农业农村厅"))
    book = openpyxl.load_workbook(folder / "ledger.xlsx")
    book["代表"].append((OTHER_DEPUTY, "株洲代表团", None))
    book.save(folder / "ledger.xlsx")
    more = write_staff(
        folder / "more.xlsx",
        (OFFICE_HEAD, "生态环境厅", "水处", "处室负责人", "在职"),
        (HEAD, "生态环境厅", "", "主要领导", ""),
        (COLLEAGUE, "生态环境厅", "大气处", "承办人", ""),
        (FORMER, "生态环境厅", "水处", "承办人", ""),
    )
    await house.lianluo("import", str(folder / "ledger.xlsx"), str(more))
    await house.start()
    await house.join(LEAD, CO_SIGNER, OFFICER, LEADER, SUPERVISOR)
    phones = {name: house.phone(name) for name in (LEAD, CO_SIGNER, OFFICER, LEADER, SUPERVISOR)}
    phones[OTHER_DEPUTY] = await joins(house, OTHER_DEPUTY, is_deputy=True)
    for name in (OFFICE_HEAD, HEAD, COLLEAGUE, FORMER, JOINT, OUTSIDER):
        phones[name] = await joins(house, name)
    phones[STRANGER] = await house.stage.add_person(STRANGER)
    await phones[STRANGER].sends("你好")
    return phones


async def tell_story(house: House, phones: dict[str, Phone]) -> None:
    """Questions answered, a visit told, a meeting called, a reply given, the rating asked for."""
    lead, officer = phones[LEAD], phones[OFFICER]
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    await record_visit(officer)
    await lead.sees("看了三个点位")
    await report_progress(officer, "方案已成稿。")
    await lead.sees("方案已成稿。")
    for name in (LEAD, CO_SIGNER):
        await phones[name].sends(f"{name}的话")
        await officer.sees(f"{name}的话")
    await arrange(officer, extras=["附议代表"])
    await phones[CO_SIGNER].sees("哪个时间您方便")
    await plan_tour(officer, "厅领导带队走访座谈")
    await give_reply(officer)
    await lead.sees("已正式答复")
    await phones[LEADER].sends("/study 2026-04-07 研究办理方案 0107")
    await phones[LEADER].sees("已登记")
    await house.settle()
    await house.to(2026, 4, 8, 9, 0)
    await lead.sees("请您评价第0107号")
    await dismiss(house, FORMER)
    await house.to(2026, 4, 8, 10, 0)
    await house.settle()
