"""回头看: once a year lead deputies are asked about promises, and about results anew.

Each is asked about one suggestion after the other, by the ordinary prompts; whoever is silent is
reminded, and whom the chat does not reach the committee calls. It ends on a day: then nobody waits
for answers any more, and what comes late is noted all the same.
"""

from datetime import date, datetime

from handlers import keyboard, texts
from handlers.acts import access, duties
from handlers.acts.following import look_back_pages, promise_views
from handlers.acts.rating import committee, seconds
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.rules.working_days import add_months
from handlers.turn import CHAT, PROMPT, Turn
from storage import duties as duty_rows
from storage import look_backs, people, promises, signals, suggestions
from storage import seconds as second_rows
from storage.look_backs import LookBack, LookBackAnswer
from storage.people import Person
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, DutyState, PromiseView, Role

AT_ONCE = 50  # suggestions put together, or duties ended, in one transaction
OF_IT = (DutyKind.LOOK_BACK, DutyKind.LOOK_BACK_HEAR)


def since(turn: Turn) -> datetime:
    """From when on what was closed is looked back on (近年来)."""
    years = turn.office.profile.look_back.years
    return turn.office.midnight(add_months(turn.office.today(turn.now), -12 * years))


def to_cover(turn: Turn) -> tuple[int, int]:
    """How many promises, and how many results, a campaign would ask about today."""
    return look_backs.counts_to_cover(turn.session, since(turn))


def begin(turn: Turn, year: str) -> LookBack:
    """Begin the campaign of a year, once.

    Raises Refused when it has begun, another is still running, or there is nothing to ask about.
    """
    if look_backs.campaign(turn.session, year) is not None:
        raise Refused("look_back.begun", year=year)
    other = look_backs.running(turn.session)
    if other is not None:
        raise Refused("look_back.running", year=other.year)
    if not any(to_cover(turn)):
        raise Refused("look_back.nothing")
    office = turn.office
    days = office.profile.look_back.working_days
    campaign = LookBack(
        year=year,
        begun_by_id=turn.actor.id if turn.actor else None,
        begun_at=turn.now,
        due_on=office.calendar.add(office.today(turn.now), days),
        gathered_to=0,
    )
    turn.session.add(campaign)
    turn.session.flush()
    turn.event("look_back_begun", year=year, due_on=str(campaign.due_on))
    turn.rings.add(signals.DUTIES)
    return campaign


def go_on(turn: Turn) -> int:
    """Begin, put together or end what is to be, some of it at a time; 0: nothing is left to do."""
    campaign = look_backs.running(turn.session)
    if campaign is None:
        return _begin_by_itself(turn)
    if campaign.gathered_to is not None:
        return _gather(turn, campaign, campaign.gathered_to)
    assert campaign.due_on is not None
    if campaign.due_on < turn.office.today(turn.now):
        return _end(turn, campaign)
    return 0


def _begin_by_itself(turn: Turn) -> int:
    """On the day of the profile, or later in its year, once."""
    today, on = turn.office.today(turn.now), turn.office.profile.look_back.on
    year = str(today.year)
    if on is None or today < date(today.year, *on):
        return 0
    if look_backs.campaign(turn.session, year) is not None:
        return 0
    if not any(to_cover(turn)):
        return 0
    campaign = begin(turn, year)
    for person in people.all_of(turn.session, [Role.SUPERVISOR]):
        due_on = campaign.due_on
        committee.tell(turn, person, "look_back.began_itself", year=year, due_on=due_on)
    return 1


def _gather(turn: Turn, campaign: LookBack, after: int) -> int:
    found = look_backs.to_cover(turn.session, since(turn), after, AT_ONCE)
    for item in found:
        _cover(turn, campaign, item)
    campaign.gathered_to = found[-1].id if found else None
    turn.session.flush()
    return len(found)


