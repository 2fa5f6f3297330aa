"""公开: whether a reply is published, decided by the unit; by when; and where it can be read.

Never more is published than the deputy allows; less needs a reason. Both stand in the record.
"""

from datetime import date

from handlers import keyboard, texts
from handlers.acts import access, duties, telling
from handlers.html import quote
from handlers.office import Office
from handlers.rules import openness as rules_of_openness
from handlers.rules import publication as rules
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import drafts, people, publications, replies, suggestions
from storage import duties as duty_rows
from storage.publications import Publication
from storage.suggestions import Suggestion
from storage.vocabulary import (
    TAKEN_OUT,
    Disclosure,
    DutyKind,
    DutyState,
    Language,
    Openness,
)


def is_said(item: Suggestion) -> bool:
    """Whether anybody has said how far the public may see it."""
    return rules_of_openness.is_said(
        item.openness, item.openness_by, has_wished=item.wished_at is not None
    )


def allowed(office: Office, item: Suggestion) -> Openness:
    """The most that its deputy lets the public see; little, as long as nobody has said."""
    return rules_of_openness.ceiling(
        item.openness,
        is_said=is_said(item),
        unasked=office.profile.publication.unasked,
        is_confidential=item.is_confidential,
        is_secret=item.is_by_paper,
    )


def wished(office: Office, item: Suggestion, language: Language) -> str:
    """What the deputy lets the public see, in words."""
    most = texts.plain(allowed(office, item), language)
    if is_said(item) or item.is_confidential:
        return most
    return texts.label("publication.unasked", language, most=most)


def counting(turn: Turn, item: Suggestion) -> Publication | None:
    """The decision that counts: the latest of the present round."""
    return publications.of_round(turn.session, item.id, item.round)


def fetch(turn: Turn, suggestion_id: int) -> Suggestion:
    """A suggestion whose publication whoever acts may decide. Raises Refused."""
    item = access.fetch(turn, suggestion_id, Act.DECIDE_PUBLICATION)
    if item.stage in TAKEN_OUT:
        raise Refused("button.gone")
    return item


