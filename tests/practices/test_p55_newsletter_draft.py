"""刊物: a draft for the newsletter from the record, within what the deputy allows (P55)."""

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import ANSWERS, answer_questions, give_reply, happened, rate
from tests.house import LEAD, OFFICER, SUPERVISOR, House


async def test_a_solved_case_is_drafted_and_passed_on_to_the_editors(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await officer.sends("/case")
    await officer.sees("还没有可以作为办理实例的建议")
    await officer.sends("/case 0107")
    await officer.sees("还不能作为实例")
    await answer_questions(lead)
    await give_reply(officer, letter="A 已解决或基本解决")
    await lead.sees("已正式答复")
    await house.settle()
    await house.to(2026, 4, 8, 9, 0)
    await rate(lead, "满意", "满意", "满意")
    await lead.sees("谢谢您的评价")
    await officer.sends("/case 0107")
    await officer.sees("还不能作为实例")
    await house.to(2026, 4, 9, 9, 0)
    await lead.sees("已办结")
    await house.settle()

    await officer.sends("/case")
    await officer.sees("现有：0107")
    await officer.sends("/case 0107")
    draft = await officer.sees("办理实例（草稿）")
    assert ANSWERS[2] in words(draft)
    assert "1次与代表沟通，其中面对面0次" in words(draft)
    await officer.presses("送编辑", draft)
    await officer.sees(f"已送：{SUPERVISOR}")
    assert ANSWERS[2] in words(await house.phone(SUPERVISOR).sees("办理实例（草稿）"))
    assert len(happened(await house.record(), "case_sent")) == 1


async def test_what_the_deputy_wants_kept_is_no_case(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    await give_reply(officer, letter="A 已解决或基本解决")
    await lead.sees("已正式答复")
    await house.settle()
    await house.to(2026, 4, 8, 9, 0)
    await rate(lead, "满意", "满意", "满意")
    await lead.sees("谢谢您的评价")
    await house.to(2026, 4, 9, 9, 0)
    await lead.sees("已办结")
    await house.settle()
    path = house.data.parent / "wish.csv"
    path.write_text(
        "届次,会次,建议编号,标题,领衔代表,主办单位,交办日期,公开意愿\n"
        f"14,4,0107,关于加快第0107号湖区治理的建议,{LEAD},生态环境厅,2026-04-07,不公开\n",
        "utf-8",
    )
    await house.lianluo("import", str(path))
    assert rows(house, "SELECT openness FROM suggestions") == [("none",)]
    await officer.sends("/case 0107")
    await officer.sees("不希望公开")
