"""What the process writes about itself: never a token, a phone number or the words of people.

As lines to be read, or as JSON to be gathered: `time`, `level`, `logger`, `message`, and what a
line carries besides, such as `updates` with the number, suggestion and outcome of each.
"""

import logging
import re
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, Literal

Form = Literal["text", "json"]

_SECRET = re.compile(r"\d{6,}:[\w-]{10,}", re.ASCII)
_PHONE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")
NOISY = ("telegram", "apscheduler", "aiohttp.access", "asyncio", "alembic", "sqlalchemy")


def discreet(text: str) -> str:
    """Without tokens and phone numbers."""
    return _PHONE.sub("1**********", _SECRET.sub("<token>", text))


class _Discreet(logging.Formatter):
    """Lines to be read."""

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(_without_words(record)))

    def formatException(self, ei: Any) -> str:
        return trace(ei[1])


def _without_words(record: logging.LogRecord) -> logging.LogRecord:
    """Libraries put an error's own words after their first line: these may be words of people."""
    if record.name == "asyncio":
        record.msg, record.args = record.getMessage().partition("\n")[0], None
    return record


def _json() -> logging.Formatter:
    from pythonjsonlogger.json import JsonFormatter  # read only where it is wanted

    class DiscreetJson(JsonFormatter):
        """Lines to be gathered."""

        def format(self, record: logging.LogRecord) -> str:
            return super().format(_without_words(record))

        def formatException(self, ei: Any) -> str:
            return trace(ei[1])

        def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
            return {name: _cleaned(value) for name, value in log_data.items()}

    return DiscreetJson(
        ["levelname", "name", "message"],
        rename_fields={"levelname": "level", "name": "logger"},
        timestamp="time",
        json_ensure_ascii=False,
    )


def _cleaned(value: Any) -> Any:
    return discreet(value) if isinstance(value, str) else value


def set_up(level: str, form: Form = "text") -> None:
    """Write to standard error from now on."""
    handler = logging.StreamHandler(sys.stderr)
    text = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    handler.setFormatter(_json() if form == "json" else _Discreet(text))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    # A tick that finds the one before still at work is left out by design, and says so each time.
    logging.getLogger("apscheduler").setLevel(max(logging.ERROR, root.level))


def catch_the_rest() -> None:
    """What nobody has caught is written without its words too."""
    sys.excepthook = _died
    sys.unraisablehook = lambda found: _broke(found.exc_value)
    threading.excepthook = lambda found: _broke(found.exc_value)


def _died(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger(__name__).critical("the process ends\n%s", trace(error))


def _broke(error: BaseException | None) -> None:
    if error is not None and not isinstance(error, SystemExit):
        logging.getLogger(__name__).error("something broke\n%s", trace(error))


def trace(error: BaseException) -> str:
    """Where an error came from, without its message: that may hold the words of people."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return "\n".join([type(error).__qualname__, *places])
