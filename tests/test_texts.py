"""Both languages say the same things; no sentence for people stands in code; HTML stays whole."""

import re
from datetime import date
from enum import StrEnum
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handlers
from handlers import html, texts
from handlers.rules.permissions import Act
from storage import vocabulary
from storage.vocabulary import Language, Relation

CHINESE = texts.catalogue(Language.CHINESE)
ENGLISH = texts.catalogue(Language.ENGLISH)
SOURCES = [
    path
    for path in Path(handlers.__file__).parent.rglob("*.py")
    if not {"sheets", "profiles"} & {*path.parts}
]


def test_both_languages_have_the_same_keys() -> None:
    assert set(CHINESE) == set(ENGLISH)


@pytest.mark.parametrize("key", sorted(CHINESE))
def test_both_languages_take_the_same_values(key: str) -> None:
    assert texts.placeholders(CHINESE[key]) == texts.placeholders(ENGLISH[key])


@pytest.mark.parametrize("key", sorted(CHINESE))
def test_every_screen_fits_a_phone(key: str) -> None:
    assert len(CHINESE[key]) <= 400
    assert all(len(line) <= 120 for line in CHINESE[key].splitlines())


def test_every_closed_word_can_be_said() -> None:
    unsaid = {Act, Relation, vocabulary.Language, vocabulary.DutyState, vocabulary.InboxState}
    unsaid |= {vocabulary.AttachmentState}
    kinds = [
        kind
        for kind in vars(vocabulary).values()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
    ]
    for kind in kinds:
        if kind not in unsaid:
            for word in kind:
                assert f"{kind.__name__.lower()}.{word.value}" in CHINESE


def test_the_keys_that_code_names_exist() -> None:
    families = {key.partition(".")[0] for key in CHINESE}
    for path in SOURCES:
        for key in re.findall(r'"([a-z]+\.[a-z_]+)"', path.read_text("utf-8")):
            if key.partition(".")[0] in families - {"form", "event"}:
                assert key in CHINESE or f"refused.{key}" in CHINESE, f"{path.name}: {key}"


CHINESE_CHARACTER = re.compile(r"[一-鿿]")


def test_sentences_for_people_stand_only_in_the_catalogues() -> None:
    allowed = {"texts", "dates.py", "changes.py", "contact_hours.py", "numbers.py", "letters.py"}
    stray = []
    for path in SOURCES:
        if allowed & {*path.parts, path.name}:
            continue
        code = re.sub(r'""".*?"""', "", path.read_text("utf-8"), flags=re.DOTALL)
        for line in code.splitlines():
            code_part = line.partition("#")[0]
            literals = re.findall(r'"([^"]*)"', code_part)
            if any(CHINESE_CHARACTER.search(literal) for literal in literals):
                stray.append(f"{path.name}: {line.strip()}")
    assert [line for line in stray if '"中文"' not in line] == []


def test_values_are_escaped_and_words_are_said_in_the_reader_s_language() -> None:
    said = texts.render(
        "relay.to_staff", Language.CHINESE, name="<b>", unit="", number="1", title="&"
    )
    assert "&lt;b&gt;" in said
    assert "&amp;" in said
    assert texts.day(date(2026, 4, 7), Language.CHINESE) == "2026年4月7日（周二）"
    assert texts.day(date(2026, 4, 7), Language.ENGLISH) == "Tue 7 Apr 2026"


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


WORDS = st.text(st.sampled_from("长字a <>&\n😀\u202eé"), max_size=400)


@given(WORDS, WORDS, st.integers(20, 100))
def test_long_html_is_split_without_breaking_or_losing_anything(
    head: str, body: str, limit: int
) -> None:
    whole = f"<b>{html.quote(head)}</b>{html.quote(body)}"
    pieces = html.parts(whole, limit)
    seen = ""
    for piece in pieces:
        parser = _Balance()
        parser.feed(piece)
        parser.close()
        assert parser.open == []
        assert html.units(parser.text) <= limit
        seen += parser.text
    assert seen.replace("\n", "") == (head + body).replace("\n", "")


def test_formatting_is_kept_by_utf16_offsets() -> None:
    words = "😀粗体 链接"
    entities = [
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "text_link", "offset": 5, "length": 2, "url": 'https://a.cn/?q="'},
    ]
    assert html.from_entities(words, entities) == (
        '😀<b>粗体</b> <a href="https://a.cn/?q=&quot;">链接</a>'
    )
