"""Words of people: a deputy's find their suggestion, an officer's are shown before sending."""

from collections.abc import Callable
from dataclasses import replace

from handlers import keyboard, texts
from handlers.acts import access
from handlers.acts.contacting import briefing, progress, visits
from handlers.acts.handling.gates import ASKED_IN
from handlers.acts.keeping import secrecy
from handlers.acts.rating import call_backs, identity, pressures, ratings, score_requests, seconds
from handlers.acts.replying import drafts as draft_acts
from handlers.acts.talking import asking, groups, sending, words
from handlers.conversations import (
    answering,
    arranging,
    audits,
    campaigns,
    classes,
    closing,
    drafts,
    forms,
    gates,
    honest,
    late,
    leading,
    links,
    meetings,
    minutes,
    models,
    moves,
    opinions,
    papers,
    plans,
    points,
    promises,
    publications,
    questions,
    results,
    roots,
    tours,
    voices,
    withdrawing,
)
from handlers.incoming import Pressed, Said
from handlers.rules import routing
from handlers.rules.permissions import Act
from handlers.rules.refused import Refused
from handlers.rules.routing import Ask, To
from handlers.turn import Turn
from storage import dialogs, messages, people, suggestions, units
from storage.dialogs import Dialog
from storage.messages import Message
from storage.pressures import TOLD
from storage.suggestions import Suggestion
from storage.vocabulary import Direction, MessageState

# Buttons under copies of words, by name and number of arguments: the last names the original.
SAYS_WHOSE_COPY = frozenset({("answer", 1), ("write", 2)})

# What comes in the committee's name: whoever replies to it may mean the committee.
_IN_ITS_NAME = frozenset({"form", "second", "paper"})


def said(turn: Turn, words_said: Said) -> None:
    """Everything a registered person says in private that is no command."""
    if not words_said.is_edit and _came_late(turn, words_said):
        return
    replied, sibling = _replied(turn, words_said), _sibling(turn, words_said)
    for earlier in (replied, sibling):
        secrecy.must_not_be_said(turn, earlier.suggestion_id if earlier else None)
    if turn.me.is_deputy:
        _deputy(turn, words_said, replied, sibling)
    else:
        _staff(turn, words_said, replied)


def _came_late(turn: Turn, words_said: Said) -> bool:
    """Whether these words come after what they were edited to; then they are the earlier text."""
    if not messages.has_come(turn.session, words_said.chat_id, words_said.message_id):
        return False
    row = messages.by_telegram(turn.session, words_said.chat_id, words_said.message_id)
    if row is None or row.author_id != turn.me.id:
        return False
    words.earlier(turn, words_said, row)
    return True


def _deputy(turn: Turn, words_said: Said, replied: Message | None, sibling: Message | None) -> None:
    if _belongs_to_what_was_said(turn, words_said, replied, sibling):
        return
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is not None and dialog.kind in _ANSWERS:
        if _answers(turn, dialog, replied):
            _own_answer(turn, words_said, dialog)
            return
        if replied is None and dialog.kind not in asking.LAPSING:
            late.ask_whether(turn, words_said, dialog)
            return
    if replied is not None and replied.purpose in _IN_ITS_NAME and replied.suggestion_id:
        pressures.ask_whom(turn, words_said, replied.suggestion_id)
        return
    is_chosen = (
        dialog is not None and dialog.kind == "write" and _answers(turn, dialog, replied=None)
    )
    chosen = dialog.suggestion_id if dialog is not None and is_chosen else None
    answered = replied.suggestion_id if replied else None
    match routing.route(
        replied_suggestion=answered if _may_write(turn, answered) else None,
        chosen=chosen if _may_write(turn, chosen) else None,
        open_suggestions=suggestions.open_ids_of_deputy(turn.session, turn.me.id),
    ):
        case To(suggestion_id):
            item = suggestions.get(turn.session, suggestion_id)
            kept = words.keep(turn, words_said, item.id)
            words.under(turn, kept, item, answered=replied or _written_to(turn, dialog))
        case Ask():
            words.keep(turn, words_said, None)
            words.ask_where(turn, _choices(turn))
        case _:
            _without_open(turn, words_said)
    if dialog is not None and dialog.kind == "write":
        dialogs.close(turn.session, turn.me.id)


