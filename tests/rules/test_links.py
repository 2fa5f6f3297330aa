"""Where a link in an answer may lead."""

import pytest

from handlers.rules.links import address
from handlers.rules.refused import Refused

HOSTS = ("gov.cn", "data.example.com")


@pytest.mark.parametrize(
    "url",
    ["https://gov.cn/a", "https://www.hunan.gov.cn/a?b=1", "https://data.example.com:443/x"],
)
def test_known_hosts_and_what_is_below_them(url: str) -> None:
    assert address(url, HOSTS) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://www.hunan.gov.cn/a",
        "https://example.com/",
        "https://evilgov.cn/",
        "https://gov.cn.example.com/",
        "https://somebody@gov.cn/",
        "https://gov.cn:8443/",
        "javascript:alert(1)",
        "gov.cn",
    ],
)
def test_nowhere_else(url: str) -> None:
    with pytest.raises(Refused):
        address(url, HOSTS)
