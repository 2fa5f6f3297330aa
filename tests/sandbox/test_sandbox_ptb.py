"""python-telegram-bot runs on the sandbox unchanged, and hears its refusals as its own errors."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sandbox_api import TOKEN
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.ext import Application, TypeHandler

from bot.sandbox.client import Phone, Stage
from bot.sandbox.server import Sandbox

Echo = Application[Any, Any, Any, Any, Any, Any]


async def echo(update: Update, _: Any) -> None:
    message = update.effective_message
    assert message
    if update.callback_query:
        await update.callback_query.answer("谢谢您", show_alert=True)
        await update.callback_query.edit_message_text(f"您选了：{update.callback_query.data}")
    elif update.edited_message:
        await message.reply_text(f"您改成了：{message.text}")
    elif message.photo:
        file = await message.photo[-1].get_file()
        body = await file.download_as_bytearray()
        await message.reply_photo(bytes(body), caption=f"{len(body)} 字节")
    elif message.voice:
        await message.reply_voice(message.voice, caption="听到了")
    elif message.text:
        keys = [[InlineKeyboardButton("满意", callback_data="满意")]]
        await message.reply_html(
            f"<b>收到</b>：{message.text}", do_quote=True, reply_markup=InlineKeyboardMarkup(keys)
        )


@pytest.fixture
async def application(sandbox: Sandbox) -> AsyncIterator[Echo]:
    running = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{sandbox.url}/bot")
        .base_file_url(f"{sandbox.url}/file/bot")
        .build()
    )
    running.add_handler(TypeHandler(Update, echo))
    async with running:
        yield running


@pytest.fixture
def bot(application: Echo) -> Bot:
    one: Bot = application.bot
    return one


@pytest.fixture
async def deputy(stage: Stage) -> Phone:
    phone = stage.phone("李秀兰")
    await phone.opens()
    return phone


async def test_an_echo_bot_polls_and_answers(
    application: Echo, deputy: Phone, stage: Stage
) -> None:
    await application.start()
    assert application.updater
    await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
    try:
        said = await deputy.sends("路灯何时能修好？")
        answer = await deputy.sees("收到：路灯何时能修好？")
        assert answer["reply_to_message"]["message_id"] == said["message_id"]
        pressed = await deputy.presses("满意")
        assert (pressed["text"], pressed["show_alert"]) == ("谢谢您", True)
        await deputy.sees("您选了：满意")
        await deputy.edits(said, "路灯修好了")
        await deputy.sees("您改成了：路灯修好了")
        picture = PNG
        await deputy.uploads(("路灯.png", picture))
        shown = await deputy.sees(f"{len(picture)} 字节")
        assert await deputy.downloads(shown) == picture
        await deputy.uploads(("话.ogg", b"OggS"), kind="voice")
        assert (await deputy.sees("听到了"))["voice"]["mime_type"] == "audio/ogg"
        group, officer = stage.group("生态环境厅办理群"), stage.phone("陈思远")
        topic = await application.bot.create_forum_topic(group.id, "第0107号建议")
        thread = topic.message_thread_id
        await officer.sends("办到哪里了", to=group, thread_id=thread)
        assert (await group.sees("办到哪里了"))["message_thread_id"] == thread
    finally:
        await application.updater.stop()
        await application.stop()


async def test_refusals_become_the_library_s_errors(
    bot: Bot, deputy: Phone, stage: Stage, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with pytest.raises(Forbidden, match="can't initiate"):
        await bot.send_message(stage.phone("周建国").id, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(5, "x")
    sent = await bot.send_message(deputy.id, "x")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("x", deputy.id, sent.message_id)
    await deputy.blocks()
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(deputy.id, "x")
    await deputy.unblocks()
    group = await stage.add_group("办理小组", stage.phone("陈思远"), is_forum=False)
    moved = await group.migrates()
    with pytest.raises(ChatMigrated) as migration:
        await bot.send_message(group.id, "x")
    assert migration.value.new_chat_id == moved.id
    await stage.faults({"kind": "too_many", "retry_after": 7, "count": 1})
    with pytest.raises(RetryAfter) as wait:
        await bot.send_message(deputy.id, "x")
    assert wait.value.retry_after == timedelta(seconds=7)
    for fault in ({"kind": "error", "status": 502}, {"kind": "reset"}, {"kind": "reset_after"}):
        await stage.faults({**fault, "count": 1})
        with pytest.raises(NetworkError):
            await bot.send_message(deputy.id, "x")
    with pytest.raises(InvalidToken):
        await Bot("nonsense", base_url=f"{sandbox.url}/bot").initialize()


async def test_everything_it_parses_is_whole(bot: Bot, deputy: Phone, stage: Stage) -> None:
    group = stage.group("生态环境厅办理群")
    info = await bot.get_chat(group.id)
    assert (info.title, info.is_forum) == ("生态环境厅办理群", True)
    assert [one.status for one in await bot.get_chat_administrators(group.id)] == [
        "creator",
        "administrator",
    ]
    member = await bot.get_chat_member(group.id, stage.phone("刘明华").id)
    assert member.status == "member"
    files = [
        InputMediaDocument(io.BytesIO(b"%d" % number), filename=f"{number}.txt")
        for number in range(3)
    ]
    album = await bot.send_media_group(deputy.id, files, caption="附件")
    assert len({part.media_group_id for part in album}) == 1
    assert album[0].document
    again = await bot.send_document(
        deputy.id,
        album[0].document.file_id,
        reply_parameters=ReplyParameters(album[0].message_id),
    )
    assert again.reply_to_message
    assert await bot.set_message_reaction(deputy.id, again.message_id, "👍")
    assert (await deputy.last())["reactions"] == [{"emoji": "👍", "user_id": bot.id}]
    assert await bot.delete_message(deputy.id, again.message_id)
    assert (await bot.get_webhook_info()).pending_update_count == 1


PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x30\x00\x00\x00\x20\x08\x02\x00\x00\x00"
    b"\x00\x00\x00\x00"
)
