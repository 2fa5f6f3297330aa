"""Updates that nobody foresaw: right shapes with wild values, and mutated recordings.

Everything follows from a seed. Half of what is made is what people might do, so that the office
gets into every state; the other half is what nobody would.
"""

import copy
import json
import random
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from handlers.routes import BUTTONS
from storage.messages import Message
from storage.vocabulary import Direction
from tests.attackers.recording import recordings
from tests.chaos.world import CAST, STRANGER, World
from tests.house import LEAD, OFFICER, SUPERVISOR

Json = dict[str, Any]
NUMBERS = (0, 1, -1, 2, 7, 255, 2**31, -(2**31), 2**53, 2**63 - 1, 2**63, -(2**63), 2**64, 10**30)
REALS = (0.0, -0.5, 1e308, float("inf"), float("nan"), 89.999999)
TEXTS = (
    "",
    " ",
    "好的。",
    "2026-04-07",
    "今天",
    "湘环函〔2026〕15号",
    "</b><i>&lt;",
    "=1+1",
    "\x00",
    "\ud83d",
    "半个\udc00",
    "\u202e反着",
    "💧" * 50,
    "长" * 4096,
    "👨‍👩‍👧‍👦" * 300,
    "a\n" * 500,
    "%s {number} {0} ${x}",
    "'; DROP TABLE messages; --",
    "../../../etc/passwd",
    "0107",
    "٣٤٥",
    "null",
)
WORDS = ("/s 0107", "/s 0108", "/my", "/suggestions", "/help", "/language", "/settings", "/start")
SELDOM = (
    "/stop",
    "/bind",
    "/start x",
    "/s",
    "/S@bot 0107",
    "/import x",
    "//",
    "/ x",
    "/s 💧",
    "/my 1",
)
BEHIND = (
    *("background", "focus", "content:satisfied", "effect:dissatisfied", "visit", "tomorrow"),
    *("record", "reply", "none", "done", "0001-01-01", "2026-13-45", "2026-04-07", "am:set"),
    *("zh:join", "x", "①", "１", "B", "phone:set", "chat", "1\n"),
)
KINDS = ("photo", "document", "voice", "audio", "video", "video_note", "animation", "sticker")
MARKS = ("bold", "italic", "underline", "code", "pre", "text_link", "spoiler", "mention", "", "x y")
TYPES = ("private", "group", "supergroup", "channel", "", "x")
STATES = ("member", "administrator", "creator", "restricted", "left", "kicked", "", "x")
LOOKS_BACK = 150  # messages
# What leads somewhere only as a whole: who does what. A verb is pressed where it was shown last.
STORIES: tuple[tuple[tuple[str, str], ...], ...] = (
    (
        (OFFICER, "/s 0107"),
        (OFFICER, "reply:"),
        (OFFICER, "湘环函〔2026〕15号"),
        (OFFICER, "今天"),
        (OFFICER, "choose:reply:B"),
        (OFFICER, "choose:reply:none"),
        (OFFICER, "submit:"),
    ),
    (
        (OFFICER, "/s 0107"),
        (OFFICER, "record:"),
        (OFFICER, "choose:record:visit"),
        (OFFICER, "昨天"),
        (OFFICER, "东洞庭湖"),
        (OFFICER, "李秀兰、陈思远"),
        (OFFICER, "看了三个点位"),
        (OFFICER, "choose:record:done"),
        (OFFICER, "submit:"),
        (LEAD, "true:"),
    ),
    (
        (OFFICER, "/s 0107"),
        (OFFICER, "progress:"),
        (OFFICER, "方案已成稿。"),
        (OFFICER, "submit:"),
        (LEAD, "agree:"),
    ),
    (
        (LEAD, "/suggestions"),
        (LEAD, "card:"),
        (LEAD, "duty:"),
        *((LEAD, "总磷反弹。"),) * 4,
        (LEAD, "sumok:"),
    ),
    (
        (LEAD, "/suggestions"),
        (LEAD, "card:"),
        (LEAD, "duty:"),
        (LEAD, "rate:content"),
        (LEAD, "rate:attitude"),
        (LEAD, "rate:effect"),
        (LEAD, "rated:"),
        (LEAD, "理由是没有看到成效。"),
    ),
    ((OFFICER, "/s 0107"), (OFFICER, "compose:"), (OFFICER, "您好"), (OFFICER, "send:")),
    ((SUPERVISOR, "/s 0107"), (SUPERVISOR, "taken:"), (SUPERVISOR, "close:")),
)
GROUP = -1_001_000_000_001