def _cover(turn: Turn, campaign: LookBack, item: Suggestion) -> None:
    """Write down what is asked about one suggestion, and invite its lead deputy to say it."""
    rows = [
        LookBackAnswer(look_back_id=campaign.id, suggestion_id=item.id, promise_id=one.id)
        for one in look_backs.promises_to_view(turn.session, item.id)
    ]
    if look_backs.is_result_in(turn.session, item.id, since(turn)):
        form = second_rows.form(turn.session, item.id, campaign.year)
        given = second_rows.latest(turn.session, form.id) if form is not None else None
        at = given.at if given is not None else None
        rows.append(LookBackAnswer(look_back_id=campaign.id, suggestion_id=item.id, at=at))
    turn.session.add_all(rows)
    turn.session.flush()
    waiting = [one for one in rows if one.at is None]
    if waiting:
        lead = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
        kind = DutyKind.LOOK_BACK
        duties.owe(turn, item, lead, kind, due_on=campaign.due_on, subject_id=waiting[0].id)


def _end(turn: Turn, campaign: LookBack) -> int:
    """Nobody is asked any more; when the last duty is gone, what came of it is told."""
    left = duty_rows.open_of_kinds(turn.session, OF_IT, AT_ONCE)
    for duty in left:
        duty.state, duty.ended_at, duty.next_at = DutyState.CANCELLED, turn.now, None
    if not left:
        campaign.ended_at = turn.now
        turn.session.flush()
        turn.event("look_back_ended", year=campaign.year)
        look_back_pages.tell_results(turn, campaign)
    turn.session.flush()
    return 1


def is_needed(turn: Turn, item: Suggestion, answer_id: int) -> bool:
    """Whether answers are still waited for, and something has not been said yet."""
    row = look_backs.answer(turn.session, answer_id)
    if row is None or not look_backs.is_running(turn.session, row.look_back_id):
        return False
    return bool(look_backs.unanswered(turn.session, row.look_back_id, item.id))


def is_to_be_heard(turn: Turn, item: Suggestion, answer_id: int) -> bool:
    """Whether the committee has still to ask about a promise."""
    row = look_backs.answer(turn.session, answer_id)
    if row is None or not look_backs.is_running(turn.session, row.look_back_id):
        return False
    left = look_backs.unanswered(turn.session, row.look_back_id, item.id)
    return any(one.promise_id is not None for one in left)


def put_before(
    turn: Turn, item: Suggestion, lead: Person, answer_id: int, priority: int = PROMPT
) -> int | None:
    """What is to be said next about a suggestion: a promise, or at last the result."""
    row = turn.session.get_one(LookBackAnswer, answer_id)
    left = look_backs.unanswered(turn.session, row.look_back_id, item.id)
    if not left:
        return None
    if left[0].promise_id is None:
        left[0].message_id = _put_result(turn, item, lead, left[0], priority)
    else:
        left[0].message_id = _put_promise(turn, item, lead, left[0], priority)
    return left[0].message_id


def _put_promise(
    turn: Turn, item: Suggestion, lead: Person, row: LookBackAnswer, priority: int
) -> int | None:
    """The question; its buttons stay, for the answer may be changed."""
    return turn.say(
        lead,
        "look_back.asked",
        suggestion_id=item.id,
        purpose="look_back",
        priority=priority,
        number=item.number,
        title=item.title,
        keyboard=[promise_views.views(lead, "lbview", row.id)],
        **_promise_of(turn, row, lead),
    )


def _promise_of(turn: Turn, row: LookBackAnswer, reader: Person) -> dict[str, object]:
    """What was promised, by when, and which of how many it is."""
    asked = look_backs.about(turn.session, row.look_back_id, row.suggestion_id)
    ids = [one.id for one in asked if one.promise_id is not None]
    place = ""
    if len(ids) > 1:
        which, of = ids.index(row.id) + 1, len(ids)
        place = texts.label("look_back.place", reader.language, which=which, of=of)
    assert row.promise_id is not None
    promise = promises.find(turn.session, row.promise_id)
    assert promise is not None
    return {"what": promise.what, "due_on": promise.due_on, "place": place}


