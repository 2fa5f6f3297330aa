"""By when something was owed, as it was known at a moment: replies, opinions, contacts.

A reply's row keeps the day by which it was owed when it was given; what moved that day before is
told by events, and what has moved since is taken back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.office import Office
from handlers.rules import contact_plan
from handlers.rules.contact_plan import Plan
from handlers.rules.figures.history import History
from storage import facts
from storage.contacts import Contact
from storage.facts import Happened
from storage.replies import Reply
from storage.suggestions import JointUnit, Suggestion


@dataclass(frozen=True, slots=True)
class Dated:
    """From then on the reply of a round was owed by that day."""

    at: datetime
    round: int
    due_on: date
    corrects: bool = False  # also what had been replied to


class Dates:
    """The dates of one suggestion."""

    def __init__(
        self,
        item: Suggestion,
        replies: Sequence[Reply],
        happened: Sequence[Happened],
        history: History,
        office: Office,
    ) -> None:
        self._item, self._office, self._history = item, office, history
        self._replies = {row.round: row for row in replies}
        self._happened = happened
        self._dated = list(_dated(happened, office))

    def reply(self, number: int, moment: datetime) -> date:
        """When the reply of a round was owed."""
        told = [one for one in self._dated if one.round == number]
        reply = self._replies.get(number)
        if reply is not None and reply.at <= moment:
            corrected = [one.due_on for one in told if one.corrects and reply.at < one.at <= moment]
            if corrected:
                return corrected[-1]
        until = min(moment, reply.at) if reply is not None else moment
        present = reply.due_on if reply is not None else self._present(number)
        if present is not None and not any(
            until < one.at and (reply is None or one.at <= reply.at) for one in told
        ):
            return present
        past = [one.due_on for one in told if one.at <= until]
        return past[-1] if past else present or self._item.due_on

    def _present(self, number: int) -> date | None:
        return self._item.due_on if number == self._item.round else None

    def contact(self, row: Contact, moment: datetime) -> date | None:
        """When a planned contact was to take place."""
        name = f"{row.phase.value}_{row.sequence}"
        if row.round == 1 and (plan := self._other_plan(moment)) is not None:
            for one in plan.contacts:
                if (one.phase, one.sequence) == (row.phase, row.sequence):
                    return one.due_on
        return self._recomputed(name, moment) or row.due_on

    def opinion(self, part: JointUnit, moment: datetime) -> date:
        """When a joint unit's opinion that was not given was owed."""
        plan = self._other_plan(moment)
        if plan is not None:
            return plan.opinion_due_on
        return self._recomputed(f"opinion_{part.unit_id}", moment) or part.opinion_due_on

    def _other_plan(self, moment: datetime) -> Plan | None:
        """What followed from the day on which it was given out then, if that is another now."""
        began_on = self._history.at(moment).assigned_on
        if began_on == self._item.assigned_on:
            return None
        return contact_plan.plan(began_on, 1, self._office.profile, self._office.calendar)

    def _recomputed(self, name: str, moment: datetime) -> date | None:
        """The day that new rules have moved since."""
        for one in self._happened:
            if one.kind == facts.RECOMPUTED and one.at > moment and name in one.data["before"]:
                return date.fromisoformat(one.data["before"][name])
        return None


def _dated(happened: Sequence[Happened], office: Office) -> Iterator[Dated]:
    """Everything that has moved the day of a reply, in order."""
    present, extended = 1, False
    for one in happened:
        data = one.data
        if one.kind == facts.ROUND_OPENED:
            present = data["round"]
        elif one.kind == facts.ASSIGNED:
            yield Dated(one.at, data["round"], date.fromisoformat(data["reply_due_on"]))
        elif one.kind == facts.EXTENDED:
            extended = True
            yield Dated(one.at, data.get("round", 1), date.fromisoformat(data["due_on"]))
        elif one.kind == facts.RECOMPUTED and "reply" in data["after"]:
            yield Dated(one.at, present, date.fromisoformat(data["after"]["reply"]))
        elif one.kind == facts.REDATED:
            due_on = date.fromisoformat(data["due_on"])
            yield Dated(one.at, data["round"], due_on, corrects=True)
        elif one.kind == facts.REASSIGNED and "due_on" in data:
            yield Dated(one.at, present, date.fromisoformat(data["due_on"]))
        elif one.kind == facts.REASSIGNED and present == 1 and not extended:
            yield from _restarted(one, office)


def _restarted(one: Happened, office: Office) -> Iterator[Dated]:
    """An older event does not tell whether the months began anew: as the profile says now."""
    if office.profile.assignment.move_restarts_months:
        plan = contact_plan.plan(office.today(one.at), 1, office.profile, office.calendar)
        yield Dated(one.at, 1, plan.reply_due_on)
