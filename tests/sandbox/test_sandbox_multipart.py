"""Forms as real clients send them: quoted, unquoted, escaped names; a body that breaks off."""

from __future__ import annotations

import pytest

from bot.sandbox import multipart


@pytest.mark.parametrize(
    ("disposition", "name", "filename"),
    [
        ('form-data; name="photo"; filename="路灯.png"', "photo", "路灯.png"),
        ('form-data;name="photo";filename=回执.txt', "photo", "回执.txt"),
        ('form-data; name="photo"; filename="a\\"b.txt"', "photo", 'a"b.txt'),
        ('form-data; name="photo"; filename="a%22b.txt"', "photo", 'a"b.txt'),
        ("form-data; name=photo; filename*=UTF-8''%E7%81%AF.png", "photo", "灯.png"),
        ('form-data; name="text"', "text", None),
    ],
)
def test_names(disposition: str, name: str, filename: str | None) -> None:
    body = (
        f"--x\r\nContent-Disposition: {disposition}\r\nContent-Type: a/b; c=d\r\n\r\n"
        "one\r\n--no\r\n\r\n--x--\r\n"
    ).encode()
    (part,) = multipart.parts("multipart/form-data; boundary=x", body)
    assert (part.name, part.filename, part.mime) == (name, filename, "a/b")
    assert part.body == b"one\r\n--no\r\n"


@pytest.mark.parametrize("body", [b"", b"nothing", b"--x\r\nContent-Dis", b"--x\r\nA: b\r\n\r\nc"])
def test_a_broken_form_is_no_form(body: bytes) -> None:
    with pytest.raises(ValueError):
        list(multipart.parts('multipart/form-data; boundary="x"', body))