def _belongs_to_what_was_said(
    turn: Turn, words_said: Said, replied: Message | None, sibling: Message | None
) -> bool:
    """Whether it goes on with a complaint, an album or a text that a phone has cut."""
    if sibling is not None and sibling.purpose == TOLD:
        pressures.more(turn, words_said, sibling.id)
        return True
    if replied is not None and replied.purpose == TOLD:
        pressures.in_reply(turn, words_said, replied.id)
        return True
    if sibling is None or sibling.suggestion_id is None:
        return False
    if not _may_write(turn, sibling.suggestion_id):
        return False
    item = suggestions.get(turn.session, sibling.suggestion_id)
    if sibling.purpose == "answer" and words_said.album is None:
        briefing.go_on_answering(turn, words_said, item, sibling)
    else:
        words.under(turn, words.keep(turn, words_said, item.id), item, with_ack=False)
    return True


def _written_to(turn: Turn, dialog: Dialog | None) -> Message | None:
    """What is answered by 回复: the words of staff under which it was pressed."""
    is_answer = dialog is not None and dialog.kind == "write" and "said_to" in dialog.data
    return turn.session.get(Message, dialog.data["said_to"]) if dialog and is_answer else None


def _may_write(turn: Turn, suggestion_id: int | None) -> bool:
    """Whether a deputy (still) stands behind a suggestion: an old message may be replied to."""
    if suggestion_id is None:
        return False
    if suggestion_id in suggestions.open_ids_of_deputy(turn.session, turn.me.id):
        return True
    return access.may(turn, suggestions.get(turn.session, suggestion_id), Act.WRITE_WORDS)


def _sibling(turn: Turn, words_said: Said) -> Message | None:
    """The first picture of an album, or the piece before of a text that was too long for one
    message: whatever it was said to, the others were too.
    """
    if words_said.album is not None:
        return messages.of_album(turn.session, turn.me.id, words_said.album)
    if not turn.me.is_deputy or not _may_go_astray(turn):
        return None
    before = messages.latest_from(turn.session, turn.me.id)
    return before if before and answering.is_rest(words_said, before) else None


def _may_go_astray(turn: Turn) -> bool:
    """Whether words could be put anywhere but under the only open suggestion."""
    if dialogs.of(turn.session, turn.me.id) is not None:
        return True
    return len(suggestions.open_ids_of_deputy(turn.session, turn.me.id)) != 1


def _answers(turn: Turn, dialog: Dialog, replied: Message | None) -> bool:
    """Whether words answer the open question: a reply to something else does not."""
    if dialog.kind == pressures.ASKED:
        return pressures.is_listened_to(turn, dialog)
    if replied is not None:
        return replied.id == dialog.message_id
    return asking.waits_for_words(turn, dialog)


def _replied(turn: Turn, words_said: Said) -> Message | None:
    """Our row of the message replied to.

    After a crash a message may stand in the chat twice, and only one of the two is known by its
    number; the other is known by its buttons, which say whose copy it is.
    """
    if words_said.reply_to is None:
        return None
    row = messages.by_telegram(turn.session, words_said.chat_id, words_said.reply_to)
    if row is not None:
        return row
    for data in words_said.replied_buttons:
        verb, arguments = keyboard.unpack(data)
        source = arguments[-1] if (verb, len(arguments)) in SAYS_WHOSE_COPY else ""
        if source.isascii() and source.isdigit():
            return messages.copy_in(turn.session, int(source), words_said.chat_id)
    return None


def _choices(turn: Turn) -> list[Suggestion]:
    return list(suggestions.of_deputy(turn.session, turn.me.id, only_open=True))


def _without_open(turn: Turn, words_said: Said) -> None:
    """No suggestion is open: the words go to one that was, or are kept and the deputy told."""
    signed = list(suggestions.of_deputy(turn.session, turn.me.id, only_open=False))
    earlier = [item for item in signed if not item.is_by_paper]
    if signed and not earlier:
        secrecy.must_not_be_said(turn, signed[-1].id)
    if len(earlier) == 1:
        item = earlier[0]
        words.under(turn, words.keep(turn, words_said, item.id), item)
        return
    words.keep(turn, words_said, None)
    if earlier:
        words.ask_where(turn, earlier)
    else:
        turn.say(turn.me, "words.nowhere")


def _reason(turn: Turn, words_said: Said, dialog: Dialog) -> None:
    ratings.reason(turn, words_said, int(dialog.data["form_id"]))


def _rating_word(turn: Turn, words_said: Said, dialog: Dialog) -> None:
    ratings.word(turn, words_said, int(dialog.data["form_id"]))


