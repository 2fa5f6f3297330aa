"""aiogram runs on the sandbox unchanged."""

from __future__ import annotations

import asyncio
import io

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from sandbox_api import TOKEN

from bot.sandbox.client import Stage
from bot.sandbox.server import Sandbox


async def echo(message: Message, bot: Bot) -> None:
    if message.document:
        body = io.BytesIO()
        await bot.download(message.document, body)
        await message.answer_document(
            BufferedInputFile(body.getvalue(), "回执.txt"), caption=f"{message.caption}，收到"
        )
        return
    keys = [[InlineKeyboardButton(text="确认", callback_data="yes")]]
    await message.reply(
        f"<b>收到</b>：{message.text}",
        parse_mode="HTML",
        reply_markup=InlineKeyboardMarkup(inline_keyboard=keys),
    )


async def confirm(query: CallbackQuery) -> None:
    await query.answer("好的")
    assert isinstance(query.message, Message)
    await query.message.edit_text("已确认")


async def test_an_echo_bot_polls_and_answers(sandbox: Sandbox, stage: Stage) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    bot = Bot(TOKEN, session=session)
    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    dispatcher.callback_query.register(confirm)
    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=True)
    )
    try:
        deputy = stage.phone("李秀兰")
        await deputy.opens(payload="k7Qx_2")
        await deputy.sees("收到：/start k7Qx_2")
        assert (await deputy.presses("确认"))["text"] == "好的"
        await deputy.sees("已确认")
        await deputy.uploads(("意见.txt", "意见".encode()), kind="document", caption="附件")
        answer = await deputy.sees("附件，收到")
        assert answer["document"]["file_name"] == "回执.txt"
        assert await deputy.downloads(answer) == "意见".encode()
        await deputy.blocks()
        with pytest.raises(TelegramForbiddenError):
            await bot.send_message(deputy.id, "x")
        await stage.faults({"kind": "too_many", "retry_after": 3, "count": 1})
        with pytest.raises(TelegramRetryAfter) as wait:
            await bot.send_message(deputy.id, "x")
        assert wait.value.retry_after == 3
    finally:
        await dispatcher.stop_polling()
        await polling
