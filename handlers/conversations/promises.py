"""承诺事项 in chat: what and by when, by what it was kept, why it takes longer."""

from datetime import date
from typing import Any

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.following import promise_pages, promise_views, promises
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act, OfficeAct
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import people, suggestions
from storage.dialogs import Dialog
from storage.suggestions import Suggestion
from storage.vocabulary import PromiseView

PROMISE = "promise"
LONGEST = 500
STEPS = {
    "make": ("what", "day"),
    "keep": ("proof",),
    "later": ("reason", "day"),
    "none": ("reason",),
    "move": ("words",),
}
MAKING = ("make", "none")  # by whoever handles it; a promise is kept by its owner, too
TOLD = ("what", "proof", "reason", "words", "day")
READS = {"day": promises.read_day, "reason": promises.read_reason}


def ledger(turn: Turn, _said: Said, _words: str) -> None:
    """/promises."""
    access.in_office(turn, OfficeAct.SEE_REPORTS)
    promise_pages.ledger(turn)


def ledger_page(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The next page of /promises, after a day and id."""
    access.in_office(turn, OfficeAct.SEE_REPORTS)
    try:
        day = date.fromisoformat(arguments[0])
    except ValueError:
        raise Refused("button.gone") from None
    promise_pages.ledger(turn, (day, int(arguments[1])))


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """承诺事项 of one suggestion."""
    promise_pages.show(turn, access.fetch(turn, int(arguments[0]), Act.SEE_CARD))


def make(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """登记承诺: what is promised?"""
    item = access.fetch(turn, int(arguments[0]), Act.PROMISE)
    promises.may_promise(turn, item)
    _ask(turn, questions.begin(turn, PROMISE, item.id, "what", does="make"))


def nothing(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """没有承诺事项: why?"""
    item = access.fetch(turn, int(arguments[0]), Act.PROMISE)
    promises.may_have_none(turn, item)
    _ask(turn, questions.begin(turn, PROMISE, item.id, "reason", does="none"))


def keep(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """已兑现: by what?"""
    row, item = promises.open_one(turn, int(arguments[0]))
    _ask(turn, questions.begin(turn, PROMISE, item.id, "proof", does="keep", promise_id=row.id))


def later(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """情况有变: why?"""
    row, item = promises.open_one(turn, int(arguments[0]))
    _ask(turn, questions.begin(turn, PROMISE, item.id, "reason", does="later", promise_id=row.id))


def move(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """报进展: what is new?"""
    row, item = promises.open_one(turn, int(arguments[0]))
    _ask(turn, questions.begin(turn, PROMISE, item.id, "words", does="move", promise_id=row.id))


def _ask(turn: Turn, dialog: Dialog) -> None:
    values = dialog.data["values"]
    step = dialog.data["step"]
    buttons: keyboard.Keyboard = []
    lines = [values[name] for name in TOLD if name in values]
    if step == "preview":
        buttons = [[keyboard.button(turn.language, "button.submit_promise", "prsend", 0)]]
        if values["does"] == "make":
            lines.append(texts.label("promise.owner", turn.language, name=_owner(turn, dialog)))
            buttons[0].append(keyboard.button(turn.language, "button.promise_owner", "prowner", 0))
    key = "none" if (step, values["does"]) == ("reason", "none") else step
    questions.ask(turn, dialog, f"promise.ask_{key}", buttons, lines="\n".join(lines))


def _owner(turn: Turn, dialog: Dialog) -> str:
    """Who is to keep it, as far as it stands now."""
    assert dialog.suggestion_id is not None
    owner_id = dialog.data["values"].get("owner_id")
    item = suggestions.get(turn.session, dialog.suggestion_id)
    owner = people.get(turn.session, owner_id) if owner_id else None
    owner = owner or access.responsible(turn.session, item) or turn.me
    return owner.name


def _open(turn: Turn, *steps: str) -> Dialog:
    """The open questions, if whoever is asked may still do it; at one of these steps, if given."""
    found = questions.open_of_kind(turn, PROMISE)
    does = found.data["values"]["does"]
    dialog = questions.of(turn, PROMISE, Act.PROMISE if does in MAKING else Act.KEEP_PROMISE)
    if steps and dialog.data["step"] not in steps:
        raise Refused("button.gone")
    return dialog


def owners(turn: Turn, _pressed: Pressed, _arguments: list[str]) -> None:
    """换负责人: who?"""
    dialog = _open(turn, "preview")
    assert dialog.suggestion_id is not None
    item = access.fetch(turn, dialog.suggestion_id, Act.PROMISE)
    questions.put(turn, dialog, step="owner")
    rows = [[keyboard.named(one.name, "prpick", one.id)] for one in promises.may_own(turn, item)]
    questions.ask(turn, dialog, "promise.ask_owner", rows)


def pick_owner(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """This one."""
    dialog = _open(turn, "owner")
    assert dialog.suggestion_id is not None
    item = access.fetch(turn, dialog.suggestion_id, Act.PROMISE)
    owner = promises.owner_of(turn, item, int(arguments[0]))
    questions.put(turn, dialog, step="preview", owner_id=owner.id)
    _ask(turn, dialog)


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Words in answer to the present question."""
    dialog = _open(turn)
    step = dialog.data["step"]
    if step in ("preview", "owner"):
        raise Refused("form.choose")
    text = questions.text_of(said, LONGEST)
    if step in READS:
        text = READS[step](turn, text)
    steps = (*STEPS[dialog.data["values"]["does"]], "preview")
    questions.go_on(turn, dialog, steps, **{step: text})
    _ask(turn, dialog)


def send(turn: Turn, _pressed: Pressed, _arguments: list[str]) -> None:
    """Everything is right."""
    dialog = _open(turn, "preview")
    assert dialog.suggestion_id is not None
    item = suggestions.get(turn.session, dialog.suggestion_id)
    values = dialog.data["values"]
    questions.end(turn, dialog)
    said = _DOES[values["does"]](turn, item, values)
    turn.say(turn.me, said, suggestion_id=item.id, number=item.number)


def _make(turn: Turn, item: Suggestion, values: dict[str, Any]) -> str:
    day = date.fromisoformat(values["day"])
    promises.make(turn, item, values["what"], day, values.get("owner_id"))
    return "promise.noted"


def _keep(turn: Turn, item: Suggestion, values: dict[str, Any]) -> str:
    promise_views.keep(turn, values["promise_id"], values["proof"])
    return "promise.noted" if promises.reaches_lead(turn, item) else "promise.noted_alone"


def _later(turn: Turn, _item: Suggestion, values: dict[str, Any]) -> str:
    day = date.fromisoformat(values["day"])
    promises.explain(turn, values["promise_id"], values["reason"], day)
    return "promise.noted"


def _none(turn: Turn, item: Suggestion, values: dict[str, Any]) -> str:
    promises.none(turn, item, values["reason"])
    return "promise.none_noted"


def _move(turn: Turn, item: Suggestion, values: dict[str, Any]) -> str:
    promises.report(turn, values["promise_id"], values["words"])
    return "promise.noted" if promises.reaches_lead(turn, item) else "promise.moved_alone"


_DOES = {"make": _make, "keep": _keep, "later": _later, "none": _none, "move": _move}


def view(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """已兑现 / 部分兑现 / 未兑现."""
    promise_views.view(turn, int(arguments[0]), PromiseView(arguments[1]))


def heard(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """What the deputy said to the committee, or that nobody answered."""
    said = None if arguments[1] == promise_views.NOBODY else PromiseView(arguments[1])
    promise_views.heard(turn, int(arguments[0]), said)
