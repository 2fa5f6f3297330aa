"""What a unit owes others as a joint unit (会办): for its own reports, beside what it leads."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from handlers.rules.figures.frame import Frame, Section
from handlers.rules.figures.matter import Matter


@dataclass(slots=True)
class Joint(Section):
    """Opinions still owed, late ones, those handed in in the period, and what was made of them."""

    frame: Frame
    due: list[tuple[int, int]] = field(default_factory=list)
    late: list[tuple[int, int]] = field(default_factory=list)
    given: list[int] = field(default_factory=list)
    judged: Counter[str] = field(default_factory=Counter)

    def add_joint(self, matter: Matter) -> None:
        """Take the unit's part in one that another leads."""
        frame = self.frame
        for opinion in matter.opinions:
            if opinion.unit_id != frame.unit_id:
                continue
            if frame.is_within(opinion.given_on):
                self.given.append(matter.id)
            if opinion.given_on is None and matter.is_open:
                days = ((opinion.again_on or opinion.due_on) - frame.on).days
                (self.late if days < 0 else self.due).append((matter.id, abs(days)))
            for one in opinion.judged:
                if frame.is_within(one.on):
                    self.judged[one.what] += 1

    def frozen(self) -> Any:
        """Lists of [id, days], the most urgent first; ids; {grade: how often}."""
        return {
            "due": [list(one) for one in sorted(self.due, key=lambda one: (one[1], one[0]))],
            "late": [list(one) for one in sorted(self.late, key=lambda one: (-one[1], one[0]))],
            "given": sorted(self.given),
            "judged": dict(sorted(self.judged.items())),
        }
