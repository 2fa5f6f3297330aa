"""Ticks: what has come due is asked at once when the clock jumps, and a broken tick is no end."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot import scheduler as module
from bot.clock import SandboxClock, SystemClock
from bot.scheduler import Scheduler
from handlers import ticks
from handlers.acts import duties
from handlers.acts.assigning import assignment
from handlers.turn import Turn
from storage import people, signals
from storage.people import Account, Person
from storage.suggestions import Signature, Suggestion
from storage.units import Unit
from storage.vocabulary import DutyKind, Role
from tests.runtime.desk import Desk, texts

OFFICER = "陈思远"
NIGHT = datetime(2026, 4, 7, 18, 0, tzinfo=UTC)  # two in the morning of 8 April
MORNING = NIGHT + timedelta(hours=7, minutes=30)


def office_with_one_suggestion(desk: Desk, user_id: int) -> None:
    """An officer with one suggestion assigned the day before."""
    with desk.database.write() as session:
        unit = Unit(name="省生态环境厅", short_name="生态环境厅", notes={})
        session.add(unit)
        session.flush()
        people = [
            Person(key="o", role=Role.OFFICER, name=OFFICER, unit_id=unit.id, notes={}),
            Person(key="d", role=Role.DEPUTY, name="李秀兰", notes={}),
        ]
        session.add_all(people)
        session.flush()
        item = Suggestion(
            congress="14",
            session_number="4",
            number="0107",
            title="关于洞庭湖的建议",
            lead_unit_id=unit.id,
            officer_id=people[0].id,
            assigned_on=NIGHT.date(),
            due_on=NIGHT.date() + timedelta(days=90),
            created_at=NIGHT,
        )
        session.add(item)
        session.flush()
        session.add(
            Signature(suggestion_id=item.id, person_id=people[1].id, is_lead=True, position=0)
        )
        session.add(Account(person_id=people[0].id, user_id=user_id, bound_at=NIGHT))
        session.flush()
        assignment.assign(Turn(session, desk.office, NIGHT - timedelta(days=1)), item)


async def test_nothing_at_night_and_everything_when_the_clock_jumps_to_the_morning(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PROMPTS_EVERY", 3600)  # only the jump can set it going
    (officer,) = await desk.opened(OFFICER)
    office_with_one_suggestion(desk, officer.id)
    await desk.stage.clock_to(NIGHT)
    clock = SandboxClock(f"{desk.sandbox.url}/stage/clock")
    await clock.start()
    desk.clock = clock
    async with desk.sending() as sender:
        ticking = Scheduler(
            desk.writer,
            desk.office,
            clock,
            sender.wake,
            [],
            *desk.keepers(),
        )
        ticking.start()
        try:
            await ticking.prompt()
            assert await texts(officer) == []
            await desk.stage.clock_to(MORNING)
            await officer.sees("0107")
            await ticking.prompt()
            assert len(await texts(officer)) == 1
        finally:
            await ticking.stop()
            await clock.stop()


async def test_what_was_said_and_waits_for_hours_is_next_too(desk: Desk) -> None:
    (officer,) = await desk.opened(OFFICER)
    office_with_one_suggestion(desk, officer.id)
    night = NIGHT - timedelta(days=1)
    with desk.database.read() as session:
        due, what = ticks.next_moment(session, desk.office, night) or (None, "")
        person = people.named(session, OFFICER)[0].id
    assert due is not None
    assert "0107" in what
    earlier = due - timedelta(minutes=5)
    desk.queue(officer.id, "明早再说", person_id=person, next_at=earlier)
    with desk.database.read() as session:
        assert ticks.next_moment(session, desk.office, night) == (earlier, f"送达消息（{OFFICER}）")
        later = ticks.next_moment(session, desk.office, earlier)
    assert later is not None
    assert later[0] == due


async def test_what_comes_due_by_an_act_is_asked_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PROMPTS_EVERY", 3600)
    (officer,) = await desk.opened(OFFICER)
    desk.clock = Walking(MORNING)
    async with desk.sending() as sender:
        ticking = Scheduler(desk.writer, desk.office, desk.clock, sender.wake, [], *desk.keepers())
        ticking.start()
        try:
            await ticking.prompt()
            office_with_one_suggestion(desk, officer.id)
            ticking.ring(signals.DUTIES)
            ticking.ring(signals.DUTIES)
            await officer.sees("0107")
            await ticking.prompt()
            assert len(await texts(officer)) == 1
        finally:
            await ticking.stop()


def test_only_what_is_owed_at_once_rings(desk: Desk) -> None:
    office_with_one_suggestion(desk, 1)
    with desk.database.write() as session:
        (item,) = session.scalars(select(Suggestion))
        (person,) = people.named(session, OFFICER)
        turn = Turn(session, desk.office, MORNING)
        tomorrow = MORNING.date() + timedelta(days=1)
        assert duties.owe(turn, item, person, DutyKind.MEETING, first_on=tomorrow)
        assert turn.rings == set()
        assert duties.owe(turn, item, person, DutyKind.NO_ECHO)
        assert turn.rings == {signals.DUTIES}
        again = Turn(session, desk.office, MORNING)
        assert not duties.owe(again, item, person, DutyKind.NO_ECHO)
        assert again.rings == set()


async def test_a_tick_that_fails_is_tried_again(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    said = asyncio.Event()
    (officer,) = await desk.opened(OFFICER)
    office_with_one_suggestion(desk, officer.id)
    ticking = Scheduler(
        desk.writer,
        desk.office,
        desk.clock,
        said.set,
        [],
        *desk.keepers(),
    )
    with desk.database.write() as session:
        session.execute(text("ALTER TABLE duties RENAME TO elsewhere"))
    await ticking.prompt()
    assert "could not be asked" in caplog.text
    with desk.database.write() as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO duties"))
    await ticking.prompt()
    assert said.is_set()


class Walking(SystemClock):
    """A clock that has gone on a second whenever it is looked at."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


async def test_nothing_is_dated_before_figures_taken_while_it_waited(desk: Desk) -> None:
    officer, deputy = await desk.opened(OFFICER, "李秀兰")
    office_with_one_suggestion(desk, officer.id)
    with desk.database.write() as session:
        (person,) = people.named(session, "李秀兰")
        session.add(Account(person_id=person.id, user_id=deputy.id, bound_at=NIGHT))
    ticking = Scheduler(
        desk.writer, desk.office, Walking(MORNING), lambda: None, [], *desk.keepers()
    )
    await ticking.prompt()
    with desk.database.read() as session:
        found = session.execute(
            text(
                "SELECT person_id, max(at), min(at) FROM events WHERE person_id IS NOT NULL"
                " AND kind = 'prompted' GROUP BY person_id"
            )
        ).all()
    assert len(found) == 2
    assert len({row[1] for row in found}) == 2
