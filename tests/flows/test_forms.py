"""登记沟通: what the form takes, and that only what the deputy confirms counts."""

from tests.flows.steps import (
    DENIED,
    GONE,
    begin,
    from_bot,
    happened,
    labels,
    open_card,
    owed,
    record_visit,
    said,
)
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, House


async def test_a_form_takes_only_what_can_be_right_and_can_be_begun_anew(
    one_matter: House,
) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)

    async def refused(text: str, why: str) -> None:
        sent = await officer.sends(text)
        await officer.sees(why, after=sent)

    await begin(officer, "登记沟通")
    await refused("打了电话", "请按一个按钮选择")
    await officer.presses("取消")
    await begin(officer, "登记沟通")
    await officer.presses("电话")
    for day, why in (
        ("上个星期", "没看懂这个日期，请这样写：2026-04-07"),
        ("2026-02-30", "没看懂这个日期"),
        ("2026年4月8日", "日期不能晚于今天"),
    ):
        await refused(day, why)
    await officer.sends("４月３日")
    sent = await officer.uploads(("湖.jpg", b"\xff\xd8\xff\xe0"), kind="photo")
    await officer.sees("这里请输入文字", after=sent)
    await refused("湖" * 301, "太长了，请不超过300个字")
    for text in ("湖区", "李秀兰、陈思远", "谈了总磷。" * 500):
        await officer.sends(text)
    await refused("没有", "这里请发来文件或照片")
    for name in ("笔录.docx", "签到.pdf"):
        await officer.uploads((name, b"words"), kind="document")
    await officer.presses("完成")
    preview = await officer.sees("提交后会请代表确认")
    await officer.presses("修改", preview)
    await officer.presses("登门走访")
    await officer.presses("昨天")
    for text in ("芦江社区", "李秀兰、<b>陈思远</b>", "看了 3 户 & 一个泵站"):
        sent = await officer.sends(text)
    await officer.uploads(("照片.pdf", b"one"), kind="document")
    await officer.presses("完成", await officer.sees("已收到1个文件", after=sent))
    shown = (await officer.sees("登门走访", after=sent))["text"]
    for line in ("方式：登门走访", "日期：2026-04-06", "<b>陈思远</b>", "附件：照片.pdf"):
        assert line in shown
    assert not await from_bot(lead, "请您核对一次沟通")

    await officer.presses("提交")
    asked = await lead.sees("请您核对一次沟通")
    for line in ("记录人：陈思远", "2026年4月6日", "看了 3 户 & 一个泵站"):
        assert line in asked["text"]
    last = await officer.sees("已登记第0107号")
    for data in ("submit:record", "again:record", "choose:record:done"):
        assert GONE in (await officer.presses_data(last, data))["text"]
    await house.settle()
    assert len(await from_bot(lead, "请您核对一次沟通")) == 1
    record = await house.record()
    visit = next(one for one in record["contacts"] if one["state"] == "done")
    assert (visit["form"], visit["done_at"][:10]) == ("visit", "2026-04-06")
    assert visit["confirmed"] is None
    files = [file["name"] for one in record["messages"] for file in one["attachments"]]
    assert set(files) == {"笔录.docx", "签到.pdf", "照片.pdf"}


async def test_who_may_not_handle_has_neither_the_buttons_nor_their_effect(
    one_matter: House,
) -> None:
    house = one_matter
    await house.to(2026, 4, 7, 9, 0)
    stranger = await house.stage.add_person("路过的人")
    await stranger.sends("你好")
    greeted = await stranger.sees("只为受邀的代表和工作人员服务")
    handling = {"办理进展", "送达答复"}
    assert {"给代表发消息", "登记沟通"} | handling <= set(
        labels(await open_card(house.phone(OFFICER)))
    )
    assert not handling & set(labels(await open_card(house.phone(LEADER))))
    assert labels(await open_card(house.phone(SUPERVISOR))) == ["办理 ▸", "记录 ▸", "归类 ▸"]
    for verb in ("progress:1", "reply:1"):
        for name in (LEAD, CO_SIGNER, LEADER, SUPERVISOR):
            phone = house.phone(name)
            assert DENIED in (await phone.presses_data(await phone.last(), verb))["text"], name
        assert "只为受邀" in (await stranger.presses_data(greeted, verb))["text"]
    for name in (LEAD, CO_SIGNER, SUPERVISOR):
        for verb in ("record:1", "compose:1"):
            phone = house.phone(name)
            assert DENIED in (await phone.presses_data(await phone.last(), verb))["text"], name
    # Nothing of it tells whether there is a suggestion: one that does not exist answers the same.
    officer = house.phone(OFFICER)
    assert DENIED in (await officer.presses_data(await officer.last(), "record:999"))["text"]
    await stranger.sends("你好吗")
    await house.settle()
    assert len(await from_bot(stranger)) == 1


async def test_only_what_the_deputy_confirms_counts(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await officer.sees("请做办前沟通")
    await record_visit(officer, summary="代表同意分年度削减。")
    assert owed(house, "contact") == [(OFFICER, "done")]
    asked = await lead.sees("请您核对一次沟通")
    assert labels(asked) == ["属实", "有出入"]
    right, wrong = (key["callback_data"] for key in asked["reply_markup"]["inline_keyboard"][0])
    for name in (CO_SIGNER, OFFICER, LEADER):
        phone = house.phone(name)
        for data in (right, wrong):
            assert DENIED in (await phone.presses_data(await phone.last(), data))["text"], name

    # 有出入: what differs is kept, in the deputy's words; the contact is owed again.
    await lead.presses("有出入", asked)
    await lead.sees("请问哪里有出入")
    await lead.sends("我没有同意，只说要研究。")
    await officer.sees("我没有同意，只说要研究。")
    await officer.sees("暂不计入，请再与代表联系")
    for data in (right, wrong):
        assert GONE in (await lead.presses_data(asked, data))["text"]
    assert owed(house, "contact") == [(OFFICER, "done"), (OFFICER, "open")]
    record = await house.record()
    assert record["stage"] == "assigned"
    before = [one for one in record["contacts"] if one["phase"] == "before"]
    assert [(one["state"], one["confirmed"]) for one in before] == [
        ("cancelled", False),
        ("open", None),
    ]
    assert before[0]["objection"] == "我没有同意，只说要研究。"
    assert before[0]["summary"] == "代表同意分年度削减。"
    assert len(happened(record, "contact_disputed")) == 1
    assert said(record, "我没有同意")[0]["author"] == LEAD
    await house.to(2026, 4, 8, 9, 0)
    await officer.sees("请做办前沟通", after=await officer.sees("暂不计入"))

    # The next visit is confirmed: that one counts, and the first stays as it was.
    await record_visit(officer, summary="代表说要研究。")
    await lead.presses("属实", await lead.sees("内容：代表说要研究。"))
    await officer.sees("沟通记录属实")
    record = await house.record()
    assert record["stage"] == "pre_contacted"
    before = [one for one in record["contacts"] if one["phase"] == "before"]
    assert [(one["state"], one["confirmed"], one["summary"]) for one in before] == [
        ("cancelled", False, "代表同意分年度削减。"),
        ("done", True, "代表说要研究。"),
    ]
    confirmed = happened(record, "contact_confirmed")
    assert [one["data"]["is_face_to_face"] for one in confirmed] == [True]
    assert owed(house, "contact") == [(OFFICER, "done"), (OFFICER, "done")]
