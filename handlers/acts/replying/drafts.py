"""答复稿: written by the unit, shown to the deputy who put the suggestion, then looked at above.

What the deputy sees is the whole draft with its points; what they say to it sends it back or on.
"""

from collections.abc import Mapping
from typing import Any

from handlers import keyboard, texts
from handlers.acts import access, duties, hours, telling
from handlers.acts.replying import classes, given, points, proofs, publications
from handlers.acts.talking import sending
from handlers.html import quote
from handlers.rules import review
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.rules.review import DraftFacts
from handlers.texts import Html
from handlers.turn import PROMPT, Turn
from storage import dialogs, drafts, messages, people, replies, suggestions
from storage import proofs as proof_rows
from storage.drafts import Draft
from storage.duties import Duty
from storage.people import Person
from storage.proofs import Proof
from storage.suggestions import Suggestion
from storage.vocabulary import (
    Departure,
    Disclosure,
    DraftStanding,
    DraftView,
    DutyKind,
    DutyState,
    Gate,
    Language,
    ReplyClass,
)

WHY = "draft_objection"  # the open question
OF_DRAFTS = (DutyKind.DRAFT_VIEW, DutyKind.DRAFT, DutyKind.HAND_IN, DutyKind.REVIEW)
SHOWN = 900  # characters of a draft on its page; whoever decides sees all of it


def make(turn: Turn, item: Suggestion, values: dict[str, Any]) -> Draft:
    """A draft takes the place of the one before.

    `values`: words, document_id, class, why, proof; disclosure, why_disclosure where the office
    decides on publishing every reply. Raises Refused `draft.why` when its class is another than the
    one before had, without a reason, and as `proofs.must_be_there` and `publications.must_fit` do.
    """
    access.must_be_open(item)
    given.can_be_given(turn, item)
    reply_class, why = ReplyClass(values["class"]), values.get("why")
    before = counting(turn, item)
    if before is not None and before.reply_class != reply_class and not why:
        raise Refused("draft.why")
    proofs.must_be_there(turn, reply_class, values.get("proof"))
    disclosure = Disclosure(values["disclosure"]) if "disclosure" in values else None
    why_disclosure = values.get("why_disclosure")
    if disclosure is not None:
        publications.must_fit(turn, item, disclosure, why_disclosure)
    draft = Draft(
        suggestion_id=item.id,
        round=item.round,
        unit_id=item.lead_unit_id,
        words=values.get("words"),
        document_id=values.get("document_id"),
        reply_class=reply_class,
        why_class=why,
        disclosure=disclosure,
        why_disclosure=why_disclosure,
        made_by_id=turn.me.id,
        made_at=turn.now,
    )
    turn.session.add(draft)
    turn.session.flush()
    if draft.document_id is not None:
        messages.put_under(turn.session, draft.document_id, item.id)
    proofs.keep(turn, item, reply_class, values.get("proof"), draft_id=draft.id)
    end(turn, item)
    turn.event(
        "drafted",
        suggestion_id=item.id,
        draft_id=draft.id,
        reply_class=reply_class.value,
        before=before.reply_class.value if before else None,
        reason=why,
    )
    return draft


def counting(turn: Turn, item: Suggestion) -> Draft | None:
    """The draft that counts: the latest of the present round, by the unit that handles it now."""
    return drafts.latest(turn.session, item.id, item.round, item.lead_unit_id)


def end(turn: Turn, item: Suggestion) -> None:
    """Nothing is owed about earlier drafts any more."""
    duties.met(turn, item, OF_DRAFTS, state=DutyState.CANCELLED)


def show_to_deputy(turn: Turn, item: Suggestion, draft: Draft) -> None:
    """先请代表看: the lead deputy is asked in their contact hours. Raises Refused."""
    if standing(turn, draft) != DraftStanding.READY or draft.view_due_on is not None:
        raise Refused("button.gone")
    deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    sending.must_be_reachable(turn, deputy)
    office, rules = turn.office, turn.office.profile.review
    first = office.local(hours.next_allowed(office, deputy, turn.now)).date()
    due_on = office.calendar.add(first, rules.deputy_working_days)
    draft.view_due_on = due_on
    turn.session.flush()
    duties.owe(turn, item, deputy, DutyKind.DRAFT_VIEW, due_on=due_on, subject_id=draft.id)
    officer = access.responsible(turn.session, item)
    if officer is not None:
        next_day = office.calendar.next(due_on)
        duties.owe(turn, item, officer, DutyKind.HAND_IN, first_on=next_day, subject_id=draft.id)
    turn.event("draft_shown", suggestion_id=item.id, person_id=deputy.id, draft_id=draft.id)


