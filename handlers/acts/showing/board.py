"""/board: the key items of a unit on one screen, for its head and leaders (主要领导调度).

Each with its light, who leads it and how often they met the deputy, and what is overdue; below,
how often the party group has sat over suggestions and leaders have met deputies this year.
"""

from datetime import date

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.handling import leading, studies
from handlers.acts.meeting import tours
from handlers.acts.talking.words import short
from handlers.html import quote
from handlers.rules import permissions
from handlers.rules.permissions import Act
from handlers.texts import Html
from handlers.turn import Turn
from storage import duties as duty_rows
from storage import key_items
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind

PAGE = 5
RED, YELLOW, GREEN = "🔴", "🟡", "🟢"


def show(turn: Turn, after: tuple[date, int] | None = None) -> None:
    """A page of the board, after a date and an id."""
    found = key_items.page(turn.session, turn.me, PAGE + 1, after)
    shown = found[:PAGE]
    rows: keyboard.Keyboard = []
    for item in shown:
        rows.append([keyboard.named(f"{item.number} {short(item.title, 22)}", "card", item.id)])
        relations = access.relations(turn.session, turn.me, item)
        if permissions.may_any(relations, Act.LEAD_KEY_ITEMS):
            rows.append(
                [
                    keyboard.button(turn.language, "button.name_leader", "leader", item.id),
                    keyboard.button(turn.language, "button.instruct", "instruct", item.id),
                ]
            )
    if len(found) > PAGE:
        last = shown[-1]
        day = last.due_on.isoformat()
        rows.append([keyboard.button(turn.language, "button.more", "board", day, last.id)])
    turn.say(
        turn.me,
        "board.list",
        purpose="card",
        count=key_items.count(turn.session, turn.me),
        lines=Html("\n\n".join(_line(turn, item) for item in shown) or "—"),
        year=Html(_year(turn)),
        keyboard=rows or None,
    )


def _line(turn: Turn, item: Suggestion) -> str:
    """🟡 0107 title · stage, days left, leader, what is overdue."""
    days = (item.due_on - turn.office.today(turn.now)).days
    left = texts.days_left(days, turn.language)
    late = _late(turn, item)
    stage = quote(texts.plain(item.stage, turn.language))
    parts = [f"{stage} {left}", leading.held(turn, item, turn.me), late]
    about = f"{_light(turn, item, late)} <b>{quote(item.number)}</b> {quote(short(item.title))}"
    return "\n".join([about, *(f"  {part}" for part in parts if part)])


def _late(turn: Turn, item: Suggestion) -> str:
    """What is overdue: 逾期：答复、办中沟通."""
    today = turn.office.today(turn.now)
    late = [
        texts.plain(duty.kind, turn.language)
        for duty in duty_rows.open_about(turn.session, item.id)
        if duty.kind != DutyKind.OVERDUE and duty.due_on is not None and duty.due_on < today
    ]
    if not late:
        return ""
    return texts.render("board.late", turn.language, what="、".join(dict.fromkeys(late)))


def _light(turn: Turn, item: Suggestion, late: str) -> str:
    days = (item.due_on - turn.office.today(turn.now)).days
    if late:
        return RED
    return YELLOW if days <= turn.office.profile.figures.due_soon_days else GREEN


def _year(turn: Turn) -> str:
    """党组研究 2/6 次，领导见面 5/20 次: what the year aims at, and what it has come to (P40)."""
    if turn.me.unit_id is None:
        return ""
    aims = turn.office.profile.leaders
    return texts.render(
        "board.year",
        turn.language,
        sessions=_of(studies.this_year(turn, turn.me.unit_id), aims.sessions_a_year),
        meetings=_of(tours.met_this_year(turn, turn.me.unit_id), aims.meetings_a_year),
    )


def _of(count: int, aim: int) -> str:
    return f"{count}/{aim}" if aim else f"{count}"