def _put_result(
    turn: Turn, item: Suggestion, lead: Person, row: LookBackAnswer, priority: int
) -> int | None:
    """How the deputy sees the result now (再评价)."""
    campaign = turn.session.get_one(LookBack, row.look_back_id)
    form = second_rows.form(turn.session, item.id, campaign.year)
    if form is not None:
        return seconds.put_again(turn, item, lead, form, priority)
    return seconds.offer(turn, item, lead, campaign.year, priority=priority)


def view(turn: Turn, answer_id: int, said: PromiseView) -> None:
    """The lead deputy's word about a promise; it may be changed. What else is asked comes next."""
    row = look_backs.answer(turn.session, answer_id)
    if row is None or row.promise_id is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.JUDGE_PROMISE)
    if row.view == said:
        raise Refused("duty.done")
    is_first = row.at is None
    _note(turn, item, row, said)
    if is_first and is_needed(turn, item, row.id):
        put_before(turn, item, turn.me, row.id, CHAT)
    else:
        turn.say(turn.me, "promise.thanks", suggestion_id=item.id, number=item.number)


def _note(turn: Turn, item: Suggestion, row: LookBackAnswer, said: PromiseView) -> None:
    assert row.promise_id is not None
    promise = promises.find(turn.session, row.promise_id)
    assert promise is not None
    row.view, row.at = said, turn.now
    turn.session.flush()
    left = look_backs.unanswered(turn.session, row.look_back_id, item.id)
    if not left:
        duties.met(turn, item, [DutyKind.LOOK_BACK])
    if not any(one.promise_id for one in left):
        duties.met(turn, item, [DutyKind.LOOK_BACK_HEAR])
    turn.event("looked_back", suggestion_id=item.id, answer_id=row.id, view=said.value)
    promise_views.viewed(turn, item, promise, said)


def hear(turn: Turn, item: Suggestion, answer_id: int) -> None:
    """The chat does not reach the lead: the committee asks about the promises, once a campaign.

    Never about the result: nobody rates in a deputy's place.
    """
    row = turn.session.get_one(LookBackAnswer, answer_id)
    campaign = turn.session.get_one(LookBack, row.look_back_id)
    left = look_backs.unanswered(turn.session, campaign.id, item.id)
    asked = promise_views.caller(turn, item)
    kind = DutyKind.LOOK_BACK_HEAR
    if asked is None or left[0].promise_id is None:
        return
    if duty_rows.was_owed(turn.session, item.id, kind, campaign.begun_at):
        return
    duties.owe(turn, item, asked, kind, due_on=campaign.due_on, subject_id=left[0].id)


def ask_committee(
    turn: Turn, item: Suggestion, person: Person, answer_id: int, priority: int = PROMPT
) -> int | None:
    """Whom to call, about which promise, and what may come of it."""
    row = turn.session.get_one(LookBackAnswer, answer_id)
    left = look_backs.unanswered(turn.session, row.look_back_id, item.id)
    if not left or left[0].promise_id is None:
        return None
    lead = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    nobody = keyboard.button(
        person.language, "button.heard_nobody", "lbheard", left[0].id, promise_views.NOBODY
    )
    return turn.say(
        person,
        "look_back.hear",
        suggestion_id=item.id,
        purpose="prompt",
        priority=priority,
        number=item.number,
        title=item.title,
        deputy=lead.name,
        phone=lead.phone_shown,
        keyboard=[promise_views.views(person, "lbheard", left[0].id), [nobody]],
        **_promise_of(turn, left[0], person),
    )


def heard(turn: Turn, answer_id: int, said: PromiseView | None) -> None:
    """What the deputy said to the committee; None: nobody answered the telephone."""
    row = look_backs.answer(turn.session, answer_id)
    if row is None or row.promise_id is None:
        raise Refused("permission.denied")
    item = committee.fetch(turn, row.suggestion_id, Act.WATCH_RATINGS)
    if row.at is not None:
        raise Refused("button.gone")
    turn.used()
    if said is None:
        duties.met(turn, item, [DutyKind.LOOK_BACK_HEAR])
        turn.event("look_back_unheard", suggestion_id=item.id, answer_id=row.id)
    else:
        _note(turn, item, row, said)
        ask_committee(turn, item, turn.me, row.id, CHAT)
    turn.toast("toast.done")
