"""Marked text becomes plain text and entities; offsets are in UTF-16 units."""

from __future__ import annotations

import pytest

from bot.sandbox import entities
from bot.sandbox.errors import ApiError


@pytest.mark.parametrize(
    ("mode", "source", "text", "marks"),
    [
        ("HTML", "a<b>b</b>", "ab", [("bold", 1, 1)]),
        ("HTML", "😀<u>下</u>", "😀下", [("underline", 2, 1)]),
        ("HTML", "👨‍👩‍👧<s>x</s>", "👨‍👩‍👧x", [("strikethrough", 8, 1)]),
        ("HTML", "<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("HTML", "&lt;b&gt; &amp;amp; &quot; &#20320; &nbsp;", '<b> &amp; " 你 &nbsp;', []),
        ("HTML", "<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
        ("HTML", '<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("HTML", "<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("HTML", '<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
        ("HTML", "<code>x</code><b></b>", "x", [("code", 0, 1)]),
        ("HTML", "a <B>b</B>", "a b", [("bold", 2, 1)]),
        ("MarkdownV2", "*a _b_*", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        (
            "MarkdownV2",
            "__a__ ~b~ ||c||",
            "a b c",
            [("underline", 0, 1), ("strikethrough", 2, 1), ("spoiler", 4, 1)],
        ),
        ("MarkdownV2", r"1\. `*x*`", "1. *x*", [("code", 3, 3)]),
        ("MarkdownV2", "```py\nx = 1\n```", "x = 1\n", [("pre", 0, 6)]),
        ("MarkdownV2", "[页](https://a.b/?x=1)", "页", [("text_link", 0, 1)]),
        (None, "<b>*_", "<b>*_", []),
    ],
)
def test_marks(mode: str | None, source: str, text: str, marks: list[tuple[str, int, int]]) -> None:
    plain, found = entities.parse(source, mode)
    assert plain == text
    assert [(one["type"], one["offset"], one["length"]) for one in found] == marks


@pytest.mark.parametrize(
    ("mode", "source", "reason"),
    [
        ("HTML", "<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("HTML", "x</b>", "Unexpected end tag at byte offset 1"),
        (
            "HTML",
            "您<b>x</i>",
            'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"',
        ),
        ("HTML", "<img src=x>", 'Unsupported start tag "img" at byte offset 0'),
        ("HTML", "1 < 2", "Unclosed start tag at byte offset 2"),
        (
            "MarkdownV2",
            "1.",
            "Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        ("MarkdownV2", "*x", "Can't find end of Bold entity at byte offset 0"),
    ],
)
def test_what_can_not_be_read_is_refused(mode: str, source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        entities.parse(source, mode)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start k7Qx_2", [("bot_command", 0, 6)]),
        ("😀 /s@lianluo_demo_bot 0107", [("bot_command", 3, 19)]),
        ("建议/办理 a/b 1/2", []),
        ("见 https://a.b/c?d=1。", [("url", 2, 17)]),
        ("写给 a.b@c.cn 或 @somebody", [("email", 3, 8), ("mention", 14, 9)]),
    ],
)
def test_what_telegram_finds_by_itself(text: str, found: list[tuple[str, int, int]]) -> None:
    assert [(one["type"], one["offset"], one["length"]) for one in entities.find(text)] == found
