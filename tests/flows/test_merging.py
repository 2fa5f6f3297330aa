"""并案: one officer for what is handled together, and no reply that a deputy did not want."""

from bot.sandbox.client import words
from tests.attackers.everybody import joins, write_staff
from tests.flows.small import rows
from tests.flows.steps import give_reply, labels, matter, open_card, open_office, rate
from tests.house import CO_SIGNER, EVERYBODY, LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.assignment_steps import menu, move

COLLEAGUE_OF_COMMITTEE = "钱督办"
OTHER = matter("0108", 领衔代表=CO_SIGNER, 附议代表="", 承办人=LEADER)
OFFICERS = (
    "SELECT number, people.name FROM suggestions JOIN people ON people.id = officer_id"
    " ORDER BY number"
)


async def test_within_a_unit_one_officer_handles_both_and_gives_the_same_reply(
    house: House,
) -> None:
    await open_office(house, matter(附议代表=""), OTHER, joined=EVERYBODY)
    await house.to(2026, 4, 8, 9, 30)
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await move(supervisor, "并案", "第０１０８号")
    await house.phone(LEADER).sees("与第0107号并案，改由陈思远承办")
    await officer.sees("把第0108号建议")
    await house.phone(CO_SIGNER).sees(f"第0108号建议《{OTHER['标题']}》现由{OFFICER}承办")
    await house.settle()
    assert rows(house, OFFICERS) == [("0107", OFFICER), ("0108", OFFICER)]

    await give_reply(officer, "湘环函〔2026〕7号")
    same = await officer.sees("也用这份答复吗")
    await officer.presses("第0108号也这样答复", same)
    await officer.sees("已把同一份答复送给第0108号建议的代表")
    await house.settle()
    assert not labels(await officer.sees("也用这份答复吗"))


async def test_a_reply_of_an_earlier_round_is_given_to_nobody_else(house: House) -> None:
    await open_office(house, matter(附议代表=""), OTHER, joined=EVERYBODY)
    await house.to(2026, 4, 8, 9, 30)
    officer, lead = house.phone(OFFICER), house.phone(LEAD)
    await move(house.phone(SUPERVISOR), "并案", "0108")
    await officer.sees("把第0108号建议")
    await give_reply(officer, "湘环函〔2026〕7号")
    same = await officer.sees("也用这份答复吗")
    await lead.sees("已正式答复")
    await house.to(2026, 4, 9, 9, 30)
    await rate(lead, "不满意", "满意", "满意")
    await lead.sees("说说不满意的原因")
    await lead.sends("排口还在排，没有时间表。")
    await lead.sees("重新办理")
    said = await officer.presses("第0108号也这样答复", same)
    assert "以前的答复不能再用" in said["text"]
    assert rows(house, "SELECT count(*) FROM replies") == [(1,)]


async def test_what_somebody_else_has_merged_meanwhile_is_looked_at_again(house: House) -> None:
    await open_office(house, matter(附议代表=""), OTHER, joined=EVERYBODY)
    staff = write_staff(
        house.data.parent / "more.xlsx",
        (COLLEAGUE_OF_COMMITTEE, "代表工作委员会", "议案处", "督办", ""),
    )
    await house.lianluo("import", str(staff))
    one, other = house.phone(SUPERVISOR), await joins(house, COLLEAGUE_OF_COMMITTEE)
    await house.to(2026, 4, 8, 9, 30)
    asked = await menu(one)
    await one.presses("并案", asked)
    asked = await one.sees("请写建议编号", after=asked)
    await one.sends("0108")
    preview = await one.sees("请提交", after=asked)
    await move(other, "并案", "0107", number="0108")
    await other.sees("第0108号建议已处理")
    said = await one.presses("提交", preview)
    assert "就是这件建议" in said["text"]
    assert rows(house, "SELECT count(*) FROM merges") == [(1,)]
    assert "并案办理：0107" in words(await open_card(other, "0108"))
