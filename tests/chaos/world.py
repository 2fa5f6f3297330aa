"""An office in one process: people act, the clock goes on, messages arrive; no network between.

What is real: the database, the rules, the acts, every conversation. What is left out is the
process around them, which breaks elsewhere.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from handlers import routes, ticks
from handlers.acts.people import invitations
from handlers.acts.showing.buttons import FOLDED, TOP
from handlers.acts.talking import outcomes
from handlers.acts.talking.outcomes import Delivery, Undelivered
from handlers.incoming import File, Incoming, Membership, Pressed, Said, Sender
from handlers.office import Office
from handlers.rules.delivery import FailureKind
from handlers.rules.profiles import load_profile
from handlers.rules.refused import Refused
from handlers.sheets.importing import import_files
from handlers.turn import Turn
from storage import migrations, outbox, people
from storage.database import Database, Session
from storage.keys import Keys
from storage.messages import Message
from storage.vocabulary import Direction, MessageKind
from tests.flows.steps import JOINT, OUTSIDER, matter, write_matters
from tests.house import CO_SIGNER, LEAD, LEADER, MORNING, OFFICER, SUPERVISOR

CAST = (LEAD, CO_SIGNER, OFFICER, LEADER, SUPERVISOR, JOINT, OUTSIDER)
DEPUTIES = (LEAD, CO_SIGNER)
STRANGER = "路人"
KEYS = Keys([bytes(32)])


def office() -> Office:
    """The office by the packaged profile."""
    profile = load_profile("hunan")
    return Office(profile, profile.calendar, ZoneInfo(profile.timezone), "sample_bot")


@dataclass
class World:
    """The office at a moment."""

    folder: Path
    database: Database
    office: Office
    now: datetime = MORNING
    blocked: set[str] = field(default_factory=set)
    actor: str | None = None  # whose move it was last
    _count: int = 0

    def chat_of(self, name: str) -> int:
        """The private chat with somebody."""
        return 1000 + (*CAST, STRANGER).index(name)

    def does(self, name: str, incoming: Incoming) -> str | None:
        """Somebody does something; the code of the refusal, if it was refused."""
        self._count += 1
        self.actor = name
        try:
            with self.database.write() as session:
                routes.handle(session, self.office, self.now, self._count, incoming)
        except Refused as refusal:
            with self.database.write() as session:
                routes.refused(session, self.office, self.now, self._count, incoming, refusal)
            return refusal.code
        finally:
            self.now += timedelta(seconds=1)
        return None

    def says(self, name: str, text: str, reply_to: int | None = None) -> str | None:
        """Words in the private chat."""
        return self.does(name, self._said(name, text=text, reply_to=reply_to))

    def uploads(self, name: str) -> str | None:
        """A document in the private chat."""
        file = File(f"F{self._count}", MessageKind.DOCUMENT, "答复.pdf", "application/pdf", 99)
        return self.does(name, self._said(name, kind=MessageKind.DOCUMENT, file=file))

    def _said(self, name: str, **more: object) -> Said:
        chat_id = self.chat_of(name)
        return Said(
            sender=Sender(chat_id, name),
            chat_id=chat_id,
            is_private=True,
            message_id=self._next_id(),
            at=self.now,
            **more,  # type: ignore[arg-type]
        )

    def _next_id(self) -> int:
        return 1_000_000 + self._count

    def presses(self, name: str, message_id: int | None, data: str) -> str | None:
        """A button, or what somebody pretends to be one."""
        chat_id = self.chat_of(name)
        pressed = Pressed(Sender(chat_id, name), f"C{self._count}", chat_id, True, message_id, data)
        return self.does(name, pressed)

    def blocks(self, name: str, *, is_member: bool) -> None:
        """Shut the bot out, or let it in again."""
        (self.blocked.discard if is_member else self.blocked.add)(name)
        chat_id = self.chat_of(name)
        self.does(name, Membership(Sender(chat_id, name), chat_id, True, is_member))

    def buttons(self, name: str, latest: int | None = None) -> list[tuple[int, str]]:
        """(message, data) of the buttons on somebody's phone, the latest message first."""
        with self.database.read() as session:
            rows = [
                (row.telegram_id, row.keyboard or [])
                for row in messages_to(session, self.chat_of(name))
                if row.telegram_id is not None
            ]
        return [
            (telegram_id, key["callback_data"])
            for telegram_id, keyboard in rows[::-1][:latest]
            for line in keyboard
            for key in line
        ]

    def shown(self, name: str) -> list[int]:
        """The messages on somebody's phone."""
        with self.database.read() as session:
            rows = messages_to(session, self.chat_of(name))
            return [row.telegram_id for row in rows if row.telegram_id is not None]

    def press_first(self, name: str, verb: str) -> bool:
        """Press the latest button of that kind, also one in a folder; False when there is none."""
        if self._press_shown(name, verb):
            return True
        for message_id, folder in self.buttons(name):
            if folder.startswith(f"{FOLDED}:") and not folder.endswith(f":{TOP}"):
                self.presses(name, message_id, folder)
                self.goes_on()
                if self._press_shown(name, verb):
                    return True
        return False

    def _press_shown(self, name: str, verb: str) -> bool:
        for message_id, data in self.buttons(name):
            if data == verb or data.startswith(f"{verb}:"):
                self.presses(name, message_id, data)
                self.goes_on()
                return True
        return False

    def goes_on(self, by: timedelta = timedelta(0)) -> None:
        """Time passes: what has come due is asked, and what is to be said arrives."""
        if by:
            self.actor = None
        self.now += by
        while self._looks_back():
            pass
        with self.database.write() as session:
            found = ticks.whose(session, self.now)
        while found:
            for person_id in found:
                with self.database.write() as session:
                    ticks.prompt(session, self.office, self.now, person_id)
            with self.database.write() as session:
                found = ticks.whose(session, self.now)
        while self._arrive():
            pass

    def _looks_back(self) -> int:
        with self.database.write() as session:
            return ticks.look_back(session, self.office, self.now)

    def _arrive(self) -> bool:
        """Everything that may leave now arrives, or does not where the bot is shut out."""
        closed = {self.chat_of(name) for name in self.blocked}
        with self.database.write() as session:
            found, _ = outbox.due(session, self.now, 100)
            rows = outbox.claim(session, [one.id for one in found], self.now)
            failed = [row.id for row in rows if row.chat_id in closed]
            arrived = [row for row in rows if row.id not in failed]
            done = [Delivery(row.id, row.telegram_id or row.id, self.now) for row in arrived]
            if done:
                outcomes.delivered(session, self.office, self.now, done)
            for row_id in failed:
                lost = Undelivered(row_id, FailureKind.BLOCKED)
                outcomes.failed(session, self.office, self.now, [lost])
        return bool(rows)

    def imports(self, *rows: dict[str, str]) -> None:
        """The clerk brings the ledger anew."""
        self.actor = None
        path = write_matters(self.folder / "ledger.xlsx", *rows)
        import_files(self.database, self.office, self.now, [path])

    def close(self) -> None:
        """The end."""
        self.database.close()


