"""会办意见 and 堵点 in chat: an opinion and why it goes back; what is stuck, and the decision."""

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.handling import blockers, opinions
from handlers.acts.talking import words
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act, OfficeAct
from handlers.rules.refused import Refused
from handlers.turn import Turn
from storage.dialogs import Dialog
from storage.vocabulary import BlockerKind, OpinionGrade

OPINION, BACK, NOTE = "opinion", "opinion_back", "unit_note"
BLOCKER, DECISION = "blocker", "blocker_decision"
LONGEST = 3000
LONGEST_NUMBER = 100


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """会办意见 of one suggestion."""
    opinions.show(turn, access.fetch(turn, int(arguments[0]), Act.SEE_OPINIONS))


def begin(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """提交会办意见: its words, or a file."""
    item = access.fetch(turn, int(arguments[0]), Act.GIVE_OPINION)
    what = opinions.called(opinions.may_give(turn, item), turn.language)
    dialog = questions.begin(turn, OPINION, item.id, "words", what=what)
    questions.ask(
        turn, dialog, "opinion.ask_words", [], number=item.number, title=item.title, what=what
    )


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """The words or the file, then the number of the paper."""
    dialog = questions.of(turn, OPINION, Act.GIVE_OPINION)
    assert dialog.suggestion_id is not None
    step = dialog.data["step"]
    if step == "words":
        handed_in = questions.words_or_file(turn, said, dialog.suggestion_id, LONGEST)
        questions.put(turn, dialog, step="number", **handed_in)
    elif step == "number":
        number = questions.text_of(said, LONGEST_NUMBER)
        questions.put(turn, dialog, step="preview", number=number)
    else:
        raise Refused("form.choose")
    _ask(turn, dialog)


def _ask(turn: Turn, dialog: Dialog) -> None:
    if dialog.data["step"] == "preview":
        _preview(turn, dialog)
        return
    none = keyboard.button(turn.language, "button.no_number", "opset", "number", "none")
    what = dialog.data["values"]["what"]
    questions.ask(turn, dialog, "opinion.ask_number", [[none]], what=what)


def _preview(turn: Turn, dialog: Dialog) -> None:
    values = dialog.data["values"]
    send = keyboard.button(turn.language, "button.submit_opinion", "opset", "preview", "send")
    files = [values["document_id"]] if "document_id" in values else []
    questions.ask(
        turn,
        dialog,
        "opinion.ask_preview",
        [[send]],
        what=values["what"],
        words=values.get("words", "—"),
        file=words.attachments_named(turn, files) or "—",
        number=values.get("number", "—"),
    )


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """No number; or: everything is right."""
    dialog = questions.of(turn, OPINION, Act.GIVE_OPINION)
    if arguments[0] != dialog.data["step"] or dialog.suggestion_id is None:
        raise Refused("button.gone")
    if arguments[0] == "number":
        questions.put(turn, dialog, step="preview")
        _ask(turn, dialog)
        return
    item = access.fetch(turn, dialog.suggestion_id, Act.GIVE_OPINION)
    values = dialog.data["values"]
    questions.end(turn, dialog)
    row = opinions.give(turn, item, values)
    key = "opinion.part_done" if opinions.is_part(turn, item, row) else "opinion.done"
    turn.say(turn.me, key, suggestion_id=item.id, number=item.number)


def grade(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """有用 / 一般 / 无实质内容."""
    opinions.grade(turn, int(arguments[0]), OpinionGrade(arguments[1]))
    turn.toast("toast.done")


def pass_on(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """转告代表."""
    opinions.pass_on(turn, int(arguments[0]))


def told_by_phone(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """已打电话转告."""
    opinions.told_by_phone(turn, int(arguments[0]))


def send_back(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """退回重提: why?"""
    row, item = opinions.standing(turn, int(arguments[0]))
    dialog = questions.begin(turn, BACK, item.id, "reason", opinion_id=row.id)
    questions.ask(turn, dialog, "opinion.why_back", [], number=item.number)


def reason(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Because of this."""
    dialog = questions.of(turn, BACK, Act.JUDGE_OPINION)
    why = questions.text_of(said, LONGEST)
    questions.end(turn, dialog)
    opinions.send_back(turn, dialog.data["values"]["opinion_id"], why)
    turn.say(turn.me, "draft.back_done")


def begin_note(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """互通情况: what do the other units have to know?"""
    item = access.fetch(turn, int(arguments[0]), Act.SHARE)
    access.must_be_open(item)
    dialog = questions.begin(turn, NOTE, item.id, "words")
    questions.ask(turn, dialog, "opinion.ask_note", [], number=item.number)


def noted(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """This."""
    dialog = questions.of(turn, NOTE, Act.SHARE)
    assert dialog.suggestion_id is not None
    text = questions.text_of(said, LONGEST)
    item = access.fetch(turn, dialog.suggestion_id, Act.SHARE)
    questions.end(turn, dialog)
    opinions.note(turn, item, text)
    turn.say(turn.me, "opinion.shared", suggestion_id=item.id, number=item.number)


def begin_blocker(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """提请协调: what is stuck?"""
    item = access.fetch(turn, int(arguments[0]), Act.RAISE_BLOCKER)
    blockers.may_raise(turn, item)
    dialog = questions.begin(turn, BLOCKER, item.id, "kind")
    rows = [
        [keyboard.named(texts.plain(kind, turn.language), "blkind", kind.value)]
        for kind in BlockerKind
    ]
    questions.ask(turn, dialog, "blocker.ask_kind", rows, number=item.number)


def choose_kind(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """政策 / 项目 / 资金 / 意见不一."""
    dialog = questions.of(turn, BLOCKER, Act.RAISE_BLOCKER)
    if dialog.data["step"] != "kind":
        raise Refused("button.gone")
    questions.put(turn, dialog, step="words", kind=BlockerKind(arguments[0]).value)
    questions.ask(turn, dialog, "blocker.ask_words", [])


def raised(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """What exactly, and what would clear it."""
    dialog = questions.of(turn, BLOCKER, Act.RAISE_BLOCKER)
    if dialog.data["step"] != "words" or dialog.suggestion_id is None:
        raise Refused("form.choose")
    text = questions.text_of(said, LONGEST)
    item = access.fetch(turn, dialog.suggestion_id, Act.RAISE_BLOCKER)
    kind = BlockerKind(dialog.data["values"]["kind"])
    questions.end(turn, dialog)
    row = blockers.raise_one(turn, item, kind, text)
    who = blockers.called(turn, row)
    turn.say(turn.me, "blocker.raised", suggestion_id=item.id, who=who, due_on=row.due_on)


def begin_decision(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """答复协调: what is decided?"""
    item = access.fetch(turn, int(arguments[0]), Act.DECIDE_BLOCKER)
    row = blockers.nearest(turn, item)
    dialog = questions.begin(turn, DECISION, item.id, "words", blocker_id=row.id)
    questions.ask(
        turn, dialog, "blocker.ask_decision", [], number=item.number, what=row.kind, words=row.words
    )


def decided(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """This."""
    dialog = questions.of(turn, DECISION, Act.DECIDE_BLOCKER)
    text = questions.text_of(said, LONGEST)
    questions.end(turn, dialog)
    blockers.decide(turn, dialog.data["values"]["blocker_id"], text)
    turn.say(turn.me, "blocker.done")


def ledger(turn: Turn, _said: Said, _words: str) -> None:
    """/blockers."""
    access.in_office(turn, OfficeAct.SEE_REPORTS)
    blockers.ledger(turn)
