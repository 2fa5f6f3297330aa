"""台账管理: the ledger of a unit says of each suggestion what the record says today (P49)."""

from tests.flows.steps import answer_questions, give_reply
from tests.house import LEAD, OFFICER, House
from tests.practices.cadence import sheet


async def test_the_sheet_follows_the_record(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await house.settle()
    await officer.sends("/ledger")
    rows = (await sheet(house, officer, "台账-2026-04-07.xlsx"))["建议台账"]
    (line,) = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert (line["建议编号"], line["分类"], line["答复文号"]) == (
        "0107",
        "B",
        "湘环函〔2026〕15号",
    )
    talk = str(line["办前沟通"])
    assert talk.startswith("2026-04-07 机器人消息 属实（背景：洞庭湖总磷近年反弹。；目的：")
    assert "诉求：制定分年度削减方案。" in talk
    assert line["办理阶段"] == "答复"
    assert line["备注（红黄绿灯）"] == "绿"
