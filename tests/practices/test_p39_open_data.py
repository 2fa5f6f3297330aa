"""P39 开放数据: only what deputies let be known, nobody named, the same bytes for the same day."""

import hashlib
import json
from pathlib import Path
from typing import Any

from tests.flows.small import profile, rows
from tests.flows.steps import give_reply, matter, open_card
from tests.house import CO_SIGNER, LEAD, OFFICER, House
from tests.practices.cadence import office, reports
from tests.practices.closing_steps import publication_page
from tests.practices.result_steps import note_result

TEXT = f"{LEAD}、{CO_SIGNER}建议加强监测，联系电话13800000001。"
WISHES = (
    ("0107", "全文公开", "否"),
    ("0108", "仅公开标题", "否"),
    ("0109", "不公开", "否"),
    ("0110", "全文公开", "是"),
    ("0111", "全文公开", "否"),
)
MATTERS = [
    matter(number, 公开意愿=openness, 是否保密=kept, 建议内容=TEXT)
    for number, openness, kept in WISHES
]


def read(folder: Path, name: str) -> Any:
    """One of the files."""
    return json.loads((folder / name).read_text("utf-8"))


async def test_what_deputies_let_be_known_is_exported_and_nothing_else(
    house: House, tmp_path: Path
) -> None:
    reports(house)
    await office(house, LEAD, OFFICER, rows=MATTERS)
    await house.to(2026, 4, 8, 9, 30)
    officer = house.phone(OFFICER)
    for number in ("0107", "0108", "0109", "0110"):
        await give_reply(officer, number=number)
    await note_result(
        officer, "政策（施工图）", point="加强监测", what="出台办法", proof=f"{OFFICER}，湘政8号"
    )
    await house.settle()
    first, second = tmp_path / "first", tmp_path / "second"
    await house.lianluo("export", "open-data", str(first), "--on", "2026-04-08")

    told = read(first, "suggestions.json")
    assert [(one["number"], one["extent"]) for one in told] == [("0107", "full"), ("0108", "title")]
    assert told[0]["text"] == "××、××建议加强监测，联系电话××。"
    assert [(one["what"], one["proof"]) for one in told[0]["results"]] == [
        ("出台办法", "××，湘政8号")
    ]
    assert not {"text", "results"} & told[1].keys()
    everything = "".join(path.read_text("utf-8") for path in first.iterdir())
    hidden = (LEAD, CO_SIGNER, OFFICER, "13800000001", "0109", "0110", "0111")
    assert [one for one in hidden if one in everything] == []

    manifest = read(first, "manifest.json")
    assert (manifest["day"], manifest["suggestions"], manifest["not_public"]) == (
        "2026-04-08",
        2,
        2,
    )
    for name, about in manifest["files"].items():
        assert about["sha256"] == hashlib.sha256((first / name).read_bytes()).hexdigest()
    figures = read(first, "indicators.json")["figures"]
    assert figures["solved"] == {"numerator": 4, "denominator": 4}
    assert "satisfied" not in figures  # nobody has rated: too few

    # What happens afterwards changes nothing about that day.
    await house.to(2026, 4, 9, 9, 30)
    await give_reply(officer, number="0111")
    await house.settle()
    await house.lianluo("export", "open-data", str(second), "--on", "2026-04-08")
    for path in first.iterdir():
        assert (second / path.name).read_bytes() == path.read_bytes()
    await house.lianluo("export", "open-data", str(second))
    assert [one["number"] for one in read(second, "suggestions.json")] == ["0107", "0108", "0111"]
    said = await house.lianluo("export", "open-data", str(second), "--on", "2026-12-31", fails=True)
    assert "还没有到" in said
    assert len(rows(house, "SELECT id FROM events WHERE kind = 'exported'")) == 3


async def test_nothing_is_open_before_its_unit_has_decided_so(house: House, tmp_path: Path) -> None:
    profile(house, "[publication]\ndecide_working_days = 5\n")
    await office(house, LEAD, OFFICER, rows=MATTERS[:1])
    await house.to(2026, 4, 8, 9, 30)
    officer = house.phone(OFFICER)
    await give_reply(officer)
    await house.settle()

    async def exported() -> list[str]:
        await house.settle()
        await house.lianluo("export", "open-data", str(tmp_path))
        return [one["number"] for one in read(tmp_path, "suggestions.json")]

    assert await exported() == []
    page = await publication_page(officer)
    await officer.presses("不予公开", page)
    asked = await officer.sees("为什么不主动公开", after=page)
    await officer.sends("涉及商业秘密。")
    page = await officer.sees("公开：不予公开", after=asked)
    assert await exported() == []
    await officer.presses("主动公开", page)
    await officer.sees("最迟", after=page)
    assert await exported() == ["0107"]


async def test_a_link_to_data_elsewhere_leads_only_where_the_profile_says(
    one_matter: House,
) -> None:
    house = one_matter
    officer = house.phone(OFFICER)
    await house.to(2026, 4, 8, 9, 30)
    card = await open_card(officer)
    await officer.presses("数据链接", card)
    asked = await officer.sees("链接里是什么", after=card)
    await officer.sends("洞庭湖水质月报")
    asked = await officer.sees("请发网址", after=asked)
    for wrong in ("http://sthjt.hunan.gov.cn/a", "https://gov.cn.example.com/a"):
        await officer.sends(wrong)
        asked = await officer.sees("请换一个网址", after=asked)
    url = "https://sthjt.hunan.gov.cn/a?b=1&c=2"
    await officer.sends(url)
    await officer.presses("提交", await officer.sees("没有错的话，请提交", after=asked))
    for name in (LEAD, CO_SIGNER):
        told = await house.phone(name).sees("您可以看这里")
        assert "洞庭湖水质月报" in told["text"]
        assert [one["url"] for one in told["entities"] if one["type"] == "text_link"] == [url]
    assert "🌐 洞庭湖水质月报" in (await open_card(officer))["text"]
    (kept,) = (await house.record())["links"]
    assert (kept["title"], kept["url"]) == ("洞庭湖水质月报", url)
