"""What people did, as they would tell it themselves: the first of the three records.

Every piece of words carries a token of its own, so that it can be found wherever it went.
"""

import re
import time
from dataclasses import dataclass, field

TOKEN = re.compile(r"⟦\w+⟧")


@dataclass(slots=True)
class Sent:
    """Words somebody has sent: who, to whom they belong, about which suggestion, when.

    `is_sure`: sent for certain, not only drafted. `in_order`: the network did not hold them back.
    """

    token: str
    author: str
    to: str
    number: str
    at: float
    is_sure: bool = True
    in_order: bool = True
    edited: str | None = None  # the token added last


@dataclass
class Journal:
    """Everything people did."""

    sent: list[Sent] = field(default_factory=list)
    rated: set[str] = field(default_factory=set)  # numbers whose rating was submitted
    imported: set[str] = field(default_factory=set)  # numbers the clerk was told are in
    acted_on: dict[int, str] = field(default_factory=dict)  # updates that an earlier look saw done
    _count: int = 0

    def token(self, kind: str) -> str:
        """A new token."""
        self._count += 1
        return f"⟦{kind}{self._count}⟧"

    def note(self, token: str, author: str, to: str, number: str, *, is_sure: bool = True) -> Sent:
        """Write down what is being sent, before it leaves."""
        sent = Sent(token, author, to, number, time.time(), is_sure)
        self.sent.append(sent)
        return sent

    def by_token(self, token: str) -> Sent | None:
        """Whose words carry a token."""
        return next((one for one in reversed(self.sent) if one.token == token), None)
