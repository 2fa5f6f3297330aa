"""Who may do what: one table of relation to the suggestion × act."""

from enum import StrEnum

from handlers.rules.refused import Refused
from storage.vocabulary import Relation


class Act(StrEnum):
    """What can be done to a suggestion in chat."""

    SEE_CARD = "see_card"
    SEE_CONVERSATION = "see_conversation"
    MESSAGE_DEPUTY = "message_deputy"
    RECORD_CONTACT = "record_contact"
    REPORT_PROGRESS = "report_progress"
    DELIVER_REPLY = "deliver_reply"
    WRITE_WORDS = "write_words"
    MOVE_WORDS = "move_words"
    CONFIRM_CONTACT = "confirm_contact"
    WAIVE_MEETING = "waive_meeting"
    RATE = "rate"
    CLOSE = "close"


_SEE = {Act.SEE_CARD, Act.SEE_CONVERSATION}
_HANDLE = _SEE | {
    Act.MESSAGE_DEPUTY,
    Act.RECORD_CONTACT,
    Act.REPORT_PROGRESS,
    Act.DELIVER_REPLY,
}
_TALK = _SEE | {Act.WRITE_WORDS, Act.MOVE_WORDS}

# What leaves a suggestion as it is: the others are done to it one at a time.
LOOKS = frozenset({Act.SEE_CARD, Act.SEE_CONVERSATION, Act.WRITE_WORDS, Act.MOVE_WORDS})

# Nobody on the handling side ever has RATE, nor any act that speaks for the deputy.
TABLE: dict[Relation, frozenset[Act]] = {
    Relation.LEAD_DEPUTY: frozenset(_TALK | {Act.CONFIRM_CONTACT, Act.WAIVE_MEETING, Act.RATE}),
    Relation.CO_SIGNER: frozenset(_TALK),
    Relation.OFFICER: frozenset(_HANDLE),
    Relation.OFFICE_HEAD: frozenset(_HANDLE),
    Relation.LEADER: frozenset(_SEE | {Act.MESSAGE_DEPUTY, Act.RECORD_CONTACT}),
    Relation.HEAD: frozenset(_SEE | {Act.MESSAGE_DEPUTY, Act.RECORD_CONTACT}),
    Relation.SUPERVISOR: frozenset(_SEE | {Act.CLOSE}),
    Relation.JOINT_OFFICER: frozenset({Act.SEE_CARD}),
    Relation.NONE: frozenset(),
}


def may(relation: Relation, act: Act) -> bool:
    """Whether somebody so related may do this."""
    return act in TABLE[relation]


def require(relation: Relation, act: Act) -> None:
    """Raises Refused `permission.denied` unless it may be done."""
    if not may(relation, act):
        raise Refused("permission.denied")
