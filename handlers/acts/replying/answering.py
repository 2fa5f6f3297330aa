"""逐条答复: the unit lists the points and answers them, the lead deputy may add what was left out.

Nothing of it is deleted. What the deputy was shown, or what is looked at above, is what is sent: a
change sends the draft back. After the reply an answer changes only with a reason, told to all.
"""

from collections.abc import Sequence

from handlers import keyboard
from handlers.acts import access, telling
from handlers.acts.rating import committee
from handlers.acts.replying import drafts, points
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import points as rows
from storage import replies, suggestions
from storage.people import Person
from storage.points import Point, PointAnswer
from storage.suggestions import Suggestion
from storage.vocabulary import PointOutcome

MOST = 20


def add(turn: Turn, item: Suggestion, whats: Sequence[str]) -> list[Point]:
    """Write points down. Raises Refused `points.most`, or `points.there` for one that stands."""
    access.must_be_open(item)
    standing = rows.of_suggestion(turn.session, item.id)
    if len(standing) + len(whats) > MOST:
        raise Refused("points.most", limit=MOST)
    known = {row.what for row in standing}
    for what in whats:
        if what in known:
            raise Refused("points.there", what=what)
        known.add(what)
    noted = [
        Point(suggestion_id=item.id, what=what, noted_by_id=turn.me.id, noted_at=turn.now)
        for what in whats
    ]
    turn.session.add_all(noted)
    turn.session.flush()
    for row in noted:
        turn.event("point_noted", suggestion_id=item.id, point=row.id)
    drafts.outdate(turn, item)
    return noted


def left_out(turn: Turn, item: Suggestion, what: str) -> None:
    """The lead deputy names what the list leaves out: whoever handles it hears of it."""
    add(turn, item, [what])
    officer = access.responsible(turn.session, item)
    if officer is not None:
        telling.one(turn, officer, "points.left_out", item, what=what, deputy=turn.me.name)


def open_one(turn: Turn, point_id: int) -> tuple[Point, Suggestion]:
    """A point that counts, by whoever may answer it. Raises Refused."""
    row = rows.find(turn.session, point_id)
    if row is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.ANSWER_POINTS)
    access.must_be_open(item)
    if row.struck_at is not None:
        raise Refused("button.gone")
    return row, item


def strike(turn: Turn, point_id: int) -> Suggestion:
    """A point was noted by mistake. Raises Refused for one answered, or a deputy's own."""
    row, item = open_one(turn, point_id)
    if row.id in rows.answers(turn.session, item.id):
        raise Refused("button.gone")
    if suggestions.signature(turn.session, item.id, row.noted_by_id) is not None:
        raise Refused("points.of_deputy")
    row.struck_at, row.struck_by_id = turn.now, turn.me.id
    turn.session.flush()
    turn.event("point_struck", suggestion_id=item.id, point=row.id, what=row.what)
    drafts.outdate(turn, item)
    return item


def answer(
    turn: Turn, point_id: int, outcome: PointOutcome, words: str, reason: str | None = None
) -> Suggestion:
    """Adopted, partly, or why not: the latest answer counts; once replied, everybody hears of it.

    Raises Refused `points.why` for another answer than was given with the reply, without a reason.
    """
    row, item = open_one(turn, point_id)
    before = rows.answers(turn.session, item.id).get(row.id)
    if needs_reason(turn, item, row) and not reason:
        raise Refused("points.why")
    found = PointAnswer(
        suggestion_id=item.id,
        point_id=row.id,
        round=item.round,
        outcome=outcome,
        words=words,
        reason=reason,
        by_id=turn.me.id,
        at=turn.now,
    )
    turn.session.add(found)
    turn.session.flush()
    turn.event(
        "point_answered",
        suggestion_id=item.id,
        point=row.id,
        outcome=outcome.value,
        reason=reason,
    )
    if _is_replied(turn, item):
        _tell(turn, item, row, before, found)
    else:
        drafts.outdate(turn, item)
    return item


def needs_reason(turn: Turn, item: Suggestion, row: Point) -> bool:
    """Whether the deputies have this point's answer with the reply, so that it does not just
    change.
    """
    return _is_replied(turn, item) and row.id in rows.answers(turn.session, item.id)


def _is_replied(turn: Turn, item: Suggestion) -> bool:
    return replies.of_round(turn.session, item.id, item.round) is not None


def _tell(
    turn: Turn, item: Suggestion, row: Point, before: PointAnswer | None, found: PointAnswer
) -> None:
    """Everybody behind the suggestion, and the committee: what is answered now, and why."""
    deputies = [deputy for deputy, _ in suggestions.deputies(turn.session, item.id)]
    for person in [*deputies, *committee.of(turn.session, item)]:
        telling.one(
            turn,
            person,
            "points.changed" if before is not None else "points.late",
            item,
            what=row.what,
            before=Html(points.answered(before, person.language)) if before else "",
            after=Html(points.answered(found, person.language)),
            reason=found.reason or "—",
        )


def show(turn: Turn, item: Suggestion) -> None:
    """The points on one screen, with what can be done about each."""
    shown = points.lines(turn, item, turn.language)
    turn.say(
        turn.me,
        "points.page" if shown else "points.none",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        lines=Html(shown),
        keyboard=_buttons(turn, item, turn.me) or None,
    )


def _buttons(turn: Turn, item: Suggestion, reader: Person) -> keyboard.Keyboard:
    language = reader.language
    if not item.is_open:
        return []
    if access.may(turn, item, Act.ADD_POINT):
        return [[keyboard.button(language, "button.point_left_out", "ptmissed", item.id)]]
    if not access.may(turn, item, Act.ANSWER_POINTS):
        return []
    answered = rows.answers(turn.session, item.id)
    buttons: keyboard.Keyboard = []
    for number, row in enumerate(rows.of_suggestion(turn.session, item.id), 1):
        is_answered = row.id in answered
        key = "button.answer_point_anew" if is_answered else "button.answer_point"
        one = [keyboard.button(language, key, "ptanswer", row.id, number=number)]
        if not is_answered:
            one.append(
                keyboard.button(language, "button.strike_point", "ptstrike", row.id, number=number)
            )
        buttons.append(one)
    return [*buttons, [keyboard.button(language, "button.list_points", "ptlist", item.id)]]
