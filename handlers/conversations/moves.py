"""交办事项 in chat: signing for, returning, more time, handing on, and what the committee moves.

Each is a question or two, then everything is shown before it is done.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.access import may
from handlers.acts.assigning import merging, moving, receipts, requests
from handlers.acts.talking import groups
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import people, suggestions, units
from storage.dialogs import Dialog
from storage.suggestions import Suggestion
from storage.units import Unit
from storage.vocabulary import RequestKind

MOVE = "move"
LONGEST = 500  # characters of a reason or a part


@dataclass(frozen=True, slots=True)
class Move:
    """What is asked, in order, and the act it is."""

    act: Act
    steps: tuple[str, ...]


MOVES = {
    "return": Move(Act.ASK_RETURN, ("reason", "unit")),
    "extension": Move(Act.ASK_EXTENSION, ("reason",)),
    "reassign": Move(Act.REASSIGN, ("unit", "reason")),
    "split": Move(Act.SPLIT, ("unit", "part")),
    "merge": Move(Act.MERGE, ("numbers",)),
    "other": Move(Act.DECIDE_REQUEST, ("unit",)),
    "deny": Move(Act.DECIDE_REQUEST, ("reason",)),
}
ACTS = frozenset(one.act for one in MOVES.values())
OFFERED = ("return", "extension", "reassign", "split", "merge")
ASKS = {"return": RequestKind.RETURN, "extension": RequestKind.EXTENSION}


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """交办事项: what whoever asks may do about the assignment."""
    item = access.fetch(turn, int(arguments[0]), Act.SEE_CARD)
    language = turn.language
    rows: keyboard.Keyboard = []
    if may(turn, item, Act.SIGN_FOR) and receipts.is_wanted(turn, item):
        rows.append([keyboard.button(language, "button.sign_for", "signfor", item.id)])
    if may(turn, item, Act.HAND_ON) and moving.takers(turn, item):
        rows.append([keyboard.button(language, "button.hand_on", "handon", item.id)])
    rows += [
        [keyboard.button(language, f"button.move_{name}", f"mv_{name}", item.id)]
        for name in OFFERED
        if may(turn, item, MOVES[name].act)
    ]
    if may(turn, item, Act.MERGE) and merging.is_merged(turn, item):
        rows.append([keyboard.button(language, "button.part", "unmerge", item.id)])
    if may(turn, item, Act.TAKE_OUT):
        rows.append(
            [
                keyboard.button(language, "button.letter", "letter", item.id),
                keyboard.button(language, "button.by_paper", "bypaper", item.id),
            ]
        )
    turn.say(
        turn.me,
        "move.menu" if rows and item.is_open else "move.nothing",
        suggestion_id=item.id,
        purpose="card",
        number=item.number,
        title=item.title,
        keyboard=rows if item.is_open else None,
    )


def sign_for(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """签收."""
    receipts.sign(turn, access.fetch(turn, int(arguments[0]), Act.SIGN_FOR))


def hand_on(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """转交: to whom?"""
    item = access.fetch(turn, int(arguments[0]), Act.HAND_ON)
    rows = [
        [
            keyboard.named(
                f"{person.name} {person.office or ''}".strip(), "handto", item.id, person.id
            )
        ]
        for person in moving.takers(turn, item)
    ]
    turn.say(turn.me, "hand_on.ask", suggestion_id=item.id, number=item.number, keyboard=rows)


def hand_to(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """To them."""
    item = access.fetch(turn, int(arguments[0]), Act.HAND_ON)
    found = people.learn(turn.session, [int(arguments[1])])
    if not found or not item.is_open:
        raise Refused("button.gone")
    moving.to_officer(turn, item, found[0])
    turn.used()
    turn.say(turn.me, "hand_on.done", suggestion_id=item.id, number=item.number, name=found[0].name)


def begin(name: str, turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Begin one of the moves; what can be refused is refused before anybody types."""
    item = access.fetch(turn, int(arguments[0]), MOVES[name].act)
    _MAY[name](turn, item)
    _open(turn, item, name)


def _may_ask(kind: RequestKind) -> Callable[[Turn, Suggestion], None]:
    return lambda turn, item: requests.may_ask(turn, item, kind)


def _is_open(_turn: Turn, item: Suggestion) -> None:
    access.must_be_open(item)


_MAY: dict[str, Callable[[Turn, Suggestion], None]] = {
    "return": _may_ask(RequestKind.RETURN),
    "extension": _may_ask(RequestKind.EXTENSION),
    "reassign": moving.may_move,
    "split": _is_open,
    "merge": _is_open,
}


