"""What was still to be sent to somebody who has left."""

from sqlalchemy import case, literal, select, update
from sqlalchemy.orm import Session

from storage.messages import Message
from storage.vocabulary import MessageState

_TO_BE_SENT = (MessageState.QUEUED, MessageState.STALE)


def withdraw(session: Session, person_id: int) -> list[int]:
    """Nothing more is sent or edited; the copies of others' words that they never got."""
    unsent = (Message.person_id == person_id, Message.state.in_(_TO_BE_SENT))
    lost = session.scalars(
        select(Message.id)
        .where(*unsent, Message.purpose == "relay", Message.telegram_id.is_(None))
        .order_by(Message.id)
    ).all()
    session.execute(
        update(Message)
        .where(*unsent)
        .values(
            state=case(
                (Message.telegram_id.is_(None), literal(MessageState.CANCELLED.value)),
                else_=literal(MessageState.DELIVERED.value),
            )
        )
    )
    return list(lost)
