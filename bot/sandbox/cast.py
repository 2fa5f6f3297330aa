"""Who is on the stage at the beginning: the people and the group of every demo and test."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.world import FIRST_USER_ID, World


@dataclass(frozen=True, slots=True)
class Actor:
    """A person to be."""

    name: str
    role_label: str = ""
    phone: str = ""
    language_code: str = "zh-hans"


@dataclass(frozen=True, slots=True)
class Circle:
    """A group to be, with its members by name; the bot is in it."""

    title: str
    members: tuple[str, ...]
    is_forum: bool = True


@dataclass(frozen=True, slots=True)
class Cast:
    """People (numbered from 2000001 in this order) and groups."""

    actors: tuple[Actor, ...]
    circles: tuple[Circle, ...] = ()

    def enter(self, world: World) -> None:
        """Puts everyone on an empty stage."""
        ids = {}
        for number, actor in enumerate(self.actors, FIRST_USER_ID):
            world.add_user(
                actor.name,
                phone=actor.phone,
                role_label=actor.role_label,
                language_code=actor.language_code,
                user_id=number,
            )
            ids[actor.name] = number
        for circle in self.circles:
            members = [ids[name] for name in circle.members]
            world.add_group(circle.title, members, is_forum=circle.is_forum)


DEFAULT_CAST = Cast(
    actors=(
        Actor("李秀兰", "代表", "+8613800000001"),
        Actor("周建国", "代表", "+8613800000002"),
        Actor("陈思远", "承办人", "+8613800000011"),
        Actor("刘明华", "分管领导", "+8613800000013"),
        Actor("王若楠", "督办", "+8613800000014"),
    ),
    circles=(Circle("生态环境厅办理群", ("陈思远", "刘明华")),),
)


def read_cast(path: Path) -> Cast:
    """A cast from JSON: {"actors": [{"name", …}], "circles": [{"title", "members", …}]}."""
    saved = json.loads(path.read_text(encoding="utf-8"))
    return Cast(
        actors=tuple(Actor(**one) for one in saved["actors"]),
        circles=tuple(
            Circle(**{**one, "members": tuple(one["members"])}) for one in saved.get("circles", [])
        ),
    )
