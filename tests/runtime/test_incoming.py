"""Raw updates → what the conversations know; no update, however wild, is an error."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.incoming import read
from handlers.incoming import (
    File,
    Ignored,
    Membership,
    Migrated,
    Pressed,
    Said,
    Sender,
    SharedContact,
)
from storage.vocabulary import MessageKind

USER = {"id": 7, "is_bot": False, "first_name": "秀兰", "last_name": "李", "language_code": "zh"}
PRIVATE = {"id": 7, "type": "private", "first_name": "秀兰"}
FORUM = {"id": -100, "type": "supergroup", "title": "办理群", "is_forum": True}
BASE = {"message_id": 5, "date": 1_775_000_000, "from": USER, "chat": PRIVATE}


def said(**message: Any) -> Said:
    found = read({"update_id": 1, "message": BASE | message})
    assert isinstance(found, Said)
    return found


def test_words_with_their_marks() -> None:
    bold = [{"type": "bold", "offset": 0, "length": 2}]
    found = said(text="您好", entities=bold)
    assert found == Said(
        sender=Sender(7, "秀兰 李", "zh"),
        chat_id=7,
        is_private=True,
        message_id=5,
        at=datetime.fromtimestamp(1_775_000_000, UTC),
        text="您好",
        entities=bold,
    )


@pytest.mark.parametrize(
    ("message", "kind", "file"),
    [
        (
            {
                "photo": [
                    {"file_id": "s", "width": 90, "height": 60, "file_size": 100},
                    {"file_id": "l", "width": 900, "height": 600, "file_size": 9000},
                ]
            },
            MessageKind.PHOTO,
            File("l", MessageKind.PHOTO, size=9000),
        ),
        (
            {"document": {"file_id": "d", "file_name": "答复.pdf", "mime_type": "application/pdf"}},
            MessageKind.DOCUMENT,
            File("d", MessageKind.DOCUMENT, "答复.pdf", "application/pdf"),
        ),
        (
            {"animation": {"file_id": "a"}, "document": {"file_id": "a"}},
            MessageKind.ANIMATION,
            File("a", MessageKind.ANIMATION),
        ),
        (
            {"voice": {"file_id": "v", "file_size": 3}},
            MessageKind.VOICE,
            File("v", MessageKind.VOICE, size=3),
        ),
        ({"sticker": {"file_id": "s"}}, MessageKind.STICKER, File("s", MessageKind.STICKER)),
        (
            {"video_note": {"file_id": "n"}},
            MessageKind.VIDEO_NOTE,
            File("n", MessageKind.VIDEO_NOTE),
        ),
    ],
)
def test_files(message: dict[str, Any], kind: MessageKind, file: File) -> None:
    found = said(**message, caption="看这里", media_group_id="9")
    assert (found.kind, found.file, found.text, found.album) == (kind, file, "看这里", "9")


def test_a_place_and_a_card() -> None:
    place = said(location={"latitude": 28.2, "longitude": 112.9, "live_period": 60})
    assert (place.kind, place.media) == (
        MessageKind.LOCATION,
        {"latitude": 28.2, "longitude": 112.9},
    )
    named = {"title": "湿地", "address": "岳阳"}
    point = {"latitude": 28.2, "longitude": 112.9}
    assert said(location=point, venue={"location": point, **named}).media == point | named
    assert said(location=point, venue={"location": point, "title": "湿地"}).media == point
    card = said(contact={"phone_number": "138", "first_name": "秀兰", "user_id": 7})
    assert card.contact == SharedContact("138", "秀兰", 7)
    assert card.media == {"phone_number": "138", "first_name": "秀兰"}


def test_an_edit_in_a_thread_of_a_staff_group() -> None:
    message = BASE | {
        "chat": FORUM,
        "text": "改过",
        "edit_date": 1_775_000_100,
        "is_topic_message": True,
        "message_thread_id": 44,
        "reply_to_message": {"message_id": 44, "forum_topic_created": {"name": "0107"}},
    }
    found = read({"update_id": 1, "edited_message": message})
    assert isinstance(found, Said)
    assert (found.is_edit, found.thread_id, found.reply_to) == (True, 44, None)
    assert (found.is_forum, found.chat_title, found.is_private) == (True, "办理群", False)


def test_a_reply_names_what_it_answers() -> None:
    assert said(text="好", reply_to_message={"message_id": 4}).reply_to == 4


def test_halves_of_characters_and_nul_become_marks_of_the_same_length() -> None:
    found = said(text="a\ud83dbc\x00d😀")
    assert found.text == "a\ufffdbc\ufffdd😀"


def test_a_press() -> None:
    query = {"id": "77", "from": USER, "data": "rate:1:2", "message": {**BASE, "text": "…"}}
    assert read({"update_id": 1, "callback_query": query}) == Pressed(
        Sender(7, "秀兰 李", "zh"), "77", 7, True, 5, "rate:1:2"
    )


@pytest.mark.parametrize(
    ("status", "is_member"), [("member", True), ("kicked", False), ("left", False)]
)
def test_blocking_and_coming_back(status: str, is_member: bool) -> None:
    change = {"chat": PRIVATE, "from": USER, "new_chat_member": {"status": status}}
    found = read({"update_id": 1, "my_chat_member": change})
    assert found == Membership(Sender(7, "秀兰 李", "zh"), 7, True, is_member)


def test_a_group_that_moves() -> None:
    message = BASE | {"chat": {"id": -5, "type": "group"}, "migrate_to_chat_id": -1005}
    assert read({"update_id": 1, "message": message}) == Migrated(-5, -1005)


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"update_id": 1, "message_reaction": {}},
        {"update_id": 1, "message": BASE | {"new_chat_title": "x"}},
        {"update_id": 1, "message": {k: v for k, v in BASE.items() if k != "from"}},
        {"update_id": 1, "message": BASE | {"from": USER | {"is_bot": True}, "text": "x"}},
        {"update_id": 1, "message": BASE | {"text": "x", "date": 10**30}},
        {"update_id": 1, "callback_query": {"id": "1", "from": USER, "inline_message_id": "x"}},
        [],
        None,
        "words",
    ],
)
def test_what_the_product_has_no_use_for_is_ignored(raw: Any) -> None:
    assert isinstance(read(raw), Ignored)


KEYS = st.sampled_from(
    [
        "message",
        "callback_query",
        "my_chat_member",
        "edited_message",
        "chat",
        "from",
        "id",
        "date",
        "text",
        "photo",
        "document",
        "contact",
        "location",
        "message_id",
        "type",
        "new_chat_member",
        "file_id",
        "reply_to_message",
        "migrate_to_chat_id",
        "data",
        "status",
        "caption",
    ]
)
WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(KEYS, WILD, max_size=6))
def test_wild_updates_are_no_errors(raw: dict[str, Any]) -> None:
    read({"update_id": 1, **raw})
    read({"update_id": 1, "message": BASE | raw})
