"""答复稿 in chat: written question by question, shown to the deputy, sent up, let pass or back."""

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.replying import classes, drafts, given, proofs, publications, reviews
from handlers.acts.talking import words
from handlers.conversations import questions
from handlers.incoming import Pressed, Said
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage.dialogs import Dialog
from storage.suggestions import Suggestion
from storage.vocabulary import Disclosure, DraftView, ReplyClass

DRAFT, BACK = "reply_draft", "draft_back"
LONGEST = 20_000  # characters of a draft
LONGEST_REASON = 500


def show(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """答复稿 of one suggestion."""
    drafts.show(turn, access.fetch(turn, int(arguments[0]), Act.SEE_DRAFT))


def begin(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """拟写答复稿: its words, or a file."""
    item = access.fetch(turn, int(arguments[0]), Act.DRAFT_REPLY)
    access.must_be_open(item)
    given.can_be_given(turn, item)
    _ask(turn, questions.begin(turn, DRAFT, item.id, "words"), item)


def _ask(turn: Turn, dialog: Dialog, item: Suggestion) -> None:
    values, step = dialog.data["values"], dialog.data["step"]
    before = drafts.counting(turn, item)
    decision = Disclosure(values["disclosure"]) if "disclosure" in values else None
    disclosed = drafts.disclosed(decision, values.get("why_disclosure"), turn.language)
    shown = proofs.line(turn, values.get("proof"), turn.language)
    rows: keyboard.Keyboard = []
    if step == "class":
        rows = [
            [keyboard.named(_label(turn, letter), "dset", "class", letter.value)]
            for letter in classes.offered(turn)
        ]
    elif step == "disclosure":
        rows = [
            [keyboard.named(texts.plain(one, turn.language), "dset", "disclosure", one.value)]
            for one in publications.choices(turn, item)
        ]
    elif step == "preview":
        rows = [[keyboard.button(turn.language, "button.submit_draft", "dset", "preview", "send")]]
    questions.ask(
        turn,
        dialog,
        f"draft.ask_{step}",
        rows,
        number=item.number,
        title=item.title,
        before=before.reply_class if before else "",
        words=values.get("words", ""),
        file=words.attachments_named(turn, [values["document_id"]])
        if "document_id" in values
        else "—",
        reply_class=_label(turn, ReplyClass(values["class"])) if "class" in values else "",
        reason=values.get("why", "—"),
        proof=Html(f"\n{shown}" if shown else ""),
        allowed=publications.wished(turn.office, item, turn.language),
        disclosure=Html(f"\n{disclosed}" if disclosed else ""),
    )


def _label(turn: Turn, letter: ReplyClass) -> str:
    return classes.called(turn, letter, turn.language)


def answered(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Words, or a file with or without words, in answer to the present question."""
    dialog = questions.of(turn, DRAFT, Act.DRAFT_REPLY)
    item = _item(turn, dialog)
    step = dialog.data["step"]
    if step == "words":
        handed_in = questions.words_or_file(turn, said, item.id, LONGEST)
        questions.put(turn, dialog, step="class", **handed_in)
    elif step == "why":
        why = questions.text_of(said, LONGEST_REASON)
        questions.put(turn, dialog, step=_after_why(turn, dialog, item), why=why)
    elif step == "proof":
        proof = questions.words_or_file(turn, said, item.id, LONGEST_REASON)
        questions.put(turn, dialog, step=_after_proof(turn, item), proof=proof)
    elif step == "why_disclosure":
        why = questions.text_of(said, LONGEST_REASON)
        questions.put(turn, dialog, step="preview", why_disclosure=why)
    else:
        raise Refused("form.choose")
    _ask(turn, dialog, item)


def _after_why(turn: Turn, dialog: Dialog, item: Suggestion) -> str:
    is_needed = proofs.is_needed(turn, ReplyClass(dialog.data["values"]["class"]))
    return "proof" if is_needed else _after_proof(turn, item)


def _after_proof(turn: Turn, item: Suggestion) -> str:
    return "disclosure" if publications.is_asked_with_draft(turn, item) else "preview"


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The class; what is to be published; or: everything is right."""
    dialog = questions.of(turn, DRAFT, Act.DRAFT_REPLY)
    item = _item(turn, dialog)
    step, value = arguments
    if step != dialog.data["step"]:
        raise Refused("button.gone")
    if step == "class":
        classes.must_be_offered(turn, value)
        before = drafts.counting(turn, item)
        is_other = before is not None and before.reply_class.value != value
        questions.put(turn, dialog, **{"class": value})
        after = "why" if is_other else _after_why(turn, dialog, item)
        questions.put(turn, dialog, step=after)
        _ask(turn, dialog, item)
        return
    if step == "disclosure":
        is_less = publications.asks_why(turn, item, Disclosure(value))
        after = "why_disclosure" if is_less else "preview"
        questions.put(turn, dialog, step=after, disclosure=value)
        _ask(turn, dialog, item)
        return
    values = dialog.data["values"]
    questions.end(turn, dialog)
    drafts.make(turn, item, values)
    drafts.show(turn, item)


def _item(turn: Turn, dialog: Dialog) -> Suggestion:
    assert dialog.suggestion_id is not None
    return access.fetch(turn, dialog.suggestion_id, Act.DRAFT_REPLY)


def show_to_deputy(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """请代表先看."""
    draft, item = reviews.open_draft(turn, int(arguments[0]))
    drafts.show_to_deputy(turn, item, draft)
    turn.used()
    turn.say(turn.me, "draft.on_its_way", suggestion_id=item.id, due_on=draft.view_due_on)


def show_anew(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """原稿再送."""
    draft, item = reviews.open_draft(turn, int(arguments[0]))
    drafts.renew(turn, item, draft)
    turn.used()
    drafts.show(turn, item)


def hand_in(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """送审."""
    item = reviews.hand_in(turn, int(arguments[0]))
    turn.used()
    drafts.show(turn, item)


def view(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """同意 / 有意见, by the deputy."""
    drafts.view(turn, int(arguments[0]), DraftView(arguments[1]))


def objection(turn: Turn, said: Said, dialog: Dialog) -> None:
    """What the deputy would have otherwise: kept whole, and passed on as their words are."""
    draft_id = int(dialog.data["draft_id"])
    _, item = drafts.own(turn, draft_id)
    words.under(turn, words.keep(turn, said, item.id), item, with_ack=False)
    kind = texts.label(f"messagekind.{said.kind.value}", turn.language)
    drafts.object_to(turn, draft_id, said.text or f"[{kind}]")
    turn.say(turn.me, "draft.heard", suggestion_id=item.id, number=item.number)


def let_pass(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """通过."""
    reviews.decide(turn, int(arguments[0]), is_passed=True)
    turn.toast("toast.done")


def send_back(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """退回: why?"""
    row, _draft, item = reviews.open_one(turn, int(arguments[0]))
    dialog = questions.begin(turn, BACK, item.id, "reason", review_id=row.id)
    questions.ask(turn, dialog, "draft.why_back", [], number=item.number, title=item.title)


def reason(turn: Turn, said: Said, _dialog: Dialog) -> None:
    """Because of this."""
    dialog = questions.of(turn, BACK, Act.REVIEW_DRAFT)
    text = questions.text_of(said, LONGEST_REASON)
    questions.end(turn, dialog)
    reviews.decide(turn, dialog.data["values"]["review_id"], is_passed=False, note=text)
    turn.say(turn.me, "draft.back_done")
