"""What is said when a duty's moment has come: to a deputy a question, to staff what they owe."""

from collections.abc import Callable
from typing import Any

from handlers import keyboard, texts
from handlers.acts import access, hours
from handlers.acts.assigning import requests, withdrawal
from handlers.acts.contacting import briefing, contact_duties, visits
from handlers.acts.following import look_backs, promise_views
from handlers.acts.handling import causes, gates, likeness, opinions, plans
from handlers.acts.meeting import meeting_prompts
from handlers.acts.people import presence, reaching
from handlers.acts.prompting import echoes, ladder
from handlers.acts.rating import holds, ratings
from handlers.acts.replying import audits, closing, drafts, reviews
from handlers.acts.talking import asking
from handlers.acts.talking.words import short
from handlers.html import quote
from handlers.rules import permissions
from handlers.rules.permissions import Act
from handlers.texts import Html
from handlers.turn import PROMPT, Turn
from storage import contacts, people, suggestions
from storage.duties import Duty
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import (
    AUDITS,
    DEPUTY_DUTIES,
    MEETING_DUTIES,
    PROMISES,
    PUBLISHING,
    DutyKind,
    DutyState,
    Relation,
)

# Owed of what is over, too; and above, what of it is overdue.
_AFTER_THE_END = (
    PROMISES | PUBLISHING | AUDITS | {DutyKind.CALL_BACK, DutyKind.CAUSE, DutyKind.OVERDUE}
)
_OF_ANY_ROUND = PROMISES | {DutyKind.CONFIRM}
MOST_AT_ONCE = 8  # things named in one message


def is_needed(turn: Turn, duty: Duty, item: Suggestion) -> bool:
    """Nothing is asked that is already done, or that nobody wants any more."""
    if duty.kind in MEETING_DUTIES:
        return meeting_prompts.is_needed(turn, duty)
    if duty.kind == DutyKind.OVERDUE and not ladder.is_still_overdue(turn, duty):
        return False
    if _is_decided(turn, duty, item) or _is_too_late(turn, duty, item):
        return False
    if not item.is_open and duty.kind != DutyKind.NO_ECHO:
        return duty.kind in _AFTER_THE_END
    if duty.kind in DEPUTY_DUTIES - _OF_ANY_ROUND:
        return duty.round == item.round
    return duty.kind != DutyKind.NO_ECHO or echoes.is_silent(turn, item)


def _is_too_late(turn: Turn, duty: Duty, item: Suggestion) -> bool:
    """Whether it is a contact that can be made no more."""
    is_contact = duty.kind in contact_duties.KINDS
    return is_contact and not contact_duties.is_needed(turn, item, duty.subject_id)


def _is_decided(turn: Turn, duty: Duty, item: Suggestion) -> bool:
    """Whether what somebody was asked to look at or to decide waits for nobody any more."""
    if duty.kind in drafts.OF_DRAFTS:
        return not drafts.is_needed(turn, duty, item)
    waits = _DECISIONS.get(duty.kind)
    return waits is not None and not waits(turn, item, duty.subject_id)


def give(
    turn: Turn, person: Person, due: list[Duty], priority: int = PROMPT, *, later: int = 0
) -> None:
    """Prompt a person about one thing in full, or about several in one message with buttons.

    `later`: how many more things have come due and are named after the gap between prompts.
    Each suggestion's record gets its line of it; about what is overdue, that counts as urging.
    """
    today = turn.office.today(turn.now)
    for duty in due[:MOST_AT_ONCE]:
        turn.event(
            "prompted",
            suggestion_id=duty.suggestion_id,
            person_id=person.id,
            about=duty.kind.value,
            late=duty.due_on is not None and duty.due_on < today,
        )
    if len(due) == 1 and not _would_interrupt(turn, person, due[0]):
        about(turn, person, due[0], priority)
        return
    lines, rows = [], []
    for number, duty in enumerate(due[:MOST_AT_ONCE], 1):
        item = suggestions.get(turn.session, duty.suggestion_id)
        if duty.kind == DutyKind.RATING:
            ratings.asked(turn, item, person)
        lines.append(f"{number}. {line(turn, person, duty, item)}")
        what = texts.plain(duty.kind, person.language)
        rows.append([keyboard.named(f"{number}. {item.number} {what}", "duty", duty.id)])
    turn.say(
        person,
        "digest.deputy" if person.is_deputy else "digest.staff",
        purpose="prompt",
        priority=priority,
        name=person.name,
        count=len(due) + later,
        lines=Html("\n".join(lines)),
        rest="\n" + texts.label("digest.rest", person.language, count=later) if later else "",
        keyboard=rows,
    )


def _would_interrupt(turn: Turn, person: Person, duty: Duty) -> bool:
    """Whether its question would take words that are about to answer another one: then it comes as
    a button.
    """
    return duty.kind == DutyKind.OPENING and asking.is_answering(turn, person, duty.subject_id)


