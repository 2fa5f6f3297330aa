"""What the office has set: environment variables named LIANLUO_… or lines of a `.env` file."""

import re
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.log import Form

TELEGRAM = "https://api.telegram.org"
TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
SECRET = re.compile(r"[\w-]{1,256}", re.ASCII)  # what Telegram allows
OWN_PATHS = ("/healthz", "/readyz", "/metrics")
LOCAL = ("127.0.0.1", "localhost", "::1")


class SettingsError(Exception):
    """Something set is missing or wrong: one line for each, naming the setting."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Address(NamedTuple):
    """Where a server listens."""

    host: str
    port: int

    @property
    def local(self) -> "Address":
        """Where it is reached on this machine."""
        own = {"0.0.0.0": "127.0.0.1", "::": "::1"}
        return self._replace(host=own.get(self.host, self.host))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Settings(BaseSettings):
    """The settings; each is read from the variable of the same name with LIANLUO_ before it."""

    model_config = SettingsConfigDict(
        env_prefix="LIANLUO_", env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    bot_token: SecretStr | None = None  # given by BotFather
    bot_api_url: str = TELEGRAM  # the root: <root>/bot<token>/<method>
    bot_username: str | None = None  # only needed for invitations before the first run
    data_dir: Path = Path("data")  # database, files and locks
    database_url: str | None = None  # default: an SQLite file in the data folder
    keys: SecretStr | None = None  # of telephone numbers, the first encrypts; default: a key file
    profile: str = "hunan"  # the jurisdiction's rules: a name, or the path of a TOML file
    timezone: str | None = None  # default: the profile's
    now: datetime | None = None  # rehearsals: the clock runs on from this moment
    clock_url: str | None = None  # demo: follow the sandbox's clock
    proxy: str | None = None  # http://… through which the chat network is reached
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    poll_seconds: int = Field(default=30, ge=0, le=50)  # how long one question for news may wait
    http_addr: str | None = None  # host:port for health, metrics and webhook; default: no server
    webhook_url: str | None = None  # where the network brings updates; default: they are polled for
    webhook_secret: SecretStr | None = None  # default: made from the token

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object, info: object) -> object:
        name = getattr(info, "field_name", None)
        if isinstance(value, str) and not value.strip() and name in cls.model_fields:
            return cls.model_fields[name].default
        return value

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("a token looks like 123456:ABC-def")
        return value

    @field_validator("bot_api_url", "clock_url", "proxy")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"https?://[^/\s]", value):
            raise ValueError("an address begins with http:// or https://")
        return value.rstrip("/") if value is not None else None

    @field_validator("http_addr")
    @classmethod
    def _http(cls, value: str | None) -> str | None:
        if value is not None:
            _address(value)
        return value

    @field_validator("webhook_url")
    @classmethod
    def _webhook(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
        if not is_safe or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("expected https://host/path")
        if parts.path in OWN_PATHS:
            raise ValueError(f"{parts.path} is taken, choose another path")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("expected 1 to 256 letters, digits, _ or -")
        return value

    @model_validator(mode="after")
    def _webhook_needs_a_server(self) -> Self:
        if self.webhook_url is not None and self.http_addr is None:
            raise ValueError("LIANLUO_WEBHOOK_URL needs LIANLUO_HTTP_ADDR, where we listen")
        return self

    @property
    def address(self) -> Address | None:
        """Where health, metrics and webhook answer; None: nowhere."""
        return _address(self.http_addr) if self.http_addr is not None else None

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database."""
        if self.database_url is not None:
            return self.database_url
        return f"sqlite:///{self.data_dir / 'lianluo.db'}"

    @property
    def files_dir(self) -> Path:
        """Where files that came with messages are kept."""
        return self.data_dir / "files"

    @property
    def token(self) -> str:
        """The token; raises SettingsError when there is none."""
        if self.bot_token is None:
            raise SettingsError(
                ["LIANLUO_BOT_TOKEN is missing: set it to the token given by BotFather"]
            )
        return self.bot_token.get_secret_value()


def _address(value: str) -> Address:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ValueError("expected host:port such as 127.0.0.1:8080")
    return Address(host.strip("[]"), int(port))


def load(**given: object) -> Settings:
    """Read the settings; `given` goes before the environment. Raises SettingsError."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError([_told(problem) for problem in error.errors()]) from None


def logging() -> tuple[str, Form]:
    """How much is written about the process, and how; wrong settings are told by who needs them."""
    try:
        settings = load()
    except SettingsError:
        return "INFO", "text"
    return settings.log_level, settings.log_format


def _told(problem: object) -> str:
    assert isinstance(problem, dict)
    name = "_".join(str(part) for part in problem["loc"]).upper()
    why = str(problem["msg"]).removeprefix("Value error, ")
    return f"LIANLUO_{name} is wrong: {why}" if name else why
