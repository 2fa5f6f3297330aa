"""The number of a suggestion as people type it: ０１０７ and 第0107号 are 0107."""

import re
import unicodedata

_FULL = re.compile(r"\d+-\d+-\d+")  # 届-会-号
_NAMED = re.compile(r"第?\s*(\d+)\s*号?(?:建议)?")


def plain_number(words: str) -> str:
    """The number as the ledger has it; other words as they are."""
    narrow = unicodedata.normalize("NFKC", words).strip()
    named = _NAMED.fullmatch(narrow)
    if named:
        return named.group(1)
    return narrow if _FULL.fullmatch(narrow) else words
