"""How every command gets at the office's things: its database, its rules and its clock."""

import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import keyring
from bot.clock import Clock, SandboxClock, clock_for
from bot.config import Settings, SettingsError
from handlers.office import Office
from handlers.rules.profile import ProfileError
from handlers.rules.profiles import load_profile
from storage import migrations, people, server
from storage.database import Database
from storage.keys import KeysError
from storage.migrations import DatabaseError, State

log = logging.getLogger(__name__)
PUT_BACK = (
    "put the key file back or set LIANLUO_KEYS; if they are lost, import the people once more"
)
USERNAME_FILE = "bot-username"
PATIENCE = 1.0  # seconds for which a process that is just ending is waited for


class Opened(NamedTuple):
    """What a command works with."""

    database: Database
    office: Office
    clock: Clock


def opened(settings: Settings) -> Opened:
    """Open them; a new database gets its tables.

    Raises SettingsError, ProfileError or DatabaseError, each with one clear sentence.
    """
    office = office_of(settings)
    clock = clock_now(settings, office.timezone)
    database = ready_database(settings)
    database.now = clock.now
    return Opened(database, office, clock)


def office_of(settings: Settings) -> Office:
    """The office by its profile."""
    profile = load_profile(settings.profile)
    name = settings.timezone or profile.timezone
    try:
        timezone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(
            [f"LIANLUO_TIMEZONE is wrong: {name!r} is no time zone such as Asia/Shanghai"]
        ) from None
    return Office(profile, profile.calendar, timezone, username(settings) or "lianluo_bot")


def clock_of(settings: Settings, timezone: ZoneInfo) -> Clock:
    """The clock; a rehearsed moment without a zone is meant in the office's."""
    moment: datetime | None = settings.now
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone)
    return clock_for(settings.clock_url, moment)


def clock_now(settings: Settings, timezone: ZoneInfo) -> Clock:
    """The clock, which knows already what time it is. Raises SettingsError."""
    clock = clock_of(settings, timezone)
    if isinstance(clock, SandboxClock):
        try:
            clock.look_once()
        except (OSError, ValueError, KeyError):
            raise SettingsError(
                [f"LIANLUO_CLOCK_URL is wrong: no clock answers at {clock.url}"]
            ) from None
    return clock


def database_of(settings: Settings, *, make_keys: bool = False) -> Database:
    """The database as it stands, perhaps without tables."""
    return migrations.reach(settings.database, keyring.keys_of(settings, make=make_keys))


def ready_database(settings: Settings) -> Database:
    """The database with its tables."""
    database = database_of(settings, make_keys=True)
    match migrations.state(database):
        case State.NEW:
            migrations.upgrade(database)
        case State.OLD:
            raise DatabaseError("the database is of an earlier version: run `lianluo migrate`")
        case State.AHEAD:
            raise DatabaseError("the database is of a later version than this program")
        case State.FOREIGN:
            raise DatabaseError("the database holds tables that are not this program's")
        case State.CURRENT:
            pass
    is_real = settings.now is None and settings.clock_url is None
    complaint = server.complaint(database, datetime.now(UTC) if is_real else None)
    if complaint is not None:
        database.close()
        raise DatabaseError(complaint)
    if lost := lost_keys(database):
        log.error(
            "telephone numbers are encrypted with keys that are not here (%s): %s",
            ", ".join(lost),
            PUT_BACK,
        )
    return database


def lost_keys(database: Database) -> list[str]:
    """The names of keys that people's numbers need and that are not at hand."""
    with database.read() as session:
        needed = people.keys_in_use(session)
    at_hand = database.keys.names
    return sorted(needed - set(at_hand))


def username(settings: Settings) -> str | None:
    """The bot's name in the chat network: as set, or as learnt when it last ran."""
    if settings.bot_username:
        return settings.bot_username.removeprefix("@")
    file = settings.data_dir / USERNAME_FILE
    return file.read_text("utf-8").strip() or None if file.is_file() else None


def keep_username(settings: Settings, name: str) -> None:
    """Remember the bot's name for invitations."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    (settings.data_dir / USERNAME_FILE).write_text(name + "\n", "utf-8")


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a data folder for this process alone; the hold ends with the process, however it ends.

    Raises SettingsError when another process has it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "lock").open("a")
    except OSError as error:
        raise SettingsError([f"LIANLUO_DATA_DIR is wrong: {folder}: {error.strerror}"]) from None
    with file:
        if not _locked(file):
            raise SettingsError([f"another process is running with the data folder {folder}"])
        yield


def _locked(file: IO[str]) -> bool:
    """Whether the lock could be had; a process that is just ending is waited for."""
    latest = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > latest:
                return False
            time.sleep(0.05)
        else:
            return True


KNOWN_ERRORS = (SettingsError, ProfileError, DatabaseError, KeysError)
