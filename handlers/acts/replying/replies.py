"""The formal answer (答复): noted with number, date and class, and brought to every deputy."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from handlers import texts
from handlers.acts import access, duties, hours, stages
from handlers.acts.assigning import waiting
from handlers.acts.contacting import contact_duties
from handlers.acts.following import promises
from handlers.acts.handling import opinions, passing
from handlers.acts.meeting import meetings
from handlers.acts.prompting import echoes
from handlers.acts.replying import audits, classes, drafts, given, proofs, publications
from handlers.acts.replying.proofs import HandedIn
from handlers.acts.talking import sending
from handlers.rules import contact_plan
from handlers.rules.refused import Refused
from handlers.turn import RELAY, Turn
from storage import contacts, dialogs, messages, people, suggestions
from storage import proofs as proof_rows
from storage.contacts import Contact
from storage.people import Person
from storage.replies import Reply
from storage.suggestions import Suggestion
from storage.vocabulary import ContactState, DutyKind, DutyState, Phase, ReplyClass

_ENDED_BY_IT = (
    DutyKind.SIGN_FOR,
    DutyKind.MILESTONE,
    DutyKind.DRAFT,
    DutyKind.HAND_IN,
    DutyKind.REPLY,
    DutyKind.PROGRESS,
    DutyKind.CONTACT,
    DutyKind.REHANDLE,
)


WHY = "why"  # it is other than the draft that was talked over
PROOF = "proof"  # that it is solved


def deliver(turn: Turn, item: Suggestion, values: dict[str, Any]) -> Reply:
    """Write the reply down and send it to each deputy of the suggestion.

    `values`: number, on, class, document_id; why and proof, where `wanted` says so. Raises Refused
    `reply.given` when this round has been answered already, `reply.why` for one that is other than
    the draft that was talked over, without a reason, and as `proofs.must_be_there` does.
    """
    given.can_be_given(turn, item)
    reply_class, why = ReplyClass(values["class"]), values.get("why")
    if WHY in wanted(turn, item, reply_class) and not why:
        raise Refused("reply.why", what=departs(turn, item, reply_class))
    proof = proof_of(turn, item, reply_class, values)
    proofs.must_be_there(turn, reply_class, proof)
    document_id = values.get("document_id")
    reply = Reply(
        suggestion_id=item.id,
        round=item.round,
        number=values["number"],
        replied_on=date.fromisoformat(values["on"]),
        reply_class=reply_class,
        why_other=why,
        document_id=document_id,
        delivered_by_id=turn.me.id,
        at=turn.now,
        due_on=item.due_on,
    )
    turn.session.add(reply)
    turn.session.flush()
    if document_id is not None and not values.get("is_of_another"):
        messages.put_under(turn.session, document_id, item.id)
    turn.event(
        "replied",
        suggestion_id=item.id,
        round=item.round,
        number=reply.number,
        replied_on=values["on"],
        reply_class=reply.reply_class.value,
        reason=why,
    )
    proofs.keep(turn, item, reply_class, proof, reply_id=reply.id)
    duties.met(turn, item, _ENDED_BY_IT)
    contact_duties.let_go(turn, item)
    echoes.heard(turn, item)
    _ask_no_more(turn, item)
    _plan_follow_up(turn, item, reply)
    for deputy, _is_lead in suggestions.deputies(turn.session, item.id):
        _bring(turn, item, reply, deputy)
    given.copy(turn, item, reply)
    stages.refresh(turn, item)
    promises.ask_for(turn, item, reply)
    publications.replied(turn, item)
    audits.draw(turn, item, reply)
    return reply


def wanted(turn: Turn, item: Suggestion, reply_class: ReplyClass) -> frozenset[str]:
    """What a reply of that class needs besides number, day and document: WHY, PROOF."""
    found = {
        WHY: bool(drafts.departures(turn, item, reply_class)),
        PROOF: proofs.is_needed(turn, reply_class)
        and drafts.proof(turn, item, reply_class) is None,
    }
    return frozenset(name for name, holds in found.items() if holds)


def proof_of(
    turn: Turn, item: Suggestion, reply_class: ReplyClass, values: Mapping[str, Any]
) -> HandedIn | None:
    """By what it is shown that it is of that class: as handed in now, or with the draft."""
    found: HandedIn | None = values.get("proof")
    return found or proofs.handed_in(drafts.proof(turn, item, reply_class))


def departs(turn: Turn, item: Suggestion, reply_class: ReplyClass) -> str:
    """In what it is other than the draft that was talked over, as whoever writes it is told."""
    found = drafts.departures(turn, item, reply_class)
    return "；".join(texts.plain(one, turn.language) for one in found)


def _ask_no_more(turn: Turn, item: Suggestion) -> None:
    """The questions before handling come too late now; what the deputy says next is no answer."""
    too_late = (
        DutyKind.OPENING,
        DutyKind.DRAFT_VIEW,
        DutyKind.REVIEW,
        DutyKind.PLAN,
    )
    duties.met(turn, item, too_late, state=DutyState.CANCELLED)
    waiting.void(turn, item)
    passing.void(turn, item)
    deputy_id = suggestions.lead_deputy_id(turn.session, item.id)
    dialog = dialogs.of(turn.session, deputy_id)
    if dialog is not None and dialog.kind == "opening" and dialog.suggestion_id == item.id:
        dialogs.close(turn.session, deputy_id)


def _plan_follow_up(turn: Turn, item: Suggestion, reply: Reply) -> None:
    """Plan the contact after the reply (办后回访)."""
    office = turn.office
    planned = contact_plan.plan_after_reply(office.today(turn.now), office.profile, office.calendar)
    contact = Contact(
        suggestion_id=item.id,
        round=item.round,
        phase=Phase.AFTER,
        sequence=1,
        opens_on=planned.opens_on,
        due_on=planned.due_on,
        deputy_id=suggestions.lead_deputy_id(turn.session, item.id),
        state=ContactState.PLANNED,
    )
    turn.session.add(contact)
    turn.session.flush()
    officer = access.responsible(turn.session, item)
    if officer is not None:
        contact_duties.owe(turn, item, officer)


def _bring(turn: Turn, item: Suggestion, reply: Reply, deputy: Person) -> None:
    chat_id = people.chat_of(turn.session, deputy.id)
    if chat_id is None or deputy.unreachable_since is not None:
        turn.say(
            turn.me,
            "reply.not_joined" if chat_id is None else "reply.unreachable",
            suggestion_id=item.id,
            deputy=deputy.name,
            number=item.number,
        )
        by_paper(turn, item, deputy, turn.office.today(turn.now))
        return
    heard_at = hours.to_be_heard(turn, deputy)
    notice: dict[str, Any] = {
        "number": item.number,
        "title": item.title,
        "reply_number": reply.number,
        "on": reply.replied_on,
        "reply_class": classes.called(turn, reply.reply_class, deputy.language),
    }
    notice["points"] = given.besides(turn, item, reply, deputy.language)
    html = _notice(item, deputy, notice)
    row: dict[str, Any] = {
        "suggestion_id": item.id,
        "purpose": "reply",
        "author_id": turn.me.id,
        "person_id": deputy.id,
        "source_id": reply.document_id,
        "status_id": sending.announce(turn, item, deputy, heard_at),
        "priority": RELAY,
        "not_before": heard_at,
    }
    if reply.document_id is not None:
        document = messages.get(turn.session, reply.document_id)
        row |= {"kind": document.kind, "media": document.media}
    turn.post(chat_id, html, **row)
    proof = proof_rows.of_reply(turn.session, reply)
    proofs.bring(turn, item, proof, deputy, RELAY, heard_at)


def _notice(item: Suggestion, deputy: Person, values: dict[str, Any]) -> str:
    key = "reply.notice_no_paper" if item.needs_no_paper else "reply.notice"
    return texts.render(key, deputy.language, deputy=deputy.name, **values)


def arrived(turn: Turn, item: Suggestion, deputy: Person, at: datetime) -> None:
    """The reply has reached a deputy: if it is the lead, the rating's clock starts."""
    if suggestions.lead_deputy_id(turn.session, item.id) == deputy.id:
        start_rating(turn, item, deputy, turn.office.today(at))


