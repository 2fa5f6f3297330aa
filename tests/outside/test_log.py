"""The two forms of the log, and what neither repeats."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator

import pytest

from bot import log
from bot.log import Form

WORDS = "柳叶湖南岸的泡沫"


@pytest.fixture(params=["text", "json"])
def written(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[io.StringIO]:
    """What is written, in either form."""
    root, noisy = logging.getLogger(), [logging.getLogger(name) for name in log.NOISY]
    before = (root.handlers[:], root.level, [one.level for one in noisy])
    for name in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    form: Form = request.param
    log.set_up("DEBUG", form)
    log.catch_the_rest()
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    for one, level in zip(noisy, before[2], strict=True):
        one.setLevel(level)


def broken() -> None:
    """Fails with words in its message."""
    raise ValueError(WORDS)


def test_an_error_is_told_by_where_it_came_from(written: io.StringIO) -> None:
    try:
        broken()
    except ValueError:
        logging.getLogger("anybody").exception("it failed")
    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()
    sys.excepthook(ValueError, ValueError(WORDS), None)
    told = written.getvalue()
    assert "it failed" in told
    assert told.count(" in broken") == 2
    assert told.count("ValueError") == 3
    assert "the process ends" in told
    assert WORDS not in told


def test_what_nobody_waited_for_is_told_without_its_words(written: io.StringIO) -> None:
    message = f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{WORDS}')>"
    logging.getLogger("asyncio").error(message)
    assert "never retrieved" in written.getvalue()
    assert WORDS not in written.getvalue()


@pytest.mark.parametrize("written", ["json"], indirect=True)
def test_json_keeps_numbers_and_hides_what_looks_like_secrets(written: io.StringIO) -> None:
    extra = {"duration_ms": 13800000001.5, "of": "+8613800000001"}
    logging.getLogger("x").info("bot%s", "123456789:AAE-abcdefghijk_lmnop", extra=extra)
    line = json.loads(written.getvalue())
    assert line["message"] == "bot<token>"
    assert line["duration_ms"] == 13800000001.5
    assert line["of"] == "1**********"
    assert (line["level"], line["logger"]) == ("INFO", "x")
    assert line["time"].endswith("+00:00")
