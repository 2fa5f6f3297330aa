"""/duties: what somebody owes, the nearest first, and what is overdue below them."""

from handlers import keyboard, texts
from handlers.acts.prompting import ladder
from handlers.acts.talking.words import short
from handlers.html import quote
from handlers.texts import Html
from handlers.turn import Turn
from storage import climbs, suggestions
from storage import duties as duty_rows
from storage.duties import Duty
from storage.vocabulary import DutyKind

MOST_SHOWN = 8  # of each list
NOT_LISTED = (DutyKind.OVERDUE, DutyKind.CLOSING, DutyKind.POLL_END)  # another's; nobody's


def show(turn: Turn, begin: int = 0) -> None:
    """A page of both lists, with a button for each thing, and one for more.

    `begin`: how many of each have been shown.
    """
    own = [
        duty for duty in duty_rows.open_of(turn.session, turn.me.id) if duty.kind not in NOT_LISTED
    ]
    own.sort(key=duty_rows.nearness)
    below = [told for told, _ in climbs.open_above(turn.session, turn.me.id)]
    if not own and not below:
        turn.say(turn.me, "duties.none")
        return
    end = begin + MOST_SHOWN
    shown, shown_below = own[begin:end], below[begin:end]
    buttons = [[_opener(turn, duty)] for duty in (*shown, *shown_below)]
    if max(len(own), len(below)) > end:
        buttons.append([keyboard.button(turn.language, "button.more", "duties", end)])
    turn.say(
        turn.me,
        "duties.list",
        purpose="card",
        owed=len(own),
        own=Html("\n".join(_line(turn, duty) for duty in shown) or "—"),
        late=len(below),
        below=Html("\n".join(_line(turn, duty) for duty in shown_below) or "—"),
        keyboard=buttons or None,
    )


def _line(turn: Turn, duty: Duty) -> str:
    item = suggestions.get(turn.session, duty.suggestion_id)
    what = quote(_what(turn, duty))
    when = ""
    if duty.due_on is not None:
        days = (duty.due_on - turn.office.today(turn.now)).days
        when = texts.days_left(days, turn.language)
    mark = texts.render("duty.known", turn.language) if duty.acknowledged_at else ""
    line = f"· <b>{quote(item.number)}</b> {quote(short(item.title))} · {what} {when} {mark}"
    return line.rstrip()


def _what(turn: Turn, duty: Duty) -> str:
    if duty.kind == DutyKind.OVERDUE:
        return ladder.named(turn, duty, turn.me)
    return texts.plain(duty.kind, turn.language)


def _opener(turn: Turn, duty: Duty) -> dict[str, str]:
    item = suggestions.get(turn.session, duty.suggestion_id)
    return keyboard.named(f"{item.number} {_what(turn, duty)}", "duty", duty.id)
