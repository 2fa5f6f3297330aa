"""Settings, clocks and the log: what is wrong is said in words, what is secret is not said."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import config, opening
from bot.clock import RehearsalClock, SandboxClock, SystemClock
from bot.config import Settings, SettingsError
from bot.log import _Discreet, trace
from handlers.rules.profile import ProfileError


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LIANLUO_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_are_telegram_sqlite_and_hunan() -> None:
    settings = config.load()
    assert settings.bot_api_url == "https://api.telegram.org"
    assert settings.database == "sqlite:///data/lianluo.db"
    assert opening.office_of(settings).timezone == ZoneInfo("Asia/Shanghai")
    assert type(opening.clock_of(settings, ZoneInfo("UTC"))) is SystemClock
    with pytest.raises(SettingsError, match="LIANLUO_BOT_TOKEN is missing"):
        _ = settings.token


def test_a_line_of_the_env_file_is_a_setting_and_an_empty_one_is_none(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LIANLUO_BOT_TOKEN=12345:abc\nLIANLUO_PROXY=\nOTHER=1\n")
    settings = config.load()
    assert settings.token == "12345:abc"
    assert settings.proxy is None
    assert "abc" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "nonsense"),
        ("BOT_API_URL", "api.telegram.org"),
        ("PROXY", "socks5://127.0.0.1"),
        ("NOW", "yesterday"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("HTTP_ADDR", "8080"),
        ("HTTP_ADDR", "127.0.0.1:99999"),
        ("WEBHOOK_URL", "http://office.example/hook"),
        ("WEBHOOK_URL", "https://office.example/healthz"),
        ("WEBHOOK_SECRET", "two words"),
        ("POLL_SECONDS", "600"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"LIANLUO_{name}", value)
    with pytest.raises(SettingsError, match=f"LIANLUO_{name} is wrong: ") as told:
        config.load()
    assert len(told.value.problems) == 1


def test_all_wrong_settings_are_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANLUO_BOT_TOKEN", "x")
    monkeypatch.setenv("LIANLUO_PROXY", "x")
    with pytest.raises(SettingsError) as told:
        config.load()
    assert len(told.value.problems) == 2


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"timezone": "Mars/Base"}, SettingsError),
        ({"timezone": "../etc"}, SettingsError),
        ({"profile": "atlantis"}, ProfileError),
    ],
)
def test_an_office_that_is_nowhere(given: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        opening.office_of(config.load(**given))


def test_a_rehearsal_runs_on_from_its_moment_in_the_offices_zone() -> None:
    settings = config.load(now="2026-04-07T08:30")
    clock = opening.clock_of(settings, ZoneInfo("Asia/Shanghai"))
    assert isinstance(clock, RehearsalClock)
    begun = datetime(2026, 4, 7, 0, 30, tzinfo=UTC)
    first, second = clock.now(), clock.now()
    assert begun <= first <= second < begun + timedelta(minutes=5)
    assert first.utcoffset() == timedelta(0)


def test_the_sandboxs_clock_goes_before_a_rehearsal() -> None:
    settings = config.load(clock_url="http://127.0.0.1:9/stage/clock", now="2026-04-07T08:30")
    assert isinstance(opening.clock_of(settings, ZoneInfo("UTC")), SandboxClock)


def test_a_clock_that_does_not_answer_is_named() -> None:
    with pytest.raises(SettingsError, match="LIANLUO_CLOCK_URL"):
        opening.opened(config.load(clock_url="http://127.0.0.1:9/stage/clock"))


def test_the_bots_name_is_kept_and_a_set_one_goes_before_it() -> None:
    settings = config.load()
    assert opening.username(settings) is None
    opening.keep_username(settings, "kept_bot")
    assert opening.username(settings) == "kept_bot"
    assert opening.username(config.load(bot_username="@set_bot")) == "set_bot"


def test_tokens_and_phone_numbers_do_not_reach_the_log() -> None:
    record = logging.LogRecord(
        "x",
        logging.INFO,
        "x",
        1,
        "url /bot%s/getMe of %s",
        ("123456789:AAE-abcdefghijk_lmnop", "+8613800000001"),
        None,
    )
    written = _Discreet("%(message)s").format(record)
    assert written == "url /bot<token>/getMe of 1**********"


def test_a_trace_says_where_and_not_what() -> None:
    try:
        raise ValueError("the words of a deputy")
    except ValueError as error:
        told = trace(error)
    assert "test_a_trace_says_where_and_not_what" in told
    assert "ValueError" in told
    assert "deputy" not in told
