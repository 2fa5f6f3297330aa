"""The Bot API by hand: what is sent arrives, and what Telegram refuses is refused alike."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from sandbox_api import Api

from bot.sandbox.client import Group, Phone, Stage
from bot.sandbox.server import Sandbox

DEPUTY = 2_000_001
STRANGER = 2_000_002
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x30\x00\x00\x00\x20\x08\x02\x00\x00\x00"
    b"\x00\x00\x00\x00"
)


@pytest.fixture
async def deputy(stage: Stage) -> Phone:
    """The lead deputy, who has pressed Start."""
    phone = stage.phone("李秀兰")
    await phone.opens()
    return phone


async def test_the_bot_is_known_by_its_token(http: aiohttp.ClientSession) -> None:
    async with Sandbox("77:letters") as fixed, Sandbox() as free:
        assert (await Api(fixed.url, http, "77:letters")("getMe")).result["id"] == 77
        assert (await Api(fixed.url, http, "78:letters")("getMe")).refusal == (401, "Unauthorized")
        assert (await Api(fixed.url, http, "nonsense")("getMe")).refusal == (404, "Not Found")
        me = (await Api(free.url, http, "5:any")("getMe")).result
        assert (me["username"], me["is_bot"]) == ("lianluo_demo_bot", True)
        assert (await Api(free.url, http)("sendNothing")).refusal == (404, "Not Found")


async def test_parameters_come_by_query_form_and_json(
    sandbox: Sandbox, http: aiohttp.ClientSession, deputy: Phone
) -> None:
    url = f"{sandbox.url}/bot1:a/SENDMESSAGE"
    values = {"chat_id": str(deputy.id), "text": "您好"}
    for ways in ({"params": values}, {"data": values}, {"json": values}):
        async with http.post(url, **ways) as answer:
            assert (await answer.json())["result"]["text"] == "您好"
    async with http.get(url, params=values) as answer:
        assert (await answer.json())["result"]["chat"]["id"] == deputy.id


BUTTONS = {"inline_keyboard": [[{"text": "好", "callback_data": "x" * 65}]]}
REFUSALS: list[tuple[str, dict[str, Any], tuple[int, str]]] = [
    ("sendMessage", {"text": " \n"}, (400, "Bad Request: message text is empty")),
    ("sendMessage", {"text": "😀" * 2049}, (400, "Bad Request: message is too long")),
    (
        "sendMessage",
        {"text": "x", "chat_id": 5},
        (400, "Bad Request: chat not found"),
    ),
    (
        "sendMessage",
        {"text": "x", "chat_id": STRANGER},
        (403, "Forbidden: bot can't initiate conversation with a user"),
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": BUTTONS},
        (400, "Bad Request: BUTTON_DATA_INVALID"),
    ),
    (
        "sendMessage",
        {"text": "x", "reply_parameters": {"message_id": 999}},
        (400, "Bad Request: message to be replied not found"),
    ),
    (
        "sendMessage",
        {"text": "x", "message_thread_id": 7},
        (400, "Bad Request: message thread not found"),
    ),
    (
        "sendMessage",
        {"text": "<b>x", "parse_mode": "HTML"},
        (
            400,
            "Bad Request: can't parse entities: "
            'Can\'t find end tag corresponding to start tag "b"',
        ),
    ),
    (
        "editMessageText",
        {"text": "x", "message_id": 999},
        (400, "Bad Request: message to edit not found"),
    ),
    (
        "editMessageText",
        {"text": "x", "message_id": 1},
        (400, "Bad Request: message can't be edited"),
    ),
    ("deleteMessage", {"message_id": 999}, (400, "Bad Request: message to delete not found")),
    (
        "sendPhoto",
        {"photo": "none"},
        (400, "Bad Request: wrong file identifier/HTTP URL specified"),
    ),
    ("createForumTopic", {"name": "x"}, (400, "Bad Request: the chat is not a forum")),
    (
        "answerCallbackQuery",
        {"callback_query_id": "9"},
        (
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        ),
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "Nein", "description": "x"}]},
        (400, "Bad Request: BOT_COMMAND_INVALID"),
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": {"inline_keyboard": 7}},
        (400, "Bad Request: can't parse reply keyboard markup JSON object"),
    ),
    ("deleteMessages", {}, (400, "Bad Request: message identifiers are not specified")),
    ("getFile", {"file_id": "none"}, (400, "Bad Request: invalid file_id")),
    (
        "sendChatAction",
        {"action": "dance"},
        (400, "Bad Request: wrong parameter action in request"),
    ),
]


@pytest.mark.parametrize(("method", "values", "refusal"), REFUSALS)
async def test_refusals_are_worded_as_telegrams(
    api: Api, deputy: Phone, method: str, values: dict[str, Any], refusal: tuple[int, str]
) -> None:
    assert (await api(method, **{"chat_id": deputy.id, **values})).refusal == refusal


async def test_text_arrives_with_its_entities_counted_in_utf16(api: Api, deputy: Phone) -> None:
    sent = (
        await api(
            "sendMessage",
            chat_id=deputy.id,
            text="  😀 <b>粗<i>斜</i></b> &lt;a&gt; <a href='https://example.org/?a=1&amp;b=2'>页</a>",
            parse_mode="HTML",
        )
    ).result
    assert sent["text"] == "😀 粗斜 <a> 页"
    assert sent["entities"] == [
        {"offset": 3, "length": 2, "type": "bold"},
        {"offset": 4, "length": 1, "type": "italic"},
        {"offset": 10, "length": 1, "type": "text_link", "url": "https://example.org/?a=1&b=2"},
    ]
    seen = await deputy.sees("粗斜")
    assert seen["message_id"] == sent["message_id"]
    assert seen["outgoing_by_bot"]


async def test_a_reply_shows_what_it_answers(api: Api, deputy: Phone) -> None:
    asked = await deputy.sends("路灯何时能修好？")
    number = asked["message_id"]
    reply = await api(
        "sendMessage",
        chat_id=deputy.id,
        text="下周",
        reply_parameters={"message_id": number},
    )
    assert reply.result["reply_to_message"]["text"] == "路灯何时能修好？"
    await deputy.deletes(asked)
    refused = await api(
        "sendMessage", chat_id=deputy.id, text="x", reply_parameters={"message_id": number}
    )
    assert refused.refusal == (400, "Bad Request: message to be replied not found")
    loose = {"message_id": number, "allow_sending_without_reply": True}
    sent = await api("sendMessage", chat_id=deputy.id, text="x", reply_parameters=loose)
    assert "reply_to_message" not in sent.result


async def test_blocking_and_coming_back(api: Api, deputy: Phone) -> None:
    await api.heard()
    await deputy.blocks()
    refused = await api("sendMessage", chat_id=deputy.id, text="x")
    assert refused.refusal == (403, "Forbidden: bot was blocked by the user")
    await deputy.opens(payload="again")
    changes = [update for update in await api.heard() if "my_chat_member" in update]
    standings = [one["my_chat_member"]["new_chat_member"]["status"] for one in changes]
    assert standings == ["kicked", "member"]
    assert (await api("sendMessage", chat_id=deputy.id, text="x")).result


async def test_edits_change_text_and_buttons(api: Api, deputy: Phone) -> None:
    keys = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
    sent = (await api("sendMessage", chat_id=deputy.id, text="一", reply_markup=keys)).result
    where = {"chat_id": deputy.id, "message_id": sent["message_id"]}
    same = await api("editMessageText", **where, text="一", reply_markup=keys)
    assert same.refusal[1].startswith("Bad Request: message is not modified")
    edited = (await api("editMessageText", **where, text="二")).result
    assert (edited["text"], edited.get("reply_markup")) == ("二", None)
    assert (await api("editMessageReplyMarkup", **where, reply_markup=keys)).result["reply_markup"]
    assert (await api("editMessageReplyMarkup", **where)).result["text"] == "二"
    again = await api("editMessageReplyMarkup", **where)
    assert again.refusal[1].startswith("Bad Request: message is not modified")
    caption = await api("editMessageCaption", **where, caption="x")
    assert caption.refusal == (400, "Bad Request: there is no caption in the message to edit")
    seen = await deputy.last()
    assert (seen["text"], seen["edited"]) == ("二", True)


async def test_old_messages_can_not_be_deleted(api: Api, stage: Stage, deputy: Phone) -> None:
    old = (await api("sendMessage", chat_id=deputy.id, text="旧")).result
    await stage.advance(49 * 3600)
    new = (await api("sendMessage", chat_id=deputy.id, text="新")).result
    late = await api("deleteMessage", chat_id=deputy.id, message_id=old["message_id"])
    assert late.refusal == (400, "Bad Request: message can't be deleted for everyone")
    assert (
        await api("deleteMessage", chat_id=deputy.id, message_id=new["message_id"])
    ).result is True
    assert [one["text"] for one in await deputy.messages()] == ["/start", "旧"]


async def test_files_go_up_and_down_and_again_by_their_id(api: Api, deputy: Phone) -> None:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("chat_id", str(deputy.id))
    form.add_field("caption", "<i>答复函</i>")
    form.add_field("parse_mode", "HTML")
    form.add_field("document", b"%PDF-1.7", filename="答复函.pdf", content_type="application/pdf")
    sent = (await api.form("sendDocument", form)).result
    document = sent["document"]
    assert (document["file_name"], document["mime_type"]) == ("答复函.pdf", "application/pdf")
    assert sent["caption_entities"][0]["type"] == "italic"
    again = await api("sendDocument", chat_id=deputy.id, document=document["file_id"])
    assert again.result["document"]["file_unique_id"] == document["file_unique_id"]
    wrong = await api("sendPhoto", chat_id=deputy.id, photo=document["file_id"])
    assert wrong.refusal == (400, "Bad Request: can't use file of type Document as Photo")
    path = (await api("getFile", file_id=document["file_id"])).result["file_path"]
    assert await api.download(path) == b"%PDF-1.7"
    assert await deputy.downloads(await deputy.last()) == b"%PDF-1.7"


async def test_a_file_is_changed_for_another(api: Api, deputy: Phone) -> None:
    sent = await _shown(api, "sendDocument", deputy, "document", "旧.pdf", b"%PDF-1.7")
    where = {"chat_id": deputy.id, "message_id": sent["message_id"]}
    nothing = await api("editMessageMedia", **where)
    assert nothing.refusal == (400, "Bad Request: there is no media in the request")
    form = aiohttp.FormData(quote_fields=False)
    for name, value in where.items():
        form.add_field(name, str(value))
    form.add_field("media", '{"type": "document", "media": "attach://one", "caption": "已删除"}')
    form.add_field("one", b"gone", filename="note.txt")
    edited = (await api.form("editMessageMedia", form)).result
    assert (edited["document"]["file_name"], edited["caption"]) == ("note.txt", "已删除")
    seen = await deputy.last()
    assert await deputy.downloads(seen) == b"gone"
    words = (await api("sendMessage", chat_id=deputy.id, text="一")).result
    file_id = edited["document"]["file_id"]
    text = await api(
        "editMessageMedia",
        chat_id=deputy.id,
        message_id=words["message_id"],
        media={"type": "document", "media": file_id},
    )
    assert text.refusal == (400, "Bad Request: message can't be edited")


async def _shown(
    api: Api, method: str, deputy: Phone, kind: str, name: str, body: bytes
) -> dict[str, Any]:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("chat_id", str(deputy.id))
    form.add_field(kind, body, filename=name)
    sent: dict[str, Any] = (await api.form(method, form)).result
    return sent


async def test_a_photo_must_be_a_picture(api: Api, deputy: Phone) -> None:
    for body, refusal in ((PNG, None), (b"no picture", (400, "Bad Request: IMAGE_PROCESS_FAILED"))):
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("chat_id", str(deputy.id))
        form.add_field("photo", "attach://one")
        form.add_field("one", body, filename="a.png")
        answer = await api.form("sendPhoto", form)
        if refusal:
            assert answer.refusal == refusal
        else:
            size = answer.result["photo"][-1]
            assert (size["width"], size["height"]) == (48, 32)


async def test_an_album_has_two_to_ten_parts(api: Api, deputy: Phone) -> None:
    heard = await deputy.uploads(*[(f"{number}.png", PNG) for number in range(10)], caption="十张")
    assert len(heard["parts"]) == 10
    parts = [update["message"] for update in await api.heard() if "photo" in update["message"]]
    assert len({part["media_group_id"] for part in parts}) == 1
    assert [part.get("caption") for part in parts] == ["十张", *[None] * 9]
    media = [{"type": "photo", "media": part["photo"][0]["file_id"]} for part in parts]
    sent = (await api("sendMediaGroup", chat_id=deputy.id, media=media)).result
    assert len({part["media_group_id"] for part in sent}) == 1
    assert (await api("sendMediaGroup", chat_id=deputy.id, media=media[:1])).status == 400
    assert (await api("sendMediaGroup", chat_id=deputy.id, media=media + media[:1])).status == 400


async def test_files_above_20_mb_can_not_be_fetched(api: Api, deputy: Phone) -> None:
    limit = 20 * 1024 * 1024
    for size, refusal in ((limit, None), (limit + 1, (400, "Bad Request: file is too big"))):
        await deputy.uploads(("大.bin", bytes(size)), kind="document")
        document = (await api.heard())[-1]["message"]["document"]
        assert document["file_size"] == size
        answer = await api("getFile", file_id=document["file_id"])
        if refusal:
            assert answer.refusal == refusal
        else:
            assert len(await api.download(answer.result["file_path"])) == size


async def test_copies_forwards_places_and_contacts(api: Api, deputy: Phone) -> None:
    said = await deputy.sends("原话 /help")
    source = {
        "chat_id": deputy.id,
        "from_chat_id": deputy.id,
        "message_id": said["message_id"],
    }
    forwarded = (await api("forwardMessage", **source)).result
    assert forwarded["forward_origin"]["sender_user"]["first_name"] == "李秀兰"
    copied = (await api("copyMessage", **source)).result
    assert set(copied) == {"message_id"}
    last = await deputy.last()
    assert last["text"] == "原话 /help"
    assert last["entities"] == [{"type": "bot_command", "offset": 3, "length": 5}]
    place = (await api("sendLocation", chat_id=deputy.id, latitude=28.2, longitude=113)).result
    assert place["location"] == {"latitude": 28.2, "longitude": 113.0}
    named = {"title": "湿地", "address": "岳阳"}
    venue = (
        await api("sendVenue", chat_id=deputy.id, latitude=28.2, longitude=113, **named)
    ).result
    assert venue["venue"] == {"location": venue["location"], **named}
    nameless = await api("sendVenue", chat_id=deputy.id, latitude=28.2, longitude=113)
    assert nameless.refusal == (400, "Bad Request: title is empty")
    card = {"phone_number": "+8673100000000", "first_name": "值班室"}
    assert (await api("sendContact", chat_id=deputy.id, **card)).result["contact"] == card


async def test_a_forum_s_topics_keep_apart(api: Api, stage: Stage) -> None:
    group, officer = stage.group("生态环境厅办理群"), stage.phone("陈思远")
    topic = (await api("createForumTopic", chat_id=group.id, name="第0107号建议")).result
    thread = topic["message_thread_id"]
    sent = (await api("sendMessage", chat_id=group.id, text="x", message_thread_id=thread)).result
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    await officer.sends("收到", to=group, thread_id=thread)
    heard = (await api.heard())[-1]["message"]
    assert heard["message_thread_id"] == thread
    assert heard["reply_to_message"]["forum_topic_created"]["name"] == "第0107号建议"
    where = {"chat_id": group.id, "message_thread_id": thread}
    assert (await api("editForumTopic", **where, name="第0107号（办结）")).result is True
    assert (await api("closeForumTopic", **where)).result is True
    assert (await api("closeForumTopic", **where)).refusal[1] == "Bad Request: TOPIC_NOT_MODIFIED"
    assert (await api("reopenForumTopic", **where)).result is True
    assert [one["name"] for one in await group.topics()] == ["第0107号（办结）"]
    begun = await api("deleteMessage", chat_id=group.id, message_id=thread)
    assert begun.refusal == (400, "Bad Request: message can't be deleted for everyone")
    assert (await api("deleteForumTopic", **where)).result is True
    gone = await api("sendMessage", **where, text="x")
    assert gone.refusal == (400, "Bad Request: message thread not found")


async def test_a_group_that_moves_says_where(api: Api, stage: Stage) -> None:
    officer = stage.phone("陈思远")
    old: Group = await stage.add_group("办理小组", officer, is_forum=False)
    assert (await api.heard())[-1]["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    new = await old.migrates()
    told = [update["message"] for update in await api.heard()]
    assert told[0]["migrate_to_chat_id"] == new.id
    assert told[1]["migrate_from_chat_id"] == old.id
    refused = await api("sendMessage", chat_id=old.id, text="x")
    assert refused.refusal == (
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
    )
    assert refused.body["parameters"] == {"migrate_to_chat_id": new.id}
    assert (await api("sendMessage", chat_id=new.id, text="x")).result["chat"]["id"] == new.id


async def test_members_come_and_go(api: Api, stage: Stage) -> None:
    group, supervisor = stage.group("生态环境厅办理群"), stage.phone("王若楠")
    await api("getUpdates", allowed_updates=["message", "chat_member", "my_chat_member"])
    member = {"chat_id": group.id, "user_id": supervisor.id}
    assert (await api("getChatMember", **member)).result["status"] == "left"
    await group.takes_in(supervisor)
    assert (await api("getChatMember", **member)).result["status"] == "member"
    await group.parts_with(supervisor)
    kinds = [next(key for key in update if key != "update_id") for update in await api.heard()]
    assert kinds == ["message", "chat_member", "message", "chat_member"]
    leaders = (await api("getChatAdministrators", chat_id=group.id)).result
    assert [one["status"] for one in leaders] == ["creator", "administrator"]
    await group.throws_out_bot()
    refused = await api("sendMessage", chat_id=group.id, text="x")
    assert refused.refusal == (403, "Forbidden: bot was kicked from the supergroup chat")


async def test_the_narrowest_menu_in_one_s_own_language_is_shown(
    api: Api, stage: Stage, deputy: Phone
) -> None:
    guest = await stage.add_person("Ann", language_code="en")

    async def menu(name: str, **more: Any) -> None:
        commands = [{"command": name, "description": name}]
        assert (await api("setMyCommands", commands=commands, **more)).result is True

    await menu("plain")
    await menu("english", language_code="en")
    await menu("private", scope={"type": "all_private_chats"})
    await menu("own", scope={"type": "chat", "chat_id": deputy.id})
    assert await deputy.menu() == ["own"]
    assert await guest.menu() == ["private"]
    await api("deleteMyCommands", scope={"type": "chat", "chat_id": deputy.id})
    await api("deleteMyCommands", scope={"type": "all_private_chats"})
    assert await deputy.menu() == ["plain"]
    assert await guest.menu() == ["english"]
    got = (await api("getMyCommands", language_code="en")).result
    assert got == [{"command": "english", "description": "english"}]


async def test_reply_keyboards_come_and_go(api: Api, deputy: Phone) -> None:
    keys = [[{"text": "我的号码", "request_contact": True}, "以后再说"]]
    once = {"keyboard": keys, "one_time_keyboard": True}
    sent = (await api("sendMessage", chat_id=deputy.id, text="请", reply_markup=once)).result
    assert "reply_markup" not in sent
    await deputy.presses_key("我的号码")
    assert (await api.heard())[-1]["message"]["contact"] == {
        "phone_number": "+8613800000001",
        "first_name": "李秀兰",
        "user_id": deputy.id,
    }
    assert await deputy.keyboard() is None
    await api("sendMessage", chat_id=deputy.id, text="请", reply_markup={"keyboard": keys})
    await deputy.presses_key("以后再说")
    assert await deputy.keyboard() is not None
    gone = {"remove_keyboard": True}
    await api("sendMessage", chat_id=deputy.id, text="好", reply_markup=gone)
    assert await deputy.keyboard() is None


async def test_everything_the_bot_calls_is_seen_in_order(
    api: Api, stage: Stage, deputy: Phone
) -> None:
    sent = (await api("sendMessage", chat_id=str(deputy.id), text="[一]")).result
    await api("sendMessage", chat_id=5, text="二")
    first, second = await stage.calls("sendMessage")
    assert first["params"] == {"chat_id": deputy.id, "text": "[一]"}
    assert (first["status"], first["message_id"]) == (200, sent["message_id"])
    assert (second["status"], second["error"]) == (400, "Bad Request: chat not found")
    assert [one["n"] for one in await stage.calls(after=first["n"])] == [second["n"]]
