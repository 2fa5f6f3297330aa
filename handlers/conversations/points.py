"""逐条答复 in chat: the points listed by the unit, what the deputy finds left out, the answers."""

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.replying import answering
from handlers.acts.talking import words
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage.dialogs import Dialog
from storage.vocabulary import PointOutcome

LIST, ANSWER, LEFT_OUT = "points", "point_answer", "point_left_out"
LONGEST = 500  # characters of a point, of an answer


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """逐条答复 of one suggestion."""
    answering.show(turn, access.fetch(turn, int(arguments[0]), Act.SEE_CARD))


def begin_list(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """列出诉求: which?"""
    item = access.fetch(turn, int(arguments[0]), Act.ANSWER_POINTS)
    access.must_be_open(item)
    dialog = questions.begin(turn, LIST, item.id, "whats")
    questions.ask(turn, dialog, "points.ask", [], number=item.number, title=item.title)


def listed(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """One point a line."""
    dialog = questions.of(turn, LIST, Act.ANSWER_POINTS)
    assert dialog.suggestion_id is not None
    text = questions.text_of(said, LONGEST * answering.MOST)
    whats = [line.strip() for line in text.splitlines() if line.strip()]
    too_long = next((what for what in whats if len(what) > LONGEST), None)
    if too_long is not None:
        raise Refused("points.long", what=words.short(too_long), limit=LONGEST)
    item = access.fetch(turn, dialog.suggestion_id, Act.ANSWER_POINTS)
    answering.add(turn, item, whats)
    questions.end(turn, dialog)
    answering.show(turn, item)


def strike(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Noted by mistake."""
    answering.show(turn, answering.strike(turn, int(arguments[0])))


def begin_answer(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """答复第…条: adopted, partly, or why not?"""
    row, item = answering.open_one(turn, int(arguments[0]))
    dialog = questions.begin(turn, ANSWER, item.id, "outcome", point_id=row.id)
    rows = [
        [
            keyboard.named(texts.plain(outcome, turn.language), "ptoutcome", outcome.value)
            for outcome in PointOutcome
        ]
    ]
    questions.ask(turn, dialog, "points.ask_outcome", rows, number=item.number, what=row.what)


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """采纳 / 部分采纳 / 解释说明: in which words?"""
    dialog = questions.of(turn, ANSWER, Act.ANSWER_POINTS)
    if dialog.data["step"] != "outcome":
        raise Refused("button.gone")
    outcome = PointOutcome(arguments[0])
    questions.put(turn, dialog, step="words", outcome=outcome.value)
    questions.ask(turn, dialog, "points.ask_words", [], outcome=outcome)


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """What is answered to the point; once replied, why it is another answer."""
    dialog = questions.of(turn, ANSWER, Act.ANSWER_POINTS)
    if dialog.data["step"] == "outcome":
        raise Refused("form.choose")
    text, values = questions.text_of(said, LONGEST), dialog.data["values"]
    row, item = answering.open_one(turn, values["point_id"])
    if dialog.data["step"] == "words" and answering.needs_reason(turn, item, row):
        questions.put(turn, dialog, step="reason", words=text)
        questions.ask(turn, dialog, "points.ask_reason", [])
        return
    questions.end(turn, dialog)
    words, reason = (values["words"], text) if "words" in values else (text, None)
    answering.answer(turn, row.id, PointOutcome(values["outcome"]), words, reason)
    answering.show(turn, item)


def begin_left_out(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """还有遗漏: what?"""
    item = access.fetch(turn, int(arguments[0]), Act.ADD_POINT)
    access.must_be_open(item)
    dialog = questions.begin(turn, LEFT_OUT, item.id, "what")
    questions.ask(turn, dialog, "points.ask_left_out", [], number=item.number)


def left_out(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """The deputy says what the list leaves out."""
    dialog = questions.of(turn, LEFT_OUT, Act.ADD_POINT)
    assert dialog.suggestion_id is not None
    text = questions.text_of(said, LONGEST)
    item = access.fetch(turn, dialog.suggestion_id, Act.ADD_POINT)
    questions.end(turn, dialog)
    answering.left_out(turn, item, text)
    turn.say(turn.me, "points.added", suggestion_id=item.id, number=item.number)
