"""Finding a suggestion: /my, /s and /suggestions, and opening its card or its talk."""

from datetime import date

from handlers import keyboard, texts
from handlers.acts import access, duties, stages
from handlers.acts.handling import checklist
from handlers.acts.prompting import duty_list, ladder, prompts
from handlers.acts.replying import closing
from handlers.acts.showing import bar, buttons, cards
from handlers.acts.talking.words import short
from handlers.html import quote
from handlers.incoming import Pressed, Said
from handlers.rules.numbers import plain_number
from handlers.rules.permissions import Act, OfficeAct
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import duties as duty_rows
from storage import suggestions
from storage.duties import Duty
from storage.suggestions import Suggestion
from storage.vocabulary import DutyKind

PAGE = 6


def my(turn: Turn, _said: Said, _words: str) -> None:
    """/my: a member of staff's own suggestions, the nearest duty first."""
    if turn.me.is_deputy:
        own(turn, _said, _words)
        return
    _my_page(turn, None)


def my_page(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The next page of /my, after a due date and id."""
    if turn.me.is_deputy:
        raise Refused("button.gone")
    try:
        day = date.fromisoformat(arguments[0])
    except ValueError:
        raise Refused("button.gone") from None
    _my_page(turn, (day, int(arguments[1])))


def _my_page(turn: Turn, after: tuple[date, int] | None) -> None:
    found = suggestions.of_staff(turn.session, turn.me, limit=PAGE + 1, after=after)
    if not found:
        turn.say(turn.me, "my.none" if after is None else "my.no_more")
        return
    shown = found[:PAGE]
    owed = _nearest(turn)
    lines = [_line(turn, item, owed.get(item.id)) for item, _ in shown]
    rows = [[_opener(item)] for item, _ in shown]
    if len(found) > PAGE:
        last, day = shown[-1]
        more = keyboard.button(turn.language, "button.more", "my", day.isoformat(), last.id)
        rows.append([more])
    turn.say(
        turn.me,
        "my.list",
        purpose="card",
        whose=texts.label(f"my.of_{turn.me.role.value}", turn.language),
        lines=Html("\n\n".join(lines)),
        keyboard=rows,
    )


def _nearest(turn: Turn) -> dict[int, Duty]:
    nearest: dict[int, Duty] = {}
    for duty in duty_rows.open_of(turn.session, turn.me.id):
        nearest.setdefault(duty.suggestion_id, duty)
    return nearest


def _line(turn: Turn, item: Suggestion, duty: Duty | None) -> str:
    if duty is not None:
        return prompts.line(turn, turn.me, duty, item)
    days = (item.due_on - turn.office.today(turn.now)).days
    left = texts.days_left(days, turn.language)
    stage = quote(texts.plain(item.stage, turn.language))
    return f"<b>{quote(item.number)}</b> {quote(short(item.title))} · {stage} {left}"


def _opener(item: Suggestion) -> dict[str, str]:
    return keyboard.named(f"{item.number} {short(item.title, 22)}", "card", item.id)


def search(turn: Turn, _said: Said, words: str) -> None:
    """/s 0107, or words of the title or a deputy's name."""
    if not words:
        turn.say(turn.me, "search.how")
        return
    found = suggestions.search(turn.session, turn.me, plain_number(words), PAGE + 1)
    if not found:
        turn.say(turn.me, "search.nothing", words=short(words, 40))
    elif len(found) == 1:
        cards.show(turn, access.fetch(turn, found[0].id, Act.SEE_CARD))
    else:
        turn.say(
            turn.me,
            "search.several",
            purpose="card",
            keyboard=[[_opener(item)] for item in found[:PAGE]],
        )


def own(turn: Turn, _said: Said, _words: str) -> None:
    """/suggestions: a deputy's own suggestions, stage and next date of each."""
    if not turn.me.is_deputy:
        _my_page(turn, None)
        return
    found = suggestions.of_deputy(turn.session, turn.me.id, only_open=False)
    if not found:
        turn.say(turn.me, "own.none")
        return
    lines = [
        f"<b>{quote(item.number)}</b> {quote(short(item.title, 24))}\n{bar.line(turn, item)}\n"
        f"{cards.next_step(turn, item)}"
        for item in found[:10]
    ]
    turn.say(
        turn.me,
        "own.list",
        purpose="card",
        lines=Html("\n\n".join(lines)),
        keyboard=[[_opener(item)] for item in found[:10]],
    )


def card(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Open a card by its button."""
    cards.show(turn, access.fetch(turn, int(arguments[0]), Act.SEE_CARD))


def fold(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A folder of a card's buttons is opened, or closed again."""
    item = access.fetch(turn, int(arguments[0]), Act.SEE_CARD)
    buttons.open_folder(turn, item, arguments[1])


def checklist_of(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """办理清单 of one suggestion."""
    checklist.show(turn, access.fetch(turn, int(arguments[0]), Act.SEE_CARD))


def talk(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """沟通记录, page by page."""
    item = access.fetch(turn, int(arguments[0]), Act.SEE_CONVERSATION)
    cards.talk(turn, item, int(arguments[1]) if len(arguments) > 1 else None)


def duty(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Open one of several things named in one message."""
    found = turn.session.get(Duty, int(arguments[0]))
    if found is None or found.person_id != turn.me.id:
        raise Refused("permission.denied")
    if found.state != "open":
        raise Refused("duty.done")
    access.fetch(turn, found.suggestion_id, Act.SEE_CARD)
    prompts.about(turn, turn.me, found, 0)


def duties_of(turn: Turn, said: Said, words: str) -> None:
    """/duties: what one owes, and what is overdue below one."""
    if turn.me.is_deputy:
        own(turn, said, words)
    else:
        duty_list.show(turn)


def duties_page(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The next page of /duties."""
    access.in_office(turn, OfficeAct.LIST)
    duty_list.show(turn, int(arguments[0]))


def heard(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """知悉: a level has heard of what is overdue."""
    ladder.acknowledge(turn, int(arguments[0]))


def taken(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The supervisor has taken up a second dissatisfaction."""
    item = access.fetch(turn, int(arguments[0]), Act.TAKE_UP)
    if not duties.met(turn, item, [DutyKind.SECOND_DISSATISFIED], person_id=turn.me.id):
        raise Refused("duty.done")
    turn.used()
    turn.event("taken_up", suggestion_id=item.id, person_id=turn.me.id)
    turn.toast("toast.done")


def close(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """办结 by the supervisor, once replied and either rated or asked in vain."""
    item = access.fetch(turn, int(arguments[0]), Act.CLOSE)
    if not item.is_open:
        raise Refused("duty.done")
    if not stages.may_close(turn, item):
        raise Refused("suggestion.not_ripe")
    turn.used()
    look = closing.close(turn, item)
    if look is not None:
        closing.told(turn, item, look)
        return
    turn.say(turn.me, "closed.staff", suggestion_id=item.id, number=item.number, title=item.title)
