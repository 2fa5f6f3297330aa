"""What is typed behind a command is done, or one clear sentence says what would be right."""

import pytest

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import DENIED, from_bot, give_reply, labels, matter, open_office
from tests.house import EVERYBODY, LEADER, OFFICER, SUPERVISOR, House

STUDY, CAUSE = "登记党组专题研究请写", "登记根源问题请写"
# who, what is typed, what is said
TYPED = [
    (LEADER, "/study", STUDY),
    (LEADER, "/study 😀", STUDY),
    (LEADER, "/study 2月30日 研究 0107", STUDY),
    (LEADER, "/study 今天 0107", STUDY),
    (LEADER, "/study 2099-01-01 研究 0107", "日期不能晚于今天"),
    (LEADER, "/study 0001-01-01 研究 0107", "日期不能早于 2025年1月1日"),
    (LEADER, f"/study 今天 {'题' * 301} 0107", "不超过300个字"),
    (LEADER, "/study 今天 研究 9999", "没有找到第9999号"),
    (LEADER, "/study 昨天 研究0107", "末尾的 0107 是建议编号吗"),
    (LEADER, "/study　今天　专题研究　０１０７", "0107"),
    (LEADER, "/cause", "登记：/cause"),
    (LEADER, "/cause 0107", CAUSE),
    (LEADER, "/cause 管网老化", CAUSE),
    (LEADER, "/cause 管网老化0107", "末尾的 0107 是建议编号吗"),
    (LEADER, f"/cause {'因' * 301} 0107", "不超过300个字"),
    (LEADER, "/cause 管网老化 ０１０７，第0108号", "号根源问题"),
    (LEADER, f"/cause 1 {'做' * 301}", "不超过300个字"),
    (LEADER, "/report 年 2月30日", "请写 /report"),
    (LEADER, "/report xx", "请写 /report"),
    (LEADER, "/report 周 明天", "还没有到"),
    (LEADER, "/report annual 9999-12-31", "还没有到"),
    (LEADER, "/report annual 0001-01-01", "之前没有数据"),
    (LEADER, "/report　年　２０２６-０４-０１", "正在"),
    (LEADER, "/case 9999", "没有找到第9999号"),
    (LEADER, "/case 😀", "没有找到第😀号"),
    (OFFICER, "/s %", "没有找到“%”"),
    (OFFICER, f"/s {'长' * 3000}", "没有找到"),
    (OFFICER, "/s　第０１０７号", "第0107号《"),
    (OFFICER, "/s １４-４-０１０７", "第0107号《"),
    (OFFICER, "/study 今天 研究 0107", DENIED),
    (SUPERVISOR, "/lookback 2099", "请写四位年份"),
    (SUPERVISOR, "/lookback 0001", "请写四位年份"),
    (SUPERVISOR, "/lookback abc", "请写四位年份"),
    (SUPERVISOR, "/lookback　２０２５", "2025"),
]


async def test_every_command_is_done_or_told_how(house: House) -> None:
    await open_office(house, matter(), matter("0108"), joined=EVERYBODY)
    await house.to(2026, 4, 7, 9, 0)
    for name, typed, told in TYPED:
        phone = house.phone(name)
        sent = await phone.sends(typed)
        if told == "正在":
            await house.settle()
            continue
        answer = await phone.sees(told, after=sent)
        assert len(words(answer)) < 1500, typed
    await house.settle()
    assert rows(house, "SELECT subject FROM studies") == [("专题研究",)]
    assert rows(house, "SELECT text, done FROM causes") == [("管网老化", None)]
    assert rows(house, "SELECT count(*) FROM inbox WHERE state = 'parked'") == [(0,)]
    for name in (LEADER, OFFICER, SUPERVISOR):
        assert not await from_bot(house.phone(name), "没能处理好")


@pytest.mark.parametrize("form", ["送达答复", "登记沟通"])
async def test_no_form_takes_a_day_of_the_year_before(one_matter: House, form: str) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    if form == "送达答复":
        await _first_days(house, form, "湘环函〔2026〕15号")
        assert labels(await officer.sees("答复日期是哪一天")) == ["今天", "取消"]
        early = "2026年4月7日"
    else:
        await _first_days(house, form, None)
        assert labels(await officer.sees("是哪一天")) == ["今天", "昨天", "取消"]
        early = "2026年1月5日"
    for typed, why in (
        ("2025-04-10", f"日期不能早于 {early}"),
        ("9999-12-31", "日期不能晚于今天"),
        ("0001-01-01", f"日期不能早于 {early}"),
    ):
        sent = await officer.sends(typed)
        await officer.sees(why, after=sent)
    await officer.presses("取消")
    await give_reply(officer)


async def _first_days(house: House, form: str, before: str | None) -> None:
    officer = house.phone(OFFICER)
    sent = await officer.sends("/s 0107")
    await officer.presses(form, await officer.sees("轮，答复期限", after=sent))
    if before is None:
        await officer.presses("电话")
    else:
        await officer.sends(before)
