"""Files are kept by their content, big ones by reference, and trouble is waited out."""

import asyncio
import hashlib
from dataclasses import replace

from bot.sandbox.client import Phone
from storage.files import Attachment
from storage.vocabulary import AttachmentState, Direction, MessageKind, MessageState
from tests.runtime.desk import Desk, picture, until

ALICE = "李秀兰"


async def settled(desk: Desk, attachment_id: int) -> Attachment:
    """The attachment, once a downloader has done with it."""
    downloader = desk.downloader()
    task = asyncio.create_task(downloader.run())

    def is_settled() -> bool:
        downloader.wake()
        return _look(desk, attachment_id).state != AttachmentState.PENDING

    try:
        await until(is_settled)
    finally:
        downloader.stop()
        await task
    return _look(desk, attachment_id)


def _look(desk: Desk, attachment_id: int) -> Attachment:
    with desk.database.read() as session:
        row = session.get_one(Attachment, attachment_id)
        session.expunge(row)
        return row


async def attached(desk: Desk, phone: Phone, body: bytes, *, size: int | None = None) -> int:
    """A document a person has sent, still to be fetched."""
    await phone.uploads(("答复.bin", body), kind="document")
    updates = await desk.line.call("getUpdates", timeout=0)
    file = next(one["message"]["document"] for one in updates if "document" in one["message"])
    return _row(desk, phone.id, file["file_id"], size)


def _row(desk: Desk, chat_id: int, file_id: str, size: int | None = None) -> int:
    message_id = desk.queue(
        chat_id,
        direction=Direction.IN,
        state=MessageState.RECEIVED,
        kind=MessageKind.DOCUMENT,
    )
    with desk.database.write() as session:
        row = Attachment(
            message_id=message_id,
            kind=MessageKind.DOCUMENT,
            telegram_file_id=file_id,
            size=size,
            state=AttachmentState.PENDING,
            next_at=desk.clock.now(),
        )
        session.add(row)
        session.flush()
        return row.id


async def test_a_file_is_kept_under_the_hash_of_its_content(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    body = picture(1) * 1000
    row = await settled(desk, await attached(desk, alice, body))
    digest = hashlib.sha256(body).hexdigest()
    assert (row.state, row.sha256, row.size) == (AttachmentState.STORED, digest, len(body))
    assert (desk.folder / "files" / digest[:2] / digest).read_bytes() == body
    assert list((desk.folder / "files" / "incoming").iterdir()) == []


async def test_the_network_is_asked_again_after_a_fault(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    attachment_id = await attached(desk, alice, b"x" * 50)
    await desk.stage.faults({"kind": "error", "method": "getFile", "status": 502, "count": 2})
    row = await settled(desk, attachment_id)
    assert (row.state, row.attempts) == (AttachmentState.STORED, 2)


async def test_a_file_known_to_be_too_big_is_not_asked_for(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    attachment_id = _row(desk, alice.id, "whatever", size=20 * 2**20 + 1)
    assert (await settled(desk, attachment_id)).state == AttachmentState.TOO_BIG
    assert await desk.stage.calls("getFile") == []


async def test_a_file_that_turns_out_too_big_is_kept_by_reference(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    rules = replace(
        desk.office.profile, files=replace(desk.office.profile.files, max_download_bytes=99)
    )
    desk.office = replace(desk.office, profile=rules)
    attachment_id = await attached(desk, alice, b"x" * 100)
    assert (await settled(desk, attachment_id)).state == AttachmentState.TOO_BIG


async def test_a_file_over_twenty_megabytes_is_refused_by_the_network(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    attachment_id = await attached(desk, alice, b"\0" * (20 * 2**20 + 1))
    assert (await settled(desk, attachment_id)).state == AttachmentState.TOO_BIG


async def test_a_file_that_is_gone_is_given_up(desk: Desk) -> None:
    (alice,) = await desk.opened(ALICE)
    row = await settled(desk, _row(desk, alice.id, "no-such-file"))
    assert (row.state, row.error) == (AttachmentState.FAILED, "BadRequest")


async def test_what_a_crash_left_half_fetched_is_swept_away(desk: Desk) -> None:
    incoming = desk.folder / "files" / "incoming"
    incoming.mkdir(parents=True)
    (incoming / "half").write_bytes(b"x")
    (alice,) = await desk.opened(ALICE)
    await settled(desk, await attached(desk, alice, b"whole"))
    assert list(incoming.iterdir()) == []
