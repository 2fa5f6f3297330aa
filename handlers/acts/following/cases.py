"""Draft items for the newsletter (办理实例): from the record, as far as the deputy allows."""

from typing import Any

from handlers import keyboard
from handlers.acts import access
from handlers.acts.rating import seals
from handlers.acts.replying import publications
from handlers.acts.talking import groups
from handlers.rules import ratings as rating_rules
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import contacts, events, people, ratings, replies, suggestions
from storage.ratings import Rating
from storage.replies import Reply
from storage.suggestions import Suggestion
from storage.vocabulary import FACE_TO_FACE, ContactState, Openness, Phase, Question, ReplyClass

SHOWN = 12


def offer(turn: Turn) -> None:
    """Which suggestions may serve as a case."""
    numbers = [
        item.number
        for item in suggestions.with_class(turn.session, turn.me, ReplyClass.A, 5 * SHOWN)
        if _good(turn, item) is not None and may_be_told(turn, item)
    ][:SHOWN]
    if numbers:
        turn.say(turn.me, "case.how", numbers="、".join(numbers))
    else:
        turn.say(turn.me, "case.none")


def _good(turn: Turn, item: Suggestion) -> tuple[Reply, Rating] | None:
    """Solved, and not a word of dissatisfaction."""
    reply = replies.of_round(turn.session, item.id, item.round)
    rating = ratings.latest(turn.session, item.id, item.round)
    if reply is None or rating is None or reply.reply_class != ReplyClass.A:
        return None
    if seals.is_sealed(turn, item, rating):
        return None
    grades = (rating.content, rating.attitude, rating.effect)
    return None if rating_rules.is_dissatisfied(*grades) else (reply, rating)


def may_be_told(turn: Turn, item: Suggestion) -> bool:
    """Whether its deputy lets it be known."""
    return publications.allowed(turn.office, item) != Openness.NONE


def draft(turn: Turn, item: Suggestion) -> None:
    """Show the draft, with a button that passes it on, and one that makes it an example."""
    row = [keyboard.button(turn.language, "button.send_case", "sendcase", item.id)]
    if access.may(turn, item, Act.MARK_MODEL):
        row.append(keyboard.button(turn.language, "button.model", "mkmodel", item.id))
    turn.say(
        turn.me,
        "case.draft",
        suggestion_id=item.id,
        purpose="card",
        **_values(turn, item),
        keyboard=[row],
    )


def must_fit(turn: Turn, item: Suggestion) -> None:
    """Raises Refused where it is no case, or where the deputy does not want it told."""
    _values(turn, item)


def _values(turn: Turn, item: Suggestion) -> dict[str, Any]:
    """Raises Refused where it is no case, or where the deputy does not want it told."""
    good = _good(turn, item)
    if good is None:
        raise Refused("case.not_yet", number=item.number)
    if not may_be_told(turn, item):
        raise Refused("case.not_open", number=item.number)
    reply, rating = good
    met = [
        one
        for one in contacts.of_suggestion(turn.session, item.id)
        if one.state == ContactState.DONE and one.confirmed is not False
    ]
    face_to_face = sum(one.form in FACE_TO_FACE and one.confirmed is True for one in met)
    return {
        "title": item.title,
        "number": item.number,
        "unit": groups.unit_name(turn.session, item.lead_unit_id),
        "assigned": item.assigned_on,
        "contacts": len(met),
        "meetings": face_to_face,
        "demand": _demand(turn, item),
        "reply": reply.replied_on,
        "letter": reply.reply_class,
        "content": rating.content,
        "attitude": rating.attitude,
        "effect": rating.effect,
    }


def was_sent(turn: Turn, item: Suggestion) -> bool:
    """Whether a draft of it was passed on to the newsletter's editors."""
    return any(one.kind == "case_sent" for one in events.of_suggestion(turn.session, item.id))


def _demand(turn: Turn, item: Suggestion) -> str:
    """In the deputy's own words, unless only the title may be public."""
    if publications.allowed(turn.office, item) != Openness.FULL:
        return "—"
    for contact in contacts.of_suggestion(turn.session, item.id):
        if contact.phase == Phase.BEFORE:
            given = contacts.answers(turn.session, contact.id).get(Question.DEMAND)
            if given is not None:
                return given.text
    return "—"


def send(turn: Turn, item: Suggestion) -> None:
    """Pass the draft on to those whom the profile names as editors."""
    values = _values(turn, item)
    turn.used()
    editors = [
        one
        for one in people.all_of(turn.session, turn.office.profile.newsletter.to)
        if one.id != turn.me.id
    ]
    sent = [
        one.name
        for one in editors
        if turn.say(one, "case.draft", suggestion_id=item.id, **values) is not None
    ]
    turn.event("case_sent", suggestion_id=item.id, count=len(sent))
    turn.say(turn.me, "case.sent", number=item.number, names="、".join(sent) or "—")
