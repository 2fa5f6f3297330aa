"""What the law wants gone is gone everywhere, and the record still proves itself."""

from bot.sandbox.client import words
from tests.flows.steps import answer_questions, happened
from tests.house import LEAD, OFFICER, House


async def test_words_and_files_are_erased_with_reason_and_approver(one_matter: House) -> None:
    house = one_matter
    lead, officer = house.phone(LEAD), house.phone(OFFICER)
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(lead)
    secret = await lead.sends("某某的病历号是ABC-778899。")
    shown = await officer.sees("ABC-778899")
    await lead.edits(secret, "某某的病历号是ABC-778800。")
    await officer.sees("ABC-778800")
    await lead.uploads(("病历.pdf", b"%PDF-1.4 illness"), kind="document", caption="病历在此")
    file = await officer.sees("病历在此")
    assert file["document"]["file_name"] == "病历.pdf"
    await house.settle()
    record = await house.record()
    said = [one for one in record["messages"] if one["copy_of"] is None]
    first = next(one for one in said if "ABC-7788" in (one["text"] or ""))
    second = next(one for one in said if one["text"] == "病历在此")
    (sha256,) = {one["sha256"] for one in second["attachments"]}

    because = ("--reason", "个人信息保护法第四十七条", "--approver", "张主任")
    wrong = await house.lianluo("erase", "0107", "99999", *because, fails=True)
    assert "没有编号为 99999 的消息" in wrong
    ids = [str(first["id"]), str(second["id"])]
    told = await house.lianluo("erase", "0107", *ids, *because)
    assert "files：1" in told
    await house.settle()

    # Nowhere in the books, on the disk, or on the officer's screen.
    everything = house.books.everything().decode()
    for gone in ("ABC-7788", "病历在此", "病历.pdf"):
        assert gone not in everything
    assert not (house.data / "files" / sha256[:2] / sha256).exists()
    now = {one["message_id"]: one for one in await officer.messages()}
    assert "内容已依法删除" in words(now[shown["message_id"]])
    assert "内容已依法删除" in words(now[file["message_id"]])
    assert now[file["message_id"]]["document"]["file_name"] == "note.txt"
    # That something was said, when and by whom stays; so do the reason and the approver.
    after = await house.record()
    kept = next(one for one in after["messages"] if one["id"] == first["id"])
    assert (kept["author"], kept["at"]) == (LEAD, first["at"])
    assert "内容已依法删除" in kept["text"]
    (erased,) = happened(after, "erased")
    assert erased["data"]["approver"] == "张主任"
    assert str(first["id"]) in erased["data"]["messages"]
    assert erased["data"]["files"] == [sha256]
    assert "all is as it was written" in await house.lianluo("verify")


async def test_an_event_that_was_emptied_by_a_statute_is_no_bent_event(one_matter: House) -> None:
    house = one_matter
    await house.to(2026, 4, 7, 9, 0)
    await answer_questions(house.phone(LEAD), ["电话13800000001"] * 4)
    await house.settle()
    await house.stop()
    await house.lianluo("keys", "new")
    await house.lianluo("keys", "rotate")
    assert "all is as it was written" in await house.lianluo("verify")
