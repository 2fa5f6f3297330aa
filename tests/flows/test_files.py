"""Files, places and cards arrive on the other side, and what can be kept is kept by its hash."""

import hashlib

import pytest

from bot.sandbox.client import Json, Phone, words
from tests.flows.small import profile, rows, until
from tests.flows.steps import from_bot, happened, matter, open_card, open_office
from tests.house import LEAD, OFFICER, House

FILES = {
    "photo": ("湖区.jpg", b"\xff\xd8\xff\xe0 a picture"),
    "document": ("监测 <报告>.pdf", b"%PDF-1.4 a report"),
    "voice": ("话.ogg", b"OggS some words"),
    "video": ("现场.mp4", b"\x00\x00\x00\x18ftypmp42 a film"),
    "audio": ("录音.mp3", b"ID3 a recording"),
    "sticker": ("赞.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 thumb up"),
}
WITH_CAPTION = ("photo", "document", "voice", "video", "audio")


async def came(phone: Phone, kind: str) -> Json:
    """The message of this kind, waited for."""
    await until(lambda: _has(phone, kind))
    return next(one for one in reversed(await from_bot(phone)) if kind in one)


async def _has(phone: Phone, kind: str) -> bool:
    return any(kind in one for one in await from_bot(phone))


def is_kept(house: House, body: bytes) -> bool:
    """Whether these bytes lie on disk under their hash."""
    digest = hashlib.sha256(body).hexdigest()
    place = house.data / "files" / digest[:2] / digest
    return place.exists() and place.read_bytes() == body


async def test_what_a_deputy_sends_arrives_and_is_kept(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    for kind, file in FILES.items():
        caption = f"<{kind}> 说明" if kind in WITH_CAPTION else ""
        await lead.uploads(file, kind=kind, caption=caption)
        told = await came(officer, kind)
        assert await officer.downloads(told) == file[1]
        if caption:
            assert words(told) == f"李秀兰代表（0107 关于加快第0107号湖区治理的建议）：\n{caption}"
    await lead.shares_location(29.37, 113.09)
    place = (await came(officer, "location"))["location"]
    assert (place["latitude"], place["longitude"]) == (29.37, 113.09)
    await lead.shares_other_contact("护湖员老张", "+8613900000000")
    card = (await came(officer, "contact"))["contact"]
    assert (card["first_name"], card["phone_number"]) == ("护湖员老张", "+8613900000000")
    # What carries no words is headed by whose it is.
    assert len(await from_bot(officer, "李秀兰代表（0107")) == len(WITH_CAPTION) + 3

    for _, body in FILES.values():
        await until(lambda body=body: is_kept(house, body))
    record = await house.record()
    kept = [one for one in record["messages"] if one["direction"] == "in"]
    assert [one["kind"] for one in kept] == [*FILES, "location", "contact"]
    assert {one["state"] for message in kept for one in message["attachments"]} == {"stored"}
    assert kept[1]["attachments"][0]["name"] == "监测 <报告>.pdf"
    assert kept[-2]["media"] == {"latitude": 29.37, "longitude": 113.09}


async def test_an_album_of_ten_arrives_as_one_in_order_both_ways(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    pictures = [(f"{number}.jpg", b"\xff\xd8\xff picture %d" % number) for number in range(10)]

    await lead.uploads(*pictures, caption="十处排口")
    await is_album(officer, pictures, "十处排口")
    told = await officer.sees("十处排口")
    # Back by a reply: one line says what became of all ten.
    await officer.uploads(*pictures, caption="已查看十处", reply_to=told)
    await is_album(lead, pictures, "已查看十处")
    await officer.sees("✅ 已送达李秀兰代表")
    await house.settle()
    assert len(await from_bot(officer, "送达")) == 1

    # Documents by way of the card: one preview of all, then sent.
    papers = [(f"{number}.pdf", b"%%PDF-1.4 %d" % number) for number in range(3)]
    await officer.presses("给代表发消息", await open_card(officer))
    await officer.sees("请写要发给李秀兰代表的话")
    await officer.uploads(*papers, kind="document", caption="三份材料")
    preview = await officer.sees("将发给李秀兰代表")
    await house.settle()
    assert len(await from_bot(officer, "将发给李秀兰代表")) == 1
    preview = await officer.sees("将发给李秀兰代表")
    assert words(preview).count("[文件]") == 3
    await officer.presses("发送", preview)
    await is_album(lead, papers, "三份材料", kind="document")


async def is_album(
    phone: Phone, files: list[tuple[str, bytes]], caption: str, kind: str = "photo"
) -> None:
    """These files came as one album, in this order, with the words under the first."""

    async def all_came() -> bool:
        return len([one for one in await from_bot(phone) if kind in one]) == len(files)

    await until(all_came)
    album = [one for one in await from_bot(phone) if kind in one]
    assert len({one["media_group_id"] for one in album}) == 1
    assert [await phone.downloads(one) for one in album] == [body for _, body in files]
    assert caption in words(album[0])
    assert not [one for one in album[1:] if words(one)]


@pytest.mark.parametrize("max_bytes", [20 * 2**20, 64 * 2**20])
async def test_a_file_too_big_to_fetch_is_told_and_kept_by_reference(
    house: House, max_bytes: int
) -> None:
    # Either our own rule knows it before, or the network says so.
    profile(house, f"[files]\nmax_download_bytes = {max_bytes}\n")
    await open_office(house, matter(), joined=(LEAD, OFFICER))
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await lead.uploads(("全年数据.zip", b"z" * (20 * 2**20 + 1)), kind="document")
    await lead.sees("机器人取不下来，已记下并转告对方")
    # The other side can still open it in the chat.
    told = await came(officer, "document")
    assert told["document"]["file_name"] == "全年数据.zip"
    record = await house.record()
    attachment = next(
        one["attachments"][0] for one in record["messages"] if one["direction"] == "in"
    )
    assert (attachment["state"], attachment["sha256"]) == ("too_big", None)
    assert attachment["file_id"]
    await house.settle()
    assert len(await from_bot(lead, "取不下来")) == 1


async def test_a_file_that_cannot_be_fetched_at_first_is_fetched_later(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.stage.faults({"kind": "error", "status": 502, "match": {"method": "getFile"}})
    body = b"\xff\xd8\xff the lake"
    await lead.uploads(("湖.jpg", body))
    # Nobody waits for the copy on disk.
    await came(officer, "photo")
    await until(lambda: rows(house, "SELECT attempts > 1 FROM attachments") == [(1,)])
    assert not is_kept(house, body)
    await house.stage.faults()
    await until(lambda: is_kept(house, body))
    assert len(happened(await house.record(), "file_stored")) == 1
    assert not await from_bot(lead, "没能取下来")

    # One that the network never hands over: the sender is asked to send it again.
    await house.stage.faults(
        {"kind": "error", "status": 400, "match": {"method": "getFile"}, "html": False}
    )
    await lead.uploads(("坏.jpg", b"\xff\xd8\xff broken"))
    await lead.sees("没能取下来，请您再发一次")
    await house.stage.faults()
    record = await house.record()
    assert [one["attachments"][0]["state"] for one in record["messages"] if one["attachments"]] == [
        "stored",
        "failed",
    ]
