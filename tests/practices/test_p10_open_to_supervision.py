"""主动接受监督: deputy and committee see where it stands, who has it, every contact (P10)."""

import json
from pathlib import Path

import openpyxl
import pytest

from bot.sandbox.client import words
from tests.flows.steps import (
    answer_questions,
    from_bot,
    give_reply,
    happened,
    labels,
    matter,
    open_card,
    rate,
    record_visit,
    write_matters,
)
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.draft_steps import answer_anew, answer_point, list_points, points_page

CLERK, JUDGE = "曹文斌", "谢法官"
OF_THE_COURT = {"主办单位": "省高级人民法院", "承办人": JUDGE, "责任领导": ""}


@pytest.mark.parametrize("reader", [LEAD, CO_SIGNER, SUPERVISOR])
async def test_what_was_done_can_be_read(one_matter: House, reader: str) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    await record_visit(officer)
    await lead.presses("属实", await lead.sees("看了三个点位"))
    await house.settle()
    phone = house.phone(reader)
    if reader == SUPERVISOR:
        await phone.presses("接触记录", await open_card(phone))
    else:
        await phone.sends("/suggestions")
        own = await phone.sees("◉")
        await phone.presses("0107 关于加快第0107号湖区治理的建议", own)
        await phone.presses("接触记录", await phone.sees("承办："))
    seen = await phone.sees("全部接触")
    text = words(seen)
    for piece in (
        "办前沟通",
        "承办：生态环境厅 水处 陈思远",
        "下一步",
        "✓ 办前 机器人消息",
        "登门走访",
    ):
        assert piece in text
    assert labels(seen) == []  # to be read, not to be changed


async def test_the_reply_is_read_by_whoever_may_see_the_card(one_matter: House) -> None:
    house = one_matter
    lead, officer, supervisor = (house.phone(name) for name in (LEAD, OFFICER, SUPERVISOR))
    await house.to(2026, 4, 7, 9, 30)
    assert "看答复" not in labels(await open_card(supervisor))
    told = await supervisor.presses_data(await open_card(supervisor), "seereply:1")
    assert "还没有答复" in told["text"]
    page = await list_points(officer, "统一尾水标准")
    await answer_point(officer, page, 1, "采纳", "今年修订标准。")
    await give_reply(officer)
    await lead.sees("已正式答复")
    for name in (SUPERVISOR, LEADER, OFFICER):
        phone = house.phone(name)
        card = await open_card(phone)
        await phone.presses("看答复", card)
        seen = await phone.sees("答复 · 第0107号", after=card)
        for piece in ("湘环函〔2026〕15号", "B 正在解决或列入规划", "采纳：今年修订标准。"):
            assert piece in words(seen)
        assert await phone.downloads(seen) == b"%PDF-1.4 reply"
    await house.to(2026, 4, 8, 9, 30)
    await rate(lead, "满意", "满意", "不满意")
    await lead.sends("没有时间表。")
    await house.settle()
    await answer_anew(officer, await points_page(officer), 1, "解释说明", "明年修订。")
    await house.settle()
    await give_reply(officer, "湘环函〔2026〕22号", "C 因条件限制待以后解决")
    await lead.sees("湘环函〔2026〕22号")
    sent = await lead.sends("/s 0107")
    card = await lead.sees("承办：", after=sent)
    await lead.presses("看答复", card)
    seen = await lead.sees("第2轮", after=card)
    assert "解释说明：明年修订。" in words(seen)
    await lead.presses("看第1轮答复", seen)
    first = words(await lead.sees("第1轮", after=seen))
    assert "采纳：今年修订标准。" in first
    assert "湘环函〔2026〕15号" in first


async def test_offices_get_a_copy_with_the_document_courts_only_the_committee(
    house: House,
) -> None:
    copied_to(house, "supervisor", "government", "leader")
    path = write_matters(
        house.data.parent / "ledger.xlsx", matter(), matter("0108", **OF_THE_COURT)
    )
    book = openpyxl.load_workbook(path)
    for unit in ("省人民政府办公厅", "省高级人民法院"):
        book["承办单位"].append([unit, unit.removeprefix("省人民政府") or unit])
    book["工作人员"].append([CLERK, "省人民政府办公厅", "议案处", "处室负责人", "13800000051"])
    book["工作人员"].append([JUDGE, "省高级人民法院", "研究室", "承办人", "13800000052"])
    book.save(path)
    await house.lianluo("import", str(path))
    await house.start()
    await house.join(LEAD, OFFICER, SUPERVISOR, LEADER)
    for name in (CLERK, JUDGE):
        phone = await house.stage.add_person(name)
        await phone.opens((await house.lianluo("invite", name)).strip())
        await phone.presses("确认")
        await phone.presses("中文")
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(house.phone(OFFICER))
    for name in (SUPERVISOR, CLERK, LEADER):
        copy = await house.phone(name).sees("抄送：第0107号建议的答复")
        assert "湘环函〔2026〕15号" in words(copy)
        assert await house.phone(name).downloads(copy) == b"%PDF-1.4 reply"
    assert labels(await house.phone(CLERK).sees("抄送")) == []  # the card is not theirs to see
    await give_reply(house.phone(JUDGE), "湘高法〔2026〕3号", number="0108")
    await house.phone(SUPERVISOR).sees("抄送：第0108号建议的答复")
    await house.settle()
    assert not await from_bot(house.phone(CLERK), "抄送：第0108号")
    record = await house.record("0108")
    assert [one["person"] for one in happened(record, "reply_copied")] == [SUPERVISOR]


def copied_to(house: House, *whom: str) -> None:
    """Who gets copies of replies; before the bot starts."""
    file = Path(house.settings["LIANLUO_PROFILE"])
    rules = file.read_text("utf-8").replace("copies_to = []", f"copies_to = {json.dumps(whom)}")
    file.write_text(f'{rules}[government]\noffice = "省人民政府办公厅"\n', "utf-8")
