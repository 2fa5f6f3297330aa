"""The record written out: JSON for machines, Markdown and one HTML page for people."""

import json
import re
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader

from handlers import texts
from handlers.acts.showing.bar import MARKS
from handlers.record.gathering import Record
from handlers.rules import tidy
from handlers.rules.stages import progress_bar
from storage.vocabulary import Language, Stage

FORMATS = ("html", "json", "md")


def write(record: Record, form: str, timezone: ZoneInfo) -> str:
    """The record in one of the FORMATS; moments for people are local."""
    if form == "json":
        return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    template = _environment().get_template(f"record.{form}.jinja")
    bar = [
        (MARKS[place], _word("stage", stage.value), place)
        for stage, place in progress_bar(Stage(record["stage"]))
    ]
    return template.render(
        record=record,
        bar=bar,
        timeline=_timeline(record),
        word=_word,
        at=lambda value: _local(value, timezone),
        day=_day,
    )


def write_dossier(dossier: dict[str, Any], form: str, timezone: ZoneInfo, now: datetime) -> str:
    """What is kept about a person, as JSON or as a page."""
    if form == "json":
        return json.dumps(dossier, ensure_ascii=False, indent=2) + "\n"
    template = _environment().get_template("person.html.jinja")
    return template.render(
        dossier=dossier,
        now=now.isoformat(),
        word=_word,
        at=lambda value: _local(value, timezone),
        day=_day,
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("handlers.record", "templates"),
        autoescape=lambda name: ".html" in (name or ""),  # noqa: S701 (Markdown has `plain`)
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = _unmarked
    return environment


OF_THE_TOOL = frozenset({"card", "preview", "status"})  # screens asked for, not things said
# Said by a line of talk already, or no part of the story.
QUIET_EVENTS = frozenset({"pressed", "command", "edited", "looked"})


def _timeline(record: Record) -> list[dict[str, Any]]:
    """What was said and what happened, in one order; copies of words for others are left out."""
    said = [
        {"type": "message", "when": message["at"], **message}
        for message in record["messages"]
        if message["purpose"] not in OF_THE_TOOL
        and (message["copy_of"] is None or message["purpose"] == "reply")
    ]
    happened = [
        {"type": "event", "when": event["at"], **event}
        for event in record["events"]
        if event["kind"] not in QUIET_EVENTS
    ]
    return sorted([*said, *happened], key=lambda entry: entry["when"])


def _word(kind: str, value: str | None) -> str:
    if value is None:
        return "—"
    return texts.catalogue(Language.CHINESE).get(f"{kind}.{value}", value)


_MARKUP = re.compile(r"([\\`*_\[\]<>|&#~])")


def _unmarked(value: object) -> str:
    """People's words in Markdown: they make no headings, tables, links or HTML there."""
    return _MARKUP.sub(r"\\\1", tidy.plain(str(value))).replace("\n", " / ")


def _local(value: str | None, timezone: ZoneInfo) -> str:
    if value is None:
        return "—"
    return f"{datetime.fromisoformat(value).astimezone(timezone):%Y-%m-%d %H:%M}"


def _day(value: str | None) -> str:
    return texts.day(date.fromisoformat(value), Language.CHINESE) if value else "—"
