"""承诺事项 in chat: what and by when, by what it was kept, why it takes longer; and 回头看."""

from handlers import keyboard
from handlers.acts import access
from handlers.acts.following import look_backs, promises
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules import plausible
from handlers.rules.dates import parse_day
from handlers.rules.permissions import Act, OfficeAct
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import people, suggestions
from storage import promises as rows
from storage.dialogs import Dialog
from storage.vocabulary import PromiseView

PROMISE = "promise"
LONGEST = 500
STEPS = {"make": ("what", "day"), "keep": ("proof",), "later": ("reason", "day")}


def ledger(turn: Turn, _said: Said, _words: str) -> None:
    """/promises."""
    access.in_office(turn, OfficeAct.SEE_REPORTS)
    promises.ledger(turn)


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """承诺事项 of one suggestion."""
    promises.show(turn, access.fetch(turn, int(arguments[0]), Act.SEE_CARD))


def make(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """登记承诺: what is promised?"""
    item = access.fetch(turn, int(arguments[0]), Act.PROMISE)
    promises.may_promise(turn, item)
    _ask(turn, questions.begin(turn, PROMISE, item.id, "what", does="make"))


def nothing(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """无承诺事项."""
    promises.none(turn, access.fetch(turn, int(arguments[0]), Act.PROMISE))
    turn.toast("toast.done")


def keep(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """已兑现: by what?"""
    row, item = promises.open_one(turn, int(arguments[0]))
    _ask(turn, questions.begin(turn, PROMISE, item.id, "proof", does="keep", promise_id=row.id))


def later(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """情况有变: why?"""
    row, item = promises.open_one(turn, int(arguments[0]))
    _ask(turn, questions.begin(turn, PROMISE, item.id, "reason", does="later", promise_id=row.id))


def _ask(turn: Turn, dialog: Dialog) -> None:
    values = dialog.data["values"]
    step = dialog.data["step"]
    buttons: keyboard.Keyboard = []
    if step == "preview":
        buttons = [[keyboard.button(turn.language, "button.submit_promise", "prsend", 0)]]
    lines = [values[name] for name in ("what", "proof", "reason", "day") if name in values]
    questions.ask(turn, dialog, f"promise.ask_{step}", buttons, lines="\n".join(lines))


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Words in answer to the present question."""
    dialog = questions.of(turn, PROMISE, Act.PROMISE)
    step = dialog.data["step"]
    if step == "preview":
        raise Refused("form.choose")
    text = questions.text_of(said, LONGEST)
    if step == "day":
        today = turn.office.today(turn.now)
        day = parse_day(text, today, is_ahead=True)
        if day is None or day <= today:
            raise Refused("promise.day")
        text = day.isoformat()
    steps = (*STEPS[dialog.data["values"]["does"]], "preview")
    questions.go_on(turn, dialog, steps, **{step: text})
    _ask(turn, dialog)


def send(turn: Turn, _pressed: Pressed, _arguments: list[str]) -> None:
    """Everything is right."""
    dialog = questions.of(turn, PROMISE, Act.PROMISE)
    if dialog.data["step"] != "preview" or dialog.suggestion_id is None:
        raise Refused("button.gone")
    item = access.fetch(turn, dialog.suggestion_id, Act.PROMISE)
    values = dialog.data["values"]
    questions.end(turn, dialog)
    day = parse_day(values["day"], turn.office.today(turn.now)) if "day" in values else None
    if values["does"] == "keep":
        row = promises.keep(turn, values["promise_id"], values["proof"])
        lead = people.get(turn.session, suggestions.lead_deputy_id(turn.session, row.suggestion_id))
        if not people.is_reached(turn.session, lead):
            turn.say(turn.me, "promise.noted_alone", suggestion_id=item.id, number=item.number)
            return
    elif day is not None and values["does"] == "later":
        promises.explain(turn, values["promise_id"], values["reason"], day)
    elif day is not None:
        promises.make(turn, item, values["what"], day)
    turn.say(turn.me, "promise.noted", suggestion_id=item.id, number=item.number)


def view(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """已兑现 / 部分兑现 / 未兑现."""
    promises.view(turn, int(arguments[0]), PromiseView(arguments[1]))


def look_back(turn: Turn, _said: Said, words: str) -> None:
    """/lookback: the campaign of this year, or of the year named; begun once, then its progress."""
    access.in_office(turn, OfficeAct.LOOK_BACK)
    today = turn.office.today(turn.now)
    year = words.strip() or str(today.year)
    if not plausible.is_year(year, today):
        raise Refused("look_back.year")
    campaign = rows.campaign(turn.session, year)
    if campaign is not None:
        look_backs.tell_progress(turn, campaign)
        return
    button = keyboard.button(turn.language, "button.begin_look_back", "lookback", year, year=year)
    count = len(rows.to_look_back_on(turn.session))
    turn.say(turn.me, "look_back.begin", year=year, count=count, keyboard=[[button]])


def begin(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Begin it."""
    access.in_office(turn, OfficeAct.LOOK_BACK)
    if not plausible.is_year(arguments[0], turn.office.today(turn.now)):
        raise Refused("button.gone")
    campaign = look_backs.begin(turn, arguments[0])
    turn.used()
    look_backs.tell_progress(turn, campaign)


def look_back_view(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """What the deputy says in a campaign."""
    look_backs.view(turn, int(arguments[0]), PromiseView(arguments[1]))


def heard(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """What the deputy said to the committee."""
    promises.heard(turn, int(arguments[0]), PromiseView(arguments[1]))
