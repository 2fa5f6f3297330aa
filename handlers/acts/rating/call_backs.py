"""抽样回访: the lot says which ratings the committee asks about by telephone, and what it heard."""

from handlers import keyboard, texts
from handlers.acts import duties
from handlers.acts.rating import committee, flags, lots
from handlers.acts.talking import sending
from handlers.rules import honesty
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import callbacks, dialogs, people, ratings, suggestions
from storage.callbacks import CallBack
from storage.dialogs import Dialog
from storage.pressures import TOLD
from storage.ratings import Rating
from storage.suggestions import Suggestion
from storage.vocabulary import CallBackOutcome, DutyKind, FlagKind

ASKED = "call_back"  # the open question: what did the deputy say?
LONGEST = 1000


def draw(turn: Turn, item: Suggestion, rating: Rating) -> None:
    """Draw a rating that has just been given for the first time in its round, or not."""
    rules = turn.office.profile.honest
    seed = f"{item.id}|{rating.round}|{callbacks.link(turn.session, item.id)}"
    if rating.sequence > 1 or not honesty.is_drawn(seed, rules.call_back_share):
        return
    person = lots.falls_to(turn, item, seed)
    if person is None:
        return
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
