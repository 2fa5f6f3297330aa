"""What each person did in the year (全员述职), for the annual report."""

from dataclasses import dataclass, field
from typing import Any

from handlers.rules.figures.breakdown import hidden
from handlers.rules.figures.frame import Frame, Section, figures_of
from handlers.rules.figures.indicators import Tally
from handlers.rules.figures.matter import Matter

Event = tuple[int, ...]  # what tells one meeting from another


@dataclass(slots=True)
class _Record:
    tally: Tally
    handled: int = 0
    contacts: int = 0
    meetings: set[Event] = field(default_factory=set)
    led_meetings: set[Event] = field(default_factory=set)
    replies: int = 0
    key: int = 0


@dataclass(slots=True)
class People(Section):
    """What each person did in the year (全员述职): handled, contacts, ratings, promises kept.

    Handled is what somebody answered for at some time of it. Ratings are of whoever delivered the
    reply, and of whoever led it then; promises of whoever kept them.
    """

    frame: Frame
    records: dict[int, _Record] = field(default_factory=dict)
    raters: dict[int, dict[str, Tally]] = field(default_factory=dict)  # unit → deliverer → tally

    def _of(self, person_id: int) -> _Record:
        if person_id not in self.records:
            self.records[person_id] = _Record(Tally(self.frame.terms, person_id))
        return self.records[person_id]

    def add(self, matter: Matter) -> None:
        """Take what people did in one more suggestion."""
        frame = self.frame
        everybody = matter.held_by(frame.since, frame.on) | matter.done_by(frame.since, frame.on)
        self._add(matter, everybody)

    def add_left(self, matter: Matter) -> None:
        """Take what somebody of this part did in one that others answer for by now."""
        frame = self.frame
        if frame.person_id is not None:
            self._add(matter, frozenset({frame.person_id}))
        else:
            here = (one.person_id for one in matter.held if one.unit_id == frame.unit_id)
            self._add(matter, matter.held_by(frame.since, frame.on) & frozenset(here))

    def _add(self, matter: Matter, people: frozenset[int]) -> None:
        frame = self.frame
        matter = matter.refused_by(matter.unit_id)
        handled = matter.held_by(frame.since, frame.on)
        for person in sorted(people):
            record = self._of(person)
            record.tally.add(matter)
            if person in handled:
                record.handled += 1
                record.key += matter.is_key
            self._add_deeds(matter, person)
        asked = matter.asked
        if asked is not None and asked.replied_by_id is not None:
            of_unit = self.raters.setdefault(matter.unit_id, {})
            tally = Tally(frame.terms, asked.replied_by_id)
            of_unit.setdefault(str(asked.replied_by_id), tally).add(matter)

    def _add_deeds(self, matter: Matter, person: int) -> None:
        """Contacts and replies of the period."""
        record = self._of(person)
        for place, contact in enumerate(matter.contacts):
            if not contact.is_valid or not self.frame.is_within(contact.on):
                continue
            record.contacts += contact.by_id == person
            if contact.is_face_to_face and contact.by_id == person:
                record.meetings.add(contact.event(matter.id, place))
            if contact.is_face_to_face and person in contact.leaders:
                record.led_meetings.add(contact.event(matter.id, place))
        for one in matter.rounds:
            if one.replied_by_id == person and self.frame.is_within(one.replied_on):
                record.replies += 1

    def frozen(self) -> Any:
        """One record a person; in somebody's own report nobody else's."""
        frame = self.frame
        few = {
            int(name)
            for of_unit in self.raters.values()
            for name in hidden(of_unit, frame.least_raters)
        }
        return [
            {
                "person": person,
                "contacts": record.contacts,
                "meetings": len(record.meetings),
                "led_meetings": len(record.led_meetings),
                "replies": record.replies,
                "key": record.key,
            }
            | figures_of(record.tally, frame, is_whole=False, is_hidden=person in few)
            | {"count": record.handled}
            for person, record in sorted(self.records.items())
            if not frame.is_own or person == frame.person_id
        ]