def line(turn: Turn, reader: Person, duty: Duty, item: Suggestion) -> str:
    """A duty in one line: what, about what, by when."""
    language = reader.language
    is_overdue = duty.kind == DutyKind.OVERDUE
    what = quote(
        ladder.named(turn, duty, reader) if is_overdue else texts.plain(duty.kind, language)
    )
    when = ""
    if duty.due_on is not None and not reader.is_deputy:
        days = (duty.due_on - turn.office.today(turn.now)).days
        when = texts.days_left(days, language)
    return f"<b>{quote(item.number)}</b> {quote(short(item.title))} · {what} {when}".rstrip()


def about(turn: Turn, person: Person, duty: Duty, priority: int = PROMPT) -> int | None:
    """The full prompt about one duty."""
    item = suggestions.get(turn.session, duty.suggestion_id)
    if duty.kind in MEETING_DUTIES:
        return meeting_prompts.prompt(turn, person, duty, priority)
    if duty.kind in _WITH_ITS_OWN:
        return _WITH_ITS_OWN[duty.kind](turn, item, person, duty.subject_id, priority)
    if duty.kind == DutyKind.RATING:
        return ratings.offer(turn, item, person, priority)
    if duty.kind in (DutyKind.OPENING, DutyKind.CONFIRM):
        contact = contacts.get(turn.session, duty.subject_id)
        ask = briefing.open_with if duty.kind == DutyKind.OPENING else visits.ask_confirmation
        return ask(turn, item, person, contact, priority)
    if duty.kind == DutyKind.OVERDUE:
        return ladder.prompt(turn, person, duty, item, priority)
    return _owed(turn, person, duty, item, priority)


_WITH_ITS_OWN: dict[DutyKind, Callable[[Turn, Suggestion, Person, Any, int], int | None]] = {
    DutyKind.DRAFT_VIEW: drafts.ask_deputy,
    DutyKind.REVIEW: reviews.ask,
    DutyKind.REQUEST: requests.put_before,
    DutyKind.CONSENT: withdrawal.put_before,
    DutyKind.CONSENT_PAPER: withdrawal.put_paper_before,
    DutyKind.EXCEPTION: gates.put_before,
    DutyKind.PLAN: plans.put_before,
    DutyKind.PROMISE_VIEW: promise_views.ask_view,
    DutyKind.PROMISE_HEAR: promise_views.ask_committee,
    DutyKind.LOOK_BACK: look_backs.put_before,
    DutyKind.LOOK_BACK_HEAR: look_backs.ask_committee,
    DutyKind.CAUSE: causes.put_before,
    DutyKind.CLOSING_CHECK: closing.ask,
    DutyKind.OPINION: opinions.ask,
    DutyKind.AUDIT: audits.ask,
}


# What is put to somebody until it is decided or done: above, to the committee, to co-signers.
_DECISIONS: dict[DutyKind, Callable[[Turn, Suggestion, int], bool]] = {
    DutyKind.REQUEST: requests.is_needed,
    DutyKind.CONSENT: withdrawal.is_needed,
    DutyKind.CONSENT_PAPER: withdrawal.is_paper_needed,
    DutyKind.EXCEPTION: gates.is_needed,
    DutyKind.PLAN: plans.is_needed,
    DutyKind.PROMISE_VIEW: promise_views.is_to_be_viewed,
    DutyKind.PROMISE_HEAR: promise_views.is_to_be_viewed,
    DutyKind.LOOK_BACK: look_backs.is_needed,
    DutyKind.TELL_OPINION: opinions.is_to_be_passed_on,
    DutyKind.LOOK_BACK_HEAR: look_backs.is_to_be_heard,
    DutyKind.AUDIT: audits.is_needed,
    DutyKind.RECLASS: audits.is_to_be_reclassed,
    DutyKind.CAUSE: causes.is_needed,
}


def _owed(turn: Turn, person: Person, duty: Duty, item: Suggestion, priority: int) -> int | None:
    deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    if duty.kind == DutyKind.REACH_BY_PHONE and duty.subject_id:
        deputy = people.get(turn.session, duty.subject_id)
    left = ""
    if duty.due_on is not None:
        days = (duty.due_on - turn.office.today(turn.now)).days
        left = texts.days_left(days, person.language)
    is_promised = duty.kind == DutyKind.NO_ECHO and not item.is_open
    return turn.say(
        person,
        "owed.no_echo_of_promises" if is_promised else f"owed.{duty.kind.value}",
        suggestion_id=item.id,
        purpose="prompt",
        priority=priority,
        number=item.number,
        title=item.title,
        deputy=deputy.name,
        phone=deputy.phone_shown,
        prefers=_prefers(deputy, person),
        due_on=duty.due_on,
        note=duty.note or "",
        left=Html(left),
        alike=likeness.told(turn, item, person) if duty.kind == DutyKind.CONTACT else "",
        keyboard=_to_do(person, duty, item, access.relations(turn.session, person, item)),
    )


def _prefers(deputy: Person, reader: Person) -> str:
    """How the deputy would like to be addressed, in brackets."""
    found = reaching.prefers(deputy, reader.language)
    return f"（{found}）" if found else ""


