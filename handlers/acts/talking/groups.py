"""The unit's staff group: deputies' words are mirrored there, a thread for each suggestion."""

from typing import Any

from handlers.acts import access
from handlers.incoming import Membership, Said
from handlers.rules import permissions
from handlers.rules.permissions import OfficeAct
from handlers.rules.refused import Refused
from handlers.turn import RELAY, Turn
from storage import outbox, units
from storage.database import Session
from storage.suggestions import Suggestion
from storage.units import StaffGroup, Topic, Unit

TOPIC_NAME = 128  # characters, Telegram's limit


def unit_name(session: Session, unit_id: int | None) -> str:
    """How a unit is called in a line of chat."""
    if unit_id is None:
        return ""
    unit = session.get_one(Unit, unit_id)
    return unit.called


def handling(turn: Turn, item: Suggestion) -> dict[str, Any]:
    """Who handles a suggestion, for a card: `unit`, `officer` and their `phone`."""
    officer = access.responsible(turn.session, item)
    return {
        "unit": unit_name(turn.session, item.lead_unit_id),
        "officer": officer.name if officer else "—",
        "phone": officer.phone_shown if officer else "—",
    }


def bind(turn: Turn, said: Said) -> None:
    """Make a group chat the staff group of the unit of whoever asks."""
    if turn.me.unit_id is None:
        raise Refused("permission.denied")
    bound = turn.session.get(StaffGroup, said.chat_id)
    if bound is not None and bound.closed_at is None and bound.unit_id != turn.me.unit_id:
        raise Refused("group.taken")
    if bound is None:
        bound = StaffGroup(chat_id=said.chat_id)
        turn.session.add(bound)
    bound.unit_id = turn.me.unit_id
    bound.title = said.chat_title
    bound.is_forum = said.is_forum
    bound.bound_by_id = turn.me.id
    bound.bound_at = turn.now
    bound.closed_at = None
    turn.session.flush()
    turn.event("group_bound", person_id=turn.me.id, chat_id=said.chat_id, unit_id=bound.unit_id)


def brought(turn: Turn, membership: Membership) -> None:
    """The bot was taken into a group: it stays, silent, where staff has brought it; else it goes.

    In a channel there is nobody to talk with.
    """
    standing = permissions.standing(turn.actor.role if turn.actor else None)
    may_bring = permissions.may_in_office(standing, OfficeAct.BRING_BOT)
    if may_bring and not membership.is_channel:
        return
    if units.group(turn.session, membership.chat_id) is None:
        turn.leave.append(membership.chat_id)
        turn.event("group_declined", chat_id=membership.chat_id)


def leave(turn: Turn, chat_id: int) -> None:
    """The bot is no longer in a group: nothing more is mirrored there."""
    bound = units.group(turn.session, chat_id)
    if bound is not None:
        bound.closed_at = turn.now
        turn.event("group_left", chat_id=chat_id, unit_id=bound.unit_id)


def migrate(turn: Turn, old_chat_id: int, new_chat_id: int) -> None:
    """A group has another id now: binding, threads and unsent messages follow.

    Groups have numbers below 0: what is said to one never follows it into somebody's own chat.
    """
    if new_chat_id >= 0 or old_chat_id >= 0:
        return
    units.move_group(turn.session, old_chat_id, new_chat_id)
    outbox.readdress(turn.session, old_chat_id, new_chat_id)
    turn.event("group_migrated", old_chat_id=old_chat_id, new_chat_id=new_chat_id)


def mirror(turn: Turn, item: Suggestion, message_id: int, html: str) -> None:
    """Show a deputy's words in the staff group of the lead unit, unless they are confidential."""
    if item.is_confidential:
        return
    group = units.group_of(turn.session, item.lead_unit_id)
    if group is None:
        return
    topic_id = _topic(turn, group, item) if group.is_forum else None
    turn.post(
        group.chat_id,
        html or "📎",
        suggestion_id=item.id,
        purpose="mirror",
        source_id=message_id,
        topic_id=topic_id,
        priority=RELAY,
    )


def _topic(turn: Turn, group: StaffGroup, item: Suggestion) -> int:
    found = units.topic(turn.session, group.chat_id, item.id)
    if found is None:
        found = Topic(
            chat_id=group.chat_id,
            suggestion_id=item.id,
            name=f"{item.number} {item.title}"[:TOPIC_NAME],
        )
        turn.session.add(found)
        turn.session.flush()
    return found.id
