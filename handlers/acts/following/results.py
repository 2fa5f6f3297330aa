"""成果登记: which demand was taken up, and what came of it; its deputies hear of each."""

from handlers import keyboard, texts
from handlers.acts import access, telling
from handlers.acts.handling import tags
from handlers.html import quote
from handlers.rules import changes
from handlers.rules.changes import Change
from handlers.rules.permissions import Act
from handlers.texts import Html
from handlers.turn import Turn
from storage import results, suggestions
from storage.results import Result
from storage.suggestions import Suggestion
from storage.vocabulary import ResultKind

SHOWN = 40
MARKS = {ResultKind.POLICY: "📘", ResultKind.PROJECT: "🏗", ResultKind.BENEFIT: "🌾"}


def note(
    turn: Turn,
    item: Suggestion,
    kind: ResultKind,
    *,
    point: str,
    what: str,
    proof: str,
    change: Change | None = None,
) -> Result:
    """Write a result down, and bring it to the deputies as a card of progress."""
    row = Result(
        suggestion_id=item.id,
        kind=kind,
        point=point,
        what=what,
        proof=proof,
        before=change.before if change else None,
        after=change.after if change else None,
        noted_by_id=turn.me.id,
        noted_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    turn.event("result_noted", suggestion_id=item.id, result_id=row.id, result=kind.value)
    telling.deputies(
        turn, item, "result.deputy", point=point, result=Html(line(turn, row)), proof=proof
    )
    return row


def line(turn: Turn, row: Result) -> str:
    """📘 what it is, and how figures have changed."""
    change = ""
    if row.before and row.after:
        share = changes.share(Change(row.before, row.after))
        percent = f"（{share:+.0%}）" if share is not None else ""
        change = f" {row.before} → {row.after}{percent}"
    kind = texts.plain(row.kind, turn.language)
    return f"{MARKS[row.kind]} {quote(kind)} · {quote(row.what)}{quote(change)}"


def show(turn: Turn, item: Suggestion) -> None:
    """The results of one suggestion, each under the demand that it takes up."""
    rows: keyboard.Keyboard = []
    if access.may(turn, item, Act.NOTE_RESULT):
        rows = [[keyboard.button(turn.language, "button.note_result", "mkresult", item.id)]]
    found = results.of_suggestion(turn.session, item.id)
    lines = [f"{line(turn, row)}\n{quote(row.point)} · {quote(row.proof)}" for row in found]
    turn.say(
        turn.me,
        "result.page",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        lines=Html("\n".join(lines) or "—"),
        keyboard=rows or None,
    )


def register(turn: Turn) -> None:
    """/results: documents, works and benefits by theme, of one's own unit or of all."""
    by_theme: dict[str, list[str]] = {}
    for row in results.latest(turn.session, turn.me, SHOWN):
        item = suggestions.get(turn.session, row.suggestion_id)
        theme = tags.labels(turn, item) or "#—"
        text = f"<b>{quote(item.number)}</b> {line(turn, row)} {quote(row.proof)}"
        by_theme.setdefault(theme, []).append(text)
    if not by_theme:
        turn.say(turn.me, "result.none")
        return
    shown = [f"{quote(theme)}\n" + "\n".join(lines) for theme, lines in sorted(by_theme.items())]
    turn.say(turn.me, "result.register", purpose="card", lines=Html("\n\n".join(shown)))
