"""承诺事项 to look at: in a line of a card, on a page of their own, in one ledger of all years."""

from handlers import keyboard, texts
from handlers.acts import access
from handlers.html import quote
from handlers.rules.permissions import Act
from handlers.texts import Html
from handlers.turn import Turn
from storage import promises, suggestions
from storage.promises import Promise
from storage.suggestions import Suggestion
from storage.vocabulary import PromiseState, Role

SHOWN = 20
MARKS = {PromiseState.OPEN: "⏳", PromiseState.KEPT: "✅"}


def lines(turn: Turn, item: Suggestion) -> list[str]:
    """Each promise in a line of HTML, for a card."""
    return [line(turn, row) for row in promises.of_suggestion(turn.session, item.id)]


def line(turn: Turn, row: Promise) -> str:
    """⏳ until when, what; or how it was kept and what the deputy says to it."""
    today = turn.office.today(turn.now)
    mark = "🔴" if row.state == PromiseState.OPEN and row.due_on < today else MARKS[row.state]
    said = texts.plain(row.view, turn.language) if row.view else ""
    if row.state == PromiseState.KEPT and row.view is None:
        said = texts.label("promise.unconfirmed", turn.language)
    day = quote(texts.plain(row.due_on, turn.language))
    return f"{mark} {day} {quote(row.what)}{quote(said and f' · {said}')}"


def ledger(turn: Turn) -> None:
    """/promises: what is still to be kept or confirmed, over all years, the nearest date first."""
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
