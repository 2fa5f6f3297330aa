"""全年全员述职: in December everybody gets a record of the year, their own and no other (P09)."""

from bot.sandbox.client import words
from tests.flows.steps import answer_questions, give_reply, rate, record_visit
from tests.house import LEAD, OFFICER, SUPERVISOR, House
from tests.practices.cadence import office, reports, sheet


async def test_everybody_gets_the_record_of_their_year(house: House) -> None:
    reports(house, annual='["officer", "supervisor"]')
    await office(house, LEAD, OFFICER, SUPERVISOR)
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await lead.presses("2. 0107 回答几个问题")
    await answer_questions(lead)
    await record_visit(officer)
    await lead.presses("属实", await lead.sees("看了三个点位"))
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.settle()
    await house.to(2026, 4, 8, 9, 0)
    await rate(lead, "满意", "满意", "基本满意")
    await house.settle()
    await house.to(2026, 4, 10, 9, 0)
    await lead.sees("已办结")  # until then the rating is sealed

    await house.to(2026, 12, 21, 8, 30)  # the twentieth is a Sunday
    mine = words(await officer.sees("全年述职"))
    assert "我承办的建议" in mine
    assert "本人记录：沟通 1 次，面对面 1 次，带队见面 0 次，送达答复 1 件" in mine
    # One rating is too few to tell what was said in it, for a part; the whole has all beside it.
    assert "评价人数不足 5 人" in mine
    assert "满意率" not in mine
    supervisor = house.phone(SUPERVISOR)
    whole = words(await supervisor.sees("全年述职"))
    for figure in ("反馈率：1/1", "满意率（含基本满意）：1/1", "其中满意：0/1",
                   "满意占全部交办：0/3", "解决率：1/1", "重办率：0/1"):  # fmt: skip
        assert figure in whole
    found = await sheet(house, supervisor, "全年述职-2026-12-21.xlsx")
    by_name = {row[0]: row for row in found["个人述职"]}
    assert by_name[OFFICER][1:7] == (3, 0, 1, 1, 0, 1)
    assert by_name[OFFICER][-5] == "评价人数不足，不单列"