def ask_deputy(
    turn: Turn, item: Suggestion, deputy: Person, draft_id: int, priority: int = PROMPT
) -> int | None:
    """The draft as the deputy sees it, with the question whether it may go like this."""
    draft = turn.session.get_one(Draft, draft_id)
    language = deputy.language
    buttons = [
        [
            keyboard.named(texts.plain(view, language), "dview", draft.id, view.value)
            for view in DraftView
        ],
        [keyboard.button(language, "button.point_left_out", "ptmissed", item.id)],
    ]
    values = {"name": deputy.name, "due_on": draft.view_due_on}
    return put_before(turn, deputy, "draft.shown", item, draft, priority, buttons, values)


def put_before(
    turn: Turn,
    reader: Person,
    key: str,
    item: Suggestion,
    draft: Draft,
    priority: int,
    buttons: keyboard.Keyboard,
    values: Mapping[str, Any],
) -> int | None:
    """The whole draft and what is asked about it; its document comes with it."""
    html = texts.render(
        key,
        reader.language,
        number=item.number,
        title=item.title,
        draft=Html(told(turn, item, draft, reader.language)),
        **values,
    )
    row: dict[str, Any] = {"suggestion_id": item.id, "purpose": "prompt", "priority": priority}
    if draft.document_id is not None:
        document = messages.get(turn.session, draft.document_id)
        row |= {"kind": document.kind, "media": document.media, "source_id": document.id}
    message_id = turn.send(reader, html, keyboard=buttons, **row)
    proofs.bring(turn, item, proof_rows.of_draft(turn.session, draft.id), reader, priority)
    return message_id


def told(
    turn: Turn, item: Suggestion, draft: Draft, language: Language, most: int | None = None
) -> str:
    """A draft as HTML: class, words, points, what the deputy says to it."""
    words = draft.words or ""
    if most is not None and len(words) > most:
        words = words[: most - 1] + "…"
    return "\n".join(
        filter(
            None,
            [
                texts.render(
                    "draft.class",
                    language,
                    reply_class=classes.called(turn, draft.reply_class, language),
                ),
                texts.render("draft.why_class", language, reason=draft.why_class)
                if draft.why_class
                else "",
                disclosed(draft.disclosure, draft.why_disclosure, language),
                quote(words),
                proofs.line(turn, proof_rows.of_draft(turn.session, draft.id), language),
                points.lines(turn, item, language),
                _said(draft, language),
            ],
        )
    )


def disclosed(decision: Disclosure | None, why: str | None, language: Language) -> str:
    """What is to be published of a reply, and why no more, as HTML; nothing where not asked."""
    if decision is None:
        return ""
    line = texts.render("draft.disclosure", language, decision=decision)
    reason = texts.render("draft.why_disclosure", language, reason=why) if why else ""
    return "\n".join(filter(None, [line, reason]))


def _said(draft: Draft, language: Language) -> str:
    if draft.view is None:
        return ""
    view = texts.render("draft.view", language, view=draft.view)
    return f"{view}：{quote(draft.objection)}" if draft.objection else view


def facts(turn: Turn, draft: Draft) -> DraftFacts:
    """What is recorded about a draft."""
    return DraftFacts(
        view=draft.view,
        view_due_on=draft.view_due_on,
        looks=tuple(row.is_passed for row in drafts.reviews(turn.session, draft.id)),
        is_passed=draft.passed_at is not None,
        is_outdated=draft.outdated_at is not None,
    )


def standing(turn: Turn, draft: Draft) -> DraftStanding:
    """Where it stands today."""
    return review.standing(facts(turn, draft), turn.office.today(turn.now))


def was_heard(turn: Turn, item: Suggestion) -> bool:
    """Whether the deputy agrees to the draft that counts, or has had the time to say something."""
    draft = counting(turn, item)
    return draft is not None and review.was_heard(facts(turn, draft), turn.office.today(turn.now))


