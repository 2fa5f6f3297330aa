"""Forms filled in by chat, one question a message: 登记沟通, 办理进展, 送达答复.

Where a form stands is kept in the person's open question; a preview comes before anything is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.assigning import merging
from handlers.acts.contacting import progress, visits
from handlers.acts.handling import gates
from handlers.acts.rating import score_requests
from handlers.acts.replying import classes, drafts, given, proofs, replies
from handlers.acts.talking import asking, sending, words
from handlers.conversations import questions
from handlers.html import quote
from handlers.incoming import Pressed, Said
from handlers.rules import plausible
from handlers.rules.dates import parse_day
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.texts import Html
from handlers.turn import Turn
from storage import dialogs, messages, people, suggestions
from storage import replies as reply_rows
from storage.dialogs import Dialog
from storage.suggestions import Suggestion
from storage.vocabulary import ContactForm, ReplyClass


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a form. `kind`: choice, day, text, files (any number), file (one)
    or evidence (words, a file, or both).

    `is_conditional`: asked only of a reply that needs it.
    """

    name: str
    kind: str
    is_conditional: bool = False


RECORD = (
    Step("form", "choice"),
    Step("on", "day"),
    Step("place", "text"),
    Step("who", "text"),
    Step("summary", "text"),
    Step("files", "files"),
)
PROGRESS = (Step("draft", "draft"),)
REPLY = (
    Step("number", "text"),
    Step("on", "day"),
    Step("class", "choice"),
    Step(replies.WHY, "text", is_conditional=True),
    Step(replies.PROOF, "evidence", is_conditional=True),
    Step("document", "file"),
)
FORMS = {"record": RECORD, "progress": PROGRESS, "reply": REPLY}
ACTS = {
    "record": Act.RECORD_CONTACT,
    "progress": Act.REPORT_PROGRESS,
    "reply": Act.DELIVER_REPLY,
}
LONGEST_TEXT = 20_000
LONGEST = {"number": 100, "place": 300, "who": 500, "why": 500, "proof": 500}  # characters


