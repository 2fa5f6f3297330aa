"""Words for the public: nobody's name, no telephone number (个人信息保护法 25)."""

import re
from collections.abc import Iterable

HIDDEN = "××"
_PHONE = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)"
)


def without(text: str, names: Iterable[str]) -> str:
    """The text, these names and every telephone number struck out; the longest name first."""
    for name in sorted({name for name in names if name}, key=len, reverse=True):
        text = text.replace(name, HIDDEN)
    return _PHONE.sub(HIDDEN, text)
