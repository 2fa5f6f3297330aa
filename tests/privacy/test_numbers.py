"""Telephone numbers in texts: not there to be read, and given back exactly as they were."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import numbers
from storage.keys import MARK, Keys, KeysError, made, read

KEYS = Keys([bytes(32)])
OTHER = Keys([bytes([7] * 32)])


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("我的电话是13800000001，请打给我", "13800000001"),
        ("138 0000 0001", "138 0000 0001"),
        ("138-0000-0001", "138-0000-0001"),
        ("+8613800000001", "13800000001"),
        ("0086 13800000001", "13800000001"),
        ("第13800000001号", "13800000001"),
        ("0731-82345678转801", "82345678"),
        ("073182345678", "82345678"),
        ("电话：82345678", "82345678"),
        ("李秀兰代表，电话 12345", "12345"),
        ("Deputy Li, phone 82345678.", "82345678"),
        ("+852 2345 6789", "2345 6789"),
        (json.dumps("号13800000001"), "13800000001"),
        (json.dumps("电话：82345678"), "82345678"),
        ('{"contact":{"phone_number":"447911123456","first_name":"A"}}', "447911123456"),
    ],
)
def test_a_number_is_not_there_to_be_read(text: str, gone: str) -> None:
    kept = numbers.seal(text, KEYS)
    assert gone not in kept
    assert numbers.unseal(kept, KEYS) == text
    assert numbers.seal(text, KEYS) != kept  # never the same twice


@pytest.mark.parametrize(
    "text",
    ["第0107号建议", "湘环函〔2026〕15号", "2026-04-07 08:30", "20,000 元", "id 7123456789", ""],
)
def test_other_figures_stay_as_they_are(text: str) -> None:
    assert numbers.seal(text, KEYS) is text


digits_and_words = st.text('0123456789+- 电话号phone："\\u{}tel:abcdef_', max_size=60)


@given(digits_and_words | st.from_regex(r"a{tel:[0-9a-f]{8}:[A-Za-z0-9_-]{38,60}}b"))
def test_whatever_is_said_comes_back(text: str) -> None:
    assert numbers.unseal(numbers.seal(text, KEYS), KEYS) == text


@given(
    st.recursive(
        digits_and_words | st.integers() | st.booleans() | st.none(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["phone_number", "a"]), inner)
        ),
        max_leaves=8,
    )
)
def test_values_come_back_whole(value: Any) -> None:
    kept = json.loads(json.dumps(numbers.seal_all(value, KEYS)))
    assert numbers.unseal_all(kept, KEYS) == value


def test_words_that_look_encrypted_are_words() -> None:
    """Nobody makes the house decrypt, or lose, what they have typed by hand."""
    typed = numbers.lock("13800000001", KEYS)
    kept = numbers.seal(f"看 {typed}", KEYS)
    assert typed not in kept
    assert numbers.unseal(kept, KEYS) == f"看 {typed}"


def test_without_its_key_a_number_waits_for_it() -> None:
    kept = numbers.seal("电话 13800000001", KEYS)
    unread = numbers.unseal(kept, OTHER)
    assert unread == kept
    assert numbers.seal(unread, OTHER) == kept  # written again: nothing is lost
    assert numbers.unseal(kept, Keys([bytes([7] * 32), bytes(32)])) == "电话 13800000001"


def test_without_any_key_nothing_is_kept_plain() -> None:
    with pytest.raises(KeysError):
        numbers.seal("13800000001", Keys())


def test_a_number_is_found_however_it_is_written_and_only_with_the_key() -> None:
    first = KEYS.hashes("+86 138-0000-0001")
    assert first == KEYS.hashes("13800000001")
    assert first != KEYS.hashes("13800000002")
    assert first != OTHER.hashes("13800000001")
    assert "13800000001" not in first[0]


def test_a_key_is_written_down_and_read_again() -> None:
    assert len(read(made())) == 32
    for wrong in ("", "short", "?" * 44, made() + made()):
        with pytest.raises(ValueError):
            read(wrong)


def test_a_token_needs_no_escape_in_json() -> None:
    kept = numbers.seal("电话 13800000001", KEYS)
    assert kept[kept.index(MARK) :] in json.dumps(kept)
