"""抽样回访: the lot says which ratings the committee asks about by telephone, and what it heard.

The lot is the hash of the last link of the suggestion's chain: nobody knew it before the rating,
and anybody can draw it again.
"""

from hashlib import sha256

from handlers import keyboard, texts
from handlers.acts import duties
from handlers.acts.assigning import assignment
from handlers.acts.rating import committee, flags
from handlers.acts.talking import sending
from handlers.rules import honesty
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import callbacks, dialogs, people, ratings, suggestions
from storage import duties as duty_rows
from storage.callbacks import CallBack
from storage.dialogs import Dialog
from storage.people import Person
from storage.pressures import TOLD
from storage.ratings import Rating
from storage.suggestions import Suggestion
from storage.vocabulary import CallBackOutcome, DutyKind, FlagKind

ASKED = "call_back"  # the open question: what did the deputy say?
LONGEST = 1000
AT_MOST = 1000


def draw(turn: Turn, item: Suggestion, rating: Rating) -> None:
    """Draw a rating that has just been given for the first time in its round, or not."""
    rules = turn.office.profile.honest
    seed = f"{item.id}|{rating.round}|{callbacks.link(turn.session, item.id)}"
    if rating.sequence > 1 or not honesty.is_drawn(seed, rules.call_back_share):
        return
    asked = _callers(turn, item)
    if not asked:
        return
    person = asked[int(sha256(seed.encode()).hexdigest()[-8:], 16) % len(asked)]
    row = CallBack(
        suggestion_id=item.id,
        round=rating.round,
        seed=seed,
        drawn_at=turn.now,
        asked_of_id=person.id,
    )
    turn.session.add(row)
    turn.session.flush()
    turn.event("call_back_drawn", suggestion_id=item.id, round=rating.round, seed=seed)
    today = turn.office.today(turn.now)
    duties.owe(
        turn,
        item,
        person,
        DutyKind.CALL_BACK,
        first_on=turn.office.calendar.next(today),
        due_on=turn.office.calendar.add(today, rules.call_back_working_days),
        subject_id=row.id,
    )


def _callers(turn: Turn, item: Suggestion) -> list[Person]:
    """Who of the committee may be drawn: those who are here, or, where nobody is, all."""
    everybody = committee.of(turn.session, item)
    here = [person for person in everybody if people.is_reached(turn.session, person)]
    return here or everybody


def heir(turn: Turn, item: Suggestion, call_back_id: int) -> Person | None:
    """Whoever of the committee calls instead of somebody who has left."""
    row = callbacks.find(turn.session, call_back_id)
    found = next(iter(_callers(turn, item)), None)
    if row is not None and found is not None:
        row.asked_of_id = found.id
        turn.session.flush()
    return found


def follow(turn: Turn, person: Person) -> None:
    """Somebody drawn may be of the committee no more: another of it calls instead."""
    for row in callbacks.open_of(turn.session, person.id, AT_MOST):
        item = suggestions.get(turn.session, row.suggestion_id)
        others = [one for one in _callers(turn, item) if one.id != person.id]
        if person in committee.of(turn.session, item) or not others:
            continue
        row.asked_of_id = others[0].id
        turn.session.flush()
        for duty in duty_rows.open_about(turn.session, item.id, [DutyKind.CALL_BACK], person.id):
            assignment.pass_duty(turn, item, duty, others[0])
        turn.event("handed_over", suggestion_id=item.id, person_id=others[0].id)


def show(turn: Turn, suggestion_id: int) -> None:
    """Whom to call, what the rating says, and what may come of it."""
    item = committee.fetch(turn, suggestion_id, Act.WATCH_RATINGS)
    row = next(
        (one for one in callbacks.of_suggestion(turn.session, item.id) if one.done_at is None), None
    )
    if row is None:
        raise Refused("button.gone")
    rating = ratings.latest(turn.session, item.id, row.round)
    if rating is None:
        raise Refused("button.gone")
    deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    turn.say(
        turn.me,
        "callback.ask",
        purpose=TOLD,
        number=item.number,
        deputy=deputy.name,
        phone=deputy.phone_shown,
        content=rating.content,
        attitude=rating.attitude,
        effect=rating.effect,
        keyboard=[
            [
                keyboard.named(texts.plain(one, turn.language), "called", row.id, one.value)
                for one in CallBackOutcome
            ]
        ],
    )


def called(turn: Turn, call_back_id: int, outcome: CallBackOutcome) -> None:
    """What came of the call; where the deputy says otherwise, in which words."""
    row, item = _own(turn, call_back_id)
    turn.used()
    if outcome == CallBackOutcome.NOBODY:
        turn.event("call_back_missed", suggestion_id=item.id, round=row.round)
        turn.say(turn.me, "callback.again", purpose=TOLD, number=item.number)
    elif outcome == CallBackOutcome.SAME:
        _done(turn, row, item, outcome, None)
    else:
        sending.leave(turn)
        message_id = turn.say(turn.me, "callback.what", purpose=TOLD)
        dialogs.ask(
            turn.session,
            turn.me.id,
            ASKED,
            turn.now,
            message_id=message_id,
            data={"call_back_id": row.id, "draft": []},
        )


def otherwise(turn: Turn, dialog: Dialog, said: str) -> None:
    """The deputy says otherwise than the rating: kept, and flagged. Raises Refused for too long."""
    if len(said) > LONGEST:
        raise Refused("form.too_long", limit=LONGEST)
    row, item = _own(turn, int(dialog.data["call_back_id"]))
    dialogs.close(turn.session, turn.me.id)
    _done(turn, row, item, CallBackOutcome.OTHER, said)
    flags.found(turn, item, FlagKind.CALL_BACK, f"{item.id}:{row.round}")


def _done(
    turn: Turn, row: CallBack, item: Suggestion, outcome: CallBackOutcome, said: str | None
) -> None:
    row.outcome, row.words = outcome, said
    row.done_by_id, row.done_at = turn.me.id, turn.now
    turn.session.flush()
    duties.met(turn, item, [DutyKind.CALL_BACK], subject_id=row.id)
    turn.event("called_back", suggestion_id=item.id, round=row.round, outcome=outcome.value)
    turn.say(turn.me, "callback.done", purpose=TOLD, number=item.number)


def _own(turn: Turn, call_back_id: int) -> tuple[CallBack, Suggestion]:
    row = callbacks.find(turn.session, call_back_id)
    if row is None:
        raise Refused("permission.denied")
    item = committee.fetch(turn, row.suggestion_id, Act.WATCH_RATINGS)
    if row.done_at is not None:
        raise Refused("button.gone")
    return row, item