def decide(
    turn: Turn, item: Suggestion, decision: Disclosure, reason: str | None = None
) -> Publication:
    """A decision takes the place of the one before; with the reply given, it runs at once.

    Raises Refused `publication.ceiling` above what the deputy allows, `publication.why` when less
    is published without a reason, `publication.done` once it can be read.
    """
    must_fit(turn, item, decision, reason)
    before = can_be_decided(turn, item)
    row = Publication(
        suggestion_id=item.id,
        round=item.round,
        decision=decision,
        extent=allowed(turn.office, item) if decision == Disclosure.OPEN else Openness.NONE,
        reason=reason,
        decided_by_id=turn.me.id,
        decided_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    duties.met(turn, item, [DutyKind.PUBLICATION_CHOICE])
    duties.met(turn, item, [DutyKind.PUBLISH], state=DutyState.CANCELLED)
    turn.event(
        "publication_decided",
        suggestion_id=item.id,
        round=item.round,
        decision=decision.value,
        before=before.decision.value if before else None,
        reason=reason,
    )
    if replies.of_round(turn.session, item.id, item.round) is not None:
        _run(turn, item, row)
    return row


def must_fit(turn: Turn, item: Suggestion, decision: Disclosure, reason: str | None) -> None:
    """Raises Refused `publication.ceiling`, or `publication.why` for less without a reason."""
    if asks_why(turn, item, decision) and not reason:
        raise Refused("publication.why")


def asks_why(turn: Turn, item: Suggestion, decision: Disclosure) -> bool:
    """Whether it has to be said why no more is published. Raises Refused `publication.ceiling`."""
    most = allowed(turn.office, item)
    rules.may_be(decision, most)
    return rules.needs_reason(decision, most)


def is_asked_with_draft(turn: Turn, item: Suggestion) -> bool:
    """Whether the draft of a reply says what is to be published of it, to be reviewed with it."""
    days = turn.office.profile.publication.decide_working_days
    return days > 0 and counting(turn, item) is None


def choices(turn: Turn, item: Suggestion) -> list[Disclosure]:
    """What may be decided, by what the deputy allows."""
    is_closed = allowed(turn.office, item) == Openness.NONE
    return [one for one in Disclosure if one == Disclosure.WITHHELD or not is_closed]


def can_be_decided(turn: Turn, item: Suggestion) -> Publication | None:
    """The decision before, if any. Raises Refused `publication.done` once it can be read."""
    before = counting(turn, item)
    if before is not None and before.published_on is not None:
        raise Refused("publication.done", number=item.number)
    return before


def replied(turn: Turn, item: Suggestion) -> None:
    """The reply has been given: what was decided or reviewed with it runs, or it is asked for."""
    duties.met(
        turn, item, [DutyKind.PUBLICATION_CHOICE, DutyKind.PUBLISH], state=DutyState.CANCELLED
    )
    follow(turn, item)
    row = counting(turn, item)
    if row is not None:
        _run(turn, item, row)
        return
    if _decide_as_reviewed(turn, item):
        return
    days = turn.office.profile.publication.decide_working_days
    officer = access.responsible(turn.session, item)
    if days and officer is not None:
        due_on = turn.office.calendar.add(turn.office.today(turn.now), days)
        duties.owe(turn, item, officer, DutyKind.PUBLICATION_CHOICE, due_on=due_on)


def _decide_as_reviewed(turn: Turn, item: Suggestion) -> bool:
    """What the reviewed draft said of it, unless the deputy has come to allow less meanwhile."""
    draft = drafts.latest(turn.session, item.id, item.round, item.lead_unit_id)
    if draft is None or draft.passed_at is None or draft.disclosure is None:
        return False
    try:
        must_fit(turn, item, draft.disclosure, draft.why_disclosure)
    except Refused:
        return False
    decide(turn, item, draft.disclosure, draft.why_disclosure)
    return True


def _run(turn: Turn, item: Suggestion, row: Publication) -> None:
    """The deputies hear what was decided; what is to be published is owed by a date."""
    if row.decision == Disclosure.OPEN:
        office = turn.office
        row.due_on = office.calendar.add(
            office.today(turn.now), office.profile.publication.working_days
        )
        row.extent = allowed(office, item)
        turn.session.flush()
        _owe(turn, item, DutyKind.PUBLISH, row, row.due_on)
    telling.deputies(turn, item, f"publication.told_{row.decision.value}", reason=row.reason or "—")


def _owe(turn: Turn, item: Suggestion, kind: DutyKind, row: Publication, due_on: date) -> None:
    officer = access.responsible(turn.session, item)
    if officer is not None:
        note = warning(allowed(turn.office, item), officer.language)
        duties.owe(turn, item, officer, kind, due_on=due_on, subject_id=row.id, note=note)


def follow(turn: Turn, item: Suggestion) -> None:
    """The deputy may have come to let less be known: what was decided and what can be read follow.

    Done again, it changes nothing.
    """
    most = allowed(turn.office, item)
    row = counting(turn, item)
    if row is not None and row.published_on is None and _goes_beyond(row, most):
        _decide_less(turn, item, row, most)
    for one in _readable(turn, item):
        if _goes_beyond(one, most) and not _is_owed(turn, item, one):
            office = turn.office
            days = office.profile.publication.take_down_working_days
            due_on = office.calendar.add(office.today(turn.now), days)
            _owe(turn, item, DutyKind.TAKE_DOWN, one, due_on)
            turn.event("to_be_taken_down", suggestion_id=item.id, round=one.round, url=one.url)


def _goes_beyond(row: Publication, most: Openness) -> bool:
    if row.decision == Disclosure.OPEN:
        return rules_of_openness.is_less(most, row.extent)
    return row.decision == Disclosure.ON_REQUEST and most == Openness.NONE


def _decide_less(turn: Turn, item: Suggestion, row: Publication, most: Openness) -> None:
    """What was decided, as far as the deputy lets it stand; it is the deputy's own doing."""
    deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    anew = Publication(
        suggestion_id=item.id,
        round=item.round,
        decision=Disclosure.WITHHELD if most == Openness.NONE else row.decision,
        extent=most,
        reason=texts.label("publication.by_wish", deputy.language),
        decided_by_id=deputy.id,
        decided_at=turn.now,
        due_on=None if most == Openness.NONE else row.due_on,
    )
    turn.session.add(anew)
    turn.session.flush()
    duties.met(turn, item, [DutyKind.PUBLISH], state=DutyState.CANCELLED)
    turn.event(
        "publication_decided",
        suggestion_id=item.id,
        round=item.round,
        decision=anew.decision.value,
        before=row.decision.value,
        reason=anew.reason,
    )
    if anew.due_on is not None:
        _owe(turn, item, DutyKind.PUBLISH, anew, anew.due_on)
    if row.due_on is not None:  # which they had heard of
        for other, is_lead in suggestions.deputies(turn.session, item.id):
            if not is_lead:
                telling.one(turn, other, "publication.less", item, most=most)


def readable(turn: Turn, item: Suggestion) -> list[str]:
    """The addresses at which its replies can be read."""
    return [row.url for row in _readable(turn, item) if row.url]


def _readable(turn: Turn, item: Suggestion) -> list[Publication]:
    """Of each round what was noted last, unless it was taken down."""
    last = {
        row.round: row
        for row in publications.of_suggestion(turn.session, item.id)
        if row.published_on is not None
    }
    return [row for row in last.values() if row.taken_down_at is None]


def _is_owed(turn: Turn, item: Suggestion, row: Publication) -> bool:
    owed = duty_rows.open_about(turn.session, item.id, [DutyKind.TAKE_DOWN])
    return any(duty.subject_id == row.id for duty in owed)


def take_down(turn: Turn, item: Suggestion) -> None:
    """已撤下: no more can be read than the deputy allows; the deputies hear it.

    Raises Refused `button.gone` where nothing is to be taken down.
    """
    found = [row for row in _readable(turn, item) if _is_owed(turn, item, row)]
    if not found:
        raise Refused("button.gone")
    for row in found:
        row.taken_down_by_id, row.taken_down_at = turn.me.id, turn.now
        turn.session.flush()
        turn.event("taken_down", suggestion_id=item.id, round=row.round, url=row.url)
    duties.met(turn, item, [DutyKind.TAKE_DOWN])
    telling.deputies(
        turn, item, "publication.taken_down", urls="\n".join(row.url or "" for row in found)
    )


def warning(extent: Openness, language: Language) -> str:
    """What has to be left out of what is published."""
    return texts.label(f"publication.leave_out_{extent.value}", language)


def publish(turn: Turn, item: Suggestion, on: date, url: str) -> Publication:
    """It can be read: the deputies get the address. Noted anew, the row before stays.

    Raises Refused `publication.none` unless it is to be published, `publication.ceiling` when the
    deputy no longer allows it, `publication.day` for a day before the reply or after today.
    """
    row = to_be_published(turn, item)
    address = rules.address(url)
    must_be_past(turn, item, on)
    if row.published_on is not None:
        row = _again(turn, row)
    row.extent = allowed(turn.office, item)
    row.published_on, row.url = on, address
    row.noted_by_id, row.noted_at = turn.me.id, turn.now
    turn.session.flush()
    duties.met(turn, item, [DutyKind.PUBLISH])
    turn.event("published", suggestion_id=item.id, round=item.round, on=str(on), url=address)
    telling.deputies(turn, item, "publication.published", on=on, url=address)
    return row


def _again(turn: Turn, row: Publication) -> Publication:
    """The same decision once more, for an address that was wrong or has moved."""
    anew = Publication(
        suggestion_id=row.suggestion_id,
        round=row.round,
        decision=row.decision,
        extent=row.extent,
        reason=row.reason,
        decided_by_id=row.decided_by_id,
        decided_at=row.decided_at,
        due_on=row.due_on,
    )
    turn.session.add(anew)
    return anew


def to_be_published(turn: Turn, item: Suggestion) -> Publication:
    """The decision by which the reply is to be published. Raises Refused."""
    row = counting(turn, item)
    if row is None or row.due_on is None:
        raise Refused("publication.none", number=item.number)
    rules.may_be(row.decision, allowed(turn.office, item))
    return row


def must_be_past(turn: Turn, item: Suggestion, on: date) -> None:
    """Raises Refused `publication.day` for a day before the reply, or after today."""
    reply = replies.of_round(turn.session, item.id, item.round)
    if reply is None or not reply.replied_on <= on <= turn.office.today(turn.now):
        raise Refused("publication.day")


def is_settled(turn: Turn, item: Suggestion) -> bool:
    """Whether it can be read, or need not be."""
    row = counting(turn, item)
    return row is not None and (row.decision != Disclosure.OPEN or row.published_on is not None)


def lines(turn: Turn, item: Suggestion) -> list[str]:
    """What was decided and where it can be read, for a card: a line, or none."""
    row = counting(turn, item)
    return [_line(row, turn.language)] if row is not None else []


def _line(row: Publication, language: Language) -> str:
    said = texts.plain(row.decision, language)
    if row.decision == Disclosure.OPEN:
        said = f"{said}（{texts.plain(row.extent, language)}）"
    if row.taken_down_at is not None:
        key, values = "publication.line_down", {"on": row.published_on, "url": row.url}
    elif row.published_on is not None:
        key, values = "publication.line_done", {"on": row.published_on, "url": row.url}
    elif row.due_on is not None:
        key, values = "publication.line_due", {"on": row.due_on}
    else:
        key, values = "publication.line", {}
    return texts.render(key, language, decision=said, **values)


def show(turn: Turn, item: Suggestion) -> None:
    """公开 on one screen: what the deputy allows, what was decided, what can be done."""
    row = counting(turn, item)
    language = turn.language
    may_decide = access.may(turn, item, Act.DECIDE_PUBLICATION) and item.stage not in TAKEN_OUT
    rows: keyboard.Keyboard = []
    most = allowed(turn.office, item)
    if may_decide and (row is None or row.published_on is None):
        rows = [
            [keyboard.named(texts.plain(one, language), "pubset", item.id, one.value)]
            for one in choices(turn, item)
        ]
    if may_decide and row is not None and row.due_on is not None:
        rows.append([keyboard.button(language, "button.note_published", "pubdone", item.id)])
    if may_decide and any(_is_owed(turn, item, one) for one in _readable(turn, item)):
        rows.append([keyboard.button(language, "button.taken_down", "takendown", item.id)])
    turn.say(
        turn.me,
        "publication.page",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        allowed=wished(turn.office, item, language),
        standing=Html(_line(row, language) if row else "—"),
        reason=Html(f"\n{quote(row.reason)}" if row and row.reason else ""),
        leave_out=warning(most, language),
        keyboard=rows or None,
    )
