"""The number of a suggestion as people type it: ０１０７ and 第0107号 are 0107."""

import re
import unicodedata

_NAMED = re.compile(r"第?\s*(\d+)\s*号?(?:建议)?")


def plain_number(words: str) -> str:
    """The number as the ledger has it; other words as they are."""
    named = _NAMED.fullmatch(unicodedata.normalize("NFKC", words).strip())
    return named.group(1) if named else words
