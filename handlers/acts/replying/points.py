"""逐条答复 as it is told: what a suggestion asks for, each point with what is answered to it."""

from handlers import texts
from handlers.html import quote
from handlers.turn import Turn
from storage import points
from storage.points import Point, PointAnswer
from storage.suggestions import Suggestion
from storage.vocabulary import Language, PointOutcome

MARKS = {
    PointOutcome.ADOPTED: "✅",
    PointOutcome.PARTLY: "🔶",
    PointOutcome.EXPLAINED: "💬",
}


def all_answered(turn: Turn, item: Suggestion) -> bool:
    """必答题: there are points, and none without an answer."""
    return points.count(turn.session, item.id) > 0 and points.unanswered(turn.session, item.id) == 0


def lines(turn: Turn, item: Suggestion, language: Language, until_round: int | None = None) -> str:
    """Each point with its answer (of rounds up to that one), as HTML; nothing without points."""
    given = {
        row.point_id: row
        for row in points.given(turn.session, item.id)
        if until_round is None or row.round <= until_round
    }
    shown = [
        _line(number, row, given.get(row.id), language)
        for number, row in enumerate(points.of_suggestion(turn.session, item.id), 1)
    ]
    return "\n".join(shown)


def _line(number: int, row: Point, found: PointAnswer | None, language: Language) -> str:
    asked = f"{number}. {quote(row.what)}"
    if found is None:
        return f"{asked}\n　⏳ {texts.render('points.to_answer', language)}"
    return f"{asked}\n　{answered(found, language)}"


def answered(found: PointAnswer, language: Language) -> str:
    """What was answered to a point, as HTML."""
    outcome = quote(texts.plain(found.outcome, language))
    return f"{MARKS[found.outcome]} {outcome}：{quote(found.words)}"
