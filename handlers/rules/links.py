"""Which addresses elsewhere an answer may point to: over https, on hosts that the profile names."""

from collections.abc import Collection
from urllib.parse import urlsplit

from handlers.rules import publication
from handlers.rules.refused import Refused


def address(text: str, hosts: Collection[str]) -> str:
    """The address. Raises Refused `link.host` elsewhere, `publication.address` for no address.

    A host stands for itself and for what is below it: gov.cn for www.hunan.gov.cn.
    """
    plain = publication.address(text)
    parts = urlsplit(plain)
    host = (parts.hostname or "").rstrip(".")
    is_known = any(host == one or host.endswith(f".{one}") for one in hosts)
    if parts.scheme != "https" or parts.port not in (None, 443) or not is_known:
        raise Refused("link.host", hosts="、".join(hosts))
    return plain