def is_passed(turn: Turn, item: Suggestion) -> bool:
    """Whether the draft that counts has passed everybody above."""
    draft = counting(turn, item)
    return draft is not None and standing(turn, draft) == DraftStanding.PASSED


def departures(turn: Turn, item: Suggestion, given: ReplyClass) -> list[Departure]:
    """In what a reply of that class is other than the draft that counts; nothing without one."""
    draft = counting(turn, item)
    return review.departures(facts(turn, draft), draft.reply_class, given) if draft else []


def proof(turn: Turn, item: Suggestion, letter: ReplyClass) -> Proof | None:
    """What shows, with the draft that counts, that its class is that one."""
    draft = counting(turn, item)
    if draft is None or draft.reply_class != letter:
        return None
    return proof_rows.of_draft(turn.session, draft.id)


def own(turn: Turn, draft_id: int) -> tuple[Draft, Suggestion]:
    """A draft that whoever acts was asked to look at as the deputy. Raises Refused."""
    draft = drafts.find(turn.session, draft_id)
    if draft is None:
        raise Refused("permission.denied")
    return draft, access.fetch(turn, draft.suggestion_id, Act.VIEW_DRAFT)


def view(turn: Turn, draft_id: int, said: DraftView) -> None:
    """同意 / 有意见; also late, of what has gone on without an answer, until the reply."""
    draft, item = own(turn, draft_id)
    latest = counting(turn, item)
    if latest is None or latest.id != draft.id or draft.view is not None or not item.is_open:
        raise Refused("button.gone")
    if draft.outdated_at is not None:
        raise Refused("draft.outdated", number=item.number)
    if draft.view_due_on is None:
        raise Refused("permission.denied")
    given.can_be_given(turn, item)
    draft.view, draft.viewed_at = said, turn.now
    turn.session.flush()
    turn.used()
    duties.met(turn, item, [DutyKind.DRAFT_VIEW, DutyKind.HAND_IN])
    turn.event("draft_viewed", suggestion_id=item.id, draft_id=draft.id, view=said.value)
    officer = access.responsible(turn.session, item)
    if said == DraftView.AGREES:
        if officer is not None and standing(turn, draft) == DraftStanding.READY:
            duties.owe(turn, item, officer, DutyKind.HAND_IN, subject_id=draft.id)
        turn.say(turn.me, "draft.thanks", suggestion_id=item.id, number=item.number)
        return
    duties.met(turn, item, [DutyKind.REVIEW], state=DutyState.CANCELLED)
    owe_another(turn, item, draft, None)
    message_id = turn.say(turn.me, "draft.what", suggestion_id=item.id, purpose="prompt")
    dialogs.ask(
        turn.session,
        turn.me.id,
        WHY,
        turn.now,
        suggestion_id=item.id,
        message_id=message_id,
        data={"draft_id": draft.id},
    )


def object_to(turn: Turn, draft_id: int, words: str) -> None:
    """Keep what the deputy would have otherwise."""
    draft, item = own(turn, draft_id)
    draft.objection = words
    turn.session.flush()
    turn.event("draft_objection", suggestion_id=item.id, draft_id=draft.id)
    dialogs.close(turn.session, turn.me.id)


def owe_another(turn: Turn, item: Suggestion, draft: Draft, why: str | None) -> None:
    """The draft came back, with a reason from above; the deputy's own words follow theirs."""
    officer = access.responsible(turn.session, item)
    if officer is not None:
        came_back = "draft.points_changed" if draft.outdated_at else "draft.deputy_objects"
        reason = why or texts.label(came_back, officer.language)
        duties.owe(turn, item, officer, DutyKind.DRAFT, subject_id=draft.id, note=reason[:300])


def outdate(turn: Turn, item: Suggestion) -> None:
    """Something else is answered point by point: what was shown or handed in comes back.

    Whoever was asked to look at it is asked no more; a deputy who had it before them hears why.
    """
    draft = counting(turn, item)
    if draft is None or not _is_under_way(turn, item, draft):
        return
    draft.outdated_at = turn.now
    end(turn, item)
    turn.event("draft_outdated", suggestion_id=item.id, draft_id=draft.id)
    owe_another(turn, item, draft, None)
    if not turn.me.is_deputy:
        button = keyboard.button(turn.language, "button.drafts", "drafts", item.id)
        turn.say(
            turn.me,
            "draft.outdated",
            suggestion_id=item.id,
            number=item.number,
            title=item.title,
            keyboard=[[button]],
        )
    if draft.view_due_on is not None:
        deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
        telling.one(turn, deputy, "draft.comes_again", item)


