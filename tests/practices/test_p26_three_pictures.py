"""P26 施工图、实景图、幸福图: policy, project and benefit, each brought to the deputies."""

import pytest

from tests.flows.small import rows
from tests.flows.steps import give_reply
from tests.house import CO_SIGNER, LEAD, OFFICER, House
from tests.practices.result_steps import note_result

KINDS = [
    ("政策（施工图）", "policy", "出台湖区治理办法", "湘政办发〔2026〕8号"),
    ("项目（实景图）", "project", "建成三个监测站", "投资1200万元"),
    ("民生（幸福图）", "benefit", "八万户用上净水", "验收报告"),
]


@pytest.mark.parametrize(("label", "kind", "what", "proof"), KINDS)
async def test_a_result_reaches_everybody_behind_the_suggestion(
    one_matter: House, label: str, kind: str, what: str, proof: str
) -> None:
    house = one_matter
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(house.phone(OFFICER))
    await note_result(house.phone(OFFICER), label, point="加强监测", what=what, proof=proof)
    for name in (LEAD, CO_SIGNER):
        told = await house.phone(name).sees("有了成果")
        assert what in told["text"]
        assert proof in told["text"]
    assert rows(house, "SELECT kind, what FROM results") == [(kind, what)]