def _objection(turn: Turn, words_said: Said, dialog: Dialog) -> None:
    contact_id = int(dialog.data["contact_id"])
    _, item = visits.own(turn, contact_id)
    words.under(turn, words.keep(turn, words_said, item.id), item, with_ack=False)
    turn.say(turn.me, "progress.agreed", suggestion_id=item.id)
    kind = texts.label(f"messagekind.{words_said.kind.value}", turn.language)
    visits.object_to(turn, contact_id, words_said.text or f"[{kind}]")


def _comment(turn: Turn, words_said: Said, dialog: Dialog) -> None:
    contact_id, pressed_on = int(dialog.data["contact_id"]), dialog.data.get("pressed_on")
    item = progress.comment(turn, contact_id, pressed_on)
    words.under(turn, words.keep(turn, words_said, item.id), item, with_ack=False)
    turn.say(turn.me, "progress.agreed", suggestion_id=item.id)


_ANSWERS: dict[str, Callable[[Turn, Said, Dialog], None]] = {
    "opening": briefing.answer,
    "reason": _reason,
    ratings.WORD: _rating_word,
    "objection": _objection,
    "comment": _comment,
    draft_acts.WHY: drafts.objection,
    points.LEFT_OUT: points.left_out,
    withdrawing.WITHDRAW: withdrawing.answered,
    pressures.ASKED: honest.pressure_words,
    identity.ASKED: identity.answered,
    seconds.WHY: seconds.reason,
}


def _staff(turn: Turn, words_said: Said, replied: Message | None) -> None:
    if replied is not None and replied.source_id is not None and replied.suggestion_id is not None:
        _answer_directly(turn, words_said, replied)
        return
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is None or dialog.kind == asking.PICK:
        words.keep(turn, words_said, None)
        _ask_where(turn)
    elif asking.is_old(turn, dialog) and (replied is None or replied.id != dialog.message_id):
        late.ask_whether(turn, words_said, dialog)
    else:
        _form(turn, words_said, dialog)


def _ask_where(turn: Turn) -> None:
    """About which suggestion are the words that wait?"""
    choices = _staff_choices(turn)
    if choices:
        words.ask_where(turn, choices)
    else:
        turn.say(turn.me, "my.none")


def _form(turn: Turn, words_said: Said, dialog: Dialog) -> None:
    """Words of staff in answer to an open question."""
    if dialog.kind == "compose":
        sending.draft(turn, words_said, dialog)
    elif dialog.kind == "blank":  # whether it asks for a score is looked at before it is sent
        answering.take(turn, words_said, dialog, _blank)
    elif dialog.kind in _AMONG_STAFF or not _asks_for_score(turn, words_said, dialog):
        if dialog.kind == "progress":
            forms.answered(turn, words_said, dialog)
        else:
            answering.take(turn, words_said, dialog, _handler(dialog))


def _own_answer(turn: Turn, words_said: Said, dialog: Dialog) -> None:
    """Words of a deputy in answer to an open question."""
    if dialog.kind == identity.ASKED:  # a number is compared, and kept nowhere
        identity.answered(turn, words_said, dialog)
        return
    if dialog.kind != pressures.ASKED:
        words.must_say_something(words_said)
    answering.take(turn, words_said, dialog, _ANSWERS[dialog.kind])


def _handler(dialog: Dialog) -> answering.Handler:
    if dialog.kind in ("blank", "compose"):
        return _blank
    return _ANSWERS_OF_STAFF.get(dialog.kind, forms.answered)


def _blank(turn: Turn, words_said: Said, dialog: Dialog) -> None:
    """The words for a blank of a template."""
    sending.fill_in(turn, dialog, questions.text_of(words_said, sending.LONGEST_BLANK))


def _asks_for_score(turn: Turn, words_said: Said, dialog: Dialog) -> bool:
    """Whether an answer of staff, which deputies are to read, asks for a score: the question stays
    open, and it may be said otherwise.
    """
    text = words_said.text or ""
    items = (
        [suggestions.get(turn.session, dialog.suggestion_id)]
        if dialog.suggestion_id is not None
        else _staff_choices(turn)
    )
    item = next((one for one in items if score_requests.asks(turn, one, [text])), None)
    if item is None:
        return False
    kept = words.keep(turn, words_said, None, purpose="form_input")
    return score_requests.stops(turn, item, [text], [kept.message_id])


