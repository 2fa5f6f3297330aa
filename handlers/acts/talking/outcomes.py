"""What became of messages handed to the network: noted in their rows, told to those who wait.

A failure that is given up creates a duty for a human; nothing fails in silence.
"""

from dataclasses import dataclass
from datetime import datetime

from handlers import texts
from handlers.acts import access, duties
from handlers.acts.keeping import secrecy
from handlers.acts.people import presence
from handlers.acts.replying import replies
from handlers.acts.talking import groups, words
from handlers.office import Office
from handlers.rules import delivery
from handlers.rules.delivery import FailureKind, GiveUp, Readdress, Retry
from handlers.turn import Turn
from storage import messages, outbox, people, suggestions, units
from storage.database import Session
from storage.messages import Message
from storage.vocabulary import DutyKind, MessageKind, MessageState


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message has arrived; `telegram_id` names it in its chat (unchanged after an edit)."""

    message_id: int
    telegram_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A call has failed. `retry_after` in seconds; `maybe_delivered`: the answer was lost."""

    message_id: int
    kind: FailureKind
    detail: str = ""
    retry_after: float | None = None
    migrate_to: int | None = None
    maybe_delivered: bool = False


def delivered(session: Session, office: Office, now: datetime, done: list[Delivery]) -> None:
    """Note arrivals; tell the writers who wait for them; a reply that arrived starts the rating."""
    told = outbox.arrived(session, [(one.message_id, one.telegram_id, one.at) for one in done])
    turn = Turn(session, office, now)
    for row in told:
        if row.status_id is not None:
            moment = office.local(row.delivered_at or now)
            _report(turn, row, "send.delivered", at=f"{moment:%H:%M}")
        if row.purpose == "reply" and row.suggestion_id is not None and row.person_id is not None:
            item = suggestions.get(session, row.suggestion_id)
            deputy = people.get(session, row.person_id)
            replies.arrived(turn, item, deputy, row.delivered_at or now)


def _report(turn: Turn, row: Message, key: str, **values: object) -> None:
    assert row.status_id is not None
    status = messages.get(turn.session, row.status_id)
    if status.person_id is None:
        return
    reader = people.get(turn.session, status.person_id)
    to = people.get(turn.session, row.person_id).name if row.person_id else "—"
    text = texts.render(key, reader.language, deputy=to, **values)
    messages.rewrite(turn.session, status.id, turn.now, text=text)


def failed(session: Session, office: Office, now: datetime, failures: list[Undelivered]) -> None:
    """Note failures: try again later, follow a moved group, or give up and tell a human."""
    turn = Turn(session, office, now)
    for failure in failures:
        row = messages.get(session, failure.message_id)
        row.attempts += 1
        row.maybe_twice = row.maybe_twice or failure.maybe_delivered
        decision = delivery.after_failure(
            failure.kind,
            attempts=row.attempts,
            first_tried_at=row.first_tried_at or now,
            now=now,
            settings=office.profile.delivery,
            retry_after=failure.retry_after,
            migrate_to=failure.migrate_to,
        )
        row.error = failure.kind.value
        waiting = MessageState.QUEUED if row.telegram_id is None else MessageState.STALE
        match decision:
            case Retry(at):
                row.state, row.next_at = waiting, at
            case Readdress(chat_id):
                row.state, row.next_at = waiting, now
                old_chat_id = row.chat_id
                session.flush()
                if old_chat_id is not None:
                    groups.migrate(turn, old_chat_id, chat_id)
            case GiveUp(reason):
                _give_up(turn, row, failure, reason)
        session.flush()


def _give_up(turn: Turn, row: Message, failure: Undelivered, reason: str) -> None:
    if row.telegram_id is not None:
        # An edit that cannot be shown: the message itself has arrived, the record has the words.
        row.state = MessageState.DELIVERED
        return
    row.state = MessageState.FAILED
    row.next_at = None
    turn.session.flush()
    if row.kind in (MessageKind.REMOVAL, MessageKind.RENAMING):
        secrecy.stays(turn, row)
        return
    turn.event(
        "undelivered",
        suggestion_id=row.suggestion_id,
        person_id=row.person_id,
        message_id=row.id,
        reason=reason,
    )
    person = people.get(turn.session, row.person_id) if row.person_id else None
    if row.status_id is not None and person is not None:
        _report(turn, row, f"send.failed_{reason}")
    if row.purpose == "reply" and row.suggestion_id is not None and person is not None:
        item = suggestions.get(turn.session, row.suggestion_id)
        replies.by_paper(turn, item, person, turn.office.today(turn.now))
    if person is not None and failure.kind in (FailureKind.BLOCKED, FailureKind.GONE):
        presence.gone(turn, person, failure.kind.value)
        if row.purpose == "relay" and not person.is_deputy:
            words.pass_on_to_next(turn, row)
    elif row.suggestion_id is not None and row.purpose not in ("status", "ack"):
        item = suggestions.get(turn.session, row.suggestion_id)
        officer = access.responsible(turn.session, item)
        if officer is not None and officer.id != row.person_id:
            duties.owe(
                turn,
                item,
                officer,
                DutyKind.UNDELIVERED,
                subject_id=row.id,
                note=person.name if person else None,
            )


def topic_made(
    session: Session, office: Office, now: datetime, topic_id: int, thread_id: int
) -> None:
    """A thread has been made for a suggestion in a staff group; perhaps under a name too many."""
    topic = session.get_one(units.Topic, topic_id)
    topic.thread_id = thread_id
    item = suggestions.get(session, topic.suggestion_id)
    if item.is_by_paper:
        secrecy.rename(Turn(session, office, now), item, topic)
