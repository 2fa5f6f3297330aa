"""P54 政策转化: one list of documents, works and benefits, by theme, for those it concerns."""

from tests.flows.steps import give_reply
from tests.house import OFFICER, SUPERVISOR, House
from tests.practices.result_steps import note_result


async def test_the_list_is_by_theme(one_matter: House) -> None:
    house = one_matter
    officer, supervisor = house.phone(OFFICER), house.phone(SUPERVISOR)
    await house.to(2026, 4, 7, 9, 30)
    sent = await supervisor.sends("/results")
    await supervisor.sees("还没有登记成果", after=sent)
    await give_reply(officer)
    await note_result(
        officer,
        "政策（施工图）",
        point="加强监测",
        what="出台湖区治理办法",
        proof="湘政办发〔2026〕8号",
    )
    sent = await supervisor.sends("/results")
    shown = (await supervisor.sees("成果清单", after=sent))["text"]
    assert "#优生态" in shown
    assert "湘政办发〔2026〕8号" in shown
