"""Files on the stage: their ids as the bot knows them, their bytes, their shape in messages."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import struct
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.sandbox.errors import Json, bad_request

# Largest file a bot may fetch through the public Bot API, in bytes.
MAX_DOWNLOAD = 20 * 1024 * 1024
KINDS = ("photo", "document", "voice", "video", "audio", "sticker")
FOLDERS = {"photo": "photos", "voice": "voice", "video": "videos", "audio": "music"}
USUAL_TYPES = {
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "video": "video/mp4",
    "audio": "audio/mpeg",
    "sticker": "image/webp",
}


@dataclass(slots=True)
class StoredFile:
    """One file: `key` is the stage's, `file_id` the bot's; sizes in bytes and points."""

    key: str
    kind: str
    file_id: str
    unique_id: str
    name: str
    mime: str
    size: int
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        """The file_path under which the bot fetches it."""
        ending = Path(self.name).suffix or mimetypes.guess_extension(self.mime) or ".bin"
        return f"{FOLDERS.get(self.kind, self.kind + 's')}/file_{self.key}{ending}"

    def as_file(self) -> Json:
        """Telegram's File."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
            "file_path": self.path,
        }

    def as_media(self, kind: str) -> Json | list[Json]:
        """The media as it stands in a message of that kind."""
        media: Json = {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
        }
        shape = {"width": self.width or 512, "height": self.height or 512}
        if kind == "photo":
            return [{**media, **shape}]
        if kind == "sticker":
            return {**media, **shape, "type": "regular", "is_animated": False, "is_video": False}
        media["mime_type"] = self.mime
        if kind != "voice":
            media["file_name"] = self.name
        if kind != "document":
            media["duration"] = 1
        return {**media, **shape} if kind == "video" else media


class Files:
    """All files by key; the bytes in `folder` beside the snapshot, or in memory without one."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.by_key: dict[str, StoredFile] = {}
        self.by_file_id: dict[str, StoredFile] = {}
        self.by_path: dict[str, StoredFile] = {}
        self._bodies: dict[str, bytes] = {}

    def add(self, kind: str, name: str, body: bytes, mime: str = "") -> StoredFile:
        """Keeps a new file and gives it ids."""
        number = len(self.by_key) + 1
        seed = hashlib.sha256(f"{number}:{kind}:".encode() + body).digest()
        width, height = dimensions(body)
        stored = StoredFile(
            key=str(number),
            kind=kind,
            file_id=_letters(b"\x05" + seed + number.to_bytes(6, "big")),
            unique_id=_letters(seed[:9]),
            name=name,
            mime=mime or mimetypes.guess_type(name)[0] or USUAL_TYPES.get(kind, _UNKNOWN),
            size=len(body),
            width=width,
            height=height,
        )
        if self.folder is None:
            self._bodies[stored.key] = body
        else:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / stored.key).write_bytes(body)
        self._index(stored)
        return stored

    def read(self, stored: StoredFile) -> bytes:
        """The bytes."""
        if self.folder is None:
            return self._bodies[stored.key]
        return (self.folder / stored.key).read_bytes()

    def of_bot(self, file_id: str, kind: str) -> StoredFile:
        """The file the bot means, to be sent as `kind`."""
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        stored = self.by_file_id.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind and "photo" in (stored.kind, kind):
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def to_fetch(self, file_id: str) -> StoredFile:
        """The file the bot wants to download."""
        stored = self.by_file_id.get(file_id)
        if stored is None:
            raise bad_request("invalid file_id")
        if stored.size > MAX_DOWNLOAD:
            raise bad_request("file is too big")
        return stored

    def dump(self) -> list[Json]:
        """For the snapshot, without the bytes."""
        return [asdict(stored) for stored in self.by_key.values()]

    def load(self, saved: list[Json]) -> None:
        """From the snapshot."""
        for one in saved:
            self._index(StoredFile(**one))

    def _index(self, stored: StoredFile) -> None:
        self.by_key[stored.key] = stored
        self.by_file_id[stored.file_id] = stored
        self.by_path[stored.path] = stored


_UNKNOWN = "application/octet-stream"


def _letters(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def dimensions(body: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF, WebP or JPEG; (0, 0) when it is no such picture."""
    if body[:8] == b"\x89PNG\r\n\x1a\n" and len(body) >= 24:
        return struct.unpack(">II", body[16:24])
    if body[:4] == b"GIF8" and len(body) >= 10:
        return struct.unpack("<HH", body[6:10])
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP" and len(body) >= 30:
        return _webp(body)
    if body[:2] == b"\xff\xd8":
        return _jpeg(body)
    return 0, 0


def _webp(body: bytes) -> tuple[int, int]:
    kind = body[12:16]
    if kind == b"VP8X":
        return (
            int.from_bytes(body[24:27], "little") + 1,
            int.from_bytes(body[27:30], "little") + 1,
        )
    if kind == b"VP8L":
        bits = int.from_bytes(body[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", body[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(body: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(body) and body[at] == 0xFF:
        marker = body[at + 1]
        # The frame headers C0..CF hold the size, but for three that are tables.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", body[at + 2 : at + 4])[0])
    return 0, 0
