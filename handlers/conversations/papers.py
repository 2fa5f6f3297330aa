"""录入纸质评价 in chat: what stands on each axis, the reason, a picture; then it is compared."""

from handlers import keyboard, texts
from handlers.acts.rating import papers
from handlers.acts.talking import words
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act
from handlers.rules.ratings import is_dissatisfied
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage.dialogs import Dialog
from storage.vocabulary import Axis, Grade

KIND = "paper"
LONGEST = 2000
STEPS = ("content", "attitude", "effect", "reason", "scan", "preview")


def begin(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """录入纸质评价."""
    item = papers.may_be_entered(turn, int(arguments[0]))
    _ask(turn, questions.begin(turn, KIND, item.id, STEPS[0]))


def _ask(turn: Turn, dialog: Dialog) -> None:
    step, language = dialog.data["step"], turn.language
    match step:
        case "content" | "attitude" | "effect":
            grades = [
                keyboard.named(texts.plain(grade, language), "paperset", step, grade.value)
                for grade in Grade
            ]
            questions.ask(turn, dialog, "paper.ask_grade", [grades], axis=Axis(step))
        case "preview":
            _preview(turn, dialog)
        case _:
            questions.ask(turn, dialog, f"paper.ask_{step}", [])


def _preview(turn: Turn, dialog: Dialog) -> None:
    values = dialog.data["values"]
    enter = keyboard.button(turn.language, "button.enter_paper", "paperset", "preview", "enter")
    questions.ask(
        turn,
        dialog,
        "paper.preview",
        [[enter]],
        content=Grade(values["content"]),
        attitude=Grade(values["attitude"]),
        effect=Grade(values["effect"]),
        reason=values.get("reason") or "—",
    )


def _next(dialog: Dialog) -> str:
    values, step = dialog.data["values"], dialog.data["step"]
    after = STEPS[STEPS.index(step) + 1]
    if after == "reason":
        grades = [Grade(values[axis.value]) for axis in Axis]
        return after if is_dissatisfied(*grades) else "scan"
    return after


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A button of the present question."""
    step, value = arguments
    dialog = questions.of(turn, KIND, Act.ENTER_PAPER)
    if step != dialog.data["step"] or (value == "enter") != (step == "preview"):
        raise Refused("button.gone")
    if step == "preview":
        assert dialog.suggestion_id is not None
        item, values = papers.may_be_entered(turn, dialog.suggestion_id), dialog.data["values"]
        questions.end(turn, dialog)
        papers.enter(turn, item, values)
        return
    questions.put(turn, dialog, **{step: value})
    questions.put(turn, dialog, step=_next(dialog))
    _ask(turn, dialog)


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """The reason as it is written there, or the picture."""
    dialog = questions.of(turn, KIND, Act.ENTER_PAPER)
    match dialog.data["step"]:
        case "reason":
            questions.put(turn, dialog, reason=questions.text_of(said, LONGEST))
            words.keep(turn, said, dialog.suggestion_id, purpose="paper")
        case "scan":
            questions.must_be_file(said)
            kept = words.keep(turn, said, dialog.suggestion_id, purpose="paper")
            questions.put(turn, dialog, scan=kept.message_id)
        case _:
            raise Refused("form.choose")
    questions.put(turn, dialog, step=_next(dialog))
    _ask(turn, dialog)


def look(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A form that waits to be compared, from the list."""
    papers.look(turn, int(arguments[0]))


def confirm(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """一致，确认."""
    papers.decide(turn, int(arguments[0]), is_confirmed=True)


def send_back(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """不一致，退回."""
    papers.decide(turn, int(arguments[0]), is_confirmed=False)
