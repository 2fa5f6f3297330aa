"""承诺事项 to look at: in a line of a card, on a page of their own, in one ledger of all years."""

from collections.abc import Sequence
from datetime import date

from handlers import keyboard, texts
from handlers.acts import access
from handlers.html import quote
from handlers.rules import promises as rules
from handlers.rules.permissions import Act
from handlers.texts import Html
from handlers.turn import Turn
from storage import duties, events, people, promises, suggestions
from storage.promises import Explanation, Promise
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind, PromiseState, Role

PAGE = 10
MARKS = {PromiseState.OPEN: "⏳", PromiseState.KEPT: "✅"}


def lines(turn: Turn, item: Suggestion) -> list[str]:
    """Each promise in a line of HTML, for a card."""
    found = promises.of_suggestion(turn.session, item.id)
    put_off = promises.explanations(turn.session, [row.id for row in found])
    return [line(turn, row, put_off.get(row.id, [])) for row in found]


def line(turn: Turn, row: Promise, put_off: Sequence[Explanation]) -> str:
    """⏳ until when, what, whose; how often it was put off; or what the deputy says to it.

    🔴: its day is past; 🟠: the day that was promised first is.
    """
    language, today = turn.language, turn.office.today(turn.now)
    is_open = row.state == PromiseState.OPEN
    befores = [one.before for one in put_off]
    late = rules.delay(row.due_on, row.first_due_on, befores, today, is_open=is_open)
    mark = MARKS[row.state]
    if is_open and row.due_on < today:
        mark = "🔴"
    elif late is not None and late.days_past:
        mark = "🟠"
    said = texts.plain(row.view, language) if row.view else ""
    if row.state == PromiseState.KEPT and row.view is None:
        said = texts.label("promise.unconfirmed", language)
    owner = people.get(turn.session, row.owner_id).name
    more = [one for one in (said, _told(turn, late)) if one]
    text = " · ".join([row.what, owner, *more])
    return f"{mark} {quote(texts.plain(row.due_on, language))} {quote(text)}"


def _told(turn: Turn, late: rules.Delay | None) -> str:
    """推迟2次，原定2026年5月20日，已过104天."""
    if late is None:
        return ""
    key = "promise.put_off" if late.times else "promise.first_day"
    told = texts.label(key, turn.language, times=late.times, day=late.first_on)
    past = texts.label("promise.past", turn.language, days=late.days_past)
    return told + past if late.days_past else told


def ledger(turn: Turn, after: tuple[date, int] | None = None) -> None:
    """/promises: what is still to be kept or confirmed, over all years, page by page."""
    units = None if turn.me.role == Role.SUPERVISOR else [turn.me.unit_id or 0]
    found = promises.every(turn.session, units, PAGE + 1, after)
    if not found:
        turn.say(turn.me, "promise.none_open" if after is None else "my.no_more")
        return
    shown = found[:PAGE]
    put_off = promises.explanations(turn.session, [row.id for row, _ in shown])
    told: list[str] = []
    rows: keyboard.Keyboard = []
    for row, _ in shown:
        item = suggestions.get(turn.session, row.suggestion_id)
        told.append(f"<b>{quote(item.number)}</b> {line(turn, row, put_off.get(row.id, []))}")
        rows.append([keyboard.named(f"{item.number} {row.what[:20]}", "promises", item.id)])
    if len(found) > PAGE:
        last, day = shown[-1]
        more = keyboard.button(turn.language, "button.more", "plist", day.isoformat(), last.id)
        rows.append([more])
    turn.say(turn.me, "promise.ledger", purpose="card", lines=Html("\n".join(told)), keyboard=rows)


def show(turn: Turn, item: Suggestion) -> None:
    """The promises of one suggestion, with what can be done about each."""
    turn.say(
        turn.me,
        "promise.page",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        lines=Html("\n".join(lines(turn, item)) or quote(_why_none(turn, item))),
        keyboard=_buttons(turn, item) or None,
    )


def _why_none(turn: Turn, item: Suggestion) -> str:
    """Why nothing is promised, where that was said."""
    said = events.last_about(turn.session, item.id, "nothing_promised")
    reason = said.data.get("reason", "") if said is not None else ""
    return texts.label("promise.none", turn.language, reason=reason) if said is not None else "—"


def _buttons(turn: Turn, item: Suggestion) -> keyboard.Keyboard:
    language = turn.language
    may_all = access.may(turn, item, Act.PROMISE)
    if not may_all and not access.may(turn, item, Act.KEEP_PROMISE):
        return []
    rows: keyboard.Keyboard = []
    for row in promises.of_suggestion(turn.session, item.id):
        if row.state == PromiseState.OPEN and (may_all or row.owner_id == turn.me.id):
            what = row.what[:12]
            kept = keyboard.button(language, "button.promise_kept", "pkeep", row.id, what=what)
            moved = keyboard.button(language, "button.promise_moved", "pmove", row.id)
            later = keyboard.button(language, "button.promise_later", "plater", row.id)
            rows.append([kept, moved, later])
    if not may_all:
        return rows
    rows.append([keyboard.button(language, "button.promise", "mkpromise", item.id)])
    if duties.open_about(turn.session, item.id, [DutyKind.PROMISE_TO_NOTE]):
        rows.append([keyboard.button(language, "button.promise_none", "nopromise", item.id)])
    return rows