# What no deputy reads: reasons that are given to colleagues and to the committee.
_AMONG_STAFF = frozenset(
    {
        ASKED_IN,
        moves.MOVE,
        opinions.BACK,
        opinions.NOTE,
        drafts.BACK,
        plans.PLAN,
        plans.BACK,
        closing.CHECK,
        papers.KIND,
        call_backs.ASKED,
    }
)
_ANSWERS_OF_STAFF = {
    arranging.NEW: arranging.answered,
    meetings.OFF: meetings.answered,
    minutes.HELD: minutes.answered,
    tours.TITLE: tours.titled,
    ASKED_IN: gates.reason,
    moves.MOVE: moves.answered,
    campaigns.NEW: campaigns.titled,
    campaigns.PROGRESS: campaigns.reported,
    voices.VOICE: voices.heard,
    voices.POLL: voices.answered,
    opinions.OPINION: opinions.answered,
    opinions.BACK: opinions.reason,
    opinions.NOTE: opinions.noted,
    opinions.BLOCKER: opinions.raised,
    opinions.DECISION: opinions.decided,
    points.LIST: points.listed,
    points.ANSWER: points.answered,
    drafts.DRAFT: drafts.answered,
    drafts.BACK: drafts.reason,
    audits.AUDIT: audits.reason,
    classes.CLASS: classes.answered,
    publications.PUBLICATION: publications.answered,
    closing.CHECK: closing.reason,
    plans.PLAN: plans.answered,
    plans.BACK: plans.reason,
    promises.PROMISE: promises.answered,
    results.RESULT: results.answered,
    models.MODEL: models.answered,
    links.LINK: links.answered,
    roots.MEASURE: roots.measured,
    roots.TASK: roots.dated,
    leading.INSTRUCTION: leading.instructed,
    papers.KIND: papers.answered,
    call_backs.ASKED: honest.otherwise,
}


def _staff_choices(turn: Turn) -> list[Suggestion]:
    return [item for item, _ in suggestions.of_staff(turn.session, turn.me, limit=40)]


def _answer_directly(turn: Turn, words_said: Said, replied: Message) -> None:
    """A reply to a deputy's words goes to that deputy at once: the target cannot be mistaken."""
    assert replied.suggestion_id is not None
    deputy = _author_or_lead(turn, replied)
    item = access.fetch(turn, replied.suggestion_id, Act.MESSAGE_DEPUTY)
    sending.must_be_reachable(turn, deputy)
    is_first = _sibling(turn, words_said) is None
    kept = words.keep(turn, words_said, item.id)
    if score_requests.stops(turn, item, [words_said.text or ""], [kept.message_id]):
        return
    sending.deliver(turn, kept, item, deputy, with_status=is_first)


def _author_or_lead(turn: Turn, replied: Message) -> people.Person:
    assert replied.suggestion_id is not None
    item = suggestions.get(turn.session, replied.suggestion_id)
    return sending.addressee(turn, item, replied.source_id)


def edited(turn: Turn, words_said: Said) -> None:
    """Words said anew: the row we have is revised; unknown ones are taken as new."""
    row = messages.by_telegram(turn.session, words_said.chat_id, words_said.message_id)
    secrecy.must_not_be_said(turn, row.suggestion_id if row else None)
    if row is not None and row.author_id == turn.me.id:
        dialog = dialogs.of(turn.session, turn.me.id)
        if answering.is_answer(dialog, row):
            _answered_anew(turn, words_said, dialog, row)
            return
        before = row.text
        words.edited(turn, words_said, row)
        _show_draft_anew(turn, row)
        if row.purpose == "answer":
            briefing.show_anew(turn, row.id)
        if row.purpose == TOLD and row.text != before:
            pressures.said_otherwise(turn, row.id)
    elif row is None and words_said.text.startswith("/"):
        turn.say(turn.me, "asked.command")
    elif row is None:
        said(turn, words_said)
        row = messages.by_telegram(turn.session, words_said.chat_id, words_said.message_id)
        if row is not None:  # earlier words, and earlier edits, may come yet
            turn.event("edited", suggestion_id=row.suggestion_id, message_id=row.id)


