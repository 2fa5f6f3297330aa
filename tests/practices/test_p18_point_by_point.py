"""P18 必答题: every point is answered one by one; with one left out no reply is delivered."""

from bot.sandbox.client import words
from tests.flows.steps import GONE, give_reply, happened
from tests.house import CO_SIGNER, LEAD, OFFICER, SUPERVISOR, House
from tests.practices.draft_steps import answer_anew, answer_point, list_points, points_page
from tests.practices.gate_steps import stopped, with_gates


async def test_no_reply_leaves_a_point_out_and_the_deputy_may_add_one(one_matter: House) -> None:
    house = one_matter
    officer, deputy = house.phone(OFFICER), house.phone(LEAD)
    await with_gates(house, "points_answered")
    await house.to(2026, 4, 7, 9, 30)
    assert "逐条答复" in (await stopped(house, "送达答复"))["text"]

    page = await list_points(officer, "统一尾水标准", "建监测站", "写错的一条")
    await officer.presses("删去第3条", page)
    page = await officer.sees("2. 建监测站", after=page)
    assert "写错的一条" not in page["text"]
    page = await answer_point(officer, page, 1, "采纳", "修订排放标准。")
    again = await stopped(house, "送达答复")
    assert "逐条答复" in again["text"]
    page = await answer_point(officer, await points_page(officer), 2, "解释说明", "明年再建。")

    own = await deputy.sends("/s 0107")
    card = await deputy.sees("第0107号", after=own)
    await deputy.presses("逐条答复", card)
    shown = await deputy.sees("1. 统一尾水标准", after=card)
    assert "✅ 采纳：修订排放标准。" in shown["text"]
    await deputy.presses("还有遗漏", shown)
    await deputy.sees("还有哪一条诉求", after=shown)
    await deputy.sends("补贴养殖户")
    await deputy.sees("已补上")
    told = await officer.sees("诉求有遗漏")
    assert "补贴养殖户" in told["text"]
    await stopped(house, "送达答复")
    page = await points_page(officer)
    refused = await officer.presses("删去第3条", page)
    assert "代表自己提出" in refused["text"]
    await answer_point(officer, page, 3, "部分采纳", "给规模场补贴。")
    await give_reply(officer)
    notice = words(await deputy.sees("已正式答复"))
    assert "3. 补贴养殖户" in notice
    assert "部分采纳：给规模场补贴。" in notice
    assert GONE in (await officer.presses("删去第3条", page))["text"]

    record = await house.record()
    outcomes = [one["data"]["outcome"] for one in happened(record, "point_answered")]
    assert outcomes == ["adopted", "explained", "partly"]
    assert [point["what"] for point in record["points"] if not point["struck_at"]] == [
        "统一尾水标准",
        "建监测站",
        "补贴养殖户",
    ]


async def test_after_the_reply_an_answer_changes_only_with_a_reason_told_to_all(
    one_matter: House,
) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    page = await list_points(officer, "统一尾水标准", "建监测站")
    page = await answer_point(officer, page, 1, "解释说明", "暂不具备条件。")
    await give_reply(officer)
    await house.phone(LEAD).sees("已正式答复")
    asked = await answer_anew(officer, await points_page(officer), 1, "采纳", "已经修订。")
    asked = await officer.sees("为什么改这一条", after=asked)
    assert (await house.record())["points"][0]["answers"][-1]["outcome"] == "explained"
    await officer.sends("省里新出台了标准。")
    await officer.sees("采纳：已经修订。", after=asked)
    for name in (LEAD, CO_SIGNER, SUPERVISOR):
        told = words(await house.phone(name).sees("逐条答复改了一条"))
        for part in ("暂不具备条件", "采纳：已经修订。", "省里新出台了标准。"):
            assert part in told
    # What had no answer at all gets its first: all hear of that too.
    await answer_point(officer, await points_page(officer), 2, "采纳", "今年建站。")
    for name in (LEAD, SUPERVISOR):
        assert "今年建站" in words(await house.phone(name).sees("补答了一条诉求"))
    record = await house.record()
    first, second = record["points"]
    assert [(one["outcome"], one["reason"]) for one in first["answers"]] == [
        ("explained", None),
        ("adopted", "省里新出台了标准。"),
    ]
    assert [one["reason"] for one in second["answers"]] == [None]
    page_html = await house.lianluo("export", "suggestion", "0107", "--format", "html")
    assert "答复后改，省里新出台了标准。" in page_html
