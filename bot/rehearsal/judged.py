"""What a judge of the raw record says: how much it looked at, and what was wrong about it."""

from dataclasses import dataclass, field


@dataclass
class Judged:
    """How much was looked at, and what was wrong about it."""

    looked_at: int = 0
    wrong: list[str] = field(default_factory=list)
