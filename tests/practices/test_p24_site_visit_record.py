"""P24 先看现场再出方案: a study visit is recorded with place, day and a picture of the place."""

from tests.flows.small import profile
from tests.flows.steps import begin, matter, open_office
from tests.house import LEAD, OFFICER, House
from tests.practices.meeting_steps import arrange, fix, met, write_minutes

PHOTO = ("现场.jpg", b"\xff\xd8\xff\xe0 lake")


async def test_a_study_visit_is_only_recorded_with_a_picture(house: House) -> None:
    profile(house, "[meetings]\nneeds_photo = true\n")
    await open_office(house, matter(), matter("0112"), joined=[LEAD, OFFICER])
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)

    # Arranged here.
    await arrange(officer, form="现场调研", place="东洞庭湖湿地", times="4月8日 9:30\n4月8日 15:00")
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(officer)
    await house.to(2026, 4, 8, 9, 30)
    await officer.presses("登记会面情况")
    await officer.presses("下一步", await officer.sees("谁来了？"))
    await officer.sees("谈了什么")
    sent = await officer.sends("看了三个排口。")
    await officer.presses("没有", await officer.sees("提出了哪些问题", after=sent))
    files = await officer.sees("有照片或文件", after=sent)
    assert "至少一张现场照片" in (await officer.presses("完成", files))["text"]
    await officer.uploads(PHOTO, kind="document")
    files = await officer.sees("已收到", after=files)
    await officer.presses("完成", files)
    await officer.presses("提交", await officer.sees("到场：", after=files))
    await lead.presses("属实", await lead.sees("请您核对一次沟通"))
    await house.settle()
    assert met(house) == 1

    # Made without us, and registered.
    await begin(officer, "登记沟通", "0112")
    await officer.presses("现场调研", await officer.sees("这次沟通是什么方式"))
    await officer.presses("今天", await officer.sees("是哪一天"))
    for said in ("南湖排口", "李秀兰、陈思远", "水色发黑"):
        sent = await officer.sends(said)
    files = await officer.sees("有照片或文件", after=sent)
    assert "至少一张现场照片" in (await officer.presses("完成", files))["text"]
    await officer.uploads(PHOTO, kind="document")
    files = await officer.sees("已收到", after=files)
    await officer.presses("完成", files)
    await officer.presses("提交", await officer.sees("请核对", after=files))
    assert "南湖排口" in (await lead.sees("南湖排口"))["text"]

    record = await house.record()
    (meeting,) = record["meetings"]
    assert (meeting["form"], meeting["place"]) == ("study_visit", "东洞庭湖湿地")
    photo = next(one for one in record["messages"] if one["id"] == meeting["files"][0])
    assert photo["attachments"][0]["state"] == "stored"


async def test_elsewhere_it_may_be_recorded_without(one_matter: House) -> None:
    lead, officer = one_matter.phone(LEAD), one_matter.phone(OFFICER)
    await one_matter.to(2026, 4, 7, 9, 0)
    await arrange(officer, form="现场调研", times="今天 10:00\n今天 15:00")
    await lead.presses("都可以", await lead.sees("哪个时间您方便"))
    await fix(officer)
    await one_matter.to(2026, 4, 7, 10, 0)
    await officer.presses("登记会面情况")
    await write_minutes(officer)
    await lead.sees("请您核对一次沟通")
