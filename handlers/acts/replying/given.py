"""What has been answered already (one reply a round): as it is read later, and who gets a copy."""

from collections.abc import Mapping
from typing import Any

from handlers import keyboard, texts
from handlers.acts import access, hours
from handlers.acts.rating import committee
from handlers.acts.replying import points, proofs
from handlers.acts.talking import groups
from handlers.rules import permissions
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import CHAT, PROMPT, Turn
from storage import messages, people, replies, units
from storage import proofs as proof_rows
from storage.people import Person
from storage.replies import Reply
from storage.suggestions import Suggestion
from storage.units import Unit
from storage.vocabulary import Copy, Language, Role


def can_be_given(turn: Turn, item: Suggestion) -> None:
    """Refuse a second reply in one round, also before anybody types it."""
    if replies.of_round(turn.session, item.id, item.round) is not None:
        raise Refused("reply.given", number=item.number)


def button(turn: Turn, item: Suggestion) -> list[dict[str, str]]:
    """看答复, where there is one."""
    if replies.latest(turn.session, item.id) is None:
        return []
    return [keyboard.button(turn.language, "button.see_reply", "seereply", item.id)]


def show(turn: Turn, item: Suggestion, round_number: int | None = None) -> None:
    """看答复: the reply of a round, else the last, with its document.

    Raises Refused `reply.none` where nothing has been answered.
    """
    if round_number is None:
        row = replies.latest(turn.session, item.id)
    else:
        row = replies.of_round(turn.session, item.id, round_number)
    if row is None:
        raise Refused("reply.none", number=item.number)
    others = [one.round for one in replies.of_suggestion(turn.session, item.id) if one != row]
    buttons = [
        [keyboard.button(turn.language, "button.see_reply_of", "seereply", item.id, one, round=one)]
        for one in others
    ]
    bring(turn, item, row, turn.me, "reply.page", CHAT, purpose="card", keyboard=buttons or None)
    turn.event("reply_seen", suggestion_id=item.id, person_id=turn.me.id, round=row.round)


def bring(
    turn: Turn,
    item: Suggestion,
    reply: Reply,
    reader: Person,
    key: str,
    priority: int,
    values: Mapping[str, Any] | None = None,
    **row: Any,
) -> int | None:
    """A reply before somebody who is not answered by it, with its document; `values`: of `key`."""
    html = texts.render(
        key,
        reader.language,
        number=item.number,
        title=item.title,
        unit=groups.unit_name(turn.session, item.lead_unit_id),
        round=reply.round,
        reply_number=reply.number,
        on=reply.replied_on,
        reply_class=_called(turn, reply, reader.language),
        besides=besides(turn, item, reply, reader.language),
        **(values or {}),
    )
    if reply.document_id is not None:
        document = messages.get(turn.session, reply.document_id)
        row |= {"kind": document.kind, "media": document.media, "source_id": document.id}
    message_id = turn.send(reader, html, suggestion_id=item.id, priority=priority, **row)
    proof = proof_rows.of_reply(turn.session, reply)
    proofs.bring(turn, item, proof, reader, priority, row.get("not_before"))
    return message_id


def besides(turn: Turn, item: Suggestion, reply: Reply, language: Language) -> Html:
    """What stands below number, day and class: proof, why it is other than its draft, points."""
    why = ""
    if reply.why_other:
        why = texts.render("reply.other", language, reason=reply.why_other)
    proof = proofs.line(turn, proof_rows.of_reply(turn.session, reply), language)
    answered = points.lines(turn, item, language, until_round=reply.round)
    return Html("".join(f"\n{line}" for line in (proof, why, answered) if line))


def lines(turn: Turn, item: Suggestion) -> list[str]:
    """The reply of this round in a line for a card, and by what it is shown to be solved."""
    row = replies.of_round(turn.session, item.id, item.round)
    if row is None:
        return []
    called = _called(turn, row, turn.language)
    proof = proofs.line(turn, proof_rows.of_reply(turn.session, row), turn.language)
    said = texts.render("reply.line", turn.language, reply_number=row.number, reply_class=called)
    return [said, proof] if proof else [said]


def _called(turn: Turn, reply: Reply, language: Language) -> str:
    return turn.office.profile.reply.called(reply.reply_class.value, language.value)


def copy(turn: Turn, item: Suggestion, reply: Reply) -> None:
    """抄送: whoever the profile names gets the reply with its document, in their hours."""
    for person in _copied(turn, item):
        relations = access.relations(turn.session, person, item)
        shown = None
        if permissions.may_any(relations, Act.SEE_REPLY):
            shown = [[keyboard.button(person.language, "button.card", "card", item.id)]]
        at = hours.next_allowed(turn.office, person, turn.now)
        sent = bring(turn, item, reply, person, "reply.copy", PROMPT, not_before=at, keyboard=shown)
        if sent is not None:
            turn.event(
                "reply_copied", suggestion_id=item.id, person_id=person.id, round=reply.round
            )


def _copied(turn: Turn, item: Suggestion) -> list[Person]:
    """Whoever is here of those who get one; who delivers it has it."""
    found: list[Person] = []
    for whom in turn.office.profile.reply.copies_to:
        if whom == Copy.SUPERVISOR:
            found += committee.of(turn.session, item)
        elif whom == Copy.GOVERNMENT:
            found += _of_government(turn, item)
        elif whom == Copy.HEAD:
            found += people.staff_of(turn.session, item.lead_unit_id, Role.HEAD)
        elif item.leader_id is not None:
            found.append(people.get(turn.session, item.leader_id))
    here = [one for one in found if one.left_at is None and one.id != turn.me.id]
    return list({one.id: one for one in here}.values())


def _of_government(turn: Turn, item: Suggestion) -> list[Person]:
    rules = turn.office.profile.government
    unit = turn.session.get_one(Unit, item.lead_unit_id)
    if not rules.is_above(unit.name, unit.category or ""):
        return []
    office = units.by_name(turn.session, rules.office)
    person = access.responsible_of_unit(turn.session, office.id) if office is not None else None
    return [person] if person is not None else []