def _answered_anew(turn: Turn, words_said: Said, dialog: Dialog | None, row: Message) -> None:
    """An answer has been edited: it counts while its form is open."""
    counted, was_stopped = row.text or "", row.state == MessageState.CANCELLED
    if not words.revised(turn, words_said, row):
        return
    turn.heard = row.id
    handler: answering.Handler = forms.answered
    if dialog is not None and turn.me.is_deputy:
        handler = _ANSWERS.get(dialog.kind, handler)
    elif dialog is not None and dialog.kind != asking.PICK:
        if was_stopped:  # it may be said otherwise
            _form(turn, replace(words_said, is_edit=False), dialog)
            return
        handler = _handler(dialog)
        if handler is not _blank and _asks_for_score(turn, words_said, dialog):
            return
    if not answering.anew(turn, words_said, dialog, row, handler):
        counted = words.short(counted, 60)
        turn.say(turn.me, "asked.over", suggestion_id=row.suggestion_id, was=counted)


def _show_draft_anew(turn: Turn, row: Message) -> None:
    """An edited draft is shown again before it can be sent."""
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is not None and row.id in dialog.data.get("draft", []):
        assert dialog.suggestion_id is not None
        item = suggestions.get(turn.session, dialog.suggestion_id)
        if dialog.kind == "compose":
            sending.preview(turn, item)
        else:
            forms.preview(turn, dialog, item)


def in_group(turn: Turn, words_said: Said) -> None:
    """A reply to mirrored words in the staff group goes to that deputy; all else is staff talk."""
    replied = None
    if units.group(turn.session, words_said.chat_id) is not None:
        replied = _replied(turn, words_said)
    if replied is None or replied.purpose != "mirror" or replied.suggestion_id is None:
        turn.forget()  # what staff say to each other is nothing to us
        return
    secrecy.must_not_be_said(turn, replied.suggestion_id)
    _answer_directly(turn, words_said, replied)


def bind(turn: Turn, words_said: Said, _words: str) -> None:
    """/bind in a group: from now on the unit's deputies' words are mirrored here."""
    if words_said.is_private:
        turn.say(turn.me, "group.only_in_group")
        return
    groups.bind(turn, words_said)
    turn.post(
        words_said.chat_id,
        texts.render(
            "group.bound", turn.language, unit=groups.unit_name(turn.session, turn.me.unit_id)
        ),
        thread_id=words_said.thread_id,
    )


