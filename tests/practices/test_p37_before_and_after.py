"""P37 成效指标: figures before and after, and by what share they have changed."""

from tests.flows.steps import give_reply, open_card
from tests.house import LEAD, OFFICER, House
from tests.practices.result_steps import note_result


async def test_what_has_changed_is_shown_as_a_share(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await note_result(
        officer,
        "民生（幸福图）",
        point="总磷达标",
        what="洞庭湖总磷年均值",
        proof="省生态环境监测中心",
        change="0.08 → 0.05",
    )
    assert "0.08 → 0.05（-38%）" in (await house.phone(LEAD).sees("有了成果"))["text"]


async def test_what_is_no_figure_is_refused_in_a_sentence(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    card = await open_card(officer)
    await officer.presses("成果", card)
    await officer.presses("登记成果", await officer.sees("成果 · 第0107号", after=card))
    await officer.presses("民生（幸福图）", await officer.sees("属于哪一种成果"))
    for question, said in (
        ("采纳了代表的哪一条意见", "水质"),
        ("做成了什么", "水质"),
        ("金额多少", "很多"),
        ("请写金额", "36万元"),
        ("依据是什么", "监测报告"),
    ):
        await officer.sees(question)
        await officer.sends(said)
    await officer.sees("前后数据有什么变化")
    await officer.sends("好了很多")
    await officer.sees("请写前后两个数")
