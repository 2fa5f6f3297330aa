"""How far a reply may be seen in public, and what an address is."""

import pytest

from handlers.rules import publication
from handlers.rules.openness import ceiling
from handlers.rules.refused import Refused
from storage.vocabulary import Disclosure, Openness

OPEN, WITHHELD = Disclosure.OPEN, Disclosure.WITHHELD


@pytest.mark.parametrize("openness", Openness)
def test_what_is_kept_back_is_not_published_whatever_was_wished(openness: Openness) -> None:
    assert ceiling(openness, is_confidential=False, is_secret=False) == openness
    assert ceiling(openness, is_confidential=True, is_secret=False) == Openness.NONE
    assert ceiling(openness, is_confidential=False, is_secret=True) == Openness.NONE


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