def by_paper(turn: Turn, item: Suggestion, deputy: Person, on: date) -> None:
    """The chat does not bring the reply to a deputy: it goes by paper, and the clock starts."""
    turn.event("reply_by_paper", suggestion_id=item.id, person_id=deputy.id)
    if suggestions.lead_deputy_id(turn.session, item.id) == deputy.id:
        start_rating(turn, item, deputy, on)


def start_rating(turn: Turn, item: Suggestion, deputy: Person, delivered_on: date) -> None:
    """Invite the lead deputy to rate, on the day the profile says."""
    office = turn.office
    first_on, due_on = contact_plan.rating_days(delivered_on, office.profile, office.calendar)
    duties.owe(turn, item, deputy, DutyKind.RATING, first_on=first_on, due_on=due_on)


def warnings(turn: Turn, item: Suggestion) -> list[str]:
    """What whoever delivers a reply looks at once more, as HTML."""
    found = []
    if not contacts.is_done(turn.session, item.id, item.round, Phase.BEFORE):
        found.append(texts.render("reply.uncontacted", turn.language))
    if missing := meetings.quota(turn, item).missing:
        found.append(texts.render("reply.unmet", turn.language, missing=missing))
    if units := opinions.missing(turn, item):
        found.append(texts.render("reply.no_opinion", turn.language, units="、".join(units)))
    return found