def _is_under_way(turn: Turn, item: Suggestion, draft: Draft) -> bool:
    """Whether somebody has looked at it, or is to, and the reply has not been given."""
    if replies.of_round(turn.session, item.id, item.round) is not None:
        return False
    stands = standing(turn, draft)
    return stands != DraftStanding.RETURNED and (
        draft.view_due_on is not None
        or draft.passed_at is not None
        or bool(drafts.reviews(turn.session, draft.id))
    )


def renew(turn: Turn, item: Suggestion, draft: Draft) -> Draft:
    """原稿再送: the same once more, with the points as they are answered now.

    Raises Refused `button.gone` unless it came back because of the points.
    """
    if draft.outdated_at is None:
        raise Refused("button.gone")
    values: dict[str, Any] = {
        "words": draft.words,
        "document_id": draft.document_id,
        "class": draft.reply_class,
        "why": draft.why_class,
        "proof": proofs.handed_in(proof_rows.of_draft(turn.session, draft.id)),
    }
    if draft.disclosure is not None:
        values |= {"disclosure": draft.disclosure, "why_disclosure": draft.why_disclosure}
    return make(turn, item, values)


def is_needed(turn: Turn, duty: Duty, item: Suggestion) -> bool:
    """Whether it is still about the draft that counts."""
    latest = counting(turn, item)
    return latest is not None and (duty.kind == DutyKind.REVIEW or duty.subject_id == latest.id)


def show(turn: Turn, item: Suggestion) -> None:
    """The draft that counts on one screen: where it stands, who has looked at it, what is next."""
    draft = counting(turn, item)
    language = turn.language
    may_draft = access.may(turn, item, Act.DRAFT_REPLY) and item.is_open
    rows: keyboard.Keyboard = []
    if draft is None:
        if may_draft:
            rows = [[keyboard.button(language, "button.draft", "mkdraft", item.id)]]
        turn.say(
            turn.me,
            "draft.none",
            suggestion_id=item.id,
            purpose="card",
            number=item.number,
            title=item.title,
            keyboard=rows or None,
        )
        return
    stands = standing(turn, draft)
    if may_draft and stands == DraftStanding.READY:
        if draft.view_due_on is None:
            rows.append([keyboard.button(language, "button.show_draft", "dshow", draft.id)])
        rows.append([keyboard.button(language, "button.hand_in", "handin", draft.id)])
    if may_draft and stands == DraftStanding.PASSED:
        rows.append([keyboard.button(language, "button.deliver_reply", "reply", item.id)])
    if may_draft and draft.outdated_at is not None:
        rows.append([keyboard.button(language, "button.same_draft", "dsame", draft.id)])
    if may_draft:
        rows.append([keyboard.button(language, "button.draft_anew", "mkdraft", item.id)])
    turn.say(
        turn.me,
        "draft.page",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        standing=stands,
        draft=Html(told(turn, item, draft, language, SHOWN)),
        looks=Html("\n".join(_looks(turn, draft))),
        keyboard=rows or None,
    )


def _looks(turn: Turn, draft: Draft) -> list[str]:
    lines = []
    for row in drafts.reviews(turn.session, draft.id):
        key = {None: "draft.asked", True: "draft.let_pass", False: "draft.sent_back"}[row.is_passed]
        person = people.get(turn.session, row.decided_by_id or row.asked_of_id)
        lines.append(
            texts.render(key, turn.language, role=row.role, name=person.name, reason=row.note or "")
        )
    return lines


def line(turn: Turn, item: Suggestion) -> list[str]:
    """Where the draft stands, for a card: a line, or none."""
    draft = counting(turn, item)
    if draft is None or not item.is_open:
        return []
    return [texts.render("draft.line", turn.language, standing=standing(turn, draft))]


def must_be_shown(turn: Turn, item: Suggestion, draft: Draft) -> None:
    """Raises Refused `draft.show_first` where the deputy has to see it and can be reached."""
    wanted = Gate.DRAFT_SHOWN in turn.office.profile.gates.on
    deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    if wanted and draft.view_due_on is None and people.is_reached(turn.session, deputy):
        raise Refused("draft.show_first", number=item.number)
