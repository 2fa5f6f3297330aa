"""承诺事项: made with a reply, kept with proof, explained when things change, looked back on.

Whoever leads the suggestion says whether a promise was kept; what was not is owed anew.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from handlers import keyboard, texts
from handlers.acts import access, duties, telling
from handlers.html import quote
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import messages, people, promises, replies, suggestions
from storage.people import Person
from storage.promises import Explanation, LookBack, LookBackAnswer, Promise
from storage.replies import Reply
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, PromiseState, PromiseView, Role

SHOWN = 20
MARKS = {PromiseState.OPEN: "⏳", PromiseState.KEPT: "✅"}


def ask_for(turn: Turn, item: Suggestion, reply: Reply) -> None:
    """A reply of a class that promises something: what, and by when?"""
    rules = turn.office.profile.promises
    officer = access.responsible(turn.session, item)
    if reply.reply_class.value in rules.classes and officer is not None:
        due_on = turn.office.calendar.add(turn.office.today(turn.now), rules.note_working_days)
        duties.owe(turn, item, officer, DutyKind.PROMISE_TO_NOTE, due_on=due_on)


def may_promise(turn: Turn, item: Suggestion) -> None:
    """Raises Refused `promise.no_reply` before there is a reply."""
    if replies.of_round(turn.session, item.id, item.round) is None:
        raise Refused("promise.no_reply", number=item.number)


def make(turn: Turn, item: Suggestion, what: str, due_on: date) -> Promise:
    """A promise is noted: its owner is reminded, the deputies hear of it."""
    may_promise(turn, item)
    owner = access.responsible(turn.session, item) or turn.me
    row = Promise(
        suggestion_id=item.id,
        round=item.round,
        what=what,
        owner_id=owner.id,
        due_on=due_on,
        state=PromiseState.OPEN,
        made_by_id=turn.me.id,
        made_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    duties.met(turn, item, [DutyKind.PROMISE_TO_NOTE])
    _owe(turn, item, row)
    turn.event("promised", suggestion_id=item.id, promise_id=row.id, due_on=str(due_on))
    telling.deputies(turn, item, "promise.made", what=what, due_on=due_on, owner=owner.name)
    return row


def none(turn: Turn, item: Suggestion) -> None:
    """There is nothing to promise: that is said, and nobody is asked any more."""
    duties.met(turn, item, [DutyKind.PROMISE_TO_NOTE])
    turn.event("nothing_promised", suggestion_id=item.id)


def _owe(turn: Turn, item: Suggestion, row: Promise) -> None:
    owner = access.responsible(turn.session, item)
    if owner is None:
        return
    first = row.due_on - timedelta(days=max(turn.office.profile.promises.remind_days, default=1))
    duties.owe(
        turn,
        item,
        owner,
        DutyKind.PROMISE,
        first_on=max(first, turn.office.today(turn.now)),
        due_on=row.due_on,
        subject_id=row.id,
        note=row.what[:300],
    )


def open_one(turn: Turn, promise_id: int) -> tuple[Promise, Suggestion]:
    """A promise still to be kept, by whoever may. Raises Refused `duty.done`."""
    row = promises.find(turn.session, promise_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.PROMISE)
    if row.state != PromiseState.OPEN:
        raise Refused("duty.done")
    return row, item


def keep(turn: Turn, promise_id: int, proof: str) -> Promise:
    """Kept: the deputies are answered anew, and the lead says whether it is so."""
    row, item = open_one(turn, promise_id)
    row.state, row.proof, row.view = PromiseState.KEPT, proof, None
    row.kept_by_id, row.kept_at = turn.me.id, turn.now
    turn.session.flush()
    duties.met(turn, item, [DutyKind.PROMISE], subject_id=row.id)
    turn.event("promise_kept", suggestion_id=item.id, promise_id=row.id, proof=proof)
    lead_id = suggestions.lead_deputy_id(turn.session, item.id)
    for deputy, _ in suggestions.deputies(turn.session, item.id):
        asked = [_views(deputy, "pview", row.id)] if deputy.id == lead_id else None
        key = "promise.kept_lead" if asked else "promise.kept"
        telling.one(turn, deputy, key, item, what=row.what, proof=proof, keyboard=asked)
    return row


def _views(deputy: Person, verb: str, row_id: int) -> list[dict[str, str]]:
    return [
        keyboard.button(deputy.language, f"button.view_{view.value}", verb, row_id, view.value)
        for view in PromiseView
    ]


def view(turn: Turn, promise_id: int, said: PromiseView) -> None:
    """The lead deputy says whether it was kept; what was not is owed anew."""
    row = promises.find(turn.session, promise_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.JUDGE_PROMISE)
    if row.state != PromiseState.KEPT or row.view is not None:
        raise Refused("button.gone")
    turn.used()
    _viewed(turn, item, row, said)
    turn.say(turn.me, "promise.thanks", suggestion_id=item.id, number=item.number)


def _viewed(turn: Turn, item: Suggestion, row: Promise, said: PromiseView) -> None:
    row.view, row.viewed_at = said, turn.now
    if said != PromiseView.KEPT and row.state == PromiseState.KEPT:
        row.state = PromiseState.OPEN
        row.due_on = turn.office.calendar.add(
            turn.office.today(turn.now), turn.office.profile.promises.again_working_days
        )
        turn.session.flush()
        _owe(turn, item, row)
    turn.event("promise_viewed", suggestion_id=item.id, promise_id=row.id, view=said.value)
    told = [access.responsible(turn.session, item)]
    if said == PromiseView.NOT_KEPT:
        told += people.all_of(turn.session, [Role.SUPERVISOR])
    for person in told:
        if person is not None:
            telling.one(turn, person, "promise.viewed", item, what=row.what, view=said)


def explain(turn: Turn, promise_id: int, reason: str, due_on: date) -> None:
    """Circumstances have changed: the deputies are told why, and the new date."""
    row, item = open_one(turn, promise_id)
    turn.session.add(
        Explanation(
            suggestion_id=item.id,
            promise_id=row.id,
            reason=reason,
            before=row.due_on,
            due_on=due_on,
            by_id=turn.me.id,
            at=turn.now,
        )
    )
    before, row.due_on = row.due_on, due_on
    turn.session.flush()
    duties.met(turn, item, [DutyKind.PROMISE], subject_id=row.id)
    _owe(turn, item, row)
    turn.event(
        "promise_explained",
        suggestion_id=item.id,
        promise_id=row.id,
        reason=reason,
        before=str(before),
        due_on=str(due_on),
    )
    telling.deputies(
        turn, item, "promise.explained", what=row.what, reason=reason, before=before, due_on=due_on
    )


def lines(turn: Turn, item: Suggestion) -> list[str]:
    """Each promise in a line of HTML, for a card."""
    return [line(turn, row) for row in promises.of_suggestion(turn.session, item.id)]


def line(turn: Turn, row: Promise) -> str:
    """⏳ until when, what; or how it was kept and what the deputy says to it."""
    today = turn.office.today(turn.now)
    mark = "🔴" if row.state == PromiseState.OPEN and row.due_on < today else MARKS[row.state]
    said = f" · {texts.plain(row.view, turn.language)}" if row.view else ""
    return f"{mark} {quote(texts.plain(row.due_on, turn.language))} {quote(row.what)}{quote(said)}"


def ledger(turn: Turn) -> None:
    """/promises: what is still to be kept, over all years, the nearest date first."""
    units = None if turn.me.role == Role.SUPERVISOR else [turn.me.unit_id or 0]
    found = promises.every(turn.session, units, SHOWN + 1)
    if not found:
        turn.say(turn.me, "promise.none_open")
        return
    rows = []
    shown = []
    for row in found[:SHOWN]:
        item = suggestions.get(turn.session, row.suggestion_id)
        shown.append(f"<b>{quote(item.number)}</b> {line(turn, row)}")
        rows.append([keyboard.named(f"{item.number} {row.what[:20]}", "promises", item.id)])
    turn.say(turn.me, "promise.ledger", purpose="card", lines=Html("\n".join(shown)), keyboard=rows)


def show(turn: Turn, item: Suggestion) -> None:
    """The promises of one suggestion, with what can be done about each."""
    rows: keyboard.Keyboard = []
    language = turn.language
    if access.may(turn, item, Act.PROMISE):
        for row in promises.of_suggestion(turn.session, item.id):
            if row.state == PromiseState.OPEN:
                what = row.what[:12]
                rows.append(
                    [
                        keyboard.button(
                            language, "button.promise_kept", "pkeep", row.id, what=what
                        ),
                        keyboard.button(language, "button.promise_later", "plater", row.id),
                    ]
                )
        rows.append([keyboard.button(language, "button.promise", "mkpromise", item.id)])
        rows.append([keyboard.button(language, "button.promise_none", "nopromise", item.id)])
    turn.say(
        turn.me,
        "promise.page",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        lines=Html("\n".join(lines(turn, item)) or "—"),
        keyboard=rows or None,
    )


# 回头看


def look_back(turn: Turn, year: str) -> LookBack:
    """Begin the campaign of a year, once: every lead deputy is asked about every promise."""
    if promises.campaign(turn.session, year) is not None:
        raise Refused("look_back.begun", year=year)
    found = promises.to_look_back_on(turn.session)
    if not found:
        raise Refused("look_back.nothing")
    campaign = LookBack(
        year=year, begun_by_id=turn.actor.id if turn.actor else None, begun_at=turn.now
    )
    turn.session.add(campaign)
    turn.session.flush()
    for row in found:
        item = suggestions.get(turn.session, row.suggestion_id)
        asked = LookBackAnswer(look_back_id=campaign.id, suggestion_id=item.id, promise_id=row.id)
        turn.session.add(asked)
        turn.session.flush()
        deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
        asked.message_id = telling.one(
            turn,
            deputy,
            "look_back.asked",
            item,
            purpose="look_back",
            what=row.what,
            due_on=row.due_on,
            keyboard=[_views(deputy, "lbview", asked.id)],
        )
    turn.session.flush()
    turn.event("look_back_begun", year=year, promises=len(found))
    return campaign


def look_back_view(turn: Turn, answer_id: int, said: PromiseView) -> None:
    """The lead deputy's word in a campaign; it may be changed."""
    row = promises.answer(turn.session, answer_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.JUDGE_PROMISE)
    promise = promises.find(turn.session, row.promise_id)
    assert promise is not None
    row.view, row.at = said, turn.now
    turn.event("looked_back", suggestion_id=item.id, answer_id=row.id, view=said.value)
    if row.message_id is not None:
        messages.rewrite(turn.session, row.message_id, turn.now, keyboard=None)
    _viewed(turn, item, promise, said)
    turn.say(turn.me, "promise.thanks", suggestion_id=item.id, number=item.number)


def progress(rows: Sequence[LookBackAnswer]) -> dict[str, int]:
    """How far a campaign is: asked, answered, and what was said."""
    said = [row.view for row in rows if row.view is not None]
    counts = {view.value: said.count(view) for view in PromiseView}
    return {"asked": len(rows), "answered": len(said), **counts}


def tell_progress(turn: Turn, campaign: LookBack) -> None:
    """Where a campaign stands."""
    found = progress(promises.answers(turn.session, campaign.id))
    turn.say(turn.me, "look_back.progress", purpose="card", year=campaign.year, **found)