_WRITE = ("button.message_deputy", "compose", Act.MESSAGE_DEPUTY)
_RECORD = ("button.record_contact", "record", Act.RECORD_CONTACT)
_ARRANGE = ("button.arrange", "arrange", Act.ARRANGE_MEETING)
_BUTTONS = {
    DutyKind.PROMISE: [("button.promises", "promises", Act.KEEP_PROMISE)],
    DutyKind.PROMISE_TO_NOTE: [
        ("button.promise", "mkpromise", Act.PROMISE),
        ("button.promise_none", "nopromise", Act.PROMISE),
    ],
    DutyKind.PUBLICATION_CHOICE: [("button.publication", "public", Act.DECIDE_PUBLICATION)],
    DutyKind.PUBLISH: [("button.note_published", "pubdone", Act.DECIDE_PUBLICATION)],
    DutyKind.TAKE_DOWN: [("button.taken_down", "takendown", Act.DECIDE_PUBLICATION)],
    DutyKind.CLOSING_MEND: [("button.closing_again", "chkagain", Act.ASK_CLOSING)],
    DutyKind.MILESTONE: [("button.plan", "plan", Act.PLAN)],
    DutyKind.SIGN_FOR: [("button.sign_for", "signfor", Act.SIGN_FOR)],
    DutyKind.CONTACT: [_WRITE, _RECORD],
    DutyKind.PROGRESS: [("button.report_progress", "progress", Act.REPORT_PROGRESS)],
    DutyKind.DRAFT: [("button.drafts", "drafts", Act.SEE_DRAFT)],
    DutyKind.HAND_IN: [("button.drafts", "drafts", Act.SEE_DRAFT)],
    DutyKind.TELL_OPINION: [("button.opinions", "opinions", Act.SEE_OPINIONS)],
    DutyKind.REPLY: [("button.deliver_reply", "reply", Act.DELIVER_REPLY)],
    DutyKind.FOLLOW_UP: [_WRITE, _RECORD],
    DutyKind.MEETING: [_ARRANGE, _WRITE, _RECORD],
    DutyKind.NO_ECHO: [_WRITE, _RECORD],
    DutyKind.REACH_BY_PHONE: [_RECORD],
    DutyKind.LEADER_CONTACT: [_ARRANGE, _WRITE, _RECORD],
    DutyKind.BLOCKER: [("button.decide_blocker", "bldecide", Act.DECIDE_BLOCKER)],
    DutyKind.CALL_BACK: [("button.call_back", "callback", Act.WATCH_RATINGS)],
    DutyKind.RECLASS: [("button.change_class", "reclass", Act.CHANGE_CLASS)],
    DutyKind.SECOND_DISSATISFIED: [("button.taken_up", "taken", Act.TAKE_UP)],
}


def _to_do(
    person: Person, duty: Duty, item: Suggestion, relations: frozenset[Relation]
) -> keyboard.Keyboard:
    if Relation.NONE in relations:
        return []
    offered = _BUTTONS.get(duty.kind, [])
    if duty.kind == DutyKind.NO_ECHO and not item.is_open:
        offered = _BUTTONS[DutyKind.PROMISE]
    row = [
        keyboard.button(person.language, label, verb, item.id)
        for label, verb, act in offered
        if permissions.may_any(relations, act)
    ]
    card = [keyboard.button(person.language, "button.card", "card", item.id)]
    return [row, card] if row else [card]


def unreachable(turn: Turn, person: Person, due: list[Duty]) -> None:
    """A person whom the chat does not reach: their officer telephones, and they are asked later."""
    for duty in due:
        item = suggestions.get(turn.session, duty.suggestion_id)
        if duty.kind == DutyKind.PROMISE_VIEW:
            promise_views.hear(turn, item, duty.subject_id)
        elif duty.kind == DutyKind.LOOK_BACK:
            look_backs.hear(turn, item, duty.subject_id)
        elif person.is_deputy:
            presence.call(turn, item, person)
        duty.note = duty.note or presence.WAITED


def asked_in_vain(turn: Turn, duty: Duty) -> None:
    """A deputy has been reminded for the last time: silence says nothing about a promise."""
    if duty.kind == DutyKind.PROMISE_VIEW:
        item = suggestions.get(turn.session, duty.suggestion_id)
        promise_views.hear(turn, item, duty.subject_id, is_silent=True)


def close(turn: Turn, duty: Duty, item: Suggestion) -> None:
    """The days in which the rating could be changed are over: the suggestion is closed.

    What has to wait is looked at again the next working day.
    """
    if closing.by_clock(turn, item):
        duty.state, duty.ended_at, duty.next_at = DutyState.DONE, turn.now, None
        return
    holds.climb(turn, duty, item)
    office = turn.office
    person = people.get(turn.session, duty.person_id)
    tomorrow = office.calendar.next(office.today(turn.now))
    duty.next_at = hours.morning(office, person, tomorrow)
