"""What the process writes about itself: never a token, a phone number or the words of people."""

import logging
import re
import sys
import traceback

_SECRET = re.compile(r"\d{6,}:[\w-]{10,}", re.ASCII)
_PHONE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")
NOISY = ("telegram", "apscheduler", "aiohttp.access", "asyncio", "alembic", "sqlalchemy")


class _Discreet(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return _PHONE.sub("1**********", _SECRET.sub("<token>", super().format(record)))


def set_up(level: str) -> None:
    """Write to standard error from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that lasts is no trouble
    # A tick that finds the one before still at work is left out by design, and says so each time.
    logging.getLogger("apscheduler").setLevel(max(logging.ERROR, root.level))


def trace(error: BaseException) -> str:
    """Where an error came from, without its message: that may hold the words of people."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return "\n".join([type(error).__qualname__, *places])
