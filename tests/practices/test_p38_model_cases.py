"""P38 示范样板: a library for all staff; a deputy is named there only with consent."""

import json
from pathlib import Path

from bot.sandbox.client import Phone
from tests.flows.small import rows
from tests.flows.steps import give_reply, labels, rate
from tests.house import LEAD, OFFICER, SUPERVISOR, House

SUMMARY = "先看现场再定方案，三个月建成监测站，可供各市州借鉴。"


async def solved(house: House) -> None:
    """Replied to with class A, rated 满意, and closed."""
    await house.to(2026, 4, 7, 9, 30)
    await give_reply(house.phone(OFFICER), letter="A 已解决或基本解决")
    await house.phone(LEAD).sees("已正式答复")
    await house.settle()
    await house.to(2026, 4, 8, 9, 30)
    await rate(house.phone(LEAD), "满意", "满意", "满意")
    await house.phone(LEAD).sees("谢谢您的评价")
    await house.to(2026, 4, 9, 9, 30)
    await house.phone(LEAD).sees("已办结")
    await house.settle()


async def mark(somebody: Phone) -> None:
    """/case 0107 → 示范样板."""
    sent = await somebody.sends("/case 0107")
    draft = await somebody.sees("办理实例（草稿）", after=sent)
    await somebody.presses("示范样板", draft)
    asked = await somebody.sees("请写可以公开的摘要", after=draft)
    await somebody.sends(f"{LEAD}代表提出的建议已办成。")
    asked = await somebody.sees("请去掉再发", after=asked)
    await somebody.sends(SUMMARY)
    await somebody.presses("提交", await somebody.sees("没有错的话，请提交", after=asked))
    await somebody.sees("已列为示范样板", after=asked)


async def library(somebody: Phone, words: str = "") -> str:
    """/models."""
    sent = await somebody.sends(f"/models {words}".strip())
    return str((await somebody.sees("示范样板库", after=sent))["text"])


async def test_a_model_case_names_its_deputy_only_with_consent(
    one_matter: House, tmp_path: Path
) -> None:
    house = one_matter
    lead, officer, supervisor = house.phone(LEAD), house.phone(OFFICER), house.phone(SUPERVISOR)
    assert "还没有" in await library(officer)
    await solved(house)
    sent = await officer.sends("/case 0107")
    assert labels(await officer.sees("办理实例（草稿）", after=sent)) == ["送编辑"]
    await mark(supervisor)

    asked = await lead.sees("是否同意写上您的姓名")
    assert SUMMARY in asked["text"]
    shown = await library(officer, "优生态")
    assert SUMMARY in shown
    assert LEAD not in shown
    assert "还没有" in await library(officer, "护安全")

    async def exported() -> list[dict[str, str | None]]:
        await house.lianluo("export", "open-data", str(tmp_path))
        found: list[dict[str, str | None]] = json.loads((tmp_path / "models.json").read_text())
        return found

    assert [(one["summary"], one["deputy"]) for one in await exported()] == [(SUMMARY, None)]
    await lead.presses("同意署名", asked)
    await lead.sees("写上您的姓名。")
    assert LEAD in await library(officer)
    assert [one["deputy"] for one in await exported()] == [LEAD]
    await lead.presses("不署名", asked)
    await lead.sees("不写您的姓名")
    assert LEAD not in await library(officer)
    assert (await house.record())["model_cases"][0]["is_named"] is False

    sent = await supervisor.sends("/models")
    await supervisor.presses("撤下样板 0107", await supervisor.sees("示范样板库", after=sent))
    await supervisor.sees("已从示范样板库撤下")
    assert "还没有" in await library(officer)
    assert await exported() == []
    assert len(rows(house, "SELECT id FROM model_cases")) == 1


async def test_what_its_deputy_wants_private_leaves_the_library(one_matter: House) -> None:
    house = one_matter
    await solved(house)
    await mark(house.phone(SUPERVISOR))
    path = house.data.parent / "wish.csv"
    path.write_text(
        "届次,会次,建议编号,标题,领衔代表,主办单位,交办日期,公开意愿\n"
        f"14,4,0107,关于加快第0107号湖区治理的建议,{LEAD},生态环境厅,2026-04-07,不公开\n",
        "utf-8",
    )
    await house.lianluo("import", str(path))
    assert "还没有" in await library(house.phone(OFFICER))