class Wild:
    """Makes updates for an office, as it stands."""

    def __init__(self, world: World, seed: int) -> None:
        self.dice = random.Random(seed)
        self.world = world
        self.number = 10_000_000
        self.buttons: dict[str, list[tuple[int, str]]] = {}
        self.shown: dict[str, list[int]] = {}
        self.recorded = recordings()
        self._last = LEAD
        self._story: list[tuple[str, str]] = []
        self._makers: list[tuple[int, Callable[[], Json]]] = [
            (22, self._presses),
            (18, self._says),
            (6, self._sends_file),
            (4, self._edits),
            (8, self._forges),
            (4, self._in_group),
            (3, self._comes_or_goes),
            (12, self._recording),
            (2, self._something_else),
            (21, self._mutated),
        ]

    def look(self) -> None:
        """See what is on everybody's phone now."""
        chats = {self.world.chat_of(name): name for name in CAST}
        self.buttons, self.shown = {}, {}
        with self.world.database.read() as session:
            rows = session.execute(
                select(Message.chat_id, Message.telegram_id, Message.keyboard)
                .where(Message.direction == Direction.OUT, Message.telegram_id.is_not(None))
                .order_by(Message.id.desc())
                .limit(LOOKS_BACK)
            )
            for chat_id, telegram_id, keyboard in rows:
                name = chats.get(chat_id, STRANGER)
                self.shown.setdefault(name, []).append(telegram_id)
                keys = [key for line in keyboard or [] for key in line]
                found = [(telegram_id, key["callback_data"]) for key in keys]
                self.buttons.setdefault(name, []).extend(found)

    def update(self) -> Json:
        """The next one."""
        if self._story and self.dice.random() < 0.5:
            return self._go_on()
        if self.dice.random() < 0.02:
            self._story = list(self.dice.choice(STORIES))
        weights = [weight for weight, _ in self._makers]
        (make,) = self.dice.choices([made for _, made in self._makers], weights)
        self.number += self.dice.choice((1, 1, 1, 2, 50))
        return {"update_id": self.number, **make()}

    # What people might do

    def _go_on(self) -> Json:
        """The next step of the story; a grade is any of the axis."""
        name, what = self._story.pop(0)
        self.number += 1
        shown = [one for one in self.buttons.get(name, []) if one[1].startswith(what)]
        if what.startswith("rate:"):
            axis = what.partition(":")[2]
            shown = [one for one in self.buttons.get(name, []) if f":{axis}:" in one[1]]
            shown = [self.dice.choice(shown)] if shown else []
        if ":" not in what:
            step = {"message": self._message(name, text=what)}
        else:
            step = self._press(name, *(shown[0] if shown else (None, what)))
        return {"update_id": self.number, **step}

    def _name(self) -> str:
        """Somebody; who has begun something mostly goes on with it."""
        if self.dice.random() < 0.4:
            self._last = self.dice.choice((*CAST, LEAD, LEAD, OFFICER, OFFICER, STRANGER))
        return self._last

    def _user(self, name: str) -> Json:
        number = self.world.chat_of(name)
        return {"id": number, "is_bot": False, "first_name": name, "language_code": "zh-hans"}

    def _message(self, name: str, **more: Any) -> Json:
        user = self._user(name)
        return {
            "message_id": self.number,
            "date": int(self.world.now.timestamp()),
            "chat": {"id": user["id"], "type": "private", "first_name": name},
            "from": user,
            **more,
        }

    def _presses(self) -> Json:
        name = self._name()
        found = self.buttons.get(name) or [(1, "card:1")]
        latest = [one for one in found if one[0] == found[0][0]]
        message_id, data = self.dice.choice(latest if self.dice.random() < 0.7 else found)
        return self._press(name, message_id, data)

    def _press(self, name: str, message_id: int | None, data: str) -> Json:
        user = self._user(name)
        message = {
            "message_id": message_id,
            "date": 0,
            "chat": {"id": user["id"], "type": "private"},
        }
        return {
            "callback_query": {
                "id": str(self.number),
                "from": user,
                "chat_instance": "1",
                "data": data,
                "message": message,
            }
        }

    def _text(self) -> str:
        usual = self.dice.random()
        if usual < 0.4:
            return self.dice.choice(TEXTS[2:6])
        if usual < 0.7:
            return self.dice.choice(WORDS)
        if usual < 0.75:
            return self.dice.choice(SELDOM)
        if usual < 0.77:
            return "".join(chr(self.dice.randrange(0x110000)) for _ in range(20))
        return self.dice.choice(TEXTS)

    def _says(self) -> Json:
        name = self._name()
        more: Json = {"text": self._text()}
        if self.dice.random() < 0.3:
            to = self.dice.choice(self.shown.get(name) or [1])
            more["reply_to_message"] = {"message_id": to}
        if self.dice.random() < 0.2:
            more["entities"] = [self._mark() for _ in range(self.dice.randrange(6))]
        return {"message": self._message(name, **more)}

    def _mark(self) -> Json:
        return {
            "type": self.dice.choice(MARKS),
            "offset": self.dice.choice((0, 1, 2, 3, 5, 4095, *NUMBERS)),
            "length": self.dice.choice((1, 2, 4, 100, *NUMBERS)),
            "url": self.dice.choice(("http://a.cn/?q=\"'<", "javascript:1", *TEXTS)),
        }

    def _sends_file(self) -> Json:
        kind = self.dice.choice(KINDS)
        file: Any = {
            "file_id": f"F{self.number}",
            "file_name": self.dice.choice(("答复.pdf", *TEXTS)),
            "mime_type": self.dice.choice(("application/pdf", *TEXTS)),
            "file_size": self.dice.choice((1, 10**6, 10**8, *NUMBERS)),
            "width": 9,
            "height": 9,
        }
        more: Json = {kind: [file] if kind == "photo" else file, "caption": self._text()}
        if self.dice.random() < 0.3:
            more["media_group_id"] = str(self.number // 5)
        if self.dice.random() < 0.2:
            more = {"location": {"latitude": 28.2, "longitude": self.dice.choice((113, *REALS))}}
        elif self.dice.random() < 0.1:
            more = {"contact": {"phone_number": self._text(), "first_name": self._text()}}
        return {"message": self._message(self._name(), **more)}

    def _edits(self) -> Json:
        message = self._message(self._name(), text=self._text())
        message["message_id"] = self.number - self.dice.randrange(40)
        return {"edited_message": message}

    def _in_group(self) -> Json:
        message = self._message(self._name(), text=self.dice.choice(("/bind", "/my", *TEXTS)))
        message["chat"] = {"id": GROUP, "type": "supergroup", "title": "群", "is_forum": True}
        message["message_thread_id"] = self.dice.choice((1, 5, None, *NUMBERS))
        message["is_topic_message"] = True
        if self.dice.random() < 0.4:
            message["reply_to_message"] = {"message_id": self.dice.randrange(1, 2000)}
        if self.dice.random() < 0.05:
            message["migrate_to_chat_id"] = self.dice.choice((GROUP - 1, *NUMBERS))
        return {"message": message}

    def _comes_or_goes(self) -> Json:
        user = self._user(self._name())
        chat = {"id": user["id"], "type": "private"}
        if self.dice.random() < 0.4:
            chat = {"id": self.dice.choice((GROUP, -5, -6)), "type": self.dice.choice(TYPES)}
        return {
            "my_chat_member": {
                "chat": chat,
                "from": user,
                "date": 0,
                "old_chat_member": {"status": self.dice.choice(STATES)},
                "new_chat_member": {"status": self.dice.choice((*STATES, "member", "member"))},
            }
        }

    # What nobody would do

    def _forges(self) -> Json:
        verb = self.dice.choice((*BUTTONS, "no_such", ""))
        number = self.dice.choice((1, 2, 3, 4, 5, 9, 30, 200, 10**15 - 1, 0, -1))
        words = (*BEHIND, str(number))
        word = self.dice.choice(words)
        shapes = (
            f"{verb}:{number}",
            f"{verb}:{number}:{word}",
            f"{verb}:{word}",
            verb,
            f"{verb}:{self.dice.choice(TEXTS)}",
            f"choose:{self.dice.choice(('record', 'reply'))}:{word}",
            f"my:{word}:{number}",
        )
        message_id = self.dice.choice((None, 1, 5, *NUMBERS))
        return self._press(self._name(), message_id, self.dice.choice(shapes))

    def _recording(self) -> Json:
        """Somebody here does what somebody did there."""
        update = copy.deepcopy(self.dice.choice(self.recorded))
        del update["update_id"]
        user = self._user(self._name())
        for part in update.values():
            if isinstance(part, dict) and "from" in part:
                part["from"] = user
                for chat in (part.get("chat"), (part.get("message") or {}).get("chat")):
                    if chat and chat.get("type") == "private":
                        chat["id"] = user["id"]
        return update

    def _something_else(self) -> Json:
        kind = self.dice.choice(("poll", "channel_post", "message_reaction", "message", "x", ""))
        return {kind: self._value()}

    def _value(self, depth: int = 0) -> Any:
        kind = self.dice.randrange(8 if depth < 3 else 6)
        if kind == 0:
            return self.dice.choice(NUMBERS)
        if kind == 1:
            return self.dice.choice(REALS)
        if kind == 2:
            return self.dice.choice(TEXTS)
        if kind == 3:
            return self.dice.choice((None, True, False))
        if kind == 4:
            return self.dice.randrange(1, 40)
        if kind == 5:
            return self.world.chat_of(self._name())
        if kind == 6:
            return [self._value(depth + 1) for _ in range(self.dice.randrange(4))]
        names = ("id", "type", "text", "chat", "from", "message", "data", "message_id", "x")
        return {self.dice.choice(names): self._value(depth + 1) for _ in range(3)}

    def _mutated(self) -> Json:
        sources = (self._presses, self._says, self._sends_file, self._in_group, self._edits,
                   self._comes_or_goes, self._recording)  # fmt: skip
        update = self.dice.choice(sources)()
        for _ in range(self.dice.choice((1, 1, 2, 5))):
            self._change(update)
        return update

    def _change(self, update: Any) -> None:
        """Change one place, wherever it is: another value, another type, gone, named otherwise."""
        place = update
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                return
            key = self.dice.choice(keys)
            below = place[key]
            if isinstance(below, dict | list) and below and self.dice.random() < 0.8:
                place = below
                continue
            break
        what = self.dice.random()
        if what < 0.55:
            place[key] = self._value()
        elif what < 0.8:
            del place[key]
        elif what < 0.9 and isinstance(place, dict):
            place[str(self._value())[:20]] = place.pop(key)
        else:
            place[key] = [below]


def as_received(update: Json) -> Any:
    """The update as it comes off the wire: what JSON cannot say is not there."""
    return json.loads(json.dumps(update))
