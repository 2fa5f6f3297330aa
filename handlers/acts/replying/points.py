"""逐条答复: what a suggestion asks for, point by point, and what is answered to each.

The unit lists the points, the lead deputy may add what was left out; nothing of it is deleted.
"""

from collections.abc import Sequence

from handlers import keyboard, texts
from handlers.acts import access, telling
from handlers.html import quote
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import points, suggestions
from storage.people import Person
from storage.points import Point, PointAnswer
from storage.suggestions import Suggestion
from storage.vocabulary import Language, PointOutcome

MOST = 20
MARKS = {
    PointOutcome.ADOPTED: "✅",
    PointOutcome.PARTLY: "🔶",
    PointOutcome.EXPLAINED: "💬",
}


def add(turn: Turn, item: Suggestion, whats: Sequence[str]) -> list[Point]:
    """Write points down. Raises Refused `points.most`, or `points.there` for one that stands."""
    access.must_be_open(item)
    standing = points.of_suggestion(turn.session, item.id)
    if len(standing) + len(whats) > MOST:
        raise Refused("points.most", limit=MOST)
    known = {row.what for row in standing}
    for what in whats:
        if what in known:
            raise Refused("points.there", what=what)
        known.add(what)
    rows = [
        Point(suggestion_id=item.id, what=what, noted_by_id=turn.me.id, noted_at=turn.now)
        for what in whats
    ]
    turn.session.add_all(rows)
    turn.session.flush()
    for row in rows:
        turn.event("point_noted", suggestion_id=item.id, point=row.id)
    return rows


def left_out(turn: Turn, item: Suggestion, what: str) -> None:
    """The lead deputy names what the list leaves out: whoever handles it hears of it."""
    add(turn, item, [what])
    officer = access.responsible(turn.session, item)
    if officer is not None:
        telling.one(turn, officer, "points.left_out", item, what=what, deputy=turn.me.name)


def open_one(turn: Turn, point_id: int) -> tuple[Point, Suggestion]:
    """A point that counts, by whoever may answer it. Raises Refused."""
    row = points.find(turn.session, point_id)
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
    if row.id in points.answers(turn.session, item.id):
        raise Refused("button.gone")
    if suggestions.signature(turn.session, item.id, row.noted_by_id) is not None:
        raise Refused("points.of_deputy")
    row.struck_at, row.struck_by_id = turn.now, turn.me.id
    turn.session.flush()
    turn.event("point_struck", suggestion_id=item.id, point=row.id, what=row.what)
    return item


def answer(turn: Turn, point_id: int, outcome: PointOutcome, words: str) -> Suggestion:
    """Adopted, partly, or why not: the latest answer counts."""
    row, item = open_one(turn, point_id)
    turn.session.add(
        PointAnswer(
            suggestion_id=item.id,
            point_id=row.id,
            round=item.round,
            outcome=outcome,
            words=words,
            by_id=turn.me.id,
            at=turn.now,
        )
    )
    turn.session.flush()
    turn.event("point_answered", suggestion_id=item.id, point=row.id, outcome=outcome.value)
    return item


def all_answered(turn: Turn, item: Suggestion) -> bool:
    """必答题: there are points, and none without an answer."""
    return points.count(turn.session, item.id) > 0 and points.unanswered(turn.session, item.id) == 0


def lines(turn: Turn, item: Suggestion, language: Language) -> str:
    """Each point with its answer, as HTML; nothing where there are none."""
    answered = points.answers(turn.session, item.id)
    shown = [
        _line(number, row, answered.get(row.id), language)
        for number, row in enumerate(points.of_suggestion(turn.session, item.id), 1)
    ]
    return "\n".join(shown)


def _line(number: int, row: Point, found: PointAnswer | None, language: Language) -> str:
    asked = f"{number}. {quote(row.what)}"
    if found is None:
        return f"{asked}\n　⏳ {texts.render('points.to_answer', language)}"
    outcome = quote(texts.plain(found.outcome, language))
    return f"{asked}\n　{MARKS[found.outcome]} {outcome}：{quote(found.words)}"


def show(turn: Turn, item: Suggestion) -> None:
    """The points on one screen, with what can be done about each."""
    shown = lines(turn, item, turn.language)
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
    answered = points.answers(turn.session, item.id)
    rows: keyboard.Keyboard = []
    for number, row in enumerate(points.of_suggestion(turn.session, item.id), 1):
        is_answered = row.id in answered
        key = "button.answer_point_anew" if is_answered else "button.answer_point"
        one = [keyboard.button(language, key, "ptanswer", row.id, number=number)]
        if not is_answered:
            one.append(
                keyboard.button(language, "button.strike_point", "ptstrike", row.id, number=number)
            )
        rows.append(one)
    return [*rows, [keyboard.button(language, "button.list_points", "ptlist", item.id)]]
