"""What speaks for a concrete court case rather than a suggestion [HB, SH8, BJ12]."""

import re
from collections.abc import Iterable

# (2026)湘01民初12号: a year in brackets, a court, a kind of case, a number.
_CASE_NUMBER = re.compile(
    r"[（(〔\[]\s*(?:19|20)\d{2}\s*[)）〕\]]\s*[\u4e00-\u9fff]{1,4}\d{0,4}"
    r"[\u4e00-\u9fff]{0,4}(?:民|刑|行|执|赔|破|知|财|仲|申|监|抗)[\u4e00-\u9fff]{0,4}\d+号"
)


def signs(text: str, words: Iterable[str]) -> list[str]:
    """The case numbers in a text, then those of `words` that it has, each once."""
    found = [match.group(0) for match in _CASE_NUMBER.finditer(text)]
    found += [word for word in words if word in text]
    return list(dict.fromkeys(found))