def record(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """登记沟通."""
    _begin(turn, "record", int(arguments[0]))


def report_progress(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """办理进展."""
    _begin(turn, "progress", int(arguments[0]))


def deliver_reply(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """送达答复."""
    _begin(turn, "reply", int(arguments[0]))


def _begin(turn: Turn, form: str, suggestion_id: int) -> None:
    item = access.fetch(turn, suggestion_id, ACTS[form])
    access.must_be_open(item)
    if form == "reply":
        given.can_be_given(turn, item)
    if gates.stops(turn, item, ACTS[form]):
        return
    if form == "progress":
        deputy_id = suggestions.lead_deputy_id(turn.session, item.id)
        sending.must_be_reachable(turn, people.get(turn.session, deputy_id))
    sending.leave(turn)
    dialogs.ask(
        turn.session,
        turn.me.id,
        form,
        turn.now,
        suggestion_id=item.id,
        data={"values": _known(turn, form, item), "draft": [], "step": 0},
    )
    _ask(turn, item)


def _known(turn: Turn, form: str, item: Suggestion) -> dict[str, Any]:
    """What need not be asked about a reply: the class that was reviewed with the draft; number and
    document where the deputy wants nothing written.
    """
    if form != "reply":
        return {}
    known: dict[str, Any] = {}
    draft = drafts.counting(turn, item)
    if draft is not None and drafts.is_passed(turn, item):
        known["class"] = draft.reply_class.value
    if item.needs_no_paper:
        known |= {"number": texts.label("reply.no_paper", turn.language), "document": None}
    return known


def _dialog(turn: Turn, form: str | None = None) -> tuple[Dialog, Suggestion]:
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is None or dialog.kind not in FORMS or (form and dialog.kind != form):
        raise Refused("button.gone")
    asking.must_be_under(turn, dialog)
    assert dialog.suggestion_id is not None
    return dialog, access.fetch(turn, dialog.suggestion_id, ACTS[dialog.kind])


def _ask(turn: Turn, item: Suggestion) -> None:
    dialog = dialogs.of(turn.session, turn.me.id)
    assert dialog is not None
    steps = FORMS[dialog.kind]
    while (at := dialog.data["step"]) < len(steps) and not _is_asked(
        turn, item, steps[at], dialog.data["values"]
    ):
        dialog.data = {**dialog.data, "step": at + 1}
    if dialog.data["step"] >= len(steps):
        preview(turn, dialog, item)
        return
    step = steps[dialog.data["step"]]
    about: dict[str, Any] = {}
    if step.name == replies.WHY:
        about["departs"] = _departs(turn, item, dialog)
    dialog.message_id = turn.say(
        turn.me,
        f"{dialog.kind}.ask_{step.name}",
        suggestion_id=item.id,
        purpose="prompt",
        number=item.number,
        title=words.short(item.title),
        keyboard=_choices(turn, dialog.kind, step),
        **about,
    )


def _is_asked(turn: Turn, item: Suggestion, step: Step, values: dict[str, Any]) -> bool:
    if step.name in values:
        return False
    return not step.is_conditional or step.name in replies.wanted(
        turn, item, ReplyClass(values["class"])
    )


def _departs(turn: Turn, item: Suggestion, dialog: Dialog) -> str:
    return replies.departs(turn, item, ReplyClass(dialog.data["values"]["class"]))


def _choices(turn: Turn, form: str, step: Step) -> keyboard.Keyboard:
    language = turn.language
    rows: keyboard.Keyboard = []
    if step.kind == "choice":
        buttons = [
            keyboard.named(_option(turn, option), "choose", form, option.value)
            for option in _options(turn, form)
        ]
        rows = [buttons[i : i + 2] for i in range(0, len(buttons), 2)]
    elif step.kind == "day":
        rows = [
            [
                keyboard.button(language, f"button.day_{i}", "choose", form, day)
                for i, day in enumerate(_days(turn))
            ]
        ]
    elif step.kind == "files":
        rows = [[keyboard.button(language, "button.done", "choose", form, "done")]]
    elif step.kind == "file":
        rows = [[keyboard.button(language, "button.no_file", "choose", form, "none")]]
    return [*rows, [keyboard.button(language, "button.cancel", "drop", 0)]]


def _days(turn: Turn) -> list[str]:
    """The usual days, as far as it may have been then."""
    dialog = dialogs.of(turn.session, turn.me.id)
    assert dialog is not None
    since = _since(turn, dialog).isoformat()
    return [day for day in visits.last_days(turn) if day >= since]


def _options(turn: Turn, form: str) -> Sequence[ContactForm | ReplyClass]:
    """What may be chosen: a form of contact, but for the chat itself; or a class there is here."""
    if form == "reply":
        return classes.offered(turn)
    return [one for one in ContactForm if one != ContactForm.CHAT]


def _option(turn: Turn, option: ContactForm | ReplyClass) -> str:
    if isinstance(option, ReplyClass):
        return classes.called(turn, option, turn.language)
    return texts.plain(option, turn.language)


def choose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """A button of the present question."""
    dialog, item = _dialog(turn, arguments[0])
    value = arguments[1]
    if not _is_offered(turn, dialog, value):
        raise Refused("button.gone")
    if value == "done":
        values = dialog.data["values"]
        visits.must_show(turn, ContactForm(values["form"]), values.get("files", []))
    _take(turn, dialog, item, None if value in NOTHING else value)


NOTHING = frozenset({"done", "none"})  # no (further) file


def _is_offered(turn: Turn, dialog: Dialog, value: str) -> bool:
    """Whether the present question has such a button, or had it on an earlier day."""
    match _step(dialog).kind:
        case "choice":
            return value in {option.value for option in _options(turn, dialog.kind)}
        case "day":
            today = turn.office.today(turn.now)
            day = parse_day(value, today)
            is_exact = day is not None and day.isoformat() == value
            return day is not None and is_exact and _since(turn, dialog) <= day <= today
        case "files" | "file":
            return value in NOTHING
        case _:
            return False


def _since(turn: Turn, dialog: Dialog) -> date:
    """The first day on which what is recorded may have happened."""
    assert dialog.suggestion_id is not None
    item = suggestions.get(turn.session, dialog.suggestion_id)
    before = reply_rows.of_round(turn.session, item.id, item.round - 1)
    replied_on = before.replied_on if before is not None else None
    since = plausible.reply_since if dialog.kind == "reply" else plausible.contact_since
    return since(item.assigned_on, replied_on)


def _step(dialog: Dialog) -> Step:
    steps = FORMS[dialog.kind]
    if dialog.data["step"] >= len(steps):
        raise Refused("button.gone")
    step: Step = steps[dialog.data["step"]]
    return step


def _take(turn: Turn, dialog: Dialog, item: Suggestion, value: Any) -> None:
    answer = {} if value is None else {_step(dialog).name: value}
    questions.answered(turn, dialog)
    questions.put(turn, dialog, step=dialog.data["step"] + 1, **answer)
    _ask(turn, item)


def answered(turn: Turn, said: Said, dialog: Dialog) -> None:
    """Words or a file in answer to the present question."""
    if dialog.kind not in FORMS:
        raise Refused("button.gone")
    _, item = _dialog(turn)
    if dialog.data["step"] >= len(FORMS[dialog.kind]) and dialog.kind != "progress":
        raise Refused("form.choose")
    step = FORMS[dialog.kind][min(dialog.data["step"], len(FORMS[dialog.kind]) - 1)]
    if step.kind == "draft":
        _drafted(turn, said, dialog, item)
    elif step.kind == "evidence":
        proof = questions.words_or_file(turn, said, item.id, LONGEST[step.name])
        _take(turn, dialog, item, proof)
    elif step.kind in ("file", "files"):
        _filed(turn, said, dialog, item, step)
    else:
        _written(turn, said, dialog, item, step)


def _written(turn: Turn, said: Said, dialog: Dialog, item: Suggestion, step: Step) -> None:
    if step.kind == "choice":
        raise Refused("form.choose")
    text = questions.text_of(said, LONGEST.get(step.name, LONGEST_TEXT))
    if step.kind == "day":
        today = turn.office.today(turn.now)
        day = parse_day(text, today)
        if day is None:
            raise Refused("form.day_wanted", example=f"{today:%Y-%m-%d}")
        plausible.must_have_happened(day, today, _since(turn, dialog))
        text = day.isoformat()
    _take(turn, dialog, item, text)


def _filed(turn: Turn, said: Said, dialog: Dialog, item: Suggestion, step: Step) -> None:
    questions.must_be_file(said, questions.PAPERS if step.kind == "file" else questions.EVIDENCE)
    kept = words.keep(turn, said, item.id, purpose="form_input")
    if step.kind == "file":
        _take(turn, dialog, item, kept.message_id)
        return
    files = dialog.data["values"].get("files", [])
    questions.put(turn, dialog, files=questions.with_file(files, kept))
    questions.file_taken(turn, dialog, kept, _choices(turn, dialog.kind, step)[:-1])


def _drafted(turn: Turn, said: Said, dialog: Dialog, item: Suggestion) -> None:
    kept = words.keep(turn, said, None, purpose="progress")
    dialog.data = {**dialog.data, "draft": [*dialog.data["draft"], kept.message_id], "step": 1}
    dialog.at = turn.now
    turn.session.flush()
    preview(turn, dialog, item)


def preview(turn: Turn, dialog: Dialog, item: Suggestion) -> None:
    """Show what will be done; nothing has been done yet."""
    if dialog.message_id is not None:
        messages.rewrite(turn.session, dialog.message_id, turn.now, keyboard=None)
    deputy = people.get(turn.session, suggestions.lead_deputy_id(turn.session, item.id))
    notes = replies.warnings(turn, item) if dialog.kind == "reply" else []
    dialog.message_id = turn.say(
        turn.me,
        f"{dialog.kind}.preview",
        suggestion_id=item.id,
        purpose="preview",
        number=item.number,
        title=item.title,
        deputy=deputy.name,
        lines=Html(_lines(turn, dialog, item)),
        note=Html("".join(f"\n{note}" for note in notes)),
        keyboard=[
            [
                keyboard.button(
                    turn.language, f"button.submit_{dialog.kind}", "submit", dialog.kind
                ),
                keyboard.button(turn.language, "button.rewrite", "again", dialog.kind),
                keyboard.button(turn.language, "button.cancel", "drop", 0),
            ]
        ],
    )


def _lines(turn: Turn, dialog: Dialog, item: Suggestion) -> str:
    values = dialog.data["values"]
    if dialog.kind == "progress":
        return "\n".join(
            words.shown(messages.get(turn.session, id_), turn) for id_ in dialog.data["draft"]
        )
    lines = []
    for step in FORMS[dialog.kind]:
        value = values.get(step.name)
        if step.name == replies.PROOF:
            value = replies.proof_of(turn, item, ReplyClass(values["class"]), values)
        if value is None and step.is_conditional:
            continue
        shown = _shown(turn, step, value)
        name = texts.render(f"{dialog.kind}.{step.name}", turn.language)
        lines.append(f"<b>{name}</b>：{quote(shown)}")
    return "\n".join(lines)


def _shown(turn: Turn, step: Step, value: Any) -> str:
    if value is None:
        return "—"
    if step.kind == "files":
        return words.attachments_named(turn, list(value), with_words=True) or "—"
    if step.kind == "file":
        return words.attachments_named(turn, [value], with_words=True) or "—"
    if step.kind == "evidence":
        return proofs.told(turn, value, turn.language)
    if step.name == "form":
        return texts.plain(ContactForm(value), turn.language)
    return str(value)


def again(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """修改: start this form afresh."""
    dialog, item = _dialog(turn, arguments[0])
    sending.drop(turn)
    _begin(turn, dialog.kind, item.id)


def submit(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """提交 after the preview."""
    dialog, item = _dialog(turn, arguments[0])
    if dialog.kind != "progress" and dialog.data["step"] < len(FORMS[dialog.kind]):
        raise Refused("button.gone")
    access.must_be_open(item)
    gates.require(turn, item, ACTS[dialog.kind])
    if score_requests.stops(turn, item, _texts(turn, dialog), dialog.data["draft"]):
        sending.drop(turn)
        return
    turn.used()
    kind, data = dialog.kind, dialog.data
    dialogs.close(turn.session, turn.me.id)
    _DO[kind](turn, item, data)
    turn.toast("toast.done")


def _texts(turn: Turn, dialog: Dialog) -> list[str]:
    """What the deputy would read of a form."""
    written = [messages.get(turn.session, id_).text or "" for id_ in dialog.data["draft"]]
    values = dialog.data["values"]
    proof = values.get(replies.PROOF) or {}
    return [*written, *map(str, values.values()), proof.get("words", "")]


def _do_record(turn: Turn, item: Suggestion, data: dict[str, Any]) -> None:
    visits.record(turn, item, data["values"])
    turn.say(turn.me, "record.done", suggestion_id=item.id, number=item.number)


def _do_progress(turn: Turn, item: Suggestion, data: dict[str, Any]) -> None:
    kept = [words.kept(messages.get(turn.session, id_)) for id_ in data["draft"]]
    if not kept:
        raise Refused("send.empty")
    for one in kept:
        messages.put_under(turn.session, one.message_id, item.id)
    progress.report(turn, item, kept)


def _do_reply(turn: Turn, item: Suggestion, data: dict[str, Any]) -> None:
    values = data["values"]
    reply = replies.deliver(turn, item, {**values, "document_id": values.get("document")})
    turn.say(turn.me, "reply.done", suggestion_id=item.id, number=item.number)
    merging.offer_same(turn, item, reply)


_DO = {"record": _do_record, "progress": _do_progress, "reply": _do_reply}
