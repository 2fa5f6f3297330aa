"""成果登记 in chat: what kind, which demand, what it is, its proof, figures before and after.

One that is wrong is corrected in one thing, or withdrawn, and why is asked.
"""

from typing import Any

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.following import result_pages, results
from handlers.acts.following.results import Told
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules import results as rules
from handlers.rules.changes import Change, in_wan, parse_amount, parse_change
from handlers.rules.permissions import Act, OfficeAct
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage import suggestions
from storage.dialogs import Dialog
from storage.suggestions import Suggestion
from storage.vocabulary import ResultKind

RESULT = "result"
LONGEST, LONGEST_NUMBER = 500, 100
CHOSEN = ("kind", "field", "preview")  # by a button alone
SKIPPED = ("document", "amount", "proof", "change")  # where there is none


def register(turn: Turn, _said: Said, _words: str) -> None:
    """/results."""
    access.in_office(turn, OfficeAct.SEE_REPORTS)
    result_pages.register(turn)


def register_page(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The next page of /results."""
    access.in_office(turn, OfficeAct.SEE_REPORTS)
    result_pages.register(turn, int(arguments[0]))


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """成果 of one suggestion."""
    result_pages.show(turn, access.fetch(turn, int(arguments[0]), Act.SEE_CARD))


def make(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """登记成果: of what kind?"""
    item = access.fetch(turn, int(arguments[0]), Act.NOTE_RESULT)
    _ask(turn, questions.begin(turn, RESULT, item.id, "kind", does="note"))


def fix(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """更正: what of it?"""
    row, item = results.open_one(turn, int(arguments[0]))
    told = results.told_of(row)
    values: dict[str, Any] = {
        "kind": told.kind.value,
        "point": told.point,
        "point_id": told.point_id,
        "what": told.what,
        "document": told.document,
        "amount": told.amount_yuan,
        "proof": told.proof,
        "change": list(told.change) if told.change else None,
    }
    dialog = questions.begin(turn, RESULT, item.id, "field", does="correct", result_id=row.id)
    questions.put(turn, dialog, **values)
    _ask(turn, dialog)


def drop(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """撤销: why?"""
    row, item = results.open_one(turn, int(arguments[0]))
    told = {"point": row.point, "what": row.what, "proof": row.proof}
    dialog = questions.begin(
        turn, RESULT, item.id, "why", does="withdraw", result_id=row.id, **told
    )
    _ask(turn, dialog)


def _steps(values: dict[str, Any]) -> tuple[str, ...]:
    """What is asked, as far as it is known by now."""
    if values["does"] == "withdraw":
        return ("why", "preview")
    if values["does"] == "correct":
        field = (values["field"],) if "field" in values else ()
        return ("field", *field, "why", "preview")
    fields = rules.fields(ResultKind(values["kind"])) if "kind" in values else ()
    return ("kind", *fields, "preview")


def _ask(turn: Turn, dialog: Dialog) -> None:
    step, values = dialog.data["step"], dialog.data["values"]
    rows = _buttons(turn, dialog, step, values)
    key = "point_listed" if step == "point" and rows else step
    questions.ask(
        turn,
        dialog,
        f"result.ask_{key}",
        rows,
        lines="\n".join(_told(turn, values)),
    )


def _told(turn: Turn, values: dict[str, Any]) -> list[str]:
    """What has been answered, line by line."""
    told = [values.get(name) for name in ("point", "what", "document")]
    if values.get("amount") is not None:
        told.append(texts.label("result.amount", turn.language, wan=in_wan(values["amount"])))
    told.append(values.get("proof"))
    if values.get("change"):
        told.append(" → ".join(values["change"]))
    told.append(values.get("why"))
    return [one for one in told if one]


def _buttons(turn: Turn, dialog: Dialog, step: str, values: dict[str, Any]) -> keyboard.Keyboard:
    if step == "point":
        assert dialog.suggestion_id is not None
        item = suggestions.get(turn.session, dialog.suggestion_id)
        demands = results.listed(turn, item)
        return [[keyboard.named(row.what[:40], "rsset", "point", row.id)] for row in demands]
    if step == "proof" and not values.get("document"):
        return []
    language = turn.language
    offered = {
        "kind": [(kind.value, texts.plain(kind, language)) for kind in ResultKind],
        "field": [
            (field, texts.label(f"button.result_{field}", language))
            for field in rules.fields(ResultKind(values.get("kind", ResultKind.POLICY)))
        ],
        "preview": [("send", texts.label("button.submit_result", language))],
        **{one: [("none", texts.label(f"button.no_{one}", language))] for one in SKIPPED},
    }
    return [[keyboard.named(label, "rsset", step, key)] for key, label in offered.get(step, [])]


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Words in answer to the present question."""
    dialog = questions.of(turn, RESULT, Act.NOTE_RESULT)
    step = dialog.data["step"]
    if step in CHOSEN:
        raise Refused("form.choose")
    text = questions.text_of(said, LONGEST_NUMBER if step == "document" else LONGEST)
    if step == "change":
        change = parse_change(text)
        if change is None:
            raise Refused("result.change")
        _go_on(turn, dialog, change=list(change))
    elif step == "amount":
        amount = parse_amount(text)
        if amount is None:
            raise Refused("result.amount")
        _go_on(turn, dialog, amount=amount)
    elif step == "point":
        _go_on(turn, dialog, point=text, point_id=None)
    else:
        _go_on(turn, dialog, **{step: text})


def _go_on(turn: Turn, dialog: Dialog, **values: object) -> None:
    steps = _steps(dialog.data["values"] | values)
    questions.go_on(turn, dialog, steps, **values)
    _ask(turn, dialog)


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A button under a question."""
    what, value = arguments
    dialog = questions.of(turn, RESULT, Act.NOTE_RESULT)
    if what != dialog.data["step"] or dialog.suggestion_id is None:
        raise Refused("button.gone")
    item = access.fetch(turn, dialog.suggestion_id, Act.NOTE_RESULT)
    if what == "preview":
        values = dialog.data["values"]
        questions.end(turn, dialog)
        _DOES[values["does"]](turn, item, values)
        key = f"result.done_{values['does']}"
        turn.say(turn.me, key, suggestion_id=item.id, number=item.number)
    elif what == "point":
        row = results.demand(turn, item, int(value))
        _go_on(turn, dialog, point=row.what, point_id=row.id)
    else:
        _go_on(turn, dialog, **{what: None if value == "none" else value})


def _values(values: dict[str, Any]) -> Told:
    return Told(
        kind=ResultKind(values["kind"]),
        point=values["point"],
        what=values["what"],
        proof=values["proof"],
        point_id=values.get("point_id"),
        document=values.get("document"),
        amount_yuan=values.get("amount"),
        change=Change(*values["change"]) if values["change"] else None,
    )


def _note(turn: Turn, item: Suggestion, values: dict[str, Any]) -> None:
    results.note(turn, item, _values(values))


def _correct(turn: Turn, _item: Suggestion, values: dict[str, Any]) -> None:
    results.correct(turn, values["result_id"], _values(values), values["why"])


def _withdraw(turn: Turn, _item: Suggestion, values: dict[str, Any]) -> None:
    results.withdraw(turn, values["result_id"], values["why"])


_DOES = {"note": _note, "correct": _correct, "withdraw": _withdraw}
