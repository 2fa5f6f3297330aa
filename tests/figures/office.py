"""What people do in these stories, and the figures that come of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.rehearsal import annual, raw, recount
from handlers.acts.assigning import requests
from handlers.acts.contacting import visits
from handlers.acts.rating import ratings
from handlers.acts.replying import replies
from handlers.figures import gathering, reports
from handlers.rules.figures.matter import Matter
from handlers.rules.figures.scope import WHOLE, Scope
from handlers.rules.ratings import Draft
from handlers.turn import Turn
from storage import people
from storage.database import Session
from storage.people import Person
from storage.requests import Request
from storage.suggestions import Suggestion
from storage.units import Unit
from storage.vocabulary import Grade, ReportKind, RequestKind
from tests.chaos.world import World
from tests.house import LEAD, OFFICER, SUPERVISOR, ZONE, at

GOOD, FAIR, BAD = Grade.SATISFIED, Grade.MOSTLY_SATISFIED, Grade.DISSATISFIED


@dataclass
class Office:
    """The office at a moment, with what its people do in one line each."""

    world: World

    def to(self, *parts: int) -> datetime:
        """The clock is put on; what comes due in between is not waited for."""
        self.world.now = at(*parts)
        return self.world.now

    @contextmanager
    def acting(self, name: str, number: str = "0107") -> Iterator[tuple[Turn, Suggestion]]:
        """One thing that somebody does about a suggestion, in a transaction."""
        world = self.world
        with world.database.write() as session:
            person = person_of(session, name)
            turn = Turn(session, world.office, world.now, actor=person, chat_id=world.chat_of(name))
            yield turn, item_of(session, number)
        world.now += timedelta(seconds=1)

    def id_of(self, name: str) -> int:
        """The id of a person."""
        with self.world.database.read() as session:
            return person_of(session, name).id

    def unit(self, short_name: str) -> int:
        """The id of a unit."""
        with self.world.database.read() as session:
            return unit_of(session, short_name).id

    def visits(self, name: str = OFFICER, number: str = "0107", form: str = "visit") -> int:
        """Somebody writes down that they met the deputy today; the id of the contact."""
        with self.acting(name, number) as (turn, item):
            today = str(self.world.office.today(self.world.now))
            values = {
                "form": form,
                "on": today,
                "place": "湖边",
                "who": name,
                "summary": "看了现场",
            }
            return visits.record(turn, item, values).id

    def says_it_is_so(self, contact_id: int, name: str = LEAD, number: str = "0107") -> None:
        """The deputy confirms that they met."""
        with self.acting(name, number) as (turn, _item):
            visits.confirm(turn, contact_id)

    def replies(self, name: str = OFFICER, letter: str = "B", number: str = "0107") -> None:
        """Somebody gives the reply of the round, today."""
        with self.acting(name, number) as (turn, item):
            day = str(self.world.office.today(self.world.now))
            values = {"number": "湘环函〔2026〕1号", "on": day, "class": letter}
            replies.deliver(turn, item, values | {"proof": {"words": "已经办成"}})

    def rates(self, *grades: Grade, name: str = LEAD, number: str = "0107") -> None:
        """The lead deputy rates the present round."""
        with self.acting(name, number) as (turn, item):
            ratings.asked(turn, item, turn.me)
            reason = "没有解决" if BAD in grades else None
            rating = ratings.record(turn, item, turn.me, item.round, Draft(*grades, reason))
            ratings.follow(turn, item, turn.me, rating)

    def asks(self, kind: RequestKind, name: str = OFFICER, proposed: str | None = None) -> int:
        """A unit asks the committee; the id of what is asked."""
        with self.acting(name) as (turn, item):
            unit = unit_of(turn.session, proposed) if proposed else None
            requests.ask(turn, item, kind, "理由", unit)
            return turn.session.scalars(select(Request.id).order_by(Request.id.desc())).first() or 0

    def decides(self, request_id: int, *, is_granted: bool) -> None:
        """The committee decides."""
        with self.acting(SUPERVISOR) as (turn, _item):
            if is_granted:
                requests.grant(turn, request_id)
            else:
                requests.deny(turn, request_id, "请继续办理")

    def figures(self, kind: ReportKind, *parts: int, scope: Scope | str = WHOLE) -> dict[str, Any]:
        """The figures of a moment, as they are made now."""
        (made,) = self.made(kind, at(*parts), [scope])
        return made.figures

    def made(
        self, kind: ReportKind, moment: datetime, scopes: Sequence[Scope | str]
    ) -> list[reports.Made]:
        """The reports of a moment."""
        found = [one if isinstance(one, Scope) else Scope(one) for one in scopes]
        with self.world.database.read() as session:
            return reports.compute(session, self.world.office, kind, moment, found)

    def judged(self) -> list[str]:
        """Where the judge, who counts from raw rows, comes to other figures of this moment."""
        (made,) = self.made(ReportKind.ANNUAL, self.world.now, [WHOLE])
        record = raw.read(self.world.folder / "story.db", ZONE)
        own = recount.cases(record, self.world.office.profile, self.world.now)
        return annual.compare(made.figures, own)

    def matters(self, *parts: int) -> dict[str, Matter]:
        """Every suggestion as it was known at a moment, by number."""
        with self.world.database.read() as session:
            found = gathering.matters(session, self.world.office, at(*parts))
            return {one.number: one for one in found}


def total(figures: dict[str, Any], name: str) -> tuple[int, int]:
    """Numerator and denominator of an indicator over the whole of a report."""
    figure = figures["totals"]["figures"][name]
    return figure["n"], figure["d"]


def person_of(session: Session, name: str) -> Person:
    """A person by name."""
    return session.scalars(select(people.Person).where(people.Person.name == name)).one()


def item_of(session: Session, number: str) -> Suggestion:
    """A suggestion by number."""
    return session.scalars(select(Suggestion).where(Suggestion.number == number)).one()


def unit_of(session: Session, short_name: str) -> Unit:
    """A unit by its short name."""
    return session.scalars(select(Unit).where(Unit.short_name == short_name)).one()
