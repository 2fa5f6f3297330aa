"""Reports come when the profile says, also after it has changed; whoever gets none is named."""

from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import select

from handlers.figures import telling
from handlers.turn import Turn
from storage import people
from storage import reports as rows
from storage.vocabulary import ReportKind, Role
from tests.chaos.world import World, messages_to
from tests.figures.office import Office, person_of, unit_of
from tests.flows.steps import JOINT
from tests.house import LEADER, OFFICER, SUPERVISOR, at

ANNUAL, WEEKLY = ReportKind.ANNUAL, ReportKind.WEEKLY


def ruled(office: Office, kind: ReportKind, **changes: object) -> None:
    """The profile says otherwise from now on, and the bot begins anew."""
    world = office.world
    cadence = world.office.profile.cadence
    changed = cadence | {kind: replace(cadence[kind], **changes)}  # type: ignore[arg-type]
    profile = replace(world.office.profile, cadence=changed)
    world.office = replace(world.office, profile=profile)
    planned(world)


def planned(world: World) -> None:
    with world.database.write() as session:
        telling.plan(Turn(session, world.office, world.now))


def next_at(office: Office, kind: ReportKind) -> object:
    with office.world.database.read() as session:
        return rows.rhythms(session)[kind].next_at


def test_another_day_or_hour_of_the_profile_is_followed(office: Office) -> None:
    office.to(2026, 9, 1, 9)
    planned(office.world)
    assert next_at(office, ANNUAL) == at(2026, 12, 21, 8)
    ruled(office, ANNUAL, month=11, day=10)
    assert next_at(office, ANNUAL) == at(2026, 11, 10, 8)
    ruled(office, ANNUAL, at=time(7, 30))
    assert next_at(office, ANNUAL) == at(2026, 11, 10, 7, 30)


def test_today_s_is_still_to_come_until_it_was_made(office: Office) -> None:
    office.to(2026, 4, 13, 7)  # a Monday
    planned(office.world)
    assert next_at(office, WEEKLY) == at(2026, 4, 13, 8)
    office.to(2026, 4, 13, 8)
    planned(office.world)  # its moment has come: it is not put off
    assert next_at(office, WEEKLY) == at(2026, 4, 13, 8)
    given(office, WEEKLY)
    ruled(office, WEEKLY, at=time(9))  # made once is enough for a day
    assert next_at(office, WEEKLY) == at(2026, 4, 20, 9)


def given(office: Office, kind: ReportKind) -> None:
    """The report of today is made and told."""
    world = office.world
    due = telling.Due(kind, world.office.today(world.now))
    with world.database.read() as session:
        made = telling.compute(session, world.office, world.now, due)
    with world.database.write() as session:
        turn = Turn(session, world.office, world.now)
        assert telling.give(turn, due, made, dict(telling.all_sheets(world.office, made)))


def said(office: Office, name: str) -> list[str]:
    """What somebody was told of those whom no report reaches."""
    world = office.world
    with world.database.read() as session:
        texts = [row.text or "" for row in messages_to(session, world.chat_of(name))]
    return [text for text in texts if "还没有加入" in text]


@pytest.mark.parametrize("head_is_here", [False, True])
def test_whoever_gets_none_is_named_once(office: Office, head_is_here: bool) -> None:
    planned(office.world)
    with office.acting(SUPERVISOR) as (turn, _item):
        account = people.open_account(turn.session, person_of(turn.session, LEADER).id)
        assert account is not None
        account.closed_at, account.closed_why = turn.now, "replaced"
        if head_is_here:  # of his unit, and somebody who is in the chat
            head = person_of(turn.session, OFFICER)
            head.role = Role.HEAD
            assert head.unit_id == unit_of(turn.session, "生态环境厅").id
    named = OFFICER if head_is_here else SUPERVISOR
    for day, hears in (((4, 13), 1), ((4, 20), 1)):
        office.to(2026, *day, 8)
        given(office, WEEKLY)
        assert len(said(office, named)) == hears
    assert LEADER in said(office, named)[0]
    others = {SUPERVISOR, OFFICER, JOINT} - {named}
    assert [said(office, name) for name in others] == [[], []]
    with office.world.database.read() as session:
        (row,) = session.scalars(select(rows.Event).where(rows.Event.kind == "report_unread")).all()
        assert row.person_id == office.id_of(LEADER)