def pick(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The writer says which suggestion the waiting words belong to."""
    act = Act.WRITE_WORDS if turn.me.is_deputy else Act.MESSAGE_DEPUTY
    item = access.fetch(turn, int(arguments[0]), act)
    waiting = [row.id for row in messages.waiting_of(turn.session, turn.me.id)]
    if not waiting:
        raise Refused("button.gone")
    turn.used()
    if turn.me.is_deputy:
        words.place(turn, item)
        return
    deputy = sending.addressee(turn, item)
    sending.must_be_reachable(turn, deputy)
    sending.leave(turn)
    dialogs.ask(
        turn.session,
        turn.me.id,
        "compose",
        turn.now,
        suggestion_id=item.id,
        data={"to": deputy.id, "draft": waiting},
    )
    sending.preview(turn, item)


def pick_more(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Further suggestions to choose from."""
    choices = _choices(turn) if turn.me.is_deputy else _staff_choices(turn)
    if turn.pressed_on is not None:
        buttons = words.picker(turn, choices, "pick", int(arguments[0]))
        messages.rewrite(turn.session, turn.pressed_on, turn.now, keyboard=buttons)


def move(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """换一件: words went to the wrong suggestion; which is the right one?"""
    row = _own_words(turn, int(arguments[0]))
    assert row.suggestion_id is not None
    access.fetch(turn, row.suggestion_id, Act.MOVE_WORDS)
    choices = [item for item in _choices(turn) if item.id != row.suggestion_id]
    turn.say(
        turn.me,
        "words.which_instead",
        purpose="prompt",
        keyboard=words.picker(turn, choices, "moveto", 0, row.id),
    )


def move_to(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """The right suggestion has been named: the words move, with trace."""
    item = access.fetch(turn, int(arguments[0]), Act.MOVE_WORDS)
    row = _own_words(turn, int(arguments[1]))
    turn.used()
    words.move(turn, row.id, item)
    turn.say(turn.me, "words.moved", suggestion_id=item.id, number=item.number)


def _own_words(turn: Turn, message_id: int) -> Message:
    """Words somebody said about a suggestion: no answer to a question, no copy for others."""
    row = turn.session.get(Message, message_id)
    if row is None or row.author_id != turn.me.id or row.direction != Direction.IN:
        raise Refused("permission.denied")
    if row.purpose != "words" or row.suggestion_id is None:
        raise Refused("permission.denied")
    return row


def write(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """回复 / 写信: the next words go to this suggestion."""
    item = access.fetch(turn, int(arguments[0]), Act.WRITE_WORDS)
    message_id = turn.say(
        turn.me, "words.write", suggestion_id=item.id, purpose="prompt", number=item.number
    )
    dialogs.ask(
        turn.session,
        turn.me.id,
        "write",
        turn.now,
        suggestion_id=item.id,
        message_id=message_id,
        data={"said_to": int(arguments[1])} if len(arguments) > 1 else {},
    )


def answer(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """回复 under a deputy's words, for staff."""
    row = turn.session.get(Message, int(arguments[0]))
    if row is None or row.suggestion_id is None:
        raise Refused("permission.denied")
    item = access.fetch(turn, row.suggestion_id, Act.MESSAGE_DEPUTY)
    sending.begin(turn, item, sending.addressee(turn, item, row.id))


def compose(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """给代表发消息."""
    item = access.fetch(turn, int(arguments[0]), Act.MESSAGE_DEPUTY)
    sending.begin(turn, item, sending.addressee(turn, item))


def template(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """One of the templates with blanks."""
    item = access.fetch(turn, int(arguments[0]), Act.MESSAGE_DEPUTY)
    dialog = dialogs.of(turn.session, turn.me.id)
    deputy = (
        people.get(turn.session, dialog.data["to"])
        if dialog is not None
        and dialog.kind in ("compose", "blank")
        and dialog.suggestion_id == item.id
        else sending.addressee(turn, item)
    )
    sending.fill(turn, item, deputy, arguments[1])


def send(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """发送, after the preview."""
    sending.send(turn, access.fetch(turn, int(arguments[0]), Act.MESSAGE_DEPUTY))
    turn.toast("toast.sending")


def redo(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """修改: write it anew."""
    item = access.fetch(turn, int(arguments[0]), Act.MESSAGE_DEPUTY)
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is None or dialog.kind != "compose" or dialog.suggestion_id != item.id:
        raise Refused("button.gone")
    deputy = people.get(turn.session, dialog.data["to"])
    sending.drop(turn)
    sending.begin(turn, item, deputy)


def drop(turn: Turn, _pressed: Pressed, _arguments: list[str]) -> None:
    """取消."""
    dialog = dialogs.of(turn.session, turn.me.id)
    if dialog is None:
        raise Refused("button.gone")
    asking.must_be_under(turn, dialog)
    sending.drop(turn)
    turn.used()
    turn.toast("toast.cancelled")


def go_on_with(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """接着填: what gave way to something else."""
    sending.go_on_with(turn, int(arguments[0]))


def say_whether(turn: Turn, _pressed: Pressed, arguments: list[str]) -> None:
    """Whether words that came late answer the question that was open."""
    dialog = dialogs.of(turn.session, turn.me.id)
    rows = late.said(turn, dialog)
    assert dialog is not None
    if arguments[0] == "yes":
        late.take(turn, dialog, rows, _own_answer if turn.me.is_deputy else _form)
    elif turn.me.is_deputy:
        dialogs.close(turn.session, turn.me.id)
    else:
        sending.leave(turn)
    still = dialogs.of(turn.session, turn.me.id)
    taken = still.data.get("draft", []) if still is not None else []
    if all(row.id in taken or row.state != MessageState.WAITING for row in rows):
        return
    if not turn.me.is_deputy:
        _ask_where(turn)
        return
    match routing.route(
        replied_suggestion=None,
        chosen=None,
        open_suggestions=suggestions.open_ids_of_deputy(turn.session, turn.me.id),
    ):
        case To(suggestion_id):
            words.place(turn, suggestions.get(turn.session, suggestion_id))
        case Ask():
            words.ask_where(turn, _choices(turn))
        case _:
            turn.say(turn.me, "words.nowhere")


def not_taken(turn: Turn, incoming: Said | Pressed, refusal: Refused) -> None:
    """What was said, or said to be an answer, has been refused."""
    if isinstance(incoming, Said):
        answering.not_taken(turn, incoming)
    elif incoming.data == "late:yes" and refusal.code != "button.gone":
        late.not_taken(turn)
        turn.say(turn.me, f"refused.{refusal.code}", **refusal.values)