def messages_to(session: Session, chat_id: int) -> list[Message]:
    """What was said to a chat, in order."""
    return [
        row
        for row in everything(session)
        if row.chat_id == chat_id and row.direction == Direction.OUT
    ]


def everything(session: Session) -> Sequence[Message]:
    """Every message there is, in order."""
    return session.scalars(select(Message).order_by(Message.id)).all()


def matters(**changes: str) -> list[dict[str, str]]:
    """The ledger: No. 0107 with a joint unit, and No. 0108 of other people; or changed."""
    return [
        matter(会办单位="农业农村厅", **changes),
        matter(
            "0108",
            领衔代表=CO_SIGNER,
            附议代表="",
            主办单位="农业农村厅",
            承办人=OUTSIDER,
            责任领导="",
        ),
    ]


def prepare(folder: Path) -> Path:
    """A database in which everybody has joined."""
    file = folder / "prepared.db"
    world = World(folder, Database(f"sqlite:///{file}", KEYS), office())
    migrations.upgrade(world.database)
    world.imports(*matters())
    for name in CAST:
        with world.database.write() as session:
            (guest,) = invitations.named(session, name)
            turn = Turn(session, world.office, world.now)
            code = invitations.create(turn, people.get(session, guest.person.id))
        world.says(name, f"/start {code}")
        world.goes_on()
        for _ in range(4 if name in DEPUTIES else 2):
            message_id, data = world.buttons(name, latest=1)[0]
            world.presses(name, message_id, data)
            world.goes_on()
    world.close()
    return file


def copy_of(prepared: Path, folder: Path) -> World:
    """The same office for one story."""
    file = folder / "story.db"
    shutil.copy(prepared, file)
    return World(folder, Database(f"sqlite:///{file}", KEYS), office())
