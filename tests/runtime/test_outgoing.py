"""A message row → the call that shows it."""

from typing import Any

import pytest

from bot.telegram.outgoing import album_key, call_for
from storage.outbox import Due, Unsent
from storage.vocabulary import TAKEN_AWAY, MessageKind

PHOTO = {"type": "photo", "file_id": "p1"}
KEYS = [[{"text": "确认", "callback_data": "join:1"}]]


def row(**values: Any) -> Unsent:
    nothing: dict[str, Any] = dict.fromkeys(Unsent._fields)
    return Unsent(**(nothing | {"id": 1, "chat_id": 7, "kind": MessageKind.TEXT} | values))


def call(*rows: Unsent, reply_to: int | None = None, thread_id: int | None = None) -> Any:
    made = call_for(rows, reply_to=reply_to, thread_id=thread_id)
    return made.method, made.params


def test_words_go_as_html_without_previews() -> None:
    assert call(row(text="<b>您好</b>", keyboard=KEYS), reply_to=4, thread_id=9) == (
        "sendMessage",
        {
            "chat_id": 7,
            "text": "<b>您好</b>",
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            "reply_markup": {"inline_keyboard": KEYS},
            "reply_parameters": {"message_id": 4, "allow_sending_without_reply": True},
            "message_thread_id": 9,
        },
    )


def test_words_with_marks_of_their_own_are_not_read_as_html() -> None:
    marks = [{"type": "bold", "offset": 0, "length": 1}]
    _, params = call(row(text="1 < 2", entities=marks))
    assert (params["text"], params["entities"]) == ("1 < 2", marks)
    assert "parse_mode" not in params


@pytest.mark.parametrize(
    ("kind", "media", "method", "wanted"),
    [
        (MessageKind.PHOTO, PHOTO, "sendPhoto", {"photo": "p1", "caption": "看"}),
        (MessageKind.VOICE, {"file_id": "v"}, "sendVoice", {"voice": "v", "caption": "看"}),
        (MessageKind.STICKER, {"file_id": "s"}, "sendSticker", {"sticker": "s"}),
        (
            MessageKind.LOCATION,
            {"latitude": 1.5, "longitude": 2.5},
            "sendLocation",
            {"latitude": 1.5, "longitude": 2.5},
        ),
        (
            MessageKind.LOCATION,
            {"latitude": 1.5, "longitude": 2.5, "title": "会议室", "address": "座谈会"},
            "sendVenue",
            {"latitude": 1.5, "longitude": 2.5, "title": "会议室", "address": "座谈会"},
        ),
        (
            MessageKind.CONTACT,
            {"phone_number": "138", "first_name": "李"},
            "sendContact",
            {"phone_number": "138", "first_name": "李"},
        ),
    ],
)
def test_files_places_and_cards(
    kind: MessageKind, media: dict[str, Any], method: str, wanted: dict[str, Any]
) -> None:
    made, params = call(row(kind=kind, media=media, text="看"))
    assert made == method
    assert {name: value for name, value in params.items() if name in wanted} == wanted
    assert ("caption" in params) == ("caption" in wanted)


def test_a_file_of_our_own_is_made_from_its_row() -> None:
    media = {"name": "appointment.ics", "content": "BEGIN:VCALENDAR"}
    made, params = call(row(kind=MessageKind.DOCUMENT, media=media, text="会面已定"))
    file = params["document"]
    assert (made, params["caption"]) == ("sendDocument", "会面已定")
    assert (file.filename, file.input_file_content) == ("appointment.ics", b"BEGIN:VCALENDAR")
    assert file.mimetype == "text/calendar"


def test_a_keyboard_of_the_person_goes_as_it_is() -> None:
    _, params = call(row(text="x", reply_keyboard={"remove_keyboard": True}))
    assert params["reply_markup"] == {"remove_keyboard": True}


@pytest.mark.parametrize(
    ("values", "method", "field"),
    [
        ({"text": "new"}, "editMessageText", "text"),
        (
            {"kind": MessageKind.PHOTO, "media": PHOTO, "text": "new"},
            "editMessageCaption",
            "caption",
        ),
        ({"kind": MessageKind.STICKER, "media": {"file_id": "s"}}, "editMessageReplyMarkup", None),
    ],
)
def test_a_message_already_sent_is_edited(
    values: dict[str, Any], method: str, field: str | None
) -> None:
    made, params = call(row(telegram_id=55, **values))
    assert made == method
    assert (params["chat_id"], params["message_id"]) == (7, 55)
    assert params["reply_markup"] == {"inline_keyboard": []}  # buttons that are gone disappear
    if field:
        assert params[field] == "new"


@pytest.mark.parametrize(
    ("kind", "takes_its_place", "name"),
    [
        (MessageKind.PHOTO, "photo", "blank.png"),
        (MessageKind.VIDEO, "photo", "blank.png"),
        (MessageKind.DOCUMENT, "document", "note.txt"),
        (MessageKind.ANIMATION, "document", "note.txt"),
        (MessageKind.AUDIO, "document", "note.txt"),
    ],
)
def test_of_a_file_taken_away_only_words_are_left(
    kind: MessageKind, takes_its_place: str, name: str
) -> None:
    gone = {"file_id": "f1", TAKEN_AWAY: True}
    made, params = call(row(telegram_id=55, kind=kind, media=gone, text="已删除"))
    assert made == "editMessageMedia"
    media = params["media"]
    assert (media.type, media.caption) == (takes_its_place, "已删除")
    assert media.media.filename == name
    if name == "note.txt":
        assert media.media.input_file_content == "已删除".encode()


def test_a_message_is_taken_away_and_a_thread_renamed() -> None:
    assert call(row(kind=MessageKind.REMOVAL, media={"message_id": 5})) == (
        "deleteMessage",
        {"chat_id": 7, "message_id": 5},
    )
    assert call(row(kind=MessageKind.RENAMING, text="0107"), thread_id=9) == (
        "editForumTopic",
        {"chat_id": 7, "message_thread_id": 9, "name": "0107"},
    )


def test_an_album() -> None:
    rows = [row(id=n, kind=MessageKind.PHOTO, media=PHOTO, text="x" if n else None) for n in (0, 1)]
    method, params = call(*rows)
    assert method == "sendMediaGroup"
    assert params["media"] == [
        {"type": "photo", "media": "p1"},
        {"type": "photo", "media": "p1", "caption": "x", "parse_mode": "HTML"},
    ]


def test_what_may_share_an_album() -> None:
    photo = Due(1, 7, MessageKind.PHOTO, "a")
    film = Due(2, 7, MessageKind.VIDEO, "a")
    paper = Due(3, 7, MessageKind.DOCUMENT, "a")
    assert album_key(photo) == album_key(film) != album_key(paper)
    assert album_key(Due(4, 7, MessageKind.VOICE, "a")) is None
    assert album_key(Due(5, 7, MessageKind.PHOTO, None)) is None


def test_a_file_made_here_goes_with_its_name() -> None:
    media = {"base64": "UEsDBA==", "name": "周例会.xlsx", "mime": "application/zip"}
    method, params = call(row(kind=MessageKind.DOCUMENT, media=media))
    assert method == "sendDocument"
    document = params["document"]
    assert (document.filename, document.input_file_content) == ("周例会.xlsx", b"PK\x03\x04")
