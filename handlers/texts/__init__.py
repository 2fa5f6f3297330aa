"""Sentences for people, in Chinese and English: one catalogue a language, the same keys in both.

Values are escaped for the chat's HTML. Closed words (a grade, a stage …) and dates are written in
the reader's language.
"""

import tomllib
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from html import escape
from importlib import resources
from string import Formatter

from storage.vocabulary import Language

FILES = {Language.CHINESE: "zh.toml", Language.ENGLISH: "en.toml"}
_WEEKDAYS = {
    Language.CHINESE: ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    Language.ENGLISH: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


class Html(str):
    """Text that is HTML already and must not be escaped again."""

    __slots__ = ()


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Every sentence of a language under its dotted key."""
    source = resources.files(__name__).joinpath(FILES[language]).read_text("utf-8")
    flat: dict[str, str] = {}

    def walk(prefix: str, branch: dict[str, object]) -> None:
        for name, value in branch.items():
            if isinstance(value, dict):
                walk(f"{prefix}{name}.", value)
            else:
                flat[prefix + name] = str(value).strip()

    walk("", tomllib.loads(source))
    return flat


def placeholders(sentence: str) -> set[str]:
    """The names of the values a sentence needs."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def render(key: str, language: Language, **values: object) -> str:
    """A sentence as HTML, its values written in the reader's language and escaped."""
    shown = {name: _shown(value, language) for name, value in values.items()}
    return catalogue(language)[key].format_map(shown)


def label(key: str, language: Language, **values: object) -> str:
    """A label as plain text: for buttons, menus, sheets."""
    shown = {name: plain(value, language) for name, value in values.items()}
    return catalogue(language)[key].format_map(shown)


def days_left(days: int, language: Language) -> str:
    """How far off a date is, or for how long it has been past, as HTML."""
    near = {0: "duty.due_today", 1: "duty.due_tomorrow"}
    key = near.get(days, "duty.days_left" if days > 0 else "duty.days_over")
    return render(key, language, days=abs(days))


def plain(value: object, language: Language) -> str:
    """A value in the reader's language, not escaped."""
    if value is None:
        return "—"
    if isinstance(value, StrEnum):
        return catalogue(language)[f"{type(value).__name__.lower()}.{value.value}"]
    if isinstance(value, datetime):
        return f"{day(value.date(), language)} {value:%H:%M}"
    if isinstance(value, date):
        return day(value, language)
    return str(value)


def day(value: date, language: Language) -> str:
    """A day as people write it, with its weekday."""
    weekday = _WEEKDAYS[language][value.weekday()]
    if language == Language.CHINESE:
        return f"{value.year}年{value.month}月{value.day}日（{weekday}）"
    return f"{weekday} {value.day} {value:%b} {value.year}"


def _shown(value: object, language: Language) -> str:
    return value if isinstance(value, Html) else escape(plain(value, language), quote=False)
