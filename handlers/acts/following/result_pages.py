"""成果 to look at: in a line of a card, on a page of a suggestion, in one list by theme."""

from handlers import keyboard, texts
from handlers.acts import access
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

PAGE = 20
ON_A_CARD = 3
MARKS = {ResultKind.POLICY: "📘", ResultKind.PROJECT: "🏗", ResultKind.BENEFIT: "🌾"}


def lines(turn: Turn, item: Suggestion) -> list[str]:
    """The latest results in a line of HTML each, and how many more there are, for a card."""
    found = results.of_suggestion(turn.session, item.id)
    told = [line(turn, row) for row in found[-ON_A_CARD:]]
    more = len(found) - len(told)
    return [*told, texts.render("result.more", turn.language, count=more)] if more else told


def line(turn: Turn, row: Result) -> str:
    """📘 what it is, its document, what it cost, and how figures have changed."""
    change = ""
    if row.before and row.after:
        share = changes.share(Change(row.before, row.after))
        percent = f"（{share:+.0%}）" if share is not None else ""
        change = f"{row.before} → {row.after}{percent}"
    amount = ""
    if row.amount_yuan is not None:
        wan = changes.in_wan(row.amount_yuan)
        amount = texts.label("result.amount", turn.language, wan=wan)
    kind = texts.plain(row.kind, turn.language)
    told = [one for one in (row.document, amount, change) if one]
    return f"{MARKS[row.kind]} {quote(kind)} · {quote(' '.join([row.what, *told]))}"


def show(turn: Turn, item: Suggestion) -> None:
    """The results of one suggestion, each under the demand that it takes up."""
    rows: keyboard.Keyboard = []
    may = access.may(turn, item, Act.NOTE_RESULT)
    language, told = turn.language, []
    for number, row in enumerate(results.of_suggestion(turn.session, item.id), 1):
        told.append(f"{number}. {line(turn, row)}\n{quote(row.point)} · {quote(row.proof)}")
        if may:
            fix = keyboard.button(language, "button.fix_result", "rsfix", row.id, number=number)
            drop = keyboard.button(language, "button.drop_result", "rsdrop", row.id, number=number)
            rows.append([fix, drop])
    if may:
        rows.append([keyboard.button(language, "button.note_result", "mkresult", item.id)])
    turn.say(
        turn.me,
        "result.page",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        lines=Html("\n".join(told) or "—"),
        keyboard=rows or None,
    )


def register(turn: Turn, before: int | None = None) -> None:
    """/results: documents, works and benefits by theme, of one's own part or of all, by pages."""
    found = results.latest(turn.session, turn.me, PAGE + 1, before)
    by_theme: dict[str, list[str]] = {}
    for row in found[:PAGE]:
        item = suggestions.get(turn.session, row.suggestion_id)
        theme = tags.labels(turn, item) or "#—"
        text = f"<b>{quote(item.number)}</b> {line(turn, row)} {quote(row.proof)}"
        by_theme.setdefault(theme, []).append(text)
    if not by_theme:
        turn.say(turn.me, "result.none" if before is None else "my.no_more")
        return
    rows: keyboard.Keyboard = []
    if len(found) > PAGE:
        more = keyboard.button(turn.language, "button.more", "rspage", found[PAGE - 1].id)
        rows = [[more]]
    shown = [f"{quote(theme)}\n" + "\n".join(told) for theme, told in sorted(by_theme.items())]
    turn.say(
        turn.me,
        "result.register",
        purpose="card",
        lines=Html("\n\n".join(shown)),
        keyboard=rows or None,
    )