def decide_other(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The unit is right, but the suggestion goes elsewhere than it proposes."""
    row, item = requests.open_one(turn, int(arguments[0]))
    _open(turn, item, "other", request_id=row.id)


def decide_no(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The unit goes on; it is told why."""
    row, item = requests.open_one(turn, int(arguments[0]))
    _open(turn, item, "deny", request_id=row.id)


def decide_yes(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Agreed."""
    requests.grant(turn, int(arguments[0]))


def _open(turn: Turn, item: Suggestion, name: str, **values: object) -> None:
    step = MOVES[name].steps[0]
    _ask(turn, questions.begin(turn, MOVE, item.id, step, what=name, **values), item)


def _of(turn: Turn) -> tuple[Dialog, Suggestion]:
    """The open question about a move, if whoever is asked may still make it."""
    dialog = questions.open_of_kind(turn, MOVE)
    assert dialog.suggestion_id is not None
    item = access.fetch(turn, dialog.suggestion_id, MOVES[dialog.data["values"]["what"]].act)
    return dialog, item


def _ask(turn: Turn, dialog: Dialog, item: Suggestion) -> None:
    values, step = dialog.data["values"], dialog.data["step"]
    if step == "preview":
        _preview(turn, dialog, item)
        return
    rows: keyboard.Keyboard = []
    if step == "unit" and values["what"] == "return":
        rows.append([keyboard.button(turn.language, "button.unit_unknown", "mvset", "unknown")])
    what = texts.label(f"button.move_{values['what']}", turn.language)
    questions.ask(
        turn, dialog, f"move.ask_{step}", rows, number=item.number, title=item.title, what=what
    )


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Words in answer to the present question."""
    dialog, item = _of(turn)
    step = dialog.data["step"]
    if step == "preview":
        raise Refused("form.choose")
    text = questions.text_of(said, LONGEST)
    if step == "unit":
        unit = _unit(turn, text)
        moving.must_have_staff(turn, unit)
        if unit.id == item.lead_unit_id:
            raise Refused("move.same", unit=unit.called)
        questions.put(turn, dialog, unit_id=unit.id)
    elif step == "numbers":
        others = merging.wanted(turn, item, re.split(r"[、,，;；\s]+", text))
        questions.put(turn, dialog, others=[other.id for other in others])
    else:
        questions.put(turn, dialog, text=text)
    _go_on(turn, dialog, item)


def _unit(turn: Turn, words: str) -> Unit:
    """The unit that is meant. Raises Refused `move.no_unit` or `move.which_unit`."""
    found = units.like(turn.session, words)
    if not found:
        raise Refused("move.no_unit", words=words)
    if len(found) > 1:
        raise Refused("move.which_unit", names="、".join(unit.name for unit in found))
    return found[0]


def _go_on(turn: Turn, dialog: Dialog, item: Suggestion) -> None:
    questions.go_on(turn, dialog, (*MOVES[dialog.data["values"]["what"]].steps, "preview"))
    _ask(turn, dialog, item)


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A button under a question: the unit is not known, or everything is right."""
    dialog, item = _of(turn)
    what, step = dialog.data["values"]["what"], dialog.data["step"]
    if arguments[0] == "unknown" and (what, step) == ("return", "unit"):
        questions.put(turn, dialog, unit_id=None)
        _go_on(turn, dialog, item)
    elif arguments[0] == "send" and step == "preview":
        values = dialog.data["values"]
        questions.end(turn, dialog)
        _DOES[what](turn, item, values)
    else:
        raise Refused("button.gone")


def _preview(turn: Turn, dialog: Dialog, item: Suggestion) -> None:
    values = dialog.data["values"]
    others = [suggestions.get(turn.session, one) for one in values.get("others", [])]
    lines = [
        values.get("text", ""),
        "\n".join(f"{other.number} {other.title}" for other in others),
    ]
    if "unit_id" in values:
        unit = groups.unit_name(turn.session, values["unit_id"]) or "—"
        lines.insert(0, texts.label("move.to_unit", turn.language, unit=unit))
    questions.ask(
        turn,
        dialog,
        "move.preview",
        [[keyboard.button(turn.language, "button.submit_move", "mvset", "send")]],
        what=texts.label(f"button.move_{values['what']}", turn.language),
        number=item.number,
        title=item.title,
        lines="\n".join(line for line in lines if line),
    )


def _asked(turn: Turn, item: Suggestion, values: dict[str, object]) -> None:
    unit_id = values.get("unit_id")
    proposed = units.find(turn.session, unit_id) if isinstance(unit_id, int) else None
    requests.ask(turn, item, ASKS[str(values["what"])], str(values["text"]), proposed)


def _reassigned(turn: Turn, item: Suggestion, values: dict[str, object]) -> None:
    unit = units.find(turn.session, _id(values, "unit_id"))
    moving.to_unit(turn, item, unit, str(values["text"]))
    _done(turn, item)


def _split(turn: Turn, item: Suggestion, values: dict[str, object]) -> None:
    moving.split(turn, item, units.find(turn.session, _id(values, "unit_id")), str(values["text"]))
    _done(turn, item)


def _merged(turn: Turn, item: Suggestion, values: dict[str, object]) -> None:
    ids = values["others"]
    assert isinstance(ids, list)
    merging.merge(turn, item, ids)
    _done(turn, item)


def _moved_elsewhere(turn: Turn, item: Suggestion, values: dict[str, object]) -> None:
    unit = units.find(turn.session, _id(values, "unit_id"))
    requests.grant(turn, _id(values, "request_id"), unit)
    _done(turn, item)


def _denied(turn: Turn, item: Suggestion, values: dict[str, object]) -> None:
    requests.deny(turn, _id(values, "request_id"), str(values["text"]))
    _done(turn, item)


def _id(values: dict[str, object], name: str) -> int:
    value = values[name]
    assert isinstance(value, int)
    return value


def _done(turn: Turn, item: Suggestion) -> None:
    turn.say(turn.me, "move.done", suggestion_id=item.id, number=item.number)


_DOES: dict[str, Callable[[Turn, Suggestion, dict[str, object]], None]] = {
    "return": _asked,
    "extension": _asked,
    "reassign": _reassigned,
    "split": _split,
    "merge": _merged,
    "other": _moved_elsewhere,
    "deny": _denied,
}


def unmerge(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """取消并案."""
    merging.part(turn, access.fetch(turn, int(arguments[0]), Act.MERGE))
    turn.toast("toast.done")


def same_reply(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The same reply for a suggestion that is handled together with the one replied to."""
    item = access.fetch(turn, int(arguments[1]), Act.DELIVER_REPLY)
    merging.give_same(turn, int(arguments[0]), item)
    turn.say(turn.me, "merge.same_given", suggestion_id=item.id, number=item.number)
