"""The opponent: a bare python-telegram-bot echo bot with default settings.

`sniffio` is installed beside it: without it httpcore repeats a failing import at every request,
and the bare bot would look 1.25 × slower than it needs to.
"""

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same."""
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


def main(root: str, token: str) -> None:
    """Poll until stopped."""
    application = Application.builder().token(token).base_url(f"{root}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
