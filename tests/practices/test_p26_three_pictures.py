"""P26 施工图、实景图、幸福图: policy, project and benefit, each brought to the deputies."""

import pytest

from bot.sandbox.client import words
from tests.flows.small import rows
from tests.flows.steps import give_reply, happened, labels, open_card, rate
from tests.house import CO_SIGNER, LEAD, LEADER, OFFICER, SUPERVISOR, House
from tests.practices.result_steps import note_result, result_page

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


async def test_document_and_amount_stand_apart_from_the_proof(one_matter: House) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await note_result(
        officer,
        "项目（实景图）",
        point="加强监测",
        what="建成三个监测站",
        document="湘发改〔2026〕21号",
        amount="1.2亿元",
        proof="验收报告",
    )
    told = (await house.phone(LEAD).sees("有了成果"))["text"]
    assert "建成三个监测站 湘发改〔2026〕21号 金额12000万元" in told
    assert rows(house, "SELECT document, amount_yuan, proof FROM results") == [
        ("湘发改〔2026〕21号", 120_000_000, "验收报告")
    ]


async def test_everybody_who_sees_the_card_can_look_it_up_in_any_round(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await lead.sees("已正式答复")
    await note_result(
        officer, "政策（施工图）", point="加强监测", what="出台湖区治理办法", proof="全文"
    )
    await house.to(2026, 4, 8, 9, 30)
    form = await rate(lead, "不满意", "满意", "满意")
    await lead.sees("原因", after=form)
    await lead.sends("只出了办法，没有监测站。")
    await officer.sees("重新办理")
    for name in (OFFICER, LEADER, SUPERVISOR):
        card = await open_card(house.phone(name))
        assert "出台湖区治理办法" in words(card), name
        assert {"承诺事项", "成果"} <= set(labels(card)), name
        page = await result_page(house.phone(name))
        assert "出台湖区治理办法" in words(page), name
        assert ("登记成果" in labels(page)) is (name == OFFICER), name
    for name in (LEAD, CO_SIGNER):
        phone = house.phone(name)
        sent = await phone.sends("/s 0107")
        card = await phone.sees("答复：", after=sent)
        assert "出台湖区治理办法" in words(card), name
        assert "承诺事项" not in labels(card), name  # nothing is promised yet
        await phone.presses("成果", card)
        page = await phone.sees("成果 · 第0107号", after=card)
        assert "出台湖区治理办法" in words(page), name
        assert labels(page) == [], name


async def test_what_is_wrong_is_corrected_or_withdrawn_with_the_reason(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(officer)
    await note_result(
        officer,
        "项目（实景图）",
        point="加强监测",
        what="建成三个监测站",
        amount="1200万元",
        proof="验收报告",
    )
    page = await result_page(officer)
    await officer.presses("更正第1项", page)
    asked = await officer.sees("要更正哪一项", after=page)
    await officer.presses("金额", asked)
    asked = await officer.sees("金额多少", after=asked)
    await officer.sends("120万元")
    asked = await officer.sees("为什么更改", after=asked)
    await officer.sends("多写了一个零。")
    await officer.presses("提交", await officer.sees("没有错的话，请提交", after=asked))
    await officer.sees("成果已更正", after=asked)
    told = words(await lead.sees("的成果作了更正"))
    assert "金额120万元" in told
    assert "原为：🏗 项目（实景图） · 建成三个监测站 金额1200万元" in told
    assert "多写了一个零" in told
    again = await result_page(officer)
    assert "1200万元" not in words(again)
    assert "已经办好" in (await officer.presses("更正第1项", page))["text"]

    await officer.presses("撤销第1项", again)
    asked = await officer.sees("为什么更改", after=again)
    await officer.sends("还没有验收。")
    await officer.presses("提交", await officer.sees("没有错的话，请提交", after=asked))
    assert "还没有验收" in words(await lead.sees("撤销了一项成果"))
    assert "监测站" not in words(await result_page(officer)).partition("》")[2]
    record = await house.record()
    assert [one["changes"][0]["is_withdrawn"] for one in record["results"]] == [False, True]
    assert len(happened(record, "result_corrected")) == 1
    await house.lianluo("export", "suggestion", "0107", "--format", "md")
    assert "更正：多写了一个零" in house.printed
    assert "撤销：还没有验收" in house.printed
