"""Another opponent: a bare aiogram echo bot with default settings."""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def echo(message: Message) -> None:
    """Say the same."""
    await message.reply(message.text or "")


async def main(root: str, token: str) -> None:
    """Poll until stopped."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(root))
    async with Bot(token, session=session) as bot:
        dispatcher = Dispatcher()
        dispatcher.message.register(echo)
        await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
