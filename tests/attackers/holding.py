"""What has to hold of an office's rows, whatever has come in."""

from sqlalchemy import func, select

from handlers.acts import stages
from handlers.record.gathering import record
from handlers.record.writing import FORMATS, write
from handlers.turn import Turn
from storage import suggestions, verification
from storage.contacts import Contact
from storage.database import Session
from storage.dialogs import Dialog
from storage.inbox import Update
from storage.messages import Message
from storage.people import Account, Person
from storage.ratings import Rating
from storage.replies import Reply
from storage.suggestions import Signature
from storage.vocabulary import ContactState, Direction, InboxState, MessageState
from tests.attackers.mill import Mill
from tests.chaos.world import CAST, World

UNDER_ONE = (MessageState.RECEIVED, MessageState.CANCELLED)


def must_hold(world: World, mill: Mill) -> None:
    """Nothing is parked, tried twice or left; the rows agree with each other and can be shown."""
    assert set(mill.states()) <= {InboxState.DONE}, mill.states()
    with world.database.read() as session:
        tried = session.execute(
            select(Update.update_id, Update.error, Update.raw).where(Update.attempts > 0)
        ).all()
        assert not tried, tried
        _accounts(session, world)
        _contacts(session)
        _ratings(session)
        _messages(session)
        bent = list(verification.bent(session, verification.every_chain(session)))
        assert not bent, bent[:5]
        turn = Turn(session, world.office, world.now)
        for suggestion_id in suggestions.every(session):
            item = suggestions.get(session, suggestion_id)
            assert stages.stages.stage_of(stages.facts(turn, item)) == item.stage
            whole = record(session, item)
            for form in FORMATS:
                assert write(whole, form, world.office.timezone)


def _accounts(session: Session, world: World) -> None:
    """Nobody has come in or been thrown out; each has the one account."""
    open_ones = session.execute(
        select(Person.name, Account.user_id)
        .join(Account, Account.person_id == Person.id)
        .where(Account.closed_at.is_(None))
    )
    assert {row[0]: row[1] for row in open_ones} == {name: world.chat_of(name) for name in CAST}


def _contacts(session: Session) -> None:
    """A contact that is confirmed has taken place, and not ahead of its time."""
    for contact in session.scalars(select(Contact)):
        if contact.confirmed:
            assert contact.state == ContactState.DONE, contact.id
        if contact.state == ContactState.DONE:
            assert contact.done_at is not None
            assert contact.form is not None


def _ratings(session: Session) -> None:
    """Only the lead deputy has rated, a reply that was given, in sequence; reasons where due."""
    signed = select(Signature.suggestion_id, Signature.person_id).where(Signature.is_lead)
    leads = {tuple(row) for row in session.execute(signed)}
    replied = {tuple(row) for row in session.execute(select(Reply.suggestion_id, Reply.round))}
    for rating in session.scalars(select(Rating)):
        assert (rating.suggestion_id, rating.deputy_id) in leads
        assert (rating.suggestion_id, rating.round) in replied
        grades = {rating.content.value, rating.attitude.value, rating.effect.value}
        assert "dissatisfied" not in grades or rating.reason


def _messages(session: Session) -> None:
    """Words are under a suggestion or wait; what goes out has somebody to go to."""
    for row in session.scalars(select(Message)):
        if row.state == MessageState.WAITING:
            assert row.suggestion_id is None
            assert row.direction == Direction.IN
        if row.direction == Direction.OUT:
            assert row.chat_id is not None
    stray = session.scalar(
        select(func.count())
        .select_from(Dialog)
        .outerjoin(Person, Person.id == Dialog.person_id)
        .where(Person.id.is_(None))
    )
    assert stray == 0
