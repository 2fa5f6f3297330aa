"""How far a reply may be seen in public, and what an address is."""

from functools import partial

import pytest

from handlers.rules import publication
from handlers.rules.openness import ceiling, is_said
from handlers.rules.refused import Refused
from storage.vocabulary import Disclosure, Openness, SaidBy

OPEN, WITHHELD = Disclosure.OPEN, Disclosure.WITHHELD


@pytest.mark.parametrize("openness", Openness)
def test_what_is_kept_back_is_not_published_whatever_was_wished(openness: Openness) -> None:
    for said in (True, False):
        wished = partial(ceiling, openness, is_said=said, unasked=Openness.TITLE)
        most = openness if said else Openness.TITLE
        assert wished(is_confidential=False, is_secret=False) == most
        assert wished(is_confidential=True, is_secret=False) == Openness.NONE
        assert wished(is_confidential=False, is_secret=True) == Openness.NONE


@pytest.mark.parametrize(
    ("openness", "said_by", "has_wished", "expected"),
    [
        (Openness.FULL, SaidBy.NOBODY, False, False),
        (Openness.FULL, SaidBy.NOBODY, True, False),  # of something else
        (Openness.FULL, SaidBy.LEDGER, False, True),
        (Openness.NONE, SaidBy.DEPUTY, True, True),
        (Openness.FULL, None, False, False),  # rows of before: full was what nobody had said
        (Openness.FULL, None, True, True),
        (Openness.TITLE, None, False, True),
    ],
)
def test_whether_anybody_has_said_it(
    openness: Openness, said_by: SaidBy | None, has_wished: bool, expected: bool
) -> None:
    assert is_said(openness, said_by, has_wished=has_wished) is expected


def test_above_the_ceiling_nothing_goes_and_below_it_nothing_without_a_reason() -> None:
    for decision in Disclosure:
        publication.may_be(decision, Openness.TITLE)
        assert publication.needs_reason(decision, Openness.TITLE) is (decision != OPEN)
        assert not publication.needs_reason(decision, Openness.NONE)
        if decision != WITHHELD:
            with pytest.raises(Refused, match="ceiling"):
                publication.may_be(decision, Openness.NONE)
    publication.may_be(WITHHELD, Openness.NONE)


@pytest.mark.parametrize(
    "text", [" https://www.hunan.gov.cn/a?b=1#c ", "http://hn.cn:8080/建议", "ｈttps://hn.cn"]
)
def test_an_address(text: str) -> None:
    assert publication.address(text).startswith("http")


@pytest.mark.parametrize(
    "text",
    ["", "hn.gov.cn", "ftp://hn.cn/a", "https://", "https://hn", "https://.cn", "https://hn..cn/",
     "https://a:b@hn.cn/", "https://hn.cn:99999/", "https://[1/", "https://hn.cn/\u202ea",
     "https://hn.cn/" + "a" * 500],
)  # fmt: skip
def test_no_address(text: str) -> None:
    with pytest.raises(Refused, match="address"):
        publication.address(text)
