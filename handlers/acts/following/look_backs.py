"""回头看: once a year every lead deputy is asked about every promise, and about the result anew.

Whoever is silent is reminded; whom the chat does not reach is named as not asked.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from handlers.acts import access, decisions, duties, hours
from handlers.acts.following import promise_views
from handlers.acts.rating import seconds
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import PROMPT, Turn
from storage import people, promises, suggestions
from storage import ratings as rating_rows
from storage import seconds as second_rows
from storage.people import Person
from storage.promises import LookBack, LookBackAnswer
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, PromiseView


def begin(turn: Turn, year: str) -> LookBack:
    """Begin the campaign of a year, once. Raises Refused when it has begun, or there is nothing."""
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
        asked = LookBackAnswer(
            look_back_id=campaign.id, suggestion_id=row.suggestion_id, promise_id=row.id
        )
        turn.session.add(asked)
        turn.session.flush()
        _ask(turn, asked)
    for suggestion_id in dict.fromkeys(row.suggestion_id for row in found):
        _offer_second(turn, suggestion_id, year)
    turn.session.flush()
    turn.event("look_back_begun", year=year, promises=len(found))
    return campaign


def _ask(turn: Turn, row: LookBackAnswer) -> None:
    item = suggestions.get(turn.session, row.suggestion_id)
    lead = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    if not people.is_reached(turn.session, lead):
        return
    allowed = hours.next_allowed(turn.office, lead, turn.now)
    row.message_id = put_before(turn, item, lead, row.id, not_before=allowed)
    decisions.remind(turn, item, lead, DutyKind.LOOK_BACK, row.id)


def put_before(
    turn: Turn,
    item: Suggestion,
    lead: Person,
    answer_id: int,
    priority: int = PROMPT,
    not_before: datetime | None = None,
) -> int | None:
    """The question, before the lead deputy; the buttons stay, for the answer may be changed."""
    row = turn.session.get_one(LookBackAnswer, answer_id)
    promise = promises.find(turn.session, row.promise_id)
    assert promise is not None
    return turn.say(
        lead,
        "look_back.asked",
        suggestion_id=item.id,
        purpose="look_back",
        priority=priority,
        not_before=not_before,
        number=item.number,
        title=item.title,
        what=promise.what,
        due_on=promise.due_on,
        keyboard=[promise_views.views(lead, "lbview", row.id)],
    )


def is_needed(turn: Turn, _item: Suggestion, answer_id: int) -> bool:
    """Whether nothing has been said yet."""
    row = promises.answer(turn.session, answer_id)
    return row is not None and row.view is None


def _offer_second(turn: Turn, suggestion_id: int, year: str) -> None:
    """How the deputy sees the result now (再评价), of what is over and was rated."""
    item = suggestions.get(turn.session, suggestion_id)
    lead = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    is_rated = rating_rows.latest(turn.session, item.id, item.round) is not None
    if is_rated and not item.is_open and people.is_reached(turn.session, lead):
        allowed = hours.next_allowed(turn.office, lead, turn.now)
        seconds.offer(turn, item, lead, year, not_before=allowed)


def view(turn: Turn, answer_id: int, said: PromiseView) -> None:
    """The lead deputy's word in a campaign; it may be changed."""
    row = promises.answer(turn.session, answer_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.JUDGE_PROMISE)
    promise = promises.find(turn.session, row.promise_id)
    assert promise is not None
    if row.view == said:
        raise Refused("duty.done")
    row.view, row.at = said, turn.now
    duties.met(turn, item, [DutyKind.LOOK_BACK], subject_id=row.id)
    turn.event("looked_back", suggestion_id=item.id, answer_id=row.id, view=said.value)
    promise_views.viewed(turn, item, promise, said)
    turn.say(turn.me, "promise.thanks", suggestion_id=item.id, number=item.number)


def progress(rows: Sequence[LookBackAnswer]) -> dict[str, int]:
    """How far a campaign is: asked, not reached, answered, and what was said."""
    said = [row.view for row in rows if row.view is not None]
    counts = {view.value: said.count(view) for view in PromiseView}
    asked = sum(row.message_id is not None for row in rows)
    return {"asked": asked, "unasked": len(rows) - asked, "answered": len(said), **counts}


def again(turn: Turn, campaign: LookBack, ids: Iterable[int]) -> dict[str, int]:
    """How many were asked about the result anew, and how many have said it."""
    forms = [second_rows.form(turn.session, one, campaign.year) for one in dict.fromkeys(ids)]
    given = [form for form in forms if form and second_rows.latest(turn.session, form.id)]
    return {"again": sum(form is not None for form in forms), "rated": len(given)}


def tell_progress(turn: Turn, campaign: LookBack) -> None:
    """Where a campaign stands."""
    rows = promises.answers(turn.session, campaign.id)
    found = progress(rows) | again(turn, campaign, (row.suggestion_id for row in rows))
    turn.say(turn.me, "look_back.progress", purpose="card", year=campaign.year, **found)
