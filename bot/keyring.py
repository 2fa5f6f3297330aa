"""Where the office's keys come from: the setting LIANLUO_KEYS, or a file in the data folder."""

import os
from pathlib import Path
from secrets import token_hex

from bot.config import Settings, SettingsError
from storage import keys
from storage.keys import Keys

FILE = "key"
ADVICE = "`lianluo keys new` makes one"


def keys_of(settings: Settings, *, make: bool = True) -> Keys:
    """The office's keys; where there are none yet, one is made (unless `make` is off).

    Raises SettingsError when they can't be read.
    """
    if settings.keys is not None:
        return Keys(_set(settings.keys.get_secret_value()))
    file = file_of(settings)
    if make and not file.exists():
        _keep(file, [keys.made()], is_new=True)
    watched = _Watched(file)
    return Keys(watched.keys, watched.look)


def file_of(settings: Settings) -> Path:
    """The key file."""
    return settings.data_dir / FILE


def add(settings: Settings) -> str:
    """Make a key that is first from now on: put into the file, or to be put into LIANLUO_KEYS.

    Raises SettingsError.
    """
    new = keys.made()
    if settings.keys is None:
        file = file_of(settings)
        _keep(file, [new, *(_lines(file) if file.exists() else ())])
    return new


def _set(text: str) -> list[bytes]:
    found, problems = [], []
    for number, key in enumerate(text.split(","), 1):
        try:
            found.append(keys.read(key))
        except ValueError:
            problems.append(f"LIANLUO_KEYS is wrong: key {number} is none; {ADVICE}")
    if problems:
        raise SettingsError(problems)
    return found


class _Watched:
    """A key file that is read anew when it has changed, so that keys change without a restart.

    Should it be lost or damaged meanwhile, the house works on with the keys it has.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen = self._stamp()
        self.keys = _read(file) if self._seen is not None else []

    def _stamp(self) -> tuple[int, int] | None:
        try:
            stat = self._file.stat()
        except FileNotFoundError:
            return None
        return stat.st_mtime_ns, stat.st_ino

    def look(self) -> list[bytes] | None:
        """The keys, if they are others than at the last look."""
        try:
            stamp = self._stamp()
            if stamp is None or stamp == self._seen:
                return None
            self._seen = stamp
            return _read(self._file)
        except (OSError, SettingsError):
            return None


def _read(file: Path) -> list[bytes]:
    try:
        return [keys.read(line) for line in _lines(file)]
    except ValueError:
        raise SettingsError(
            [f"{file} is damaged: put it back as it was, or set LIANLUO_KEYS"]
        ) from None


def _lines(file: Path) -> list[str]:
    try:
        return [line for line in file.read_text("ascii").split() if line]
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            [f"{file} can't be read: put it back as it was, or set LIANLUO_KEYS"]
        ) from None


def _keep(file: Path, lines: list[str], *, is_new: bool = False) -> None:
    """Write the file whole or not at all; of two that make the first one, only one succeeds."""
    temporary = file.with_name(f"{file.name}.{token_hex(8)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as written:
            written.write("\n".join(lines) + "\n")
            written.flush()
            os.fsync(written.fileno())
        if is_new:
            try:
                os.link(temporary, file)
            except FileExistsError:
                pass
            finally:
                temporary.unlink()
        else:
            temporary.replace(file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise SettingsError([f"{file} can't be written: {error.strerror}"]) from None
