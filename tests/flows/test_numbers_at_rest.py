"""Telephone numbers: people see them where they need them, and nobody finds them in the rows."""

from pathlib import Path

import openpyxl
import pytest

from bot.sandbox.client import Phone, words
from tests.flows.small import kept, link_for, profile, until
from tests.flows.steps import labels, matter, open_office, write_matters
from tests.house import LEAD, OFFICER, House

OWN, CARD, TYPED, LANDLINE, NEXT = (
    "13800000001",
    "447911123456",
    "13955556666",
    "0731-82345678",
    "13700000009",
)
NUMBERS = (OWN, CARD, TYPED, LANDLINE, "82345678", NEXT, "13800000011")


async def test_no_number_is_to_be_read_in_rows_log_or_files(house: House) -> None:
    profile(house, "[registration]\nrequire_phone_match = true\n")
    await open_office(house, matter(), joined=())
    house.settings["LIANLUO_LOG_LEVEL"] = "DEBUG"
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    for phone in (lead, officer):
        await phone.opens(await link_for(house, LEAD if phone is lead else OFFICER))
        await phone.presses("确认")
        await phone.sees("发送您本人的手机号")
        await phone.presses_key("发送我的手机号")
        await phone.presses("中文")
    await lead.presses("工作日上午、下午都可以")
    await lead.presses("在这里发消息")

    # Words, an edit, a card: they arrive as they were said.
    said = await lead.sends(f"我换号了，电话{TYPED}")
    await officer.sees(TYPED)
    await lead.edits(said, f"办公室 {LANDLINE}")
    await officer.sees(LANDLINE)
    await lead.shares_other_contact("老张", CARD)
    await until(lambda: house.books.ask("SELECT 1 FROM messages WHERE kind = 'contact'") != [])
    await house.settle()
    assert any(CARD in str(one.get("contact")) for one in await officer.messages())
    # A prompt that names a number, and a press below it: the raw press repeats the whole text.
    await lead.sends("/stop")
    await _is_to_call(officer)
    asked = await officer.sees(OWN)
    await officer.presses_data(asked, "nonsense:0")
    # The roster changes.
    changed = write_matters(house.data.parent / "next.xlsx", matter())
    told = await house.lianluo("import", str(_with_number(changed)))
    assert NEXT not in told
    await house.settle()

    await house.lianluo("keys", "new")
    rotated = await house.lianluo("keys", "rotate")
    assert "已重新加密 0 " not in rotated
    assert "已重新加密 0 " in await house.lianluo("keys", "rotate")
    record = str(await house.record())
    for number in (TYPED, LANDLINE, CARD):
        assert number in record

    everything = await kept(house) + (house.data.parent / "bot.log").read_bytes()
    for number in NUMBERS:
        assert number.encode() not in everything, number


async def _is_to_call(officer: Phone) -> None:
    """Open the telephone call, if it is one of several things owed."""
    asked = await officer.sees("电话联系")
    for label in labels(asked):
        if "电话联系" in label:
            await officer.presses(label, asked)


def _with_number(path: Path) -> Path:
    book = openpyxl.load_workbook(path)
    book["代表"]["C2"] = NEXT
    book.save(path)
    return path


async def test_work_goes_on_without_the_key(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.stop()
    (house.data / "key").rename(house.data / "elsewhere")

    missing = await house.lianluo("check", fails=True)
    assert "keys are missing" in missing
    assert "Traceback" not in missing
    await house.start()
    await lead.sends(f"进展如何？电话{TYPED}")
    await officer.sees(TYPED)
    await lead.sends("/stop")
    await _is_to_call(officer)
    asked = words(await officer.sees("目前收不到消息"))
    assert "🔒" in asked
    assert "keys that are not here" in house.log()
    await house.stop()
    assert "缺少密钥" in await house.lianluo("keys", "rotate", fails=True)

    # Put back beside the one made meanwhile: everything can be read again.
    with (house.data / "key").open("a") as file:
        file.write((house.data / "elsewhere").read_text())
    assert "已重新加密" in await house.lianluo("keys", "rotate")
    out = house.data.parent / "ledger.xlsx"
    await house.lianluo("export", "ledger", str(out), "--with-phones")
    assert OWN in str(list(openpyxl.load_workbook(out).worksheets[0].values))


@pytest.mark.parametrize("keys", ["nonsense", "c2hvcnQ="])
async def test_a_wrong_key_is_named(house: House, keys: str) -> None:
    house.settings["LIANLUO_KEYS"] = keys
    told = await house.lianluo("migrate", fails=True)
    assert "LIANLUO_KEYS is wrong: key 1" in told
    assert keys not in told
